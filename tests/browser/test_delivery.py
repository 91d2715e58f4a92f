"""What goes over the line: few bytes, and nothing that the headers forbid."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.conftest import Server
from tests.browser.line import line

pytestmark = pytest.mark.browser

LARGEST_FIRST_LOAD = 3_000_000
LARGEST_FILE = 1_400_000
VIOLATIONS = """
window.violations = [];
addEventListener('securitypolicyviolation', (one) => {
  window.violations.push(`${one.violatedDirective} ${one.blockedURI}`);
});
"""


def test_the_first_load_of_the_results_with_their_charts_is_small_and_all_of_it_is_allowed(
    server: Server, browser: Browser
) -> None:
    page = page_with_a_cache(browser)
    steps.open_home(page, server.url)
    page.get_by_role("button", name="Add a sample assessment").click()
    expect(page.get_by_role("heading", name="Results", exact=True)).to_be_visible()
    steps.settle(page)
    id = steps.assessment_id(page)
    page.context.close()
    with line(server.port) as counted:
        page = page_with_a_cache(browser)
        steps.visit(page, counted.url, "results", id)
        charts_are_drawn(page)
        first = counted.received
        # More than the library that draws the charts, so all of it was counted.
        assert LARGEST_FILE < first < LARGEST_FIRST_LOAD
        assert page.evaluate("window.violations") == []
        page.reload()
        charts_are_drawn(page)
        assert counted.received - first < first / 10, "files that never change are not fetched again"
    page.context.close()


def page_with_a_cache(browser: Browser) -> Page:
    """A page of a new browser; the guard of the others would switch its cache off."""
    context = browser.new_context(reduced_motion="reduce")
    for script in (steps.WATCH, VIOLATIONS):
        context.add_init_script(script)
    return context.new_page()


def charts_are_drawn(page: Page) -> None:
    """All of the page is there."""
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=20_000)
    steps.settle(page)
