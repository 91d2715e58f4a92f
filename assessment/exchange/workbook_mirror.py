"""The hidden sheet ``answers``: the answers in the columns of the CSV, for other software.

Its formulas repeat what was typed on the other sheets, so that nothing
stands twice; a program that knows only this sheet may write over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from assessment.exchange.answer_draft import TEXTS
from assessment.exchange.answer_rows import COLUMNS, STATEMENT
from assessment.exchange.answers_workbook import ANSWERS_SHEET
from assessment.exchange.spreadsheet_child import OWN_FORMULA
from assessment.exchange.spreadsheet_text import exact_decimal_text
from assessment.exchange.workbook_topic import TopicSheet, typed_text
from assessment.model import ORGANISATION_SUBJECT, Answer, AnswerSheet, Assessment
from questions.model import Practice, recommendation_of
from scoring.plan import ScoringPlan

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""Characters that a text of a cell is written without trouble with, but not what a formula gives."""


@dataclass(frozen=True)
class Mirrored:
    """A cell that is calculated: its formula, and what it gives now."""

    formula: str
    value: str


def write_answers(
    book: Workbook, plan: ScoringPlan, pages: Sequence[TopicSheet], answers: AnswerSheet, fields: Mapping[str, str]
) -> Sequence[tuple[Practice, str]]:
    """Write the sheet of the answers; gives each practice with its code, in the order of the rows from the second on.

    Args:
        fields: address of each cell of the identity that a person fills in.
    """
    sheet = book.add_worksheet(ANSWERS_SHEET)
    sheet.hide()
    sheet.protect("")
    for column, name in enumerate((*COLUMNS, STATEMENT)):
        sheet.write_string(0, column, name)
    written: list[tuple[Practice, str]] = []
    previous = ""
    for page in pages:
        for practice in page.practices:
            answer = answers.answers.get(practice.id) or Answer(practice_id=practice.id)
            recommendation = recommendation_of(practice.id)
            cells: dict[str, str | Mirrored] = dict(_identity(answers.assessment, plan, fields))
            target = answers.assessment.targets.get(recommendation, answers.assessment.target)
            if target is not None and recommendation != previous:
                cells["target"] = exact_decimal_text(target)
            cells |= {"practice_id": practice.id, STATEMENT: practice.statement(plan.role_of(practice.id))}
            cells |= dict(_answer(page, practice, answer))
            _write_row(sheet, len(written) + 1, cells)
            written.append((practice, answer.answer))
            previous = recommendation
    return written


def _write_row(sheet: Worksheet, row: int, cells: Mapping[str, str | Mirrored]) -> None:
    for column, name in enumerate((*COLUMNS, STATEMENT)):
        cell = cells.get(name, "")
        if isinstance(cell, Mirrored):
            sheet.write_formula(row, column, cell.formula, None, cell.value)
        elif cell:
            sheet.write_string(row, column, cell)


def _identity(
    assessment: Assessment, plan: ScoringPlan, fields: Mapping[str, str]
) -> Iterator[tuple[str, str | Mirrored]]:
    yield "assessment_id", typed_text(assessment.id)
    yield "stakeholder_types", " ".join(assessment.stakeholder_types)
    yield "instrument_id", plan.instrument.id
    yield "instrument_version", plan.instrument.version
    yield "organisation", _mirrored(_text(fields["organisation"]), assessment.organisation)
    whole = f'IF({fields["subject"]}="","{ORGANISATION_SUBJECT}",{_text(fields["subject"])})'
    yield "subject", _mirrored(whole, assessment.subject)
    country, day = fields["country"], fields["assessed_on"]
    is_label = f'AND(LEN({country})>4,RIGHT({country},1)=")")'
    yield "country", _mirrored(f"IF({is_label},MID({country},LEN({country})-3,3),{_text(country)})", assessment.country)
    iso = f'YEAR({day})&"-"&RIGHT("0"&MONTH({day}),2)&"-"&RIGHT("0"&DAY({day}),2)'
    shown = assessment.assessed_on.isoformat() if assessment.assessed_on else ""
    yield "assessed_on", _mirrored(f"IF(ISNUMBER({day}),{iso},{_text(day)})", shown)


def _answer(page: TopicSheet, practice: Practice, answer: Answer) -> Iterator[tuple[str, Mirrored]]:
    level, reason = (page.cell(practice.id, name) for name in ("answer", "na_reason"))
    code = f"INDEX(codes_{practice.scale},MATCH({level},labels_{practice.scale},0))"
    yield "answer", _mirrored(f"IFERROR({code},{_text(level)})", answer.answer)
    id = f"INDEX(reason_ids,MATCH({reason},reason_texts,0))"
    yield "na_reason", _mirrored(f"IFERROR({id},{_text(reason)})", answer.na_reason)
    for name in TEXTS:
        yield name, _mirrored(_text(page.cell(practice.id, name)), getattr(answer, name))


def _text(cell: str) -> str:
    """What a cell says; nothing, not 0, where it is empty."""
    return f'{cell}&""'


def _mirrored(expression: str, value: str) -> Mirrored:
    return Mirrored(f'=IF({OWN_FORMULA},{expression},"")', _NOT_IN_XML.sub("", value))
