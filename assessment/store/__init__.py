"""Keeping assessments and answers: the interface that others know, and the store over a SQL database.

The database library is loaded when a store is opened, not by those who only name the interface.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessment.store.people import SqlDirectory
    from assessment.store.sql import SqlStore

BUSY_TIMEOUT_MS = 5000


def open_store(url: str, *, author: str = "local", busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> SqlStore:
    """The store at this URL, made when missing and brought to this release's schema. Close it after use.

    Args:
        url: SQLAlchemy's, for example ``sqlite:////path/to/assessments.db``.
        author: who is written into the log of events.
        busy_timeout_ms: how long to wait for another program's lock, in milliseconds.

    Raises:
        StoreUnavailable: the database cannot be used; the message says why and what to do.
        NewerSchema: a newer release wrote it; it was left as it is.
    """
    from assessment.store.engine import open_engine
    from assessment.store.migrate import migrate
    from assessment.store.sql import SqlStore

    engine = open_engine(url, busy_timeout_ms=busy_timeout_ms)
    try:
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine, author=author)


def directory_of(store: SqlStore) -> SqlDirectory:
    """The people and organisations of the same database."""
    from assessment.store.people import SqlDirectory

    return SqlDirectory(store.engine)
