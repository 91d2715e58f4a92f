"""A real server, a real browser, and a guard that lets no request leave this host."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

from tests.browser import steps
from tests.programs import browser_path

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
    process: subprocess.Popen[str] | None = None
    options: tuple[str, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and return when the server says that it is there."""
        environment = {key: value for key, value in os.environ.items() if key != "MICIC_DATABASE_URL"}
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-u", "-m", "assessment", "run"),
                *("--port", str(self.port), "--data", str(self.data), *self.options),
            ],
            env={**environment, **self.settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        is_up = threading.Event()
        threading.Thread(target=self._listen, args=(self.process.stdout, is_up), daemon=True).start()
        assert is_up.wait(START_SECONDS), "the server does not start"

    def _listen(self, output: IO[str], is_up: threading.Event) -> None:
        with output:
            for line in output:
                self.said.append(line)
                if "server started" in line or "URL:" in line:
                    is_up.set()

    def kill(self) -> None:
        """SIGKILL to the whole process group, as a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


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
        context.add_init_script(steps.WATCH)
        guard.watch(context)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
