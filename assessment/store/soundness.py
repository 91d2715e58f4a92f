"""Is a database sound? Reads all of it, changes nothing, and tells every finding in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Engine, and_, func, select, text

from assessment.errors import StoreUnavailable
from assessment.store.copying import BATCH
from assessment.store.engine import is_missing, open_engine
from assessment.store.migrate import migrate, schema_of
from assessment.store.rows import action_of, revision_of
from assessment.store.schema import SCHEMA, actions, answers, assessments, metadata, organisations
from assessment.store.sql import one_assessment
from assessment.store.unavailable import database_name, explained
from assessment.texts import translate as _

_GUARDED = ("answers", "events", "stages", "views")
TRIGGERS = {
    "sqlite": tuple(f"{table}_{guard}" for table in _GUARDED for guard in ("complete", "unchanged")),
    "postgresql": tuple(f"{table}_append_only" for table in _GUARDED),
}
_TRIGGERS_FOUND = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def upgrade(url: str) -> tuple[int, int]:
    """Bring a database to this release's schema; the numbers of the schema before and after, 0 for none.

    Raises:
        NewerSchema, StoreUnavailable: it was left as it is.
    """
    engine = open_engine(url)
    try:
        before = schema_of(engine)
        migrate(engine)
        return before, schema_of(engine)
    finally:
        engine.dispose()


def findings(url: str) -> Iterator[str]:
    """What is wrong with a database, one sentence each; nothing when it is sound.

    Raises:
        NewerSchema: a newer release wrote it, so it cannot be judged.
        StoreUnavailable: there is none, or it cannot be read at all.
    """
    if missing := is_missing(url):
        raise StoreUnavailable(_("There is no database {path} yet.").format(path=missing))
    engine = open_engine(url)
    try:
        with explained(database_name(engine.url)):
            yield from _findings(engine)
    finally:
        engine.dispose()


def _findings(engine: Engine) -> Iterator[str]:
    with engine.connect() as connection:
        damage = list(_damage(connection))
        yield from damage
    if damage:
        return
    if (found := schema_of(engine)) != SCHEMA:
        yield _("schema {found}, this release writes {known}. Run micic db migrate.").format(found=found, known=SCHEMA)
        return
    with engine.connect() as connection:
        for check in (_guards, _orphans, _unused_organisations, _gaps, _unreadable):
            yield from check(connection)


def _damage(connection: Connection) -> Iterator[str]:
    """Pages of a SQLite file that do not fit together; a server looks after its own."""
    if connection.dialect.name != "sqlite":
        return
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield _("the file is damaged: {detail}. Restore the last backup.").format(detail=line)


def _guards(connection: Connection) -> Iterator[str]:
    kind = connection.dialect.name
    found = set(connection.scalars(text(_TRIGGERS_FOUND[kind])))
    for name in TRIGGERS[kind]:
        if name not in found:
            yield _("the trigger {name} is missing: the history of answers could be changed. Restore a backup.").format(
                name=name
            )


def _orphans(connection: Connection) -> Iterator[str]:
    """Rows that refer to others that are missing."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            own, other = key.parent, key.column
            lost = (
                select(own)
                .distinct()
                .outerjoin_from(table, other.table, own == other)
                .where(and_(own.is_not(None), other.is_(None)))
                .order_by(own)
            )
            for value in connection.scalars(lost):
                yield _("table {table}: rows refer to {column} {value}, which is missing.").format(
                    table=table.name, column=own.name, value=value
                )


def _unused_organisations(connection: Connection) -> Iterator[str]:
    used = select(assessments.c.organisation_id).where(assessments.c.organisation_id.is_not(None))
    query = (
        select(organisations.c.id)
        .where(organisations.c.id.not_in(used), ~organisations.c.is_enrolled)
        .order_by(organisations.c.id)
    )
    for id in connection.scalars(query):
        yield _("organisation {id} has no assessment.").format(id=id)


def _gaps(connection: Connection) -> Iterator[str]:
    """Histories that are not numbered 1, 2, 3 and so on. The key forbids a number twice."""
    practice = (answers.c.assessment_id, answers.c.practice_id)
    number, top = func.count().label("number"), func.max(answers.c.revision).label("top")
    query = select(*practice, number, top).group_by(*practice).having(number != top).order_by(*practice)
    for row in connection.execute(query):
        yield _("assessment {id}, practice {practice}: {number} of {top} revisions are there.").format(
            id=row.assessment_id, practice=row.practice_id, number=row.number, top=row.top
        )


def _unreadable(connection: Connection) -> Iterator[str]:
    """Rows that are no values of the model."""
    for id in list(connection.scalars(select(assessments.c.id).order_by(assessments.c.id))):
        try:
            one_assessment(connection, id)
        except ValueError:
            yield _("assessment {id} cannot be read: a value is not allowed.").format(id=id)
    for row in connection.execute(select(answers).execution_options(yield_per=BATCH)):
        try:
            revision_of(row)
        except ValueError:
            yield _("assessment {id}, practice {practice}, revision {revision} cannot be read.").format(
                id=row.assessment_id, practice=row.practice_id, revision=row.revision
            )
    for row in connection.execute(select(actions).execution_options(yield_per=BATCH)):
        try:
            action_of(row)
        except ValueError:
            yield _("assessment {id}, action {action} cannot be read.").format(id=row.assessment_id, action=row.id)
