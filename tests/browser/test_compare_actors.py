"""Who covers what, and a plan's shared answers, in a real browser: by mouse, by keyboard, on a phone, in the dark."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment.exchange.answers_csv import answers_csv
from assessment.model import Answer, AnswerSheet, Assessment
from assessment.results import plan_of
from assessment.service import AssessmentService
from questions.load import load_instrument
from tests.browser import steps
from tests.browser.conftest import Server
from tests.browser.looks import all_looks, expect_sound
from tests.browser.test_faults import stored_answers

pytestmark = pytest.mark.browser

INSTRUMENT = load_instrument()
TABLE = (
    ("Ministry of Foreign Affairs and Citizens Abroad of the Republic of Samplia", "origin"),
    ("Hostland", "host"),
    ("Agency", "io"),
)
SHARED = "R1.1.7a"


@pytest.fixture(scope="module")
def service(server: Server) -> AssessmentService:
    """The use cases over the database of the server."""
    return server.service


@pytest.fixture(scope="module")
def three(service: AssessmentService) -> Iterator[list[str]]:
    """Three actors whose answers vary, but always in the same way."""
    made = []
    for name, kind in TABLE:
        answers = {
            practice.id: Answer(practice_id=practice.id, answer=str(sum(map(ord, practice.id + kind)) % 5 // 2))
            for practice in plan_of(INSTRUMENT, (kind,)).practices
        }
        details = Assessment(id="", organisation=name, stakeholder_types=(kind,), assessed_on=date(2026, 5, 31))
        made.append(service.add_sheet(AnswerSheet(assessment=details, answers=answers)).id)
    yield made
    for id in made:
        service.delete(id)


def open_view(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/compare")
    page.get_by_text("Who covers what", exact=True).click(timeout=60_000)
    expect(page.get_by_text("Nobody is chosen yet.", exact=False)).to_be_visible()
    steps.settle(page)


def choose_suggested(page: Page) -> None:
    page.get_by_role("button", name="Choose the newest of each, 3 in all").click()
    expect(page.get_by_role("heading", name="What nobody covers")).to_be_visible()
    page.locator(".js-plotly-plot").nth(1).wait_for()
    steps.settle(page)


@pytest.mark.usefixtures("three")
def test_the_view_has_no_violation_and_nothing_runs_out_of_the_screen(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=360)
    open_view(page, server)
    for look in all_looks(page):
        expect_sound(page, f"actors-none-{look}")
    choose_suggested(page)
    for look in all_looks(page):
        expect_sound(page, f"actors-{look}")


@pytest.mark.usefixtures("three")
def test_down_to_the_practices_by_keyboard(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_view(page, server)
    choose_suggested(page)
    topics = page.get_by_role("radiogroup", name="Topic").get_by_role("radio")
    topics.nth(0).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_text("Communicating with and about migrants")).to_be_visible()
    steps.settle(page)
    box = page.get_by_role("combobox", name="Practices of a recommendation")
    box.focus()
    page.keyboard.type("R2.1.8")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-corridor-R2-1-8a")).to_contain_text("3 Agency leads:")


def test_what_is_taken_away_is_what_the_command_writes(
    server: Server, service: AssessmentService, three: list[str], new_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = new_page()
    open_view(page, server)
    for name, _kind in TABLE[::-1]:
        box = page.get_by_role("combobox", name="Who is at the table")
        box.fill(name)
        page.keyboard.press("Enter")
        steps.settle(page)
    page.keyboard.press("Escape")
    (tmp_path / "answers.csv").write_bytes(answers_csv(INSTRUMENT, [service.sheet(id) for id in three]))
    for ending in ("csv", "json"):
        with page.expect_download() as download:
            page.locator(f".st-key-corridor-{ending}").get_by_role("button").click()
        command = [sys.executable, "-m", "assessment", "corridor", str(tmp_path / "answers.csv"), "--format", ending]
        assert download.value.path().read_bytes() == subprocess.run(command, capture_output=True, check=True).stdout


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_a_plan_takes_an_answer_gives_its_own_and_takes_it_again(
    server: Server, service: AssessmentService, new_page: Callable[..., Page], width: int, scheme: str
) -> None:
    agency = {"id": "", "organisation": f"Agency {width}", "stakeholder_types": ("io",), "assessed_on": "2026-05-31"}
    whole = service.start(Assessment.model_validate(agency)).id
    service.record_answer(whole, Answer(practice_id=SHARED, answer="3"), 0)
    plan = service.start(Assessment.model_validate({**agency, "subject": "Plan North"})).id
    page = new_page(width=width, scheme=scheme)
    steps.visit(page, server.url, "answer", plan, "&r=R1.1.7")
    here = steps.card(page, SHARED)
    taken = here.get_by_text(f"Taken from Agency {width}, 2026-05-31: In place.", exact=False)
    expect(taken).to_be_visible()
    expect(here.locator("input[type=radio]")).to_have_count(7)
    expect(here.locator("input[type=radio]:checked")).to_have_count(0)
    expect(page.get_by_text("1 of 167 practices answered, 1 of them by the organization as a whole")).to_be_visible()
    here.scroll_into_view_if_needed()
    expect_sound(page, f"shared-{width}-{scheme}")
    steps.choose(page, SHARED, "Planned")
    expect(here.get_by_text("For this plan only. The organization answered In place", exact=False)).to_be_visible()
    expect(page.get_by_text("1 of 167 practices answered", exact=True)).to_be_visible()
    steps.settle(page)
    here.get_by_role("button", name="Clear").click()
    expect(taken).to_be_visible()
    assert stored_answers(server, plan, SHARED) == ["1", ""]
    assert stored_answers(server, whole, SHARED) == ["3"]
    here.get_by_role("link", name=f"Go to the organization's answer to {SHARED}").click()
    expect(page.locator(".st-key-open-assessment")).to_have_text(f"Agency {width}")
    steps.settle(page)
    steps.expect_chosen(page, SHARED, "In place")
