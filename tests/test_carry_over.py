"""Carrying an assessment over: what becomes of each answer, by hand, and what never happens on the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.carry_over import TO_CONFIRM, CarriedOver, Fate, carried_over, confirmed_comment, is_to_confirm
from assessment.errors import CannotCarryOver
from assessment.model import DONT_KNOW, LONG_TEXT, NA, Answer, AnswerSheet, Assessment
from assessment.results import plan_of
from assessment.score_changes import overall_reasons, score_changes
from assessment.service import AssessmentService
from assessment.validation import answer_problem
from questions.changes import Changes
from questions.load import load_instruments
from questions.model import Instrument, Level, NaReason, Practice, RoleWeights, Scale
from scoring.personal import looks_personal
from scoring.result import Status
from tests.banks import GROWN, SMALL
from tests.fakes import MemoryStore

AT_HAND = load_instruments(GROWN)
OLD, NEW = AT_HAND.version("1"), AT_HAND.newest
SMALL_ONE = load_instruments(SMALL).newest
ANSWERS = {
    "R1.1.1a": "3",
    "R1.1.1b": "2",
    "R1.1.1c": "na",
    "R1.1.2a": "3",
    "R1.1.2b": "4",
    "R1.1.2c": "1",
    "R1.2.1a": "2",
    "R1.2.1b": "2",
    "R2.1.1a": "3",
}


def sheet(answers: Mapping[str, str], types: tuple[str, ...] = ("origin",), **details: object) -> AnswerSheet:
    return AnswerSheet(
        assessment=Assessment.model_validate(
            {
                "id": "old",
                "stakeholder_types": types,
                "instrument_id": "grown",
                "instrument_version": "1",
                **details,
            }
        ),
        answers={
            id: Answer(practice_id=id, answer=code, na_reason="no_plan" if code == NA else "")
            for id, code in answers.items()
        },
    )


def carried(answers: Mapping[str, str], old: Instrument = OLD, new: Instrument = NEW, **details: object) -> CarriedOver:
    changes = AT_HAND.changes_between("1", "2")
    assert changes is not None
    return carried_over(sheet(answers, **details), old, new, changes)  # type: ignore[arg-type]


def changed(instrument: Instrument, practice_id: str, **update: object) -> Instrument:
    """The instrument with one practice changed."""

    def practices(found: tuple[Practice, ...]) -> tuple[Practice, ...]:
        return tuple(p.model_copy(update=update) if p.id == practice_id else p for p in found)

    topics = tuple(
        topic.model_copy(
            update={
                "working_groups": tuple(
                    group.model_copy(
                        update={
                            "recommendations": tuple(
                                r.model_copy(update={"practices": practices(r.practices)})
                                for r in group.recommendations
                            )
                        }
                    )
                    for group in topic.working_groups
                )
            }
        )
        for topic in instrument.topics
    )
    return instrument.model_copy(update={"topics": topics})


def test_what_became_of_each_answer() -> None:
    found = carried(ANSWERS)
    assert [(one.fate, one.old, one.new, one.to_confirm) for one in found.outcomes] == [
        (Fate.KEPT, ("R1.1.1a",), "R1.1.1a", False),
        (Fate.OPENED, ("R1.1.1c",), "R1.1.1c", True),
        (Fate.COPIED, ("R1.1.1b",), "R1.1.1d", True),
        (Fate.COPIED, ("R1.1.1b",), "R1.1.1e", True),
        (Fate.KEPT, ("R1.1.2a",), "R1.1.2a", False),
        (Fate.MERGED, ("R1.1.2b", "R1.1.2c"), "R1.1.2b", False),
        (Fate.NOW_ASKED, (), "R1.2.1c", False),
        (Fate.KEPT, ("R2.1.1a",), "R2.1.1a", True),
        (Fate.NOW_ASKED, (), "R2.1.2a", False),
        (Fate.DROPPED, ("R1.2.1a",), None, False),
        (Fate.NOT_ASKED, ("R1.2.1b",), None, False),
    ]
    assert {id: answer.answer for id, answer in found.sheet.answers.items()} == {
        "R1.1.1a": "3",
        "R1.1.1c": "",
        "R1.1.1d": "2",
        "R1.1.1e": "2",
        "R1.1.2a": "3",
        "R1.1.2b": "1",
        "R2.1.1a": "3",
    }


def test_what_the_score_becomes() -> None:
    """Worked by hand.

    Before: R1.1.1 (0.75 + 0.5) / 2, since c does not apply; R1.1.2 (0.75 + 1 + 0.25) / 3; R1.2.1 (0.5 + 0.5 x 0.5) /
    1.5; R2.1.1 0.75, supported. Overall (62.5 + 66.6667 + 50 + 0.5 x 75) / 3.5.
    After: R1.1.1 (0.75 + 0.5 + 0.5) / 3, low over 4; R1.1.2 (0.75 + 0.25) / 2; R2.1.1 0.75, led; two open ones.
    Overall score (58.3333 + 50 + 75) / 3, low (43.75 + 50 + 75) / 5, high (68.75 + 50 + 100 + 75 + 100) / 5.
    """
    found = carried(ANSWERS)
    before, after = found.before, found.after
    assert before.overall.score == pytest.approx((62.5 + 200 / 3 + 50 + 37.5) / 3.5)
    assert before.overall.coverage == 1
    assert after.overall.score == pytest.approx((175 / 3 + 50 + 75) / 3)
    assert (after.overall.low, after.overall.high) == (33.75, 78.75)
    assert {
        change.id: (change.before and change.before.score, change.after and change.after.score)
        for change in (score_changes(found))
    } == {
        "R1.1.1": (62.5, pytest.approx(175 / 3)),
        "R1.1.2": (pytest.approx(200 / 3), 50),
        "R1.2.1": (50, None),
        "R2.1.1": (75, 75),
        "R2.1.2": (None, None),
    }
    assert all(change.because for change in score_changes(found))


def test_the_reasons_name_what_counts_differently() -> None:
    by_id = {change.id: change for change in score_changes(carried(ANSWERS))}
    assert "R1.1.1c: It counts with weight 1, not 0.5." in by_id["R1.1.1"].because
    assert by_id["R1.2.1"].because == (
        "R1.2.1c: It is asked now, and open.",
        "R1.2.1a: The practice was dropped.",
        "R1.2.1b: It is not asked any more.",
        "The target is 70, not 75.",
    )
    assert by_id["R2.1.1"].because == (
        "R2.1.1a: It counts with weight 1, not 0.5.",
        "The target is 70, not 75.",
    )


def test_a_new_safeguard_another_scale_and_other_thresholds_are_reasons() -> None:
    levels = tuple(Level(code=str(i), value=value, title=f"Level {i}") for i, value in enumerate((0, 0.1, 0.5, 0.9, 1)))
    scale = OLD.scales[0].model_copy(update={"levels": levels})
    new = changed(OLD, "R1.1.2b", safeguard=True).model_copy(
        update={
            "scales": (scale,),
            "partly_met_from": 90.0,
            "rollup": ("recommendation", "topic"),
            "role_weights": RoleWeights(lead=2.0, support=0.5),
        }
    )
    found = carried_over(sheet({"R1.1.2a": "3", "R1.1.2b": "2", "R1.1.2c": "3"}), OLD, new, Changes(replaces="1"))
    (change,) = [one for one in score_changes(found) if one.id == "R1.1.2"]
    assert change.after is not None
    assert change.after.status is Status.NOT_MET
    assert "R1.1.2b: It is a safeguard now." in change.because
    assert "R1.1.2b: Its response scale has changed." in change.because
    assert "Partly met begins at 90, not 25." in change.because
    assert len(overall_reasons(found)) == 2
    assert {one.new for one in found.to_confirm} == {"R1.1.2a", "R1.1.2b", "R1.1.2c"}


@pytest.mark.parametrize(
    ("b", "c", "merged", "trouble"),
    [
        ("4", "1", "1", False),
        ("2", "2", "2", False),
        ("0", "", "0", False),  # no open answer could be lower
        ("3", "", "", True),
        ("3", "dk", "", True),
        ("", "dk", "dk", False),
        ("dk", "dk", "dk", False),
        ("", "", None, False),
    ],
)
def test_of_merged_practices_the_lowest_level_counts_if_it_is_known(
    b: str, c: str, merged: str | None, trouble: bool
) -> None:
    found = carried({"R1.1.2b": b, "R1.1.2c": c})
    answer = found.sheet.answers.get("R1.1.2b")
    assert (answer.answer if answer else None) == merged
    outcome = next((one for one in found.outcomes if one.new == "R1.1.2b"), None)
    assert (outcome is not None and outcome.fate is Fate.OPENED) == trouble


def test_what_does_not_apply_stays_out_of_a_merger() -> None:
    reason = (NaReason(id="no_plan", text="There is no such plan."),)
    old = changed(changed(OLD, "R1.1.2b", na_reasons=reason), "R1.1.2c", na_reasons=reason)
    new = changed(NEW, "R1.1.2b", na_reasons=reason)
    assert carried({"R1.1.2b": "na", "R1.1.2c": "2"}, old, new).sheet.answers["R1.1.2b"].answer == "2"
    answer = carried({"R1.1.2b": "na", "R1.1.2c": "na"}, old, new).sheet.answers["R1.1.2b"]
    assert (answer.answer, answer.na_reason) == ("na", "no_plan")


def test_an_answer_that_became_open_says_in_its_comment_what_it_was() -> None:
    answer = carried(ANSWERS).sheet.answers["R1.1.1c"]
    assert answer.comment == (
        f"{TO_CONFIRM} “Not applicable” is no longer allowed for this reason. "
        "Answered in version 1: R1.1.1c: not applicable (There is no such plan)."
    )
    assert is_to_confirm(answer)
    assert confirmed_comment(answer) == ""
    assert not looks_personal(answer.comment)


def test_a_level_that_the_scale_no_longer_has_becomes_open() -> None:
    (old_scale,) = NEW.scales
    scale = Scale(id="readiness", in_place="3", levels=old_scale.levels[:4])
    found = carried({"R1.1.1a": "4", "R1.1.2a": "3"}, new=NEW.model_copy(update={"scales": (scale,)}))
    assert found.sheet.answers["R1.1.1a"].answer == ""
    assert "4 Tested" in found.sheet.answers["R1.1.1a"].comment
    assert found.sheet.answers["R1.1.2a"].answer == "3"


def test_what_was_written_goes_with_the_answer() -> None:
    given = sheet({})
    texts = {"evidence": "Form A", "evidence_date": "2024-05", "responsible": "Desk", "comment": "Yes"}
    answers = {
        "R1.1.2b": Answer(practice_id="R1.1.2b", answer="4", **texts),
        "R1.1.2c": Answer(practice_id="R1.1.2c", answer="1", evidence="Form B", evidence_date="2023", comment="Yes"),
        "R1.1.1b": Answer(practice_id="R1.1.1b", answer="2", comment="x" * LONG_TEXT),
    }
    changes = AT_HAND.changes_between("1", "2")
    assert changes is not None
    found = carried_over(given.model_copy(update={"answers": answers}), OLD, NEW, changes).sheet.answers
    merged = found["R1.1.2b"]
    assert (merged.evidence, merged.evidence_date, merged.responsible, merged.comment) == (
        "Form A\nForm B",
        "2023",
        "Desk",
        "Yes",
    )
    copied = found["R1.1.1d"].comment
    assert len(copied) == LONG_TEXT
    assert copied.startswith(TO_CONFIRM)


def test_targets_and_types_that_are_gone_are_told() -> None:
    found = carried(ANSWERS, types=("origin", "io:bank"), targets={"R1.1.2": 60.0, "R1.2.1": 80.0})
    assert found.sheet.assessment.targets == {"R1.1.2": 60.0, "R1.2.1": 80.0}
    assert (found.lost_types, found.lost_targets) == ((), ())
    only_origin = NEW.model_copy(update={"stakeholder_types": NEW.stakeholder_types[:1]})
    found = carried(ANSWERS, new=only_origin, types=("origin", "io:bank"))
    assert found.lost_types == ("io:bank",)
    assert found.sheet.assessment.stakeholder_types == ("origin",)
    with pytest.raises(CannotCarryOver, match="Version 2 does not have these stakeholder types: io"):
        carried(ANSWERS, new=only_origin, types=("io",))


# What always holds


def answer_sheets(instrument: Instrument) -> st.SearchStrategy[AnswerSheet]:
    @st.composite
    def drawn(draw: st.DrawFn) -> AnswerSheet:
        types = instrument.ordered_types(
            tuple(draw(st.sets(st.sampled_from(instrument.stakeholders), min_size=1, max_size=2)))
        )
        answers = {}
        for practice in plan_of(instrument, types).practices:
            codes = ["", DONT_KNOW, *instrument.scale_of(practice).index, *([NA] if practice.na_reasons else [])]
            code = draw(st.sampled_from(codes))
            reason = practice.na_reasons[0].id if code == NA else ""
            comment = draw(st.sampled_from(["", "Written", f"{TO_CONFIRM} Look again.\nWritten"]))
            answer = Answer(practice_id=practice.id, answer=code, na_reason=reason, comment=comment)
            if not answer.is_empty:
                answers[practice.id] = answer
        details = {"instrument_id": instrument.id, "instrument_version": instrument.version}
        assessment = Assessment.model_validate({"id": "a", "stakeholder_types": types, **details})
        return AnswerSheet(assessment=assessment, answers=answers)

    return drawn()


@given(answer_sheets(SMALL_ONE))
def test_to_the_same_version_nothing_changes(given_sheet: AnswerSheet) -> None:
    found = carried_over(given_sheet, SMALL_ONE, SMALL_ONE, Changes(replaces="1"))
    assert found.sheet == given_sheet
    assert score_changes(found) == ()
    assert all(one.fate is Fate.KEPT and not one.because for one in found.outcomes)


@given(answer_sheets(OLD))
def test_every_answer_carried_over_is_allowed_and_every_answer_given_is_accounted_for(given_sheet: AnswerSheet) -> None:
    changes = AT_HAND.changes_between("1", "2")
    assert changes is not None
    found = carried_over(given_sheet, OLD, NEW, changes)
    plan = plan_of(NEW, found.sheet.assessment.stakeholder_types)
    for answer in found.sheet.answers.values():
        assert answer_problem(plan, answer) is None
    assert {id for one in found.outcomes for id in one.old} >= given_sheet.answers.keys()
    for one in found.to_confirm:
        assert one.new is not None
        assert is_to_confirm(found.sheet.answers[one.new])
        assert one.because
    assert all(change.because for change in score_changes(found))


@given(answer_sheets(OLD))
def test_carrying_over_makes_no_level_better(given_sheet: AnswerSheet) -> None:
    changes = AT_HAND.changes_between("1", "2")
    assert changes is not None
    found = carried_over(given_sheet, OLD, NEW, changes)
    index = NEW.scales[0].index
    for one in found.outcomes:
        answer = found.sheet.answers.get(one.new or "")
        if answer is not None and answer.answer in index:
            given_levels = [given_sheet.answers[id].answer for id in one.old if id in given_sheet.answers]
            assert index[answer.answer] == min(index[code] for code in given_levels if code in index)


# The use case


def two_versions() -> tuple[MemoryStore, AssessmentService, str]:
    """A store with one assessment of version 1, and the service when version 2 has come."""
    store = MemoryStore()
    clock = lambda: datetime(2026, 6, 1, tzinfo=UTC)  # noqa: E731
    earlier = AssessmentService(store, OLD, clock=clock)
    kept = earlier.add_sheet(sheet(ANSWERS, organisation="Ministry"))
    return store, AssessmentService(store, AT_HAND, clock=clock), kept.id


def test_an_older_assessment_is_shown_answered_and_scored_with_its_own_version() -> None:
    _store, service, id = two_versions()
    assert service.instrument_of(service.assessment(id)) is OLD
    assert service.result(id).overall.score == pytest.approx(61.904762)
    (listed,) = service.overviews()
    assert (listed.is_scored, listed.practices_asked, listed.practices_answered) == (True, 9, 9)
    assert not listed.is_newest
    assert list(service.results([listed.assessment])) == [id]
    kept = service.record_answer(id, Answer(practice_id="R1.2.1a", answer="4"), 1)
    assert kept.revision == 2
    assert service.duplicate(id).instrument_version == "1"
    assert service.sheets() == []


def test_carrying_over_makes_a_new_assessment_and_leaves_the_old_one() -> None:
    store, service, id = two_versions()
    before = dict(store.current(id))
    preview = service.carried_over(id)
    assert len(store.assessments()) == 1
    new = service.carry_over(id)
    assert (new.instrument_version, new.baseline_id, new.organisation) == ("2", id, "Ministry")
    assert dict(store.current(id)) == before
    assert service.sheet(new.id).answers == preview.sheet.answers
    assert service.result(new.id) == preview.after
    assert {kept.revision for kept in service.answers(new.id).values()} == {1}
    assert [one.assessment.id for one in service.overviews() if one.is_newest] == [new.id]


def test_without_a_map_nothing_is_carried_over() -> None:
    store, _service, id = two_versions()
    service = AssessmentService(store, type(AT_HAND)(NEW, {"1": OLD}))
    with pytest.raises(CannotCarryOver, match="what became of the practices of version 1 in version 2"):
        service.carry_over(id)
    assert len(store.assessments()) == 1
