"""The append-only history of answers: what may be appended, decided inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Insert, Select, and_, bindparam, exists, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from assessment.errors import Conflict, NotFound, OperationReused
from assessment.model import BLANK, AnswerRevision
from assessment.store.rows import Values, is_storable, revision_of
from assessment.store.schema import answers, assessments, stages, utc
from assessment.store.stages import refuse_frozen
from assessment.texts import translate as _

_BATCH = 500
"""Values in one ``IN``: databases allow some tens of thousands of parameters a statement."""
_SEPARATOR = "\x1f"
"""Between values in one text; it stands in no id."""

_LARGEST = 2**31 - 1
"""Of a revision that the column takes; drivers refuse larger ones each in a way of its own."""


class Clash(Exception):
    """Somebody else's revision or operation came in between."""


def newest(connection: Connection, *conditions: ColumnElement[bool]) -> list[AnswerRevision]:
    """The newest revision of each practice of each assessment, among the rows that meet the conditions."""
    return [revision_of(row) for row in connection.execute(_newest_rows(select(answers), *conditions))]


def answered(connection: Connection) -> Iterator[tuple[str, str]]:
    """(assessment, practice) wherever the newest revision holds an answer."""
    pairs = select(answers.c.assessment_id, answers.c.practice_id)
    query = _newest_rows(pairs).where(answers.c.answer != BLANK)
    for row in connection.execute(query):
        yield row.assessment_id, row.practice_id


