"""What holds for every instrument, type, answer and target: the kernel against the reference, and the method's laws."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scoring.score
import scoring.tables
from questions.load import load_instrument
from questions.model import Instrument, id_key
from scoring.assemble import results
from scoring.plan import BLANK, DONT_KNOW, NA, ScoringPlan, compile_plan
from scoring.result import Result
from tests.scoring.reference import Figures, outcome
from tests.scoring.short import SUBTYPES, instrument

# Derandomized and without a store of examples: the same run everywhere.
FEW = settings(
    max_examples=100, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
TYPES = ("origin", "host", "io", "io:humanitarian", "io:development_bank", "civil_society:ngo")
SCALES = {
    "yes_no": {"values": [0, 1], "in_place": 1},
    "fifths": {"values": [0.2, 0.4, 0.6, 0.8, 1], "in_place": 3},
}
ROLLUPS = (
    ["recommendation"],
    ["recommendation", "topic"],
    ["recommendation", "working_group"],
    ["recommendation", "working_group", "topic"],
)


@dataclass(frozen=True)
class Case:
    """A random instrument in short form, who answers, what, and what is aimed at."""

    practices: dict[str, str]
    facts: dict[str, Any]
    types: tuple[str, ...]
    answers: dict[str, str]
    targets: dict[str, float]

    @property
    def instrument(self) -> Instrument:
        return instrument(self.practices, scales=SCALES, **self.facts)


@st.composite
def lines(draw: st.DrawFn) -> str:
    kinds = draw(st.lists(st.sampled_from(("origin", "host", "io", "civil_society")), min_size=1, unique=True))
    words = [f"{kind}={draw(st.sampled_from(('lead', 'support')))}" for kind in kinds]
    if "io" in kinds and draw(st.booleans()):
        words.append("only=io:humanitarian")
    words.append(f"scale={draw(st.sampled_from(('readiness', 'readiness', 'yes_no', 'fifths')))}")
    words.append(f"weight={draw(st.sampled_from((0.5, 1, 1, 2, 3.7)))}")
    words += draw(st.sampled_from(([], ["safeguard"], [], ["prep"], ["prep", "emerg"], ["G2"], ["prep", "G2", "G11"])))
    return " ".join(words)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    practices: dict[str, str] = {}
    for topic in range(1, draw(st.integers(1, 2)) + 1):
        for group in range(1, draw(st.integers(1, 2)) + 1):
            for number in range(1, draw(st.integers(1, 3)) + 1):
                for letter in "abcd"[: draw(st.integers(1, 4))]:
                    practices[f"R{topic}.{group}.{number}{letter}"] = draw(lines())
    answers = {}
    for identifier, line in practices.items():
        top = 1 if "scale=yes_no" in line else 4
        answers[identifier] = draw(
            st.sampled_from(("", "dk", "na", *map(str, range(top + 1)), *map(str, range(top + 1))))
        )
    recommendations = dict.fromkeys(identifier[:-1] for identifier in practices)
    return Case(
        practices=practices,
        facts={
            "rollup": draw(st.sampled_from(ROLLUPS)),
            "role_weights": {"lead": 1, "support": draw(st.sampled_from((0.5, 0.25, 1)))},
            "partly_met_from": draw(st.sampled_from((25, 0, 50))),
        },
        types=tuple(draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=2, unique=True))),
        answers=answers,
        targets={r: draw(st.sampled_from((75.0, 50.0, 100.0, 0.5, 62.5))) for r in recommendations},
    )


def plan_of(case: Case) -> ScoringPlan:
    return compile_plan(case.instrument, case.types)


def target_row(case: Case, plan: ScoringPlan) -> list[float]:
    return [case.targets[recommendation.id] for recommendation in plan.recommendations]


def result_of(case: Case) -> Result:
    plan = plan_of(case)
    (result,) = results(plan, plan.codes(case.answers)[None, :], [target_row(case, plan)])
    return result


def random_codes(plan: ScoringPlan, rows: int, seed: int) -> np.ndarray[Any, np.dtype[np.int8]]:
    random = np.random.default_rng(seed)
    sizes = [len(plan.instrument.scale_of(practice).levels) for practice in plan.practices]
    columns = [random.integers(BLANK, size, rows) for size in sizes]
    return np.array(columns, dtype=np.int8).reshape(len(sizes), rows).T.copy()


def check_same(found: object, expected: Figures) -> None:
    for name in ("score", "low", "high", "coverage"):
        check_number(getattr(found, name), getattr(expected, name))


def check_number(found: float | None, expected: object) -> None:
    assert (found is None) == (expected is None)
    if found is not None:
        assert found == pytest.approx(float(expected), abs=1e-9)  # type: ignore[arg-type]


def figures_of(result: Result) -> list[float | None]:
    """All figures of a result in one list, but for priorities."""
    groups = [score for kind in result.groups.values() for score in kind.values()]
    scores = [result.overall, *groups, *result.recommendations]
    found = [getattr(score, name) for score in scores for name in ("score", "low", "high", "coverage")]
    return found + [value for r in result.recommendations for value in (r.gap, r.gap_low, r.gap_high)]


def check_all_same(one: Result, other: Result, places: float = 1e-9) -> None:
    for first, second in zip(figures_of(one), figures_of(other), strict=True):
        assert (first is None) == (second is None)
        assert first is None or first == pytest.approx(second, abs=places)


@FEW
@given(cases())
def test_the_kernel_gives_what_the_reference_gives(case: Case) -> None:
    result = result_of(case)
    expected = outcome(case.instrument, case.types, case.answers, case.targets)
    assert [r.id for r in result.recommendations] == sorted(expected.figures, key=id_key)
    for r in result.recommendations:
        check_same(r, expected.figures[r.id])
        check_number(r.weight, expected.figures[r.id].weight)
        assert r.status == expected.statuses[r.id]
        for found, wanted in zip((r.gap, r.gap_low, r.gap_high, r.priority), expected.gaps[r.id], strict=True):
            check_number(found, wanted)
        assert r.rank == expected.ranks.get(r.id)
    assert list(result.gap_order) == expected.order
    assert {(kind, id) for kind, groups in result.groups.items() for id in groups} == set(expected.groups)
    for (kind, identifier), figures in expected.groups.items():
        check_same(result.groups[kind][identifier], figures)
    check_same(result.overall, expected.overall)


@FEW
@given(cases())
def test_the_score_lies_between_low_and_high_and_they_meet_at_full_coverage(case: Case) -> None:
    result = result_of(case)
    groups = [score for kind in result.groups.values() for score in kind.values()]
    for score in (result.overall, *groups, *result.recommendations):
        if score.low is None or score.high is None:
            assert score.score is None
            continue
        assert -1e-9 <= score.low <= score.high + 1e-9 <= 100 + 2e-9
        if score.score is not None:
            assert score.low - 1e-9 <= score.score <= score.high + 1e-9
        if score.coverage is not None and math.isclose(score.coverage, 1, abs_tol=1e-12):
            assert score.low == pytest.approx(score.high, abs=1e-9)
            assert score.low == pytest.approx(score.score, abs=1e-9)


@FEW
@given(cases(), st.data())
def test_a_better_answer_never_lowers_anything(case: Case, data: st.DataObject) -> None:
    identifier = data.draw(st.sampled_from(sorted(case.answers)))
    top = 1 if "scale=yes_no" in case.practices[identifier] else 4
    level = data.draw(st.integers(0, top - 1))
    better = data.draw(st.integers(level + 1, top))
    before = result_of(replace(case, answers=case.answers | {identifier: str(level)}))
    after = result_of(replace(case, answers=case.answers | {identifier: str(better)}))
    pairs = [(before.overall, after.overall), *zip(before.recommendations, after.recommendations, strict=True)]
    for kind, groups in before.groups.items():
        pairs += [(score, after.groups[kind][name]) for name, score in groups.items()]
    for worse, now in pairs:
        for name in ("score", "low", "high"):
            first, second = getattr(worse, name), getattr(now, name)
            assert (first is None) == (second is None)
            assert first is None or second >= first - 1e-9
        assert worse.coverage == now.coverage


@FEW
@given(cases(), st.data())
def test_answering_what_was_open_only_narrows_the_range(case: Case, data: st.DataObject) -> None:
    still_open = sorted(id for id, answer in case.answers.items() if answer in ("", "dk"))
    if not still_open:
        return
    identifier = data.draw(st.sampled_from(still_open))
    before = result_of(case)
    after = result_of(replace(case, answers=case.answers | {identifier: "1"}))
    for wide, narrow in zip(
        (before.overall, *before.recommendations), (after.overall, *after.recommendations), strict=True
    ):
        if wide.low is not None and narrow.low is not None and wide.high is not None and narrow.high is not None:
            assert wide.low - 1e-9 <= narrow.low <= narrow.high + 1e-9 <= wide.high + 2e-9


@FEW
@given(cases(), st.randoms(use_true_random=False))
def test_order_never_matters(case: Case, random: Any) -> None:
    def shuffled(items: dict[str, Any]) -> dict[str, Any]:
        pairs = list(items.items())
        random.shuffle(pairs)
        return dict(pairs)

    other = replace(case, practices=shuffled(case.practices), answers=shuffled(case.answers), types=case.types[::-1])
    one, two = result_of(case), result_of(other)
    assert one.gap_order == two.gap_order
    assert one.recommendations == two.recommendations
    for kind, groups in one.groups.items():
        for name, score in groups.items():
            assert score.coverage == pytest.approx(two.groups[kind][name].coverage, abs=1e-9)
            assert score.score == pytest.approx(two.groups[kind][name].score, abs=1e-9)
    assert one.overall.low == pytest.approx(two.overall.low, abs=1e-9)


@FEW
@given(cases(), st.sampled_from((2.0, 0.1, 7.3)))
def test_scaling_all_practice_weights_changes_nothing(case: Case, factor: float) -> None:
    practices = {
        identifier: " ".join(
            f"weight={float(word.removeprefix('weight=')) * factor!r}" if word.startswith("weight=") else word
            for word in line.split()
        )
        for identifier, line in case.practices.items()
    }
    one, two = result_of(case), result_of(replace(case, practices=practices))
    check_all_same(one, two)
    assert [r.status for r in one.recommendations] == [r.status for r in two.recommendations]
    assert one.gap_order == two.gap_order


@FEW
@given(cases(), st.sampled_from((2.0, 0.1, 7.3)))
def test_scaling_the_role_weights_changes_priorities_alone(case: Case, factor: float) -> None:
    weights = {role: weight * factor for role, weight in case.facts["role_weights"].items()}
    one, two = result_of(case), result_of(replace(case, facts=case.facts | {"role_weights": weights}))
    check_all_same(one, two)
    for before, after in zip(one.recommendations, two.recommendations, strict=True):
        assert before.status == after.status
        if before.priority is not None:
            assert after.priority == pytest.approx(before.priority * factor, abs=1e-9)


@FEW
@given(cases())
def test_the_gap_order_is_a_permutation_and_ranks_count_the_unmet(case: Case) -> None:
    result = result_of(case)
    assert sorted(result.gap_order) == sorted(r.id for r in result.recommendations)
    assert [r.rank for r in result.unmet] == list(range(1, len(result.unmet) + 1))
    assert all((r.rank is None) != r.status.is_unmet for r in result.recommendations)
    assert [r.id for r in result.in_gap_order[: len(result.unmet)]] == [r.id for r in result.unmet]
    assert sum(result.counts.values()) == len(result.recommendations)


@settings(FEW, max_examples=40)
@given(cases(), st.integers(0, 2**32 - 1))
def test_one_at_a_time_is_all_at_once(case: Case, seed: int) -> None:
    plan = plan_of(case)
    codes = random_codes(plan, 7, seed)
    targets = [target_row(case, plan)] * 7
    for position, result in enumerate(results(plan, codes, targets)):
        (alone,) = results(plan, codes[position : position + 1], targets[:1])
        assert [None if x is None else f"{x:.6f}" for x in figures_of(result)] == [
            None if x is None else f"{x:.6f}" for x in figures_of(alone)
        ]
        assert (result.gap_order, result.counts) == (alone.gap_order, alone.counts)


@settings(FEW, max_examples=40)
@given(cases(), st.integers(0, 2**32 - 1), st.sampled_from((1, 2, 3, 5)))
def test_where_a_block_ends_does_not_matter(case: Case, seed: int, block: int) -> None:
    plan = plan_of(case)
    codes = random_codes(plan, 5, seed)
    whole = results(plan, codes, [target_row(case, plan)] * 5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring.score, "BLOCK", block)
        in_blocks = results(plan, codes, [target_row(case, plan)] * 5)
    for one, other in zip(whole, in_blocks, strict=True):
        check_all_same(one, other)
        assert one.gap_order == other.gap_order


@settings(FEW, max_examples=60)
@given(cases(), st.integers(0, 2**32 - 1), st.sampled_from((3, 6, 16)), st.sampled_from((1, 2, 4096)))
def test_tables_give_what_the_formula_gives(case: Case, seed: int, table_bits: int, block: int) -> None:
    plan = plan_of(case)
    codes = random_codes(plan, 6, seed)
    by_formula = results(plan, codes, [target_row(case, plan)] * 6)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring.score, "TABLES_FROM", 0)
        patch.setattr(scoring.score, "BLOCK", block)
        patch.setattr(scoring.tables, "BLOCKS_A_STRETCH", 2)
        patch.setattr(scoring.tables, "TABLE_BITS", table_bits)
        patch.setattr(scoring.tables, "BUNDLE_BITS", min(table_bits, 12))
        scoring.tables.tables_of.cache_clear()
        by_table = results(plan, codes, [target_row(case, plan)] * 6)
    for one, other in zip(by_formula, by_table, strict=True):
        check_all_same(one, other)
        assert one.gap_order == other.gap_order


def test_only_the_groups_asked_for_come_back_and_are_the_same() -> None:
    plan = compile_plan(load_instrument(), ("origin",))
    rows = 4 * scoring.score.BLOCK + 1
    codes = random_codes(plan, rows, 1)
    everything = scoring.score.score(plan, codes)
    topics = scoring.score.score(plan, codes, kinds=("topic",), recommendations=False)
    assert [group.id for group in topics.group_list] == ["1", "2", "3", "4"]
    places = [everything.group_list.index(group) for group in topics.group_list]
    np.testing.assert_allclose(topics.groups.score, everything.groups.score[:, places], rtol=0, atol=1e-9)
    np.testing.assert_allclose(topics.overall.low, everything.overall.low, rtol=0, atol=1e-9)
    assert topics.recommendations.score.shape == (rows, 0)


@FEW
@given(cases())
def test_a_bare_type_is_asked_whatever_a_subtype_is_asked(case: Case) -> None:
    for kind, subtypes in SUBTYPES.items():
        bare = compile_plan(case.instrument, (kind,)).column
        for subtype in subtypes:
            assert compile_plan(case.instrument, (f"{kind}:{subtype}",)).column.keys() <= bare.keys()


def test_no_assessment_at_all_gives_no_result() -> None:
    plan = compile_plan(instrument({"R1.1.1a": "lead"}), ("origin",))
    assert results(plan, np.empty((0, 1), dtype=np.int8), np.empty((0, 1))) == []


def test_the_codes_of_the_three_that_are_no_level_are_below_every_level() -> None:
    assert max(NA, DONT_KNOW, BLANK) < 0
    assert len({NA, DONT_KNOW, BLANK}) == 3
