"""The gap report in one of its formats, for one assessment or for many in one archive."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assessment.model import AnswerSheet
from assessment.report.content import Paper, ReportContent, report_content
from questions.model import Instrument
from scoring.result import Result

_PIECE = 1 << 16
_IN_MEMORY = 1 << 25
_EARLIEST = 1980


@dataclass(frozen=True)
class Edition:
    """What one report is to be like, whatever it reports.

    Attributes:
        form: one of :data:`MIME_TYPES`.
        made_on: the day on its cover.
        is_shareable: without evidence, comments and the names of who is responsible.
        marking: classification on every page; empty for the assessment's own.
    """

    form: str
    made_on: date
    is_shareable: bool = False
    marking: str = ""
    paper: Paper = "a4"


MIME_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ARCHIVE_MIME_TYPE = "application/zip"


def report_file(instrument: Instrument, sheet: AnswerSheet, result: Result, edition: Edition) -> bytes:
    """The report of one assessment; the format's library is loaded when it is first needed."""
    content = report_content(
        instrument,
        sheet,
        result,
        edition.made_on,
        is_shareable=edition.is_shareable,
        marking=edition.marking or sheet.assessment.marking,
        paper=edition.paper,
    )
    return _written(content, edition.form)


def questionnaire_file(instrument: Instrument, types: tuple[str, ...], paper: Paper, topic: str | None = None) -> bytes:
    """The blank questionnaire as PDF, for these stakeholder types; of one topic when it is named."""
    from assessment.report.questionnaire import questionnaire_pdf

    return questionnaire_pdf(instrument, types, topic, paper)


def report_archive(
    instrument: Instrument, scored: Iterable[tuple[AnswerSheet, Result]], edition: Edition
) -> Iterator[bytes]:
    """A ZIP archive with a report for each assessment, piece by piece; made before the first piece is given."""
    moment = (max(edition.made_on.year, _EARLIEST), edition.made_on.month, edition.made_on.day, 0, 0, 0)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, (sheet, result) in enumerate(scored, start=1):
                name = f"{number:03}-{file_stem(sheet)}.{edition.form}"
                archive.writestr(
                    zipfile.ZipInfo(name, moment),
                    report_file(instrument, sheet, result, edition),
                    compress_type=zipfile.ZIP_DEFLATED,
                )
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def file_stem(sheet: AnswerSheet) -> str:
    """A file's name for an assessment: safe letters, the date and the id; never a text that a user typed.

    Ids come from files too, so only their letters and digits are taken.
    """
    day = sheet.assessment.assessed_on.isoformat() if sheet.assessment.assessed_on else "undated"
    return "-".join(filter(None, ("micic", day, re.sub(r"[^0-9a-z]", "", sheet.assessment.id.lower())[:8])))


def _written(content: ReportContent, form: str) -> bytes:
    if form == "pdf":
        from assessment.report.pdf import report_pdf

        return report_pdf(content)
    if form == "xlsx":
        from assessment.report.xlsx import report_xlsx

        return report_xlsx(content)
    if form == "html":
        from assessment.report.html import report_html

        return report_html(content)
    from assessment.report.docx import report_docx

    return report_docx(content)
