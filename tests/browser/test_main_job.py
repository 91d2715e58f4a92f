"""The main job, as a person does it: answer everything, come back, see the gaps, take the report away."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from questions.load import load_instrument
from scoring.plan import compile_plan
from tests.browser import steps
from tests.browser.conftest import Server

pytestmark = pytest.mark.browser

INSTRUMENT = load_instrument()
PLAN = compile_plan(INSTRUMENT, ("origin",))
TITLES = {level.code: level.title for level in INSTRUMENT.scales[0].levels}
NOT_APPLICABLE = "R4.2.5a"
UNKNOWN = ("R2.1.3b", "R4.2.3b")
BY_KEYBOARD = ("R1.1.4a", "R2.2.4a", "R3.1.10a")
WRITTEN = "R1.1.8a"
COMMENT = "=1+1 is text, *so is this*"
EVIDENCE = "Consular registration decree 112 of 2024, in force in all 41 posts"


def level_for(practice: str) -> str:
    """A varied but fixed level for each practice; safeguards are in place but for one."""
    if practice == "R1.1.7b":
        return "2"
    if PLAN.safeguard[PLAN.column[practice]]:
        return "3"
    return str(sum(map(ord, practice)) % 5)


def test_a_state_of_origin_answers_everything_and_takes_the_gap_report_away(
    server: Server, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = new_page()
    id = steps.start_assessment(page, server.url, "=Testland, Ministry of Foreign Affairs")
    groups = [group.id for group in INSTRUMENT.working_groups()]
    for position, group in enumerate(groups):
        for practice in (p.id for p in PLAN.practices if p.id.startswith(f"R{group}.")):
            answer(page, practice)
        if position == 3:
            page = come_back(page, new_page, server, id)
        if position + 1 < len(groups):
            steps.go_to_group(page, groups[position + 1])
    expect(page.get_by_text("115 of 115 practices answered")).to_be_visible()
    page.get_by_role("button", name="See the results").click()
    expect(page.get_by_role("heading", name="Results", exact=True)).to_be_visible()
    steps.settle(page)
    report, *answers = download(page, server, id, tmp_path)
    for file in answers:
        assert report.read_bytes() == scored_by_command(file, tmp_path), file.name
    chart_shows_the_report(page, server, id, report.read_bytes())


def answer(page: Page, practice: str) -> None:
    """Answer one practice the way this test has for it."""
    here = steps.card(page, practice)
    here.scroll_into_view_if_needed()
    if practice == NOT_APPLICABLE:
        steps.option(here, "Not applicable").click()
        expect(here.get_by_text("Not saved yet: choose the reason.")).to_be_visible()
        here.get_by_text("The State does not borrow").click()
        expect(here.get_by_text("Saved", exact=True)).to_be_visible()
    elif practice in UNKNOWN:
        steps.choose(page, practice, "Don't know")
    elif practice in BY_KEYBOARD:
        by_keyboard(page, practice)
    else:
        steps.choose(page, practice, TITLES[level_for(practice)])
    if practice == WRITTEN:
        steps.unfold(page, practice)
        steps.write(page, practice, "Evidence", EVIDENCE)
        steps.write(page, practice, "Date of the evidence", "2026-05-31")
        steps.write(page, practice, "Comment", COMMENT)


def by_keyboard(page: Page, practice: str) -> None:
    """Reach the first level with the keyboard and go down to the wanted one with the arrow key."""
    here = steps.card(page, practice)
    first = here.locator("input[type=radio]").first
    first.focus()
    page.keyboard.press("Space")
    expect(here.get_by_text("Saved", exact=True)).to_be_visible()
    for code in range(1, int(level_for(practice)) + 1):
        page.keyboard.press("ArrowDown")
        expect(here.locator("input[type=radio]").nth(code)).to_be_checked()
        steps.settle(page)
    steps.expect_chosen(page, practice, TITLES[level_for(practice)])


def come_back(page: Page, new_page: Callable[..., Page], server: Server, id: str) -> Page:
    """Close the browser, open another one, and find everything again."""
    expect(page.get_by_text(re.compile("of 115 practices answered"))).to_be_visible()
    page.context.close()
    page = new_page()
    steps.open_home(page, server.url)
    page.locator(f".st-key-open-{id}").get_by_role("button").click()
    expect(page.get_by_role("heading", name="Answer", exact=True)).to_be_visible()
    steps.settle(page)
    steps.expect_chosen(page, "R1.1.7b", TITLES["2"])
    here = steps.card(page, WRITTEN)
    expect(here.get_by_text("With evidence or a comment")).to_be_visible()
    here.get_by_text(re.compile(r"^Criteria, evidence, comment")).click()
    expect(here.get_by_label(re.compile("^Evidence"))).to_have_value(EVIDENCE)
    expect(here.get_by_label(re.compile("^Comment"))).to_have_value(COMMENT)
    steps.pick(page, "Working group", "2.2")
    expect(page.get_by_role("heading", name=re.compile(r"^2\.2 "))).to_be_visible()
    steps.settle(page)
    return page


def download(page: Page, server: Server, id: str, folder: Path) -> tuple[Path, Path, Path]:
    """The gap report, the answers and the bundle from the Export page."""
    steps.visit(page, server.url, "export", id)
    paths = []
    for title in ("Gap report (CSV)", "Answers (CSV)", "Bundle (JSON)", "Result (JSON)"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Download {title}").click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        paths.append(path)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the report").click()
    waiting.value.save_as(folder / "report.pdf")
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF-")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download Answer workbook (Excel)", exact=True).click()
    workbook = folder / f"{paths[1].stem}.xlsx"
    waiting.value.save_as(workbook)
    assert scored_by_command(workbook, folder) == paths[0].read_bytes()
    result = json.loads(paths[3].read_bytes())
    assert sum(result["counts"].values()) == len(PLAN.recommendations)
    return paths[0], paths[1], paths[2]


def scored_by_command(answers: Path, folder: Path) -> bytes:
    """What ``micic score`` makes of the downloaded answers."""
    out = folder / "by-command.csv"
    subprocess.run(
        [sys.executable, "-m", "assessment", "score", str(answers), "--format", "csv", "-o", str(out)],
        check=True,
    )
    return out.read_bytes()


def chart_shows_the_report(page: Page, server: Server, id: str, report: bytes) -> None:
    """The scores in the drawn gap chart are those of the report, to the last digit."""
    rows = {row["recommendation_id"]: row for row in csv.DictReader(io.StringIO(report.decode("utf-8-sig")))}
    assert len(rows) == len(PLAN.recommendations)
    steps.visit(page, server.url, "results", id)
    drawn = drawn_scores(page)
    unmet = {id for id, row in rows.items() if row["status"] in ("partly_met", "not_met")}
    assert unmet <= set(drawn)
    for recommendation, score in drawn.items():
        assert f"{score:.6f}".rstrip("0").rstrip(".") == rows[recommendation]["score"], recommendation
    expect(page.get_by_text("R1.1.7", exact=False).first).to_be_visible()


def drawn_scores(page: Page) -> dict[str, float]:
    """Score of each recommendation as the gap chart in the page has it."""
    page.locator(".st-key-gap-chart .js-plotly-plot").first.wait_for()
    traces = page.evaluate(
        """() => document.querySelector('.st-key-gap-chart .js-plotly-plot').data
                 .filter(t => t.meta && t.meta.figure === 'score')
                 .map(t => ({ids: Array.from(t.ids), x: Array.from(t.x)}))"""
    )
    return {id: x for trace in traces for id, x in zip(trace["ids"], trace["x"], strict=True)}
