"""Submissions of our form as KoboToolbox and ODK export them: a record each, unfolded into rows of answers.

What an answer may be is checked as in any other file (:class:`~assessment.exchange.answer_rows.AnswerRows`); only the
places are others: the column of a practice instead of the column ``answer``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Self

from assessment.exchange.answer_draft import TEXTS
from assessment.exchange.answer_rows import AnswerRows
from assessment.exchange.form_columns import ANSWER, NA_REASON, FormColumns, form_columns, has_labels
from assessment.exchange.labels import Codes
from assessment.exchange.places import Lines
from assessment.exchange.spreadsheet_text import guarded
from assessment.exchange.text_file import UnreadableText, too_many_rows
from assessment.model import DONT_KNOW, NA
from assessment.texts import translate as _

LONGEST_CODE = 20
_PARTS = (ANSWER, NA_REASON, *TEXTS)
_WRITTEN = {"organisation", "subject", "instrument_version", *TEXTS}
"""What a reader takes a guard against formulas from; these tools add none."""

CellPlace = Callable[[int, int], str]
"""Where a column, by its position, of the record at a line stands."""


class Line(int):
    """The line of a record, which also knows the practice that is read of it, or one column by its position."""

    practice: str
    column: int | None

    def __new__(cls, line: int, practice: str = "", column: int | None = None) -> Self:
        """A line with what it knows."""
        made = super().__new__(cls, line)
        made.practice, made.column = practice, column
        return made


class RecordPlaces:
    """Places of a file of records.

    Args:
        cell_place: by default the line.
        is_text: the place is a line, so the message names the column.
    """

    def __init__(self, cell_place: CellPlace | None = None, *, is_text: bool = True) -> None:
        self._cell_place = cell_place or (lambda line, _position: str(line))
        self._is_text = is_text
        self._place_of: dict[tuple[int, str, int | None, str], str] = {}
        self.titles: Sequence[str] = ()
        self.columns = FormColumns({}, {}, (), (), ())

    def noted(self, line: int, column: str, message: str) -> str:
        """The message, with the column of the file where that is not part of the place."""
        position = self._position(line, column)
        if self._is_text:
            message = Lines().noted(line, self.titles[position], message)
        self._place_of[_key(line, message)] = self._cell_place(line, position)
        return message

    def place(self, line: int, message: str = "") -> str:
        """Where a message belongs; a record begins at what names it."""
        return self._place_of.get(_key(line, message)) or (self._cell_place(line, self._position(line)) if line else "")

    def mention(self, line: int, column: str) -> str:
        """The same inside a message."""
        return Lines().mention(line, column) if self._is_text else self._cell_place(line, self._position(line, column))

    def _position(self, line: int, column: str = "") -> int:
        """Which column of the file a column of the answers comes from."""
        if isinstance(line, Line) and line.column is not None:
            return line.column
        if column in self.columns.identity:
            return self.columns.identity[column]
        said = self.columns.practices.get(line.practice, {}) if column and isinstance(line, Line) else {}
        if said and column != "assessment_id":
            return said.get(column, said.get(ANSWER, next(iter(said.values()))))
        return self.columns.keys[0] if self.columns.keys else 0


class SubmissionReader:
    """Hands the records of one file on to the rows of answers.

    Args:
        rows: take the answers; their places become those of this file.
        row_limit: most answers in the file.
        places: where things stand in a file that has not a record a line.
    """

    def __init__(self, rows: AnswerRows, row_limit: int, places: RecordPlaces | None = None) -> None:
        self._rows = rows
        self._left = self._row_limit = row_limit
        self._places = rows.places = places or RecordPlaces()
        self._columns = self._places.columns
        self._seen: dict[str, int] = {}
        self._codes: Codes | None = None
        self._has_label = False

    def read_header(self, line: int, cells: Sequence[str]) -> bool:
        """Take the titles of the columns; false when the records cannot be read with them.

        Raises:
            TypesMissing: there is no field of stakeholder types and none were given.
        """
        titles = self._places.titles = [cell.strip() for cell in cells]
        found = self._places.columns = self._columns = form_columns(titles, self._rows.instrument)
        if not found.practices:
            self._refuse_header(line, titles)
            return False
        for position in found.repeated:
            self._note(Line(line, column=position), _("it stands twice. Keep one of the two."))
        if found.repeated:
            return False
        if found.unknown:
            names = ", ".join(titles[position] for position in found.unknown)
            self._rows.warnings.append((line, _("unknown columns are ignored: {names}.").format(names=names)))
        return self._rows.read_header(line, ["assessment_id", *found.identity, "practice_id", *_PARTS])

    def read_row(self, line: int, cells: Sequence[str | None]) -> None:
        """Take one record, in which a formula is ``None``; a blank one counts for nothing.

        Raises:
            UnreadableText: there are more answers than the limit.
        """
        width = len(self._places.titles)
        if not any(map(_is_said, cells)):
            return
        if any(map(_is_said, cells[width:])):
            message = _("a cell has no column name above it. Put text with a delimiter in quotes.")
            self._rows.problems.append((line, message))
            return
        cells = [*cells, *[""] * (width - len(cells))]
        if (key := self._key(line, cells)) is not None:
            self._note_formulas(line, cells)
            identity = [guarded(key), *(_text(name, cells[at]) for name, at in self._columns.identity.items())]
            self._unfold(line, identity, cells)

    def _unfold(self, line: int, identity: Sequence[str], cells: Sequence[str | None]) -> None:
        """Hand on what is said of each practice. Nothing said still makes an assessment, by any one of them."""
        asked = self._columns.practices
        said_of = [id for id in asked if any(_is_said(cells[at]) for at in asked[id].values())]
        for id in said_of or [next(iter(asked))]:
            said = self._columns.said(cells, id)
            if self._is_label(Line(line, id), said.get(ANSWER, "")):
                return
            self._left -= 1
            if self._left < 0:
                raise UnreadableText(0, too_many_rows(self._row_limit))
            self._rows.read_row(Line(line, id), [*identity, id, *(_text(part, said.get(part)) for part in _PARTS)])

    def _note(self, line: Line, message: str, column: str = "") -> None:
        self._rows.problems.append((line, self._places.noted(line, column, message)))

    def _key(self, line: int, cells: Sequence[str | None]) -> str | None:
        """What names the submission, if anything does; ``None`` when it has been named before."""
        given = (cells[position] or "" for position in self._columns.keys)
        key = next((text.strip().removeprefix("uuid:") for text in given if text.strip()), "")
        if key not in self._seen:
            self._seen[key] = line
            return key
        message = _("nothing names this submission. Export again with the column _uuid or KEY.")
        if key:
            message = _("submission {id} stands at {place} already. Keep one of the two.").format(
                id=key, place=self._places.mention(self._seen[key], "assessment_id")
            )
        self._note(Line(line), message, "assessment_id")
        return None

    def _note_formulas(self, line: int, cells: Sequence[str | None]) -> None:
        for position in self._columns.known():
            if cells[position] is None:
                message = _("the cell holds a formula, so its text is lost. Export as CSV instead.")
                self._note(Line(line, column=position), message)

    def _is_label(self, line: Line, answer: str) -> bool:
        """Are there labels where codes should be? Said once: it is the same everywhere in the file."""
        answer = answer.strip()
        instrument = self._rows.instrument
        scale = instrument.scale_of(instrument.practices[line.practice])
        if self._has_label or not answer or answer in scale.index or answer.lower() in (NA, DONT_KNOW):
            return self._has_label
        self._codes = self._codes or Codes(instrument)
        title = answer.partition(":")[0]
        if len(answer) > LONGEST_CODE or self._codes.level(line.practice, title) != title:
            self._has_label = True
            message = _("it holds a label, not a code: {sentence}.").format(sentence=_export_again())
            self._note(line, message, ANSWER)
        return self._has_label

    def _refuse_header(self, line: int, titles: Sequence[str]) -> None:
        if has_labels("\n".join(titles), self._rows.instrument):
            message = _("the columns are named by labels: {sentence}.").format(sentence=_export_again())
        else:
            line, message = 0, _("nothing in it is an answer to this questionnaire. Is it another form?")
        self._rows.problems.append((line, message))


def _key(line: int, message: str) -> tuple[int, str, int | None, str]:
    return (line, line.practice, line.column, message) if isinstance(line, Line) else (line, "", None, message)


def _is_said(cell: str | None) -> bool:
    return cell is None or bool(cell.strip())


def _text(name: str, cell: str | None) -> str:
    return guarded(cell or "") if name in _WRITTEN else cell or ""


def _export_again() -> str:
    return _("export again with XML values and headers")
