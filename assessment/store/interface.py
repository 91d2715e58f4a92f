"""What the service needs of a store; the rooms above know only this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from assessment.model import AnswerRevision, Assessment


class Store(Protocol):
    """Keeps assessments and the append-only history of their answers.

    Every method is one transaction. All raise ``StoreUnavailable`` when the database cannot be used; then nothing
    was changed.
    """

    def add_assessment(self, assessment: Assessment, revisions: Sequence[AnswerRevision] = ()) -> None:
        """Keep a new assessment together with its first answers, all or nothing."""

    def update_assessment(self, assessment: Assessment) -> None:
        """Replace the details of an assessment; raises ``NotFound``."""

    def assessment(self, assessment_id: str) -> Assessment:
        """One assessment; raises ``NotFound``."""

    def assessments(self) -> list[Assessment]:
        """All assessments, newest first by creation."""

    def delete_assessment(self, assessment_id: str) -> None:
        """Delete an assessment with its histories; raises ``NotFound``."""

    def append(self, revisions: Sequence[AnswerRevision]) -> list[AnswerRevision]:
        """Append to the histories, all or nothing, and return what is now stored, in the same order.

        A revision is written only when it is exactly one above the newest stored one of its practice; the database
        decides. Otherwise ``Conflict`` with the newest, and nothing is written. When the operation id is already
        stored for that practice with the same answer, the stored revision is returned and nothing is written; with
        another answer: ``OperationReused``. Raises ``NotFound`` for an unknown assessment.
        """

    def current(self, assessment_id: str) -> Mapping[str, AnswerRevision]:
        """The newest revision of every practice answered so far, by practice id. Empty for an unknown id."""

    def history(self, assessment_id: str, practice_id: str) -> list[AnswerRevision]:
        """All revisions of one answer, oldest first."""

    def last_changes(self) -> Mapping[str, datetime]:
        """Time of the newest revision of each assessment that has any."""
