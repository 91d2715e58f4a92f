"""Faults of the database under the store and the service, without a screen; on both engines where they apply."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from sqlalchemy import event, text

from assessment.errors import AssessmentError
from assessment.model import Answer, AnswerRevision, Assessment
from assessment.service import AssessmentService
from assessment.store import open_store
from assessment.store.backup import back_up, restore
from assessment.store.engine import open_engine
from assessment.store.migrate import configuration, schema_of
from assessment.store.schema import SCHEMA
from assessment.store.sql import SqlStore
from questions.load import load_instrument
from tests.faults.outcome import Outcome, said
from tests.store.samples import a_revision, an_assessment
from tests.store.workers import import_sheets, open_with_another, processes

BUSY_MS = 200
SAVES = 12
RECOVERY_SECONDS = 30.0
IMPORTED = 40
NOTHING = "nothing"
_ASSESSMENT = """
INSERT INTO assessments (id, country, stakeholder_types, subject, instrument_id, instrument_version, lead_first,
                         is_sample)
VALUES (:id, '', :types, :subject, 'micic', '1.0', :no, :no)
"""
_REVISION = """
INSERT INTO answers (assessment_id, practice_id, revision, answer, na_reason, evidence, evidence_date, responsible,
                     comment, author, at, operation_id)
