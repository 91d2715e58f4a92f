"""Two people, stale tabs, a killed server, a locked database: the screen tells the truth and nothing is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def test_two_tabs_on_one_answer_give_one_save_and_one_visible_conflict(
    server: Server, new_page: Callable[..., Page]
) -> None:
    first = new_page()
    id = steps.begin(first, server, "Two tabs")
    second = new_page()
    steps.visit(second, server.url, "answer", id)
    steps.choose(first, "R1.1.4a", "In place")
    here = steps.card(second, "R1.1.4a")
    steps.option(here, "Planned").click()
    expect(here.get_by_text("NOT saved", exact=False)).to_be_visible()
    expect(here.get_by_text("Theirs, saved", exact=False)).to_be_visible()
    assert stored_answers(server, id, "R1.1.4a") == ["3"]
    here.get_by_role("button", name="Save mine").click()
    expect(here.get_by_text("Saved", exact=True)).to_be_visible()
    assert stored_answers(server, id, "R1.1.4a") == ["3", "1"]
    here = steps.card(first, "R1.1.4a")
    steps.option(here, "Not in place").click()
    expect(here.get_by_text("NOT saved", exact=False)).to_be_visible()
    here.get_by_role("button", name="Keep theirs").click()
    expect(here.get_by_text("NOT saved", exact=False)).to_have_count(0)
    steps.expect_chosen(first, "R1.1.4a", "Planned")
    assert stored_answers(server, id, "R1.1.4a") == ["3", "1"]


def test_a_killed_server_loses_nothing_that_was_acknowledged(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    id = steps.begin(page, server, "Power cut")
    steps.choose(page, "R1.1.4a", "In place and tested")
    steps.choose(page, "R1.1.4b", "Planned")
    with server.away():
        pass
    page.reload()
    page.wait_for_selector('[data-testid="stHeading"]', timeout=60_000)
    steps.settle(page)
    steps.expect_chosen(page, "R1.1.4a", "In place and tested")
    steps.expect_chosen(page, "R1.1.4b", "Planned")
    steps.choose(page, "R1.1.4b", "In place")
    assert stored_answers(server, id, "R1.1.4b") == ["1", "3"]


def test_a_tab_left_open_over_a_restart_cannot_overwrite_a_newer_answer(
    server: Server, new_page: Callable[..., Page]
) -> None:
    stale = new_page()
    id = steps.begin(stale, server, "Stale tab")
    steps.choose(stale, "R1.1.4a", "Planned")
    with server.away():
        pass
    fresh = new_page()
    steps.visit(fresh, server.url, "answer", id)
    steps.choose(fresh, "R1.1.4a", "In place")
    stale.wait_for_function(
        "() => !document.querySelector('[data-testid=stConnectionStatus], [data-testid=stStatusWidget]')",
        timeout=60_000,
    )
    steps.option(steps.card(stale, "R1.1.4b"), "Partly in place").click()
    expect(stale.locator(".st-key-card-R1-1-4a")).to_be_visible()
    steps.settle(stale)
    assert stored_answers(server, id, "R1.1.4a") == ["1", "3"]


def test_a_tab_left_open_over_a_restart_goes_on_by_itself(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    id = steps.start_assessment(page, server.url, "Goes on")
    server.kill()
    gone = page.get_by_text("The connection is gone.")
    expect(gone).to_be_visible(timeout=60_000)
    server.start()
    expect(gone).to_be_hidden(timeout=60_000)
    steps.settle(page)
    steps.choose(page, "R1.1.4b", "Partly in place")
    assert stored_answers(server, id, "R1.1.4b") == ["2"]


def test_a_locked_database_says_not_saved_keeps_the_text_and_saves_on_request(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    id = steps.begin(page, server, "Locked")
    here = steps.unfold(page, "R1.1.4a")
    lock = sqlite3.connect(server.database, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    try:
        here.get_by_label("Comment", exact=False).fill("typed while the database was locked")
        page.keyboard.press("Control+Enter")
        expect(here.get_by_text("NOT saved", exact=False)).to_be_visible(timeout=30_000)
        expect(here.get_by_label("Comment", exact=False)).to_have_value("typed while the database was locked")
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    here.get_by_role("button", name="Save again").click()
    expect(here.get_by_text("Saved", exact=True)).to_be_visible()
    assert stored_answers(server, id, "R1.1.4a") == [""]


def stored_answers(server: Server, assessment_id: str, practice_id: str) -> list[str]:
    """Levels of one answer in the database, oldest revision first."""
    with sqlite3.connect(f"file:{server.database}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "SELECT answer FROM answers WHERE assessment_id = ? AND practice_id = ? ORDER BY revision",
            (assessment_id, practice_id),
        ).fetchall()
    connection.close()
    return [row[0] for row in rows]
