"""How an assessment leaves the organisation: submitted by a lead, cleared where that is asked for, reopened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assessment.access import Deed
from assessment.errors import InvalidAnswer, NotAllowed, NotCleared
from assessment.model import Assessment, Stage, StageChange
from assessment.service.planning import Planning
from assessment.texts import translate as _


class Standing(Planning):
    """The use cases of submitting, clearing and reopening."""

    def stages(self, assessment_id: str) -> Sequence[StageChange]:
        """All steps of an assessment, oldest first; empty for a draft that was always one."""
        return self._store.stages(assessment_id)

    def stage(self, assessment_id: str) -> Stage:
        """Where an assessment stands now."""
        past = self._store.stages(assessment_id)
        return past[-1].stage if past else Stage.DRAFT

    def stage_of_all(self) -> Mapping[str, Stage]:
        """Where each assessment stands that was ever submitted, by its id."""
        return self._store.stage_of_all()

    def submit(self, assessment_id: str, note: str = "") -> StageChange:
        """Freeze the answers and the details; raises ``NotFound``, ``NotAllowed``, ``StageConflict``."""
        return self._move(assessment_id, Stage.SUBMITTED, note, {Stage.DRAFT})

    def clear(self, assessment_id: str, note: str = "") -> StageChange:
        """Approve that it leaves the organisation; raises ``NotFound``, ``NotAllowed``, ``StageConflict``."""
        return self._move(assessment_id, Stage.CLEARED, note, {Stage.SUBMITTED})

    def reopen(self, assessment_id: str, note: str) -> StageChange:
        """Let answers change again; the reason is kept.

        Raises:
            InvalidAnswer: no reason was given, or it is no longer submitted.
            NotFound, NotAllowed, StageConflict: nothing was written.
        """
        if not note.strip():
            raise InvalidAnswer(_("Say why it is opened again; the reason is kept."))
        return self._move(assessment_id, Stage.DRAFT, note, {Stage.SUBMITTED, Stage.CLEARED})

    def needs_clearance(self, assessment: Assessment) -> bool:
        """Must a named person approve before anything of it leaves?"""
        membership = self.rights and self.rights.membership(assessment.organisation)
        return bool(membership and membership.organisation.needs_clearance)

    def check_export(self, assessment: Assessment) -> None:
        """Raise when nothing of it may leave: ``NotAllowed`` for the role, ``NotCleared`` before the approval."""
        if not self.may(Deed.EXPORT, assessment):
            raise NotAllowed(_("Your role does not allow this. Ask a lead of your organization."))
        if self.needs_clearance(assessment) and self.stage(assessment.id) is not Stage.CLEARED:
            raise NotCleared

    def _move(self, assessment_id: str, stage: Stage, note: str, possible_from: set[Stage]) -> StageChange:
        past = self._store.stages(assessment_id)
        now = past[-1].stage if past else Stage.DRAFT
        self._store.assessment(assessment_id)
        if now not in possible_from:
            raise InvalidAnswer(_("The assessment is not at the stage for this any more. Look again."))
        change = StageChange(
            assessment_id=assessment_id,
            number=len(past) + 1,
            stage=stage,
            author=self._author,
            at=self._clock(),
            note=note.strip(),
        )
        return self._store.change_stage(change)
