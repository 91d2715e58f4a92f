"""How far a ranking of plans rests on the weights of recommendations (METHOD 9).

Weights are a judgement, so every weight W(r) is varied: one factor per recommendation and draw, the same for all
plans. A lead over another plan that does not survive this is no lead. After Saisana, Saltelli and Tarantola (2005).

N plans that have a score, R recommendations, K draws. Nothing loops over draws; they are taken in blocks, and what is
kept is one score and one place for each plan and draw.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.gaps import TOLERANCE
from scoring.plan import Floats, Group, ScoringPlan
from scoring.score import Figures

DRAWS = 10_000
LEAST_FACTOR, MOST_FACTOR = 0.5, 1.5
INTERVAL = (0.05, 0.95)
AHEAD_SHARE = 0.95
CELLS = 1 << 19
"""Scores in a block of draws: bounds what is held besides the kept scores and places."""

Places = NDArray[np.unsignedinteger[Any]]
Step = Callable[[float], object]


@dataclass(frozen=True, eq=False)
class Robustness:
    """What stays of scores and ranks when the weights vary.

    Attributes:
        rank: by the undisturbed score, 1 for the highest, the average rank on ties; shape (N,).
        score_interval, rank_interval: 5 % and 95 % quantiles over the draws (linear), shape (N, 2).
        ahead: share of draws in which the plan of the row is ahead of that of the column, equal ones counted half;
            0.5 on the diagonal; shape (N, N).
    """

    rank: Floats
    score_interval: Floats
    rank_interval: Floats
    ahead: Floats

    @property
    def tied(self) -> NDArray[np.bool_]:
        """Neither is ahead in 95 % of the draws; shape (N, N), a plan is not tied with itself."""
        tied = np.maximum(self.ahead, self.ahead.T) < AHEAD_SHARE - TOLERANCE
        np.fill_diagonal(tied, False)
        return tied


def robustness(
    plan: ScoringPlan, figures: Figures, overall: Floats, seed: int = 0, draws: int = DRAWS, step: Step | None = None
) -> Robustness:
    """Vary the weights and look at scores, ranks and pairs.

    Args:
        plan: the plan that the figures were made with.
        figures: of recommendations, shape (N, R).
        overall: undisturbed overall scores, all defined, shape (N,).
        seed: of the random numbers; the same one gives the same figures.
        draws: K.
        step: called now and then with the share of the work that is done, 0-1.
    """
    size = len(overall)
    if not size:
        return Robustness(overall, np.empty((0, 2)), np.empty((0, 2)), np.empty((0, 0)))
    factors = np.random.default_rng(seed).uniform(LEAST_FACTOR, MOST_FACTOR, (draws, len(plan.recommendations)))
    scores = np.empty((size, draws))
    places: Places = np.empty((size, draws), dtype=np.min_scalar_type(2 * size))
    block_size = max(1, CELLS // size)
    for start in range(0, draws, block_size):
        block = slice(start, start + block_size)
        drawn = _drawn_scores(plan, plan.overall, figures, factors[block])
        scores[:, block] = drawn.T
        places[:, block] = doubled_ranks(drawn).T
        if step:
            step(0.5 * min(1.0, (start + block_size) / draws))
    return Robustness(
        rank=doubled_ranks(overall[None, :])[0] / 2,
        score_interval=np.quantile(scores, INTERVAL, axis=1, overwrite_input=True).T,
        ahead=_ahead(places, step),
        rank_interval=np.quantile(places, INTERVAL, axis=1).T / 2,
    )


def doubled_ranks(scores: Floats) -> NDArray[np.intp]:
    """Twice the rank of each score in its row, so that average ranks are whole numbers; 2 for a single highest.

    Scores whose neighbours differ by no more than 1e-9 are equal and share the average of their ranks.

    >>> doubled_ranks(np.array([[10.0, 30.0, 20.0, 20.0]])) / 2
    array([[4. , 1. , 2.5, 2.5]])
    """
    order = np.argsort(-scores, axis=1, kind="stable")
    falls = -np.diff(np.take_along_axis(scores, order, axis=1), axis=1) > TOLERANCE
    position = np.arange(scores.shape[1])
    first = np.zeros(scores.shape, dtype=np.intp)
    first[:, 1:] = np.maximum.accumulate(np.where(falls, position[1:], 0), axis=1)
    last = np.full(scores.shape, position[-1])
    last[:, :-1] = np.minimum.accumulate(np.where(falls, position[:-1], position[-1])[:, ::-1], axis=1)[:, ::-1]
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, first + last + 2, axis=1)
    return ranks


def _drawn_scores(plan: ScoringPlan, group: Group, figures: Figures, factors: Floats) -> Floats:
    """Score of a group for each draw and plan (METHOD 5); the factors change W in the first step of the path."""
    if not group.of_groups:
        members = list(group.members)
        value, weight, factor = figures.score[:, members], figures.weight[:, members], factors[:, members]
        weight = np.where(np.isnan(value), 0.0, weight)
        with np.errstate(divide="ignore", invalid="ignore"):
            return (factor @ (weight * np.nan_to_num(value)).T) / (factor @ weight.T)
    total = np.zeros((len(factors), len(figures.score)))
    defined = np.zeros(total.shape, dtype=np.intp)
    for member in group.members:
        inner = _drawn_scores(plan, plan.groups[member], figures, factors)
        total += np.nan_to_num(inner)
        defined += ~np.isnan(inner)
    with np.errstate(invalid="ignore"):
        return total / defined


def _ahead(places: Places, step: Step | None) -> Floats:
    """For each pair the share of draws in which the one has the smaller place; draws stand in the columns."""
    size, draws = places.shape
    ahead = np.full((size, size), 0.5)
    for one in range(size - 1):
        others = places[one + 1 :]
        better = _true_in_rows(places[one] < others)
        worse = _true_in_rows(places[one] > others)
        halves = draws + better - worse
        ahead[one, one + 1 :] = halves / (2 * draws)
        ahead[one + 1 :, one] = (2 * draws - halves) / (2 * draws)
        if step:
            step(0.5 + 0.5 * (one + 1) / size)
    return ahead


def _true_in_rows(table: NDArray[np.bool_]) -> NDArray[np.intp]:
    """How many are true in each row; counted as bits, which takes a quarter of the time of ``count_nonzero``."""
    found: NDArray[np.intp] = np.bitwise_count(np.packbits(table, axis=1)).sum(axis=1, dtype=np.intp)
    return found
