"""Thirty plans compared in a real browser: what is read, what is chosen, what is taken away."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment.exchange.answers_csv import answers_csv
from assessment.plan_choice import plans_by_organisation
from assessment.service import AssessmentService
from tests.browser import steps
from tests.browser.conftest import Server
from tests.browser.looks import all_looks, expect_sound
from tests.plans import plan_sheets, whole_sheet

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def service(server: Server) -> AssessmentService:
    """The server's database, with thirty plans in it."""
    for sheet in [whole_sheet(server.service.instrument), *plan_sheets(server.service.instrument)]:
        server.service.add_sheet(sheet)
    return server.service


def compare(page: Page, server: Server) -> None:
    """Open the comparison and wait for its charts."""
    page.goto(f"{server.url}/compare")
    page.locator(".js-plotly-plot").nth(3).wait_for(timeout=60_000)
    steps.settle(page)


def press(page: Page, label: str, option: str) -> None:
    """Choose from a row of buttons."""
    steps.settle(page)
    page.get_by_role("radiogroup", name=label).get_by_text(option, exact=True).click()
    steps.settle(page)


@pytest.mark.usefixtures("service")
def test_the_comparison_has_no_violation_and_nothing_runs_out_of_the_screen(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=360)
    compare(page, server)
    for look in all_looks(page):
        expect_sound(page, f"compare-plans-{look}")
    for table in ("All recommendations as a table", "All plans as a table", "The ranking as a table"):
        page.get_by_text(table, exact=True).click()
        steps.settle(page)
    expect(page.get_by_test_id("stDataFrame")).to_have_count(3)
    for look in all_looks(page):
        expect_sound(page, f"compare-plans-tables-{look}")


@pytest.mark.usefixtures("service")
def test_the_finding_comes_first_and_plans_can_be_left_out(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    compare(page, server)
    expect(page.get_by_text("17 of 63 recommendations are unmet in more than half of the plans")).to_be_visible()
    expect(page.get_by_text("In 30 plans a safeguard is not in place.")).to_be_visible()
    heatmap = page.locator(".st-key-plan-heatmap, [class*='st-key-plan-heatmap']").first
    expect(heatmap.get_by_text("Most unmet: 13 of 14, in 3 plans")).to_be_visible()
    press(page, "Topic", "Topic 4")
    expect(heatmap.get_by_text("4.1", exact=True)).to_be_visible()
    press(page, "Plans to compare", "All but some")
    box = page.get_by_role("combobox", name="Plans to leave out")
    box.fill("Capital 4")
    page.get_by_role("option", name="Contingency plan Capital 4").click()
    page.keyboard.press("Escape")
    steps.settle(page)
    expect(page.get_by_text("In 29 plans a safeguard is not in place.")).to_be_visible()


@pytest.mark.usefixtures("service")
def test_a_plan_to_learn_from_is_one_click_away(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    compare(page, server)
    page.get_by_role("link", name="R2.1.8 in Contingency plan Coast 4").click()
    expect(page.get_by_role("heading", name="Answer", exact=True)).to_be_visible()
    expect(steps.card(page, "R2.1.8a")).to_be_visible()
    expect(page.get_by_text("Agency for Samplia (fictitious), Contingency plan Coast 4")).to_be_visible()


def test_the_files_are_those_of_the_command_byte_for_byte(
    server: Server, service: AssessmentService, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    (organisation,) = plans_by_organisation(service.sheets())
    answers = tmp_path / "plans.csv"
    answers.write_bytes(answers_csv(service.instrument, organisation.sheets))
    page = new_page()
    compare(page, server)
    for button, form in (("Recommendations (CSV)", "csv"), ("Everything (JSON)", "json")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=button, exact=True).click()
        command = [sys.executable, "-m", "assessment", "portfolio", str(answers), "--plans-only", "--format", form]
        wanted = subprocess.run(command, check=True, capture_output=True).stdout
        assert waiting.value.suggested_filename == f"portfolio.{form}"
        assert Path(waiting.value.path()).read_bytes() == wanted
    for button, lines in (("Ranking (CSV)", 31), ("Plans by recommendations (CSV)", 31)):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=button, exact=True).click()
        assert len(Path(waiting.value.path()).read_bytes().splitlines()) == lines


def test_a_plan_is_made_out_of_another_by_keyboard(
    server: Server, service: AssessmentService, new_page: Callable[..., Page]
) -> None:
    source = next(sheet for sheet in service.sheets() if sheet.assessment.subject == "Contingency plan Hills 1")
    before = len(service.sheets())
    page = new_page()
    steps.open_home(page, server.url)
    page.get_by_label("Find an assessment").fill("Hills 1")
    page.keyboard.press("Enter")
    steps.settle(page)
    page.locator(f".st-key-plan-from-{source.assessment.id}").get_by_role("button").press("Enter")
    name = page.get_by_label("Name of the new plan")
    name.press("Enter")
    expect(page.get_by_text("NOT saved. Give the plan a name of its own.")).to_be_visible()
    assert len(service.sheets()) == before
    name.fill("Contingency plan Hills new")
    name.press("Enter")
    expect(page.get_by_role("heading", name="Answer", exact=True)).to_be_visible()
    made = next(sheet for sheet in service.sheets() if sheet.assessment.subject == "Contingency plan Hills new")
    assert made.answers == source.answers
    assert made.assessment.baseline_id is None
    service.delete(made.assessment.id)
