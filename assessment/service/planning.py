"""The plan of action: actions are read, saved with a check for conflicts, and taken into the next round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assessment.action_plan import action_problem
from assessment.errors import InvalidAnswer
from assessment.model import Action, Assessment, KeptAction
from assessment.results import plan_of
from assessment.service.importing import Importing

NEW = "new"
"""Id of an action that is not kept yet."""


class Planning(Importing):
    """The use cases of the plan of action. No action is deleted: what is given up is dropped, and stays to read."""

    def actions(self, assessment_id: str) -> Sequence[KeptAction]:
        """The plan of action of an assessment, by id; empty when there is none."""
        return self._store.actions(assessment_id)

    def add_action(self, assessment_id: str, action: Action) -> KeptAction:
        """Plan an action; its id is made here unless it has one.

        Raises:
            InvalidAnswer: the instrument or a limit does not allow it.
            NotFound, OtherVersion, StoreUnavailable: nothing was written.
        """
        return self.add_actions(assessment_id, [action])[0]

    def add_actions(self, assessment_id: str, new: Sequence[Action]) -> list[KeptAction]:
        """Plan several actions at once, all or nothing; as :meth:`add_action`."""
        assessment = self._allowing(assessment_id, new)
        return self._store.save_actions(assessment.id, self._first_actions(assessment.id, new))

    def change_action(self, assessment_id: str, action: Action, based_on: int) -> KeptAction:
        """Save an action that was made from revision ``based_on``, after the database has committed it.

        Raises:
            ActionConflict: somebody changed it in the meantime; nothing was written.
            InvalidAnswer, NotFound, OtherVersion, StoreUnavailable: nothing was written.
        """
        self._allowing(assessment_id, [action])
        return self._store.save_actions(assessment_id, [self._kept(assessment_id, action, based_on + 1)])[0]

    def _allowing(self, assessment_id: str, actions: Iterable[Action]) -> Assessment:
        assessment = self.assessment(assessment_id)
        plan = plan_of(self.instrument_of(assessment), assessment.stakeholder_types)
        for action in actions:
            if problem := action_problem(plan, action):
                raise InvalidAnswer(problem)
        return assessment

    def _first_actions(self, assessment_id: str, actions: Iterable[Action]) -> list[KeptAction]:
        return [
            self._kept(assessment_id, action if action.id != NEW else action.model_copy(update={"id": self._ids()}), 1)
            for action in actions
        ]

    def _kept(self, assessment_id: str, action: Action, revision: int) -> KeptAction:
        return KeptAction(
            assessment_id=assessment_id, action=action, revision=revision, author=self._author, at=self._clock()
        )

    def _open_actions(self, earlier_id: str, later: Assessment) -> list[KeptAction]:
        """The open actions of an earlier assessment for a later one, as far as that asks what they are about."""
        plan = plan_of(self.instrument_of(later), later.stakeholder_types)
        found = []
        for kept in self._store.actions(earlier_id):
            aims = tuple(aim for aim in kept.action.aims if aim.practice_id in plan.column)
            action = kept.action.model_copy(update={"id": NEW, "aims": aims})
            if action.status.is_open and action_problem(plan, action) is None:
                found.append(action)
        return self._first_actions(later.id, found)
