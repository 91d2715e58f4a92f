"""What child processes do in the tests: each is one program of its own beside the others.

They come from a fork server that has loaded everything already, so that each starts in milliseconds.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from assessment.errors import Conflict
from assessment.model import Answer
from assessment.service import AssessmentService
from assessment.store import open_store
from assessment.store.backup import restore
from assessment.store.engine import Version, open_engine
from assessment.store.migrate import migrate
from questions.model import Instrument
from tests.store.samples import a_revision, an_assessment


def processes() -> ForkServerContext:
    """Where child processes come from."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store.workers"])
    return context


def save_until_killed(
    url: str, instrument: Instrument, assessment_id: str, practice_ids: list[str], run: int, saved: Connection
) -> None:
    """Save answers without end; tell ``(practice, revision, evidence)`` of each after it was saved."""
    service = AssessmentService(open_store(url), instrument)
    revisions = {id: kept.revision for id, kept in service.answers(assessment_id).items()}
    number = 0
    while True:
        number += 1
        practice_id = practice_ids[number % len(practice_ids)]
        evidence = f"Evidence {run}.{number} " + "x" * (number * 37 % 3000)
        answer = Answer(practice_id=practice_id, answer=str(number % 5), evidence=evidence)
        kept = service.record_answer(assessment_id, answer, revisions.get(practice_id, 0))
        revisions[practice_id] = kept.revision
        saved.send((practice_id, kept.revision, evidence))


def race(url: str, name: str, rounds: int, start: Barrier, outcome: Connection) -> None:
    """Write revisions 1, 2, ... of one answer, each at the same moment as another; tell who won each time."""
    store = open_store(url)
    winners: list[str] = []
    for number in range(1, rounds + 1):
        start.wait(timeout=30)
        try:
            store.append([a_revision(number, operation=f"{name}-{number}", comment=name)])
            winners.append(name)
        except Conflict as conflict:
            winners.append(conflict.current.answer.comment if conflict.current else "nobody")
    store.close()
    outcome.send(winners)


def migrate_with_others(url: str, build: Version, start: Barrier, rounds: int) -> None:
    """Bring databases to the newest schema at the same moment as others do."""
    for number in range(rounds):
        start.wait(timeout=30)
        engine = open_engine(f"{url}{number}", sqlite_version=build)
        migrate(engine)
        engine.dispose()


def migrate_and_die(url: str, statements: int) -> None:
    """Migrate, but be killed after so many statements, whatever they are."""
    engine = open_engine(url)
    left = statements

    @event.listens_for(engine, "after_cursor_execute")
    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    migrate(engine)
    engine.dispose()


def copy_and_die(url: str, backup: Path, aside: Path, statement: str) -> None:
    """Restore a backup, and be killed when this statement is reached for the first time in the database."""

    def die(_connection: Any, _cursor: Any, reached: str, *_rest: Any) -> None:
        if reached.startswith(statement):
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", die)
    if statement == "COMMIT":
        event.listen(Engine, "commit", lambda connection: die(connection, None, "COMMIT" if aside.exists() else ""))
    restore(url, backup, aside)


def open_with_another(url: str, start: Barrier) -> None:
    """Open a store at the same moment as another program does."""
    start.wait(timeout=30)
    open_store(url).close()


def import_sheets(url: str, name: str, number: int, told: Connection) -> None:
    """Keep so many assessments with three answers each, all or nothing; tell when that begins and when it is done."""
    store = open_store(url)
    practices = ("R1.1.1a", "R1.1.1b", "R2.1.1a")
    ids = [f"{name}-{position}" for position in range(number)]
    entries = [
        (an_assessment(id, organisation=name), [a_revision(assessment_id=id, practice=one) for one in practices])
        for id in ids
    ]
    told.send("begins")
    store.add_assessments(entries)
    told.send("done")
    store.close()
