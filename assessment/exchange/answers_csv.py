"""Answers as CSV, one row an answer: read from any spreadsheet program, written so that it reads back the same."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from assessment.errors import InputError, InputProblem
from assessment.exchange.answer_rows import COLUMNS, STATEMENT, AnswerRows
from assessment.exchange.bundle import looks_like_json, read_bundle
from assessment.exchange.spreadsheet_text import csv_chunks, exact_decimal_text, guarded
from assessment.exchange.text_file import TextFile, UnreadableText, seekable, text_file, too_many_rows
from assessment.model import Answer, AnswerSheet, Assessment
from assessment.results import plan_of
from assessment.texts import translate as _
from questions.model import Instrument, recommendation_of

STANDARD_INPUT = "-"
STANDARD_INPUT_STEM = "stdin"
ROW_LIMIT = 5_000_000
DELIMITERS = ",;\t"
LOOKED_AT = 64
"""Bytes at the start of a file that tell what it is."""


@dataclass(frozen=True)
class AnswerFiles:
    """What was read: sheets in the order of the files and of their first rows; warnings refuse nothing."""

    sheets: tuple[AnswerSheet, ...]
    warnings: tuple[InputProblem, ...] = ()


def read_answer_files(
    paths: Sequence[Path | str], instrument: Instrument, types: Sequence[str] = (), row_limit: int = ROW_LIMIT
) -> AnswerFiles:
    """Read answers CSV files and bundles, told apart by their first character; ``-`` is standard input.

    Args:
        types: stakeholder types that replace the column, each known to the instrument.
        row_limit: most rows of a file.

    Raises:
        InputError: with every problem of all files; the same assessment id in two files is one.
        TypesMissing: a file has no column of stakeholder types and none were given.
        OSError: a file cannot be opened.
    """
    readings = []
    for path in map(str, paths):
        if path == STANDARD_INPUT:
            readings.append(_reading(sys.stdin.buffer, path, instrument, types, row_limit))
        else:
            with Path(path).open("rb") as file:
                readings.append(_reading(file, path, instrument, types, row_limit))
    return _together(readings)


def read_answers(
    file: BinaryIO, name: str, instrument: Instrument, types: Sequence[str] = (), row_limit: int = ROW_LIMIT
) -> AnswerFiles:
    """Read one answers CSV or bundle that is open already, for example an upload. Arguments and errors as above."""
    return _together([_reading(file, name, instrument, types, row_limit)])


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


@dataclass(frozen=True)
class _Reading:
    """One file as far as it could be read."""

    name: str
    sheets: Sequence[AnswerSheet]
    lines: dict[str, int]
    problems: Sequence[InputProblem]
    warnings: Sequence[InputProblem]


def _together(readings: Sequence[_Reading]) -> AnswerFiles:
    problems = [problem for reading in readings for problem in reading.problems]
    reading_of: dict[str, _Reading] = {}
    for reading in readings:
        for id, line in reading.lines.items():
            if (other := reading_of.setdefault(id, reading)) is not reading:
                message = _("assessment '{id}' is also in {file}. Give each assessment an id of its own.")
                problems.append(InputProblem(reading.name, str(line or ""), message.format(id=id, file=other.name)))
    if problems:
        raise InputError(problems)
    return AnswerFiles(
        sheets=tuple(sheet for reading in readings for sheet in reading.sheets),
        warnings=tuple(warning for reading in readings for warning in reading.warnings),
    )


def _reading(file: BinaryIO, name: str, instrument: Instrument, types: Sequence[str], row_limit: int) -> _Reading:
    rows = AnswerRows(name, instrument, types)
    try:
        with seekable(file) as source:
            start = source.read(LOOKED_AT)
            source.seek(0)
            if looks_like_json(start):
                return _bundle_reading(source, name, instrument, types)
            text = text_file(source, row_limit)
            if text.warning:
                rows.warnings.append((0, text.warning))
            _read_records(text, rows, row_limit)
    except UnreadableText as error:
        rows.problems.append((error.line, error.message))
    sheets = rows.sheets(STANDARD_INPUT_STEM if name == STANDARD_INPUT else Path(name).stem)
    return _Reading(name, sheets, rows.lines, rows.input_problems(), rows.input_warnings())


def _bundle_reading(file: BinaryIO, name: str, instrument: Instrument, types: Sequence[str]) -> _Reading:
    """The current answers of a bundle."""
    try:
        sheet = read_bundle(file, name, instrument).sheet
    except InputError as error:
        return _Reading(name, (), {}, error.problems, ())
    if types:
        replaced = {"stakeholder_types": instrument.ordered_types(tuple(types))}
        sheet = sheet.model_copy(update={"assessment": sheet.assessment.model_copy(update=replaced)})
    return _Reading(name, (sheet,), {sheet.assessment.id: 0}, (), ())


def _read_records(text: TextFile, rows: AnswerRows, row_limit: int) -> None:
    """Hand header and rows on; an HXL row below the header and blank lines are left out."""
    with closing(_records(text, rows)) as records:
        header = next(records, None)
        if header is None:
            raise UnreadableText(0, _("the file is empty. It needs a header with the names of the columns."))
        if not rows.read_header(*header):
            return
        for count, (line, cells) in enumerate(records):
            if count == 0 and _is_hxl(cells):
                row_limit += 1
                continue
            if count >= row_limit:
                raise UnreadableText(line, too_many_rows(row_limit))
            rows.read_row(line, cells)
            if rows.is_hopeless:
                return


def _records(text: TextFile, rows: AnswerRows) -> Generator[tuple[int, list[str]], None, None]:
    """(line in an editor, cells) of each record that is not blank. Faulty quotes are noted, and reading goes on."""
    with closing(text.lines()) as lines:
        record: list[str] = []
        first = next((line for line in _noted(lines, record) if line.strip()), "")
        start = len(record)
        delimiter = _delimiter(first)
        del record[:-1]
        reader = csv.reader(_noted(lines, record, first), delimiter=delimiter, strict=True)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                problem, is_last = _quote_problem(error, "".join(record), delimiter)
                rows.problems.append((start, problem))
                if is_last:
                    return
            else:
                if cells:
                    yield start, cells
            start += len(record)
            record.clear()


def _noted(lines: Iterator[str], record: list[str], first: str = "") -> Iterator[str]:
    """The lines, each noted in ``record`` on the way; ``first`` was noted before."""
    if first:
        yield first
    for line in lines:
        record.append(line)
        yield line


def _delimiter(header: str) -> str:
    """The delimiter that finds most of the columns known, else most columns."""

    def columns(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([header], delimiter=delimiter), [])
        return sum(name.strip().lower() in COLUMNS for name in names), len(names)

    return max(DELIMITERS, key=columns)


def _quote_problem(error: csv.Error, record: str, delimiter: str) -> tuple[str, bool]:
    """What is wrong with a record, and whether nothing below it can be read."""
    number = _faulty_cell(record, delimiter)
    if "field limit" in str(error):
        message = _("cell {number} is longer than {limit:,} characters, or its quote is never closed. Close the quote.")
        return message.format(number=number, limit=csv.field_size_limit()), True
    if "unexpected end" in str(error):
        return _("the quote that opens cell {number} is never closed. Close it.").format(number=number), True
    message = _("cell {number} goes on after its closing quote. Double each quote inside the text, or close it before.")
    return message.format(number=number), False


def _faulty_cell(record: str, delimiter: str) -> int:
    """Which cell of a record, counted from 1, has a quote that is not closed or not followed by a delimiter."""
    quoted = re.compile(rf'"(?:[^"]|"")*"(?=[{delimiter}\r\n]|\Z)')
    plain = re.compile(rf"[^{delimiter}\r\n]*")
    number, position = 1, 0
    while position < len(record):
        is_quoted = record[position] == '"'
        match = (quoted if is_quoted else plain).match(record, position)
        if match is None:
            return number
        position = match.end() + 1
        number += 1
    return max(1, number - 1)


def _is_hxl(cells: Sequence[str]) -> bool:
    """Hashtags in every cell that is not blank."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(re.match(r"#\w", cell) for cell in filled)


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
