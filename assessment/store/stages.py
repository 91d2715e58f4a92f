"""How far assessments are on their way out: draft, submitted, cleared. The newest step is where one stands."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Row, and_, func, insert, select

from assessment.errors import Frozen, StageConflict
from assessment.model import Stage, StageChange
from assessment.store.rows import stage_row
from assessment.store.schema import stages, utc


def refuse_frozen(connection: Connection, assessment_ids: Iterable[str]) -> None:
    """Raise ``Frozen`` when one of these is submitted; the caller holds a lock on them, so it stays true."""
    ids = set(assessment_ids)
    if any(change.stage.is_frozen for change in newest(connection, ids)):
        raise Frozen


def newest(connection: Connection, assessment_ids: Iterable[str] | None = None) -> list[StageChange]:
    """The newest step of each of these assessments that has any; ``None`` for all."""
    top = select(stages.c.assessment_id, func.max(stages.c.number).label("number")).group_by(stages.c.assessment_id)
    if assessment_ids is not None:
        top = top.where(stages.c.assessment_id.in_(list(assessment_ids)))
    tops = top.subquery()
    is_top = and_(stages.c.assessment_id == tops.c.assessment_id, stages.c.number == tops.c.number)
    return [change_of(row) for row in connection.execute(select(stages).join(tops, is_top))]


def steps(connection: Connection, assessment_id: str) -> list[StageChange]:
    """All steps of an assessment, oldest first."""
    query = select(stages).where(stages.c.assessment_id == assessment_id).order_by(stages.c.number)
    return [change_of(row) for row in connection.execute(query)]


def add(connection: Connection, change: StageChange) -> StageChange:
    """Write a step that is one above the newest; the caller holds a lock on the assessment.

    Raises:
        StageConflict: somebody else made a step meanwhile.
    """
    past = steps(connection, change.assessment_id)
    if change.number != len(past) + 1:
        raise StageConflict
    connection.execute(insert(stages), stage_row(change))
    return change.model_copy(update={"at": utc(change.at)})


def change_of(row: Row[tuple[object, ...]]) -> StageChange:
    """The step that a row holds."""
    values = dict(row._mapping)
    return StageChange(**values | {"stage": Stage(values["stage"])})
