"""The list of assessments costs as many questions to the database for a hundred as for one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from assessment.model import Answer, Assessment
from assessment.service import AssessmentService
from assessment.store.sql import SqlStore
from questions.load import load_instrument


@pytest.fixture
def service(store: SqlStore) -> AssessmentService:
    """Three assessments of the real instrument; in the first one answer, in the others it was changed since."""
    service = AssessmentService(store, load_instrument())
    store.delete_assessment("a1")
    practice_id = next(id for id, practice in service.instrument.practices.items() if practice.role_of("host"))
    for number in range(1, 4):
        started = service.start(Assessment(id="", stakeholder_types=("host",)))
        for based_on in range(number):
            service.record_answer(started.id, Answer(practice_id=practice_id, answer=str(based_on)), based_on)
    return service


@contextmanager
def selects(store: SqlStore) -> Iterator[list[str]]:
    """Every SELECT that the database is asked meanwhile."""
    queries: list[str] = []

    def note(*call: object) -> None:
        if str(call[2]).startswith("SELECT"):
            queries.append(str(call[2]))

    event.listen(store.engine, "before_cursor_execute", note)
    yield queries
    event.remove(store.engine, "before_cursor_execute", note)


def test_all_overviews_take_three_queries(store: SqlStore, service: AssessmentService) -> None:
    with selects(store) as queries:
        overviews = service.overviews()
    assert len(queries) == 3
    assert [overview.practices_answered for overview in overviews] == [1, 1, 1]
    for overview in overviews:
        (kept,) = service.answers(overview.assessment.id).values()
        assert overview.last_change == kept.at


def test_a_cleared_answer_counts_no_more(service: AssessmentService) -> None:
    newest = service.overviews()[0].assessment.id
    (kept,) = service.answers(newest).values()
    service.record_answer(newest, Answer(practice_id=kept.answer.practice_id, comment="Cleared"), kept.revision)
    assert [overview.practices_answered for overview in service.overviews()] == [0, 1, 1]


def test_the_results_of_those_that_are_shown_take_one_query(store: SqlStore, service: AssessmentService) -> None:
    shown = [overview.assessment for overview in service.overviews()][:2]
    with selects(store) as queries:
        results = service.results(shown)
    assert len(queries) == 1
    assert results == {assessment.id: service.result(assessment.id) for assessment in shown}
