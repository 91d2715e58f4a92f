"""Rows of answers, from whichever file they come: what each cell may hold, and the answer sheets they make.

Every fault is noted with its line and column, and reading goes on, so that all of them are told at once. The same
few answers come back in row after row, so what is known about (practice, answer, reason) is looked up, not found again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter

from assessment.errors import InputProblem, TypesMissing
from assessment.exchange.spreadsheet_text import unguarded
from assessment.model import (
    DONT_KNOW,
    LONG_TEXT,
    NA,
    ORGANISATION_SUBJECT,
    SHORT_TEXT,
    Answer,
    AnswerSheet,
    Assessment,
)
from assessment.results import plan_of
from assessment.texts import translate as _
from assessment.validation import (
    asked_problem,
    code_problem,
    country_problem,
    date_problem,
    length_problem,
    na_problem,
    practice_problem,
    target_problem,
    types_problem,
)
from questions.model import Instrument, recommendation_of

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
CORE = ("practice_id", "answer", "na_reason", "target")
TEXTS = {"evidence": LONG_TEXT, "evidence_date": SHORT_TEXT, "responsible": SHORT_TEXT, "comment": LONG_TEXT}
COLUMNS = (*IDENTITY, "target", "practice_id", "answer", "na_reason", *TEXTS)
REQUIRED = ("practice_id", "answer")
STATEMENT = "practice"
"""Column with the words of the practice, for whoever fills the sheet in; not read."""
MOST_PROBLEMS = 10_000

_ANY_CASE = {NA: NA, DONT_KNOW: DONT_KNOW}


@dataclass
class _Draft:
    """An assessment while its rows are read.

    Attributes:
        line: of its first row.
        raw: identity cells of its latest row, as written.
        seen: cells of identity and target that were looked at already, with their column.
        values: by column, the value that counts and the line of its first row.
        targets: likewise, by recommendation.
        rows: by practice, the line of its row.
    """

    id: str
    line: int
    raw: tuple[str, ...] = ()
    seen: set[tuple[str, str]] = field(default_factory=set)
    values: dict[str, tuple[object, int]] = field(default_factory=dict)
    targets: dict[str, tuple[float, int]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)

    def value(self, column: str) -> object:
        """The value that counts; ``None`` when every cell was blank."""
        return self.values[column][0] if column in self.values else None


class AnswerRows:
    """Reads the rows of one file.

    Args:
        file: its name, for messages.
        instrument: what the answers are for.
        types: stakeholder types that replace the column, in any order; empty to read the column.

    Attributes:
        problems: what was found so far, as (line, message).
        warnings: likewise; they refuse nothing.
        lines: after :meth:`sheets`, the first line of each assessment, by id.
    """

    def __init__(self, file: str, instrument: Instrument, types: Sequence[str] = ()) -> None:
        self.problems: list[tuple[int, str]] = []
        self.warnings: list[tuple[int, str]] = []
        self.lines: dict[str, int] = {}
        self._file = file
        self._instrument = instrument
        self._types = instrument.ordered_types(tuple(types))
        self._drafts: dict[str, _Draft] = {}
        self._draft_of: dict[str, _Draft] = {}
        self._known: dict[tuple[str, str, str], tuple[Answer, bool]] = {}
        self._faulty: dict[tuple[str, str, str], tuple[str, str]] = {}
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

    @property
    def is_hopeless(self) -> bool:
        """So many problems that reading on helps nobody."""
        return len(self.problems) >= MOST_PROBLEMS

    def read_header(self, line: int, cells: Sequence[str]) -> bool:
        """Take the names of the columns; false when the rows cannot be read with them.

        Raises:
            TypesMissing: there is no column of stakeholder types and none were given.
        """
        names = [cell.strip().lower() for cell in cells]
        given = [name for name in names if name]
        for name in dict.fromkeys(name for name in given if given.count(name) > 1):
            self._problem(line, name, _("it stands twice in the header. Keep one of the two."))
        for name in REQUIRED:
            if name not in names:
                self._problem(line, name, _("it is missing. Add it to the header; every other column is optional."))
        if self.problems:
            return False
        if "stakeholder_types" not in names and not self._types:
            raise TypesMissing(
                _(
                    "{file}: there is no column stakeholder_types. Add it, or say whose duties are assessed with --as."
                ).format(file=self._file)
            )
        if unknown := [name for name in given if name not in (*COLUMNS, STATEMENT)]:
            message = _("unknown columns are ignored: {names}.").format(names=", ".join(unknown))
            self.warnings.append((line, message))
        self._width = len(names)
        self._unnamed = [position for position, name in enumerate(names) if not name]
        position = {name: names.index(name) if name in names else len(names) for name in COLUMNS}
        self._has_ids = "assessment_id" in names
        self._identity = itemgetter(*(position[name] for name in IDENTITY))
        self._core = itemgetter(*(position[name] for name in CORE))
        self._texts = itemgetter(*(position[name] for name in TEXTS))
        return True

    def read_row(self, line: int, cells: list[str]) -> None:
        """Take one row; the list is changed. A row of blank cells counts for nothing."""
        if len(cells) != self._width or self._unnamed:
            if not any(cell.strip() for cell in cells):
                return
            beyond = [cells[position] for position in self._unnamed if position < len(cells)]
            if any(cell.strip() for cell in (*cells[self._width :], *beyond)):
                self._problem(line, "", _("a cell has no column name above it. Put text with a delimiter in quotes."))
                return
            cells[self._width :] = [""] * max(0, self._width - len(cells))
        cells.append("")
        identity: tuple[str, ...] = self._identity(cells)
        practice, code, reason, target = self._core(cells)
        if not practice.strip():
            if any(cell.strip() for cell in cells):
                self._problem(line, "practice_id", _("it is empty. Write the id of a practice, or delete the row."))
            return
        draft = self._draft_of.get(identity[0]) or self._new_draft(identity[0], line)
        if identity != draft.raw:
            self._read_identity(draft, line, identity)
        answer = self._read_answer(draft, line, (practice, code, reason), self._texts(cells))
        if target and answer is not None:
            self._read_target(draft, line, recommendation_of(answer.practice_id), target)

    def sheets(self, default_id: str) -> list[AnswerSheet]:
        """The answer sheets, in the order of their first rows. Only to be used when no problem was found.

        Args:
            default_id: of the one assessment of a file that names none.
        """
        if not self._drafts and not self.problems:
            self._problem(0, "", _("there is no row of answers below the header."))
        found = [sheet for draft in self._drafts.values() if (sheet := self._sheet(draft, default_id)) is not None]
        return [] if self.problems else found

    def input_problems(self) -> list[InputProblem]:
        """Everything found, by line."""
        found = [InputProblem(self._file, str(line or ""), text) for line, text in sorted(self.problems)]
        if self.is_hopeless:
            found.append(InputProblem(self._file, "", _("reading stopped here: there are too many problems.")))
        return found

    def input_warnings(self) -> list[InputProblem]:
        """Warnings, by line."""
        return [InputProblem(self._file, str(line or ""), text) for line, text in sorted(self.warnings)]

    def _problem(self, line: int, column: str, message: str) -> None:
        if column:
            message = _("column {column}: {message}").format(column=column, message=message)
        self.problems.append((line, message))

    def _new_draft(self, raw: str, line: int) -> _Draft:
        identifier = unguarded(raw).strip()
        draft = self._drafts.get(identifier)
        if draft is None:
            draft = self._drafts[identifier] = _Draft(identifier, line)
            if problem := length_problem("assessment_id", identifier, SHORT_TEXT):
                self._problem(line, "assessment_id", problem)
        self._draft_of[raw] = draft
        return draft

    def _read_identity(self, draft: _Draft, line: int, cells: tuple[str, ...]) -> None:
        draft.raw = cells
        for column, cell in zip(IDENTITY[1:], cells[1:], strict=True):
            if (column, cell) in draft.seen or not cell.strip():
                continue
            draft.seen.add((column, cell))
            value, problem = self._parsers[column](cell)
            if problem:
                self._problem(line, column, problem)
                continue
            first, first_line = draft.values.setdefault(column, (value, line))
            if _differ(first, value):
                self._problem(line, column, _different(cell, first_line))

    def _read_target(self, draft: _Draft, line: int, recommendation: str, cell: str) -> None:
        cell = cell.strip()
        if not cell or (recommendation, cell) in draft.seen:
            return
        draft.seen.add((recommendation, cell))
        if problem := target_problem(cell):
            self._problem(line, "target", problem)
            return
        first, first_line = draft.targets.setdefault(recommendation, (float(cell), line))
        if first != float(cell):
            self._problem(line, "target", _different(cell, first_line))

    def _read_answer(
        self, draft: _Draft, line: int, key: tuple[str, str, str], texts: tuple[str, ...]
    ) -> Answer | None:
        """The answer of a row, kept unless it is empty; ``None`` when it is at fault."""
        known = self._known.get(key) or self._check(line, key)
        if known is None:
            return None
        answer, is_empty = known
        first_line = draft.rows.setdefault(answer.practice_id, line)
        if first_line != line:
            message = _("practice {id} stands at line {line} already. Keep one of the two rows.")
            self._problem(line, "practice_id", message.format(id=answer.practice_id, line=first_line))
            return None
        if any(texts):
            written = self._written(line, texts)
            answer = answer.model_copy(update=written)
        elif is_empty:
            return answer
        draft.answers[answer.practice_id] = answer
        return answer

    def _check(self, line: int, key: tuple[str, str, str]) -> tuple[Answer, bool] | None:
        """What is to be known about a practice, an answer and a reason; faults are noted for this line."""
        if key not in self._faulty:
            practice_id, code, reason = (cell.strip() for cell in key)
            code = _ANY_CASE.get(code.lower(), code)
            if fault := self._fault(practice_id, code, reason):
                self._faulty[key] = fault
            else:
                answer = Answer(practice_id=practice_id, answer=code, na_reason=reason)
                self._known[key] = (answer, answer.is_empty)
                return self._known[key]
        self._problem(line, *self._faulty[key])
        return None

    def _fault(self, practice_id: str, code: str, reason: str) -> tuple[str, str] | None:
        """Column and message."""
        if problem := practice_problem(self._instrument, practice_id):
            return "practice_id", problem
        practice = self._instrument.practices[practice_id]
        if problem := code_problem(self._instrument, practice, code):
            return "answer", problem
        if code == NA and (problem := na_problem(practice, reason)):
            return "na_reason" if practice.na_reasons else "answer", problem
        if problem := length_problem("na_reason", reason, SHORT_TEXT):
            return "na_reason", problem
        return None

    def _written(self, line: int, cells: tuple[str, ...]) -> dict[str, str]:
        texts = {column: unguarded(cell) for column, cell in zip(TEXTS, cells, strict=True)}
        for column, text in texts.items():
            if problem := length_problem(column, text, TEXTS[column]):
                self._problem(line, column, problem)
        return texts

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

    def _sheet(self, draft: _Draft, default_id: str) -> AnswerSheet | None:
        if not draft.id and len(self._drafts) > 1:
            self._problem(draft.line, "assessment_id", _("it is empty, but other rows name one. Write it in each row."))
        types = self._types or draft.value("stakeholder_types")
        if not isinstance(types, tuple) or not types:
            if not any(column == "stakeholder_types" for column, _cell in draft.seen):
                message = _("it is empty for this assessment. Write codes such as origin, or use --as.")
                self._problem(draft.line, "stakeholder_types", message)
            return None
        plan = plan_of(self._instrument, types)
        for id in draft.answers.keys() - plan.column.keys():
            if draft.answers[id].is_answered and (problem := asked_problem(plan, id)):
                self._problem(draft.rows[id], "practice_id", problem)
        if not {"instrument_id", "instrument_version"} <= draft.values.keys() and not self.problems:
            self._warn_of_version()
        identifier = draft.id or default_id
        self.lines[identifier] = draft.line
        if self.problems:
            return None
        return AnswerSheet(assessment=self._assessment(draft, identifier, types), answers=draft.answers)

    def _assessment(self, draft: _Draft, identifier: str, types: tuple[str, ...]) -> Assessment:
        day = draft.value("assessed_on")
        return Assessment(
            id=identifier,
            organisation=str(draft.value("organisation") or ""),
            country=str(draft.value("country") or ""),
            stakeholder_types=types,
            subject=str(draft.value("subject") or ORGANISATION_SUBJECT),
            instrument_id=self._instrument.id,
            instrument_version=self._instrument.version,
            assessed_on=day if isinstance(day, date) else None,
            targets={id: target for id, (target, _line) in draft.targets.items()},
        )

    def _warn_of_version(self) -> None:
        message = _("no instrument_id and version are given; the answers are read as {id} version {version}.").format(
            id=self._instrument.id, version=self._instrument.version
        )
        if all(text != message for _line, text in self.warnings):
            self.warnings.append((0, message))


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


def _different(cell: str, first_line: int) -> str:
    shown = cell if len(cell) <= 40 else cell[:39] + "…"
    return _("'{value}' differs from the value at line {line}. One assessment has one: correct one of the two.").format(
        value=shown, line=first_line
    )
