"""Answers from a spreadsheet, XLSX or ODS: the workbook that this tool writes, or a sheet with the columns of the CSV.

A sheet of answers has a row with the names of the columns. In the tool's own workbook that row is hidden below a title,
other columns stand between, and who is assessed is said once, on the first sheet. The rules for the cells are those of
the CSV (:class:`~assessment.exchange.answer_rows.AnswerRows`); only the places are others: ``Topic 1!F12``.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from assessment.exchange.answer_draft import IDENTITY, TEXTS
from assessment.exchange.answer_rows import COLUMNS, REQUIRED, AnswerRows
from assessment.exchange.labels import Codes, country_code
from assessment.exchange.spreadsheet import Sheet, spreadsheet_sheets
from assessment.exchange.spreadsheet_text import is_hxl
from assessment.exchange.submission_sheets import read_submission_sheet, submission_sheet
from assessment.exchange.text_file import UnreadableText, too_many_rows
from assessment.texts import translate as _

ANSWERS_SHEET = "answers"
NAME_COLUMN, VALUE_COLUMN = 0, 2
"""Where a sheet without answers names a column of the identity, and where it gives the value."""
_HEADER_WITHIN = 20
_TYPED = ("answer", "na_reason", *TEXTS)


@dataclass(frozen=True)
class _Table:
    """A sheet of answers.

    Attributes:
        header: position of the row with the names of the columns, counted from 0.
        columns: name of each column that is read, by its position.
        is_form: the sheet is one of the tool's own, for people.
        fields: what is said once for all of them, with the cell where it stands.
    """

    sheet: Sheet
    header: int
    columns: Mapping[int, str]
    is_form: bool
    fields: Mapping[str, tuple[str | None, str]]

    @property
    def names(self) -> list[str]:
        """Names of the cells of :meth:`rows`."""
        return [*self.fields, *self.columns.values()]

    def rows(self) -> Iterator[tuple[int, list[str | None]]]:
        """Position and cells of each row in which something stands.

        Left out are the header for people below the one of a form, and a row of HXL.
        """
        common = [text for text, _place in self.fields.values()]
        first = self.header + 1 + self.is_form
        for number, cells in enumerate(self.sheet.rows[first:], start=first):
            own = [cells[position] if position < len(cells) else "" for position in self.columns]
            is_hashtags = number == first and is_hxl([cell or "" for cell in own])
            if not is_hashtags and any(cell is None or cell for cell in own):
                yield number, [*common, *own]

    def says(self, cells: Sequence[str | None]) -> bool:
        """Is there an answer, or a part of one, in a row?"""
        return any((cell is None or cell) and name in _TYPED for name, cell in zip(self.names, cells, strict=True))

    def practice(self, cells: Sequence[str | None]) -> str:
        """Id of the practice of a row."""
        return next((cell or "" for name, cell in zip(self.names, cells, strict=True) if name == "practice_id"), "")

    def place(self, row: int, column: str) -> str:
        """Where a column of a row stands: ``Topic 1!F12``."""
        if column in self.fields:
            return self.fields[column][1]
        position = next((position for position, name in self.columns.items() if name == column), 0)
        return cell_name(self.sheet.name, row, position)


class _Cells:
    """Places of a workbook. What the CSV calls a line is here the number of a row, as they are read."""

    def __init__(self) -> None:
        self._read: list[tuple[_Table, int]] = []
        self._column_of: dict[tuple[int, str], str] = {}

    def line(self, table: _Table, row: int) -> int:
        """The number of the next row."""
        self._read.append((table, row))
        return len(self._read)

    def noted(self, line: int, column: str, message: str) -> str:
        """The message as it is; its column is part of the place."""
        self._column_of[line, message] = column
        return message

    def place(self, line: int, message: str = "") -> str:
        """The cell that a message is about."""
        return self.mention(line, self._column_of.get((line, message), "")) if line else ""

    def mention(self, line: int, column: str) -> str:
        """A cell: ``Topic 1!F12``."""
        table, row = self._read[line - 1]
        return table.place(row, column)


class _Reader:
    """Hands the tables of one workbook on to the rows of answers."""

    def __init__(self, rows: AnswerRows, row_limit: int) -> None:
        self._rows = rows
        self._left = row_limit
        self._row_limit = row_limit
        self._codes = Codes(rows.instrument)
        self._formulas: set[str] = set()
        self._cells = rows.places = _Cells()

    def read(self, table: _Table, elsewhere: Container[str]) -> Iterator[None]:
        """Take the rows of a sheet.

        Args:
            elsewhere: practices that another sheet has too; here, rows of them without an answer count for nothing.

        Raises:
            UnreadableText: there are more rows in the workbook than allowed.
        """
        if not self._rows.read_header(self._cells.line(table, table.header), table.names):
            return
        for row, cells in table.rows():
            if table.practice(cells) in elsewhere and not table.says(cells):
                continue
            self._left -= 1
            if self._left < 0:
                raise UnreadableText(0, too_many_rows(self._row_limit))
            self._take(self._cells.line(table, row), table.names, cells)
            if self._rows.finished:
                yield
            if self._rows.is_hopeless:
                return

    def _take(self, line: int, names: Sequence[str], cells: Sequence[str | None]) -> None:
        """Hand a row on, labels as codes. A formula is a fault: what it gives may never have been calculated."""
        for name in (name for name, cell in zip(names, cells, strict=True) if cell is None and name in COLUMNS):
            if (place := self._cells.mention(line, name)) not in self._formulas:
                self._formulas.add(place)
                message = _("the cell holds a formula. Type what it gives, or paste it as a value.")
                self._rows.problems.append((line, self._cells.noted(line, name, message)))
        practice_id = cells[names.index("practice_id")]
        if practice_id is not None:
            row = [self._coded(name, cell or "", practice_id) for name, cell in zip(names, cells, strict=True)]
            self._rows.read_row(line, row)

    def _coded(self, name: str, text: str, practice_id: str) -> str:
        if name == "answer":
            return self._codes.level(practice_id, text)
        if name == "na_reason":
            return self._codes.reason(text)
        return country_code(text) if name == "country" else text


def read_workbook(file: BinaryIO, rows: AnswerRows, row_limit: int) -> Iterator[None]:
    """Hand the answers of a workbook on, and stop wherever sheets are finished.

    A sheet of submissions is read by :mod:`assessment.exchange.submission_sheets`.

    Args:
        file: seekable; XLSX or ODS.
        rows: take the answers; of an instrument in its source language, labels are understood in every language.
        row_limit: most rows of answers.

    Raises:
        UnreadableText: it is no spreadsheet that can be read, or holds no answers or too many.
        TypesMissing: neither the workbook nor ``rows`` name a stakeholder type.
    """
    sheets = spreadsheet_sheets(file)
    if (submissions := submission_sheet(sheets, rows.instrument)) is not None:
        yield from read_submission_sheet(submissions, rows, row_limit)
        return
    tables = _tables(sheets)
    asked = {table.practice(cells) for table in tables if table.is_form for _row, cells in table.rows()}
    others = [table for table in tables if not table.is_form]
    typed = {table.practice(cells) for table in others for _row, cells in table.rows() if table.says(cells)}
    reader = _Reader(rows, row_limit)
    for table in tables:
        yield from reader.read(table, typed if table.is_form else asked)


def cell_name(sheet: str, row: int, column: int) -> str:
    """A cell as a person finds it.

    >>> cell_name("Topic 1", 11, 5), cell_name("answers", 0, 27)
    ('Topic 1!F12', 'answers!AB1')
    """
    letters, number = "", column + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{sheet}!{letters}{row + 1}"


def _tables(sheets: Sequence[Sheet]) -> list[_Table]:
    """The sheets of answers, in their order.

    Raises:
        UnreadableText: there is none.
    """
    found = [table for sheet in sheets if (table := _table(sheet)) is not None]
    if not found:
        message = _("no sheet has columns named {columns}. Put the answers into a sheet called {sheet}.")
        raise UnreadableText(0, message.format(columns=", ".join(REQUIRED), sheet=ANSWERS_SHEET))
    others = [sheet for sheet in sheets if all(table.sheet is not sheet for table in found)]
    fields: dict[str, tuple[str | None, str]] = {}
    for column, value in (entry for sheet in others for entry in _fields(sheet)):
        fields.setdefault(column, value)
    return [replace(table, fields=fields) if table.is_form else table for table in found]


def _table(sheet: Sheet) -> _Table | None:
    first = next((number for number, row in enumerate(sheet.rows) if any(row)), None)
    if first is None:
        return None
    for number, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
        names = [(cell or "").strip().lower() for cell in row]
        if all(name in names for name in REQUIRED):
            is_form = number > first
            columns = {position: name for position, name in enumerate(names) if name}
            return _Table(sheet, number, columns, is_form, {})
    if sheet.name.strip().lower() == ANSWERS_SHEET:
        columns = {position: cell for position, cell in enumerate(sheet.rows[first]) if cell}
        return _Table(sheet, first, columns, False, {})
    return None


def _fields(sheet: Sheet) -> Iterator[tuple[str, tuple[str | None, str]]]:
    """What a sheet without answers says of the assessment."""
    for number, row in enumerate(sheet.rows):
        if len(row) > NAME_COLUMN and row[NAME_COLUMN] in IDENTITY:
            value = row[VALUE_COLUMN] if len(row) > VALUE_COLUMN else ""
            yield str(row[NAME_COLUMN]), (value, cell_name(sheet.name, number, VALUE_COLUMN))
