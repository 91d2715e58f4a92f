"""Plans compared, worked by hand (``cases/09_portfolio.yaml``), against a slow reference, and what always holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring.robustness
from scoring.plan import ScoringPlan, compile_plan
from scoring.portfolio import Portfolio, portfolio
from scoring.result import Status
from scoring.robustness import robustness
from scoring.score import Figures, score
from tests.scoring.short import instrument
from tests.scoring.test_cases import cases, code
from tests.scoring.test_properties import FEW, Case, plan_of, random_codes, target_row
from tests.scoring.test_properties import cases as random_cases

SEEDS = st.integers(0, 2**32 - 1)


def compare(practices: Mapping[str, str], plans: Mapping[str, Mapping[str, object]], **options: Any) -> Portfolio:
    plan = compile_plan(instrument(practices), ("origin",))
    codes = plan.code_rows({id: code(answer) for id, answer in answers.items()} for answers in plans.values())
    return portfolio(plan, list(plans), codes, [[75.0] * len(plan.recommendations)] * len(plans), **options)


def random_portfolio(case: Case, seed: int, order: Sequence[int] = range(5), draws: int = 50) -> Portfolio:
    """Five plans, the fourth a twin of the second."""
    plan = plan_of(case)
    codes = random_codes(plan, 5, seed)
    codes[3] = codes[1]
    ids = [f"plan {row}" for row in order]
    return portfolio(plan, ids, codes[list(order)], [target_row(case, plan)] * 5, seed=seed, draws=draws)


def check(found: object, expected: Mapping[str, Any]) -> None:
    for name, value in expected.items():
        got = getattr(found, name)
        if isinstance(value, list) and value and not isinstance(value[0], str):
            assert list(got) == pytest.approx(value, abs=1e-9), name
        elif isinstance(value, list):
            assert list(got) == value, name
        else:
            assert got == (None if value is None else pytest.approx(value, abs=1e-9)), name


@pytest.mark.parametrize("case", cases("09_portfolio"))
def test_the_figures_are_those_worked_by_hand(case: Mapping[str, Any]) -> None:
    expect = case["expect"]
    found = compare(case["practices"], case["plans"])
    if "spreads" in expect:
        assert [spread.id for spread in found.common_gaps] == list(expect["spreads"])
        for spread in found.common_gaps:
            check(spread, expect["spreads"][spread.id])
    assert [plan.id for plan in found.ranking] == list(expect["ranking"])
    assert [plan.id for plan in found.without_score] == list(expect["without_score"])
    for standing in found.plans:
        check(standing, (expect["ranking"] | expect["without_score"])[standing.id])
    for id, shares in expect.get("ahead", {}).items():
        assert found.ahead[id] == pytest.approx(shares, abs=1e-12)


def test_safeguards_and_the_widest_spread_are_told() -> None:
    """R1.1.2 goes from 0 to 100, R1.1.1 from 50 to 75; b answers the safeguard of R1.1.2 below in place."""
    found = compare(
        {"R1.1.1a": "lead", "R1.1.2a": "lead safeguard", "R1.1.3a": "lead"},
        {"a": {"R1.1.1a": 2, "R1.1.2a": 4}, "b": {"R1.1.1a": 3, "R1.1.2a": 0}},
        draws=10,
    )
    assert found.alerts == {"a": (), "b": ("R1.1.2",)}
    assert [spread.id for spread in found.widest_first] == ["R1.1.2", "R1.1.1"]


def test_two_plans_that_swap_are_tied_and_their_intervals_follow_from_the_factors() -> None:
    """One has 100 and 0, the other 0 and 100: scores 100 f1 / (f1 + f2) and the rest, ahead by f1 > f2."""
    found = compare(
        {"R1.1.1a": "lead", "R1.1.2a": "lead"}, {"a": {"R1.1.1a": 4, "R1.1.2a": 0}, "b": {"R1.1.1a": 0, "R1.1.2a": 4}}
    )
    factors = np.random.default_rng(0).uniform(0.5, 1.5, (10_000, 2))
    share = float((factors[:, 0] > factors[:, 1]).mean())
    assert 0.45 < share < 0.55
    assert found.ahead["a"]["b"] == pytest.approx(share)
    assert found.ahead["b"]["a"] == pytest.approx(1 - share)
    scores = np.sort(100 * factors[:, 0] / factors.sum(axis=1))
    low = scores[499] + 0.95 * (scores[500] - scores[499])  # position 0.05 x 9,999 = 499.95
    high = scores[9499] + 0.05 * (scores[9500] - scores[9499])  # position 0.95 x 9,999 = 9,499.05
    first, second = found.ranking
    assert first.score_interval == pytest.approx((low, high))
    assert second.score_interval == pytest.approx((100 - high, 100 - low))
    assert (first.rank_interval, second.rank_interval) == ((1.0, 2.0), (1.0, 2.0))
    assert (first.rank, second.rank) == (1.5, 1.5)
    assert (first.tied_with, second.tied_with) == (("b",), ("a",))


def test_ahead_in_just_95_percent_is_no_tie() -> None:
    """Nineteen draws of twenty, whatever the random numbers: counted on the ranks themselves."""
    ahead = np.array([[0.5, 0.95], [0.05, 0.5]])
    nothing = np.empty((2, 2))
    assert not scoring.robustness.Robustness(nothing, nothing, nothing, ahead).tied.any()
    ahead = np.array([[0.5, 0.9499], [0.0501, 0.5]])
    tied = scoring.robustness.Robustness(nothing, nothing, nothing, ahead).tied
    assert tied.tolist() == [[False, True], [True, False]]


def test_a_plan_without_a_score_changes_nothing_for_the_others() -> None:
    practices = {"R1.1.1a": "lead", "R1.1.2a": "lead"}
    plans = {"a": {"R1.1.1a": 4, "R1.1.2a": 1}, "b": {"R1.1.1a": 2, "R1.1.2a": 2}}
    with_one_more = compare(practices, {"0": {}, **plans})
    assert with_one_more.ranking == compare(practices, plans).ranking
    assert [standing.id for standing in with_one_more.without_score] == ["0"]
    assert with_one_more.statuses["0"] == dict.fromkeys(("R1.1.1", "R1.1.2"), Status.NOT_ASSESSED)
    assert with_one_more.scores["a"] == {"R1.1.1": 100, "R1.1.2": 25}


def test_the_seed_decides_and_nothing_else() -> None:
    practices = {"R1.1.1a": "lead", "R1.1.2a": "lead"}
    plans = {"a": {"R1.1.1a": 4, "R1.1.2a": 1}, "b": {"R1.1.1a": 2, "R1.1.2a": 2}}
    assert compare(practices, plans) == compare(practices, plans, seed=0, draws=10_000)
    assert compare(practices, plans).ranking != compare(practices, plans, seed=1).ranking


def drawn_score(plan: ScoringPlan, figures: Figures, row: int, factors: Sequence[float]) -> float:
    """METHOD 5 with changed weights, one plan and one draw at a time."""
    path = plan.instrument.rollup
    groups: dict[str, list[int]] = {}
    for position, recommendation in enumerate(plan.recommendations):
        topic, group, _ = recommendation.id.removeprefix("R").split(".")
        first = {"working_group": f"{topic}.{group}", "topic": topic}[path[1]] if len(path) > 1 else "all"
        groups.setdefault(first, []).append(position)
    means = {}
    for name, members in groups.items():
        scored = [m for m in members if not np.isnan(figures.score[row, m])]
        weights = [figures.weight[row, m] * factors[m] for m in scored]
        if scored:
            means[name] = sum(w * figures.score[row, m] for w, m in zip(weights, scored, strict=True)) / sum(weights)
    if path == ("recommendation", "working_group", "topic"):
        topics: dict[str, list[float]] = {}
        for name, value in means.items():
            topics.setdefault(name.split(".")[0], []).append(value)
        means = {name: sum(values) / len(values) for name, values in topics.items()}
    return float(sum(means.values()) / len(means))


@settings(FEW, max_examples=60)
@given(random_cases(), SEEDS)
def test_the_draws_give_what_a_loop_over_them_gives(case: Case, seed: int) -> None:
    """All roll-up paths; with blocks of a few draws and without."""
    plan, draws = plan_of(case), 40
    found = score(plan, random_codes(plan, 4, seed))
    rows = np.flatnonzero(~np.isnan(found.overall.score))
    if not len(rows):
        return
    figures, overall = found.recommendations[rows], found.overall.score[rows]
    factors = np.random.default_rng(seed).uniform(0.5, 1.5, (draws, len(plan.recommendations)))
    slow = np.array([[drawn_score(plan, figures, row, f) for f in factors] for row in range(len(rows))])
    ahead = [[np.mean([(x > y + 1e-9) + 0.5 * (abs(x - y) <= 1e-9) for x, y in zip(a, b, strict=True)]) for b in slow]
             for a in slow]  # fmt: skip
    ranks = [[1 + sum(y > x + 1e-9 for y in d) + 0.5 * (sum(abs(y - x) <= 1e-9 for y in d) - 1) for x in d]
             for d in slow.T]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        for cells in (1 << 19, 12):
            patch.setattr(scoring.robustness, "CELLS", cells)
            fast = robustness(plan, figures, overall, seed, draws)
            assert fast.score_interval == pytest.approx(np.quantile(slow, (0.05, 0.95), axis=1).T, abs=1e-9)
            assert fast.rank_interval == pytest.approx(np.quantile(ranks, (0.05, 0.95), axis=0).T, abs=1e-9)
            assert fast.ahead == pytest.approx(np.array(ahead), abs=1e-9)
    assert overall == pytest.approx(
        [drawn_score(plan, figures, row, [1.0] * factors.shape[1]) for row in range(len(rows))]
    )


@FEW
@given(random_cases(), SEEDS, st.permutations(range(5)))
def test_the_order_of_plans_never_matters(case: Case, seed: int, order: list[int]) -> None:
    assert random_portfolio(case, seed, order) == random_portfolio(case, seed)


@FEW
@given(random_cases(), SEEDS)
def test_an_identical_twin_ties(case: Case, seed: int) -> None:
    found = random_portfolio(case, seed)
    standings = {standing.id: standing for standing in found.ranking}
    if "plan 1" not in standings:
        assert {"plan 1", "plan 3"} <= {standing.id for standing in found.without_score}
        return
    one, other = standings["plan 1"], standings["plan 3"]
    assert found.ahead["plan 1"]["plan 3"] == found.ahead["plan 3"]["plan 1"] == 0.5
    assert "plan 3" in one.tied_with
    assert "plan 1" in other.tied_with
    assert (one.rank, one.rank_interval) == (other.rank, other.rank_interval)
    assert one.score_interval == pytest.approx(other.score_interval, abs=1e-9)


@FEW
@given(random_cases(), SEEDS)
def test_shares_and_ranks_add_up(case: Case, seed: int) -> None:
    found = random_portfolio(case, seed)
    size = len(found.ranking)
    assert sum(standing.rank or 0 for standing in found.ranking) == size * (size + 1) / 2
    for one, shares in found.ahead.items():
        for other, share in shares.items():
            assert share + found.ahead[other][one] == pytest.approx(1, abs=1e-12)
    for standing in found.ranking:
        assert standing.score_interval is not None
        assert standing.score_interval[0] <= standing.score_interval[1]
        assert all(standing.id in {p.id: p for p in found.ranking}[other].tied_with for other in standing.tied_with)
    for spread in found.recommendations:
        statuses = [row[spread.id] for row in found.statuses.values()]
        still_open = sum(status.is_open for status in statuses)
        assert spread.plans == 5 - statuses.count(Status.NOT_APPLICABLE)
        if spread.share_met is not None and spread.share_unmet is not None:
            assert spread.share_met + spread.share_unmet + still_open / spread.plans == pytest.approx(1)


def test_steps_of_the_work_rise_to_the_end() -> None:
    shares: list[float] = []
    compare({"R1.1.1a": "lead"}, {str(n): {"R1.1.1a": n % 5} for n in range(9)}, step=shares.append)
    assert shares == sorted(shares)
    assert 0 < shares[0] <= shares[-1] <= 1
