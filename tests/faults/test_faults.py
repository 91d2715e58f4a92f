"""The quick faults, in each run of the tests; ``make faults`` does all of them, and those of a running server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import stored
from tests.faults.outcome import Outcome, table
from tests.store.conftest import cluster, postgresql_url, sqlite_url, url

__all__ = ["cluster", "postgresql_url", "sqlite_url", "url"]

IMPORTS, BACKUPS = 3, 2


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "assessments.db"


@pytest.mark.parametrize("fault", [stored.read_only, stored.clock_back], ids=lambda fault: fault.__name__)
def test_nothing_acknowledged_is_lost_and_saving_goes_on(fault: Callable[[str], Outcome], url: str) -> None:
    outcome = fault(url)
    assert outcome.holds, table([outcome])


def test_two_programs_that_migrate_at_once_lose_nothing(postgresql_url: str) -> None:
    outcome = stored.two_migrate(postgresql_url)
    assert outcome.holds, table([outcome])


def test_a_full_disk_loses_nothing(sqlite_url: str) -> None:
    outcome = stored.disk_full(sqlite_url)
    assert outcome.holds, table([outcome])
    assert "the disk is full" in outcome.told


def test_an_import_that_is_killed_is_there_whole_or_not_at_all(sqlite_url: str) -> None:
    outcome = stored.import_killed(sqlite_url, IMPORTS)
    assert outcome.holds, table([outcome])


def test_a_backup_holds_what_was_acknowledged_before_it(postgresql_url: str, tmp_path: Path) -> None:
    outcome = stored.backup_while_writing(postgresql_url, tmp_path, BACKUPS)
    assert outcome.holds, table([outcome])


@pytest.mark.parametrize(("saved", "lost", "recovered"), [(3, 1, True), (0, 0, True), (3, 0, False)])
def test_what_is_lost_or_stands_still_fails(saved: int, lost: int, recovered: bool) -> None:
    outcome = Outcome("fault", "SQLite", 1, saved, lost, "nothing", recovered)
    assert not outcome.holds
    assert "FAILED" in table([outcome])
