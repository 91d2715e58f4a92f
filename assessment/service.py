"""The use cases: what a person can do, checked, timed and identified.

The service makes ids, times and operation ids, validates every answer against the instrument, and knows no screen
and no database: a :class:`~assessment.store.interface.Store` is handed to it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from assessment.carry_over import CarriedOver, carried_over
from assessment.errors import CannotCarryOver, HistoriesApart, InvalidAnswer, NotFound, OperationReused, OtherVersion
from assessment.joining import Comparison, Prefer, compared, to_append
from assessment.model import (
    ORGANISATION_SUBJECT,
    Answer,
    AnswerRevision,
    AnswerSheet,
    Assessment,
    AssessmentHistory,
)
from assessment.results import plan_of, result_of, results_of
from assessment.sameness import content, details_of
from assessment.sample import sample_sheet
from assessment.store.interface import Store
from assessment.texts import translate as _
from assessment.validation import answer_problem, history_problems
from questions.model import Instrument
from questions.versions import Instruments
from scoring.result import Result

LOCAL_AUTHOR = "local"


@dataclass(frozen=True)
class Overview:
    """One line of "my assessments".

    Attributes:
        is_scored: false when its version of the instrument is not at hand; then nothing counts as asked.
        is_newest: it belongs to the newest version of the instrument.
    """

    assessment: Assessment
    is_scored: bool
    practices_asked: int
    practices_answered: int
    last_change: datetime | None
    is_newest: bool = True


@dataclass(frozen=True)
class Imported:
    """What an import made: the assessment as it is now, whether it is new here, and how many saves were added."""

    assessment: Assessment
    is_new: bool
    revisions: int


def now() -> datetime:
    """The present time in UTC, to the microsecond."""
    return datetime.now(UTC)


def new_id() -> str:
    """A fresh id, unguessable."""
    return uuid.uuid4().hex


class AssessmentService:
    """All use cases over one store and one instrument, of which older versions may be at hand.

    A new assessment takes the newest version, ``instrument``. Every other is shown, answered and scored with the
    version that it belongs to.
    """

    def __init__(
        self,
        store: Store,
        instrument: Instrument | Instruments,
        clock: Callable[[], datetime] = now,
        ids: Callable[[], str] = new_id,
        author: str = LOCAL_AUTHOR,
    ) -> None:
        self._store = store
        self.instruments = instrument if isinstance(instrument, Instruments) else Instruments(instrument)
        self.instrument = self.instruments.newest
        self._clock = clock
        self._ids = ids
        self._author = author

    def today(self) -> date:
        """The present day in UTC."""
        return self._clock().date()

    def start(self, details: Assessment) -> Assessment:
        """Start an assessment with these details; id, version and time are made here.

        Raises:
            InvalidAnswer: no stakeholder type, or one that the instrument does not have.
        """
        assessment = self._begun(details)
        self._store.add_assessment(assessment)
        return assessment

    def change_details(self, assessment: Assessment) -> None:
        """Replace organisation, country, subject, date, target and the like; answers stay."""
        self._checked_types(self.instrument_of(assessment), assessment.stakeholder_types)
        self._store.update_assessment(assessment)

    def assessment(self, assessment_id: str) -> Assessment:
        """One assessment; raises ``NotFound`` or ``OtherVersion``."""
        assessment = self._store.assessment(assessment_id)
        self.instrument_of(assessment)
        return assessment

    def instrument_of(self, assessment: Assessment) -> Instrument:
        """The version that an assessment was answered with: scores are computed with no other (METHOD 13).

        Raises:
            OtherVersion: it is not at hand.
        """
        found = self._find(assessment)
        if found is None:
            answered_with = f"{assessment.instrument_id} {assessment.instrument_version}".strip()
            raise OtherVersion(answered_with, f"{self.instrument.id} {' '.join(self.instruments.versions)}")
        return found

    def delete(self, assessment_id: str) -> None:
        """Delete an assessment and the history of its answers."""
        self._store.delete_assessment(assessment_id)

    def duplicate(self, assessment_id: str, assessed_on: date | None = None) -> Assessment:
        """Start a new round from an earlier one: its current answers are copied, its history is not."""
        source = self.assessment(assessment_id)
        copy = source.model_copy(
            update={
                "id": self._ids(),
                "assessed_on": assessed_on,
                "baseline_id": source.id,
                "is_sample": False,
                "created_at": self._clock(),
            }
        )
        answers = {id: kept.answer for id, kept in self._store.current(assessment_id).items()}
        self._store.add_assessment(copy, self._first_revisions(copy.id, answers))
        return copy

    def plan_from(self, assessment_id: str, name: str) -> Assessment:
        """Start another plan of the same organisation from one that is there.

        Answers about the plan are copied. Answers about the organisation are not: a plan takes them from the
        organisation's own assessment (METHOD 9), and copies would hide what changes there. It is no new round, so it
        has no baseline.

        Raises:
            InvalidAnswer: the name is empty, or it stands for the organisation as a whole.
            NotFound, OtherVersion: nothing was written.
        """
        source = self.assessment(assessment_id)
        subject = name.strip()
        if not subject or subject == ORGANISATION_SUBJECT:
            raise InvalidAnswer(_("Give the plan a name of its own."))
        copy = source.model_copy(
            update={
                "id": self._ids(),
                "subject": subject,
                "assessed_on": None,
                "baseline_id": None,
                "is_sample": False,
                "created_at": self._clock(),
            }
        )
        practices = self.instrument_of(source).practices
        answers = {
            id: kept.answer
            for id, kept in self._store.current(assessment_id).items()
            if id in practices and practices[id].scope == "plan"
        }
        self._store.add_assessment(copy, self._first_revisions(copy.id, answers))
        return copy

    def carried_over(self, assessment_id: str) -> CarriedOver:
        """What an assessment becomes in the newest version, and why its score changes; nothing is written.

        Raises:
            CannotCarryOver: nothing says what became of its practices, or its stakeholder types are gone.
            NotFound, OtherVersion: there is nothing to carry over.
        """
        sheet = self.sheet(assessment_id)
        old = self.instrument_of(sheet.assessment)
        changes = self.instruments.changes_between(old.version, self.instrument.version)
        if changes is None:
            message = _("Nothing says what became of the practices of version {old} in version {new}.")
            raise CannotCarryOver(message.format(old=old.version, new=self.instrument.version))
        return carried_over(sheet, old, self.instrument, changes)

    def carry_over(self, assessment_id: str) -> Assessment:
        """Start an assessment of the newest version from one of an older version, which stays as it is.

        Errors as of :meth:`carried_over`.
        """
        sheet = self.carried_over(assessment_id).sheet
        update = {"id": self._ids(), "baseline_id": assessment_id, "created_at": self._clock()}
        carried = sheet.assessment.model_copy(update=update)
        self._store.add_assessment(carried, self._first_revisions(carried.id, sheet.answers))
        return carried

    def add_sheet(self, sheet: AnswerSheet) -> Assessment:
        """Keep an answer sheet, for example one read from a file, as a new assessment; all or nothing."""
        return self.add_sheets([sheet])[0]

    def add_sheets(self, sheets: Sequence[AnswerSheet]) -> list[Assessment]:
        """Keep several answer sheets, for example those of one file, as new assessments; all or nothing.

        Raises:
            InvalidAnswer, StoreUnavailable: none of them was kept.
        """
        new = [self._first_entries(sheet) for sheet in sheets]
        self._store.add_assessments(new)
        return [assessment for assessment, _revisions in new]

    def are_known(self, sheets: Sequence[AnswerSheet]) -> list[bool]:
        """For each sheet: is the same kept here already, or does the same stand earlier among these?

        The same is what :func:`assessment.sameness.content` says; only assessments with the same details are read.
        """
        details = {details_of(self.instrument, sheet.assessment) for sheet in sheets}
        alike = [
            kept
            for kept in self._store.assessments()
            if self._is_newest(kept) and details_of(self.instrument, kept) in details
        ]
        current = self._store.current_of([kept.id for kept in alike])
        seen = {content(self.instrument, _sheet(kept, current.get(kept.id, {}))) for kept in alike}
        known = []
        for sheet in sheets:
            said = content(self.instrument, sheet)
            known.append(said in seen)
            seen.add(said)
        return known

    def whole(self, assessment_id: str) -> AssessmentHistory:
        """An assessment with every revision of every answer, of whichever version; raises ``NotFound``."""
        return self._store.whole(assessment_id)

    def import_history(self, theirs: AssessmentHistory, prefer: Prefer | None = None) -> Imported:
        """Keep an assessment that came from elsewhere, with its whole history; all or nothing.

        It keeps its id. Where it is known here, their saves that continue ours are appended; what is here already is
        left as it is, so importing the same again changes nothing.

        Args:
            prefer: whose answers and details count where both sides have gone on without each other.

        Raises:
            HistoriesApart: there is something to choose, and nothing was preferred.
            OtherVersion: it belongs to another version of the instrument, or what is here does.
            InvalidAnswer: it is no whole history of answers that the instrument allows.
            OperationReused: a save of theirs is also here, with another answer or in another assessment.
            Conflict: somebody saved an answer meanwhile; import again.
        """
        try:
            ours = self._comparable(theirs)
            if ours is None:
                self._store.add_assessment(theirs.assessment, theirs.revisions)
                return Imported(theirs.assessment, is_new=True, revisions=len(theirs.revisions))
            found = _chosen(ours, theirs, prefer)
            new = to_append(found, prefer, lambda answer, top: self._revision(ours.assessment.id, answer, top, None))
            details = theirs.assessment if prefer is Prefer.THEIRS and found.details else ours.assessment
            if new or details is not ours.assessment:
                self._store.extend(details, new)
            return Imported(details, is_new=False, revisions=len(new))
        except OperationReused as error:
            raise OperationReused(
                _("Some of its saves are here already, with other answers or in another assessment. Nothing was kept.")
            ) from error

    def check_import(self, theirs: AssessmentHistory, prefer: Prefer | None = None) -> None:
        """Raise what :meth:`import_history` would raise, as far as it can be known without writing."""
        if ours := self._comparable(theirs):
            _chosen(ours, theirs, prefer)

    def _comparable(self, theirs: AssessmentHistory) -> AssessmentHistory | None:
        """What is here of their assessment; ``None`` for nothing."""
        for problem in history_problems(self.instrument_of(theirs.assessment), theirs):
            raise InvalidAnswer(problem)
        try:
            ours = self._store.whole(theirs.assessment.id)
        except NotFound:
            return None
        self.instrument_of(ours.assessment)
        return ours

    def add_sample(self) -> Assessment:
        """Keep the sample: a fictitious State of origin, marked as such."""
        return self.add_sheet(sample_sheet(self.instrument, self._clock().date()))

    def record_answer(
        self, assessment_id: str, answer: Answer, based_on: int, operation_id: str | None = None
    ) -> AnswerRevision:
        """Save one answer that was made from revision ``based_on`` (0 when there was none).

        Returns what is stored, after the database has committed it. Saving the same operation twice is one save.

        Raises:
            InvalidAnswer: the instrument or a limit does not allow the answer.
            Conflict: another revision was saved in the meantime; nothing was written.
            NotFound, OtherVersion, OperationReused, StoreUnavailable: nothing was written.
        """
        assessment = self.assessment(assessment_id)
        plan = plan_of(self.instrument_of(assessment), assessment.stakeholder_types)
        if problem := answer_problem(plan, answer):
            raise InvalidAnswer(problem)
        revision = self._revision(assessment_id, answer, based_on + 1, operation_id)
        return self._store.append([revision])[0]

    def answers(self, assessment_id: str) -> Mapping[str, AnswerRevision]:
        """The newest revision of each practice answered so far."""
        return self._store.current(assessment_id)

    def history(self, assessment_id: str, practice_id: str) -> list[AnswerRevision]:
        """All revisions of one answer, oldest first."""
        return self._store.history(assessment_id, practice_id)

    def sheet(self, assessment_id: str) -> AnswerSheet:
        """The assessment with its current answers."""
        return _sheet(self.assessment(assessment_id), self._store.current(assessment_id))

    def assessments(self) -> list[Assessment]:
        """Every assessment, of whatever version of the instrument, newest first."""
        return self._store.assessments()

    def sheets(self) -> list[AnswerSheet]:
        """Every assessment of the newest version with its current answers, newest first, read in one go."""
        current = self._store.current_of_all()
        return [
            _sheet(assessment, current.get(assessment.id, {}))
            for assessment in self._store.assessments()
            if self._is_newest(assessment)
        ]

    def result(self, assessment_id: str) -> Result:
        """The result of the current answers, computed afresh."""
        sheet = self.sheet(assessment_id)
        return result_of(self.instrument_of(sheet.assessment), sheet)

    def overviews(self) -> list[Overview]:
        """All assessments with progress and last change, newest first; nothing is scored for it."""
        changes, answered = self._store.last_changes(), self._store.answered()
        return [
            self._overview(assessment, answered.get(assessment.id, ()), changes.get(assessment.id))
            for assessment in self._store.assessments()
        ]

    def results(self, assessments: Sequence[Assessment]) -> dict[str, Result]:
        """The results of these assessments, by id, read in one go; those whose version is not at hand are left out."""
        current = self._store.current_of([one.id for one in assessments if self._find(one)])
        found: dict[str, Result] = {}
        for version in self.instruments.versions:
            instrument = self.instruments.version(version)
            sheets = [_sheet(one, current.get(one.id, {})) for one in assessments if self._find(one) is instrument]
            ids = [sheet.assessment.id for sheet in sheets]
            found |= dict(zip(ids, results_of(instrument, sheets), strict=True))
        return found

    def _overview(self, assessment: Assessment, answered: Collection[str], last_change: datetime | None) -> Overview:
        instrument = self._find(assessment)
        asked = plan_of(instrument, assessment.stakeholder_types).column if instrument else {}
        done = sum(1 for id in answered if id in asked)
        last_change = last_change or assessment.created_at
        return Overview(assessment, instrument is not None, len(asked), done, last_change, self._is_newest(assessment))

    def _find(self, assessment: Assessment) -> Instrument | None:
        return self.instruments.find(assessment.instrument_id, assessment.instrument_version)

    def _is_newest(self, assessment: Assessment) -> bool:
        return self._find(assessment) is self.instrument

    def _begun(self, details: Assessment) -> Assessment:
        """A new assessment with these details, of the newest version."""
        return details.model_copy(
            update={
                "id": self._ids(),
                "stakeholder_types": self._checked_types(self.instrument, details.stakeholder_types),
                "instrument_id": self.instrument.id,
                "instrument_version": self.instrument.version,
                "created_at": self._clock(),
            }
        )

    @staticmethod
    def _checked_types(instrument: Instrument, codes: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [code for code in codes if code not in instrument.stakeholders]
        if unknown or not codes:
            raise InvalidAnswer(
                _("'{code}' is not a stakeholder type. Choose from: {types}.").format(
                    code=" ".join(unknown), types=", ".join(instrument.stakeholders)
                )
            )
        return instrument.ordered_types(codes)

    def _first_entries(self, sheet: AnswerSheet) -> tuple[Assessment, list[AnswerRevision]]:
        """A new assessment with the first revisions of its answers, checked."""
        assessment = self._begun(sheet.assessment)
        plan = plan_of(self.instrument, assessment.stakeholder_types)
        for answer in sheet.answers.values():
            if problem := answer_problem(plan, answer):
                raise InvalidAnswer(problem)
        return assessment, self._first_revisions(assessment.id, sheet.answers)

    def _first_revisions(self, assessment_id: str, answers: Mapping[str, Answer]) -> list[AnswerRevision]:
        return [self._revision(assessment_id, answer, 1, None) for answer in answers.values() if not answer.is_empty]

    def _revision(self, assessment_id: str, answer: Answer, revision: int, operation_id: str | None) -> AnswerRevision:
        return AnswerRevision(
            assessment_id=assessment_id,
            answer=answer,
            revision=revision,
            author=self._author,
            at=self._clock(),
            operation_id=operation_id or self._ids(),
        )


def _chosen(ours: AssessmentHistory, theirs: AssessmentHistory, prefer: Prefer | None) -> Comparison:
    """The two beside each other; raises ``HistoriesApart`` when there is something to choose and nobody did."""
    found = compared(ours, theirs)
    if found.is_apart and prefer is None:
        raise HistoriesApart(found)
    return found


def _sheet(assessment: Assessment, current: Mapping[str, AnswerRevision]) -> AnswerSheet:
    return AnswerSheet(assessment=assessment, answers={id: kept.answer for id, kept in current.items()})
