"""Reports on the Export page: chosen, made and offered."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from assessment.exchange.answer_files import read_answers
from assessment.model import Assessment
from assessment.report.content import Paper
from assessment.report.write import Edition
from assessment.results import result_of
from assessment.service import AssessmentService
from assessment.ui import export_reports, session

ROOT = Path(__file__).parents[2]


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AssessmentService]:
    monkeypatch.setenv("MICIC_DATA_DIR", str(tmp_path))
    st.cache_resource.clear()
    yield session.service()
    st.cache_resource.clear()


@pytest.fixture
def editions(monkeypatch: pytest.MonkeyPatch) -> list[Edition]:
    """What the page asks the report to be like, each time it is made."""
    asked: list[Edition] = []
    made = export_reports.report_archive

    def noted(instrument: object, scored: object, edition: Edition) -> Iterator[bytes]:
        asked.append(edition)
        return made(instrument, scored, edition)  # type: ignore[arg-type]

    monkeypatch.setattr(export_reports, "report_archive", noted)
    return asked


def opened(assessment_id: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test._page_hash = calc_hash("export")
    test.query_params["a"] = assessment_id
    return ran(test.run())


def ran(test: AppTest) -> AppTest:
    assert not test.exception
    return test


def downloads(test: AppTest) -> list[str]:
    return [button.proto.label for button in test.get("download_button")]


def test_many_reports_come_in_one_archive(service: AssessmentService, editions: list[Edition]) -> None:
    plans = [service.start(Assessment(id="", organisation=f"Agency {n}", stakeholder_types=("io",))) for n in range(3)]
    test = opened(plans[0].id)
    assert test.button(key="make-reports").disabled
    test.button_group[0].set_value("html")
    test.toggle(key="report-shareable").set_value(True)
    test.text_input(key="report-marking").set_value("Restricted")
    test.selectbox(key="report-paper").set_value("Letter")
    ran(test.run())
    ran(test.checkbox(key="reports-all").check().run())
    ran(test.button(key="make-reports").click().run())
    assert "Download 3 reports" in downloads(test)
    paper: Paper = "us-letter"
    assert editions == [Edition("html", service.today(), True, "Restricted", paper)]
    ran(test.text_input(key="report-marking").set_value("Open").run())
    assert "Download 3 reports" not in downloads(test), "an archive of other choices is not offered"


def test_a_form_for_other_tools_is_offered(service: AssessmentService) -> None:
    plan = service.start(Assessment(id="", organisation="Agency", stakeholder_types=("io",)))
    assert "Download Form for KoboToolbox and ODK (XLSForm)" in downloads(opened(plan.id))


def test_some_can_be_chosen(service: AssessmentService, editions: list[Edition]) -> None:
    plans = [service.start(Assessment(id="", organisation=f"Agency {n}", stakeholder_types=("io",))) for n in range(3)]
    test = opened(plans[0].id)
    ran(test.multiselect(key="reports-chosen").set_value([plans[1].id]).run())
    ran(test.button(key="make-reports").click().run())
    assert "Download 1 report" in downloads(test)
    assert len(editions) == 1


def test_the_archive_holds_what_was_chosen(service: AssessmentService) -> None:
    plan = service.start(Assessment(id="", organisation="Agency", stakeholder_types=("io",)))
    sheet = service.sheet(plan.id)
    data = b"".join(
        export_reports.report_archive(
            service.instrument, [(sheet, result_of(service.instrument, sheet))], Edition("html", service.today())
        )
    )
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert len(archive.namelist()) == 1
    assert b"Agency" in archive.read(archive.namelist()[0])


def test_the_workbook_is_that_of_the_answers_or_empty(
    service: AssessmentService, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: dict[str, Callable[[], bytes]] = {}
    made = st.download_button

    def noted(label: str, data: object, **options: object) -> bool:
        if callable(data):
            offered[str(options["file_name"])] = data
        return made(label, data, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(st, "download_button", noted)
    sample = service.add_sample()
    opened(sample.id)
    filled, empty = (data for name, data in offered.items() if name.endswith(("-answers.xlsx", "-questions.xlsx")))
    names = [f"micic-origin-{rest}" for rest in ("questions.xlsx", "questionnaire.pdf", "form.xlsx")]
    assert list(offered)[-3:] == names
    (sheet,) = read_answers(io.BytesIO(filled()), "a.xlsx", service.instrument).sheets
    kept = service.sheet(sample.id)
    assert sheet.answers == kept.answers
    assert sheet.assessment.organisation == kept.assessment.organisation
    (sheet,) = read_answers(io.BytesIO(empty()), "a.xlsx", service.instrument).sheets
    assert (sheet.assessment.id, sheet.assessment.organisation, sheet.answers) == ("a", "", {})


def test_the_questionnaire_for_paper_is_made_for_the_paper_chosen(
    service: AssessmentService, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: dict[str, Callable[[], bytes]] = {}
    made = st.download_button

    def noted(label: str, data: object, **options: object) -> bool:
        if label == "Download the questionnaire" and callable(data):
            offered[str(options["file_name"])] = data
        return made(label, data, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(st, "download_button", noted)
    plan = service.start(Assessment(id="", organisation="Agency", stakeholder_types=("io:humanitarian",)))
    test = opened(plan.id)
    widths = []
    for paper in ("A4", "Letter"):
        ran(test.selectbox(key="questionnaire-paper").set_value(paper).run())
        pages = PdfReader(io.BytesIO(offered["micic-io-humanitarian-questionnaire.pdf"]())).pages
        widths.append(round(float(pages[0].mediabox.width)))
        assert "Agency" not in pages[0].extract_text(), "it is blank"
    assert widths == [595, 612]


def test_a_report_is_made_in_the_language_of_its_page() -> None:
    from assessment.texts import language

    token = language.set("xx")
    made = export_reports.in_this_language(lambda: language.get().encode())
    language.reset(token)
    token = language.set("en")
    assert made() == b"xx"
    language.reset(token)
