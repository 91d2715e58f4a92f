"""Finding one's way: to the next group, back from nothing, among many, to an earlier answer, by keyboard alone."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from assessment.model import Assessment
from tests.browser import steps
from tests.browser.conftest import Server
from tests.browser.looks import all_looks, expect_sound
from tests.browser.test_faults import stored_answers

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 360])
def test_the_next_working_group_begins_at_its_beginning(
    server: Server, new_page: Callable[..., Page], width: int
) -> None:
    page = new_page(width=width)
    steps.begin(page, server, "Onwards")
    for group in ("1.2", "2.1"):
        steps.go_to_group(page, group)
        heading = page.get_by_role("heading", name=re.compile(f"^{re.escape(group)} "))
        expect(heading).to_be_focused()
        expect(heading).to_be_in_viewport()
    page.get_by_role("button", name="See the results").click()
    expect(page.get_by_role("heading", name="Results", exact=True)).to_be_visible()
    expect(page).to_have_title("Results · Readiness self-assessment")


def test_on_a_phone_every_page_of_an_assessment_names_it_and_leads_to_the_others(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=360)
    steps.start_assessment(page, server.url, "Ministry of Ways")
    here = page.locator(".st-key-page-links")
    for name in ("Results", "Export", "Answer"):
        here.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
        expect(page.locator(".st-key-open-assessment")).to_have_text("Ministry of Ways")
    here.get_by_role("link", name="Home").click()
    expect(page.get_by_role("button", name="Start an assessment")).to_be_visible()


def test_without_an_assessment_there_is_a_way_home(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{server.url}/results")
    page.get_by_role("button", name="Go to Home").click()
    expect(page.get_by_role("button", name="Start an assessment")).to_be_visible()


def test_details_can_be_changed_after_the_start(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    id = steps.begin(page, server, "Old name")
    steps.choose(page, "R1.1.4a", "Planned")
    page.get_by_text(re.compile("^Assessment details")).click()
    page.get_by_label("Organization", exact=True).fill("New name")
    page.get_by_text("A contingency plan", exact=True).click()
    page.get_by_label("Name of the plan").fill("Plan North")
    page.get_by_label(re.compile("^Target")).fill("60")
    page.keyboard.press("Tab")
    steps.settle(page)
    page.get_by_role("button", name="Save the details").click()
    expect(page.locator(".st-key-open-assessment")).to_have_text("New name, Plan North")
    steps.expect_chosen(page, "R1.1.4a", "Planned")
    steps.visit(page, server.url, "results", id)
    expect(page.get_by_text("is 60 for every recommendation")).to_be_visible()
    expect(page.get_by_text(f"assessed on {date.today().isoformat()}")).to_be_visible()


def test_an_assessment_keeps_a_name(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    steps.begin(page, server, "Has a name")
    page.get_by_text(re.compile("^Assessment details")).click()
    page.get_by_label("Organization", exact=True).fill("")
    page.keyboard.press("Tab")
    steps.settle(page)
    page.get_by_role("button", name="Save the details").click()
    expect(page.get_by_text("NOT saved. Give the organization a name", exact=False)).to_be_visible()
    expect(page.locator(".st-key-open-assessment")).to_have_text("Has a name")


def test_an_earlier_answer_can_be_restored(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    id = steps.begin(page, server, "History")
    steps.choose(page, "R1.1.4a", "In place")
    here = steps.unfold(page, "R1.1.4a")
    steps.write(page, "R1.1.4a", "Comment", "the first comment")
    steps.choose(page, "R1.1.4a", "Planned")
    steps.write(page, "R1.1.4a", "Comment", "the second comment")
    steps.show_history(page, "R1.1.4a")
    expect(here.get_by_text("the present answer")).to_have_count(1)
    here.locator(".st-key-restore-R1-1-4a-2").get_by_role("button").click()
    expect(here.get_by_label(re.compile("^Comment"))).to_have_value("the first comment")
    steps.expect_chosen(page, "R1.1.4a", "In place")
    assert stored_answers(server, id, "R1.1.4a") == ["3", "3", "1", "1", "3"]


def test_a_restored_answer_that_cannot_be_saved_is_shown_and_can_be_saved_again(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    id = steps.begin(page, server, "History locked")
    steps.choose(page, "R1.1.4a", "In place")
    steps.choose(page, "R1.1.4a", "Planned")
    here = steps.unfold(page, "R1.1.4a")
    steps.show_history(page, "R1.1.4a")
    restore = here.locator(".st-key-restore-R1-1-4a-1").get_by_role("button")
    expect(restore).to_be_visible()
    lock = sqlite3.connect(server.database, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    try:
        restore.click()
        expect(here.get_by_text("NOT saved", exact=False)).to_be_visible(timeout=30_000)
        expect(page.get_by_text("The progress cannot be read just now", exact=False)).to_be_visible(timeout=30_000)
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    steps.settle(page)
    steps.expect_chosen(page, "R1.1.4a", "In place")
    here.get_by_role("button", name="Save again").click()
    expect(here.get_by_text("Saved", exact=True)).to_be_visible()
    assert stored_answers(server, id, "R1.1.4a") == ["3", "1", "3"]


def test_what_a_colleague_saved_is_there_when_the_page_is_drawn_again(
    server: Server, new_page: Callable[..., Page]
) -> None:
    mine = new_page()
    id = steps.begin(mine, server, "Colleagues")
    steps.choose(mine, "R1.1.4b", "Planned")
    theirs = new_page()
    steps.visit(theirs, server.url, "answer", id)
    steps.choose(theirs, "R1.1.4a", "In place")
    steps.choose(theirs, "R1.1.4b", "In place and tested")
    mine.get_by_text("Explain the levels").click()
    steps.expect_chosen(mine, "R1.1.4a", "In place")
    steps.expect_chosen(mine, "R1.1.4b", "In place and tested")
    expect(mine.get_by_text("2 of 115 practices answered")).to_be_visible()
    expect(mine.get_by_text("It is adopted, has staff and money").first).to_be_hidden()


def test_filters_that_leave_nothing_can_be_lifted(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    id = steps.begin(page, server, "Filters")
    steps.visit(page, server.url, "answer", id, "&r=R4.2.9")
    for practice in ("R4.2.9a", "R4.2.9b"):
        steps.choose(page, practice, "In place")
    page.get_by_text("Only unanswered").click()
    expect(page.get_by_text("Nothing is left to answer here", exact=False)).to_be_visible()
    page.get_by_role("button", name="Show all practices of 4.2").click()
    expect(steps.card(page, "R4.2.9a")).to_be_visible()
    expect(steps.card(page, "R4.2.2b")).to_be_visible()


@pytest.fixture(scope="module")
def many(server: Server) -> int:
    """More assessments than are shown without a search field."""
    for number in range(6):
        server.service.start(Assessment(id="", organisation=f"Many number {number}", stakeholder_types=("origin",)))
    return 6


def test_an_assessment_is_found_among_many(server: Server, many: int, new_page: Callable[..., Page]) -> None:
    page = new_page()
    steps.open_home(page, server.url)
    cards = page.locator('[class*="st-key-assessment-"]')
    search = page.get_by_label("Find an assessment")
    search.fill("MANY number")
    search.press("Enter")
    expect(cards).to_have_count(many)
    expect(cards.first).to_contain_text("Many number 5")
    steps.pick(page, "Order", "By name")
    expect(cards.first).to_contain_text("Many number 0")
    search.fill("nobody has this name")
    search.press("Enter")
    expect(page.get_by_text("No assessment has all of these words.")).to_be_visible()


def test_a_card_is_answered_by_keyboard_alone(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    steps.begin(page, server, "Keyboard")
    here = steps.card(page, "R1.1.2a")
    page.get_by_label("Explain the levels").focus()
    for _press in range(8):
        page.keyboard.press("Tab")
        if here.locator("input[type=radio]:focus").count():
            break
    page.keyboard.press("Space")
    expect(here.get_by_text("Saved", exact=True)).to_be_visible()
    page.keyboard.press("ArrowDown")
    steps.expect_chosen(page, "R1.1.2a", "Planned")
    expect(here.locator("input[type=radio]:focus")).to_have_count(1)


@pytest.mark.parametrize("state", ["subtypes", "reason", "details", "conflict", "delete", "assessment details"])
def test_a_state_has_no_violation_and_nothing_runs_out_of_the_screen(
    server: Server, new_page: Callable[..., Page], state: str
) -> None:
    page = new_page(width=360)
    STATES[state](page, server, new_page)
    steps.settle(page)
    for look in all_looks(page):
        expect_sound(page, f"state-{state.replace(' ', '-')}-{look}", full=False)


def subtypes(page: Page, server: Server, _new_page: Callable[..., Page]) -> None:
    steps.open_home(page, server.url)
    page.get_by_role("button", name="Start an assessment").click()
    page.locator('[data-testid="stCheckbox"]').get_by_text("International organization", exact=True).click()
    page.get_by_text("Country team", exact=True).click()
    expect(page.locator(".st-key-subtypes-io")).to_be_visible()


def reason(page: Page, server: Server, _new_page: Callable[..., Page]) -> None:
    id = steps.begin(page, server, "Reason")
    steps.visit(page, server.url, "answer", id, "&r=R4.2.5")
    here = steps.card(page, "R4.2.5a")
    steps.option(here, "Not applicable").click()
    expect(here.get_by_text("Not saved yet: choose the reason.")).to_be_visible()
    here.scroll_into_view_if_needed()


def details(page: Page, server: Server, _new_page: Callable[..., Page]) -> None:
    steps.begin(page, server, "Details")
    steps.choose(page, "R1.1.4a", "In place")
    steps.choose(page, "R1.1.4a", "Planned")
    here = steps.unfold(page, "R1.1.4a")
    steps.show_history(page, "R1.1.4a")
    expect(here.get_by_role("button", name="Restore")).to_be_visible()


def conflict(page: Page, server: Server, new_page: Callable[..., Page]) -> None:
    id = steps.begin(page, server, "Conflict")
    other = new_page()
    steps.visit(other, server.url, "answer", id)
    steps.choose(other, "R1.1.4a", "In place")
    here = steps.card(page, "R1.1.4a")
    steps.option(here, "Planned").click()
    expect(here.get_by_role("button", name="Keep theirs")).to_be_visible()


def delete(page: Page, server: Server, _new_page: Callable[..., Page]) -> None:
    id = steps.begin(page, server, "Delete")
    steps.open_home(page, server.url)
    page.locator(f".st-key-delete-{id}").get_by_role("button").click()
    expect(page.get_by_role("dialog", name="Delete this assessment?")).to_be_visible()


def assessment_details(page: Page, server: Server, _new_page: Callable[..., Page]) -> None:
    steps.begin(page, server, "Assessment details")
    page.get_by_text(re.compile("^Assessment details: name")).click()
    expect(page.get_by_role("button", name="Save the details")).to_be_visible()


STATES = {
    "subtypes": subtypes,
    "reason": reason,
    "details": details,
    "conflict": conflict,
    "delete": delete,
    "assessment details": assessment_details,
}
