"""Taking in what colleagues filled in, as a person does it: a workbook out, changed, back in, and the history."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import FilePayload, Page, expect

from assessment.exchange.text_workbook import MEDIA_TYPE
from assessment.exchange.workbook import template_workbook
from questions.load import load_instrument
from tests.browser import steps
from tests.browser.conftest import Server
from tests.browser.looks import all_looks, expect_sound
from tests.browser.test_pages import HOSTILE, WORD_JOINER
from tests.exchange.books import changed

pytestmark = pytest.mark.browser

LEVEL = "E"
HEAD = "instrument_id,instrument_version,practice_id,answer,evidence\n"


def typed(book: bytes, practice: str, level: str, topic: str = "Topic 1") -> bytes:
    """The workbook with a level chosen for a practice, as a colleague would."""

    def fill(opened: Workbook) -> None:
        sheet = opened[topic]
        (row,) = [row for row in sheet.iter_rows() for cell in row if cell.value == practice]
        sheet[f"{LEVEL}{row[0].row}"] = level

    return changed(book, fill)


def rows(name: str, *answers: str) -> FilePayload:
    text = HEAD + "".join(f"micic-io-2016,1,{answer}\n" for answer in answers)
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


def book(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": MEDIA_TYPE, "buffer": content}


def upload(page: Page, *chosen: FilePayload) -> None:
    page.locator('input[type="file"]').set_input_files(list(chosen))
    expect(page.locator(".st-key-take-in-save")).to_be_visible()
    steps.settle(page)


def test_a_workbook_goes_out_and_comes_back_on_top_of_the_history(
    server: Server, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = new_page()
    id = steps.begin(page, server, "Ministry of Taking In")
    steps.choose(page, "R1.1.2a", "Partly in place")
    steps.visit(page, server.url, "export", id)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download Answer workbook (Excel)", exact=True).click()
    waiting.value.save_as(tmp_path / "answers.xlsx")
    out = (tmp_path / "answers.xlsx").read_bytes()
    assert "Topic 1" in load_workbook(tmp_path / "answers.xlsx").sheetnames
    page.get_by_role("link", name="Filled in? Take the answers in here").click()
    expect(page.get_by_role("heading", name="Take in answers from files")).to_be_visible()
    steps.settle(page)
    upload(page, book("answers.xlsx", typed(typed(out, "R1.1.2a", "3 – In place"), "R1.1.3b", "1")))
    expect(page.get_by_role("tab", name="New (1)")).to_be_visible()
    page.get_by_role("tab", name="Changed (1)").click()
    expect(page.get_by_text("R1.1.2a: Partly in place → In place (answers.xlsx)")).to_be_visible()
    steps.settle(page)
    page.get_by_role("button", name="Take in 2 answers").click()
    expect(page.get_by_text("2 answers are taken in.", exact=False)).to_be_visible()
    steps.settle(page)
    page.get_by_role("link", name="Go on answering").click()
    expect(page.get_by_role("heading", name="Answer", exact=True)).to_be_visible()
    steps.settle(page)
    steps.expect_chosen(page, "R1.1.2a", "In place")
    steps.expect_chosen(page, "R1.1.3b", "Planned")
    steps.unfold(page, "R1.1.2a")
    steps.show_history(page, "R1.1.2a")
    expect(steps.card(page, "R1.1.2a").get_by_role("button", name="Restore")).to_have_count(1)


def test_two_copies_are_merged_and_what_differs_is_settled(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    id = steps.begin(page, server, "Ministry of Two Copies")
    empty = template_workbook(load_instrument(), ("origin",), topic="1")
    one, two = (typed(empty, "R1.1.2a", level) for level in ("3 – In place", "1"))
    page.get_by_role("link", name="Take in answers from files").click()
    expect(page.get_by_role("heading", name="Take in answers from files")).to_be_visible()
    steps.settle(page)
    upload(page, book("one.xlsx", one), book("two.xlsx", typed(two, "R1.1.3b", "2")))
    expect(page.get_by_text("1 conflict is still to be settled below.", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="Take in 1 answer")).to_be_disabled()
    page.get_by_role("radiogroup", name="What counts for R1.1.2a?").get_by_text("one.xlsx").click()
    expect(page.get_by_text("All conflicts are settled.")).to_be_visible()
    steps.settle(page)
    page.get_by_role("button", name="Take in 2 answers").click()
    expect(page.get_by_text("2 answers are taken in.", exact=False)).to_be_visible()
    steps.visit(page, server.url, "answer", id)
    steps.expect_chosen(page, "R1.1.2a", "In place")
    steps.expect_chosen(page, "R1.1.3b", "Partly in place")


def test_an_answer_given_meanwhile_makes_the_preview_anew(server: Server, new_page: Callable[..., Page]) -> None:
    page, other = new_page(), new_page()
    id = steps.begin(page, server, "Ministry of Haste")
    steps.visit(page, server.url, "take-in", id)
    upload(page, rows("late.csv", "R1.1.2a,3,"))
    steps.visit(other, server.url, "answer", id)
    steps.choose(other, "R1.1.2a", "Planned")
    page.get_by_role("button", name="Take in 1 answer").click()
    expect(page.get_by_text("Somebody saved an answer in the meantime", exact=False)).to_be_visible()
    expect(page.get_by_role("tab", name="Changed (1)")).to_be_visible()


def test_the_preview_has_no_violation_and_nothing_runs_out_of_the_screen(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=360)
    page.on("dialog", lambda dialog: pytest.fail(f"script ran: {dialog.message}"))
    id = steps.begin(page, server, "Ministry of Looks")
    steps.choose(page, "R1.1.2a", "Partly in place")
    steps.choose(page, "R1.1.2a", "In place")
    steps.visit(page, server.url, "take-in", id)
    hostile = rows(f"{HOSTILE}.csv", "R1.1.3b,1,", "R1.1.4b,1,", f"R1.1.8a,2,{HOSTILE}")
    long = rows("v" * 180 + ".csv", "R1.1.3b,3,", "R1.1.4b,2," + "W" * 300, "R1.1.8b,dk,")
    upload(page, hostile, long, rows("old.csv", "R1.1.2a,2,"), rows("bad.csv", "R1.1.2a,7,"))
    shown = page.get_by_test_id("stMain").inner_text().replace(WORD_JOINER, "")
    assert HOSTILE in shown
    for tab in ("Conflicts (2)", "New (2)", "Older (1)"):
        page.get_by_role("tab", name=tab).click()
        steps.settle(page)
        for look in all_looks(page):
            expect_sound(page, f"state-take-in-{tab.partition(' ')[0].lower()}-{look}")
    assert page.locator('img[src*="example.org"], a[href*="example.org"]').count() == 0
