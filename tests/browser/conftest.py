"""A real server, a real browser, and a guard that lets no request leave this host."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

from tests.browser.install import browser_path

START_SECONDS = 60
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Server:
    """``micic run`` on a port and a data folder of its own; can be killed and started again."""

    data: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {**os.environ, "MICIC_DATA_DIR": str(self.data)}
        environment.pop("MICIC_DATABASE_URL", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "assessment", "run", "--port", str(self.port), "--data", str(self.data)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=(self.data / "server.log").open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        wait_until(self.answers, START_SECONDS, "the server does not answer")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1) as reply:  # noqa: S310
                return bool(reply.status == 200)
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        """SIGKILL to the whole process group, as a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def wait_until(holds: Callable[[], bool], seconds: float, otherwise: str) -> None:
    """Poll a condition; fails with ``otherwise`` after ``seconds``."""
    import time

    end = time.monotonic() + seconds
    pause = 0.02
    while not holds():
        if time.monotonic() > end:
            pytest.fail(otherwise)
        select_pause(pause)


def select_pause(seconds: float) -> None:
    """Give the processor away between two polls."""
    import select

    select.select([], [], [], seconds)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Guard:
    """Aborts and lists every request that would leave this host."""

    left: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.route("**/*", self._decide)
        context.on("request", self._note)

    def _note(self, request: Request) -> None:
        if not is_here(request.url):
            self.left.append(request.url)

    def _decide(self, route: Route) -> None:
        if is_here(route.request.url):
            route.continue_()
        else:
            route.abort()


def is_here(url: str) -> bool:
    """Does the address stay on this host?"""
    parts = urlparse(url)
    return parts.scheme in ("data", "blob", "about") or parts.hostname in ("127.0.0.1", "localhost")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with an empty database, for the tests of one module."""
    running = Server(tmp_path_factory.mktemp("data"), free_port())
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that `make browser` found or brought."""
    path = browser_path()
    assert path is not None, "no browser: run `make browser`"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def guard() -> Iterator[Guard]:
    """After the test, nothing has left this host."""
    guard = Guard()
    yield guard
    assert guard.left == []


@pytest.fixture
def new_page(browser: Browser, guard: Guard) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a session of its own, at a width and in a colour scheme."""
    contexts: list[BrowserContext] = []

    def opened(width: int = 1280, height: int = 900, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            accept_downloads=True,
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        guard.watch(context)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
