"""A store in memory, for tests of what stands above the store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from assessment.errors import ActionConflict, Conflict, NotFound, OperationReused
from assessment.model import AnswerRevision, Assessment, AssessmentHistory, KeptAction, Stage, StageChange, View


class MemoryStore:
    """Implements :class:`assessment.store.interface.Store`."""

    def __init__(self) -> None:
        self._assessments: dict[str, Assessment] = {}
        self._revisions: list[AnswerRevision] = []
        self._actions: dict[tuple[str, str], KeptAction] = {}

    def by(self, _author: str) -> MemoryStore:
        return self

    def add_assessment(
        self,
        assessment: Assessment,
        revisions: Sequence[AnswerRevision] = (),
        actions: Sequence[KeptAction] = (),
    ) -> None:
        self._assessments[assessment.id] = assessment
        self._revisions += revisions
        self._actions |= {(assessment.id, kept.action.id): kept for kept in actions}

    def add_assessments(self, new: Sequence[tuple[Assessment, Sequence[AnswerRevision]]]) -> None:
        for assessment, revisions in new:
            self.add_assessment(assessment, revisions)

    def extend(
        self, assessment: Assessment, revisions: Sequence[AnswerRevision], actions: Sequence[KeptAction] = ()
    ) -> None:
        self.append(revisions)
        self.save_actions(assessment.id, actions)
        self.update_assessment(assessment)

    def whole(self, assessment_id: str) -> AssessmentHistory:
        own = [kept for kept in self._revisions if kept.assessment_id == assessment_id]
        own.sort(key=lambda kept: (kept.answer.practice_id, kept.revision))
        return AssessmentHistory(
            assessment=self.assessment(assessment_id),
            revisions=tuple(own),
            actions=tuple(self.actions(assessment_id)),
        )

    def actions(self, assessment_id: str) -> list[KeptAction]:
        own = [kept for kept in self._actions.values() if kept.assessment_id == assessment_id]
        return sorted(own, key=lambda kept: kept.action.id)

    def save_actions(self, assessment_id: str, new: Sequence[KeptAction]) -> list[KeptAction]:
        self.assessment(assessment_id)
        changed = dict(self._actions)
        for kept in new:
            current = changed.get((assessment_id, kept.action.id))
            if current and (current.revision, current.action) == (kept.revision, kept.action):
                continue
            if kept.revision != (current.revision if current else 0) + 1:
                raise ActionConflict(current)
            changed[assessment_id, kept.action.id] = kept
        self._actions = changed
        return [changed[assessment_id, kept.action.id] for kept in new]

    def update_assessment(self, assessment: Assessment) -> None:
        self.assessment(assessment.id)
        self._assessments[assessment.id] = assessment

    def assessment(self, assessment_id: str) -> Assessment:
        if assessment_id not in self._assessments:
            raise NotFound
        return self._assessments[assessment_id]

    def assessments(self) -> list[Assessment]:
        return list(reversed(self._assessments.values()))

    def delete_assessment(self, assessment_id: str) -> None:
        self.assessment(assessment_id)
        del self._assessments[assessment_id]
        self._revisions = [kept for kept in self._revisions if kept.assessment_id != assessment_id]
        self._actions = {key: kept for key, kept in self._actions.items() if key[0] != assessment_id}

    def append(self, revisions: Sequence[AnswerRevision], settled: Sequence[View] = ()) -> list[AnswerRevision]:
        assert not settled
        stored: list[AnswerRevision] = []
        new: list[AnswerRevision] = []
        for revision in revisions:
            history = self.history(revision.assessment_id, revision.answer.practice_id)
            history += [
                kept
                for kept in new
                if (kept.assessment_id, kept.answer.practice_id)
                == (revision.assessment_id, revision.answer.practice_id)
            ]
            self.assessment(revision.assessment_id)
            same = [kept for kept in history if kept.operation_id == revision.operation_id]
            if same and same[0].answer != revision.answer:
                raise OperationReused
            if not same and revision.revision != len(history) + 1:
                raise Conflict(history[-1] if history else None)
            new += [] if same else [revision]
            stored.append(same[0] if same else revision)
        self._revisions += new
        return stored

    def current(self, assessment_id: str) -> Mapping[str, AnswerRevision]:
        return {kept.answer.practice_id: kept for kept in self._revisions if kept.assessment_id == assessment_id}

    def current_of(self, assessment_ids: Collection[str]) -> Mapping[str, Mapping[str, AnswerRevision]]:
        return {id: found for id in assessment_ids if (found := self.current(id))}

    def current_of_all(self) -> Mapping[str, Mapping[str, AnswerRevision]]:
        return {id: self.current(id) for id in self._assessments}

    def levels(self, assessment_ids: Iterable[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
        for id in sorted(set(assessment_ids)):
            if kept := self.current(id):
                yield id, {practice: one.answer.answer for practice, one in kept.items()}

    def history(self, assessment_id: str, practice_id: str) -> list[AnswerRevision]:
        return [
            kept
            for kept in self._revisions
            if kept.assessment_id == assessment_id and kept.answer.practice_id == practice_id
        ]

    def answered(self) -> Mapping[str, Collection[str]]:
        return {
            id: {practice for practice, kept in self.current(id).items() if kept.answer.is_answered}
            for id in self._assessments
        }

    def stages(self, _assessment_id: str) -> list[StageChange]:
        return []

    def stage_of_all(self) -> Mapping[str, Stage]:
        return {}

    def last_changes(self) -> Mapping[str, datetime]:
        return {kept.assessment_id: kept.at for kept in self._revisions}
