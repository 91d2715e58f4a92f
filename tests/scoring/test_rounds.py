"""Two rounds compared: figures worked by hand, and what always holds."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.plan import compile_plan
from scoring.progress import Progress
from scoring.result import Status
from scoring.rounds import Change, Movement, Pair, PracticeChange, RoundComparison, compare_rounds
from tests.scoring.short import instrument

PRACTICES = {"R1.1.1a": "lead", "R1.1.1b": "lead", "R1.1.2a": "lead safeguard", "R1.1.2b": "lead", "R1.1.3a": "support"}
PLAN = compile_plan(instrument(PRACTICES), ("origin",))
ANSWERS = st.fixed_dictionaries({id: st.sampled_from(["0", "1", "2", "3", "4", "na", "dk", ""]) for id in PRACTICES})


def compared(before: Mapping[str, str], after: Mapping[str, str], target: float = 75) -> RoundComparison:
    return compare_rounds(PLAN, PLAN.codes(before), PLAN.codes(after), [target] * 3, target)


def movement(before: Mapping[str, str], after: Mapping[str, str], id: str = "R1.1.1", target: float = 75) -> Movement:
    (change,) = [change for change in compared(before, after, target).changes if change.id == id]
    return change.movement


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("1", "2", Change.UP),
        ("4", "0", Change.DOWN),
        ("dk", "0", Change.ANSWERED),
        ("", "4", Change.ANSWERED),
        ("3", "dk", Change.REOPENED),
        ("3", "", Change.REOPENED),
        ("3", "na", Change.NOT_APPLICABLE),
        ("", "na", Change.NOT_APPLICABLE),
        ("na", "0", Change.APPLIES_AGAIN),
        ("na", "dk", Change.APPLIES_AGAIN),
    ],
)
def test_what_became_of_an_answer(before: str, after: str, change: Change) -> None:
    found = compared({"R1.1.1a": before}, {"R1.1.1a": after})
    assert found.changes[0].practices == (PracticeChange("R1.1.1a", before, after, change),)
    assert found.has_changes


def test_dont_know_and_blank_are_both_open_and_no_change() -> None:
    found = compared({"R1.1.1a": "dk", "R1.1.1b": "2"}, {"R1.1.1b": "2"})
    assert not found.has_changes
    assert {change.movement for change in found.changes} == {Movement.SAME}


def test_levels_and_more_answers_are_told_apart() -> None:
    """R1.1.1: a rises from 2 to 3, b is newly answered 0. Score 50 to 37.5; over a alone 50 to 75."""
    (change, *_rest) = compared({"R1.1.1a": "2"}, {"R1.1.1a": "3", "R1.1.1b": "0"}).changes
    assert (change.before.score, change.before.low, change.before.high) == (50, 25, 75)
    assert (change.after.score, change.after.low, change.after.high) == (37.5, 37.5, 37.5)
    assert change.like_for_like == Pair(50, 75)
    assert change.like_for_like.difference == 25
    assert change.movement is Movement.UP
    assert change.progress == Progress((37.5 - 50) / 25)
    assert (change.changed(Change.UP), change.changed(Change.ANSWERED)) == (("R1.1.1a",), ("R1.1.1b",))


def test_a_practice_set_aside_in_one_round_counts_in_neither_like_for_like() -> None:
    (change, *_rest) = compared({"R1.1.1a": "2", "R1.1.1b": "4"}, {"R1.1.1a": "2", "R1.1.1b": "na"}).changes
    assert (change.before.score, change.after.score) == (75, 50)
    assert change.like_for_like == Pair(50, 50)


def test_the_overall_score_like_for_like() -> None:
    """Before 50 (R1.1.1 alone); after (75 + 0.5 x 0) / 1.5 = 50; over R1.1.1 alone 50 to 75."""
    found = compared({"R1.1.1a": "2", "R1.1.1b": "2"}, {"R1.1.1a": "3", "R1.1.1b": "3", "R1.1.3a": "0"})
    assert found.overall == Pair(50, 50)
    assert found.overall.direction == 0
    assert found.like_for_like == Pair(50, 75)
    assert found.progress == Progress(0)
    assert found.newly_met == ("R1.1.1",)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"R1.1.1a": "2", "R1.1.1b": "2"}, {"R1.1.1a": "2", "R1.1.1b": "3"}, Movement.UP),
        ({"R1.1.1a": "2", "R1.1.1b": "2"}, {"R1.1.1a": "2", "R1.1.1b": "1"}, Movement.DOWN),
        ({"R1.1.1a": "4", "R1.1.1b": "2"}, {"R1.1.1a": "3", "R1.1.1b": "2"}, Movement.FELL_BACK),
        ({"R1.1.1a": "3", "R1.1.1b": "1"}, {"R1.1.1a": "2", "R1.1.1b": "2"}, Movement.SAME),
        ({"R1.1.1a": "2"}, {"R1.1.1a": "2", "R1.1.1b": "4"}, Movement.OTHER_ANSWERS),
        ({"R1.1.1a": "2", "R1.1.1b": "4"}, {"R1.1.1a": "2"}, Movement.FELL_BACK),
        ({"R1.1.1a": "1", "R1.1.1b": "2"}, {"R1.1.1a": "1"}, Movement.OTHER_ANSWERS),
        ({}, {"R1.1.1a": "4", "R1.1.1b": "4"}, Movement.OTHER_ANSWERS),
        ({"R1.1.1a": "4", "R1.1.1b": "4"}, {}, Movement.OTHER_ANSWERS),
        ({"R1.1.1a": "4", "R1.1.1b": "4"}, {"R1.1.1a": "na", "R1.1.1b": "na"}, Movement.OTHER_ANSWERS),
        ({}, {}, Movement.SAME),
    ],
)
def test_what_became_of_a_recommendation(
    before: Mapping[str, str], after: Mapping[str, str], expected: Movement
) -> None:
    assert movement(before, after) is expected


def test_a_lost_safeguard_is_hidden_by_no_average() -> None:
    """R1.1.2: a, the safeguard, falls from 3 to 2 and b rises from 3 to 4; the score stays 75, met becomes unmet."""
    before, after = {"R1.1.2a": "3", "R1.1.2b": "3"}, {"R1.1.2a": "2", "R1.1.2b": "4"}
    change = compared(before, after).changes[1]
    assert (change.before.status, change.after.status, change.after.score) == (Status.MET, Status.PARTLY_MET, 75)
    assert (change.progress, change.fell_back) == (Progress(1), True)
    assert change.movement is Movement.FELL_BACK
    # The target was not reached before either: it has not fallen back, but it is worse all the same.
    assert movement({"R1.1.2a": "3", "R1.1.2b": "0"}, {"R1.1.2a": "2", "R1.1.2b": "2"}, "R1.1.2") is Movement.DOWN


def test_both_rounds_are_judged_by_the_present_target() -> None:
    same = {"R1.1.1a": "2", "R1.1.1b": "2"}
    for target, status in ((50.0, Status.MET), (75.0, Status.PARTLY_MET)):
        (change, *_rest) = compared(same, same, target).changes
        assert (change.before.status, change.after.status, change.movement) == (status, status, Movement.SAME)


def test_the_newly_met_come_first_then_the_greatest_gap() -> None:
    before = {"R1.1.1a": "0", "R1.1.1b": "0", "R1.1.2a": "3", "R1.1.2b": "0", "R1.1.3a": "0"}
    after = {"R1.1.1a": "1", "R1.1.1b": "1", "R1.1.2a": "4", "R1.1.2b": "1", "R1.1.3a": "3"}
    found = compared(before, after)
    assert [change.id for change in found.moved(Movement.UP)] == ["R1.1.3", "R1.1.1", "R1.1.2"]
    assert found.moved(Movement.DOWN) == ()


@given(before=ANSWERS, after=ANSWERS)
def test_every_recommendation_has_one_movement_and_back_again_is_the_opposite(
    before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    there, back = compared(before, after), compared(after, before)
    assert sorted(change.id for kind in Movement for change in there.moved(kind)) == ["R1.1.1", "R1.1.2", "R1.1.3"]
    for one, other in zip(there.changes, back.changes, strict=True):
        assert one.like_for_like == Pair(other.like_for_like.after, other.like_for_like.before)
        assert [p.practice_id for p in one.practices] == [p.practice_id for p in other.practices]
        levels_moved = any(p.change in (Change.UP, Change.DOWN) for p in one.practices)
        if not levels_moved and one.movement in (Movement.UP, Movement.DOWN):
            assert set(one.after.failed_safeguards) - set(one.before.failed_safeguards)
        if not one.practices:
            assert one.movement is Movement.SAME
            assert (one.before.score, one.before.status) == (one.after.score, one.after.status)


@given(answers=ANSWERS)
def test_a_round_beside_itself_has_not_moved(answers: Mapping[str, str]) -> None:
    found = compared(answers, answers)
    assert not found.has_changes
    assert found.overall.direction == found.like_for_like.direction == 0
    assert not found.newly_met
    assert all(change.movement is Movement.SAME for change in found.changes)
