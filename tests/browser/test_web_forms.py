"""The form is filled in and sent with the client of ODK, and what it sends is read back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from pyxform.xls2xform import convert

import questions.translate
from assessment import texts
from assessment.exchange.answer_files import read_answers
from assessment.exchange.xlsform import xlsform
from assessment.model import Answer, AnswerSheet
from questions.load import load_instrument
from questions.model import Instrument
from tests.pseudo import LANGUAGE, write_language
from tests.webforms.client import HERE, PACKAGES

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
ADDRESS = "http://localhost/"
SECONDS = 120_000


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument()


@pytest.fixture(scope="module")
def xform(instrument: Instrument, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The form of a State of origin in two languages, as pyxform converts it."""
    folder = tmp_path_factory.mktemp("form")
    with pytest.MonkeyPatch.context() as patch:
        for template, module in (("assessment", texts), ("questions", questions.translate)):
            write_language(ROOT / template / "locale" / f"{template}.pot", folder / template)
            patch.setattr(module, "LOCALE", folder / template)
        path = folder / "form.xlsx"
        path.write_bytes(xlsform(instrument, ["origin"], ["en", LANGUAGE]))
    return str(convert(path, validate=False).xform)


@pytest.fixture
def form(xform: str, new_page: Callable[..., Page]) -> Page:
    """The form, open in the client."""
    page = new_page()
    page.route("**/*", lambda route: answer(route, xform))
    page.goto(ADDRESS)
    expect(send_button(page)).to_be_visible(timeout=SECONDS)
    return page


def answer(route: Route, form: str) -> None:
    """The page, the form, and the files of the client's packages; nothing else is there."""
    url = urlparse(route.request.url)
    packages = PACKAGES.folder()
    assert packages is not None, "no client: run `python -m tests.webforms.client`"
    file = packages / url.path.lstrip("/")
    if not route.request.url.startswith(ADDRESS):
        route.fallback()
    elif url.path == "/":
        route.fulfill(path=HERE / "page.html")
    elif url.path == "/form.xml":
        route.fulfill(body=form, content_type="text/xml")
    elif file.suffix == ".js" and file.is_file():
        route.fulfill(path=file, content_type="text/javascript")
    else:
        route.fulfill(status=404)


def send_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Send", exact=True)


def question(page: Page, label: str) -> Locator:
    """The questions whose label begins like this."""
    begins = re.compile(rf"^\s*{re.escape(label)}")
    return page.locator(".question-container").filter(has=page.locator(".control-text label", has_text=begins))


def choose(page: Page, label: str, option: str) -> None:
    question(page, label).locator("label.value-option").filter(has_text=option).first.click()


def write(page: Page, label: str, text: str) -> None:
    box = question(page, label).locator("input, textarea")
    box.fill(text)
    box.press("Tab")


def switch_language(page: Page, name: str) -> None:
    page.get_by_role("combobox", name="change language").click()
    page.get_by_role("option", name=name).click()


def sent(page: Page, instrument: Instrument) -> AnswerSheet:
    send_button(page).click()
    page.wait_for_function("window.sent")
    (sheet,) = read_answers(io.BytesIO(page.evaluate("window.sent").encode()), "sent.xml", instrument).sheets
    return sheet


def test_a_form_filled_in_and_sent_gives_the_answers(form: Page, instrument: Instrument) -> None:
    choose(form, "R1.1.2a ", "Partly in place")
    expect(question(form, "Evidence")).to_have_count(1)
    assert question(form, "Date of the evidence").count() == 0
    write(form, "Evidence", "Circular 7")
    write(form, "Date of the evidence", "2025-11")
    write(form, "Comment", "=1+1 & <b>")
    choose(form, "R1.1.7a ", "Not applicable")
    choose(form, "Why is it not applicable", instrument.practices["R1.1.7a"].na_reasons[0].text)
    choose(form, "R4.2.9a ", "Don't know")
    write(form, "Organization", "Ministry of Côte")
    write(form, "Country", "NAM")
    sheet = sent(form, instrument)
    assert (sheet.assessment.organisation, sheet.assessment.country) == ("Ministry of Côte", "NAM")
    assert (sheet.assessment.stakeholder_types, sheet.assessment.subject) == (("origin",), "organisation")
    assert sheet.assessment.assessed_on is not None
    assert len(sheet.assessment.id) == 36
    assert dict(sheet.answers) == {
        "R1.1.2a": Answer(
            practice_id="R1.1.2a", answer="2", evidence="Circular 7", evidence_date="2025-11", comment="=1+1 & <b>"
        ),
        "R1.1.7a": Answer(
            practice_id="R1.1.7a", answer="na", na_reason=instrument.practices["R1.1.7a"].na_reasons[0].id
        ),
        "R4.2.9a": Answer(practice_id="R4.2.9a", answer="dk"),
    }


def test_what_the_form_forbids_is_not_sent(form: Page, instrument: Instrument) -> None:
    write(form, "Country", "Namibia")
    choose(form, "R1.1.7a ", "Not applicable")
    send_button(form).click()
    expect(
        form.locator(".question-container.highlight, .question-container .validation-message:visible").first
    ).to_be_visible()
    assert form.evaluate("window.sent") is None
    write(form, "Country", "NAM")
    choose(form, "R1.1.7a ", "In place and tested")
    assert question(form, "Why is it not applicable").count() == 0
    sheet = sent(form, instrument)
    assert {id: answer.answer for id, answer in sheet.answers.items()} == {"R1.1.7a": "4"}


def test_the_form_speaks_its_other_language(form: Page, instrument: Instrument) -> None:
    english = question(form, "R1.1.2a ").locator("label").first.inner_text()
    choose(form, "R1.1.2a ", "Planned")
    switch_language(form, f"({LANGUAGE})")
    shown = question(form, "R1.1.2a ").locator("label").first
    expect(shown).not_to_have_text(english)
    sheet = sent(form, instrument)
    assert sheet.answers["R1.1.2a"].answer == "1"
