"""Bringing a database to this release's schema, without ever leaving it in between.

The migrations are numbered files in ``migrations/versions``; their revision is the schema's number, ``0001``.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, text

from assessment.errors import StoreUnavailable
from assessment.store.engine import for_writing, refuse_newer
from assessment.store.schema import SCHEMA
from assessment.store.unavailable import database_name, explained
from assessment.texts import translate as _

MIGRATIONS = Path(__file__).parent / "migrations"
_POSTGRESQL_LOCK = 0x4D49434943


def migrate(engine: Engine) -> None:
    """Upgrade to the newest schema in one transaction; nothing is written when it is there already.

    The write lock is taken before the version is read, so of two processes the second finds the work done.
    Foreign keys rest meanwhile: SQLite changes a table by copying and dropping it, and dropping one whose
    rows are referred to would delete those too. They are all checked before the commit.

    Raises:
        NewerSchema: a newer release wrote the database; it was left as it is.
        StoreUnavailable: it cannot be read or written; it was left as it is.
    """
    database = database_name(engine.url)
    with explained(database):
        if schema_of(engine) == SCHEMA:
            return
        with for_writing(engine).connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.detach()
                _rest_foreign_keys(connection)
            with connection.begin():
                if engine.dialect.name == "postgresql":
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_POSTGRESQL_LOCK})"))
                _upgrade(connection, database)


def schema_of(engine: Engine) -> int:
    """Number of the schema found in the database; 0 when it is empty.

    Raises:
        NewerSchema, StoreUnavailable: as for :func:`migrate`.
    """
    database = database_name(engine.url)
    with explained(database), engine.connect() as connection:
        return _schema(connection, database)


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, made here because an installed package brings no ``alembic.ini``."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _schema(connection: Connection, database: str) -> int:
    stored = MigrationContext.configure(connection).get_current_revision()
    refuse_newer(database, stored)
    return int(stored or 0)


def _upgrade(connection: Connection, database: str) -> None:
    if _schema(connection, database) == SCHEMA:
        return
    command.upgrade(configuration(connection), "head")
    if connection.dialect.name != "sqlite":
        return
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise StoreUnavailable(
            _(
                "Cannot update {database}: rows in it refer to others that are missing, so it was left as it is. "
                "Restore the last backup."
            ).format(database=database)
        )


def _rest_foreign_keys(connection: Connection) -> None:
    """SQLite ignores this inside a transaction, and asking SQLAlchemy to execute it would begin one."""
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.close()
