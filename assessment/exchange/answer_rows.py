"""Rows of answers, from whichever file they come: what each cell may hold, and the answer sheets they make.

Every fault is noted with its line and column, and reading goes on, so that all of them are told at once. The same
few answers come back in row after row, so what is known about (practice, answer, reason) is looked up, not found again.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from assessment.errors import InputProblem, TypesMissing
from assessment.exchange.answer_draft import IDENTITY, TEXTS, Draft, IdentityCells
from assessment.exchange.places import Lines, Places
from assessment.exchange.spreadsheet_text import unguarded
from assessment.model import DONT_KNOW, NA, SHORT_TEXT, Answer, AnswerSheet
from assessment.results import plan_of
from assessment.texts import translate as _
from assessment.validation import asked_problem, code_problem, length_problem, na_problem, practice_problem
from questions.model import Instrument, recommendation_of

CORE = ("practice_id", "answer", "na_reason", "target")
COLUMNS = (*IDENTITY, "target", "practice_id", "answer", "na_reason", *TEXTS)
REQUIRED = ("practice_id", "answer")
STATEMENT = "practice"
"""Column with the words of the practice, for whoever fills the sheet in; not read."""
MOST_PROBLEMS = 10_000
KNOWN_KEPT = 1 << 16

_SHORTEST_LIMIT = min(TEXTS.values())
_ANY_CASE = {NA: NA, DONT_KNOW: DONT_KNOW}


class IdReturns(Exception):
    """The rows of an assessment do not stand together, so it cannot be handed on when its rows seem to end."""


class AnswerRows:
    """Reads the rows of one file.

    Args:
        file: its name, for messages.
        instrument: what the answers are for.
        types: stakeholder types that replace the column, in any order; empty to read the column.
        default_id: of the one assessment of a file that names none.
        in_turn: an assessment is finished where the next one begins, and is held no longer than it is read; otherwise
            the end of the file finishes all, wherever their rows stand.
        with_texts: evidence, comments and the like are kept; otherwise they are only checked.

    Attributes:
        problems: what was found so far, as (line, message).
        warnings: likewise; they refuse nothing.
        finished: sheets of assessments whose rows have been read, in the order of their first rows; whoever takes
            them clears it. None are added once a problem was found.
        lines: the first line of each assessment finished, by id.
        places: says where a line stands; whoever reads something else than text sets it before the first row.
    """

    def __init__(
        self,
        file: str,
        instrument: Instrument,
        types: Sequence[str] = (),
        default_id: str = "",
        *,
        in_turn: bool = False,
        with_texts: bool = True,
    ) -> None:
        self.problems: list[tuple[int, str]] = []
        self.warnings: list[tuple[int, str]] = []
        self.finished: list[AnswerSheet] = []
        self.lines: dict[str, int] = {}
        self._file = file
        self.instrument = instrument
        self.types = instrument.ordered_types(tuple(types))
        self._default_id = default_id
        self._in_turn = in_turn
        self._with_texts = with_texts
        self.places: Places = Lines()
        self._identity_cells = IdentityCells(instrument, self.types, self._problem, self._mention)
        self._drafts: dict[str, Draft] = {}
        self._draft_of: dict[str, Draft] = {}
        self._first_lines: dict[str, int] = {}
        self._faults_of_whole: list[tuple[int, str]] = []
        self._known: dict[tuple[str, str, str], tuple[Answer, bool]] = {}
        self._faulty: dict[tuple[str, str, str], tuple[str, str]] = {}

    @property
    def is_hopeless(self) -> bool:
        """So many problems that reading on helps nobody."""
        return len(self.problems) >= MOST_PROBLEMS

    def read_header(self, line: int, cells: Sequence[str]) -> bool:
        """Take the names of the columns; false when the rows cannot be read with them.

        Raises:
            TypesMissing: there is no column of stakeholder types and none were given.
        """
        before = len(self.problems)
        names = [cell.strip().lower() for cell in cells]
        given = [name for name in names if name]
        for name in dict.fromkeys(name for name in given if given.count(name) > 1):
            self._problem(line, name, _("it stands twice in the header. Keep one of the two."))
        for name in REQUIRED:
            if name not in names:
                self._problem(line, name, _("it is missing. Add it to the header; every other column is optional."))
        if len(self.problems) > before:
            return False
        if "stakeholder_types" not in names and not self.types:
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
            self._identity_cells.read(draft, line, identity)
        answer = self._read_answer(draft, line, (practice, code, reason), self._texts(cells))
        if target and answer is not None:
            self._identity_cells.read_target(draft, line, recommendation_of(answer.practice_id), target)

    def end(self) -> None:
        """All rows have been read: finish what is not finished."""
        if not self._first_lines and not self.problems:
            self._problem(0, "", _("there is no row of answers below the header."))
        self._finish()
        if len(self._first_lines) > 1 and "" in self._first_lines:
            message = _("it is empty, but other rows name one. Write it in each row.")
            self._problem(self._first_lines[""], "assessment_id", message)
        self.problems += self._faults_of_whole
        if self.problems:
            self.finished.clear()

    def input_problems(self) -> list[InputProblem]:
        """Everything found, by line."""
        found = [InputProblem(self._file, self.places.place(line, text), text) for line, text in sorted(self.problems)]
        if self.is_hopeless:
            found.append(InputProblem(self._file, "", _("reading stopped here: there are too many problems.")))
        return found

    def input_warnings(self) -> list[InputProblem]:
        """Warnings, by line."""
        return [InputProblem(self._file, self.places.place(line, text), text) for line, text in sorted(self.warnings)]

    def _problem(self, line: int, column: str, message: str) -> None:
        self.problems.append((line, self.places.noted(line, column, message)))

    def _mention(self, line: int, column: str) -> str:
        return self.places.mention(line, column)

    def _problem_of_whole(self, line: int, column: str, message: str) -> None:
        """A fault that is seen at the end of an assessment; it counts when the rows have been read."""
        self._faults_of_whole.append((line, self.places.noted(line, column, message)))

    def _new_draft(self, raw: str, line: int) -> Draft:
        identifier = unguarded(raw).strip()
        draft = self._drafts.get(identifier)
        if draft is None:
            if identifier in self._first_lines:
                raise IdReturns
            if self._in_turn:
                self._finish()
            self._first_lines[identifier] = line
            draft = self._drafts[identifier] = Draft(identifier, line)
            if problem := length_problem("assessment_id", identifier, SHORT_TEXT):
                self._problem(line, "assessment_id", problem)
        self._draft_of[raw] = draft
        return draft

    def _finish(self) -> None:
        self.finished += [sheet for draft in self._drafts.values() if (sheet := self._sheet(draft)) is not None]
        self._drafts.clear()
        self._draft_of.clear()

    def _read_answer(self, draft: Draft, line: int, key: tuple[str, str, str], texts: tuple[str, ...]) -> Answer | None:
        """The answer of a row, kept unless it is empty; ``None`` when it is at fault."""
        known = self._known.get(key) or self._check(line, key)
        if known is None:
            return None
        answer, is_empty = known
        first_line = draft.rows.setdefault(answer.practice_id, line)
        if first_line != line:
            message = _("practice {id} stands at {place} already. Keep one of the two rows.")
            place = self.places.mention(first_line, "practice_id")
            self._problem(line, "practice_id", message.format(id=answer.practice_id, place=place))
            return None
        longest = max(map(len, texts))
        if longest:
            if longest > _SHORTEST_LIMIT and not self._are_short(line, texts):
                return answer
            if self._with_texts:
                draft.texts[answer.practice_id] = texts
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
                if len(self._known) >= KNOWN_KEPT:
                    self._known.clear()
                answer = Answer(practice_id=practice_id, answer=code, na_reason=reason)
                self._known[key] = (answer, answer.is_empty)
                return self._known[key]
        self._problem(line, *self._faulty[key])
        return None

    def _fault(self, practice_id: str, code: str, reason: str) -> tuple[str, str] | None:
        """Column and message."""
        if problem := practice_problem(self.instrument, practice_id):
            return "practice_id", problem
        practice = self.instrument.practices[practice_id]
        if problem := code_problem(self.instrument, practice, code):
            return "answer", problem
        if code == NA and (problem := na_problem(practice, reason)):
            return "na_reason" if practice.na_reasons else "answer", problem
        if problem := length_problem("na_reason", reason, SHORT_TEXT):
            return "na_reason", problem
        return None

    def _are_short(self, line: int, cells: tuple[str, ...]) -> bool:
        """Do the texts of an answer keep to their limits?"""
        found = [
            (column, problem)
            for (column, limit), cell in zip(TEXTS.items(), cells, strict=True)
            if (problem := length_problem(column, unguarded(cell), limit))
        ]
        for column, problem in found:
            self._problem(line, column, problem)
        return not found

    def _sheet(self, draft: Draft) -> AnswerSheet | None:
        """The sheet of an assessment, unless a problem was found, in it or before."""
        types = self.types or draft.value("stakeholder_types")
        if not isinstance(types, tuple) or not types:
            if not draft.has_cell("stakeholder_types"):
                message = _("it is empty for this assessment. Write codes such as {code}, or use --as.")
                code = self.instrument.stakeholders[0]
                self._problem_of_whole(draft.line, "stakeholder_types", message.format(code=code))
            return None
        plan = plan_of(self.instrument, types)
        for id in draft.answers.keys() - plan.column.keys():
            if draft.answers[id].is_answered and (problem := asked_problem(plan, id)):
                self._problem_of_whole(draft.rows[id], "practice_id", problem)
        identifier = draft.id or self._default_id
        self.lines[identifier] = draft.line
        if self.problems or self._faults_of_whole:
            return None
        if not {"instrument_id", "instrument_version"} <= draft.values.keys():
            self._warn_of_version()
        return draft.sheet(identifier, types, self.instrument)

    def _warn_of_version(self) -> None:
        message = _("no instrument_id and version are given; the answers are read as {id} version {version}.").format(
            id=self.instrument.id, version=self.instrument.version
        )
        if all(text != message for _line, text in self.warnings):
            self.warnings.append((0, message))
