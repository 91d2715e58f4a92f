"""Submitting freezes, views and remarks are kept, and none of it can be rewritten; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from assessment.errors import Frozen, InvalidAnswer, NotFound, StageConflict
from assessment.model import Answer, Remark, Stage, StageChange, View
from assessment.store.schema import events, stages, views
from assessment.store.sql import SqlStore
from tests.store.samples import NOON, a_revision, an_action, an_assessment


def a_step(number: int, stage: Stage, assessment_id: str = "a1", note: str = "") -> StageChange:
    return StageChange(assessment_id=assessment_id, number=number, stage=stage, author="ana", at=NOON, note=note)


def a_view(level: str = "0", person: str = "zoe", practice: str = "R1.1.1a", **fields: object) -> View:
    answer = Answer(practice_id=practice, answer=level)
    filled = {"assessment_id": "a1", "person_id": person, "answer": answer, "revision": 1, "at": NOON}
    return View.model_validate(filled | fields)


def a_remark(id: str = "m1", **fields: object) -> Remark:
    filled = {"assessment_id": "a1", "practice_id": "R1.1.1a", "author": "ana", "at": NOON, "text": "Look: été"}
    return Remark.model_validate(filled | {"id": id} | fields)


def test_what_is_submitted_stands_still_and_moves_again_when_reopened(store: SqlStore) -> None:
    store.append([a_revision(1)])
    assert store.stages("a1") == []
    assert store.stage_of_all() == {}
    assert store.change_stage(a_step(1, Stage.SUBMITTED)) == a_step(1, Stage.SUBMITTED)
    for refused in (
        lambda: store.append([a_revision(2)]),
        lambda: store.update_assessment(an_assessment(subject="Other")),
        lambda: store.extend(an_assessment(), [a_revision(2)]),
        lambda: store.add_view(a_view()),
    ):
        with pytest.raises(Frozen):
            refused()
    assert len(store.history("a1", "R1.1.1a")) == 1
    assert store.assessment("a1") == an_assessment()
    assert store.append([a_revision(1)]) == [a_revision(1)]  # the same save once more is no change
    store.save_actions("a1", [an_action()])  # what is to be done goes on
    store.add_remark(a_remark())
    store.change_stage(a_step(2, Stage.CLEARED))
    with pytest.raises(Frozen):
        store.append([a_revision(2)])
    store.change_stage(a_step(3, Stage.DRAFT, note="A figure was wrong"))
    store.append([a_revision(2)])
    assert [step.stage for step in store.stages("a1")] == [Stage.SUBMITTED, Stage.CLEARED, Stage.DRAFT]
    assert store.stages("a1")[-1].note == "A figure was wrong"
    assert store.stage_of_all() == {"a1": Stage.DRAFT}


def test_others_go_on_while_one_is_submitted(store: SqlStore) -> None:
    store.add_assessment(an_assessment("b"))
    store.change_stage(a_step(1, Stage.SUBMITTED))
    store.append([a_revision(1, assessment_id="b")])
    with pytest.raises(Frozen):
        store.append([a_revision(2, assessment_id="b"), a_revision(1)])
    assert len(store.history("b", "R1.1.1a")) == 1


def test_of_two_who_submit_one_does(store: SqlStore) -> None:
    store.change_stage(a_step(1, Stage.SUBMITTED))
    with pytest.raises(StageConflict):
        store.change_stage(a_step(1, Stage.SUBMITTED))
    with pytest.raises(StageConflict):
        store.change_stage(a_step(3, Stage.DRAFT))


def test_a_view_has_a_history_and_the_newest_is_shown(store: SqlStore) -> None:
    store.add_view(a_view("0"))
    assert store.add_view(a_view("1")).revision == 2
    store.add_view(a_view("3", person="ben"))
    store.add_view(a_view("2", practice="R1.1.1b"))
    found = [(view.answer.practice_id, view.person_id, view.answer.answer) for view in store.views("a1")]
    assert found == [("R1.1.1a", "ben", "3"), ("R1.1.1a", "zoe", "1"), ("R1.1.1b", "zoe", "2")]


def test_an_answer_and_the_views_that_it_settles_are_kept_together(store: SqlStore) -> None:
    store.add_view(a_view("0"))
    settled = a_view("0", settled_by="ana", at=NOON + timedelta(hours=1))
    with pytest.raises(Exception, match="Somebody saved"):
        store.append([a_revision(5)], [settled])
    assert store.views("a1")[0].is_open
    store.append([a_revision(1)], [settled])
    (view,) = store.views("a1")
    assert (view.settled_by, view.revision, view.is_open) == ("ana", 2, False)


def test_a_remark_is_resolved_and_its_text_stays(store: SqlStore) -> None:
    store.add_remark(a_remark(mentions=("zoe", "ben")))
    store.add_remark(a_remark("m2", at=NOON + timedelta(minutes=1)))
    resolved = a_remark(text="Rewritten", resolved_by="zoe", resolved_at=NOON, mentions=("ben",))
    store.change_remark(resolved)
    first, second = store.remarks("a1")
    assert first == resolved.model_copy(update={"text": "Look: été"})
    assert second.resolved_at is None


@pytest.mark.parametrize("id", ["", "no", "x" * 65, "a1\0", "\ud800"])
def test_of_an_unknown_assessment_nothing_is_kept_or_shown(store: SqlStore, id: str) -> None:
    assert (store.stages(id), store.views(id), store.remarks(id)) == ([], [], [])
    for refused in (
        lambda: store.change_stage(a_step(1, Stage.SUBMITTED, id)),
        lambda: store.add_view(a_view(assessment_id=id)),
        lambda: store.add_remark(a_remark(assessment_id=id)),
        lambda: store.change_remark(a_remark(assessment_id=id)),
    ):
        with pytest.raises((NotFound, InvalidAnswer)):
            refused()


def test_deleting_takes_all_of_it_along(store: SqlStore) -> None:
    store.change_stage(a_step(1, Stage.SUBMITTED))
    store.change_stage(a_step(2, Stage.DRAFT))
    store.add_view(a_view())
    store.add_remark(a_remark())
    store.delete_assessment("a1")
    with store.engine.connect() as connection:
        assert connection.execute(select(stages)).all() == connection.execute(select(views)).all() == []


@pytest.mark.parametrize("table", [stages, views, events], ids=lambda table: table.name)
@pytest.mark.parametrize("change", [update, delete])
def test_the_database_itself_refuses_to_change_a_history(store: SqlStore, table: object, change: Callable) -> None:
    store.change_stage(a_step(1, Stage.SUBMITTED))
    store.change_stage(a_step(2, Stage.DRAFT))
    store.add_view(a_view())
    statement = change(table)
    if change is update:
        statement = statement.values(at=NOON)
    with pytest.raises(DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.execute(statement)
    with store.engine.connect() as connection:
        assert connection.execute(select(table)).all()
