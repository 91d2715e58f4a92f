"""Opening a database so that a committed answer stays committed.

SQLite builds from 3.7.0 to 3.51.2 can lose commits in write-ahead mode (the WAL-reset bug, fixed in 3.51.3,
3.50.7 and 3.44.6). :func:`durability` chooses by the build that Python was linked with; everything else is
the same for all.
"""

from __future__ import annotations

import math
import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from assessment.errors import NewerSchema, StoreUnavailable
from assessment.store import BUSY_TIMEOUT_MS
from assessment.store.schema import SCHEMA
from assessment.store.unavailable import database_name, explained
from assessment.texts import translate as _

BEGIN = "begin"
IMMEDIATE = "IMMEDIATE"
NONE = "NONE"
_POOL_SIZE = 5
_POOL_OVERFLOW = 15
_LONGEST_STATEMENT_MS = 60_000
_RETRY_SECONDS = 0.002
_WAL_BUG_FROM = (3, 7, 0)
_WAL_BUG_FIXED = (3, 51, 3)
_WAL_BUG_FIXED_IN_LINE = {(3, 50): (3, 50, 7), (3, 44): (3, 44, 6)}

Version = tuple[int, int, int]


@dataclass(frozen=True)
class Durability:
    """How SQLite commits, and why so.

    Attributes:
        sqlite_version: the build it was chosen for, ``3.40.1``.
        journal_mode: ``DELETE`` or ``WAL``.
        synchronous: ``EXTRA`` or ``FULL``.
        reason: one sentence for a person.
    """

    sqlite_version: str
    journal_mode: str
    synchronous: str
    reason: str


def has_wal_reset_bug(version: Version) -> bool:
    """Can this SQLite build lose a commit in write-ahead mode?

    >>> [has_wal_reset_bug(v) for v in ((3, 40, 1), (3, 44, 6), (3, 50, 7), (3, 51, 2), (3, 51, 3))]
    [True, False, False, True, False]
    """
    fixed_in_line = _WAL_BUG_FIXED_IN_LINE.get(version[:2], _WAL_BUG_FIXED)
    return _WAL_BUG_FROM <= version < fixed_in_line


def durability(version: Version = sqlite3.sqlite_version_info[:3]) -> Durability:
    """The settings for a SQLite build, by default the one in use, with the reason for them."""
    build = ".".join(str(part) for part in version)
    if has_wal_reset_bug(version):
        reason = _("SQLite {build} can lose commits in write-ahead mode, so it is not used.")
        return Durability(build, "DELETE", "EXTRA", reason.format(build=build))
    if version < _WAL_BUG_FROM:
        reason = _("SQLite {build} is too old for write-ahead mode.")
        return Durability(build, "DELETE", "EXTRA", reason.format(build=build))
    reason = _("SQLite {build} is free of the fault that loses commits in write-ahead mode.")
    return Durability(build, "WAL", "FULL", reason.format(build=build))


def open_engine(
    url: str | URL, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS, sqlite_version: Version | None = None
) -> Engine:
    """An engine for SQLite or PostgreSQL. A missing SQLite file and its folder are made, for the owner only.

    No connection is shared between threads at one time: each transaction takes one from the pool for
    itself. On SQLite, a transaction of :func:`for_writing` begins with ``BEGIN IMMEDIATE``, so what it
    reads is still true when it writes.

    Args:
        url: SQLAlchemy's; ``sqlite:////path/to/file``, ``postgresql+psycopg://...``.
        busy_timeout_ms: how long to wait for another program's lock, in milliseconds.
        sqlite_version: choose the settings for this build instead of the one in use.

    Raises:
        StoreUnavailable: the URL cannot be used, or the file cannot be made.
    """
    parsed = _parsed(url)
    database = database_name(parsed)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    if is_sqlite:
        with explained(database):
            _make_private_file(parsed)
    options: dict[str, Any] = {} if is_sqlite else _server_options(busy_timeout_ms)
    try:
        engine = create_engine(
            parsed,
            hide_parameters=True,
            pool_size=_POOL_SIZE,
            max_overflow=_POOL_OVERFLOW,
            pool_timeout=busy_timeout_ms / 1000,
            **options,
        )
    except (SQLAlchemyError, ImportError) as cause:
        raise StoreUnavailable(
            _(
                "Cannot open {database}: the driver for it is not installed. Install micic[postgresql], or use SQLite."
            ).format(database=database)
        ) from cause
    if is_sqlite:
        chosen = durability(sqlite_version) if sqlite_version else durability()
        _keep_sqlite_settings(engine, database, chosen, busy_timeout_ms)
    return engine


def _server_options(busy_timeout_ms: int) -> dict[str, Any]:
    """No wait for a server is without an end, and a connection that it has dropped is replaced before it is used."""
    seconds = max(2, math.ceil(busy_timeout_ms / 1000))
    limits = {
        "lock_timeout": busy_timeout_ms,
        "statement_timeout": _LONGEST_STATEMENT_MS,
        "idle_in_transaction_session_timeout": _LONGEST_STATEMENT_MS,
    }
    return {
        "pool_pre_ping": True,
        "connect_args": {
            "connect_timeout": seconds,
            "tcp_user_timeout": busy_timeout_ms,
            "options": " ".join(f"-c {name}={milliseconds:d}" for name, milliseconds in limits.items()),
        },
    }


