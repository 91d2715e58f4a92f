"""The real nginx with our configuration, in front of two workers: headers, and people on both of them."""

from __future__ import annotations

import gzip
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assessment.launch import free_ports
from tests.browser import steps
from tests.browser.conftest import Guard, free_port
from tests.browser.proxy import Proxy, proxy

pytestmark = pytest.mark.browser

WAIT_SECONDS = 60
HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": "streamlit",
}


@dataclass(frozen=True)
class Workers:
    """``micic run --workers 2``, and what it has said."""

    process: subprocess.Popen[bytes]
    ports: list[int]
    terminal: Path

    @property
    def said(self) -> str:
        return self.terminal.read_text(encoding="utf-8")


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Ask again until it is so, for a minute at most."""
    pause = threading.Event()
    for _ in range(WAIT_SECONDS * 10):
        if is_so():
            return
        pause.wait(0.1)
    raise AssertionError(what)


def is_up(port: int) -> bool:
    """Does a worker answer on this port?"""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def is_listened_on(port: int) -> bool:
    """Does anybody take connections on this port?"""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    """Two workers on one SQLite file; at the end a signal to the one that looks after them stops all."""
    folder = tmp_path_factory.mktemp("workers")
    ports = free_ports(2, free_port())
    command = [sys.executable, "-u", "-m", "assessment", "run", "--workers", "2", "--port", str(ports[0])]
    environment = {key: value for key, value in os.environ.items() if key != "MICIC_DATABASE_URL"}
    with (folder / "terminal").open("wb") as terminal:
        process = subprocess.Popen(
            [*command, "--data", str(folder / "data")],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
        )
    try:
        for port in ports:
            wait_until(lambda port=port: is_up(port), "the workers do not start")  # type: ignore[misc]
        yield Workers(process, ports, folder / "terminal")
        process.terminate()
        assert process.wait(WAIT_SECONDS) == 128 + signal.SIGTERM
        assert not any(map(is_up, ports))
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def front(workers: Workers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """nginx in front of them."""
    with proxy(tmp_path_factory.mktemp("nginx"), workers.ports) as running:
        wait_until(lambda: is_listened_on(running.port), "nginx does not start")
        yield running


@pytest.fixture
def line(front: Proxy) -> Iterator[HTTPSConnection]:
    """An encrypted connection to nginx."""
    connection = front.connection()
    yield connection
    connection.close()


def test_a_page_is_protected_and_says_once_which_worker_is_whose(front: Proxy, line: HTTPSConnection) -> None:
    line.request("GET", "/results?a=1")
    reply = line.getresponse()
    assert (reply.status, b'<div id="root">' in reply.read()) == (200, True)
    assert reply.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] == "same-origin"
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Server"] == "nginx"
    for name in ("Strict-Transport-Security", "Content-Security-Policy", "Cache-Control"):
        assert len(reply.headers.get_all(name, [])) == 1, name
    cookie = re.fullmatch(
        r"micic_worker=([0-9a-f]{32}); Path=/; Secure; HttpOnly; SameSite=Lax", reply.headers["Set-Cookie"]
    )
    assert cookie
    path = f"/plan?stays={cookie[1]}"
    for _ in range(6):
        line.request("GET", path, headers={"Cookie": f"micic_worker={cookie[1]}"})
        reply = line.getresponse()
        reply.read()
        assert reply.headers["Set-Cookie"] is None
    wait_until(lambda: [one[2] for one in front.answered()].count(path) == 6, "nginx has not written it down")
    assert len({worker for worker, _, asked in front.answered() if asked == path}) == 1


def test_a_script_arrives_compressed_and_is_kept_for_ever(line: HTTPSConnection) -> None:
    line.request("GET", "/")
    page = line.getresponse().read().decode("utf-8")
    script = re.search(r"static/js/index\.[\w-]+\.js", page)
    assert script
    line.request("GET", f"/{script[0]}", headers={"Accept-Encoding": "gzip"})
    reply = line.getresponse()
    assert reply.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(reply.read()).count(b"import") > 10
    assert reply.headers["Cache-Control"] == "public, immutable, max-age=31536000"
    assert reply.headers["Strict-Transport-Security"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("origin", "status"), [(None, 101), ("https://elsewhere.example", 403)])
def test_the_socket_opens_for_our_own_pages_only(
    front: Proxy, line: HTTPSConnection, origin: str | None, status: int
) -> None:
    line.request("GET", "/_stcore/stream", headers={**HANDSHAKE, "Origin": origin or front.url})
    reply = line.getresponse()
    assert reply.status == status
    if status == 101:
        assert reply.headers["Upgrade"] == "websocket"
        assert reply.headers["Sec-WebSocket-Protocol"] == "streamlit"


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(line: HTTPSConnection) -> None:
    line.putrequest("PUT", "/_stcore/upload_file/session/file")
    line.putheader("Content-Length", str(12_000_000))
    line.endheaders()
    assert line.getresponse().status == 413


def test_who_comes_unencrypted_is_sent_to_the_encrypted_side(front: Proxy) -> None:
    connection = HTTPConnection("127.0.0.1", front.plain_port, timeout=10)
    connection.request("GET", "/answer?a=1", headers={"Host": "localhost"})
    reply = connection.getresponse()
    assert (reply.status, reply.headers["Location"]) == (301, "https://localhost/answer?a=1")
    connection.close()


def worker_cookies(front: Proxy, workers: Workers) -> list[str]:
    """A cookie for each worker, found by asking."""
    line = front.connection()
    found: dict[str, str] = {}
    for number in range(100):
        path = f"/?tried={number}"
        line.request("GET", path, headers={"Cookie": f"micic_worker={number}"})
        line.getresponse().read()
        wait_until(lambda path=path: path in {one[2] for one in front.answered()}, "not written down")  # type: ignore[misc]
        found |= {worker: str(number) for worker, _, asked in front.answered() if asked == path}
        if len(found) == 2:
            break
    line.close()
    return [found[f"127.0.0.1:{port}"] for port in workers.ports]


def test_people_on_two_workers_answer_one_assessment_and_a_worker_that_dies_comes_back(
    front: Proxy, workers: Workers, browser: Browser, guard: Guard
) -> None:
    pages: list[Page] = []
    for cookie in worker_cookies(front, workers):
        context = browser.new_context(ignore_https_errors=True, reduced_motion="reduce")
        context.set_default_timeout(20_000)
        context.add_init_script(steps.WATCH)
        context.add_cookies([{"name": "micic_worker", "value": cookie, "url": front.url}])
        context.on("request", guard.note)
        pages.append(context.new_page())
    first, second = pages
    id = steps.start_assessment(first, front.url, "Two workers")
    steps.choose(first, "R1.1.4a", "In place")
    steps.visit(second, front.url, "answer", id)
    steps.expect_chosen(second, "R1.1.4a", "In place")
    steps.choose(second, "R1.1.4b", "Planned")
    first.reload()
    expect(first.get_by_role("heading", name="Answer", exact=True)).to_be_visible()
    steps.settle(first)
    steps.expect_chosen(first, "R1.1.4b", "Planned")
    for page in pages:
        page.context.close()
    sockets = {f"127.0.0.1:{port}" for port in workers.ports}
    wait_until(lambda: sockets <= {worker for worker, status, _ in front.answered() if status == "101"}, "one worker")
    killed = f"127.0.0.1:{workers.ports[1]}"
    os.kill(listening_on(workers), signal.SIGKILL)
    wait_until(lambda: f"The process on {killed} has ended, with status -9." in workers.said, "nothing is said")
    wait_until(lambda: is_up(workers.ports[1]), "it does not come back")


def listening_on(workers: Workers) -> int:
    """The process of the second worker: of those that the first process started."""
    for child in Path(f"/proc/{workers.process.pid}/task/{workers.process.pid}/children").read_text().split():
        if f"--server.port={workers.ports[1]}".encode() in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    raise AssertionError("no such process")
