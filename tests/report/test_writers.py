"""Each format holds what the content says, as text that nothing runs, and opens in other people's readers."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader

from assessment.model import AnswerSheet
from assessment.report.content import ReportContent
from assessment.report.docx import report_docx
from assessment.report.html import report_html
from assessment.report.pdf import report_pdf
from assessment.report.write import Edition, report_archive, report_file
from assessment.report.xlsx import report_xlsx
from assessment.results import result_of
from questions.model import Instrument
from tests.report.conftest import ARABIC, CHINESE, DAY, Reported

MARKING = "Official - Sensitive & <private>"


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def docx_text(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    head = document.sections[0].header.paragraphs
    return "\n".join([*(paragraph.text for paragraph in [*head, *document.paragraphs]), *cells])


def workbook(data: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():  # the reader does not know the data bars of newer programs
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(data))


def xlsx_text(data: bytes) -> str:
    book = workbook(data)
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return "\n".join([*cells, *(str(sheet.oddHeader.center.text) for sheet in book)])


class Reading(HTMLParser):
    """The text of a page, and its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(data: bytes) -> Reading:
    reading = Reading()
    reading.feed(data.decode())
    return reading


def html_text(data: bytes) -> str:
    return "".join(read(data).texts)


WRITERS: dict[str, tuple[Callable[[ReportContent], bytes], Callable[[bytes], str]]] = {
    "pdf": (report_pdf, pdf_text),
    "docx": (report_docx, docx_text),
    "xlsx": (report_xlsx, xlsx_text),
    "html": (report_html, html_text),
}
EACH = pytest.mark.parametrize("form", list(WRITERS))


def words(text: str) -> str:
    """The text without its spaces: a PDF breaks lines where it likes."""
    return re.sub(r"\s+", "", text)


def written(form: str, content: ReportContent) -> str:
    write, text_of = WRITERS[form]
    return words(text_of(write(content)))


@EACH
def test_it_says_what_the_content_says(form: str, reported: Reported) -> None:
    content = reported(marking=MARKING)
    text = written(form, content)
    expected = [content.name if form != "pdf" else CHINESE, content.finding, content.steps_sentence, *content.method]
    expected += content.notices
    expected += [part.title for part in content.recommendations]
    expected += [practice.statement for part in content.recommendations for practice in part.practices]
    expected += [f"{step.practice_id}" for step in content.steps]
    expected += [*content.plan_sentences, "Text-of-the-action", *content.actions[0].about, content.actions[0].due]
    assert [piece for piece in expected if words(piece) not in text] == []
    assert "Evidence-of-the-law" in text
    assert "Comment-text" in text


@EACH
def test_the_marking_stands_on_it(form: str, reported: Reported) -> None:
    marking = "OFFICIALSENSITIVE"
    assert marking in written(form, reported(marking=marking))
    assert marking not in written(form, reported())


@EACH
def test_the_version_to_share_holds_nothing_that_it_should_not(form: str, reported: Reported) -> None:
    text = written(form, reported(is_shareable=True))
    assert not any(word in text for word in ("Evidence-of-the-law", "Name-of-somebody", "Comment-text"))


@EACH
def test_an_assessment_without_answers_has_a_report(form: str, instrument: Instrument, sheet: AnswerSheet) -> None:
    blank = sheet.model_copy(update={"answers": {}})
    data = report_file(instrument, blank, result_of(instrument, blank), Edition(form, DAY))
    assert "Nothingcanbejudgedyet" in words(WRITERS[form][1](data))


def test_the_pdf_is_tagged_and_carries_its_language_title_and_fonts(reported: Reported) -> None:
    reader = PdfReader(io.BytesIO(report_pdf(reported())))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
    assert str(reader.metadata.title).startswith("Gap report: ")
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {"SourceSans3-Regular", "KurintoSans-Rg"} <= fonts
    assert any(name.startswith("KurintoSansSC") for name in fonts)
    assert "/JavaScript" not in str(root)


def test_a_character_that_no_font_has_costs_the_claim_and_not_the_report(
    instrument: Instrument, sheet: AnswerSheet
) -> None:
    rare = sheet.assessment.model_copy(update={"organisation": "Ministry \U0001fae8 \U000130fa"})
    sheet = sheet.model_copy(update={"assessment": rare})
    data = report_file(instrument, sheet, result_of(instrument, sheet), Edition("pdf", DAY))
    reader = PdfReader(io.BytesIO(data))
    assert "Ministry" in reader.pages[0].extract_text()
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_arabic_letters_are_joined_and_can_be_copied_out(reported: Reported) -> None:
    text = pdf_text(report_pdf(reported()))
    assert ARABIC.split()[0] in text
    assert CHINESE in text


