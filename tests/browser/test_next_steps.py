"""What to do next on the Results page: the same steps as the command gives, and the way to their questions."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Server
from tests.browser.test_pages import ARTIFACTS, WCAG, sample

__all__ = ["sample"]

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


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
@pytest.mark.parametrize("goal", list(GOALS))
def test_every_goal_has_no_violation_and_nothing_runs_out_of_the_screen(
    server: Server, sample: str, new_page: Callable[..., Page], goal: str, width: int, scheme: str
) -> None:
    page = new_page(width=width, scheme=scheme)
    steps.visit(page, server.url, "results", sample)
    aim(page, goal)
    page.locator("#next").scroll_into_view_if_needed()
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"state-steps-{goal}-{width}-{scheme}.png")
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
