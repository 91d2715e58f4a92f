"""The Plan page as a person uses it: from a gap to an action, a change, and every view on every screen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Server
from tests.browser.looks import all_looks, expect_sound

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
    expect_sound(page, "plan-change")
    dialog.get_by_role("button", name="Save the action").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("Done better")).to_be_visible()


def test_every_view_has_no_violation_and_nothing_runs_out_of_the_screen(
    server: Server, sample: str, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=360)
    planned(page, server, sample)
    for view in ("Board", "Table", "Timeline"):
        page.get_by_role("radio", name=view).or_(page.get_by_role("button", name=view)).first.click()
        steps.settle(page)
        for look in all_looks(page):
            expect_sound(page, f"plan-{view.lower()}-{look}")
