"""Draw the pictures of the README and the handbooks, as the tool shows them with the sample assessment.

Run with ``make picture``. It starts the tool on an empty database of its own and photographs what a reader would see.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page, expect, sync_playwright

from tests.browser import steps
from tests.browser.conftest import FLAGS, Server, free_port
from tests.programs import browser_path

FOLDER = Path(__file__).parent
WIDTH, HEIGHT, PHONE = 1280, 900, 390
ROWS = 9
MARGIN = 16
CHART = ".st-key-gap-chart"
PRACTICE = "R1.1.7b"

# From the top of the chart to the end of a row: the plot area is divided evenly among the rows.
_FIRST_ROWS = """
(chart, rows) => {
  const {x, y, width} = chart.getBoundingClientRect();
  const plot = chart.querySelector('.nsewdrag').getBoundingClientRect();
  const all = chart.querySelectorAll('.annotation').length;
  return {x, y, width, height: plot.top - y + plot.height * Math.min(1, rows / all)};
}
"""


def main() -> None:
    """Start, open the sample, photograph, stop."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder), free_port())
        server.start()
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        try:
            wide = opened(browser, WIDTH)
            open_sample(wide, server.url)
            wide.screenshot(path=FOLDER / "results.png", clip=head_of_the_results(wide))
            wide.screenshot(path=FOLDER / "gap-chart.png", clip=first_rows(wide))
            narrow = opened(browser, PHONE)
            open_card(narrow, server.url, steps.assessment_id(wide))
            steps.card(narrow, PRACTICE).screenshot(path=FOLDER / "card.png")
        finally:
            browser.close()
            server.kill()


def opened(browser: Browser, width: int) -> Page:
    """An empty page of that width, which notes when it is quiet."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        device_scale_factor=2,
        color_scheme="light",
        reduced_motion="reduce",
    )
    context.add_init_script(steps.WATCH)
    return context.new_page()


def open_sample(page: Page, url: str) -> None:
    """From the first page to the results of the sample assessment."""
    steps.open_home(page, url)
    page.get_by_role("button", name="Add a sample assessment").click()
    expect(page.locator(f"{CHART} .annotation").first).to_be_visible(timeout=60_000)
    page.set_viewport_size({"width": WIDTH, "height": 6000})
    steps.settle(page)


def open_card(page: Page, url: str, id: str) -> None:
    """To the card of a safeguard, without the small print under its levels."""
    steps.visit(page, url, "answer", id, f"&r={PRACTICE[:-1]}")
    page.locator('[data-testid="stCheckbox"]').get_by_text("Explain the levels", exact=True).click()
    expect(steps.card(page, PRACTICE)).to_be_visible()
    steps.settle(page)


def head_of_the_results(page: Page) -> FloatRect:
    """From the title of the page down to where the list of what is to be finished begins."""
    top, end = (
        page.get_by_role("heading", name=name, exact=True).evaluate("(heading) => heading.getBoundingClientRect().y")
        for name in ("Results", "Finish these first")
    )
    return {"x": 0, "y": top - MARGIN, "width": WIDTH, "height": end - top}


def first_rows(page: Page) -> FloatRect:
    """Where the title and the first rows of the gap chart are."""
    box = page.locator(CHART).evaluate(_FIRST_ROWS, ROWS)
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}


if __name__ == "__main__":
    main()
