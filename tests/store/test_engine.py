"""How databases are opened."""

from __future__ import annotations

import sqlite3
import stat
import traceback
from contextlib import closing
from pathlib import Path

import pytest

from assessment.errors import StoreUnavailable
from assessment.store import open_store
from assessment.store.engine import Version, durability, for_writing, open_engine, settings_in_force
from assessment.store.unavailable import unavailable

AFFECTED = [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 0), (3, 51, 2)]
FIXED = [(3, 44, 6), (3, 44, 9), (3, 50, 7), (3, 51, 3), (3, 52, 0), (4, 0, 0)]
EXTRA, FULL = "3", "2"
ALWAYS = {"foreign_keys": "1", "busy_timeout": "5000", "mmap_size": "0", "trusted_schema": "0"}


@pytest.mark.parametrize("build", AFFECTED)
def test_builds_that_can_lose_commits_get_a_rollback_journal(build: Version) -> None:
    chosen = durability(build)
    assert (chosen.journal_mode, chosen.synchronous) == ("DELETE", "EXTRA")
    assert chosen.sqlite_version in chosen.reason
    assert "can lose commits" in chosen.reason


@pytest.mark.parametrize("build", FIXED)
def test_all_other_builds_get_write_ahead_mode(build: Version) -> None:
    chosen = durability(build)
    assert (chosen.journal_mode, chosen.synchronous) == ("WAL", "FULL")


def test_the_build_in_use_decides() -> None:
    assert durability().sqlite_version == sqlite3.sqlite_version


@pytest.mark.parametrize(("build", "mode", "synchronous"), [((3, 51, 2), "delete", EXTRA), ((3, 51, 3), "wal", FULL)])
def test_every_connection_has_the_settings(sqlite_url: str, build: Version, mode: str, synchronous: str) -> None:
    engine = open_engine(sqlite_url, sqlite_version=build)
    expected = ALWAYS | {"journal_mode": mode, "synchronous": synchronous}
    with engine.connect(), engine.connect():
        assert settings_in_force(engine) == expected
    engine.dispose()
    assert settings_in_force(engine) == expected
    engine.dispose()


def test_a_file_in_write_ahead_mode_is_brought_back(sqlite_url: str, path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE t (x)")
    engine = open_engine(sqlite_url, sqlite_version=(3, 51, 2))
    assert settings_in_force(engine)["journal_mode"] == "delete"
    engine.dispose()


def test_a_file_that_another_program_uses_in_write_ahead_mode_is_refused(sqlite_url: str, path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE t (x)")
        engine = open_engine(sqlite_url, sqlite_version=(3, 51, 2), busy_timeout_ms=1)
        with pytest.raises(StoreUnavailable, match="another program"):
            settings_in_force(engine)
    assert settings_in_force(engine)["journal_mode"] == "delete"
    engine.dispose()


def test_a_transaction_for_writing_takes_the_lock_at_its_beginning(sqlite_url: str, path: Path) -> None:
    engine = open_engine(sqlite_url)
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
        with for_writing(engine).begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        with engine.begin():
            other.execute("BEGIN IMMEDIATE")
    engine.dispose()


def test_file_and_folders_are_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "newer" / "assessments.db"
    open_store(f"sqlite:///{path}").close()
    modes = [stat.S_IMODE(made.stat().st_mode) for made in (path, path.parent, path.parent.parent)]
    assert modes == [0o600, 0o700, 0o700]


def test_what_was_there_keeps_its_permissions(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o755)
    path = folder / "assessments.db"
    path.touch(mode=0o640)
    open_store(f"sqlite:///{path}").close()
    assert [stat.S_IMODE(made.stat().st_mode) for made in (path, folder)] == [0o640, 0o755]


def test_any_path_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "ministère des affaires étrangères #1" / "a b.db"
    open_store(f"sqlite:///{path}").close()
    assert path.is_file()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "cannot be read"),
        ("assessments.db", "cannot be read"),
        ("postgresql://me:canary@pw@host:x/db", "cannot be read"),
        ("mysql://me:canary@host/db", "'mysql' is not supported. Use SQLite or PostgreSQL"),
        ("postgresql+nodriver://me:canary@host/db?password=canary", "db on host: the driver for it"),
        ("sqlite://", "in memory forgets every answer"),
        ("sqlite:///:memory:", "in memory forgets every answer"),
        ("sqlite:///file::memory:?uri=true", "in memory forgets every answer"),
    ],
)
def test_urls_that_cannot_be_used(url: str, words: str) -> None:
    with pytest.raises(StoreUnavailable, match=words) as refusal:
        open_engine(url)
    assert "canary" not in "".join(traceback.format_exception(refusal.value)[-1])
    assert "canary" not in str(refusal.value)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("53100", "the disk is full"),
        ("25006", "it is read-only"),
        ("55P03", "locked"),
        ("57P03", "Cannot reach"),
        ("28P01", "Cannot reach"),
        ("XX001", "it is damaged"),
        ("42601", "refused the request"),
        (None, "refused the request"),
    ],
)
def test_a_server_s_states_are_put_in_words(state: str | None, words: str) -> None:
    class ServerError(sqlite3.DatabaseError if state is None else Exception):  # type: ignore[misc]
        sqlstate = state

    assert words in str(unavailable("micic on db.example", ServerError("internal words")))
