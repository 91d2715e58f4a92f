"""The Guide page and the tour, as a person uses them: by keyboard, on a phone, in the dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Server, free_port
from tests.browser.looks import expect_sound

pytestmark = pytest.mark.browser


def searched(page: Page, words: str) -> None:
    """Search by keyboard."""
    field = page.get_by_label("Search", exact=True)
    field.fill(words)
    field.press("Enter")
    steps.settle(page)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_from_a_word_to_the_question(server: Server, new_page: Callable[..., Page], width: int, scheme: str) -> None:
    page = new_page(width=width, scheme=scheme)
    id = steps.begin(page, server, "Ministry")
    steps.visit(page, server.url, "guide", id)
    searched(page, "r3110b")
    result = page.locator(".st-key-found-R3-1-10")
    expect(result).to_be_visible()
    result.get_by_text("All of R3.1.10").click()
    steps.settle(page)
    expect(result.get_by_text("R3.1.10d")).to_be_visible()
    expect_sound(page, f"guide-found-{width}-{scheme}")
    result.get_by_role("link", name="Go to the questions of R3.1.10").press("Enter")
    expect(steps.card(page, "R3.1.10b")).to_be_visible()
    assert steps.assessment_id(page) == id


def test_a_card_unfolds_to_what_looks_alike_and_why_it_is_asked(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page(width=360)
    id = steps.begin(page, server, "Ministry")
    steps.visit(page, server.url, "answer", id, "&r=R3.1.10")
    here = steps.unfold(page, "R3.1.10b")
    expect(here.get_by_text("R4.2.4c pays for reintegration")).to_be_visible()
    page.get_by_label("Why am I asked this? · R3.1.10b").press("Space")
    expect(here.get_by_text("You lead here as: State of origin")).to_be_visible()
    steps.settle(page)
    expect_sound(page, "guide-card")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Server]:
    """A server on which nothing has been assessed."""
    running = Server(tmp_path, free_port())
    running.start()
    yield running
    running.kill()


def test_the_tour_is_walked_and_skipped_by_keyboard(empty: Server, new_page: Callable[..., Page]) -> None:
    page = new_page(width=360, scheme="dark")
    steps.open_home(page, empty.url)
    tour = page.locator(".st-key-tour")
    expect(tour.get_by_text("Quick tour, 1 of 4")).to_be_visible()
    expect_sound(page, "guide-tour")
    tour.get_by_role("button", name="Next").press("Enter")
    expect(tour.get_by_text("Quick tour, 2 of 4")).to_be_visible()
    steps.settle(page)
    tour.get_by_role("button", name="Skip the tour").press("Enter")
    expect(tour).to_have_count(0)
