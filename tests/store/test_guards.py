"""What the database itself enforces and logs, whoever writes to it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from assessment.store.schema import answers, assessments, events, metadata, organisations, targets
from assessment.store.sql import SqlStore
from tests.store.samples import NOON, a_revision, an_assessment

CANARY = "canary-7f3a"


@pytest.mark.parametrize("statement", [update(answers).values(answer="4"), delete(answers)])
def test_the_history_cannot_be_changed_or_thinned_out(store: SqlStore, statement: object) -> None:
    store.append([a_revision(1), a_revision(2)])
    with pytest.raises(IntegrityError, match="append-only"), store.engine.begin() as connection:
        connection.execute(statement)  # type: ignore[call-overload]
    assert store.history("a1", "R1.1.1a") == [a_revision(1), a_revision(2)]


def test_deleting_an_organisation_deletes_all_that_hangs_on_it(store: SqlStore) -> None:
    store.add_assessment(an_assessment("other", organisation="Other"))
    store.append([a_revision(1), a_revision(2)])
    with store.engine.begin() as connection:
        connection.execute(delete(organisations).where(organisations.c.name == "Ministry of Labour"))
    assert [kept.id for kept in store.assessments()] == ["other"]
    with store.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(answers)) == 0
        assert connection.scalar(select(func.count()).select_from(targets)) == 2


def test_no_answer_without_its_assessment(store: SqlStore) -> None:
    store.append([a_revision()])
    with store.engine.connect() as connection:
        row = dict(connection.execute(select(answers)).one()._mapping)
    orphan = row | {"assessment_id": "nobody", "operation_id": "other"}
    with pytest.raises(IntegrityError), store.engine.begin() as connection:
        connection.execute(insert(answers), orphan)


@pytest.mark.parametrize(
    "change", [{"operation_id": "other"}, {"revision": 2}, {"revision": 0, "operation_id": "other"}]
)
def test_no_second_answer_of_one_revision_or_operation(store: SqlStore, change: dict[str, object]) -> None:
    store.append([a_revision()])
    with store.engine.connect() as connection:
        row = dict(connection.execute(select(answers)).one()._mapping)
    with pytest.raises(IntegrityError), store.engine.begin() as connection:
        connection.execute(insert(answers), row | change)


def test_organisations_are_kept_once_by_name_and_go_with_the_last_assessment(store: SqlStore) -> None:
    def names() -> list[str]:
        with store.engine.connect() as connection:
            return list(connection.scalars(select(organisations.c.name).order_by(organisations.c.name)))

    store.add_assessment(an_assessment("b"))
    store.add_assessment(an_assessment("nameless", organisation=""))
    assert names() == ["Ministry of Labour"]
    store.update_assessment(an_assessment("b", organisation="Red Cross"))
    assert names() == ["Ministry of Labour", "Red Cross"]
    store.update_assessment(an_assessment("b", organisation=""))
    store.delete_assessment("nameless")
    assert names() == ["Ministry of Labour"]
    store.delete_assessment("a1")
    assert names() == []


def test_the_log_tells_who_did_what_when(store: SqlStore) -> None:
    later = datetime(2027, 1, 1, tzinfo=UTC)
    zoe = SqlStore(store.engine, author="zoe", clock=lambda: later)
    zoe.update_assessment(an_assessment(subject="x"))
    zoe.delete_assessment("a1")
    with store.engine.connect() as connection:
        log = connection.execute(
            select(events.c.author, events.c.kind, events.c.assessment_id).order_by(events.c.id)
        ).all()
        assert connection.scalar(select(func.max(events.c.at))) == later
    assert log == [("local", "created", "a1"), ("zoe", "updated", "a1"), ("zoe", "deleted", "a1")]


def test_what_failed_is_not_in_the_log(store: SqlStore) -> None:
    with pytest.raises(Exception, match="Somebody saved"):
        store.add_assessment(an_assessment("b"), [a_revision(7, assessment_id="b")])
    with store.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(events)) == 1


def test_after_deleting_no_table_holds_more_than_ids(store: SqlStore) -> None:
    store.add_assessment(
        an_assessment("b", organisation=CANARY, subject=CANARY),
        [a_revision(assessment_id="b", evidence=CANARY, comment=CANARY, responsible=CANARY)],
    )
    store.delete_assessment("b")
    with store.engine.connect() as connection:
        for table in metadata.sorted_tables:
            assert CANARY not in repr(connection.execute(select(table)).all())
        assert connection.scalars(select(events.c.assessment_id)).all() == ["a1", "b", "b"]


def test_times_are_stored_in_utc(store: SqlStore) -> None:
    with store.engine.connect() as connection:
        assert connection.scalar(select(assessments.c.created_at)) == NOON
        if store.engine.dialect.name == "sqlite":
            stored = connection.exec_driver_sql("SELECT created_at FROM assessments").scalar()
            assert stored == "2026-03-01 12:00:00.123456"
