"""What a person does with assessments: start them, answer, begin a new round or a plan, carry over, delete."""

from __future__ import annotations

from datetime import date

from assessment.carry_over import CarriedOver, carried_over
from assessment.errors import CannotCarryOver, InvalidAnswer
from assessment.model import ORGANISATION_SUBJECT, Answer, AnswerRevision, Assessment
from assessment.sample import sample_sheet
from assessment.service.discussing import Discussing
from assessment.service.filling import answer_sheet
from assessment.texts import translate as _


class AssessmentService(Discussing):
    """All use cases."""

    def start(self, details: Assessment) -> Assessment:
        """Start an assessment with these details; id, version and time are made here.

        Raises:
            InvalidAnswer: no stakeholder type, or one that the instrument does not have.
        """
        assessment = self._begun(details)
        self._store.add_assessment(assessment)
        return assessment

    def add_sample(self, organisation: str | None = None) -> Assessment:
        """Keep the sample, marked as such: a fictitious State of origin, or in the name of one's own organisation."""
        sheet = sample_sheet(self.instrument, self._clock().date())
        if organisation is not None:
            details = sheet.assessment.model_copy(update={"organisation": organisation})
            sheet = sheet.model_copy(update={"assessment": details})
        return self.add_sheet(sheet)

    def change_details(self, assessment: Assessment) -> None:
        """Replace organisation, country, subject, date, target and the like; answers stay."""
        self._checked_types(self.instrument_of(assessment), assessment.stakeholder_types)
        self._store.update_assessment(assessment)

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
        self._check(self.assessment(assessment_id), [answer])
        revision = self._revision(assessment_id, answer, based_on + 1, operation_id)
        return self._store.append([revision])[0]

    def duplicate(self, assessment_id: str, assessed_on: date | None = None) -> Assessment:
        """Start a new round from an earlier one: current answers and open actions are copied, the history is not."""
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
        sheet = answer_sheet(copy, self._store.current(assessment_id))
        self._store.add_assessment(
            copy, self._first_revisions(copy.id, sheet.answers), self._open_actions(assessment_id, copy)
        )
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

        Carried over are its own answers: what a plan takes from its organisation comes with that.

        Raises:
            CannotCarryOver: nothing says what became of its practices, or its stakeholder types are gone.
            NotFound, OtherVersion: there is nothing to carry over.
        """
        sheet = answer_sheet(self.assessment(assessment_id), self._store.current(assessment_id))
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
        self._store.add_assessment(
            carried, self._first_revisions(carried.id, sheet.answers), self._open_actions(assessment_id, carried)
        )
        return carried

    def delete(self, assessment_id: str) -> None:
        """Delete an assessment with the history of its answers and its plan of action."""
        self._store.delete_assessment(assessment_id)
