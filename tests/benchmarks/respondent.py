"""A respondent without a browser: speaks Streamlit's protocol over a websocket, as its page does.

The protocol is messages of ``streamlit.proto``: the page sends ``BackMsg`` with the state of its widgets, the server
replies with a ``ForwardMsg`` for each element and one that says that the script has finished.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

SAVED, NOT_SAVED = "Saved", "NOT saved"
PATIENCE_SECONDS = 30.0
LATE_SECONDS = 0.5
# What the page sends in place of a token when it has none; the id of a session to go on with comes third.
PROTOCOL, NO_TOKEN = "streamlit", "PLACEHOLDER_AUTH_TOKEN"
LOST = (OSError, ConnectionClosed, InvalidHandshake, TimeoutError)
"""What a respondent meets when the server or the line is gone."""


@dataclass
class Question:
    """One group of options on the page."""

    id: str
    options: list[str]
    fragment: str
    chosen: str = ""


@dataclass(frozen=True)
class Reply:
    """What came of one answer: how long until the page was complete, in seconds, and what the card then says."""

    seconds: float
    is_saved: bool
    trouble: str


@dataclass
class Respondent:
    """One open tab.

    Attributes:
        url: of the server, ``http://...``.
        assessment_id: opened on the Answer page; empty for a page that has no assessments.
        questions: by their widget's key, in the page's order.
        session: id to go on with after the line was cut.
    """

    url: str
    assessment_id: str = ""
    questions: dict[str, Question] = field(default_factory=dict)
    session: str = ""
    _line: ClientConnection | None = None
    _page: str = ""
    _asks_again: bool = False

    async def open(self) -> None:
        """Connect and wait until the page is complete."""
        await self._join()

        message = BackMsg()
        message.rerun_script.page_name = "answer" if self.assessment_id else ""
        await self._ask(message)

    async def connect(self) -> None:
        """Open the page, or come back to it when the line was lost.

        As a page does it: one that asks the server now and then asks at once, any other waits for the next click.
        """
        if not self.questions:
            await self.open()
        elif self._line is None:
            await self._join()
            await self._drain()
            if self._asks_again:
                message = BackMsg()
                message.rerun_script.page_script_hash = self._page
                await self._ask(message)

    async def _join(self) -> None:
        known: Any = [PROTOCOL, NO_TOKEN, *([self.session] if self.session else [])]
        origin: Any = self.url
        self._line = await connect(
            self.url.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=known,
            origin=origin,
            compression=None,
            max_size=None,
            open_timeout=PATIENCE_SECONDS,
            ping_interval=None,
        )

    async def _drain(self) -> None:
        """What the server still had to say when the line was cut answers no question of ours."""
        assert self._line is not None
        with suppress(TimeoutError):
            async with asyncio.timeout(LATE_SECONDS):
                while True:
                    await self._line.recv()

    async def answer(self, key: str, option: str) -> Reply:
        """Choose an option and wait for the reply; raises one of ``LOST`` when there is none."""
        question = self.questions[key]
        question.chosen = option
        message = BackMsg()
        message.rerun_script.fragment_id = question.fragment
        message.rerun_script.page_script_hash = self._page
        began = time.perf_counter()
        texts = [text for text, fragment in await self._ask(message) if fragment == question.fragment]
        trouble = next((text for text in texts if text.startswith(NOT_SAVED)), "")
        return Reply(time.perf_counter() - began, SAVED in texts and not trouble, trouble)

    async def close(self) -> None:
        """Close the tab."""
        if self._line is not None:
            line, self._line = self._line, None
            await line.close()

    async def _ask(self, message: BackMsg) -> list[tuple[str, str]]:
        """Send the state of the page; texts of the reply, each with the fragment that it stands in."""
        message.rerun_script.query_string = f"a={self.assessment_id}" if self.assessment_id else ""
        for question in self.questions.values():
            if question.chosen:
                state = message.rerun_script.widget_states.widgets.add()
                state.id, state.string_value = question.id, question.chosen
        assert self._line is not None
        await self._line.send(message.SerializeToString())
        texts: list[tuple[str, str]] = []
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                reply = ForwardMsg.FromString(await self._line.recv())  # type: ignore[arg-type]
                kind = reply.WhichOneof("type")
                if kind == "delta":
                    texts += self._noted(reply.delta)
                elif kind == "new_session":
                    self.session = reply.new_session.initialize.session_id or self.session
                    self._page = reply.new_session.page_script_hash
                elif kind == "navigation":
                    self._page = reply.navigation.page_script_hash
                elif kind == "auto_rerun":
                    self._asks_again = True
                elif kind == "script_finished" and reply.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return texts

    def _noted(self, delta: Any) -> Iterator[tuple[str, str]]:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "radio":
            radio = element.radio
            # $$ID-<hash>-<key given by the page>
            key = radio.id.split("-", 2)[2]
            known = self.questions.get(key)
            chosen = radio.raw_value if radio.set_value else (known.chosen if known else "")
            self.questions[key] = Question(radio.id, list(radio.options), delta.fragment_id, chosen)
        elif kind == "markdown":
            yield element.markdown.body, delta.fragment_id
        elif kind == "alert":
            yield element.alert.body, delta.fragment_id


def processor_seconds(pid: int) -> float:
    """Processor time that a process has used so far, its threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def memory_mb(pid: int) -> float:
    """Memory that a process holds at present, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000
