"""The store over a SQL database."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from assessment.errors import Conflict, NotFound
from assessment.model import AnswerRevision, Assessment, AssessmentHistory, KeptAction, View
from assessment.store import actions as plan
from assessment.store import history
from assessment.store.base import insert_unless_known, locked_organisation_id
from assessment.store.engine import for_one_moment, for_one_statement
from assessment.store.rows import (
    Values,
    action_row,
    assessment_row,
    assessments_of,
    is_storable,
    revision_of,
    revision_row,
    target_rows,
)
from assessment.store.schema import actions as action_table
from assessment.store.schema import answers, assessments, organisations, targets, utc
from assessment.store.stages import refuse_frozen
from assessment.store.teamwork import Teamwork
from assessment.store.unavailable import explained

CREATED = "created"
UPDATED = "updated"
DELETED = "deleted"


class SqlStore(Teamwork):
    """Implements :class:`assessment.store.interface.Store`; may be used from many threads at once.

    Creating, changing and deleting an assessment is logged in the same transaction, by ids only.
    """

    def add_assessment(
        self,
        assessment: Assessment,
        revisions: Sequence[AnswerRevision] = (),
        actions: Sequence[KeptAction] = (),
    ) -> None:
        """Keep a new assessment together with its first answers and its actions, all or nothing."""
        entry = _Entry.of(assessment, revisions, actions)
        with self._writing() as connection:
            self._add(connection, entry)

    def add_assessments(self, new: Sequence[tuple[Assessment, Sequence[AnswerRevision]]]) -> None:
        """Keep several new assessments, each with its first answers, all or nothing."""
        entries = [_Entry.of(assessment, revisions) for assessment, revisions in new]
        with self._writing() as connection:
            for entry in entries:
                self._add(connection, entry)

    def update_assessment(self, assessment: Assessment) -> None:
        """Replace the details of an assessment; raises ``NotFound``."""
        self.extend(assessment, ())

    def extend(
        self, assessment: Assessment, revisions: Sequence[AnswerRevision], actions: Sequence[KeptAction] = ()
    ) -> None:
        """Replace the details of an assessment, append to its histories and save actions, all or nothing."""
        entry = _Entry.of(assessment, revisions, actions)
        row = {name: value for name, value in entry.row.items() if name not in ("id", "created_at")}
        try:
            with self._writing() as connection:
                earlier = locked_organisation_id(connection, assessment.id)
                refuse_frozen(connection, [assessment.id])
                row["organisation_id"] = _organisation_id(connection, assessment.organisation)
                connection.execute(update(assessments).where(assessments.c.id == assessment.id), row)
                connection.execute(delete(targets).where(targets.c.assessment_id == assessment.id))
                if entry.targets:
                    connection.execute(insert(targets), entry.targets)
                if earlier != row["organisation_id"]:
                    _delete_unused_organisation(connection, earlier)
                history.append(connection, revisions, entry.answers)
                plan.save(connection, actions, entry.actions)
                self._log(connection, UPDATED, assessment.id)
        except history.Clash as clash:
            raise Conflict(None) from clash

    def assessment(self, assessment_id: str) -> Assessment:
        """One assessment; raises ``NotFound``."""
        if not is_storable(assessment_id):
            raise NotFound
        with self._reading() as connection:
            return one_assessment(connection, assessment_id)

    def whole(self, assessment_id: str) -> AssessmentHistory:
        """One assessment with every revision of every answer and its actions, as of one moment."""
        if not is_storable(assessment_id):
            raise NotFound
        query = (
            select(answers)
            .where(answers.c.assessment_id == assessment_id)
            .order_by(answers.c.practice_id, answers.c.revision)
        )
        with explained(self._database), for_one_moment(self.engine).connect() as connection:
            found = one_assessment(connection, assessment_id)
            return AssessmentHistory(
                assessment=found,
                revisions=tuple(map(revision_of, connection.execute(query))),
                actions=tuple(plan.kept_of(connection, assessment_id)),
            )

    def actions(self, assessment_id: str) -> list[KeptAction]:
        """The plan of action of an assessment, by id."""
        if not is_storable(assessment_id):
            return []
        with self._reading() as connection:
            return plan.kept_of(connection, assessment_id)

    def save_actions(self, assessment_id: str, new: Sequence[KeptAction]) -> list[KeptAction]:
        """Save actions of one assessment; see the interface for what is refused and how."""
        rows = _action_rows(assessment_id, new)
        if not is_storable(assessment_id):
            raise NotFound
        with self._writing() as connection:
            locked_organisation_id(connection, assessment_id)
            return plan.save(connection, new, rows)

    def assessments(self) -> list[Assessment]:
        """All assessments, newest first by creation."""
        newest_first = _details().order_by(assessments.c.created_at.desc().nulls_last(), assessments.c.id)
        with self._reading() as connection:
            return assessments_of(connection.execute(newest_first))

    def delete_assessment(self, assessment_id: str) -> None:
        """Delete an assessment with its histories; raises ``NotFound``."""
        if not is_storable(assessment_id):
            raise NotFound
        with self._writing() as connection:
            organisation_id = locked_organisation_id(connection, assessment_id)
            connection.execute(delete(assessments).where(assessments.c.id == assessment_id))
            _delete_unused_organisation(connection, organisation_id)
            self._log(connection, DELETED, assessment_id)

    def append(self, revisions: Sequence[AnswerRevision], settled: Sequence[View] = ()) -> list[AnswerRevision]:
        """Append to the histories, all or nothing; see the interface for what is refused and how."""
        rows = [revision_row(revision) for revision in revisions]
        if len(rows) == 1 and not settled and self._append_next(rows[0]):
            return [revisions[0].model_copy(update={"at": utc(revisions[0].at)})]
        try:
            with self._writing() as connection:
                stored = history.append(connection, revisions, rows)
                for view in settled:
                    self._keep_view(connection, view)
                return stored
        except history.Clash as clash:
            with self._reading() as connection:
                raise Conflict(history.winner(connection, rows)) from clash

    def current(self, assessment_id: str) -> Mapping[str, AnswerRevision]:
        """The newest revision of every practice answered so far, by practice id."""
        if not is_storable(assessment_id):
            return {}
        with self._reading() as connection:
            found = history.newest(connection, answers.c.assessment_id == assessment_id)
        return {revision.answer.practice_id: revision for revision in found}

    def current_of(self, assessment_ids: Collection[str]) -> Mapping[str, Mapping[str, AnswerRevision]]:
        """What ``current`` gives, of each of these that has answers, by its id."""
        with self._reading() as connection:
            return _by_assessment(
                revision
                for some in history.batches(filter(is_storable, set(assessment_ids)))
                for revision in history.newest(connection, answers.c.assessment_id.in_(some))
            )

    def current_of_all(self) -> Mapping[str, Mapping[str, AnswerRevision]]:
        """What ``current`` gives, of every assessment that has answers, by its id, in one query."""
        with self._reading() as connection:
            return _by_assessment(history.newest(connection))

    def levels(self, assessment_ids: Iterable[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Answer codes alone, some assessments at a time; see the interface."""
        for some in history.batches(filter(is_storable, set(assessment_ids))):
            with self._reading() as connection:
                found = list(history.levels(connection, some))
            yield from found

    def history(self, assessment_id: str, practice_id: str) -> list[AnswerRevision]:
        """All revisions of one answer, oldest first."""
        if not (is_storable(assessment_id) and is_storable(practice_id)):
            return []
        query = (
            select(answers)
            .where(answers.c.assessment_id == assessment_id, answers.c.practice_id == practice_id)
            .order_by(answers.c.revision)
        )
        with self._reading() as connection:
            return [revision_of(row) for row in connection.execute(query)]

    def answered(self) -> Mapping[str, Collection[str]]:
        """Ids of the practices that are answered at present, by the id of the assessment, in one query."""
        found: dict[str, set[str]] = {}
        with self._reading() as connection:
            for assessment_id, practice_id in history.answered(connection):
                found.setdefault(assessment_id, set()).add(practice_id)
        return found

    def last_changes(self) -> Mapping[str, datetime]:
        """Time of the newest revision of each assessment that has any."""
        query = select(answers.c.assessment_id, func.max(answers.c.at).label("at")).group_by(answers.c.assessment_id)
        with self._reading() as connection:
            return {row.assessment_id: row.at for row in connection.execute(query)}

    def _append_next(self, row: Values) -> bool:
        """What nearly every save is: one answer, made from the newest. Anything else takes the longer way."""
        try:
            with explained(self._database), for_one_statement(self.engine).begin() as connection:
                return history.append_next(connection, row)
        except history.Clash:
            return False

    def _add(self, connection: Connection, entry: _Entry) -> None:
        organisation_id = _organisation_id(connection, entry.organisation)
        try:
            connection.execute(insert(assessments), entry.row | {"organisation_id": organisation_id})
            if entry.targets:
                connection.execute(insert(targets), entry.targets)
            history.append(connection, entry.revisions, entry.answers)
            if entry.actions:
                connection.execute(insert(action_table), entry.actions)
        except (IntegrityError, history.Clash) as clash:
            raise Conflict(None) from clash
        self._log(connection, CREATED, entry.row["id"])


