"""What stands between the application and the network: compression, headers, and whose connections are taken."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message, Scope
from starlette.websockets import WebSocket
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_assets_routes

from assessment.ui import protection
from assessment.ui.compression import HASHED, WORTH_IT
from assessment.ui.delivery import DELIVERY
from assessment.ui.protection import CONTENT_SECURITY_POLICY

STATIC = Path(streamlit.__file__).parent / "static"
SCRIPT = next(path for path in (STATIC / "static" / "js").iterdir() if path.name.startswith("index."))
SCRIPT_PATH = f"/static/js/{SCRIPT.name}"
FOR_EVER = "public, immutable, max-age=31536000"
HERE = "127.0.0.1:8501"


async def open_socket(socket: WebSocket) -> None:
    """Takes every connection."""
    await socket.accept()


async def download(_: Request) -> Response:
    """What an assessment's file looks like, at its worst: Streamlit would let it be kept."""
    return PlainTextResponse("answers", headers={"Cache-Control": FOR_EVER})


@pytest.fixture
def application() -> Starlette:
    """Streamlit's own static files, a download and a socket behind what stands in front of them."""
    routes = [
        WebSocketRoute("/_stcore/stream", open_socket),
        Route("/media/answers.csv", download),
        *create_streamlit_static_assets_routes(base_url=""),
    ]
    return Starlette(routes=routes, middleware=DELIVERY)


@dataclass(frozen=True)
class Answered:
    """What comes back: the messages of the application, put together."""

    first: Message
    body: bytes

    @property
    def status(self) -> int:
        return int(self.first["status"])

    @property
    def headers(self) -> Headers:
        return Headers(raw=self.first["headers"])


async def answer(application: Starlette, path: str, headers: dict[str, str], kind: str = "GET") -> Answered:
    """What the application answers to one request, or to one who wants to connect (``kind`` websocket)."""
    is_socket = kind == "websocket"
    scope: Scope = {
        "type": "websocket" if is_socket else "http",
        "path": path,
        "root_path": "",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in {"Host": HERE, **headers}.items()],
        **({"subprotocols": []} if is_socket else {"method": kind}),
    }
    sent: list[Message] = []
    waiting: list[Message] = [{"type": "websocket.connect" if is_socket else "http.request"}]

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop()

    async def send(message: Message) -> None:
        sent.append(message)

    await application(scope, receive, send)
    return Answered(sent[0], b"".join(message.get("body", b"") for message in sent[1:]))


def asked(application: Starlette, path: str, kind: str = "GET", **headers: str) -> Answered:
    """The same, from outside; ``Accept_Encoding`` stands for that header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return asyncio.run(answer(application, path, named, kind))


def test_a_script_is_the_same_script_compressed_and_kept_for_ever(application: Starlette) -> None:
    reply = asked(application, SCRIPT_PATH, Accept_Encoding="gzip, br")
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.headers["content-length"] == str(len(reply.body))
    assert len(reply.body) < SCRIPT.stat().st_size / 2
    assert gzip.decompress(reply.body) == SCRIPT.read_bytes()
    assert reply.headers["cache-control"] == FOR_EVER
    assert reply.headers["vary"] == "Accept-Encoding"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "javascript" in reply.headers["content-type"]


def test_a_script_is_compressed_once_however_many_ask_at_a_time(
    application: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    compressed: list[int] = []
    original = gzip.compress

    def counted(data: bytes, level: int, *, mtime: float) -> bytes:
        compressed.append(len(data))
        return original(data, level, mtime=mtime)

    monkeypatch.setattr("assessment.ui.compression.gzip.compress", counted)

    async def together() -> list[Answered]:
        return await asyncio.gather(*(answer(application, SCRIPT_PATH, {"Accept-Encoding": "gzip"}) for _ in range(8)))

    assert len({reply.body for reply in asyncio.run(together())}) == 1
    assert compressed == [SCRIPT.stat().st_size]


@pytest.mark.parametrize(("headers", "length"), [({}, None), ({"Accept_Encoding": "gzip", "Range": "bytes=0-9"}, 10)])
def test_a_script_goes_as_it_is_to_who_cannot_read_it_compressed_or_wants_a_part(
    application: Starlette, headers: dict[str, str], length: int | None
) -> None:
    reply = asked(application, SCRIPT_PATH, **headers)
    assert "content-encoding" not in reply.headers
    assert reply.body == SCRIPT.read_bytes()[:length]


def test_a_script_that_is_there_already_is_not_sent_again(application: Starlette) -> None:
    tag = asked(application, SCRIPT_PATH).headers["etag"]
    assert asked(application, SCRIPT_PATH, Accept_Encoding="gzip", If_None_Match=tag).status == 304
    assert asked(application, SCRIPT_PATH, "HEAD", Accept_Encoding="gzip").status == 200


def test_names_that_lead_to_no_file_are_pages_and_take_no_room(
    application: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessment.ui.compression.gzip.compress", None)
    for number in range(3):
        reply = asked(application, f"/static/js/index.{number:08d}.js", Accept_Encoding="gzip")
        assert b'<div id="root">' in reply.body
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("path", ["/", "/results", "/media/answers.csv", "/favicon.png"])
def test_pages_and_downloads_are_kept_nowhere_and_framed_by_nobody(application: Starlette, path: str) -> None:
    reply = asked(application, path, Accept_Encoding="gzip")
    assert reply.status == 200
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "same-origin"
    policy = dict(part.split(" ", 1) for part in reply.headers["content-security-policy"].split("; "))
    assert policy["frame-ancestors"] == "'none'"
    assert policy["default-src"] == "'self'"
    assert "'unsafe-eval'" not in policy["script-src"].split()


def test_every_file_that_can_be_compressed_has_a_hash_in_its_name() -> None:
    def names(folder: Path) -> Iterable[str]:
        return (path.name for path in folder.rglob("*") if path.suffix in WORTH_IT)

    assert all(map(HASHED.search, names(STATIC / "static")))
    assert len(list(names(STATIC / "static"))) > 300


@pytest.mark.parametrize("headers", [{}, {"Origin": f"http://{HERE}"}, {"Origin": f"https://{HERE}"}])
def test_our_own_pages_may_connect(application: Starlette, headers: dict[str, str]) -> None:
    assert asked(application, "/_stcore/stream", "websocket", **headers).first["type"] == "websocket.accept"


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://127.0.0.1:9000", "null", "", f"x://a@{HERE}"])
def test_pages_of_other_sites_may_not(application: Starlette, origin: str) -> None:
    refused = asked(application, "/_stcore/stream", "websocket", Origin=origin)
    assert refused.first == {"type": "websocket.close", "code": 1008}


def test_whatever_is_served_is_served_through_it() -> None:
    folder = Path(protection.__file__).parent
    entries = [text for path in folder.glob("*.py") if re.search(r"\bApp\(", text := path.read_text(encoding="utf-8"))]
    assert entries
    assert all("DELIVERY" in text for text in entries)
