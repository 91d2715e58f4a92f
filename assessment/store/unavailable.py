"""What went wrong with the database, in words: no driver error leaves this room.

The sentences name the database but never its password, and never the contents of a statement.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assessment.errors import StoreUnavailable
from assessment.texts import translate as _

_LOCKED = "locked"
_FULL = "full"
_READ_ONLY = "read_only"
_UNREACHABLE = "unreachable"
_DAMAGED = "damaged"
_DISK = "disk"
_REFUSED = "refused"

_SQLITE = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_PROTOCOL: _LOCKED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _UNREACHABLE,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_IOERR: _DISK,
}
# By the five letters of SQLSTATE (PostgreSQL, appendix A), else by their first two.
_SQLSTATE = {
    "53100": _FULL,
    "25006": _READ_ONLY,
    "42501": _READ_ONLY,
    "55P03": _LOCKED,
    "57014": _LOCKED,
    "40001": _LOCKED,
    "40P01": _LOCKED,
    "58": _DISK,
    "XX": _DAMAGED,
    "08": _UNREACHABLE,
    "28": _UNREACHABLE,
    "3D": _UNREACHABLE,
    "53": _UNREACHABLE,
    "57": _UNREACHABLE,
}
_ERRNO = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
}


def database_name(url: URL) -> str:
    """How the database is called in messages: the path of the file, or name and host of the server.

    >>> from sqlalchemy import make_url
    >>> database_name(make_url("sqlite:////data/assessments.db"))
    '/data/assessments.db'
    >>> database_name(make_url("postgresql://me:secret@db.example/micic?password=secret"))
    'micic on db.example'
    """
    name = url.database or ""
    if url.get_backend_name() == "sqlite":
        return name.removeprefix("file:").partition("?")[0]
    return f"{name} on {url.host}" if url.host else name


def unavailable(database: str, cause: Exception) -> StoreUnavailable:
    """The error to raise ``from`` this cause."""
    return StoreUnavailable(_sentence(database, _kind(cause)))


@contextmanager
def explained(database: str) -> Iterator[None]:
    """Turn what database, driver and file system throw into ``StoreUnavailable``.

    Values are checked before they come here, so a ``ValueError`` tells of a stored row that cannot be read.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError, ValueError) as cause:
        raise unavailable(database, cause) from cause


def _kind(cause: Exception) -> str:
    if isinstance(cause, ValueError):
        return _DAMAGED
    if isinstance(cause, PoolTimeout):
        return _LOCKED
    if isinstance(cause, OSError):
        return _ERRNO.get(cause.errno or 0, _UNREACHABLE)
    driver_error = cause.orig if isinstance(cause, DBAPIError) else cause
    if isinstance(driver_error, sqlite3.Error):
        code = getattr(driver_error, "sqlite_errorcode", 0)
        return _SQLITE.get(code & 0xFF, _REFUSED)
    state = getattr(driver_error, "sqlstate", None)
    if state is None:
        is_lost = isinstance(cause, DBAPIError) and (cause.connection_invalidated or cause.code == "e3q8")
        return _UNREACHABLE if is_lost else _REFUSED
    return _SQLSTATE.get(state) or _SQLSTATE.get(state[:2], _REFUSED)


def _sentence(database: str, kind: str) -> str:
    sentences = {
        _LOCKED: _(
            "Cannot use {database}: another program has kept it locked, so nothing was saved. "
            "Try again, and close the other program if this goes on."
        ),
        _FULL: _("Cannot save to {database}: the disk is full, so nothing was saved. Free some space and try again."),
        _READ_ONLY: _(
            "Cannot save to {database}: it is read-only, so nothing was saved. "
            "Allow writing to it and to its folder, then try again."
        ),
        _UNREACHABLE: _(
            "Cannot reach {database}, so nothing was saved. "
            "Check that it exists, that it may be opened, and that its server, if it has one, is running."
        ),
        _DAMAGED: _(
            "Cannot read {database}: it is damaged, or no database of this tool. "
            "Check the path, or restore the last backup."
        ),
        _DISK: _(
            "Cannot use {database}: the disk reported a fault, so nothing was saved. Check the disk and try again."
        ),
        _REFUSED: _(
            "Cannot use {database}: it refused the request, so nothing was saved. Check which file or server it is."
        ),
    }
    return sentences[kind].format(database=database)
