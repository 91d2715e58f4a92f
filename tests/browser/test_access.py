"""For everybody: the main job by keyboard alone and on a slow line, a connection that goes, paper, large print."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect
from pypdf import PdfReader

from assessment.model import Action
from assessment.service import NEW
from tests.browser import steps
from tests.browser.conftest import Guard, Server, new_session
from tests.browser.line import line
from tests.browser.looks import OVERFLOW, expect_sound
from tests.browser.test_faults import stored_answers
from tests.browser.test_pages import PAGES

pytestmark = pytest.mark.browser

LINE = "#connection"
GONE = "The connection is gone. What says Saved is saved."
BACK = "stands in its field again"
WORDS = "Decree 112, in force since May"
FOCUSED = """() => {
  const one = document.activeElement;
  return one.getAttribute('aria-label') || one.value || one.innerText || one.tagName;
}"""
KEYS_TO_ANYTHING = 150
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 1_600_000 / 8}
LARGEST_FIRST_LOAD, LARGEST_REST = 3_000_000, 1_000_000


@pytest.fixture(scope="module")
def planned(server: Server, sample: str) -> str:
    """The sample with an action that has both dates."""
    about = {"start": "2026-01-10", "due": "2027-03-31", "owner": "Outreach unit", "recommendation_id": "R2.1.2"}
    server.service.add_action(sample, Action.model_validate({"id": NEW, "text": "Meet the associations", **about}))
    return sample


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Go on with the Tab key until something is focused; nothing on the way holds the focus."""
    for _press in range(KEYS_TO_ANYTHING):
        page.keyboard.press(key)
        if wanted.evaluate("wanted => wanted === document.activeElement"):
            return
    pytest.fail(f"{wanted} is not reached by keyboard, the focus is on {page.evaluate(FOCUSED)}")


def expect_focus_kept(page: Page, wanted: Locator) -> None:
    """After a save and all that it redraws, the focus is where it was."""
    steps.settle(page)
    assert wanted.evaluate("wanted => wanted === document.activeElement"), page.evaluate(FOCUSED)


def test_the_main_job_by_keyboard_alone(server: Server, new_page: Callable[..., Page], tmp_path: Path) -> None:
    page = new_page()
    steps.open_home(page, server.url)
    press(page, page.get_by_role("button", name="Start an assessment"))
    expect(page.get_by_role("heading", name="Whose readiness is assessed?")).to_be_visible()
    steps.settle(page)
    tab_to(page, page.get_by_role("checkbox", name="State of origin"))
    page.keyboard.press("Space")
    expect_focus_kept(page, page.get_by_role("checkbox", name="State of origin"))
    tab_to(page, page.get_by_label("Organization", exact=True))
    page.keyboard.type("Ministry of Keys")
    press(page, page.get_by_role("button", name="Start answering"))
    expect(page.get_by_role("heading", name="Answer", exact=True)).to_be_visible()
    steps.settle(page)
    id = steps.assessment_id(page)
    for practice, downwards in (("R1.1.2a", 2), ("R1.1.3b", 0), ("R1.1.4a", 3)):
        answer(page, practice, downwards)
    comment(page, "R1.1.4a")
    go_on(page, "Results")
    expect(
        page.get_by_text("3 of 115 practices", exact=False).or_(page.get_by_text("Finish these first"))
    ).to_be_visible()
    go_on(page, "Export")
    with page.expect_download() as waiting:
        press(page, page.get_by_role("button", name="Download Answers (CSV)"))
    waiting.value.save_as(tmp_path / "answers.csv")
    rows = csv.DictReader(io.StringIO((tmp_path / "answers.csv").read_text(encoding="utf-8-sig")))
    given = {row["practice_id"]: (row["answer"], row["comment"]) for row in rows if row["answer"]}
    assert given == {"R1.1.2a": ("2", ""), "R1.1.3b": ("0", ""), "R1.1.4a": ("3", WORDS)}
    assert stored_answers(server, id, "R1.1.4a")[-1] == "3"


def press(page: Page, button: Locator) -> None:
    """Reach a button and press it."""
    tab_to(page, button)
    page.keyboard.press("Enter")


def answer(page: Page, practice: str, downwards: int) -> None:
    """Reach the first level, choose it, and go down from there; the focus moves with the choice and stays on it."""
    levels = steps.card(page, practice).locator("input[type=radio]")
    tab_to(page, levels.first)
    page.keyboard.press("Space")
    steps.card(page, practice).get_by_text("Saved", exact=True).wait_for()
    expect_focus_kept(page, levels.first)
    for number in range(1, downwards + 1):
        page.keyboard.press("ArrowDown")
        expect(levels.nth(number)).to_be_checked()
        expect_focus_kept(page, levels.nth(number))


def comment(page: Page, practice: str) -> None:
    """Unfold the details, write a comment, and go on from it with the Tab key."""
    here = steps.card(page, practice)
    tab_to(page, here.locator("summary"))
    page.keyboard.press("Enter")
    field = here.get_by_label("Comment", exact=False)
    expect(field).to_be_visible()
    expect_focus_kept(page, here.locator("summary"))
    tab_to(page, field)
    page.keyboard.type(WORDS)
    page.keyboard.press("Control+Enter")
    expect(here.get_by_text("With evidence or a comment")).to_be_visible()
    expect_focus_kept(page, field)


