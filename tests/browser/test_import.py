"""Importing files on Home, as a person does it: see what is in them, keep the good ones, open one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import steps
from tests.browser.conftest import Server
from tests.browser.looks import all_looks, expect_sound
from tests.browser.test_pages import HOSTILE, WORD_JOINER

pytestmark = pytest.mark.browser

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
BAD = "stakeholder_types,practice_id,answer\n" + "".join(f"origin,R1.1.8a,{number}\n" for number in range(5, 13))
UNTYPED = "organisation,practice_id,answer\nOffice without a type,R1.1.8a,2\n"
LONG = "v" * 180 + ".csv"


def payload(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


def files(prefix: str = "") -> list[FilePayload]:
    """Two files with five assessments, of an organisation of its own, and one that is refused."""
    names = ("samplia.csv", "plans.csv")
    texts = [(EXAMPLES / name).read_text(encoding="utf-8-sig") for name in names]
    named = [text.replace("Republic of", prefix).replace("Agency for", prefix) for text in texts]
    return [*(payload(name, text) for name, text in zip(names, named, strict=True)), payload(f"bad {HOSTILE}", BAD)]


def upload(page: Page, chosen: list[FilePayload]) -> None:
    """Unfold the section and choose the files."""
    page.get_by_text("Import answers from files", exact=True).click()
    steps.settle(page)
    page.locator('input[type="file"]').set_input_files(chosen)
    expect(page.locator(".st-key-import-keep")).to_be_visible()
    steps.settle(page)


def test_good_files_are_kept_and_a_bad_one_is_named(
    server: Server, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"script ran: {dialog.message}"))
    steps.open_home(page, server.url)
    upload(page, files("First"))
    main = page.get_by_test_id("stMain")
    expect(page.get_by_text("is refused: 8 problems. Nothing of it is taken.")).to_be_visible()
    assert f"bad {HOSTILE}" in main.inner_text().replace(WORD_JOINER, "")
    expect(page.get_by_text("Line 2: column answer: answer '5' is not one of")).to_be_visible()
    expect(page.get_by_text("First Samplia (fictitious), Plan Hills")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download every problem (text)").click()
    waiting.value.save_as(tmp_path / "problems.txt")
    lines = (tmp_path / "problems.txt").read_text(encoding="utf-8").splitlines()
    assert [line.removeprefix(f"bad {HOSTILE}:").partition(":")[0] for line in lines] == [str(n) for n in range(2, 10)]
    steps.settle(page)
    page.get_by_role("button", name="Import 5 assessments").click()
    expect(page.get_by_text("5 assessments are imported. You find them in the list below.")).to_be_visible()
    cards = page.locator('[class*="st-key-assessment-"]').filter(has_text="First Samplia (fictitious)")
    expect(cards).to_have_count(5)
    steps.settle(page)
    cards.filter(has_text="State of origin").get_by_role("button", name="Results").click()
    expect(page.get_by_role("heading", name="Results", exact=True)).to_be_visible()
    expect(page.get_by_text("First Samplia (fictitious)").first).to_be_visible()


def test_what_was_imported_is_recognised_the_next_time(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    steps.open_home(page, server.url)
    upload(page, files("Twice")[:2])
    page.get_by_role("button", name="Import 5 assessments").click()
    expect(page.get_by_text("5 assessments are imported.", exact=False)).to_be_visible()
    other = new_page()
    steps.open_home(other, server.url)
    upload(other, files("Twice"))
    expect(other.get_by_role("button", name="Nothing to import")).to_be_disabled()
    expect(other.get_by_text("5 are left out, because the same are here already", exact=False)).to_be_visible()


def test_a_file_that_does_not_say_whose_readiness_it_is_asks(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    steps.open_home(page, server.url)
    upload(page, [payload("untyped.csv", UNTYPED)])
    expect(page.get_by_role("button", name="Nothing to import")).to_be_disabled()
    steps.pick(page, "Whose readiness is assessed in the files that do not say so?", "State of origin")
    page.keyboard.press("Tab")
    steps.settle(page)
    page.get_by_role("button", name="Import 1 assessment").click()
    expect(page.get_by_text("1 assessment is imported.", exact=False)).to_be_visible()
    card = page.locator('[class*="st-key-assessment-"]').filter(has_text="Office without a type")
    expect(card).to_contain_text("State of origin")


def test_the_start_page_leads_to_the_unfolded_section(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    steps.open_home(page, server.url)
    page.get_by_role("button", name="Start an assessment").click()
    page.get_by_role("button", name="Answers are in a file already? Import them").click()
    expect(page.get_by_text("Nothing is kept before you have seen what is in them.", exact=False)).to_be_visible()


def test_the_report_has_no_violation_and_nothing_runs_out_of_the_screen(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=360)
    steps.open_home(page, server.url)
    wide = payload(LONG, f"organisation,stakeholder_types,practice_id,answer\n{'V' * 190},origin,R1.1.8a,2\n")
    upload(page, [*files("Seen"), wide, payload("untyped.csv", UNTYPED)])
    expect(page.get_by_text("V" * 190)).to_be_visible()
    for look in all_looks(page):
        expect_sound(page, f"state-import-{look}")
    assert page.locator('img[src*="example.org"], a[href*="example.org"]').count() == 0
