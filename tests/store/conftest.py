"""Stores to test on, one for each database that is supported."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assessment.store import open_store
from assessment.store.sql import SqlStore
from tests.store.postgres import Cluster
from tests.store.samples import an_assessment

DATABASES = ("sqlite", "postgresql")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the SQLite file will be."""
    return tmp_path / "assessments.db"


@pytest.fixture
def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server that the tests of this process share."""
    cluster = Cluster()
    yield cluster
    cluster.remove()


@pytest.fixture
def postgresql_url(cluster: Cluster) -> str:
    return cluster.empty()


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind: fixture ``<kind>_url`` gives its URL."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def opened(url: str) -> Iterator[Callable[..., SqlStore]]:
    """Opens stores on the same database, and closes them at the end."""
    stores: list[SqlStore] = []

    def open_another(at: str = url, **options: Any) -> SqlStore:
        store = open_store(at, **options)
        stores.append(store)
        return store

    yield open_another
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[..., SqlStore]) -> SqlStore:
    """A store with one assessment, ``a1``, and no answers."""
    store = opened()
    store.add_assessment(an_assessment())
    return store


@pytest.fixture
def assert_whole() -> Callable[[Path], None]:
    """Checks that a SQLite file is sound, after its recovery from what happened to it."""

    def check(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []

    return check