def is_missing(url: str | URL) -> Path | None:
    """The SQLite file of this URL when it is not there; ``None`` when it is, and for a database on a server."""
    parsed = _parsed(url)
    name = parsed.database or ""
    if parsed.get_backend_name() != "sqlite" or name.startswith("file:") or Path(name).exists():
        return None
    return Path(name)


def for_writing(engine: Engine) -> Engine:
    """The same engine and pool, whose transactions take the write lock at their beginning."""
    return engine.execution_options(**{BEGIN: IMMEDIATE})


def for_one_statement(engine: Engine) -> Engine:
    """The same engine and pool, for transactions of a single statement: SQLite needs no other to begin and end them."""
    return engine.execution_options(**{BEGIN: NONE})


def for_one_moment(engine: Engine) -> Engine:
    """The same engine and pool, whose transactions see the database as it was at their first reading."""
    return engine if engine.dialect.name == "sqlite" else engine.execution_options(isolation_level="REPEATABLE READ")


def settings_in_force(engine: Engine) -> dict[str, str]:
    """What a connection of this engine really runs with, by SQLite's names; empty for other databases."""
    if engine.dialect.name != "sqlite":
        return {}
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "mmap_size", "trusted_schema")
    with explained(database_name(engine.url)), engine.connect() as connection:
        return {name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) for name in names}


def refuse_newer(database: str, stored: str | None) -> None:
    """Raise ``NewerSchema`` when the schema found is none that this release knows."""
    if stored is None or (stored.isdecimal() and int(stored) <= SCHEMA):
        return
    number = int(stored) if stored.isdecimal() else stored
    raise NewerSchema(
        _(
            "Cannot open {database}: it was written by a newer release "
            "(schema {found}, this one knows {known}). Update the tool."
        ).format(database=database, found=number, known=SCHEMA)
    )


def _parsed(url: str | URL) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (SQLAlchemyError, ValueError):
        # The cause may quote a part of the password.
        raise StoreUnavailable(
            _("The database URL cannot be read. Write it like sqlite:////path/to/assessments.db.")
        ) from None
    if backend not in ("sqlite", "postgresql"):
        raise StoreUnavailable(
            _("A database of the kind '{kind}' is not supported. Use SQLite or PostgreSQL.").format(kind=backend)
        )
    if backend == "sqlite" and (parsed.database or ":memory:").removeprefix("file:") in ("", ":memory:"):
        raise StoreUnavailable(_("A database in memory forgets every answer. Name a file in the database URL."))
    return parsed


def _make_private_file(url: URL) -> None:
    if (url.database or "").startswith("file:"):
        return
    path = Path(url.database or "").absolute()
    missing = [folder for folder in path.parents if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return


def _keep_sqlite_settings(engine: Engine, database: str, chosen: Durability, busy_timeout_ms: int) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        for setting in (
            f"busy_timeout={busy_timeout_ms:d}",
            "foreign_keys=ON",
            "mmap_size=0",
            "trusted_schema=OFF",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {setting}")
        mode = _journal_mode(connection, database, chosen, busy_timeout_ms)
        synchronous = "FULL" if mode == "WAL" else "EXTRA"
        connection.execute(f"PRAGMA synchronous={synchronous}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        kind = connection.get_execution_options().get(BEGIN, "DEFERRED")
        if kind == NONE:
            return
        connection.exec_driver_sql(f"BEGIN {kind}")


def _journal_mode(connection: sqlite3.Connection, database: str, chosen: Durability, busy_timeout_ms: int) -> str:
    """Bring the file into the chosen mode. The file keeps it, so that of a newer schema is left alone."""
    if _mode(connection) != chosen.journal_mode:
        refuse_newer(database, _stored_version(connection))
        _change_mode(connection, chosen.journal_mode, busy_timeout_ms)
    mode = _mode(connection)
    if mode == "WAL" and chosen.journal_mode != "WAL":
        raise StoreUnavailable(
            _(
                "Cannot use {database}: another program uses it in write-ahead mode. {reason} Close that program first."
            ).format(database=database, reason=chosen.reason)
        )
    return mode


def _change_mode(connection: sqlite3.Connection, mode: str, busy_timeout_ms: int) -> None:
    """SQLite does not wait for others here, as it does everywhere else; they may be making the same change."""
    deadline = time.monotonic() + busy_timeout_ms / 1000
    while True:
        try:
            connection.execute(f"PRAGMA journal_mode={mode}")
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() >= deadline:
                raise
            time.sleep(_RETRY_SECONDS)
            if _mode(connection) == mode:
                return
        else:
            return


def _mode(connection: sqlite3.Connection) -> str:
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    return str(mode).upper()


def _stored_version(connection: sqlite3.Connection) -> str | None:
    known = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    if connection.execute(known).fetchone() is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return row and str(row[0])
