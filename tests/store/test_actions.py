"""The plan of action in the store, over every database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from assessment.errors import ActionConflict, Conflict, InvalidAnswer, NotFound
from assessment.model import Action, ActionStatus, Aim, AssessmentHistory
from assessment.store.sql import SqlStore
from tests.store.samples import a_revision, an_action, an_assessment
from tests.store.test_contract import STORABLE, UNKNOWN_IDS


def test_actions_come_back_as_they_were_by_id(store: SqlStore) -> None:
    bare = an_action("p0", text="b", aims=(), owner="", partner="", start=None, due=None, effort=None, note="")
    both = [an_action("p1"), bare]
    assert store.save_actions("a1", both) == both
    assert store.actions("a1") == [bare, an_action("p1")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(text=STORABLE.filter(bool), note=STORABLE, owner=STORABLE)
def test_whatever_was_typed_comes_back(store: SqlStore, text: str, note: str, owner: str) -> None:
    stored = {kept.action.id: kept.revision for kept in store.actions("a1")}
    kept = an_action("p1", stored.get("p1", 0) + 1, text=text, note=note, owner=owner)
    store.save_actions("a1", [kept])
    assert store.actions("a1")[0].action == kept.action


def test_a_change_names_the_revision_that_it_was_made_from(store: SqlStore) -> None:
    store.save_actions("a1", [an_action()])
    second = an_action(revision=2, status=ActionStatus.DONE)
    assert store.save_actions("a1", [second]) == [second]
    assert store.actions("a1") == [second]


@pytest.mark.parametrize("revision", [1, 3, 9])
def test_any_other_revision_is_a_conflict_and_nothing_is_written(store: SqlStore, revision: int) -> None:
    store.save_actions("a1", [an_action()])
    late = [an_action("p2"), an_action(revision=revision, text="Mine")]
    with pytest.raises(ActionConflict) as refused:
        store.save_actions("a1", late)
    assert refused.value.current == an_action()
    assert store.actions("a1") == [an_action()]


def test_a_new_action_begins_at_revision_1(store: SqlStore) -> None:
    with pytest.raises(ActionConflict) as refused:
        store.save_actions("a1", [an_action(revision=2)])
    assert refused.value.current is None


def test_the_same_save_twice_is_one(store: SqlStore) -> None:
    for _attempt in range(2):
        assert store.save_actions("a1", [an_action()]) == [an_action()]
    assert store.actions("a1") == [an_action()]


def test_of_two_stores_that_change_the_same_action_one_is_told(opened: Callable[..., SqlStore]) -> None:
    one, other = opened(), opened()
    one.add_assessment(an_assessment(), (), [an_action()])
    one.save_actions("a1", [an_action(revision=2, owner="Unit A")])
    with pytest.raises(ActionConflict) as refused:
        other.save_actions("a1", [an_action(revision=2, owner="Unit B")])
    assert refused.value.current == an_action(revision=2, owner="Unit A")


@pytest.mark.parametrize("id", UNKNOWN_IDS)
def test_an_unknown_assessment_has_no_plan_and_takes_none(store: SqlStore, id: str) -> None:
    assert store.actions(id) == []
    with pytest.raises((NotFound, InvalidAnswer)):
        store.save_actions(id, [an_action(assessment_id=id)])


@pytest.mark.parametrize(
    "field", [{"text": "a\0"}, {"owner": "\ud800"}, {"note": "x" * 4001}, {"status": "gone"}, {"text": ""}]
)
def test_what_cannot_be_stored_is_refused(store: SqlStore, field: dict[str, str]) -> None:
    kept = an_action()
    bad = kept.model_copy(update={"action": kept.action.model_copy(update=field)})
    with pytest.raises(InvalidAnswer):
        store.save_actions("a1", [bad])
    aim = Aim.model_construct(practice_id="R1\0", start="", level="1")
    with pytest.raises(InvalidAnswer):
        store.save_actions(
            "a1", [kept.model_copy(update={"action": Action.model_construct(**(dict(kept.action) | {"aims": (aim,)}))})]
        )
    assert store.actions("a1") == []


def test_actions_of_another_assessment_are_refused(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="must belong"):
        store.save_actions("a1", [an_action(assessment_id="b")])


def test_a_plan_comes_with_its_assessment_all_or_nothing(store: SqlStore) -> None:
    kept = an_action(revision=7, assessment_id="b")
    with pytest.raises(Conflict):
        store.add_assessment(an_assessment("b"), [a_revision(2, assessment_id="b")], [kept])
    assert store.actions("b") == []
    store.add_assessment(an_assessment("b"), [a_revision(assessment_id="b")], [kept])
    assert store.whole("b") == AssessmentHistory(
        assessment=an_assessment("b"), revisions=(a_revision(assessment_id="b"),), actions=(kept,)
    )


def test_details_answers_and_actions_change_together_or_not_at_all(store: SqlStore) -> None:
    store.extend(an_assessment(), [a_revision()], [an_action()])
    with pytest.raises(ActionConflict):
        store.extend(an_assessment(country="FRA"), [a_revision(2)], [an_action(text="Other")])
    whole = store.whole("a1")
    assert (whole.assessment, whole.revisions, whole.actions) == (an_assessment(), (a_revision(),), (an_action(),))


def test_deleting_an_assessment_deletes_its_plan_alone(store: SqlStore) -> None:
    store.add_assessment(an_assessment("b"), (), [an_action(assessment_id="b")])
    store.save_actions("a1", [an_action()])
    store.delete_assessment("a1")
    assert store.actions("a1") == []
    assert store.actions("b") == [an_action(assessment_id="b")]
