"""Answers as CSV, one row an answer: read from any spreadsheet program, written so that it reads back the same.

What KoboToolbox and ODK export is CSV too, one row a submission (:mod:`assessment.exchange.submission_rows`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import BinaryIO

from assessment.exchange.answer_rows import COLUMNS, STATEMENT, AnswerRows
from assessment.exchange.csv_records import records
from assessment.exchange.form_columns import is_form_export
from assessment.exchange.spreadsheet_text import csv_chunks, exact_decimal_text, guarded, is_hxl
from assessment.exchange.submission_rows import SubmissionReader
from assessment.exchange.text_file import TextFile, UnreadableText, text_file, too_many_rows
from assessment.model import Answer, AnswerSheet, Assessment
from assessment.results import plan_of
from assessment.texts import translate as _
from questions.model import Instrument, recommendation_of


def answers_csv(instrument: Instrument, sheets: Iterable[AnswerSheet]) -> bytes:
    """Answer sheets as a file; :func:`read_answers` gives the same answers and scores back.

    All practices asked stand in it, in order; what was answered for others is left out. The target of an assessment
    is written as that of each recommendation.
    """
    return b"".join(csv_chunks(_rows(instrument, sheets)))


def template_csv(instrument: Instrument, types: Sequence[str], topic: str | None = None) -> bytes:
    """An empty answer sheet for these types, in any order; of one topic only when it is named."""
    sheet = AnswerSheet(
        assessment=Assessment(id="", stakeholder_types=instrument.ordered_types(tuple(types))), answers={}
    )
    return b"".join(csv_chunks(_rows(instrument, [sheet], topic)))


def read_csv(file: BinaryIO, rows: AnswerRows, row_limit: int) -> Iterator[None]:
    """Hand the rows of a seekable CSV file on, and stop wherever sheets are finished."""
    reader = SubmissionReader(rows, row_limit) if is_form_export(file, rows.instrument) else rows
    text = text_file(file, row_limit)
    if text.warning:
        rows.warnings.append((0, text.warning))
    yield from _read_records(text, reader, rows, row_limit)


def _read_records(
    text: TextFile, reader: AnswerRows | SubmissionReader, rows: AnswerRows, row_limit: int
) -> Iterator[None]:
    """Hand header and rows on to a reader, and stop wherever sheets are finished.

    An HXL row below the header and blank lines are left out.
    """
    with closing(records(text, COLUMNS, lambda line, message: rows.problems.append((line, message)))) as found:
        header = next(found, None)
        if header is None:
            raise UnreadableText(0, _("the file is empty. It needs a header with the names of the columns."))
        if not reader.read_header(*header):
            return
        for count, (line, cells) in enumerate(found):
            if count == 0 and is_hxl(cells):
                row_limit += 1
                continue
            if count >= row_limit:
                raise UnreadableText(line, too_many_rows(row_limit))
            reader.read_row(line, cells)
            if rows.finished:
                yield
            if rows.problems and rows.is_hopeless:
                return


def _rows(instrument: Instrument, sheets: Iterable[AnswerSheet], topic: str | None = None) -> Iterator[tuple[str, ...]]:
    yield (*COLUMNS, STATEMENT)
    for sheet in sheets:
        assessment = sheet.assessment
        identity = (
            guarded(assessment.id),
            guarded(assessment.organisation),
            assessment.country,
            " ".join(assessment.stakeholder_types),
            guarded(assessment.subject),
            instrument.id,
            guarded(instrument.version),
            assessment.assessed_on.isoformat() if assessment.assessed_on else "",
        )
        recommendation = ""
        plan = plan_of(instrument, assessment.stakeholder_types)
        for practice in plan.practices:
            if topic is not None and not practice.id.startswith(f"R{topic}."):
                continue
            is_first, recommendation = recommendation_of(practice.id) != recommendation, recommendation_of(practice.id)
            target = assessment.targets.get(recommendation, assessment.target) if is_first else None
            answer = sheet.answers.get(practice.id) or Answer(practice_id=practice.id)
            yield (
                *identity,
                "" if target is None else exact_decimal_text(target),
                practice.id,
                answer.answer,
                guarded(answer.na_reason),
                guarded(answer.evidence),
                guarded(answer.evidence_date),
                guarded(answer.responsible),
                guarded(answer.comment),
                guarded(practice.statement(plan.role_of(practice.id))),
            )
