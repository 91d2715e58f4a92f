"""What the service needs of a store; the rooms above know only this."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from assessment.model import AnswerRevision, Assessment, AssessmentHistory, KeptAction


class Store(Protocol):
    """Keeps assessments, the append-only history of their answers, and their plans of action.

    Every method is one transaction, and returns after the database has committed it. All raise
    ``StoreUnavailable`` when the database cannot be used; then nothing was changed. Those that write raise
    ``InvalidAnswer`` for a text that cannot be stored (too long, a NUL, half of a surrogate pair) and for a
    value that the model does not allow. Times must have a zone (``ValueError``) and come back in UTC, to
    the microsecond.
    """

    def add_assessment(
        self,
        assessment: Assessment,
        revisions: Sequence[AnswerRevision] = (),
        actions: Sequence[KeptAction] = (),
    ) -> None:
        """Keep a new assessment together with its first answers and its actions, all or nothing.

        The answers follow the rules of :meth:`append`; actions are kept with whatever revision they have.
        Raises ``Conflict`` when the id is taken.
        """

    def add_assessments(self, new: Sequence[tuple[Assessment, Sequence[AnswerRevision]]]) -> None:
        """Keep several new assessments, each with its first answers, all or nothing.

        Refuses what :meth:`add_assessment` refuses, and then keeps none of them.
        """

    def update_assessment(self, assessment: Assessment) -> None:
        """Replace the details of an assessment, its targets among them; raises ``NotFound``.

        Id, time of creation and answers stay.
        """

    def assessment(self, assessment_id: str) -> Assessment:
        """One assessment with its targets; raises ``NotFound``."""

    def extend(
        self, assessment: Assessment, revisions: Sequence[AnswerRevision], actions: Sequence[KeptAction] = ()
    ) -> None:
        """Replace the details of an assessment, append to its histories and save actions, all or nothing.

        As :meth:`update_assessment`, :meth:`append` and :meth:`save_actions`, in one transaction; raises what they do.
        """

    def whole(self, assessment_id: str) -> AssessmentHistory:
        """One assessment with every revision of every answer and its actions, as of one moment.

        Raises ``NotFound``.
        """

    def actions(self, assessment_id: str) -> list[KeptAction]:
        """The plan of action of an assessment, by id. Empty for an unknown assessment."""

    def save_actions(self, assessment_id: str, new: Sequence[KeptAction]) -> list[KeptAction]:
        """Save actions of one assessment, new or changed, all or nothing; what is now stored, in the same order.

        An action is written only when its revision is exactly one above the stored one (1 for a new one); otherwise
        ``ActionConflict`` with the stored one, and nothing is written. Saving once more what is stored at the same
        revision writes nothing. Raises ``NotFound`` for an unknown assessment.
        """

    def assessments(self) -> list[Assessment]:
        """All assessments, newest first by creation; those without that time last."""

    def delete_assessment(self, assessment_id: str) -> None:
        """Delete an assessment with its histories and its actions; raises ``NotFound``.

        Rounds that were copied from it stay, and still name it as their baseline.
        """

    def append(self, revisions: Sequence[AnswerRevision]) -> list[AnswerRevision]:
        """Append to the histories, all or nothing, and return what is now stored, in the same order.

        A revision is written only when it is exactly one above the newest stored one of its practice; the
        database decides. Otherwise ``Conflict`` with the newest, and nothing is written. When the operation
        id is already stored for that practice with the same answer, the stored revision is returned and
        nothing is written; with another answer, or in another assessment: ``OperationReused``. Raises
        ``NotFound`` for an unknown assessment.
        """

    def current(self, assessment_id: str) -> Mapping[str, AnswerRevision]:
        """The newest revision of every practice answered so far, by practice id. Empty for an unknown id."""

    def current_of(self, assessment_ids: Collection[str]) -> Mapping[str, Mapping[str, AnswerRevision]]:
        """What :meth:`current` gives, of each of these that has answers, by its id, in one go."""

    def current_of_all(self) -> Mapping[str, Mapping[str, AnswerRevision]]:
        """What :meth:`current` gives, of every assessment that has answers, by its id, in one go."""

    def history(self, assessment_id: str, practice_id: str) -> list[AnswerRevision]:
        """All revisions of one answer, oldest first. Empty for unknown ids."""

    def answered(self) -> Mapping[str, Collection[str]]:
        """Ids of the practices that are answered at present, by the id of the assessment.

        Cheaper than :meth:`current_of_all`, for lists. What was cleared again, or only commented on, is not answered.
        """

    def last_changes(self) -> Mapping[str, datetime]:
        """Time of the newest revision of each assessment that has any."""
