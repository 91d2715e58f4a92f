"""A backup is whole while others write; restoring and moving keep every row, or change nothing."""

from __future__ import annotations

import signal
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from assessment.errors import DatabaseInUse, NewerSchema, StoreUnavailable
from assessment.store import backup, open_store
from assessment.store.backup import back_up, copy, place_aside, restore
from assessment.store.schema import metadata
from assessment.store.sql import SqlStore
from tests.store.samples import a_revision, an_assessment
from tests.store.workers import copy_and_die, processes

EARLIER = Path(__file__).parent / "schemas"
PRACTICES = ("R1.1.1a", "R1.1.1b", "R3.1.10b")


def rows(path: Path) -> dict[str, list[Any]]:
    """All that a SQLite file holds, by table."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table.name: sorted(connection.execute(f"SELECT * FROM {table.name}"), key=repr)  # noqa: S608
            for table in metadata.sorted_tables
        }


@pytest.fixture
def url(sqlite_url: str) -> str:
    """The store under test is a SQLite file; PostgreSQL has tests of its own below."""
    return sqlite_url


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    """Two assessments of two organisations and one without; histories, targets, events."""
    for id, organisation in (("b", "Red Cross"), ("c", "")):
        store.add_assessment(an_assessment(id, organisation=organisation))
        for number in (1, 2, 3):
            store.append([a_revision(number, assessment_id=id, practice=practice) for practice in PRACTICES])
    store.append([a_revision(evidence="é\N{GRINNING FACE}\n")])
    return store


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept.db"


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    return tmp_path / "aside.db"


def test_a_backup_holds_every_row_for_the_owner_only(filled: SqlStore, sqlite_url: str, path: Path, kept: Path) -> None:
    back_up(sqlite_url, kept)
    assert rows(kept) == rows(path)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [file for file in kept.parent.iterdir() if file.name.startswith(".")] == []
    with closing(open_store(f"sqlite:///{kept}")) as again:
        assert again.assessments() == filled.assessments()


def test_a_backup_replaces_an_older_one_only_when_it_is_complete(
    filled: SqlStore, sqlite_url: str, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.write_bytes(b"older")

    def fail(_path: Path) -> None:
        raise sqlite3.DatabaseError("the disk went away")

    with monkeypatch.context() as patched:
        patched.setattr(backup, "_require_whole", fail)
        with pytest.raises(StoreUnavailable):
            back_up(sqlite_url, kept)
    assert kept.read_bytes() == b"older"
    assert sorted(file.name for file in kept.parent.iterdir()) == ["assessments.db", "kept.db"]
    back_up(sqlite_url, kept)
    assert rows(kept)["answers"]
    assert filled.whole("b").revisions


def test_a_backup_is_of_one_moment_while_others_write(
    store: SqlStore, sqlite_url: str, tmp_path: Path, assert_whole: Callable[[Path], None]
) -> None:
    # Each save writes both practices, so in no moment does one have more revisions than the other.
    enough, problems = threading.Event(), []

    def save() -> None:
        number = 0
        try:
            while not enough.is_set():
                number += 1
                store.append([a_revision(number, practice=practice, comment="x" * 3000) for practice in PRACTICES[:2]])
        except Exception as error:
            problems.append(error)

    writer = threading.Thread(target=save)
    writer.start()
    lengths = []
    try:
        for number in range(12):
            file = tmp_path / f"kept{number}.db"
            back_up(sqlite_url, file)
            assert_whole(file)
            with closing(sqlite3.connect(file)) as connection:
                found = connection.execute(
                    "SELECT count(*), count(CASE practice_id WHEN 'R1.1.1a' THEN 1 END), max(revision) FROM answers"
                ).fetchone()
            total, of_one, newest = found
            assert total == 2 * of_one
            assert of_one == (newest or 0)
            lengths.append(of_one)
    finally:
        enough.set()
        writer.join()
    assert problems == []
    assert lengths == sorted(lengths)
    assert lengths[-1] <= len(store.history("a1", "R1.1.1a"))


def test_the_database_itself_is_no_place_for_a_backup(filled: SqlStore, sqlite_url: str, path: Path) -> None:
    before = rows(path)
    with pytest.raises(StoreUnavailable, match="is the database itself"):
        back_up(sqlite_url, path)
    assert rows(path) == before
    assert filled.assessments()


def test_there_is_nothing_to_back_up_where_there_is_no_database(sqlite_url: str, path: Path, kept: Path) -> None:
    with pytest.raises(StoreUnavailable, match="There is no database"):
        back_up(sqlite_url, kept)
    assert not path.exists()
    path.touch()
    with pytest.raises(StoreUnavailable, match="is empty"):
        back_up(sqlite_url, kept)
    assert not kept.exists()


def test_a_backup_comes_back_into_a_new_database(filled: SqlStore, sqlite_url: str, kept: Path, tmp_path: Path) -> None:
    back_up(sqlite_url, kept)
    before = kept.read_bytes()
    number = restore(f"sqlite:///{tmp_path / 'new' / 'new.db'}", kept, None)
    assert rows(tmp_path / "new" / "new.db") == rows(kept)
    assert number == sum(map(len, rows(kept).values()))
    assert kept.read_bytes() == before
    assert filled.assessments()


def test_what_is_there_is_replaced_only_on_request_and_kept_aside(
    filled: SqlStore, sqlite_url: str, path: Path, kept: Path, aside: Path
) -> None:
    back_up(sqlite_url, kept)
    filled.append([a_revision(2)])
    filled.delete_assessment("b")
    now = rows(path)
    with pytest.raises(DatabaseInUse):
        restore(sqlite_url, kept, None)
    assert rows(path) == now
    restore(sqlite_url, kept, aside)
    assert rows(path) == rows(kept)
    assert rows(aside) == now
    # A store that was open all the time goes on with what was restored, and its history is guarded as before.
    assert len(filled.whole("b").revisions) == 9
    with pytest.raises(sqlite3.IntegrityError, match="append-only"), closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM answers")


def test_a_copy_that_differs_changes_nothing(
    filled: SqlStore, sqlite_url: str, path: Path, kept: Path, aside: Path
) -> None:
    back_up(sqlite_url, kept)
    filled.append([a_revision(2)])
    now = rows(path)

    @event.listens_for(Engine, "before_cursor_execute", retval=True)
    def garble(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> Any:
        if statement.startswith("INSERT INTO answers"):
            parameters = [tuple("!" if value == "R3.1.10b" else value for value in row) for row in parameters]
        return statement, parameters

    try:
        with pytest.raises(StoreUnavailable, match="copy differs from the original: table answers"):
            restore(sqlite_url, kept, aside)
    finally:
        event.remove(Engine, "before_cursor_execute", garble)
    assert rows(path) == now


@pytest.mark.parametrize("statement", ["DELETE FROM", "INSERT INTO organisations", "INSERT INTO answers", "COMMIT"])
def test_a_kill_midway_leaves_the_database_as_it_was(
    filled: SqlStore,
    sqlite_url: str,
    path: Path,
    kept: Path,
    aside: Path,
    statement: str,
    assert_whole: Callable[[Path], None],
) -> None:
    back_up(sqlite_url, kept)
    filled.append([a_revision(2)])
    now = rows(path)
    process = processes().Process(target=copy_and_die, args=(sqlite_url, kept, aside, statement))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert_whole(path)
    assert rows(path) == now


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5000])
def test_what_is_no_backup_is_refused(
    filled: SqlStore, sqlite_url: str, path: Path, kept: Path, content: bytes
) -> None:
    now = rows(path)
    kept.write_bytes(content)
    with pytest.raises(StoreUnavailable):
        restore(sqlite_url, kept, kept.with_name("aside.db"))
    assert rows(path) == now
    assert filled.assessments()


def test_a_file_of_another_program_is_no_backup(sqlite_url: str, kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as connection:
        connection.execute("CREATE TABLE notes (text)")
    with pytest.raises(StoreUnavailable, match="is no backup of this tool"):
        restore(sqlite_url, kept, None)
    with pytest.raises(StoreUnavailable, match="There is no file"):
        restore(sqlite_url, kept.with_name("none.db"), None)


def test_a_backup_of_a_newer_release_is_refused(filled: SqlStore, sqlite_url: str, path: Path, kept: Path) -> None:
    back_up(sqlite_url, kept)
    with closing(sqlite3.connect(kept)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    now = rows(path)
    with pytest.raises(NewerSchema):
        restore(sqlite_url, kept, kept.with_name("aside.db"))
    assert rows(path) == now
    assert filled.assessments()


@pytest.mark.parametrize("dump", sorted(EARLIER.glob("*.sql")), ids=lambda path: path.stem)
def test_a_backup_of_every_earlier_schema_comes_back(sqlite_url: str, kept: Path, dump: Path, opened: Any) -> None:
    with closing(sqlite3.connect(kept)) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    with closing(sqlite3.connect(kept)) as connection:
        before = connection.execute("SELECT count(*) FROM answers").fetchone()
    restore(sqlite_url, kept, None)
    store = opened()
    assert sum(len(store.whole(kept.id).revisions) for kept in store.assessments()) == before[0] > 0


def test_a_database_is_copied_into_an_empty_one_and_into_no_other(
    filled: SqlStore, sqlite_url: str, path: Path, kept: Path
) -> None:
    target = f"sqlite:///{kept}"
    seen: list[tuple[int, int]] = []
    number = copy(sqlite_url, target, lambda done, number: seen.append((done, number)))
    assert rows(kept) == rows(path)
    assert seen == sorted(seen)
    assert seen[-1] == (2 * number, 2 * number)
    with closing(open_store(target)) as moved:
        moved.append([a_revision(2)])
        before = rows(kept)
    with pytest.raises(DatabaseInUse):
        copy(sqlite_url, target)
    assert rows(kept) == before
    assert filled.assessments()


def test_a_name_for_what_is_replaced_says_when(tmp_path: Path) -> None:
    at = datetime(2026, 3, 1, 12, 30, 5, tzinfo=UTC)
    assert place_aside("sqlite:////srv/assessments.db", tmp_path, at) == Path(
        "/srv/assessments-replaced-20260301T123005Z.db"
    )
    assert place_aside("postgresql+psycopg://host/micic", tmp_path, at) == tmp_path / "replaced-20260301T123005Z.db"


def test_a_folder_that_is_not_there_is_told(filled: SqlStore, sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"Cannot reach .*kept\.db"):
        back_up(sqlite_url, tmp_path / "none" / "kept.db")
    assert filled.assessments()


def test_a_database_moves_to_postgresql_and_back(
    filled: SqlStore, sqlite_url: str, path: Path, kept: Path, postgresql_url: str
) -> None:
    assert copy(sqlite_url, postgresql_url) == sum(map(len, rows(path).values()))
    back_up(postgresql_url, kept)
    assert rows(kept) == rows(path)
    with pytest.raises(DatabaseInUse):
        copy(sqlite_url, postgresql_url)
    with closing(open_store(postgresql_url)) as moved:
        assert {id: moved.whole(id).by_practice for id in "bc"} == {id: filled.whole(id).by_practice for id in "bc"}
        moved.append([a_revision(2)])
        # Events are numbered on behind those that came along.
        moved.delete_assessment("c")
    back_up(postgresql_url, kept)
    assert len(rows(kept)["events"]) == len(rows(path)["events"]) + 1


def test_postgresql_is_restored_while_a_store_is_open_and_what_was_there_is_kept(
    filled: SqlStore, sqlite_url: str, path: Path, kept: Path, aside: Path, postgresql_url: str
) -> None:
    back_up(sqlite_url, kept)
    with closing(open_store(postgresql_url)) as running:
        running.add_assessment(an_assessment("other"), [a_revision(assessment_id="other")])
        with pytest.raises(DatabaseInUse):
            restore(postgresql_url, kept, None)
        restore(postgresql_url, kept, aside)
        assert [found.id for found in running.assessments()] == [found.id for found in filled.assessments()]
        back_up(postgresql_url, kept)
    assert rows(kept) == rows(path)
    assert [row[0] for row in rows(aside)["assessments"]] == ["other"]