def go_on(page: Page, name: str) -> None:
    """Go to another page by the menu."""
    tab_to(page, page.get_by_test_id("stTopNavLink").filter(has_text=name), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    steps.settle(page)


def network(page: Page) -> CDPSession:
    """The browser's own hold on the line of a page."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    return session


def test_what_was_typed_outlives_a_server_that_goes_and_comes_back(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    id = steps.begin(page, server, "Typing")
    here = steps.unfold(page, "R1.1.4a")
    field = here.get_by_label("Comment", exact=False)
    field.focus()
    page.keyboard.type(WORDS)
    line = page.locator(LINE)
    with server.away():
        expect(line).to_contain_text(GONE)
        expect(line).to_have_role("alert")
        expect(field).to_be_disabled()
    expect(line).to_contain_text(BACK, timeout=60_000)
    expect(field).to_have_value(WORDS)
    expect(field).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Tab")
    here.get_by_text("Saved", exact=True).wait_for()
    expect(line).to_be_empty()
    assert server.service.answers(id)["R1.1.4a"].answer.comment == WORDS


def test_a_line_that_is_cut_is_said_to_be_cut_and_what_is_typed_meanwhile_is_saved_afterwards(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=360, scheme="dark")
    id = steps.begin(page, server, "Cut off")
    here = steps.unfold(page, "R1.1.4a")
    session = network(page)
    session.send("Network.emulateNetworkConditions", {**SLOW, "offline": True})
    line = page.locator(LINE)
    expect(line).to_contain_text(GONE)
    expect_sound(page, "state-connection-cut", full=False)
    here.get_by_label("Comment", exact=False).focus()
    page.keyboard.type(WORDS)
    session.send("Network.emulateNetworkConditions", {**SLOW, "offline": False, "latency": 0})
    expect(line).to_be_empty()
    page.keyboard.press("Tab")
    here.get_by_text("Saved", exact=True).wait_for()
    assert server.service.answers(id)["R1.1.4a"].answer.comment == WORDS


def test_the_main_job_on_a_slow_line(
    server: Server, planned: str, browser: Browser, guard: Guard, record_property: Callable[[str, object], None]
) -> None:
    """The first load, charts and all, is counted at full speed; the rest goes at 1.6 Mbit/s and 300 ms."""
    context = new_session(browser)
    context.on("request", guard.note)
    page = context.new_page()
    with line(server.port) as counted:
        steps.visit(page, counted.url, "results", planned)
        page.locator(".st-key-gap-chart .js-plotly-plot").wait_for()
        steps.settle(page)
        first = counted.received
        record_property("bytes of the first load", first)
        assert 0 < first < LARGEST_FIRST_LOAD
        network(page).send("Network.emulateNetworkConditions", SLOW)
        id = steps.start_assessment(page, counted.url, "Ministry of Slow Lines")
        steps.choose(page, "R1.1.2a", "Planned")
        steps.choose(page, "R1.1.4a", "In place")
        steps.visit(page, counted.url, "results", id)
        page.locator(".st-key-gap-chart .js-plotly-plot").wait_for()
        steps.visit(page, counted.url, "export", id)
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Download Gap report (CSV)").click()
        assert b"R1.1.4" in Path(waiting.value.path()).read_bytes()
        rest = counted.received - first
        record_property("bytes of the main job", rest)
        assert rest < LARGEST_REST
    context.close()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("results", ("Where the gaps are", "R1.1.7", "How a number came about", "score 64")),
        ("plan", ("Meet the associations", "Owner: Outreach unit")),
    ],
)
def test_a_printed_page_is_whole_and_dark_on_light(
    server: Server, planned: str, new_page: Callable[..., Page], tmp_path: Path, name: str, wanted: tuple[str, ...]
) -> None:
    page = new_page(scheme="dark")
    steps.visit(page, server.url, name, planned)
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    text = " ".join(" ".join(sheet.extract_text().split()) for sheet in PdfReader(tmp_path / "page.pdf").pages)
    for words in wanted:
        assert words in text, words
    assert "Go to the questions" not in text
    assert "Compare" not in text
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 960})  # A4 between its margins
    charts = page.locator(".js-plotly-plot .main-svg").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().right)"
    )
    assert all(0 < right <= 680 for right in charts)
    colours = page.get_by_test_id("stMarkdownContainer").evaluate_all(
        "all => [...new Set(all.map(one => getComputedStyle(one).color))]"
    )
    assert colours == ["rgb(0, 0, 0)"]
    page.emulate_media(media="screen")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_enlarged_twofold_and_on_other_screens_is_sound(
    server: Server, planned: str, new_page: Callable[..., Page], name: str
) -> None:
    """A window of 1280 at 200 % is one of 640 by 450."""
    page = new_page(width=640, height=450)
    steps.visit(page, server.url, name, planned)
    expect_sound(page, f"{name}-zoomed", full=False)
    assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    assert page.evaluate("document.getAnimations().filter(one => one.playState === 'running').length") == 0
    for width in (768, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        steps.redrawn(page)
        assert page.evaluate(OVERFLOW) <= 0, width
        longest = page.locator("[data-testid=stMarkdownContainer] :is(p, li)").evaluate_all(
            "all => Math.max(0, ...all.map(one => one.getBoundingClientRect().width))"
        )
        assert longest <= 800, width
