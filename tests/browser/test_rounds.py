"""Two rounds as a person makes them, and what the Compare page says of them."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.conftest import Server, new_session
from tests.browser.looks import all_looks, expect_sound

pytestmark = pytest.mark.browser

NAME = "Ministry of Rounds, whose name goes on and on for longer than a phone is wide"
FIRST = {"R1.1.4a": "In place", "R1.1.4b": "In place", "R1.1.8a": "Partly in place", "R1.1.8b": "In place"}
SECOND = {"R1.1.4a": "Planned", "R1.1.8a": "In place and tested", "R1.1.7d": "Planned"}


def open_view(page: Page, url: str, id: str) -> None:
    """The view over time of the Compare page, with an assessment open."""
    steps.visit(page, url, "compare", id)
    page.get_by_text("Rounds over time", exact=True).click()
    expect(page.get_by_role("combobox", name="Present round")).to_be_visible(timeout=20_000)
    steps.settle(page)


@pytest.fixture(scope="module")
def rounds(server: Server, browser: Browser) -> Iterator[tuple[str, str]]:
    """Ids of a first round and of a second one, made with New round on the Home page."""
    context = new_session(browser)
    page = context.new_page()
    first = steps.begin(page, server, NAME)
    for practice, title in FIRST.items():
        steps.choose(page, practice, title)
    steps.open_home(page, server.url)
    page.locator(f".st-key-duplicate-{first}").get_by_role("button").click()
    expect(page.get_by_role("heading", name="Answer", exact=True)).to_be_visible()
    steps.settle(page)
    second = steps.assessment_id(page)
    for practice, title in SECOND.items():
        steps.expect_chosen(page, practice, FIRST[practice]) if practice in FIRST else None
        steps.choose(page, practice, title)
        steps.settle(page)
    yield first, second
    context.close()


def test_what_fell_back_and_what_moved_up_is_seen_with_its_figures(
    server: Server, rounds: tuple[str, str], new_page: Callable[..., Page]
) -> None:
    """R1.1.4 goes from 75 to 50, R1.1.8 from 62.5 to 87.5, R1.1.7d is answered only in the second round."""
    page = new_page()
    open_view(page, server.url, rounds[1])
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text(re.compile(r": 1 recommendation moved to met, 1 fell back\.$"))).to_be_visible()
    fell, up, other = (page.get_by_role("heading", name=name) for name in ("↓ Fell back (1)", "↑ Moved up (1)", "± "))
    expect(fell).to_be_visible()
    expect(up).to_be_visible()
    expect(other).to_have_text("± Other answers (1)")
    expect(main).to_contain_text("● Met → ◆ Partly met; score 75 → 50; fell back below the target 75")
    expect(main).to_contain_text("R1.1.4a moved down: 3 In place → 1 Planned")
    expect(main).to_contain_text("◆ Partly met → ● Met; score 62 → 88")
    expect(main).to_contain_text("R1.1.7d newly answered: 1 Planned")
    assert drawn(page) == {"R1.1.4": 50, "R1.1.7": 25, "R1.1.8": 87.5}


def drawn(page: Page) -> dict[str, float]:
    """Present scores as the chart of the first topic has them."""
    chart = page.locator(".st-key-rounds-topic-1 .js-plotly-plot").first
    chart.wait_for()
    traces = chart.evaluate(
        """chart => chart.data.filter(t => t.meta && t.meta.figure === 'present')
                              .map(t => ({ids: Array.from(t.ids), x: Array.from(t.x)}))"""
    )
    return {id: x for trace in traces for id, x in zip(trace["ids"], trace["x"], strict=True)}


def test_the_file_is_the_one_of_the_command_and_a_recommendation_leads_to_its_questions(
    server: Server, rounds: tuple[str, str], new_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = new_page()
    open_view(page, server.url, rounds[1])
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the comparison (CSV)").click()
    waiting.value.save_as(tmp_path / "shown.csv")
    shown = (tmp_path / "shown.csv").read_bytes()
    sheets = []
    for id in rounds:
        other = new_page()
        steps.visit(other, server.url, "export", id)
        with other.expect_download() as answers:
            other.get_by_role("button", name="Download Answers (CSV)").click()
        sheets.append(tmp_path / f"{id}.csv")
        answers.value.save_as(sheets[-1])
    out = tmp_path / "by-command.csv"
    command = [sys.executable, "-m", "assessment", "progress", *map(str, sheets), "--format", "csv", "-o", str(out)]
    subprocess.run(command, check=True)
    assert shown == out.read_bytes()
    moved = {row["recommendation_id"]: row for row in csv.DictReader(io.StringIO(shown.decode("utf-8-sig")))}
    assert (moved["R1.1.4"]["fell_back"], moved["R1.1.4"]["practices_down"]) == ("yes", "R1.1.4a")
    page.get_by_role("link", name="Go to the questions of R1.1.4").click()
    expect(page.get_by_role("heading", name="Answer", exact=True)).to_be_visible()
    expect(steps.card(page, "R1.1.4a")).to_be_visible()
    assert steps.assessment_id(page) == rounds[1]


def test_the_view_has_no_violation_and_nothing_runs_out_of_the_screen(
    server: Server, rounds: tuple[str, str], new_page: Callable[..., Page]
) -> None:
    page = new_page(width=360)
    open_view(page, server.url, rounds[1])
    page.locator(".st-key-rounds-topic-1 .js-plotly-plot").first.wait_for()
    steps.settle(page)
    for look in all_looks(page):
        expect_sound(page, f"rounds-{look}")


def test_the_unchanged_can_be_unfolded_by_keyboard(
    server: Server, rounds: tuple[str, str], new_page: Callable[..., Page]
) -> None:
    page = new_page()
    open_view(page, server.url, rounds[1])
    folded = page.get_by_text(re.compile(r"^= Unchanged \(\d+\)$"))
    link = page.get_by_role("link", name="Go to the questions of R1.1.2", exact=True)
    expect(link).not_to_be_visible()
    folded.scroll_into_view_if_needed()
    folded.locator("xpath=ancestor::summary").press("Enter")
    expect(link).to_be_visible()


def test_an_open_assessment_without_an_earlier_round_gives_way_to_one_that_has(
    server: Server, rounds: tuple[str, str], new_page: Callable[..., Page]
) -> None:
    page = new_page()
    open_view(page, server.url, rounds[0])
    expect(page.get_by_role("combobox", name="Present round")).to_have_value(re.compile("Ministry of Rounds"))
    expect(page.get_by_role("heading", name="↓ Fell back (1)")).to_be_visible()
