"""The one kernel: answer codes of many assessments in, scores out (METHOD 4 and 5).

The formula stands once, in :func:`part_figures`. One assessment, or a few, go through it as they are. For many, it is
applied beforehand to every possible pattern of answers of a few practices (:mod:`scoring.tables`); scoring then is one
index and one look-up for each such bundle. Either way rows are taken in blocks, so memory beyond input and output is
bounded. Nothing is rounded; undefined is NaN.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from scoring.plan import NA, Codes, Floats, Group, ScoringPlan

BLOCK = 4096
TABLES_FROM = 4 * BLOCK
FIGURES = ("score", "low", "high", "coverage", "weight")

Columns = list[int] | slice
EVERY = slice(None)


@dataclass(frozen=True, eq=False)
class Figures:
    """Score, low and high in 0-100, coverage in 0-1, weight W; arrays of one shape, NaN where undefined."""

    score: Floats
    low: Floats
    high: Floats
    coverage: Floats
    weight: Floats

    def __getitem__(self, key: object) -> Figures:
        return Figures(*(getattr(self, name)[key] for name in FIGURES))


@dataclass(frozen=True, eq=False)
class Scores:
    """Figures of n assessments: recommendations (n, R), ``groups`` (n, G), overall (n,).

    ``group_list`` says which groups these are. Without recommendations asked for, theirs is (n, 0).
    """

    recommendations: Figures
    groups: Figures
    overall: Figures
    group_list: tuple[Group, ...]


def score(
    plan: ScoringPlan, codes: Codes, kinds: Collection[str] | None = None, recommendations: bool = True
) -> Scores:
    """Score assessments.

    Args:
        plan: compiled for the stakeholder types that all of them share.
        codes: shape (n, P), see :meth:`ScoringPlan.codes`.
        kinds: only groups of these kinds; by default all, in the plan's order.
        recommendations: whether the figures of recommendations are wanted.
    """
    wanted = tuple(group for group in plan.groups if kinds is None or group.kind in kinds)
    rows = len(codes)
    width = len(plan.recommendations) if recommendations else 0
    out = Scores(_empty(rows, width), _empty(rows, len(wanted)), _empty(rows, 1), wanted)
    if rows < TABLES_FROM or not _fill_from_tables(plan, codes, out):
        needed = needed_groups(plan, wanted)
        members = plan.members[:, needed]
        for start in range(0, rows, BLOCK):
            block = slice(start, start + BLOCK)
            parts = part_figures(plan, codes[block])
            put(out.recommendations, block, parts[:, :width])
            put_groups(plan, out, block, needed, sums_of(parts, members))
    return Scores(out.recommendations, out.groups, out.overall[:, 0], wanted)


def _fill_from_tables(plan: ScoringPlan, codes: Codes, out: Scores) -> bool:
    from scoring.tables import fill_from_tables

    return fill_from_tables(plan, codes, out, BLOCK)


def part_figures(plan: ScoringPlan, codes: Codes, columns: Columns = EVERY, parts: Columns = EVERY) -> Figures:
    """METHOD 4 for parts that lie within some columns. Low <= score <= high as long as all scales end alike.

    Args:
        codes: shape (n, number of columns).
        columns: the practices that the codes are of.
        parts: the parts to compute.
    """
    belongs = plan.parts[columns][:, parts]
    weights = belongs * plan.weights[columns, None]
    values = plan.values[columns]
    applies = codes != NA
    answered = codes >= 0
    level = np.clip(codes, 0, values.shape[1] - 1)
    value = values[np.arange(codes.shape[1]), level]
    asked_weight = applies @ weights
    answered_weight = answered @ weights
    earned = (answered * value) @ weights
    reachable = earned + ((applies & ~answered) * plan.top[columns]) @ weights
    has_lead = (applies & plan.lead[columns]) @ belongs > 0
    lead_weight, support_weight = plan.role_weights
    with np.errstate(divide="ignore", invalid="ignore"):
        return Figures(
            score=100 * earned / np.where(answered_weight == 0, np.nan, answered_weight),
            low=100 * earned / asked_weight,
            high=100 * reachable / asked_weight,
            coverage=answered_weight / asked_weight,
            weight=np.where(asked_weight == 0, np.nan, np.where(has_lead, lead_weight, support_weight)),
        )


def sums_of(parts: Figures, members: Floats) -> Floats:
    """What METHOD 5 divides, for groups of parts: shape (6, n, number of groups).

    In order: W x score, W x low, W x high, W x coverage, W where the score is defined, W.
    """
    weight = np.nan_to_num(parts.weight)
    scored = np.where(np.isnan(parts.score), 0.0, weight)
    figures = [np.nan_to_num(getattr(parts, name)) for name in FIGURES[:4]]
    weighted = [scored * figures[0], *(weight * figure for figure in figures[1:]), scored, weight]
    return np.stack([each @ members for each in weighted])


def needed_groups(plan: ScoringPlan, wanted: Collection[Group]) -> list[int]:
    """Positions of the groups wanted, of those they are the mean of, and of overall, which comes last."""
    groups = (*plan.groups, plan.overall)
    needed = {position for position, group in enumerate(groups) if group in wanted or group is plan.overall}
    for position in range(len(groups) - 1, -1, -1):
        if position in needed and groups[position].of_groups:
            needed |= set(groups[position].members)
    return sorted(needed)


def put_groups(plan: ScoringPlan, out: Scores, rows: slice, needed: list[int], sums: Floats) -> None:
    """Divide the sums of some groups, and put the means wanted into ``out`` (METHOD 5).

    Args:
        needed: positions of the groups, as :func:`needed_groups` gives them.
        sums: of these groups, as :func:`sums_of` gives them; those of a mean of groups are not looked at.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        score_sum, low, high, coverage, scored, weight = sums
        one = np.where(weight > 0, 1.0, np.nan)
        means = Figures(score_sum / scored, low / weight, high / weight, coverage / weight, one)
    groups = (*plan.groups, plan.overall)
    place = {position: column for column, position in enumerate(needed)}
    for position, column in place.items():
        if groups[position].of_groups:
            _plain_mean(means, column, [place[member] for member in groups[position].members])
    put(out.groups, rows, means[:, [place[plan.groups.index(group)] for group in out.group_list]])
    put(out.overall, rows, means[:, -1:])


def put(whole: Figures, rows: slice, part: Figures) -> None:
    """Copy the figures of some rows into the arrays of all."""
    for name in FIGURES:
        getattr(whole, name)[rows] = getattr(part, name)


def _plain_mean(means: Figures, column: int, members: list[int]) -> None:
    """METHOD 5 from the third step on: groups count alike, whatever their weights."""
    for name in FIGURES:
        array = getattr(means, name)
        chosen = array[:, members]
        defined = ~np.isnan(chosen)
        with np.errstate(invalid="ignore"):
            array[:, column] = np.where(defined, chosen, 0.0).sum(axis=1) / defined.sum(axis=1)


def _empty(rows: int, width: int) -> Figures:
    """Arrays to be filled, a column lying together in memory, because columns are what is computed."""
    return Figures(*(np.empty((width, rows)).T for _ in FIGURES))
