"""What to do next on the Results page: the same steps as the command gives, and the way to their questions."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Server
from tests.browser.looks import all_looks, expect_sound

pytestmark = pytest.mark.browser

GOALS = {
    "most": ("Most recommendations met", [], "These 9 steps bring 9 recommendations to met."),
    "reach": ("A higher overall score", ["--reach", "50"], "and so reach 50."),
    "one": ("One recommendation met", ["--recommendation", "R4.1.2"], "These 7 steps bring R4.1.2 to met."),
}


def saved(page: Page, label: str, folder: Path) -> Path:
    """What a button downloads."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def aim(page: Page, goal: str) -> None:
    """Choose a goal and wait for what it says."""
    label, _options, sentence = GOALS[goal]
    page.get_by_role("radio", name=label).or_(page.get_by_role("button", name=label)).first.click()
    steps.settle(page)
    if goal == "one":
        steps.pick(page, "Unmet recommendation, the greatest gap first", "R4.1.2")
    expect(page.get_by_text(sentence, exact=False)).to_be_visible()
    steps.settle(page)


def test_the_file_of_each_goal_is_byte_for_byte_that_of_the_command(
    server: Server, sample: str, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = new_page()
    steps.visit(page, server.url, "export", sample)
    answers = saved(page, "Download Answers (CSV)", tmp_path)
    steps.visit(page, server.url, "results", sample)
    for goal, (_label, options, _sentence) in GOALS.items():
        aim(page, goal)
        by_page = saved(page, "Download the steps (CSV)", tmp_path)
        command = [sys.executable, "-m", "assessment", "steps", str(answers), "--format", "csv", *options]
        printed = subprocess.run(command, check=True, capture_output=True).stdout
        assert by_page.read_bytes() == printed, goal
        assert printed.count(b"\r\n") > 1


def test_a_step_leads_to_its_question(server: Server, sample: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    steps.visit(page, server.url, "results", sample)
    page.get_by_role("link", name="What to do next").first.click()
    expect(page.get_by_role("heading", name="What to do next")).to_be_in_viewport()
    page.get_by_role("link", name="Go to question R3.1.10b").click()
    expect(steps.card(page, "R3.1.10b")).to_be_visible()
    expect(page).to_have_url(re.compile(r"r=R3\.1\.10$|r=R3\.1\.10&"))


def test_every_goal_has_no_violation_and_nothing_runs_out_of_the_screen(
    server: Server, sample: str, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=360)
    steps.visit(page, server.url, "results", sample)
    for goal in GOALS:
        aim(page, goal)
        page.locator("#next").scroll_into_view_if_needed()
        for look in all_looks(page):
            expect_sound(page, f"state-steps-{goal}-{look}", full=False)
