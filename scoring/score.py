"""The one kernel: answer codes of many assessments in, scores out (METHOD 4 and 5).

One assessment is a matrix of one row. Everything is a few masked matrix products over blocks of rows, so memory
beyond input and output is bounded. Nothing is rounded; undefined is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.plan import NA, Codes, Floats, Group, ScoringPlan

BLOCK = 4096


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


FIGURES = ("score", "low", "high", "coverage", "weight")


@dataclass(frozen=True, eq=False)
class Scores:
    """Figures of n assessments: recommendations (n, R), groups (n, G) in the plan's order, overall (n,)."""

    recommendations: Figures
    groups: Figures
    overall: Figures


def score(plan: ScoringPlan, codes: Codes) -> Scores:
    """Score assessments.

    Args:
        plan: compiled for the stakeholder types that all of them share.
        codes: shape (n, P), see :meth:`ScoringPlan.codes`.
    """
    rows = len(codes)
    sizes = (len(plan.recommendations), len(plan.groups), 1)
    out = [Figures(*(np.empty((rows, size)) for _ in FIGURES)) for size in sizes]
    for start in range(0, rows, BLOCK):
        block = slice(start, start + BLOCK)
        for whole, part in zip(out, _block(plan, codes[block]), strict=True):
            for name in FIGURES:
                getattr(whole, name)[block] = getattr(part, name)
    recommendations, groups, overall = out
    return Scores(recommendations, groups, overall[:, 0])


def _block(plan: ScoringPlan, codes: Codes) -> tuple[Figures, Figures, Figures]:
    parts = _part_figures(plan, codes)
    recommendations = parts[:, : len(plan.recommendations)]
    groups: list[Figures] = []
    for group in (*plan.groups, plan.overall):
        groups.append(_plain_mean(groups, group, len(codes)) if group.of_groups else _weighted_mean(parts, group))
    *inner, overall = groups
    return recommendations, _stacked(inner, len(codes)), _stacked([overall], len(codes))


def _part_figures(plan: ScoringPlan, codes: Codes) -> Figures:
    """METHOD 4 for every part. Low <= score <= high as long as all scales end at the same value."""
    weights = plan.parts * plan.weights[:, None]
    applies = codes != NA
    answered = codes >= 0
    level = np.where(answered, codes, 0)
    value = plan.values[np.arange(codes.shape[1]), level]
    asked_weight = applies @ weights
    answered_weight = answered @ weights
    earned = (answered * value) @ weights
    reachable = earned + ((applies & ~answered) * plan.top) @ weights
    has_lead = (applies & plan.lead) @ plan.parts > 0
    lead_weight, support_weight = plan.role_weights
    none_applies = asked_weight == 0
    with np.errstate(divide="ignore", invalid="ignore"):
        return Figures(
            score=100 * earned / np.where(answered_weight == 0, np.nan, answered_weight),
            low=100 * earned / asked_weight,
            high=100 * reachable / asked_weight,
            coverage=answered_weight / asked_weight,
            weight=np.where(none_applies, np.nan, np.where(has_lead, lead_weight, support_weight)),
        )


def _weighted_mean(parts: Figures, group: Group) -> Figures:
    """METHOD 5 over the parts of a group."""
    chosen = parts[:, list(group.members)]
    weight = np.nan_to_num(chosen.weight)
    scored = np.where(np.isnan(chosen.score), 0.0, weight)
    with np.errstate(divide="ignore", invalid="ignore"):
        total = weight.sum(axis=1)
        means = {
            name: (weight * np.nan_to_num(getattr(chosen, name))).sum(axis=1) / total
            for name in ("low", "high", "coverage")
        }
        mean_score = (scored * np.nan_to_num(chosen.score)).sum(axis=1) / scored.sum(axis=1)
    return Figures(score=mean_score, weight=np.where(total > 0, 1.0, np.nan), **means)


def _plain_mean(groups: list[Figures], group: Group, rows: int) -> Figures:
    """METHOD 5 from the third step on: groups count alike, whatever their weights."""
    chosen = _stacked([groups[member] for member in group.members], rows)
    figures = {}
    for name in FIGURES:
        array = getattr(chosen, name)
        defined = ~np.isnan(array)
        with np.errstate(invalid="ignore"):
            figures[name] = np.where(defined, array, 0.0).sum(axis=1) / defined.sum(axis=1)
    return Figures(**figures)


def _stacked(figures: list[Figures], rows: int) -> Figures:
    if not figures:
        return Figures(*(np.empty((rows, 0)) for _ in FIGURES))
    return Figures(*(np.stack([getattr(one, name) for one in figures], axis=1) for name in FIGURES))
