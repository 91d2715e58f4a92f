"""Static files leave compressed, each compressed once.

Streamlit sends its scripts as they are, 7 MB for a first page with a chart. Their names hold a hash of their content,
so what has been compressed stays right for as long as the process lives.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HASHED = re.compile(r"\.[\w-]{8}\.\w+$")
WORTH_IT = (".js", ".css", ".json", ".svg", ".wasm")
LEVEL = 6


def is_for_ever(path: str, headers: Headers) -> bool:
    """Is this a file that never changes under its name? A page that is served in place of a missing file is none.

    >>> kept = Headers({"cache-control": "public, immutable, max-age=31536000"})
    >>> [is_for_ever(path, kept) for path in ("/static/js/index.DormvYxC.js", "/favicon.png")]
    [True, False]
    """
    return bool(HASHED.search(path)) and "immutable" in headers.get("cache-control", "")


@dataclass(frozen=True)
class Reply:
    """A whole answer to a request: the message that begins it, and its body."""

    start: Message
    body: bytes

    async def send(self, send: Send) -> None:
        """Pass it on."""
        await send({**self.start, "headers": list(self.start["headers"])})
        await send({"type": "http.response.body", "body": self.body})

    def compressed(self) -> Reply:
        """The same, with gzip; the same bytes each time."""
        body = gzip.compress(self.body, LEVEL, mtime=0)
        start = {**self.start, "headers": list(self.start["headers"])}
        headers = MutableHeaders(raw=start["headers"])
        headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(body))
        # Whoever has it need never ask again, so nothing to ask with goes along: there are a hundred such files.
        for name in ("ETag", "Last-Modified", "Accept-Ranges"):
            del headers[name]
        return Reply(start, body)


class CompressedFiles:
    """Wraps an ASGI application: files with a hash in their name are compressed at their first request and kept.

    One file is compressed at a time, beside the event loop: a class that opens the page together costs what one person
    costs, and one core at most. All that can be kept are the files of the installed package, 7 MB compressed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[str, Reply] = {}
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if not _can_be_compressed(scope):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await _varied(await self._asked(scope, receive)).send(send)
            return
        if path not in self._kept:
            async with self._one_at_a_time:
                if path not in self._kept:
                    reply = await self._asked(scope, receive)
                    if not _is_file(path, reply):
                        await reply.send(send)
                        return
                    self._kept[path] = await asyncio.to_thread(_varied(reply).compressed)
        await self._kept[path].send(send)

    async def _asked(self, scope: Scope, receive: Receive) -> Reply:
        """What the application answers."""
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self._app(scope, receive, keep)
        return Reply(messages[0], b"".join(message.get("body", b"") for message in messages[1:]))


def _can_be_compressed(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path: str = scope["path"]
    if not path.endswith(WORTH_IT) or not HASHED.search(path):
        return False
    asked = Headers(scope=scope)
    return "range" not in asked and "if-none-match" not in asked and "if-modified-since" not in asked


def _is_file(path: str, reply: Reply) -> bool:
    headers = Headers(raw=reply.start["headers"])
    return reply.start["status"] == 200 and "content-encoding" not in headers and is_for_ever(path, headers)


def _varied(reply: Reply) -> Reply:
    """Caches on the way must not hand what is compressed to those that cannot read it."""
    start = {**reply.start, "headers": list(reply.start["headers"])}
    MutableHeaders(raw=start["headers"]).add_vary_header("Accept-Encoding")
    return Reply(start, reply.body)
