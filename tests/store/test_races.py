"""Two writers on one answer: one save, one visible conflict, no silent overwrite."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from assessment.errors import Conflict
from assessment.model import AnswerRevision
from assessment.store.sql import SqlStore
from tests.store.samples import a_revision, an_assessment
from tests.store.workers import processes, race

WRITERS = 6
ROUNDS = 10


@pytest.mark.parametrize("shared", [True, False], ids=["one store", "a store each"])
def test_of_many_threads_exactly_one_wins_each_round(
    store: SqlStore, opened: Callable[..., SqlStore], shared: bool
) -> None:
    stores = [store if shared else opened() for _ in range(WRITERS)]
    start = Barrier(WRITERS)

    def write(writer: int, number: int) -> AnswerRevision | Conflict:
        revision = a_revision(number, operation=f"{writer}-{number}", comment=f"writer {writer}")
        start.wait()
        try:
            return stores[writer].append([revision])[0]
        except Conflict as conflict:
            return conflict

    with ThreadPoolExecutor(WRITERS) as threads:
        for number in range(1, ROUNDS + 1):
            outcomes = list(threads.map(write, range(WRITERS), [number] * WRITERS))
            (winner,) = [outcome for outcome in outcomes if isinstance(outcome, AnswerRevision)]
            conflicts = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
            assert [conflict.current for conflict in conflicts] == [winner] * (WRITERS - 1)
            assert store.history("a1", "R1.1.1a")[number - 1 :] == [winner]


def test_of_two_processes_exactly_one_wins_each_round(store: SqlStore, url: str) -> None:
    context = processes()
    start = context.Barrier(2)
    racers = []
    for name in ("left", "right"):
        reader, writer = context.Pipe(duplex=False)
        process = context.Process(target=race, args=(url, name, ROUNDS, start, writer))
        process.start()
        writer.close()
        racers.append((process, reader))
    (winners, winners_as_the_other_saw_it) = [reader.recv() for _, reader in racers]
    for process, reader in racers:
        process.join()
        assert process.exitcode == 0
        reader.close()
    assert winners == winners_as_the_other_saw_it
    history = store.history("a1", "R1.1.1a")
    assert [revision.revision for revision in history] == list(range(1, ROUNDS + 1))
    assert [revision.answer.comment for revision in history] == winners


def test_the_same_save_sent_twice_at_once_is_one_save(store: SqlStore) -> None:
    start = Barrier(WRITERS)

    def write(_: int) -> AnswerRevision:
        start.wait()
        return store.append([a_revision(operation="double click")])[0]

    with ThreadPoolExecutor(WRITERS) as threads:
        assert list(threads.map(write, range(WRITERS))) == [a_revision(operation="double click")] * WRITERS
    assert len(store.history("a1", "R1.1.1a")) == 1


def test_writers_on_different_answers_do_not_hinder_each_other(store: SqlStore) -> None:
    def write(writer: int) -> None:
        for number in range(1, ROUNDS + 1):
            store.append([a_revision(number, practice=f"R1.1.{writer}a")])

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(write, range(WRITERS)))
    assert {kept.revision for kept in store.current("a1").values()} == {ROUNDS}
    assert len(store.current("a1")) == WRITERS


def test_two_that_name_one_new_organisation_share_it(store: SqlStore) -> None:
    start = Barrier(WRITERS)

    def add(writer: int) -> None:
        start.wait()
        store.add_assessment(an_assessment(f"new{writer}", organisation="New"))

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(add, range(WRITERS)))
    assert sum(kept.organisation == "New" for kept in store.assessments()) == WRITERS
