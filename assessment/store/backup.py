"""Backups of a whole database, and moving one: each is complete and compared, or it did not happen.

A backup is a SQLite file in this release's own schema, whichever database it was made of. So it is also a database that
the tool can open, and what is restored from it may be another kind of database.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Engine, make_url

from assessment.errors import DatabaseInUse, StoreUnavailable
from assessment.store import BUSY_TIMEOUT_MS
from assessment.store.copying import Step, copy_rows, hold_still, remove_rows, rows_in, take_time
from assessment.store.engine import for_one_moment, for_writing, is_missing, open_engine
from assessment.store.migrate import migrate, schema_of
from assessment.store.schema import SCHEMA
from assessment.store.unavailable import database_name, explained
from assessment.texts import translate as _


def _nothing(_done: int, _all: int) -> None:
    """Nobody looks on."""


def back_up(url: str, path: Path, step: Step = _nothing) -> None:
    """Write the whole database, as it is at one moment, to a file; others may go on writing meanwhile.

    An existing file is replaced only when the new one is complete. It is for the owner's eyes only.

    Raises:
        StoreUnavailable: there is no database, it cannot be read, or the file cannot be written.
    """
    with _opened(url) as engine:
        if path.exists() and path.samefile(_file_of(engine) or os.devnull):
            raise StoreUnavailable(_("{path} is the database itself. Name another file.").format(path=path))
        _back_up(engine, path, step)


def restore(url: str, path: Path, aside: Path | None, step: Step = _nothing) -> int:
    """Bring back what a backup holds; number of rows. The backup is only read.

    All or nothing: the rows are replaced and compared in one transaction, also while the tool is running.

    Args:
        aside: where the rows that are there now are kept, as a backup; without it they are not replaced.

    Raises:
        DatabaseInUse: the database is not empty, and no place was given to keep what it holds.
        NewerSchema: a newer release wrote the backup or the database.
        StoreUnavailable: one of them cannot be used; the database is as it was.
    """
    if not path.is_file():
        raise StoreUnavailable(_("There is no file {path}.").format(path=path))
    with _image(path) as source, _opened(url, is_new=True) as target:
        migrate(target)
        with explained(database_name(target.url)), for_writing(target).begin() as connection:
            hold_still(connection)
            if rows_in(connection):
                if aside is None:
                    raise DatabaseInUse(database_name(target.url))
                take_time(connection)
                _back_up(target, aside, _nothing)
                remove_rows(connection)
            with source.connect() as original:
                return copy_rows(original, connection, step)


def copy(url: str, target_url: str, step: Step = _nothing) -> int:
    """Copy everything into another database, which must be empty; number of rows. All or nothing.

    Raises:
        DatabaseInUse: there is something in the other database.
        NewerSchema, StoreUnavailable: one of the two cannot be used; both are as they were.
    """
    with _opened(url) as source, _opened(target_url, is_new=True) as target:
        _require_newest(source)
        migrate(target)
        with explained(database_name(target.url)), for_writing(target).begin() as connection:
            hold_still(connection)
            if rows_in(connection):
                raise DatabaseInUse(database_name(target.url))
            with explained(database_name(source.url)), for_one_moment(source).connect() as original:
                return copy_rows(original, connection, step)


def place_aside(url: str, folder: Path, at: datetime) -> Path:
    """Where the rows that a restore replaces are kept: beside the SQLite file, else in the folder."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return folder / f"replaced-{stamp}.db"
    file = Path(database_name(parsed))
    return file.with_name(f"{file.stem}-replaced-{stamp}.db")


@contextmanager
def _opened(url: str | URL, *, is_new: bool = False) -> Iterator[Engine]:
    """An engine, closed at the end; a file that is missing is made only for what is new."""
    if not is_new and (missing := is_missing(url)):
        raise StoreUnavailable(_("There is no database {path} yet.").format(path=missing))
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _back_up(engine: Engine, path: Path, step: Step) -> None:
    with explained(str(path)):
        part = path.with_name(f".{secrets.token_hex(8)}.part")
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        if engine.dialect.name == "sqlite":
            _copy_pages(engine, part)
        else:
            _require_newest(engine)
            with _opened(_sqlite(part), is_new=True) as target:
                migrate(target)
                with for_writing(target).begin() as connection, for_one_moment(engine).connect() as original:
                    copy_rows(original, connection, step)
        with explained(str(path)):
            _require_whole(part)
            with part.open("rb") as file:
                os.fsync(file.fileno())
            part.replace(path)
    finally:
        for left in part.parent.glob(f"{part.name}*"):
            left.unlink()


def _copy_pages(engine: Engine, path: Path) -> None:
    """SQLite's own way: the pages of one moment, whoever writes meanwhile."""
    database = database_name(engine.url)
    if schema_of(engine) == 0:
        raise StoreUnavailable(_("{database} is empty, so there is nothing to keep.").format(database=database))
    with explained(database), closing(engine.raw_connection()) as pooled, closing(sqlite3.connect(path)) as target:
        source = pooled.driver_connection
        assert isinstance(source, sqlite3.Connection)  # noqa: S101
        source.backup(target, progress=_Patience(BUSY_TIMEOUT_MS / 1000))
        target.execute("PRAGMA journal_mode=DELETE")


class _Patience:
    """Ends a backup that another program keeps waiting; SQLite itself would wait for ever."""

    def __init__(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds

    def __call__(self, status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > self._deadline:
            locked = sqlite3.OperationalError("database is locked")
            locked.sqlite_errorcode = status
            raise locked


@contextmanager
def _image(path: Path) -> Iterator[Engine]:
    """A copy of a backup in this release's schema. The backup itself is neither migrated nor even locked."""
    with tempfile.TemporaryDirectory(prefix="micic-") as folder, explained(str(path)):
        copied = Path(folder) / "backup.db"
        copied.touch(mode=0o600)
        read_only = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(read_only, uri=True)) as source, closing(sqlite3.connect(copied)) as target:
            source.backup(target, progress=_Patience(BUSY_TIMEOUT_MS / 1000))
        _require_whole(copied)
        with _opened(_sqlite(copied)) as engine:
            if schema_of(engine) == 0:
                raise StoreUnavailable(_("{path} is no backup of this tool.").format(path=path))
            migrate(engine)
            yield engine


def _require_whole(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the file is not whole")


def _require_newest(engine: Engine) -> None:
    if schema_of(engine) != SCHEMA:
        raise StoreUnavailable(
            _("{database} has an earlier schema. Run micic db migrate first.").format(
                database=database_name(engine.url)
            )
        )


def _file_of(engine: Engine) -> Path | None:
    return Path(database_name(engine.url)) if engine.dialect.name == "sqlite" else None


def _sqlite(path: Path) -> URL:
    return URL.create("sqlite+pysqlite", database=str(path))
