"""What a plan of action brings, worked by hand on the example of METHOD 15, and how it lives with its assessment."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from assessment.action_plan import (
    Progress,
    aims_to_meet,
    expected_result,
    expected_sheet,
    in_order,
    is_overdue,
    progress,
    suggested,
)
from assessment.errors import ActionConflict, HistoriesApart, InputError, InvalidAnswer
from assessment.exchange.bundle import bundle_json, read_bundle
from assessment.exchange.imports import apart_lines
from assessment.joining import Prefer
from assessment.model import Action, ActionStatus, Aim, Answer, AssessmentHistory
from assessment.service import NEW, AssessmentService
from scoring.result import Status
from tests.fakes import MemoryStore
from tests.small import small_instrument, small_sheet

SMALL = small_instrument()
SHEET = small_sheet()
TODAY = date(2026, 6, 1)


def action(id: str = "p1", recommendation: str = "R1.1.1", **fields: object) -> Action:
    """Aims are written ``R1.1.1a="3"`` as ``aims={"R1.1.1a": "3"}``."""
    aims = fields.pop("aims", {})
    assert isinstance(aims, dict)
    return Action.model_validate(
        {
            "id": id,
            "text": "Do it",
            "recommendation_id": recommendation,
            "aims": tuple(Aim(practice_id=practice, level=level) for practice, level in aims.items()),
            **fields,
        }
    )


class TestExpected:
    def test_a_raised_practice_moves_all_three_figures(self) -> None:
        # R1.1.1: a 3 (1 x 0.75), b 1 -> 3 (0.5 x 0.75), c dk (0.5 open):
        # score (0.75 + 0.375) / 1.5 = 75, low 1.125 / 2 = 56.25, high (1.125 + 0.5) / 2 = 81.25
        found = expected_result(SMALL, SHEET, [action(aims={"R1.1.1b": "3"})])
        row = found.by_id["R1.1.1"]
        assert (row.score, row.low, row.high) == pytest.approx((75, 56.25, 81.25))
        # overall: score (75 + 75) / 2, low (56.25 + 75 + 0) / 2.5, high (81.25 + 75 + 50) / 2.5
        assert (found.overall.score, found.overall.low, found.overall.high) == pytest.approx((75, 52.5, 82.5))

    def test_an_open_practice_counts_as_answered_then(self) -> None:
        # c dk -> 3: (0.75 + 0.125 + 0.375) / 2 = 62.5, nothing open any more
        row = expected_result(SMALL, SHEET, [action(aims={"R1.1.1c": "3"})]).by_id["R1.1.1"]
        assert (row.score, row.low, row.high, row.coverage) == pytest.approx((62.5, 62.5, 62.5, 1))

    def test_a_safeguard_that_is_put_in_place_ends_its_alert(self) -> None:
        row = expected_result(SMALL, SHEET, [action(recommendation="R1.1.2", aims={"R1.1.2a": "3"})]).by_id["R1.1.2"]
        assert (row.low, row.status, row.safeguard_alert) == (pytest.approx(87.5), Status.MET, False)

    def test_nothing_is_lowered_and_what_does_not_apply_stays_so(self) -> None:
        aims = [action(aims={"R1.1.1a": "1"}), action("p2", "R1.2.1", aims={"R1.2.1a": "4"})]
        assert expected_sheet(SMALL, SHEET, aims) == SHEET

    def test_dropped_actions_bring_nothing_and_done_ones_still_do(self) -> None:
        def low(status: ActionStatus) -> float | None:
            one = action(aims={"R1.1.1b": "3"}, status=status)
            return expected_result(SMALL, SHEET, [one]).by_id["R1.1.1"].low

        assert low(ActionStatus.DROPPED) == pytest.approx(43.75)
        assert low(ActionStatus.DONE) == pytest.approx(56.25)

    def test_of_two_actions_the_higher_aim_counts(self) -> None:
        both = [action(aims={"R1.1.1b": "4"}), action("p2", aims={"R1.1.1b": "2"})]
        assert expected_sheet(SMALL, SHEET, both).answers["R1.1.1b"].answer == "4"
        assert expected_sheet(SMALL, SHEET, both[::-1]).answers["R1.1.1b"].answer == "4"

    def test_the_suggested_aims_meet_the_recommendation(self) -> None:
        aims = aims_to_meet(SMALL, SHEET, "R1.1.1")
        assert {aim.practice_id: aim.start for aim in aims}.items() <= {
            "R1.1.1a": "3",
            "R1.1.1b": "1",
            "R1.1.1c": "dk",
        }.items()
        planned = action().model_copy(update={"aims": aims})
        assert expected_result(SMALL, SHEET, [planned]).by_id["R1.1.1"].status is Status.MET
        assert aims_to_meet(SMALL, SHEET, "R9.9.9") == ()

    def test_what_is_planned_is_not_suggested_again(self) -> None:
        assert set(suggested(SMALL, SHEET, [])) == {"R1.1.1", "R1.1.2"}
        assert suggested(SMALL, SHEET, [action()]) == ["R1.1.2"]
        assert set(suggested(SMALL, SHEET, [action(status="dropped")])) == {"R1.1.1", "R1.1.2"}


class TestProgress:
    def test_is_told_by_answers_and_not_by_the_status(self) -> None:
        aims = (
            Aim(practice_id="R1.1.1a", start="1", level="3"),
            Aim(practice_id="R1.1.1b", start="0", level="3"),
            Aim(practice_id="R1.1.1c", start="dk", level="2"),
        )
        one = action(status="done").model_copy(update={"aims": aims})
        assert progress(SMALL, SHEET, one) == Progress(reached=1, moved=2, aimed=3)

    def test_overdue_begins_the_day_after(self) -> None:
        assert not is_overdue(action(due=TODAY), TODAY)
        assert is_overdue(action(due=TODAY), TODAY + timedelta(days=1))
        assert not is_overdue(action(due=TODAY, status="done"), TODAY + timedelta(days=1))
        assert not is_overdue(action(), TODAY)

    def test_the_order_is_open_by_day_then_done_then_dropped(self) -> None:
        some = [
            action("a", status="dropped", due=TODAY),
            action("b", status="done"),
            action("c"),
            action("e", due=TODAY + timedelta(days=1)),
            action("d", due=TODAY + timedelta(days=1)),
        ]
        assert [one.id for one in in_order(some)] == ["d", "e", "c", "b", "a"]


class Side:
    """One installation with the example in it."""

    def __init__(self, name: str = "ours") -> None:
        numbers = count(1)
        self.service = AssessmentService(
            MemoryStore(),
            SMALL,
            clock=lambda: datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=next(numbers)),
            ids=lambda: f"{name}{next(numbers)}",
            author=name,
        )

    def begins(self) -> str:
        self.id = self.service.add_sheet(SHEET).id
        return self.id

    @property
    def whole(self) -> AssessmentHistory:
        return self.service.whole(self.id)


@pytest.fixture
def side() -> Side:
    found = Side()
    found.begins()
    return found


class TestService:
    def test_a_planned_action_has_an_id_and_can_be_changed(self, side: Side) -> None:
        kept = side.service.add_action(side.id, action(NEW))
        assert kept.action.id != NEW
        later = side.service.change_action(side.id, kept.action.model_copy(update={"owner": "Unit"}), kept.revision)
        assert (later.revision, side.service.actions(side.id)) == (2, [later])
        with pytest.raises(ActionConflict):
            side.service.change_action(side.id, kept.action.model_copy(update={"owner": "Other"}), kept.revision)

    @pytest.mark.parametrize(
        ("bad", "said"),
        [
            (action(recommendation="R9.9.9"), "R9.9.9 is not asked"),
            (action(text="  "), "Say what is to be done"),
            (action(aims={"R1.1.2a": "3"}), "not part of R1.1.1"),
            (action(aims={"R1.1.1a": "9"}), "'9' is no level"),
            (action(aims={"R9.9.9a": "3"}), "R9.9.9a is not asked"),
            (action(partner="emperor"), "'emperor' is not a stakeholder type"),
            (action(start=TODAY, due=TODAY - timedelta(days=1)), "before it starts"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, side: Side, bad: Action, said: str) -> None:
        with pytest.raises(InvalidAnswer, match=said):
            side.service.add_action(side.id, bad)
        assert side.service.actions(side.id) == []

    def test_a_new_round_takes_the_open_actions_along(self, side: Side) -> None:
        for status in ActionStatus:
            side.service.add_action(side.id, action(NEW, text=status.value, status=status, aims={"R1.1.1b": "3"}))
        later = side.service.duplicate(side.id)
        kept = side.service.actions(later.id)
        assert {(one.action.text, one.revision) for one in kept} == {("not_started", 1), ("under_way", 1)}
        assert {one.action.id for one in kept}.isdisjoint(one.action.id for one in side.service.actions(side.id))
        assert len(side.service.actions(side.id)) == len(ActionStatus)

    def test_another_contingency_plan_has_actions_of_its_own(self, side: Side) -> None:
        side.service.add_action(side.id, action(NEW))
        assert side.service.actions(side.service.plan_from(side.id, "Earthquakes").id) == []


class TestBundles:
    def test_hold_the_plan_to_the_last_detail(self, side: Side) -> None:
        side.service.add_action(side.id, action(NEW, aims={"R1.1.1b": "3"}, due=TODAY, effort="small", note="é"))
        side.service.add_action(side.id, action(NEW, recommendation="R1.1.2"))
        data = bundle_json(side.whole)
        assert b'"format_version": 2' in data
        assert read_bundle(io.BytesIO(data), "b.json", SMALL) == side.whole

    def test_without_a_plan_are_of_the_format_that_earlier_releases_read(self, side: Side) -> None:
        assert b'"format_version": 1' in bundle_json(side.whole)

    def test_with_an_action_that_makes_no_sense_are_refused(self, side: Side) -> None:
        kept = side.service.add_action(side.id, action(NEW))
        bad = kept.model_copy(update={"action": kept.action.model_copy(update={"recommendation_id": "R9.9.9"})})
        for actions in ((bad,), (kept, kept)):
            whole = side.whole.model_copy(update={"actions": actions})
            with pytest.raises(InputError, match=r"R9\.9\.9|same id"):
                read_bundle(io.BytesIO(bundle_json(whole)), "b.json", SMALL)

    def test_that_come_twice_change_nothing(self, side: Side) -> None:
        side.service.add_action(side.id, action(NEW))
        other = Side("theirs")
        for _time in range(2):
            other.service.import_history(side.whole)
            assert other.service.whole(side.id) == side.whole

    def test_bring_new_actions_and_ask_where_one_differs(self, side: Side) -> None:
        kept = side.service.add_action(side.id, action(NEW))
        other = Side("theirs")
        other.service.import_history(side.whole)
        other.id = side.id
        other.service.add_action(other.id, action(NEW, text="Theirs alone"))
        side.service.import_history(other.whole)
        assert [one.action.text for one in side.service.actions(side.id)] == ["Do it", "Theirs alone"]
        changed = kept.action.model_copy(update={"text": "Do it well"})
        other.service.change_action(other.id, changed, kept.revision)
        with pytest.raises(HistoriesApart) as apart:
            side.service.import_history(other.whole)
        (line,) = apart_lines(apart.value.found)
        assert f"action {kept.action.id}: here 'Do it', not_started (ours" in line
        side.service.import_history(other.whole, Prefer.OURS)
        assert side.service.actions(side.id)[0] == kept
        side.service.import_history(other.whole, Prefer.THEIRS)
        assert side.service.actions(side.id)[0].action == changed
        side.service.import_history(other.whole)

    def test_saved_answers_show_in_the_progress_of_the_next_round(self, side: Side) -> None:
        side.service.add_action(side.id, action(NEW, aims={"R1.1.1b": "3"}))
        later = side.service.duplicate(side.id)
        side.service.record_answer(later.id, Answer(practice_id="R1.1.1b", answer="3"), 1)
        (kept,) = side.service.actions(later.id)
        assert progress(SMALL, side.service.sheet(later.id), kept.action).reached == 1