@pytest.mark.parametrize(("paper", "width"), [("a4", 595), ("us-letter", 612)])
def test_the_paper_can_be_chosen(reported: Reported, paper: str, width: int) -> None:
    first = PdfReader(io.BytesIO(report_pdf(reported(paper=paper)))).pages[0]
    assert round(float(first.mediabox.width)) == width


def test_the_summary_of_the_pdf_is_one_page(reported: Reported) -> None:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(report_pdf(reported()))).pages]
    assert [number for number, text in enumerate(pages) if "Summary" in text] == [1]
    assert "The greatest gaps" in pages[1]
    assert "By topic" in pages[2]


def test_the_workbook_holds_numbers_as_numbers_and_no_formula(reported: Reported) -> None:
    book = workbook(report_xlsx(reported()))
    assert book.sheetnames == ["Summary", "Gap", "Practice", "What to do next", "Plan of action", "About"]
    gaps = book["Gap"]
    assert [cell.value for cell in gaps[3]][6:12] == [
        pytest.approx(58.3333, abs=5e-5),
        43.75,
        68.75,
        0.75,
        75,
        pytest.approx(16.6667, abs=5e-5),
    ]
    assert gaps.auto_filter.ref == "A1:L5"
    assert gaps.freeze_panes == "A2"
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    names = zipfile.ZipFile(io.BytesIO(report_xlsx(reported()))).namelist()
    assert not [name for name in names if re.search("vba|external|hyperlink|macro", name, re.IGNORECASE)]


def test_the_page_asks_for_nothing_and_runs_nothing(reported: Reported) -> None:
    reading = read(report_html(reported(marking=MARKING)))
    assert not {"script", "img", "link", "iframe", "object", "form"} & {tag for tag, _attributes in reading.tags}
    addresses = [value for _tag, found in reading.tags for name, value in found.items() if name in ("href", "src")]
    assert addresses
    assert all(str(address).startswith("#") for address in addresses)
    assert not [name for _tag, found in reading.tags for name in found if name.startswith("on")]
    ids = {found["id"] for _tag, found in reading.tags if "id" in found}
    assert {str(address)[1:] for address in addresses} <= ids


def test_the_document_has_heads_on_its_tables_and_no_outside_reference(reported: Reported) -> None:
    archive = zipfile.ZipFile(io.BytesIO(report_docx(reported())))
    body = archive.read("word/document.xml").decode()
    assert body.count("w:tblHeader") == body.count("<w:tbl>") - 1
    relations = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels"))
    assert 'TargetMode="External"' not in relations


def test_a_report_from_right_to_left(reported: Reported) -> None:
    content = replace(reported(), language="ar", direction="rtl")
    assert read(report_html(content)).tags[0] == ("html", {"lang": "ar", "dir": "rtl"})
    assert PdfReader(io.BytesIO(report_pdf(content))).trailer["/Root"]["/Lang"] == "ar"
    assert workbook(report_xlsx(content))["Gap"].sheet_view.rightToLeft


def test_many_reports_come_in_one_archive_under_safe_names(instrument: Instrument, sheet: AnswerSheet) -> None:
    sheets = [
        sheet.model_copy(update={"assessment": sheet.assessment.model_copy(update={"id": id})})
        for id in ("../../etc/passwd", "Plan 1", "漢")
    ]
    scored = [(one, result_of(instrument, one)) for one in sheets]
    data = b"".join(report_archive(instrument, scored, Edition("html", DAY)))
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.namelist() == [
        "001-micic-2026-06-01-etcpassw.html",
        "002-micic-2026-06-01-plan1.html",
        "003-micic-2026-06-01.html",
    ]
    assert archive.read("002-micic-2026-06-01-plan1.html") == report_file(instrument, *scored[1], Edition("html", DAY))


@pytest.mark.parametrize("form", ["xlsx", "html"])
def test_the_same_assessment_on_the_same_day_gives_the_same_words(form: str, reported: Reported) -> None:
    assert written(form, reported()) == written(form, reported())
