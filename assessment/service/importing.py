"""What comes from files: answer sheets as new assessments, and assessments with their whole history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.errors import HistoriesApart, InvalidAnswer, NotFound, OperationReused
from assessment.joining import Comparison, Prefer, actions_to_save, compared, to_append
from assessment.model import AnswerRevision, AnswerSheet, Assessment, AssessmentHistory
from assessment.results import plan_of
from assessment.sameness import content, details_of
from assessment.service.filling import answer_sheet
from assessment.service.reading import Reading
from assessment.taking_in import Beside, Here, Offer, Taken, beside
from assessment.texts import translate as _
from assessment.validation import history_problems


@dataclass(frozen=True)
class Imported:
    """What an import made: the assessment as it is now, whether it is new here, and how many saves were added."""

    assessment: Assessment
    is_new: bool
    revisions: int


class Importing(Reading):
    """The use cases that keep what was read from files."""

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
        # A plan's own answers, or those with what it takes from its organisation, as its exported file holds them.
        mine = [answer_sheet(kept, current.get(kept.id, {})) for kept in alike]
        seen = {content(self.instrument, sheet) for sheet in (*mine, *self._filled(alike))}
        known = []
        for sheet in sheets:
            said = content(self.instrument, sheet)
            known.append(said in seen)
            seen.add(said)
        return known

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
            Conflict, ActionConflict: somebody saved an answer or an action meanwhile; import again.
        """
        try:
            ours = self._comparable(theirs)
            if ours is None:
                self._store.add_assessment(theirs.assessment, theirs.revisions, theirs.actions)
                return Imported(theirs.assessment, is_new=True, revisions=len(theirs.revisions))
            found = _chosen(ours, theirs, prefer)
            new = to_append(found, prefer, lambda answer, top: self._revision(ours.assessment.id, answer, top, None))
            actions = actions_to_save(found, prefer)
            details = theirs.assessment if prefer is Prefer.THEIRS and found.details else ours.assessment
            if new or actions or details is not ours.assessment:
                self._store.extend(details, new, actions)
            return Imported(details, is_new=False, revisions=len(new))
        except OperationReused as error:
            raise OperationReused(
                _("Some of its saves are here already, with other answers or in another assessment. Nothing was kept.")
            ) from error

    def check_import(self, theirs: AssessmentHistory, prefer: Prefer | None = None) -> None:
        """Raise what :meth:`import_history` would raise, as far as it can be known without writing."""
        if ours := self._comparable(theirs):
            _chosen(ours, theirs, prefer)

    def beside_files(self, assessment_id: str, offers: Sequence[Offer]) -> list[Beside]:
        """What answers from files say beside those that are here, in the order of the questionnaire.

        Nothing is written. A plan has here what it takes from its organisation, too: its exported files hold that.

        Raises:
            NotFound, OtherVersion, StoreUnavailable: there is nothing to compare with.
        """
        whole = self._store.whole(assessment_id)
        plan = plan_of(self.instrument_of(whole.assessment), whole.assessment.stakeholder_types)
        own = whole.by_practice
        here = {id: Here(past[-1].answer, past[-1].revision, past) for id, past in own.items()}
        (sheet,) = self._filled([whole.assessment])
        return beside(plan.column, here | self._taken_here(sheet, here), offers)

    def take_in(self, assessment_id: str, taken: Sequence[Taken]) -> list[AnswerRevision]:
        """Save answers out of files on top of what was looked at, all or nothing; returns what is stored.

        Raises:
            InvalidAnswer: the instrument or a limit does not allow one of them.
            Conflict: somebody saved one of these practices in the meantime.
            NotFound, OtherVersion, StoreUnavailable: likewise, nothing was written.
        """
        self._check(self.assessment(assessment_id), [one.answer for one in taken])
        new = [self._revision(assessment_id, one.answer, one.based_on + 1, None) for one in taken]
        return self._store.append(new)

    def _taken_here(self, sheet: AnswerSheet, own: Mapping[str, Here]) -> dict[str, Here]:
        """What a plan takes from its organisation, each with its history there."""
        past = {id: self._store.whole(id).by_practice for id in set(sheet.sources.values())}
        return {
            id: Here(sheet.answers[id], own[id].based_on if id in own else 0, past[source].get(id, ()))
            for id, source in sheet.sources.items()
        }

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


def _chosen(ours: AssessmentHistory, theirs: AssessmentHistory, prefer: Prefer | None) -> Comparison:
    """The two beside each other; raises ``HistoriesApart`` when there is something to choose and nobody did."""
    found = compared(ours, theirs)
    if found.is_apart and prefer is None:
        raise HistoriesApart(found)
    return found
