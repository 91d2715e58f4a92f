"""How long assessments are kept: which ones an organisation's rule lets go, and deleting them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, select, union_all

from assessment.store.base import SqlBase
from assessment.store.schema import actions, answers, assessments, events, organisations, remarks, stages, views
from assessment.store.sql import CREATED, UPDATED

EXPIRED = "expired"


@dataclass(frozen=True)
class Overdue:
    """An assessment that was kept for as long as its organisation wanted.

    Attributes:
        last_change: of its details, answers, plan, views, remarks or stage, whichever is the newest.
        keep_days: of the organisation.
    """

    assessment_id: str
    last_change: datetime
    keep_days: int


class Keeping(SqlBase):
    """Applies the rules of all organisations."""

    def overdue(self, at: datetime) -> Sequence[Overdue]:
        """Assessments that nobody has changed for more days than their organisation keeps them, oldest first."""
        with self._reading() as connection:
            return _overdue(connection, at)

    def expire(self, assessment_id: str, at: datetime) -> bool:
        """Delete one that is still overdue; ``False`` when somebody changed it, or the rule, in the meantime."""
        with self._writing() as connection:
            connection.execute(select(assessments.c.id).where(assessments.c.id == assessment_id).with_for_update())
            if all(one.assessment_id != assessment_id for one in _overdue(connection, at, assessment_id)):
                return False
            connection.execute(delete(assessments).where(assessments.c.id == assessment_id))
            self._log(connection, EXPIRED, assessment_id)
            return True


def keeping_of(engine: Engine) -> Keeping:
    """The rules of keeping over a database."""
    return Keeping(engine)


def _overdue(connection: Connection, at: datetime, assessment_id: str | None = None) -> list[Overdue]:
    """All that are overdue, or one of them."""
    times = [
        select(table.c.assessment_id.label("id"), table.c.at.label("at"))
        for table in (answers, views, remarks, stages, actions)
    ]
    times += [
        # Not what was refused to somebody: that changed nothing.
        select(events.c.assessment_id, events.c.at).where(events.c.kind.in_((CREATED, UPDATED))),
        select(remarks.c.assessment_id, remarks.c.resolved_at).where(remarks.c.resolved_at.is_not(None)),
        select(assessments.c.id, assessments.c.created_at).where(assessments.c.created_at.is_not(None)),
    ]
    touched = union_all(*times).subquery()
    query = (
        select(assessments.c.id, organisations.c.keep_days, func.max(touched.c.at).label("last_change"))
        .join_from(assessments, organisations)
        .join(touched, touched.c.id == assessments.c.id)
        .where(organisations.c.keep_days.is_not(None))
        .group_by(assessments.c.id, organisations.c.keep_days)
        .order_by("last_change", assessments.c.id)
    )
    if assessment_id is not None:
        query = query.where(assessments.c.id == assessment_id)
    return [
        Overdue(row.id, row.last_change, row.keep_days)
        for row in connection.execute(query)
        if row.last_change + timedelta(days=row.keep_days) < at
    ]
