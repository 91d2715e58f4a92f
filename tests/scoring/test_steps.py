"""What to do next (METHOD 8): cases worked by hand, and every rule against a search through all there is to do."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questions.load import load_instrument
from scoring.gaps import STATUSES, TOLERANCE, gaps
from scoring.plan import NA, ScoringPlan, compile_plan
from scoring.result import Status
from scoring.score import score
from scoring.steps import Limit, Step, StepList, steps_to_meet, steps_to_most_met, steps_to_reach
from tests.scoring.reference import outcome
from tests.scoring.short import instrument
from tests.scoring.test_cases import FACTS, cases, code

FEW = settings(
    max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
SCALES = {
    "yes_no": {"values": [0, 1], "in_place": 1},
    "fifths": {"values": [0.2, 0.4, 0.6, 0.8, 1], "in_place": 3},
    "short": {"values": [0, 0.3, 0.6], "in_place": 2},
}
TOPS = {"readiness": 4, "yes_no": 1, "fifths": 4, "short": 2}
ROLLUPS = (["recommendation"], ["recommendation", "topic"], ["recommendation", "working_group", "topic"])
SEPARATE = ("R1.1.1a", "R1.1.2a", "R1.1.2b", "R1.1.3a", "R1.1.4a", "R2.1.1a", "R2.1.2a")
IDS = ("R1.1.1a", "R1.1.1b", "R1.1.1c", "R1.1.2a", "R1.1.2b", "R2.1.1a", "R2.2.1a")


def found_by(case: Mapping[str, Any], plan: ScoringPlan) -> StepList:
    codes = plan.codes({practice: code(answer) for practice, answer in case.get("answers", {}).items()})
    targets = [case.get("targets", {}).get(r.id, plan.instrument.target) for r in plan.recommendations]
    if "meet" in case:
        return steps_to_meet(plan, codes, targets, case["meet"])
    if "reach" in case:
        return steps_to_reach(plan, codes, targets, case["reach"])
    return steps_to_most_met(plan, codes, targets, case["steps"])


@pytest.mark.parametrize("case", cases("08_steps"))
def test_the_steps_are_those_worked_by_hand(case: Mapping[str, Any]) -> None:
    plan = compile_plan(instrument(case["practices"], **{f: case[f] for f in FACTS if f in case}), ("origin",))
    found, expect = found_by(case, plan), case["expect"]
    assert [written(step) for step in found.steps] == [rounded(line) for line in expect["steps"]]
    limit = expect.get("limit")
    assert (found.limit and found.limit.value) == limit
    assert found.reached is (limit is None)
    assert list(found.uneven_scales) == expect.get("uneven_scales", [])
    assert found.highest == (pytest.approx(expect["highest"]) if "highest" in expect else None)
    if expect.get("before") is not None:
        assert found.before == pytest.approx(expect["before"])
    for name in ("newly_met", "still_unmet"):
        if name in expect:
            assert list(getattr(found, name)) == expect[name]


def written(step: Step) -> tuple[object, ...]:
    start = "open" if step.was_open else step.from_code
    return (
        step.practice_id,
        f"{start}>{step.to_code}",
        round(step.low, 4),
        step.status.value,
        round(step.overall_low, 4),
    )


def rounded(line: str) -> tuple[object, ...]:
    practice, levels, low, status, overall = line.split()
    return practice, levels, float(low), status, float(overall)


@dataclass(frozen=True)
class Small:
    """A small random instrument with answers and targets, few enough to try everything."""

    practices: dict[str, str]
    facts: dict[str, Any]
    answers: dict[str, str]
    targets: dict[str, float]

    @property
    def plan(self) -> ScoringPlan:
        return compile_plan(instrument(self.practices, scales=SCALES, **self.facts), ("origin",))

    def target_row(self, plan: ScoringPlan) -> list[float]:
        return [self.targets[r.id] for r in plan.recommendations]


@st.composite
def smalls(draw: st.DrawFn, ids: Sequence[str] = IDS, fewest: int = 1, open_too: bool = True) -> Small:
    """At most five practices, so at most 5^5 ways to raise them."""
    chosen = draw(st.lists(st.sampled_from(ids), min_size=fewest, max_size=5, unique=True))
    practices, answers = {}, {}
    for identifier in sorted(chosen):
        scale = draw(st.sampled_from(("readiness", "readiness", "yes_no", "fifths", "short")))
        words = [draw(st.sampled_from(("lead", "lead", "support"))), f"scale={scale}"]
        words.append(f"weight={draw(st.sampled_from((1, 0.5, 2, 3.7)))}")
        words += draw(st.sampled_from(([], [], ["safeguard"])))
        practices[identifier] = " ".join(words)
        levels = [str(level) for level in range(TOPS[scale] + 1)]
        others = ("", "dk", "na") if open_too else ()
        answers[identifier] = draw(st.sampled_from((*others, *levels, *levels, *levels)))
    return Small(
        practices=practices,
        facts={"rollup": draw(st.sampled_from(ROLLUPS)), "role_weights": {"lead": 1, "support": 0.5}},
        answers=answers,
        targets={id[:-1]: draw(st.sampled_from((75.0, 60.0, 100.0, 30.0))) for id in ids},
    )


class Everything:
    """Every state that steps can lead to, and how many steps each takes."""

    def __init__(self, small: Small, plan: ScoringPlan) -> None:
        codes = plan.codes(small.answers)
        scales = [plan.instrument.scale_of(practice) for practice in plan.practices]
        ways = [
            [int(now)] if now == NA else [int(now), *range(max(int(now), 0) + 1, len(scale.levels))]
            for now, scale in zip(codes, scales, strict=True)
        ]
        self.codes = np.array(list(product(*ways)), dtype=np.int8)
        self.steps = (np.maximum(self.codes, 0) - np.maximum(codes, 0)).sum(axis=1)
        scores = score(plan, self.codes)
        targets = np.array([small.target_row(plan)] * len(self.codes))
        self.overall = scores.overall.low
        self.status = gaps(plan, self.codes, scores.recommendations, targets).status
        self.is_met = self.status == STATUSES.index(Status.MET)

    def fewest(self, is_goal: Any) -> int | None:
        return int(self.steps[is_goal].min()) if is_goal.any() else None


@FEW
@given(smalls())
def test_no_way_to_meet_a_recommendation_has_fewer_steps(small: Small) -> None:
    plan = small.plan
    everything = Everything(small, plan)
    for place, recommendation in enumerate(plan.recommendations):
        found = steps_to_meet(plan, plan.codes(small.answers), small.target_row(plan), recommendation.id)
        fewest = everything.fewest(everything.is_met[:, place])
        assert (len(found.steps) if found.reached else None) == fewest
        if found.steps:
            assert found.steps[-1].status is Status.MET
            assert {step.recommendation_id for step in found.steps} == {recommendation.id}
            assert recommendation.id in found.newly_met


@FEW
@given(smalls(), st.sampled_from((1.0, 20.0, 47.5, 60.0, 75.0, 90.0, 100.0)))
def test_no_way_to_reach_a_number_has_fewer_steps(small: Small, number: float) -> None:
    plan = small.plan
    everything = Everything(small, plan)
    found = steps_to_reach(plan, plan.codes(small.answers), small.target_row(plan), number)
    with np.errstate(invalid="ignore"):
        fewest = everything.fewest(everything.overall >= number - TOLERANCE)
    assert (len(found.steps) if found.reached else None) == fewest
    if found.limit is Limit.OUT_OF_REACH:
        assert found.highest == pytest.approx(everything.overall.max(), abs=1e-9)


@FEW
@given(st.one_of(smalls(), smalls(SEPARATE, fewest=4, open_too=False)), st.integers(0, 12))
def test_no_use_of_so_many_steps_meets_more_or_takes_fewer(small: Small, number: int) -> None:
    plan = small.plan
    everything = Everything(small, plan)
    found = steps_to_most_met(plan, plan.codes(small.answers), small.target_row(plan), number)
    was_unmet = [STATUSES[code].is_unmet for code in everything.status[everything.steps.argmin()]]
    met = everything.is_met[:, was_unmet].sum(axis=1)
    most = int(met[everything.steps <= number].max())
    assert len(found.newly_met) == most
    assert len(found.steps) == everything.fewest(met >= most)
    assert len(found.steps) <= number
    assert found.reached == (most == sum(was_unmet))
    if found.limit in (Limit.TOO_FEW_STEPS, Limit.OUT_OF_REACH):
        can_still = (everything.is_met.any(axis=0) & ~np.isin(ids(plan), found.newly_met))[was_unmet].any()
        assert found.limit is (Limit.TOO_FEW_STEPS if can_still else Limit.OUT_OF_REACH)


def ids(plan: ScoringPlan) -> list[str]:
    return [r.id for r in plan.recommendations]


@FEW
@given(smalls(), st.sampled_from((40.0, 100.0)))
def test_what_stands_after_each_step_is_what_the_reference_says(small: Small, number: float) -> None:
    plan = small.plan
    found = steps_to_reach(plan, plan.codes(small.answers), small.target_row(plan), number)
    answers = dict(small.answers)
    for step in found.steps:
        now = answers[step.practice_id]
        assert step.was_open == (now in ("", "dk"))
        assert step.from_code == ("0" if step.was_open else now)
        assert int(step.to_code) == int(step.from_code) + 1
        answers[step.practice_id] = step.to_code
        expected = outcome(plan.instrument, ("origin",), answers, {id: small.targets[id] for id in ids(plan)})
        assert step.low == pytest.approx(float(expected.figures[step.recommendation_id].low or 0), abs=1e-9)
        assert step.status == expected.statuses[step.recommendation_id]
        assert step.overall_low == pytest.approx(float(expected.overall.low or 0), abs=1e-9)


@FEW
@given(smalls())
def test_a_step_is_worth_what_the_method_says(small: Small) -> None:
    """100 x w / sum_A w x (v' - v) to low, W(r) / sum W times that to the overall low; never more than one before."""
    small = Small(small.practices, {**small.facts, "rollup": ["recommendation"]}, small.answers, small.targets)
    plan = small.plan
    codes = plan.codes(small.answers)
    found = steps_to_reach(plan, codes, small.target_row(plan), 100)
    weights = score(plan, codes[None, :]).recommendations.weight[0]
    before, last = found.before, np.inf
    lows = {r: float(low) for r, low in zip(ids(plan), score(plan, codes[None, :]).recommendations.low[0], strict=True)}
    for step in found.steps:
        column = plan.column[step.practice_id]
        values = plan.values[column]
        rise = values[int(step.to_code)] - (0 if step.was_open else values[int(step.from_code)])
        applying = [c for id, c in plan.column.items() if id[:-1] == step.recommendation_id and codes[c] != NA]
        worth = 100 * plan.weights[column] / plan.weights[applying].sum() * rise
        share = weights[ids(plan).index(step.recommendation_id)] / np.nansum(weights)
        assert step.low - lows[step.recommendation_id] == pytest.approx(worth, abs=1e-9)
        assert before is not None
        assert step.overall_low - before == pytest.approx(worth * share, abs=1e-9)
        assert worth * share <= last + 1e-8
        before, last, lows[step.recommendation_id] = step.overall_low, worth * share, step.low


def test_every_step_of_the_whole_bank_takes_well_under_a_second() -> None:
    """668 steps of an international organization, in processor time: the plan of the most practices asked."""
    plan = compile_plan(load_instrument(), ("io",))
    codes = plan.codes({practice.id: "0" for practice in plan.practices})
    targets = [75.0] * len(plan.recommendations)
    began = time.process_time()
    to_the_top = steps_to_reach(plan, codes, targets, 100)
    all_met = steps_to_most_met(plan, codes, targets, 10_000)
    took = time.process_time() - began
    assert len(to_the_top.steps) == 4 * len(plan.practices) == 668
    assert all_met.reached
    assert len(all_met.newly_met) == len(plan.recommendations)
    assert took < 2
