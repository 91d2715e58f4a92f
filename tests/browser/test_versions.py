"""Another question bank in its newest version, and an assessment of the version before, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from assessment.exchange.answer_files import read_answer_files
from assessment.service import AssessmentService
from assessment.store import open_store
from questions.load import load_instrument
from tests.banks import GROWN
from tests.browser import steps
from tests.browser.conftest import Server, free_port
from tests.browser.looks import expect_sound

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server with version 2 of a bank, and the id of an assessment of version 1."""
    data = tmp_path_factory.mktemp("versions")
    old = load_instrument(GROWN, "1")
    (sheet,) = read_answer_files([GROWN / "answers-1.csv"], old).sheets
    id = AssessmentService(open_store(f"sqlite+pysqlite:///{data / 'assessments.db'}"), old).add_sheet(sheet).id
    running = Server(data, free_port(), options=("--instrument", str(GROWN)))
    running.start()
    yield running, id
    running.kill()


@pytest.mark.parametrize("width", [1280, 360])
def test_one_sees_what_changes_before_carrying_over(
    grown: tuple[Server, str], new_page: Callable[..., Page], width: int
) -> None:
    server, id = grown
    page = new_page(width=width)
    steps.open_home(page, server.url)
    older = page.locator(f".st-key-assessment-{id}")
    expect(older.get_by_text("Answered with version 1 of the questionnaire.")).to_be_visible()
    older.get_by_role("button", name="Carry over to version 2").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Overall: 62 → 61 (33 to 79)")).to_be_visible()
    steps.settle(page)
    expect_sound(page, f"versions-{width}")
    dialog.get_by_role("button", name="Carry over", exact=True).click()
    expect(page.get_by_role("heading", name="Answer", exact=True)).to_be_visible()
    steps.settle(page)
    assert steps.assessment_id(page) != id
    page.get_by_text("4 answers to look at again").click()
    steps.settle(page)
    card = steps.card(page, "R1.1.1d")
    expect(card.get_by_text("R1.1.1b was split into R1.1.1d, R1.1.1e.")).to_be_visible()
    card.get_by_role("button", name="I have looked at it").click()
    expect(card.get_by_role("button", name="I have looked at it")).to_have_count(0)
    expect(card.get_by_text("Saved", exact=True)).to_be_visible()
    steps.expect_chosen(page, "R1.1.1d", "Partly in place")


@pytest.mark.parametrize("name", ["home", "answer", "results"])
def test_the_pages_of_another_bank_are_as_accessible(
    grown: tuple[Server, str], new_page: Callable[..., Page], name: str
) -> None:
    server, id = grown
    page = new_page(width=360, scheme="dark")
    steps.visit(page, server.url, name, id)
    expect_sound(page, f"versions-{name}")
