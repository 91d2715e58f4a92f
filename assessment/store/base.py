"""What every part of the store over a SQL database does: read, write, and tell the log who did it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import Connection, Engine, Table, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from assessment.errors import NotFound
from assessment.store.engine import for_writing
from assessment.store.rows import Values
from assessment.store.schema import assessments, events
from assessment.store.unavailable import database_name, explained

_INSERT: Mapping[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


class SqlBase:
    """One database, and the person in whose name it is written to."""

    def __init__(self, engine: Engine, *, author: str = "local", clock: Callable[[], datetime] | None = None) -> None:
        self.engine = engine
        self._writer = for_writing(engine)
        self._database = database_name(engine.url)
        self._author = author
        self._clock = clock or (lambda: datetime.now(UTC))

    def by(self, author: str) -> Self:
        """The same database, in somebody's name."""
        return type(self)(self.engine, author=author, clock=self._clock)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with explained(self._database), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with explained(self._database), self._writer.begin() as connection:
            yield connection

    def _log(self, connection: Connection, kind: str, id: str) -> None:
        event: Values = {"at": self._clock(), "author": self._author, "kind": kind, "assessment_id": id}
        connection.execute(insert(events), event)


def insert_unless_known(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insertion that leaves a row alone that is there already."""
    return _INSERT[connection.dialect.name](table).on_conflict_do_nothing()


def locked_organisation_id(connection: Connection, assessment_id: str) -> str | None:
    """Id of the organisation of an assessment, whose row stays locked until the commit; raises ``NotFound``."""
    query = select(assessments.c.organisation_id).where(assessments.c.id == assessment_id).with_for_update()
    found = connection.execute(query).first()
    if found is None:
        raise NotFound
    organisation_id: str | None = found.organisation_id
    return organisation_id
