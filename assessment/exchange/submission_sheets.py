"""Submissions of our form in a spreadsheet, as KoboToolbox exports them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from assessment.exchange.answer_rows import AnswerRows
from assessment.exchange.form_columns import is_form_header
from assessment.exchange.spreadsheet import Sheet
from assessment.exchange.spreadsheet_text import is_hxl
from assessment.exchange.submission_rows import RecordPlaces, SubmissionReader
from questions.model import Instrument


def submission_sheet(sheets: Sequence[Sheet], instrument: Instrument) -> Sheet | None:
    """The sheet that holds submissions: its first row names fields of our form."""
    return next((sheet for sheet in sheets if sheet.rows and _is_header(sheet.rows[0], instrument)), None)


def read_submission_sheet(sheet: Sheet, rows: AnswerRows, row_limit: int) -> Iterator[None]:
    """Hand the submissions of a sheet on, and stop wherever answer sheets are finished.

    Raises:
        TypesMissing: neither the sheet nor ``rows`` name a stakeholder type.
        UnreadableText: there are more answers than ``row_limit``.
    """

    def cell_place(line: int, position: int) -> str:
        return f"{sheet.name}!{xl_rowcol_to_cell(line - 1, position)}"

    reader = SubmissionReader(rows, row_limit, RecordPlaces(cell_place, is_text=False))
    header, *records = sheet.rows
    if not reader.read_header(1, [cell or "" for cell in header]):
        return
    for line, cells in enumerate(records, start=2):
        if not (line == 2 and is_hxl([cell or "" for cell in cells])):
            reader.read_row(line, cells)
        if rows.finished:
            yield
        if rows.is_hopeless:
            return


def _is_header(cells: Sequence[str | None], instrument: Instrument) -> bool:
    return is_form_header("\n".join(cell or "" for cell in cells), instrument)
