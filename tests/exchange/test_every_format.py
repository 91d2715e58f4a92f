"""One filled assessment through every format: the same answers come back, and the same gap report, byte for byte."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from xml.sax.saxutils import escape

import pytest

from assessment.exchange.answer_files import read_answers
from assessment.exchange.answers_csv import answers_csv
from assessment.exchange.bundle import bundle_json
from assessment.exchange.gap_report import gap_report
from assessment.exchange.workbook import answers_workbook
from assessment.model import Answer, AnswerRevision, AnswerSheet, AssessmentHistory
from assessment.sample import sample_sheet
from questions.load import load_instrument
from tests.exchange import submissions as made
from tests.exchange.books import ods_of, ods_row
from tests.exchange.submissions import UUID, fields, values

bank = cache(load_instrument)
TYPES = ("origin",)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXTS = {
    "R1.1.2a": Answer(
        practice_id="R1.1.2a", answer="2", evidence='Two; "lines",\nof <text> & more', comment="'quoted'"
    ),
    "R1.1.3b": Answer(practice_id="R1.1.3b", answer="dk", comment="-1 @post", responsible="领事保护 وزارة"),
    "R1.1.7a": Answer(practice_id="R1.1.7a", answer="na", na_reason="holds_no_personal_data", evidence_date="2024-05"),
}


@cache
def filled() -> AnswerSheet:
    """The sample with texts that formats trip over, and everything said about who is assessed."""
    sheet = sample_sheet(bank(), date(2026, 6, 1))
    told = {
        "id": UUID,
        "organisation": 'Côte; d\'"Or"',
        "country": "NAM",
        "subject": "Plan North",
        "instrument_id": bank().id,
        "instrument_version": bank().version,
        "is_sample": False,
        "targets": {},
    }
    answers = {**sheet.answers, **TEXTS}
    return AnswerSheet(
        assessment=sheet.assessment.model_copy(update=told),
        answers={id: answer for id, answer in answers.items() if not answer.is_empty},
    )


def with_targets() -> AnswerSheet:
    """The same, which aims at something else; the form on phones does not ask for that."""
    targets = {"R1.1.2": 62.5, "R4.1.1": 100.0}
    return filled().model_copy(update={"assessment": filled().assessment.model_copy(update={"targets": targets})})


def bundle(sheet: AnswerSheet) -> bytes:
    revisions = tuple(
        AnswerRevision(
            assessment_id=UUID, answer=answer, revision=1, author="field", at=NOON, operation_id=f"save-{id}"
        )
        for id, answer in sheet.answers.items()
    )
    return bundle_json(AssessmentHistory(assessment=sheet.assessment, revisions=revisions))


def ods(sheet: AnswerSheet) -> bytes:
    """The rows of the CSV on a sheet of an ODS, where a line of a text is a paragraph."""
    rows = csv.reader(io.StringIO(answers_csv(bank(), [sheet]).decode("utf-8-sig"), newline=""))
    return ods_of("".join(ods_row(*(escape(cell).replace("\n", "</text:p><text:p>") for cell in row)) for row in rows))


def submitted(write: Callable[[made.Filled], bytes]) -> Callable[[AnswerSheet], bytes]:
    return lambda sheet: write([(UUID, values(sheet))])


TABLES: dict[str, Callable[[AnswerSheet], bytes]] = {
    "csv": lambda sheet: answers_csv(bank(), [sheet]),
    "csv in utf-16, other line ends": lambda sheet: (
        answers_csv(bank(), [sheet]).decode("utf-8-sig").replace("\r\n", "\n").encode("utf-16")
    ),
    "xlsx": lambda sheet: answers_workbook(bank(), sheet),
    "ods": ods,
    "bundle": bundle,
}
FORMS = {
    "kobo csv": submitted(lambda filled: made.kobo_csv(made.kobo_rows(filled, fields(TYPES)))),
    "kobo xlsx": submitted(lambda filled: made.kobo_xlsx(made.kobo_rows(filled, fields(TYPES)))),
    "odk central": submitted(lambda filled: made.central_csv(filled, fields(TYPES))),
    "odk submission": submitted(lambda filled: made.submission_xml(*filled[0], TYPES)),
}
CASES = [(name, write, filled) for name, write in {**TABLES, **FORMS}.items()]
CASES += [(f"{name}, with targets", write, with_targets) for name, write in TABLES.items()]


@pytest.mark.parametrize(("write", "sheet_of"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_was_answered_comes_back(
    write: Callable[[AnswerSheet], bytes], sheet_of: Callable[[], AnswerSheet]
) -> None:
    sheet = sheet_of()
    found = read_answers(io.BytesIO(write(sheet)), "file", bank())
    assert found.warnings == ()
    (again,) = found.sheets
    assert dict(again.answers) == dict(sheet.answers)
    assert again.assessment == sheet.assessment
    assert gap_report(bank(), [again]) == gap_report(bank(), [sheet])


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("csv", "xlsx"),
        ("xlsx", "csv"),
        ("ods", "xlsx"),
        ("bundle", "csv"),
        ("kobo csv", "json"),
        ("odk submission", ""),
    ],
)
def test_a_wrong_ending_misleads_nobody(name: str, ending: str) -> None:
    data = {**TABLES, **FORMS}[name](filled())
    (again,) = read_answers(io.BytesIO(data), f"export.{ending}", bank()).sheets
    assert dict(again.answers) == dict(filled().answers)
