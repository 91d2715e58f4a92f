"""The Plan page as a person uses it: from a gap to an action, a change, and every view on every screen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Server
from tests.browser.test_pages import ARTIFACTS, WCAG, sample

__all__ = ["sample"]

pytestmark = pytest.mark.browser


def planned(page: Page, server: Server, id: str) -> None:
    """Open the plan of the sample, with the suggested steps in it."""
    steps.visit(page, server.url, "plan", id)
    suggestion = page.get_by_role("button", name="Plan the suggested steps")
    if suggestion.count():
        suggestion.click()
        expect(suggestion).to_have_count(0)
    expect(page.get_by_text(re.compile(r"\d+ actions, 0 done"))).to_be_visible()
    steps.settle(page)


def test_a_gap_becomes_an_action_that_is_still_there_after_a_reload(
    server: Server, sample: str, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    steps.visit(page, server.url, "results", sample)
    page.get_by_role("link", name="Plan R2.1.2", exact=True).first.click()
    expect(page.get_by_role("heading", name="Add an action")).to_be_visible()
    steps.settle(page)
    page.get_by_label("What is to be done").fill("Meet the associations twice a year")
    page.get_by_role("textbox", name="Owner: the unit that does it").fill("Outreach unit")
    page.get_by_role("button", name="Plan this action").click()
    card = page.locator('[class*="st-key-action-"]').filter(has_text="Meet the associations twice a year").first
    expect(card.get_by_text("Meet the associations twice a year")).to_be_visible()
    steps.settle(page)
    page.reload()
    expect(card.get_by_text("Owner: Outreach unit")).to_be_visible(timeout=60_000)


def test_a_change_is_made_in_a_dialog_that_escape_closes(
    server: Server, sample: str, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    planned(page, server, sample)
    change = page.get_by_role("button", name="Change", exact=True).first
    change.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("What is to be done")).to_be_visible()
    steps.settle(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    steps.settle(page)
    change.click()
    steps.settle(page)
    dialog.get_by_label("What is to be done").fill("Done better")
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()
    dialog.get_by_role("button", name="Save the action").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("Done better")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_every_view_has_no_violation_and_nothing_runs_out_of_the_screen(
    server: Server, sample: str, new_page: Callable[..., Page], width: int, scheme: str
) -> None:
    page = new_page(width=width, scheme=scheme)
    planned(page, server, sample)
    for view in ("Board", "Table", "Timeline"):
        page.get_by_role("radio", name=view).or_(page.get_by_role("button", name=view)).first.click()
        steps.settle(page)
        ARTIFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTIFACTS / f"plan-{view.lower()}-{width}-{scheme}.png", full_page=True)
        found = Axe().run(page, options=WCAG)
        assert found.violations_count == 0, found.generate_report()
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0