VALUES ('a1', 'R1.1.1a', :revision, '2', '', '', '', '', '', 'local', :at, :operation)
"""
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def engine_name(url: str) -> str:
    """As the table calls it."""
    return "SQLite" if url.startswith("sqlite") else "PostgreSQL"


def _save(store: SqlStore, first: int, number: int = SAVES, size: int = 0) -> tuple[list[AnswerRevision], list[str]]:
    """Save so many revisions of one answer, the next one each time: what was acknowledged, and what was said else."""
    saved: list[AnswerRevision] = []
    troubles = []
    for _ in range(number):
        try:
            saved += store.append([a_revision(first + len(saved), evidence="x" * size)])
        except AssessmentError as error:
            troubles.append(str(error))
    return saved, troubles


def _under(fault: str, store: SqlStore, during: Callable[[], Any], after: Callable[[], Any], size: int = 0) -> Outcome:
    """Save before, while and after something is wrong with a database; then read everything again.

    ``during`` begins what is wrong, ``after`` ends it.
    """
    store.add_assessment(an_assessment())
    saved, _none = _save(store, 1)
    during()
    meanwhile, troubles = _save(store, len(saved) + 1, size=size)
    after()
    saved += meanwhile
    later, again = _save(store, len(saved) + 1)
    saved += later
    kept = store.history("a1", "R1.1.1a")
    lost = sum(one not in kept for one in saved) + (len(kept) != len(saved))
    recovered = bool(troubles) and not again
    return Outcome(fault, engine_name(str(store.engine.url)), 1, len(saved), lost, said(troubles), recovered)


def disk_full(url: str) -> Outcome:
    """The file may not grow, until it may."""

    def limit(pages: int) -> None:
        store.close()
        event.listen(store.engine, "connect", lambda raw, _: raw.execute(f"PRAGMA max_page_count={pages}"))

    path = Path(url.removeprefix("sqlite:///"))
    with closing(open_store(url, busy_timeout_ms=BUSY_MS)) as store:
        return _under("disk full", store, lambda: limit(path.stat().st_size // 4096), lambda: limit(1 << 20), 3900)


def read_only(url: str) -> Outcome:
    """Nothing may be written, until it may."""
    with closing(open_store(url, busy_timeout_ms=BUSY_MS)) as store:
        if store.engine.dialect.name == "sqlite":

            def set_to(mode: str) -> None:
                store.close()
                event.listen(store.engine, "connect", lambda raw, _: raw.execute(f"PRAGMA query_only={mode}"))
        else:

            def set_to(mode: str) -> None:
                with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as other:
                    other.execute("SET default_transaction_read_only = off")
                    other.execute(f"ALTER DATABASE postgres SET default_transaction_read_only = {mode}")
                store.close()

        return _under("read-only", store, lambda: set_to("on"), lambda: set_to("off"))


def locked(url: str) -> Outcome:
    """Another program keeps the lock for longer than a save waits."""
    others: list[Any] = []

    def lock() -> None:
        if url.startswith("sqlite"):
            others.append(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None))
            others[0].execute("BEGIN IMMEDIATE")
        else:
            others.append(psycopg.connect(url.replace("+psycopg", "")))
            others[0].execute("LOCK TABLE answers IN ACCESS EXCLUSIVE MODE")

    with closing(open_store(url, busy_timeout_ms=BUSY_MS)) as store:
        return _under("locked by another program", store, lock, lambda: others[0].close())


def clock_back(url: str) -> Outcome:
    """The clock steps back an hour between two saves, again and again: revisions count, not times."""
    moments = cycle([NOON, NOON - timedelta(hours=1), NOON - timedelta(days=400), NOON + timedelta(seconds=1)])
    instrument = load_instrument()
    practice = next(id for id, one in instrument.practices.items() if one.role_of("origin"))
    with closing(open_store(url)) as store:
        service = AssessmentService(store, instrument, clock=lambda: next(moments))
        id = service.start(Assessment(id="", stakeholder_types=("origin",))).id
        saved = [
            service.record_answer(id, Answer(practice_id=practice, answer=str(number % 5)), number)
            for number in range(SAVES)
        ]
        lost = sum(one not in service.history(id, practice) for one in saved)
        is_newest = service.answers(id)[practice] == saved[-1] and service.history(id, practice) == saved
    return Outcome("clock steps back", engine_name(url), SAVES, len(saved), lost, NOTHING, is_newest)


def two_migrate(url: str) -> Outcome:
    """Two programs open a filled database of the first schema at the same moment."""
    _first_schema(url)
    context = processes()
    start = context.Barrier(2)
    both = [context.Process(target=open_with_another, args=(url, start)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    with closing(open_store(url)) as store:
        kept = [one.revision for one in store.history("a1", "R1.1.1a")]
        goes_on = store.append([a_revision(SAVES + 1)])[0].revision == SAVES + 1
        is_whole = goes_on and schema_of(store.engine) == SCHEMA and all(process.exitcode == 0 for process in both)
    lost = SAVES - len(kept) if kept == list(range(1, len(kept) + 1)) else SAVES
    return Outcome("two programs migrate at once", engine_name(url), 1, SAVES, lost, NOTHING, is_whole)


def _first_schema(url: str) -> None:
    """A database of schema 1 with one assessment and the history of one answer."""
    assessment = {"id": "a1", "types": '["origin"]', "subject": "organisation", "no": False}
    engine = open_engine(url)
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0001")
        connection.execute(text(_ASSESSMENT), assessment)
        moment = NOON if connection.dialect.name == "postgresql" else NOON.replace(tzinfo=None).isoformat(" ")
        rows = [{"revision": number, "operation": f"o{number}", "at": moment} for number in range(1, SAVES + 1)]
        connection.execute(text(_REVISION), rows)
    engine.dispose()


def import_killed(url: str, times: int = 40) -> Outcome:
    """SIGKILL at a random moment of an import of many assessments: each import is there whole, or not at all."""
    chance = random.Random(times)
    context = processes()
    halves, acknowledged, whole, longest = 0, 0, 0, 1.0
    open_store(url).close()
    for number in range(times + 1):
        reader, writer = context.Pipe(duplex=False)
        process = context.Process(target=import_sheets, args=(url, f"import{number}", IMPORTED, writer))
        process.start()
        writer.close()
        assert reader.recv() == "begins"
        began = time.perf_counter()
        is_done = reader.poll(chance.uniform(0, longest) if number else 60)
        if not number:
            longest = (time.perf_counter() - began) * 1.1
        process.kill()
        process.join()
        said_done = is_done and reader.recv() == "done"
        reader.close()
        with closing(open_store(url)) as store:
            mine = [one for one in store.assessments() if one.organisation == f"import{number}"]
            answers = store.current_of([one.id for one in mine])
        is_whole = len(mine) == IMPORTED and all(len(answers.get(one.id, {})) == 3 for one in mine)
        halves += bool(mine) and not is_whole
        acknowledged += said_done
        whole += is_whole
        halves += said_done and not is_whole
    told = f"{whole} of {times + 1} whole, {times + 1 - whole} not at all, {halves} in part"
    return Outcome("import killed (-9)", engine_name(url), times, acknowledged * IMPORTED, halves, told, halves == 0)


def backup_while_writing(url: str, folder: Path, times: int = 5) -> Outcome:
    """Backups while two threads save; each is restored elsewhere and holds all that was acknowledged before it."""
    stop = threading.Event()
    acknowledged: dict[str, list[int]] = {"a": [], "b": []}
    troubles: list[str] = []

    def write(id: str) -> None:
        with closing(open_store(url)) as own:
            while not stop.is_set():
                number = len(acknowledged[id]) + 1
                try:
                    own.append([a_revision(number, assessment_id=id)])
                except AssessmentError as error:  # kept waiting for too long by the other and the backup together
                    troubles.append(str(error))
                else:
                    acknowledged[id].append(number)

    with closing(open_store(url)) as store:
        for id in acknowledged:
            store.add_assessment(an_assessment(id))
    threads = [threading.Thread(target=write, args=(id,)) for id in acknowledged]
    for thread in threads:
        thread.start()
    lost, counted, is_whole = 0, 0, True
    for number in range(times):
        before = {id: len(done) for id, done in acknowledged.items()}
        kept, restored = folder / f"kept{number}.db", f"sqlite:///{folder}/restored{number}.db"
        back_up(url, kept)
        restore(restored, kept, None)
        with closing(open_store(restored)) as copy:
            for id, wanted in before.items():
                found = [one.revision for one in copy.history(id, "R1.1.1a")]
                counted += len(found)
                lost += max(0, wanted - len(found))
                is_whole = is_whole and found == list(range(1, len(found) + 1))
    written = {id: len(done) for id, done in acknowledged.items()}
    deadline = time.monotonic() + RECOVERY_SECONDS
    while any(len(done) == written[id] for id, done in acknowledged.items()) and time.monotonic() < deadline:
        time.sleep(0.05)
    is_whole = is_whole and all(len(done) > written[id] for id, done in acknowledged.items())
    stop.set()
    for thread in threads:
        thread.join()
    told = said(troubles) if troubles else NOTHING
    return Outcome("backup while writing, restored", engine_name(url), times, counted, lost, told, is_whole)