def levels(connection: Connection, assessment_ids: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """(assessment, newest answer code by practice) of each of these that has answers.

    The database makes one row of an assessment's answers: fetching each of them costs more than all the rest. Revisions
    have no gaps, so the newest is the one that none comes after, which the primary key tells without sorting.
    """
    for row in connection.execute(_LEVELS, {"assessment_ids": list(assessment_ids)}):
        practices, codes = row.practices.split(_SEPARATOR), row.codes.split(_SEPARATOR)
        yield row.assessment_id, dict(zip(practices, codes, strict=True))


def _levels() -> Select[Any]:
    rows = (
        select(
            answers.c.assessment_id,
            answers.c.practice_id,
            answers.c.answer,
            func.lead(answers.c.revision)
            .over(partition_by=(answers.c.assessment_id, answers.c.practice_id), order_by=answers.c.revision)
            .label("later"),
        )
        .where(answers.c.assessment_id.in_(bindparam("assessment_ids", expanding=True)))
        .subquery()
    )
    return (
        select(
            rows.c.assessment_id,
            func.aggregate_strings(rows.c.practice_id, _SEPARATOR).label("practices"),
            func.aggregate_strings(rows.c.answer, _SEPARATOR).label("codes"),
        )
        .where(rows.c.later.is_(None))
        .group_by(rows.c.assessment_id)
    )


_LEVELS = _levels()


def _newest_rows(query: Select[Any], *conditions: ColumnElement[bool]) -> Select[Any]:
    """A query of ``answers``, narrowed to the newest revision of each practice of each assessment."""
    top = (
        select(answers.c.assessment_id, answers.c.practice_id, func.max(answers.c.revision).label("revision"))
        .where(*conditions)
        .group_by(answers.c.assessment_id, answers.c.practice_id)
        .subquery()
    )
    is_top = and_(
        answers.c.assessment_id == top.c.assessment_id,
        answers.c.practice_id == top.c.practice_id,
        answers.c.revision == top.c.revision,
    )
    return query.join(top, is_top)


def append(connection: Connection, revisions: Sequence[AnswerRevision], rows: Sequence[Values]) -> list[AnswerRevision]:
    """Append what is new, and return what is stored for each, in the same order.

    The caller's transaction holds SQLite's write lock; on PostgreSQL the rows of the assessments are
    locked. So what is read here stays true until the commit. The primary key has the last word all the
    same.

    Args:
        connection: in a transaction for writing; the caller rolls back when this raises.
        revisions: to be appended in this order.
        rows: the same, as checked rows of ``answers``.

    Raises:
        NotFound, Frozen, Conflict, OperationReused: see the store's interface.
        Clash: the database refused what had seemed right; after the rollback, ask for the :func:`winner`.
    """
    if not revisions:
        return []
    _lock(connection, {revision.assessment_id for revision in revisions})
    tops = _newest_of(connection, revisions)
    operations = _operations_of(connection, revisions)
    stored: list[AnswerRevision] = []
    fresh: list[Values] = []
    for revision, row in zip(revisions, rows, strict=True):
        practice = (revision.assessment_id, revision.answer.practice_id)
        operation = (revision.operation_id, revision.answer.practice_id)
        if (earlier := operations.get(operation)) is not None:
            stored.append(_same_save(earlier, revision))
            continue
        top = tops.get(practice)
        if revision.revision != (top.revision if top else 0) + 1:
            raise Conflict(top)
        kept = revision.model_copy(update={"at": utc(revision.at)})
        tops[practice] = operations[operation] = kept
        stored.append(kept)
        fresh.append(row)
    if fresh:
        refuse_frozen(connection, {row["assessment_id"] for row in fresh})
        try:
            connection.execute(insert(answers), fresh)
        except IntegrityError as refusal:
            raise Clash from refusal
    return stored


def append_next(connection: Connection, row: Values) -> bool:
    """Append one revision, for an assessment that was never submitted; false when there is more to look at, and then
    nothing was written.

    Revisions have no gaps, so the next is the one whose predecessor is there and which is not there itself. SQLite lets
    nobody else write during a statement; on PostgreSQL the assessment is locked first, so that nobody submits it then.

    Raises:
        NotFound: there is no such assessment.
        Clash: as :func:`append` does, and for what that refuses; it finds the reason.
    """
    if not 1 <= row["revision"] <= _LARGEST:
        return False
    if connection.dialect.name == "postgresql":
        _lock(connection, {row["assessment_id"]})
    try:
        return connection.execute(_INSERT_NEXT, row).rowcount == 1
    except IntegrityError as refusal:
        raise Clash from refusal


def winner(connection: Connection, rows: Sequence[Values]) -> AnswerRevision | None:
    """The stored revision that made them clash; ``None`` when it was an operation in another assessment."""
    for row in rows:
        found = newest(
            connection,
            answers.c.assessment_id == row["assessment_id"],
            answers.c.practice_id == row["practice_id"],
        )
        if found and found[0].revision >= row["revision"]:
            return found[0]
    return None


def _insert_next() -> Insert:
    values = {column.name: bindparam(column.name, type_=column.type) for column in answers.c}
    earlier = answers.alias()
    has_predecessor = exists().where(
        earlier.c.assessment_id == values["assessment_id"],
        earlier.c.practice_id == values["practice_id"],
        earlier.c.revision == values["revision"] - 1,
    )
    was_submitted = exists().where(stages.c.assessment_id == values["assessment_id"])
    row = select(*values.values()).where(or_(values["revision"] == 1, has_predecessor), ~was_submitted)
    return insert(answers).from_select(list(values), row).execution_options(preserve_rowcount=True)


_INSERT_NEXT = _insert_next()


def _same_save(earlier: AnswerRevision, again: AnswerRevision) -> AnswerRevision:
    if earlier.assessment_id != again.assessment_id or earlier.answer != again.answer:
        raise OperationReused(
            _("This save was already made with another answer. Nothing was written; load the page again.")
        )
    return earlier


def _lock(connection: Connection, assessment_ids: set[str]) -> None:
    if not all(map(is_storable, assessment_ids)):
        raise NotFound
    query = (
        select(assessments.c.id)
        .where(assessments.c.id.in_(assessment_ids))
        .order_by(assessments.c.id)
        .with_for_update(key_share=True)
    )
    if set(connection.scalars(query)) != assessment_ids:
        raise NotFound


def _newest_of(connection: Connection, revisions: Sequence[AnswerRevision]) -> dict[tuple[str, str], AnswerRevision]:
    assessment_ids = {revision.assessment_id for revision in revisions}
    practice_ids = {revision.answer.practice_id for revision in revisions}
    return {
        (top.assessment_id, top.answer.practice_id): top
        for some in batches(practice_ids)
        for top in newest(connection, answers.c.assessment_id.in_(assessment_ids), answers.c.practice_id.in_(some))
    }


def _operations_of(
    connection: Connection, revisions: Sequence[AnswerRevision]
) -> dict[tuple[str, str], AnswerRevision]:
    operation_ids = {revision.operation_id for revision in revisions}
    found = (
        revision_of(row)
        for some in batches(operation_ids)
        for row in connection.execute(select(answers).where(answers.c.operation_id.in_(some)))
    )
    return {(kept.operation_id, kept.answer.practice_id): kept for kept in found}


def batches(values: Iterable[str]) -> Iterator[list[str]]:
    """The values in order, in lists short enough for one ``IN``."""
    ordered = sorted(values)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]
