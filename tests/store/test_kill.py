"""A kill -9 at any moment loses no acknowledged answer."""

from __future__ import annotations

import random
import secrets
import signal
import time
from collections.abc import Callable
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

from assessment.model import Assessment
from assessment.service import AssessmentService
from assessment.store import open_store
from questions.load import load_instrument
from tests.store.workers import processes, save_until_killed

KILLS = 40
MOST_SAVES = 25
LONGEST_DELAY = 0.004
"""Seconds from an acknowledgement to the kill: longer than a save, so that the kill hits any part of the next."""

Saved = tuple[str, int, str]


def test_forty_kills_while_saving_lose_no_acknowledged_answer(
    sqlite_url: str, path: Path, assert_whole: Callable[[Path], None]
) -> None:
    seed = secrets.randbits(32)
    chance = random.Random(seed)
    instrument = load_instrument()
    with closing(open_store(sqlite_url)) as store:
        service = AssessmentService(store, instrument)
        assessment_id = service.start(Assessment(id="", stakeholder_types=("origin",))).id
    practice_ids = [id for id, practice in instrument.practices.items() if practice.role_of("origin")][:12]
    acknowledged: list[Saved] = []

    for run in range(KILLS):
        context = processes()
        reader, writer = context.Pipe(duplex=False)
        process = context.Process(
            target=save_until_killed,
            args=(sqlite_url, instrument, assessment_id, practice_ids, run, writer),
        )
        process.start()
        writer.close()
        acknowledged += [reader.recv() for _ in range(chance.randint(1, MOST_SAVES))]
        _spin(chance.uniform(0, LONGEST_DELAY))
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL, f"seed {seed}, run {run}"
        acknowledged += _rest(reader)
        reader.close()

        assert_whole(path)
        kept = _kept(sqlite_url, assessment_id, practice_ids)
        assert set(acknowledged) <= set(kept), f"seed {seed}, run {run}"
        assert len(kept) <= len(acknowledged) + run + 1, "at most one save a kill was not yet acknowledged"
        for practice_id in practice_ids:
            revisions = [revision for practice, revision, _ in kept if practice == practice_id]
            assert revisions == list(range(1, len(revisions) + 1))


def _kept(url: str, assessment_id: str, practice_ids: list[str]) -> list[Saved]:
    with closing(open_store(url)) as store:
        return [
            (practice_id, kept.revision, kept.answer.evidence)
            for practice_id in practice_ids
            for kept in store.history(assessment_id, practice_id)
        ]


def _rest(reader: Connection) -> list[Saved]:
    """What the child had acknowledged before it died; a message cut off by the kill is no acknowledgement."""
    rest: list[Saved] = []
    while True:
        try:
            rest.append(reader.recv())
        except (EOFError, OSError):
            return rest


def _spin(seconds: float) -> None:
    """Let so much time pass, more exactly than a timer would."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass
