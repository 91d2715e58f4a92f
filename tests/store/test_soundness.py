"""What ``micic db check`` finds: each fault that a database can have is told, and a sound one gives nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from assessment.errors import NewerSchema, StoreUnavailable
from assessment.store import open_store
from assessment.store.schema import SCHEMA
from assessment.store.soundness import findings, upgrade
from assessment.store.sql import SqlStore
from tests.store.samples import a_revision, an_action, an_assessment

ANSWER = (
    "INSERT INTO answers SELECT 'a1', 'R1.1.1a', {revision}, {answer}, '', '', '', '', '', 'ana', at, 'o{revision}'"
)


@pytest.fixture
def url(sqlite_url: str) -> str:
    """The store under test is a SQLite file; PostgreSQL has tests of its own below."""
    return sqlite_url


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    store.add_assessment(an_assessment("b", organisation="Red Cross"))
    store.append([a_revision(), a_revision(practice="R1.1.1b"), a_revision(assessment_id="b")])
    store.save_actions("a1", [an_action()])
    return store


def test_a_sound_database_gives_nothing_and_is_left_as_it_is(filled: SqlStore, sqlite_url: str, path: Path) -> None:
    before = path.read_bytes()
    assert list(findings(sqlite_url)) == []
    assert path.read_bytes() == before
    assert filled.assessments()


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["DELETE FROM organisations WHERE name = 'Red Cross'"], ["organisation_id", "missing"]),
        (["DROP TRIGGER answers_complete", "DELETE FROM assessments WHERE id = 'b'"], ["trigger answers_complete"]),
        (["DROP TRIGGER answers_unchanged"], ["trigger answers_unchanged is missing"]),
        (["DELETE FROM assessments WHERE id = 'b'"], ["table answers: rows refer to assessment_id b", "no assessment"]),
        (
            ["INSERT INTO organisations (id, name) VALUES ('left', 'Left over')"],
            ["organisation left has no assessment"],
        ),
        (
            [ANSWER.format(revision=4, answer="'3'") + " FROM answers WHERE assessment_id = 'b'"],
            ["assessment a1, practice R1.1.1a: 2 of 4 revisions are there"],
        ),
        (
            [ANSWER.format(revision=2, answer=f"'{'x' * 21}'") + " FROM answers WHERE assessment_id = 'b'"],
            ["assessment a1, practice R1.1.1a, revision 2 cannot be read"],
        ),
        (["UPDATE actions SET status = 'gone'"], ["assessment a1, action p1 cannot be read"]),
        (["UPDATE assessments SET country = 'phl' WHERE id = 'b'"], ["assessment b cannot be read"]),
    ],
)
def test_each_fault_is_told(
    filled: SqlStore, sqlite_url: str, path: Path, statements: list[str], said: list[str]
) -> None:
    filled.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    found = "\n".join(findings(sqlite_url))
    for words in said:
        assert words in found


def test_a_damaged_file_is_told(filled: SqlStore, sqlite_url: str, path: Path) -> None:
    filled.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size - size // 2))
    try:
        found = "\n".join(findings(sqlite_url))
    except StoreUnavailable as error:
        found = str(error)
    assert "damaged" in found


def test_an_earlier_schema_is_told_and_a_newer_one_refused(sqlite_url: str, path: Path) -> None:
    path.touch()
    assert list(findings(sqlite_url)) == [f"schema 0, this release writes {SCHEMA}. Run micic db migrate."]
    assert upgrade(sqlite_url) == (0, SCHEMA)
    assert upgrade(sqlite_url) == (SCHEMA, SCHEMA)
    assert list(findings(sqlite_url)) == []
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchema):
        list(findings(sqlite_url))
    with pytest.raises(NewerSchema):
        upgrade(sqlite_url)


def test_a_check_makes_no_database(sqlite_url: str, path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="There is no database"):
        list(findings(sqlite_url))
    assert not path.exists()


def test_postgresql_is_checked_too(postgresql_url: str) -> None:
    with closing(open_store(postgresql_url)) as store:
        store.add_assessment(an_assessment(), [a_revision()])
        assert list(findings(postgresql_url)) == []
        with store.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER answers_append_only ON answers"))
            connection.execute(text("UPDATE answers SET revision = 2"))
            connection.execute(text("INSERT INTO organisations (id, name) VALUES ('left', 'Left over')"))
        found = list(findings(postgresql_url))
    assert [words in line for words, line in zip(("trigger", "no assessment", "1 of 2"), found, strict=True)] == [
        True
    ] * 3
