"""Saving an answer through the store, against the engine's own commit of the same row with the same durability."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import count
from typing import Any

import psycopg

from assessment.model import AnswerRevision, Assessment
from assessment.store import open_store
from assessment.store.engine import settings_in_force
from assessment.store.rows import revision_row
from assessment.store.schema import answers
from assessment.store.sql import SqlStore
from tests.benchmarks.figure import Figure
from tests.store.samples import a_revision

ROUNDS = 6
SAVES = 400
BAR = 0.7
OURS, BARE = "saved-by-store", "saved-bare"


def figures(sqlite: str, postgresql: str) -> list[Figure]:
    """Saves a second, by one program, on each engine; the two kinds in turn so that noise meets both alike."""
    return [
        Figure(f"saves a second, {name}: to bare commits", *_rates(url), BAR, more_is_better=True)
        for name, url in (("SQLite", sqlite), ("PostgreSQL", postgresql))
    ]


def _rates(url: str) -> tuple[float, float]:
    with closing(open_store(url)) as store:
        for id in (OURS, BARE):
            store.add_assessment(Assessment(id=id, stakeholder_types=("origin",)))
        with closing(_connection(store)) as bare:
            commit = _bare(bare, "?" if isinstance(bare, sqlite3.Connection) else "%s")
            ours, floor = _revisions(OURS), _revisions(BARE)
            rates = [
                (
                    _a_second([next(ours) for _ in range(SAVES)], lambda revision: store.append([revision])),
                    _a_second([_row(next(floor)) for _ in range(SAVES)], commit),
                )
                for _ in range(ROUNDS)
            ]
    return max(rate for rate, _ in rates), max(rate for _, rate in rates)


def _revisions(id: str) -> Iterator[AnswerRevision]:
    return (a_revision(number, assessment_id=id, evidence="Decree 12 of 2024") for number in count(1))


def _row(revision: AnswerRevision) -> Sequence[Any]:
    row = revision_row(revision)
    return [row[column.name] for column in answers.columns]


def _a_second(work: Sequence[Any], do: Callable[[Any], object]) -> float:
    began = time.perf_counter()
    for one in work:
        do(one)
    return len(work) / (time.perf_counter() - began)


def _connection(store: SqlStore) -> Any:
    """The driver's own connection, as durable as the store's."""
    url = store.engine.url
    if store.engine.dialect.name == "postgresql":
        return psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    sqlite3.register_adapter(type(a_revision().at), lambda moment: moment.isoformat(" "))
    connection = sqlite3.connect(str(url.database), isolation_level=None)
    for name, value in settings_in_force(store.engine).items():
        connection.execute(f"PRAGMA {name}={value}")
    connection.execute("PRAGMA secure_delete=ON")
    return connection


def _bare(connection: Any, mark: str) -> Callable[[Sequence[Any]], None]:
    names = ", ".join(column.name for column in answers.columns)
    marks = ", ".join([mark] * len(answers.columns))
    statement = f"INSERT INTO answers ({names}) VALUES ({marks})"  # noqa: S608 - names of our own table
    begin = "BEGIN IMMEDIATE" if mark == "?" else None

    def commit(row: Sequence[Any]) -> None:
        if begin:
            connection.execute(begin)
        connection.execute(statement, row)
        connection.commit()

    return commit