@dataclass(frozen=True)
class _Entry:
    """An assessment as checked rows, but for the id of its organisation."""

    organisation: str
    row: Values
    targets: Sequence[Values]
    revisions: Sequence[AnswerRevision]
    answers: Sequence[Values]
    actions: Sequence[Values]

    @classmethod
    def of(
        cls, assessment: Assessment, revisions: Sequence[AnswerRevision], actions: Sequence[KeptAction] = ()
    ) -> _Entry:
        """Check everything before the database is locked; raises ``ValueError`` for what belongs elsewhere."""
        if any(revision.assessment_id != assessment.id for revision in revisions):
            raise ValueError("The answers must belong to the assessment.")
        return cls(
            organisation=assessment.organisation,
            row=assessment_row(assessment),
            targets=target_rows(assessment),
            revisions=revisions,
            answers=[revision_row(revision) for revision in revisions],
            actions=_action_rows(assessment.id, actions),
        )


def _action_rows(assessment_id: str, actions: Sequence[KeptAction]) -> list[Values]:
    if any(kept.assessment_id != assessment_id for kept in actions):
        raise ValueError("The actions must belong to the assessment.")
    return [action_row(kept) for kept in actions]


def _by_assessment(revisions: Iterable[AnswerRevision]) -> dict[str, dict[str, AnswerRevision]]:
    found: dict[str, dict[str, AnswerRevision]] = {}
    for revision in revisions:
        found.setdefault(revision.assessment_id, {})[revision.answer.practice_id] = revision
    return found


