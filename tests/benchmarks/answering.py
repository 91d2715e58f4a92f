"""Answering and starting, as a person feels it, each as a ratio to bare Streamlit pages in the same run.

A click is timed in the page itself: from pressing an option until the last change that the reply makes.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from assessment.ui.server import streamlit_flags, streamlit_options
from tests.benchmarks.figure import Figure
from tests.browser import steps
from tests.browser.conftest import FLAGS, free_port
from tests.programs import browser_path

PAGES = Path(__file__).parent / "pages"
ENTRY = Path(__file__).parents[2] / "app.py"
ROUNDS = 12
CLICKS = 60
BAR_SAVING = 1.4
BAR_START = 1.5
OPTION = steps.OPTION

# The end of a reply is its last message or the last change that it makes to the page, followed by quiet.
_WATCH = """
window.last = 0;
window.WebSocket = class extends WebSocket {
  constructor(...args) {
    super(...args);
    this.addEventListener('message', () => { window.last = performance.now(); });
  }
};
addEventListener('pointerdown', () => { window.pressed = performance.now(); }, {capture: true});
document.addEventListener('DOMContentLoaded', () => {
  const note = () => { window.last = performance.now(); };
  new MutationObserver(note).observe(document.body, {subtree: true, childList: true, characterData: true});
});
"""
_REPLY = """
() => new Promise(done => {
  const wait = () => {
    const quiet = performance.now() - window.last;
    if (window.last > window.pressed && quiet > 250) done(window.last - window.pressed);
    else setTimeout(wait, 20);
  };
  wait();
})
"""


def figures() -> list[Figure]:
    """Measure everything, the pages in turn so that noise meets all of them alike."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        with (
            served(PAGES / "one_radio.py", Path(folder) / "1") as radio,
            served(PAGES / "same_widgets.py", Path(folder) / "2") as widgets,
            served(ENTRY, Path(folder) / "3") as ours,
        ):
            clicks = _clicks(browser, radio, widgets, ours)
            starts = _starts(browser, {"radio": radio, "ours": ours})
        browser.close()
    found = []
    for name, quantile in (("p50", 0.5), ("p95", 0.95)):
        at = {page: _quantile(times, quantile) for page, times in clicks.items()}
        found.append(Figure(f"answer, {name}: to the same widgets unsaved", at["ours"], at["widgets"], BAR_SAVING))
        found.append(Figure(f"answer, {name}: to one radio", at["ours"], at["radio"], None))
    start = {page: statistics.median(times) for page, times in starts.items()}
    found.append(Figure("start to first usable page: to one radio", start["ours"], start["radio"], BAR_START))
    return found


@contextmanager
def served(script: Path, data: Path) -> Iterator[str]:
    """A page on an address of its own, with a data folder of its own."""
    data.mkdir()
    port = free_port()
    options = streamlit_flags(streamlit_options(port))
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *options],
        env={**os.environ, "MICIC_DATA_DIR": str(data), "PYTHONPATH": str(ENTRY.parent)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()  # noqa: S310 - our own address
                break
            except OSError:
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait()


def _clicks(browser: Browser, radio: str, widgets: str, ours: str) -> dict[str, list[float]]:
    pages = {name: browser.new_page(viewport={"width": 1280, "height": 900}) for name in ("radio", "widgets", "ours")}
    for page in pages.values():
        page.add_init_script(_WATCH)
    for name, url in (("radio", radio), ("widgets", widgets)):
        pages[name].goto(url)
        pages[name].wait_for_selector("input[type=radio]", state="attached")
        steps.settle(pages[name])
    steps.start_assessment(pages["ours"], ours, "Benchmark")
    pages["ours"].wait_for_selector("input[type=radio]", state="attached")
    steps.settle(pages["ours"])
    counts = {name: page.locator(OPTION).count() for name, page in pages.items()}
    assert counts["ours"] == counts["widgets"], counts
    times: dict[str, list[float]] = {name: [] for name in pages}
    for position in range(CLICKS):
        for name, page in pages.items():
            times[name].append(_click(page, (position * 7 + position // counts[name]) % counts[name]))
    for page in pages.values():
        page.close()
    return times


def _click(page: Page, position: int) -> float:
    """Milliseconds from pressing an option, one that is not chosen yet, until its reply is drawn."""
    options = page.locator(OPTION)
    while options.nth(position).locator("input").is_checked():
        position = (position + 1) % options.count()
    page.bring_to_front()  # a page behind another draws no frames
    options.nth(position).scroll_into_view_if_needed()
    options.nth(position).click()
    return float(page.evaluate(_REPLY))


def _starts(browser: Browser, urls: dict[str, str]) -> dict[str, list[float]]:
    ready: dict[str, Callable[[Page], None]] = {
        "radio": lambda page: page.wait_for_selector("input[type=radio]", state="attached") and None,
        "ours": lambda page: page.wait_for_selector("[data-testid=stButton] button") and None,
    }
    times: dict[str, list[float]] = {name: [] for name in urls}
    for _ in range(ROUNDS):
        for name, url in urls.items():
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            before = time.perf_counter()
            page.goto(url)
            ready[name](page)
            steps.settle(page)
            times[name].append((time.perf_counter() - before) * 1000)
            context.close()
    return times


def _quantile(times: list[float], quantile: float) -> float:
    return sorted(times)[min(len(times) - 1, int(quantile * len(times)))]
