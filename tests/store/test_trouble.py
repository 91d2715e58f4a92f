"""A database that cannot be used says why and what to do, changes nothing, and works again afterwards."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from assessment.errors import StoreUnavailable
from assessment.store import open_store
from assessment.store.engine import open_engine
from assessment.store.migrate import migrate, schema_of
from assessment.store.schema import SCHEMA
from assessment.store.sql import SqlStore
from tests.store.samples import a_revision, an_assessment

Opened = Callable[..., SqlStore]


@contextmanager
def _refused(why: str, path: Path) -> Iterator[None]:
    with pytest.raises(StoreUnavailable) as refusal:
        yield
    message = str(refusal.value)
    assert why in message
    assert str(path) in message
    assert "sql" not in message.lower().replace(str(path).lower(), "")


@contextmanager
def _held(path: Path, kind: str) -> Iterator[None]:
    """Another program's lock."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(f"BEGIN {kind}")
        yield
        other.execute("ROLLBACK")


def _limit_pages(store: SqlStore, pages: int) -> None:
    """A full disk, as far as SQLite can tell."""
    store.close()

    @event.listens_for(store.engine, "connect")
    def limit(connection: sqlite3.Connection, _entry: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")


@pytest.fixture
def url(sqlite_url: str) -> str:
    """These troubles are SQLite's."""
    return sqlite_url


def test_a_full_disk_saves_nothing_and_recovers(store: SqlStore, path: Path) -> None:
    store.append([a_revision(1)])
    _limit_pages(store, path.stat().st_size // 4096)
    too_much = [a_revision(practice=f"R1.1.{number}a", evidence="x" * 4000) for number in range(2, 50)]
    with _refused("the disk is full", path):
        store.append(too_much)
    assert store.current("a1") == {"R1.1.1a": a_revision(1)}
    assert [kept.id for kept in store.assessments()] == ["a1"]
    _limit_pages(store, 10_000)
    assert store.append(too_much) == too_much


def test_every_save_until_the_disk_is_full_is_there(store: SqlStore, path: Path) -> None:
    _limit_pages(store, path.stat().st_size // 4096 + 40)
    saved = []
    with _refused("the disk is full", path):
        for number in range(1, 1000):
            saved += store.append([a_revision(number, evidence="x" * 3000)])
    assert saved
    assert store.history("a1", "R1.1.1a") == saved


def test_a_disk_that_fills_up_while_the_schema_is_made_leaves_nothing(url: str, path: Path) -> None:
    engine = open_engine(url)
    full = [True]

    @event.listens_for(engine, "connect")
    def limit(connection: sqlite3.Connection, _entry: object) -> None:
        connection.execute(f"PRAGMA max_page_count={6 if full else 1000}")

    with _refused("the disk is full", path):
        migrate(engine)
    assert schema_of(engine) == 0
    engine.dispose()
    full.clear()
    migrate(engine)
    assert schema_of(engine) == SCHEMA
    engine.dispose()


def test_a_read_only_database_can_be_read(store: SqlStore, opened: Opened, path: Path) -> None:
    store.append([a_revision(1)])
    store.close()
    before = path.read_bytes()
    read_only = opened(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert read_only.current("a1") == {"R1.1.1a": a_revision(1)}
    for attempt in (
        lambda: read_only.append([a_revision(2)]),
        lambda: read_only.add_assessment(an_assessment("b")),
        lambda: read_only.update_assessment(an_assessment(subject="x")),
        lambda: read_only.delete_assessment("a1"),
    ):
        with _refused("it is read-only", path):
            attempt()
    assert path.read_bytes() == before


@pytest.mark.parametrize("kind", ["IMMEDIATE", "EXCLUSIVE"])
@pytest.mark.usefixtures("store")
def test_a_lock_held_by_another_program(opened: Opened, path: Path, kind: str) -> None:
    impatient = opened(busy_timeout_ms=1)
    with _held(path, kind):
        for attempt in (
            lambda: impatient.append([a_revision(1)]),
            lambda: impatient.add_assessment(an_assessment("b")),
            lambda: impatient.update_assessment(an_assessment(subject="x")),
            lambda: impatient.delete_assessment("a1"),
        ):
            with _refused("another program has kept it locked", path):
                attempt()
    assert impatient.assessments() == [an_assessment()]
    assert impatient.append([a_revision(1)]) == [a_revision(1)]


def test_a_reader_goes_on_beside_a_writer_that_has_not_committed(store: SqlStore, path: Path) -> None:
    with _held(path, "IMMEDIATE"):
        assert store.assessment("a1") == an_assessment()


def test_a_lock_held_while_opening(url: str, path: Path) -> None:
    open_store(url).close()
    with _held(path, "EXCLUSIVE"), _refused("another program has kept it locked", path):
        open_store(url, busy_timeout_ms=1)


@pytest.mark.usefixtures("store")
def test_more_threads_than_connections_wait_and_say_so(opened: Opened, path: Path) -> None:
    impatient = opened(busy_timeout_ms=1)
    connections = [impatient.engine.connect() for _ in range(20)]
    with _refused("locked", path):
        impatient.assessment("a1")
    for connection in connections:
        connection.close()
    assert impatient.assessment("a1") == an_assessment()


@pytest.mark.parametrize("content", [b"Id;Answer\r\nR1.1.1a;3\r\n" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_left_alone(url: str, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with _refused("it is damaged, or no database of this tool", path):
        open_store(url)
    assert path.read_bytes() == content


def test_a_damaged_database(store: SqlStore, url: str, path: Path) -> None:
    store.append([a_revision(practice=f"R1.1.{number}a", evidence="x" * 4000) for number in range(1, 50)])
    store.close()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    with _refused("it is damaged", path), closing(open_store(url)) as damaged:
        damaged.current("a1")


def test_a_row_that_cannot_be_read(store: SqlStore, path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE assessments SET target = 500")
        other.commit()
    with _refused("it is damaged", path):
        store.assessment("a1")


def test_a_database_that_vanished_under_the_store(store: SqlStore, path: Path) -> None:
    store.close()
    path.unlink()
    path.mkdir()
    with _refused("Cannot reach", path):
        store.assessments()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "assessments.db"
    with _refused("Cannot reach", path):
        open_store(f"sqlite:///{path}")


def test_the_cause_is_kept_but_no_content_is_told(store: SqlStore, path: Path) -> None:
    _limit_pages(store, path.stat().st_size // 4096)
    secret = [a_revision(practice=f"R1.1.{n}a", evidence="canary-7f3a" * 300) for n in range(1, 50)]
    with pytest.raises(StoreUnavailable) as refusal:
        store.append(secret)
    assert isinstance(refusal.value.__cause__, SQLAlchemyError)
    assert "canary-7f3a" not in "".join(traceback.format_exception(refusal.value))
