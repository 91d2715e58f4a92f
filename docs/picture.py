"""Draw the README's picture: the first rows of the gap chart of the sample assessment, as the tool shows it.

Run with ``make picture``. It starts the tool on an empty database of its own and photographs what a reader would see.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import FloatRect, Page, expect, sync_playwright

from tests.browser import steps
from tests.browser.conftest import FLAGS, Server, free_port
from tests.programs import browser_path

PICTURE = Path(__file__).parent / "gap-chart.png"
WIDTH, HEIGHT = 1280, 900
ROWS = 9
CHART = ".st-key-gap-chart"

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
            page = browser.new_page(
                viewport={"width": WIDTH, "height": HEIGHT},
                device_scale_factor=2,
                color_scheme="light",
                reduced_motion="reduce",
            )
            open_sample(page, server.url)
            page.screenshot(path=PICTURE, clip=first_rows(page))
        finally:
            browser.close()
            server.kill()


def open_sample(page: Page, url: str) -> None:
    """From the first page to the results of the sample assessment."""
    steps.open_home(page, url)
    page.get_by_role("button", name="Add a sample assessment").click()
    expect(page.locator(f"{CHART} .annotation").first).to_be_visible(timeout=60_000)
    steps.settle(page)


def first_rows(page: Page) -> FloatRect:
    """Where the title and the first rows of the gap chart are, on a page as high as its content."""
    page.set_viewport_size({"width": WIDTH, "height": 6000})
    steps.settle(page)
    box = page.locator(CHART).evaluate(_FIRST_ROWS, ROWS)
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}


if __name__ == "__main__":
    main()
