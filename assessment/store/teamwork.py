"""What several people do about one assessment: submit and reopen it, see an answer differently, talk about it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, and_, func, insert, select, update

from assessment.errors import NotFound
from assessment.model import Remark, Stage, StageChange, View
from assessment.store import stages
from assessment.store.base import SqlBase, locked_organisation_id
from assessment.store.rows import is_storable, remark_row, view_of, view_row
from assessment.store.schema import remarks, utc, views

_KINDS = {Stage.DRAFT: "reopened", Stage.SUBMITTED: "submitted", Stage.CLEARED: "cleared"}


class Teamwork(SqlBase):
    """This part of :class:`assessment.store.interface.Store`."""

    def stages(self, assessment_id: str) -> list[StageChange]:
        """All steps of an assessment, oldest first."""
        if not is_storable(assessment_id):
            return []
        with self._reading() as connection:
            return stages.steps(connection, assessment_id)

    def stage_of_all(self) -> Mapping[str, Stage]:
        """Where every assessment stands that has ever been submitted."""
        with self._reading() as connection:
            return {change.assessment_id: change.stage for change in stages.newest(connection)}

    def change_stage(self, change: StageChange) -> StageChange:
        """Submit, clear or reopen an assessment; see the interface for what is refused."""
        _refuse_unstorable(change.assessment_id)
        with self._writing() as connection:
            locked_organisation_id(connection, change.assessment_id)
            kept = stages.add(connection, change)
            self._log(connection, _KINDS[change.stage], change.assessment_id)
            return kept

    def views(self, assessment_id: str) -> list[View]:
        """The newest revision of everybody's differing view of each practice, in order of practice and person."""
        if not is_storable(assessment_id):
            return []
        key = (views.c.practice_id, views.c.person_id)
        is_here = views.c.assessment_id == assessment_id
        top = select(*key, func.max(views.c.revision).label("revision")).where(is_here).group_by(*key).subquery()
        is_top = and_(*(views.c[name] == top.c[name] for name in ("practice_id", "person_id", "revision")))
        with self._reading() as connection:
            rows = connection.execute(select(views).join(top, is_top).where(is_here).order_by(*key))
            return [view_of(row) for row in rows]

    def add_view(self, view: View) -> View:
        """Keep a differing view on top of the person's earlier ones; its revision is made here."""
        with self._writing() as connection:
            return self._keep_view(connection, view)

    @staticmethod
    def _keep_view(connection: Connection, view: View) -> View:
        row = view_row(view)
        _refuse_unstorable(view.assessment_id)
        locked_organisation_id(connection, view.assessment_id)
        stages.refuse_frozen(connection, [view.assessment_id])
        is_this = [views.c[name] == row[name] for name in ("assessment_id", "practice_id", "person_id")]
        newest = connection.scalar(select(func.max(views.c.revision)).where(*is_this)) or 0
        connection.execute(insert(views), row | {"revision": newest + 1})
        return view.model_copy(update={"revision": newest + 1, "at": utc(view.at)})

    def remarks(self, assessment_id: str) -> list[Remark]:
        """All remarks about an assessment, oldest first."""
        if not is_storable(assessment_id):
            return []
        query = select(remarks).where(remarks.c.assessment_id == assessment_id).order_by(remarks.c.at, remarks.c.id)
        with self._reading() as connection:
            return [Remark(**row._mapping) for row in connection.execute(query)]

    def add_remark(self, remark: Remark) -> Remark:
        """Keep a remark."""
        row = remark_row(remark)
        _refuse_unstorable(remark.assessment_id)
        with self._writing() as connection:
            locked_organisation_id(connection, remark.assessment_id)
            connection.execute(insert(remarks), row)
        return remark.model_copy(update={"at": utc(remark.at)})

    def change_remark(self, remark: Remark) -> None:
        """Resolve a remark or open it again, or hand it to others; what was said stays as it is."""
        row = remark_row(remark)
        changed = {name: row[name] for name in ("mentions", "resolved_by", "resolved_at")}
        is_this = (remarks.c.assessment_id == remark.assessment_id, remarks.c.id == remark.id)
        with self._writing() as connection:
            if connection.execute(update(remarks).where(*is_this), changed).rowcount == 0:
                raise NotFound


def _refuse_unstorable(assessment_id: str) -> None:
    if not is_storable(assessment_id):
        raise NotFound