def one_assessment(connection: Connection, assessment_id: str) -> Assessment:
    """One assessment with its targets; raises ``NotFound``."""
    found = assessments_of(connection.execute(_details().where(assessments.c.id == assessment_id)))
    if not found:
        raise NotFound
    return found[0]


def _details() -> Select[Any]:
    return (
        select(
            assessments,
            organisations.c.name.label("organisation"),
            targets.c.recommendation_id,
            targets.c.target.label("recommendation_target"),
        )
        .select_from(assessments)
        .outerjoin(organisations)
        .outerjoin(targets)
    )


def _organisation_id(connection: Connection, name: str) -> str | None:
    """Id of the organisation of this name, made when there is none; no name, no organisation.

    The row stays locked until the commit, so that nobody takes it for unused and deletes it meanwhile.
    """
    if not name:
        return None
    known = select(organisations.c.id).where(organisations.c.name == name).with_for_update()
    if (found := connection.scalar(known)) is None:
        connection.execute(insert_unless_known(connection, organisations), {"id": uuid.uuid4().hex, "name": name})
        found = connection.execute(known).scalar_one()
    return str(found)


def _delete_unused_organisation(connection: Connection, organisation_id: str | None) -> None:
    """Of what was deleted no name stays behind."""
    if organisation_id is None:
        return
    is_this = organisations.c.id == organisation_id
    connection.execute(select(organisations.c.id).where(is_this).with_for_update())
    is_used = exists().where(assessments.c.organisation_id == organisation_id)
    connection.execute(delete(organisations).where(is_this, ~organisations.c.is_enrolled, ~is_used))
