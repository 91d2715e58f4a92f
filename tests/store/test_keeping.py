"""How long assessments are kept: counted in days from the last change of any kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from assessment.access import Organisation
from assessment.model import AnswerRevision, Remark, Stage, StageChange
from assessment.store import directory_of
from assessment.store.keeping import EXPIRED, Overdue, keeping_of
from assessment.store.schema import events, organisations
from assessment.store.sql import SqlStore
from tests.store.samples import a_revision, an_assessment

BEGUN = datetime(2020, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def answered(revision: int, at: datetime) -> AnswerRevision:
    return a_revision(revision).model_copy(update={"at": at})


@pytest.fixture
def store(opened: Callable[..., SqlStore]) -> SqlStore:
    """A store with one assessment, ``a1``, begun long ago and answered a day later; kept for ten days."""
    store = opened()
    store._clock = lambda: BEGUN
    store.add_assessment(an_assessment(created_at=BEGUN), [answered(1, BEGUN + DAY)])
    with store.engine.begin() as connection:
        connection.execute(update(organisations), {"keep_days": 10})
    return store


def overdue(store: SqlStore, days: float) -> list[Overdue]:
    """What is overdue so many days after the beginning."""
    return list(keeping_of(store.engine).overdue(BEGUN + days * DAY))


def test_the_last_day_is_still_kept(store: SqlStore) -> None:
    assert overdue(store, 11) == []
    (one,) = overdue(store, 11.001)
    assert one == Overdue("a1", BEGUN + DAY, 10)


def test_without_the_rule_nothing_is_ever_overdue(store: SqlStore) -> None:
    directory = directory_of(store)
    with store.engine.connect() as connection:
        row = connection.execute(select(organisations)).one()
    directory.change_organisation(Organisation(id=row.id, name=row.name))
    assert overdue(store, 100_000) == []


@pytest.mark.parametrize("kind", ["answer", "details", "remark", "resolved", "stage"])
def test_every_change_counts(store: SqlStore, kind: str) -> None:
    later = BEGUN + 5 * DAY
    if kind == "answer":
        store.append([answered(2, later)])
    elif kind == "details":
        store._clock = lambda: later
        store.update_assessment(an_assessment(created_at=BEGUN, country="PHL"))
    elif kind == "stage":
        store.change_stage(
            StageChange(assessment_id="a1", number=1, stage=Stage.SUBMITTED, author="p", at=later, note="")
        )
    else:
        remark = Remark(assessment_id="a1", id="r", practice_id="R1.1.1a", author="p", at=BEGUN, text="Look")
        store.add_remark(remark if kind == "resolved" else remark.model_copy(update={"at": later}))
        if kind == "resolved":
            store.change_remark(remark.model_copy(update={"resolved_by": "p", "resolved_at": later}))
    assert overdue(store, 15) == []
    assert [one.last_change for one in overdue(store, 15.001)] == [later]


def test_what_was_refused_to_a_stranger_is_no_change(store: SqlStore) -> None:
    with store.engine.begin() as connection:
        refused = {"at": BEGUN + 8 * DAY, "author": "p", "kind": "refused read", "assessment_id": "a1"}
        connection.execute(insert(events), refused)
    assert len(overdue(store, 12)) == 1


def test_deleting_takes_everything_and_is_logged(store: SqlStore) -> None:
    keeping = keeping_of(store.engine)
    assert keeping.expire("a1", BEGUN + 12 * DAY)
    assert store.assessments() == []
    assert store.history("a1", "R1.1.1a") == []
    with store.engine.connect() as connection:
        log = connection.execute(select(events.c.kind, events.c.assessment_id)).all()
    assert log[-1] == (EXPIRED, "a1")
    assert not keeping.expire("a1", BEGUN + 12 * DAY)


def test_what_changed_after_it_was_listed_stays(store: SqlStore) -> None:
    keeping = keeping_of(store.engine)
    at = BEGUN + 12 * DAY
    assert [one.assessment_id for one in keeping.overdue(at)] == ["a1"]
    store.append([answered(2, at)])
    assert not keeping.expire("a1", at)
    assert len(store.assessments()) == 1
