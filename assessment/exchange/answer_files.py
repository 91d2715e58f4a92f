"""Files of answers of every kind, read as one stream of answer sheets: CSV, bundles, spreadsheets, submissions.

A file's kind is told by how it begins, not by its name. All rows come under the same rules
(:class:`~assessment.exchange.answer_rows.AnswerRows`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO, Self
from unicodedata import category

from assessment.errors import InputError, InputProblem
from assessment.exchange.answer_rows import AnswerRows
from assessment.exchange.answers_csv import read_csv
from assessment.exchange.bundle import looks_like_json, read_bundle
from assessment.exchange.spreadsheet import is_spreadsheet
from assessment.exchange.submission_xml import is_xml, read_submission
from assessment.exchange.text_file import UnreadableText, seekable
from assessment.model import SHORT_TEXT, AnswerSheet
from assessment.texts import translate as _
from questions.model import Instrument

STANDARD_INPUT = "-"
STANDARD_INPUT_STEM = "stdin"
NAMELESS = "answers"
ROW_LIMIT = 5_000_000
LOOKED_AT = 64
"""Bytes at the start of a file that tell what it is."""

_NO_TEXT = ("Cc", "Cs", "Zl", "Zp")

RowReader = Callable[[BinaryIO, AnswerRows, int], Iterator[None]]
"""Hands the rows of a file on, at most so many, and stops wherever sheets are finished."""


@dataclass(frozen=True)
class AnswerFiles:
    """What was read: sheets in the order of the files and of their first rows; warnings refuse nothing."""

    sheets: tuple[AnswerSheet, ...]
    warnings: tuple[InputProblem, ...] = ()


def read_answer_files(
    paths: Sequence[Path | str], instrument: Instrument, types: Sequence[str] = (), row_limit: int = ROW_LIMIT
) -> AnswerFiles:
    """Read answers as CSV, XLSX, ODS, bundle or submission, told apart by how they begin; ``-`` is standard input.

    Args:
        types: stakeholder types that replace the column, each known to the instrument.
        row_limit: most rows of a file.

    Raises:
        InputError: with every problem of all files; the same assessment id in two files is one.
        TypesMissing: a file has no column of stakeholder types and none were given.
        OSError: a file cannot be opened.
    """
    with AnswerStream(paths, instrument, types, row_limit) as stream:
        return AnswerFiles(tuple(stream.sheets(in_turn=False)), stream.warnings)


def read_answers(
    file: BinaryIO, name: str, instrument: Instrument, types: Sequence[str] = (), row_limit: int = ROW_LIMIT
) -> AnswerFiles:
    """Read one file of answers that is open already, for example an upload. Arguments and errors as above.

    ``name`` is for messages, and its stem the id of the assessment where the file gives none.
    """
    reading = _Reading(name)
    with seekable(file) as source:
        sheets = tuple(_sheets(source, reading, AnswerRows(name, instrument, types, id_from_name(name)), row_limit))
    return AnswerFiles(sheets, _checked([reading]))


class AnswerStream:
    """The answer sheets of some files, handed on one by one while the files are read.

    Used in a ``with`` statement, because what comes through a pipe is kept until the end.

    Args:
        paths: ``-`` is standard input.
        types, row_limit: as for :func:`read_answer_files`.
        with_texts: evidence, comments and the like are kept; otherwise they are only checked.

    Attributes:
        warnings: after the last sheet; they refuse nothing.
    """

    def __init__(
        self,
        paths: Sequence[Path | str],
        instrument: Instrument,
        types: Sequence[str] = (),
        row_limit: int = ROW_LIMIT,
        *,
        with_texts: bool = True,
    ) -> None:
        self.warnings: tuple[InputProblem, ...] = ()
        self._paths = [str(path) for path in paths]
        self._instrument = instrument
        self._types = types
        self._row_limit = row_limit
        self._with_texts = with_texts
        self._kept = ExitStack()
        self._copies: dict[str, BinaryIO] = {}
        self._files_read = 0
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.close()

    @property
    def share_read(self) -> float:
        """How much of the files has been read, 0 to 1, each file counting alike."""
        return (self._files_read + (_share(self._file) if self._file else 0)) / len(self._paths)

    def sheets(self, *, in_turn: bool) -> Iterator[AnswerSheet]:
        """Read the files, from the start each time.

        Args:
            in_turn: hand each assessment on as soon as the next one begins. What was handed on counts only when the
                iteration ends without an error. Otherwise a file is read to its end first.

        Raises:
            IdReturns: only with ``in_turn``: the rows of an assessment do not stand together.
            InputError, TypesMissing, OSError: as for :func:`read_answer_files`.
        """
        self._files_read = 0
        readings = []
        for path in self._paths:
            rows = AnswerRows(
                path, self._instrument, self._types, id_from_name(path), in_turn=in_turn, with_texts=self._with_texts
            )
            readings.append(_Reading(path))
            with self._opened(path) as self._file:
                yield from _sheets(self._file, readings[-1], rows, self._row_limit)
            self._file = None
            self._files_read += 1
        self.warnings = _checked(readings)

    @contextmanager
    def _opened(self, path: str) -> Iterator[BinaryIO]:
        """The file, which can be read again."""
        if path in self._copies:
            yield self._copies[path]
            return
        with nullcontext(sys.stdin.buffer) if path == STANDARD_INPUT else Path(path).open("rb") as file:
            if not file.seekable():
                file = self._copies[path] = self._kept.enter_context(seekable(file))
            yield file


@dataclass
class _Reading:
    """One file as far as it could be read; ``places`` says where each assessment begins."""

    name: str
    places: dict[str, str] = field(default_factory=dict)
    problems: Sequence[InputProblem] = ()
    warnings: Sequence[InputProblem] = ()


def _checked(readings: Sequence[_Reading]) -> tuple[InputProblem, ...]:
    """The warnings of all files, when there is no problem in them."""
    problems = [problem for reading in readings for problem in reading.problems]
    reading_of: dict[str, _Reading] = {}
    for reading in readings:
        for id, place in reading.places.items():
            if (other := reading_of.setdefault(id, reading)) is not reading:
                message = _("assessment '{id}' is also in {file}. Give each assessment an id of its own.")
                problems.append(InputProblem(reading.name, place, message.format(id=id, file=other.name)))
    if problems:
        raise InputError(problems)
    return tuple(warning for reading in readings for warning in reading.warnings)


def id_from_name(name: str) -> str:
    """Id of the one assessment of a file that names none: the stem of its name, as a text that can be kept.

    Names of files may hold anything: bytes that are no characters, line ends, more letters than an id may have.

    >>> id_from_name("-"), id_from_name("plans/north.csv"), id_from_name("a\\udcff\\nb.csv"), id_from_name("/")
    ('stdin', 'north', 'a__b', 'answers')
    """
    if name == STANDARD_INPUT:
        return STANDARD_INPUT_STEM
    stem = "".join("_" if category(character) in _NO_TEXT else character for character in Path(name).stem)
    return stem.strip()[:SHORT_TEXT].strip() or NAMELESS


def _share(file: BinaryIO) -> float:
    position = file.tell()
    size = file.seek(0, SEEK_END)
    file.seek(position)
    return position / size if size else 1.0


def _sheets(file: BinaryIO, reading: _Reading, rows: AnswerRows, row_limit: int) -> Iterator[AnswerSheet]:
    """The sheets of one file, whatever kind it is; what is wrong with it is noted in ``reading``."""
    start = file.read(LOOKED_AT)
    file.seek(0)
    if looks_like_json(start):
        yield from _of_bundle(file, reading, rows)
        return
    yield from _of_rows(_reader(start), file, rows, row_limit)
    reading.places = {id: rows.places.place(line) for id, line in rows.lines.items()}
    reading.problems, reading.warnings = rows.input_problems(), rows.input_warnings()


def _of_bundle(file: BinaryIO, reading: _Reading, rows: AnswerRows) -> Iterator[AnswerSheet]:
    """The current answers of a bundle."""
    try:
        sheet = read_bundle(file, reading.name, rows.instrument).sheet
    except InputError as error:
        reading.problems = error.problems
        return
    if rows.types:
        replaced = {"stakeholder_types": rows.types}
        sheet = sheet.model_copy(update={"assessment": sheet.assessment.model_copy(update=replaced)})
    reading.places[sheet.assessment.id] = ""
    yield sheet


def _of_rows(read: RowReader, file: BinaryIO, rows: AnswerRows, row_limit: int) -> Iterator[AnswerSheet]:
    """The sheets of a file of rows; what is wrong with it is noted in ``rows``."""
    try:
        for _finished in read(file, rows, row_limit):
            yield from rows.finished
            rows.finished.clear()
    except UnreadableText as error:
        rows.problems.append((error.line, error.message))
    rows.end()
    yield from rows.finished


def _reader(start: bytes) -> RowReader:
    """What reads a file that begins so."""
    if is_spreadsheet(start):
        return _read_workbook
    return read_submission if is_xml(start) else read_csv


def _read_workbook(file: BinaryIO, rows: AnswerRows, row_limit: int) -> Iterator[None]:
    from assessment.exchange.answers_workbook import read_workbook

    return read_workbook(file, rows, row_limit)
