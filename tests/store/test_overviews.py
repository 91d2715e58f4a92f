"""The list of assessments costs as many questions to the database for a hundred as for one."""

from __future__ import annotations

from sqlalchemy import event

from assessment.model import Answer, Assessment
from assessment.service import AssessmentService
from assessment.store.sql import SqlStore
from questions.load import load_instrument


def test_all_overviews_take_three_queries(store: SqlStore) -> None:
    service = AssessmentService(store, load_instrument())
    store.delete_assessment("a1")
    practice_id = next(id for id, practice in service.instrument.practices.items() if practice.role_of("host"))
    for number in range(1, 4):
        started = service.start(Assessment(id="", stakeholder_types=("host",)))
        for based_on in range(number):
            service.record_answer(started.id, Answer(practice_id=practice_id, answer=str(based_on)), based_on)
    queries: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *call: queries.append(call[2]))
    overviews = service.overviews()
    assert len([query for query in queries if query.startswith("SELECT")]) == 3
    assert [overview.practices_answered for overview in overviews] == [1, 1, 1]
    for overview in overviews:
        assert overview.result == service.result(overview.assessment.id)
        (kept,) = service.answers(overview.assessment.id).values()
        assert overview.last_change == kept.at
