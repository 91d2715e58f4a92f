"""A real server, a real browser, and a guard that no request leaves this host."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from assessment.service import AssessmentService
from assessment.store import open_store
from questions.load import load_instrument
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
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
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

    @cached_property
    def service(self) -> AssessmentService:
        """The use cases over the server's database, to put in what a test is not about."""
        return AssessmentService(open_store(f"sqlite+pysqlite:///{self.database}"), load_instrument())

    @property
    def database(self) -> Path:
        """The database file."""
        return self.data / "assessments.db"

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

    @contextmanager
    def away(self) -> Iterator[None]:
        """Kill the server, and start it again afterwards, whatever happens meanwhile."""
        self.kill()
        try:
            yield
        finally:
            self.start()

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
    """Lists every request that would leave this host; the browser itself finds no other host (FLAGS)."""

    left: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        if not is_here(request.url):
            self.left.append(request.url)


def is_here(url: str) -> bool:
    """Does the address stay on this host?"""
    parts = urlparse(url)
    return parts.scheme in ("data", "blob", "about") or parts.hostname in ("127.0.0.1", "localhost")


@pytest.fixture(scope="session")
def one_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of all tests that want no other."""
    running = Server(tmp_path_factory.mktemp("data"), free_port())
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def server(one_server: Server) -> Server:
    """A server with an empty database, for the tests of one module."""
    if one_server.process is None:
        one_server.start()
    for assessment in one_server.service.assessments():
        one_server.service.delete(assessment.id)
    return one_server


@pytest.fixture(scope="module")
def sample(server: Server) -> str:
    """Id of a sample assessment."""
    return server.service.add_sample().id


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


@pytest.fixture(scope="session")
def people() -> list[BrowserContext]:
    """Sessions in which a page can be opened, kept from test to test for the files that they have loaded already."""
    return []


@pytest.fixture
def new_page(browser: Browser, people: list[BrowserContext], guard: Guard) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a session of its own, at a width and in a colour scheme."""
    taken: list[BrowserContext] = []

    def opened(width: int = 1280, height: int = 900, scheme: str = "light") -> Page:
        context = people.pop() if people else new_session(browser)
        context.on("request", guard.note)
        taken.append(context)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        return page

    yield opened
    for context in reversed(taken):
        if forgotten(context):
            context.remove_listener("request", guard.note)
            people.append(context)


def new_session(browser: Browser) -> BrowserContext:
    """A session as of somebody who comes for the first time."""
    context = browser.new_context(accept_downloads=True, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    context.add_init_script(steps.WATCH)
    return context


def forgotten(context: BrowserContext) -> bool:
    """Close the pages of a session and forget what they kept; ``False`` when it is closed itself."""
    try:
        for page in context.pages:
            if is_here(page.url) and page.url.startswith("http"):
                page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
            page.close()
        context.clear_cookies()
    except PlaywrightError:
        return False
    return True
