"""An assessment while its rows are read, and what they say about it as a whole: its identity and its targets.

Each cell may stand on any row. The first that is not blank counts, and one that differs from it is a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from assessment.exchange.spreadsheet_text import unguarded
from assessment.model import LONG_TEXT, ORGANISATION_SUBJECT, SHORT_TEXT, Answer, AnswerSheet, Assessment
from assessment.texts import translate as _
from assessment.validation import country_problem, date_problem, length_problem, target_problem, types_problem
from questions.model import Instrument

IDENTITY = (
    "assessment_id",
    "organisation",
    "country",
    "stakeholder_types",
    "subject",
    "instrument_id",
    "instrument_version",
    "assessed_on",
)

TEXTS = {"evidence": LONG_TEXT, "evidence_date": SHORT_TEXT, "responsible": SHORT_TEXT, "comment": LONG_TEXT}
"""Columns of text that go with an answer, each with its limit."""

Note = Callable[[int, str, str], None]
"""Takes note of a fault: line, column, message."""

Mention = Callable[[int, str], str]
"""Names a line and column inside a message."""


@dataclass
class Draft:
    """An assessment while its rows are read.

    Attributes:
        line: of its first row.
        raw: identity cells of its latest row, as written.
        seen: cells of identity and target that were looked at already, with their column.
        values: by column, the value that counts and the line of its first row.
        targets: likewise, by recommendation.
        rows: by practice, the line of its row.
        answers: by practice, without their texts.
        texts: by practice, the cells of :data:`TEXTS`, where there are any to be kept.
    """

    id: str
    line: int
    raw: tuple[str, ...] = ()
    seen: set[tuple[str, str]] = field(default_factory=set)
    values: dict[str, tuple[object, int]] = field(default_factory=dict)
    targets: dict[str, tuple[float, int]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def value(self, column: str) -> object:
        """The value that counts; ``None`` when every cell was blank."""
        return self.values[column][0] if column in self.values else None

    def has_cell(self, column: str) -> bool:
        """Was there a cell that is not blank, even a faulty one?"""
        return any(seen == column for seen, _cell in self.seen)

    def sheet(self, identifier: str, types: tuple[str, ...], instrument: Instrument) -> AnswerSheet:
        """The answer sheet, when all rows are without fault; nothing in it is checked again."""
        answers = WrittenAnswers(self.answers, self.texts) if self.texts else self.answers
        return AnswerSheet.model_construct(assessment=self._assessment(identifier, types, instrument), answers=answers)

    def _assessment(self, identifier: str, types: tuple[str, ...], instrument: Instrument) -> Assessment:
        day = self.value("assessed_on")
        return Assessment(
            id=identifier,
            organisation=str(self.value("organisation") or ""),
            country=str(self.value("country") or ""),
            stakeholder_types=types,
            subject=str(self.value("subject") or ORGANISATION_SUBJECT),
            instrument_id=instrument.id,
            instrument_version=instrument.version,
            assessed_on=day if isinstance(day, date) else None,
            targets={id: target for id, (target, _line) in self.targets.items()},
        )


class WrittenAnswers(Mapping[str, Answer]):
    """Answers whose texts stay as they are written until one is asked for: most of a large file are never looked at.

    Args:
        answers: by practice, without texts.
        texts: cells of :data:`TEXTS`, for some of the practices.
    """

    def __init__(self, answers: Mapping[str, Answer], texts: Mapping[str, tuple[str, ...]]) -> None:
        self._answers = answers
        self._texts = texts

    def __getitem__(self, practice_id: str) -> Answer:
        answer = self._answers[practice_id]
        if (cells := self._texts.get(practice_id)) is None:
            return answer
        texts = dict(zip(TEXTS, map(unguarded, cells), strict=True))
        return Answer(practice_id=practice_id, answer=answer.answer, na_reason=answer.na_reason, **texts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)


class IdentityCells:
    """Reads the cells of identity and target of one file.

    Args:
        types: stakeholder types that replace the column, in METHOD's order; empty to read the column.
        note: takes note of faults.
        mention: names a place inside a message about another one.
    """

    def __init__(self, instrument: Instrument, types: tuple[str, ...], note: Note, mention: Mention) -> None:
        self._instrument = instrument
        self._types = types
        self._note = note
        self._mention = mention
        self._refused_versions: set[tuple[str, str]] = set()
        self._parsers: dict[str, Callable[[str], tuple[object, str | None]]] = {
            "organisation": _short_text("organisation"),
            "country": _country,
            "stakeholder_types": self._stakeholder_types,
            "subject": _short_text("subject"),
            "instrument_id": lambda text: self._same("instrument_id", instrument.id, text.strip()),
            "instrument_version": lambda text: self._same("instrument_version", instrument.version, text.strip()),
            "assessed_on": _day,
        }

    def read(self, draft: Draft, line: int, cells: Sequence[str]) -> None:
        """Take the identity of one row, in the order of :data:`IDENTITY`."""
        draft.raw = tuple(cells)
        for column, cell in zip(IDENTITY[1:], cells[1:], strict=True):
            if (column, cell) in draft.seen or not cell.strip():
                continue
            draft.seen.add((column, cell))
            value, problem = self._parsers[column](cell)
            if problem:
                self._note(line, column, problem)
                continue
            first, first_line = draft.values.setdefault(column, (value, line))
            if _differ(first, value):
                self._note(line, column, _different(cell, self._mention(first_line, column)))

    def read_target(self, draft: Draft, line: int, recommendation: str, cell: str) -> None:
        """Take the target of one row."""
        cell = cell.strip()
        if not cell or (recommendation, cell) in draft.seen:
            return
        draft.seen.add((recommendation, cell))
        if problem := target_problem(cell):
            self._note(line, "target", problem)
            return
        first, first_line = draft.targets.setdefault(recommendation, (float(cell), line))
        if first != float(cell):
            self._note(line, "target", _different(cell, self._mention(first_line, "target")))

    def _stakeholder_types(self, cell: str) -> tuple[object, str | None]:
        if self._types:
            return self._types, None
        codes = cell.split()
        problem = types_problem(self._instrument, codes)
        return (None, problem) if problem else (self._instrument.ordered_types(tuple(codes)), None)

    def _same(self, column: str, expected: str, given: str) -> tuple[object, str | None]:
        """The file must be for this instrument; told once, not for every assessment."""
        given = unguarded(given)
        if given == expected or (column, given) in self._refused_versions:
            return expected, None
        self._refused_versions.add((column, given))
        message = _(
            "the file is for '{given}', the question bank here is {id} version {version}. "
            "Score it with the bank that it was answered with (--instrument)."
        )
        return None, message.format(given=given, id=self._instrument.id, version=self._instrument.version)


def _short_text(column: str) -> Callable[[str], tuple[object, str | None]]:
    def parsed(cell: str) -> tuple[object, str | None]:
        text = unguarded(cell)
        return text, length_problem(column, text, SHORT_TEXT)

    return parsed


def _country(cell: str) -> tuple[object, str | None]:
    return cell.strip(), country_problem(cell.strip())


def _day(cell: str) -> tuple[object, str | None]:
    problem = date_problem(cell.strip())
    return (None, problem) if problem else (date.fromisoformat(cell.strip()), None)


def _differ(one: object, other: object) -> bool:
    """Spaces around a text are no difference that a person would see."""
    return (one.strip() != other.strip()) if isinstance(one, str) and isinstance(other, str) else one != other


def _different(cell: str, place: str) -> str:
    shown = cell if len(cell) <= 40 else cell[:39] + "…"
    return _("'{value}' differs from the value at {place}. One assessment has one: correct one of the two.").format(
        value=shown, place=place
    )
