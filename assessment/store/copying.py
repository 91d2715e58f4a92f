"""All rows of one database into another, whichever kinds they are, and proof that they arrived.

What is copied is what the tables of :mod:`assessment.store.schema` hold; a table added there is copied too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Row, String, Table, delete, func, insert, select, text

from assessment.errors import StoreUnavailable
from assessment.store.schema import events, metadata
from assessment.texts import translate as _

BATCH = 1000

Step = Callable[[int, int], None]
"""Told how much of the work is done: (rows done, rows in all); every row counts twice, copied and compared."""


def rows_in(connection: Connection) -> int:
    """Number of rows in all tables."""
    counts = (connection.scalar(select(func.count()).select_from(table)) or 0 for table in metadata.sorted_tables)
    return sum(counts)


def take_time(connection: Connection) -> None:
    """Let this transaction last as long as all rows need; a server would end it after a while."""
    if connection.dialect.name == "postgresql":
        for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"SET LOCAL {name} = 0"))


def hold_still(connection: Connection) -> None:
    """Let nobody else write until the commit; SQLite does so from the beginning of a transaction for writing."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(table.name for table in metadata.sorted_tables)
        connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def remove_rows(connection: Connection) -> None:
    """Empty every table: what others hang on first, since a history goes only with its assessment; the log last."""
    for table in (*(table for table in metadata.sorted_tables if table is not events), events):
        connection.execute(delete(table))


def copy_rows(source: Connection, target: Connection, step: Step = lambda _done, _all: None) -> int:
    """Copy every row into empty tables of the same schema, then read both again and compare; number of rows.

    Args:
        source: in a transaction that sees one moment.
        target: in a transaction for writing; the caller rolls back when this raises.

    Raises:
        StoreUnavailable: a row did not arrive as it was.
    """
    take_time(source)
    take_time(target)
    number = rows_in(source)
    done = 0
    for table in metadata.sorted_tables:
        for rows in _batches(source, table):
            target.execute(insert(table), [dict(row._mapping) for row in rows])
            step(done := done + len(rows), 2 * number)
        _count_on(target, table)
    for table in metadata.sorted_tables:
        for ours, theirs in zip_longest(_rows(source, table), _rows(target, table)):
            if ours is None or theirs is None or tuple(ours) != tuple(theirs):
                raise StoreUnavailable(_difference(table, ours or theirs))
            done += 1
            if done % BATCH == 0:
                step(done, 2 * number)
    step(2 * number, 2 * number)
    return number


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    for rows in _batches(connection, table):
        yield from rows


def _batches(connection: Connection, table: Table) -> Iterator[list[Row[Any]]]:
    """The rows in one order for all databases: that of the bytes of the key."""
    with_bytes = connection.dialect.name == "postgresql"
    keys = (
        column.collate("C") if with_bytes and isinstance(column.type, String) else column
        for column in table.primary_key.columns
    )
    with connection.execute(select(table).order_by(*keys).execution_options(yield_per=BATCH)) as found:
        yield from (list(rows) for rows in found.partitions())


def _count_on(target: Connection, table: Table) -> None:
    """PostgreSQL numbers new rows by a counter of its own; it goes on behind the rows that came with their numbers."""
    column = table.autoincrement_column
    if target.dialect.name != "postgresql" or column is None:
        return
    top = select(func.max(column)).scalar_subquery()
    counter = func.pg_get_serial_sequence(table.name, column.name)
    target.execute(select(func.setval(counter, func.coalesce(top, 1), top.is_not(None))))


def _difference(table: Table, row: Row[Any] | None) -> str:
    key = ", ".join(str(row._mapping[column.name]) for column in table.primary_key.columns) if row else ""
    return _(
        "The copy differs from the original: table {table}, row {key}. Nothing was changed; try again, and check the "
        "disk if this goes on."
    ).format(table=table.name, key=key)
