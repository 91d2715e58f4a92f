"""A PostgreSQL server that goes away, comes back, or keeps somebody waiting."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import psycopg
import pytest

from assessment.errors import StoreUnavailable
from assessment.store.sql import SqlStore
from tests.store.postgres import Cluster
from tests.store.samples import a_revision, an_assessment

BUSY_MS = 300
LONGEST_SECONDS = 10.0


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A server of this file's own, because it is stopped."""
    server = Cluster()
    yield server
    server.remove()


@pytest.fixture
def url(server: Cluster) -> str:
    return server.empty()


@pytest.fixture
def filled(opened: Callable[..., SqlStore]) -> SqlStore:
    store = opened(busy_timeout_ms=BUSY_MS)
    store.add_assessment(an_assessment())
    store.append([a_revision(revision=1)])
    return store


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_after_a_restart_no_request_fails_and_nothing_is_lost(filled: SqlStore, server: Cluster, mode: str) -> None:
    before = filled.current("a1")
    for number in range(2, 5):
        server.stop(mode)
        server.start()
        assert filled.append([a_revision(revision=number)])[0].revision == number
    assert filled.history("a1", next(iter(before)))[:1] == list(before.values())


def test_a_stopped_server_is_said_within_bounds_and_saves_nothing(filled: SqlStore, server: Cluster) -> None:
    server.stop()
    began = time.monotonic()
    for call in (lambda: filled.append([a_revision(revision=2)]), lambda: filled.current("a1"), filled.assessments):
        with pytest.raises(StoreUnavailable, match=r"Cannot reach postgres on 127\.0\.0\.1, so nothing was saved"):
            call()
    assert time.monotonic() - began < LONGEST_SECONDS
    server.start()
    assert [kept.revision for kept in filled.current("a1").values()] == [1]
    assert filled.append([a_revision(revision=2)])[0].revision == 2


def test_a_lock_held_by_another_program_is_waited_for_within_bounds(filled: SqlStore, server: Cluster) -> None:
    with psycopg.connect(server.url.replace("+psycopg", "")) as other:
        other.execute("LOCK TABLE answers IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        with pytest.raises(StoreUnavailable, match="kept it locked, so nothing was saved"):
            filled.append([a_revision(revision=2)])
        assert time.monotonic() - began < LONGEST_SECONDS
    assert filled.append([a_revision(revision=2)])[0].revision == 2


def test_a_password_is_in_no_message(opened: Callable[..., SqlStore], server: Cluster) -> None:
    address = server.url.replace("postgres@", "postgres:canary-secret@").replace(str(server.port), "1")
    with pytest.raises(StoreUnavailable) as caught:
        opened(address, busy_timeout_ms=BUSY_MS)
    assert "canary" not in str(caught.value)
