"""A schema change keeps every answer, and is never half done."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Date, DateTime, MetaData, insert, inspect

from assessment.errors import NewerSchema
from assessment.model import Stage
from assessment.store import open_store
from assessment.store.engine import Version, open_engine
from assessment.store.migrate import configuration, migrate, schema_of
from assessment.store.people import SqlDirectory
from assessment.store.schema import SCHEMA, metadata
from assessment.store.sql import SqlStore
from tests.store.samples import a_revision, an_action, an_assessment
from tests.store.workers import migrate_and_die, migrate_with_others, processes

EARLIER = Path(__file__).parent / "schemas"


def test_migrations_make_the_tables_that_the_code_names(store: SqlStore) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        found = inspect(connection)
        for table in metadata.sorted_tables:
            named = {check.name for check in table.constraints if isinstance(check, CheckConstraint)}
            assert {check["name"] for check in found.get_check_constraints(table.name)} == named


def test_the_newest_migration_has_the_number_of_the_schema() -> None:
    assert ScriptDirectory.from_config(configuration()).get_current_head() == f"{SCHEMA:04d}"


def test_migrating_again_writes_nothing(sqlite_url: str, path: Path) -> None:
    engine = open_engine(sqlite_url)
    assert schema_of(engine) == 0
    migrate(engine)
    assert schema_of(engine) == SCHEMA
    engine.dispose()
    before = path.read_bytes()
    migrate(engine)
    engine.dispose()
    assert path.read_bytes() == before


def test_foreign_keys_hold_after_migrating(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    migrate(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def fill_sqlite(url: str, schema: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as filled:
        filled.executescript((EARLIER / f"{schema}.sql").read_text(encoding="utf-8"))


def fill_postgresql(url: str, schema: str) -> None:
    """The same rows in the tables that the migrations up to there make."""
    engine = open_engine(url)
    with closing(sqlite3.connect(":memory:")) as rows, engine.begin() as connection:
        rows.executescript((EARLIER / f"{schema}.sql").read_text(encoding="utf-8"))
        rows.row_factory = sqlite3.Row
        command.upgrade(configuration(connection), schema)
        found = MetaData()
        found.reflect(connection)
        for table in found.sorted_tables:
            for row in rows.execute(f"SELECT * FROM {table.name}"):  # noqa: S608 - names of our own tables
                if table.name != "alembic_version":
                    connection.execute(
                        insert(table), {name: typed(table.c[name], value) for name, value in dict(row).items()}
                    )
    engine.dispose()


def typed(column: Column[Any], value: Any) -> Any:
    """What SQLite keeps as text or number, as a server wants it."""
    if value is None:
        return None
    if isinstance(column.type, JSON):
        return json.loads(value)
    if isinstance(column.type, Boolean):
        return bool(value)
    if isinstance(column.type, DateTime):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value


FILL = {"sqlite": fill_sqlite, "postgresql": fill_postgresql}


@pytest.mark.parametrize("schema", [f"{number:04d}" for number in range(1, SCHEMA + 1)])
def test_a_filled_database_of_each_schema_keeps_every_answer(url: str, schema: str) -> None:
    FILL[url.partition(":")[0].partition("+")[0]](url, schema)
    with closing(open_store(url)) as store:
        assert schema_of(store.engine) == SCHEMA
        marking = "Official" if schema >= "0003" else ""
        assert store.assessments() == [an_assessment(marking=marking)]
        assert store.history("a1", "R1.1.1a") == [a_revision(1), a_revision(2, comment="Été")]
        assert store.current("a1").keys() == {"R1.1.1a", "R1.1.1b"}
        store.append([a_revision(3)])
        assert store.actions("a1") == ([an_action()] if schema >= "0002" else [])
        store.save_actions("a1", [an_action("p2")])
        is_with_teams = schema >= "0003"
        assert [change.stage for change in store.stages("a1")] == (
            [Stage.SUBMITTED, Stage.DRAFT] if is_with_teams else []
        )
        assert [view.person_id for view in store.views("a1")] == (["zoe"] if is_with_teams else [])
        assert [remark.text for remark in store.remarks("a1")] == (["Look"] if is_with_teams else [])
        assert list(SqlDirectory(store.engine).names().values()) == (["Ana"] if is_with_teams else [])


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
@pytest.mark.parametrize(("newer", "shown"), [("0007", "7"), ("ae1027a6acf", "ae1027a6acf")])
def test_a_newer_schema_is_refused_and_left_as_it_is(
    sqlite_url: str, path: Path, newer: str, shown: str, mode: str
) -> None:
    open_store(sqlite_url).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA journal_mode={mode}")
        other.execute("UPDATE alembic_version SET version_num = ?", [newer])
        other.commit()
    before = path.read_bytes()
    for build in ((3, 51, 2), (3, 51, 3)):
        engine = open_engine(sqlite_url, sqlite_version=build)
        for attempt in (migrate, schema_of):
            with pytest.raises(NewerSchema) as refusal:
                attempt(engine)
            assert str(refusal.value) == (
                f"Cannot open {path}: it was written by a newer release "
                f"(schema {shown}, this one knows {SCHEMA}). Update the tool."
            )
        engine.dispose()
    with pytest.raises(NewerSchema):
        open_store(sqlite_url)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("build", [(3, 51, 2), (3, 51, 3)], ids=["rollback journal", "write-ahead"])
def test_processes_that_migrate_at_once_do_it_once(sqlite_url: str, path: Path, build: Version) -> None:
    rounds = 4
    context = processes()
    start = context.Barrier(3)
    migrating = [context.Process(target=migrate_with_others, args=(sqlite_url, build, start, rounds)) for _ in range(3)]
    for process in migrating:
        process.start()
    for process in migrating:
        process.join()
    assert [process.exitcode for process in migrating] == [0, 0, 0]
    for number in range(rounds):
        with closing(open_store(f"sqlite:///{path}{number}")) as store:
            store.add_assessment(an_assessment())


def test_killed_after_any_statement_it_leaves_the_old_schema_or_the_new(
    tmp_path: Path, assert_whole: Callable[[Path], None]
) -> None:
    """The old one here is the empty database."""
    context = processes()
    for statements in range(1, 200):
        path = tmp_path / f"{statements}.db"
        process = context.Process(target=migrate_and_die, args=(f"sqlite:///{path}", statements))
        process.start()
        process.join()
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        assert_whole(path)
        with closing(sqlite3.connect(path)) as killed:
            tables = killed.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        assert tables == 0
        with closing(open_store(f"sqlite:///{path}")) as store:
            store.add_assessment(an_assessment())
        assert_whole(path)
    assert 15 < statements < 199
