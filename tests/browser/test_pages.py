"""Every page: accessible, usable on a phone and in the dark, and the text of users stays text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Server
from tests.browser.looks import all_looks, expect_sound

pytestmark = pytest.mark.browser

PAGES = ("home", "start", "answer", "results", "plan", "compare", "export", "guide", "take-in")
WORD_JOINER = "\u2060"
HOSTILE = (
    "<img src=x onerror=alert(1)> ![i](http://example.org/x.png) :red[boo] $x$ "
    "[l](http://example.org) www.example.org a@example.org"
)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_violation_and_nothing_runs_out_of_the_screen(
    server: Server, sample: str, new_page: Callable[..., Page], name: str
) -> None:
    page = new_page(width=360)
    steps.visit(page, server.url, name, sample)
    if name == "results":
        page.locator(".js-plotly-plot").first.wait_for()
    for look in all_looks(page):
        expect_sound(page, f"{name}-{look}")


def test_text_of_users_is_text_on_every_page(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"script ran: {dialog.message}"))
    id = steps.start_assessment(page, server.url, HOSTILE)
    for name in ("home", "answer", "results", "export"):
        steps.visit(page, server.url, name, id)
        shown = page.get_by_test_id("stMain").inner_text().replace(WORD_JOINER, "")
        assert HOSTILE in shown, name
        assert page.locator('img[src*="example.org"], a[href*="example.org"], a[href^="mailto:"]').count() == 0


def test_an_address_that_leads_nowhere_says_so(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    for id in ("0", "-1", "f" * 5000, "../etc"):
        steps_visit_unknown(page, server, id)


def steps_visit_unknown(page: Page, server: Server, id: str) -> None:
    """Open the Answer page of an assessment that is not there."""
    page.goto(f"{server.url}/answer?a={id}")
    expect(page.get_by_text("There is no such assessment.")).to_be_visible(timeout=60_000)


def test_the_last_question_can_be_reached_by_a_link(server: Server, sample: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    steps.visit(page, server.url, "answer", sample, "&r=R4.2.9")
    expect(steps.card(page, "R4.2.9a")).to_be_visible()
    assert steps.card(page, "R4.2.1a").count() == 0
    page.get_by_role("button", name="Show all of working group 4.2").click()
    expect(steps.card(page, "R4.2.2b")).to_be_visible()


def test_deleting_asks_first_and_then_deletes(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    id = steps.begin(page, server, "To be deleted")
    steps.open_home(page, server.url)
    page.locator(f".st-key-delete-{id}").get_by_role("button").click()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    steps.settle(page)
    page.locator(f".st-key-delete-{id}").get_by_role("button").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.locator(f".st-key-assessment-{id}")).to_have_count(0)
