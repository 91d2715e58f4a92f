"""From arrays to the results that people read: one :class:`~scoring.result.Result` an assessment."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from questions.model import Role, recommendation_of
from scoring.gaps import STATUSES, Gaps, gaps
from scoring.plan import BLANK, DONT_KNOW, Codes, Floats, ScoringPlan
from scoring.result import GROUP_KINDS, RecommendationResult, Result, Score, Status
from scoring.score import Figures, Scores, score


def results(plan: ScoringPlan, codes: Codes, targets: Floats | Sequence[Sequence[float]]) -> list[Result]:
    """Results of assessments that share a plan, without quality warnings.

    Args:
        plan: compiled for their stakeholder types.
        codes: shape (n, P).
        targets: shape (n, R).
    """
    targets = np.asarray(targets, dtype=float).reshape(len(codes), len(plan.recommendations))
    scores = score(plan, codes)
    found = gaps(plan, codes, scores.recommendations, targets)
    by_recommendation: dict[str, list[int]] = {r.id: [] for r in plan.recommendations}
    for column, practice in enumerate(plan.practices):
        by_recommendation[recommendation_of(practice.id)].append(column)
    columns = list(by_recommendation.values())
    return [_result(plan, row, columns, codes, targets, scores, found) for row in range(len(codes))]


def _result(
    plan: ScoringPlan,
    row: int,
    columns: list[list[int]],
    codes: Codes,
    targets: Floats,
    scores: Scores,
    found: Gaps,
) -> Result:
    recommendations = tuple(
        _recommendation(plan, row, position, its_columns, codes[row], targets, scores.recommendations, found)
        for position, its_columns in enumerate(columns)
    )
    groups: dict[str, dict[str, Score]] = {kind: {} for kind in GROUP_KINDS}
    for position, group in enumerate(plan.groups):
        groups[group.kind][group.id] = _score(scores.groups, (row, position))
    counts = Counter(r.status for r in recommendations)
    return Result(
        overall=_score(scores.overall, row),
        counts={status: counts[status] for status in Status},
        groups=groups,
        recommendations=recommendations,
        gap_order=tuple(plan.recommendations[position].id for position in found.order[row]),
    )


def _recommendation(
    plan: ScoringPlan,
    row: int,
    position: int,
    columns: list[int],
    codes: Codes,
    targets: Floats,
    figures: Figures,
    found: Gaps,
) -> RecommendationResult:
    at = (row, position)
    score_of = _score(figures, at)
    ids = {column: plan.practices[column].id for column in columns}
    unmet = [column for column in columns if 0 <= codes[column] < plan.in_place[column]]
    still_open = [column for column in columns if codes[column] in (DONT_KNOW, BLANK)]
    roles: set[Role] = {plan.roles[column] for column in columns}
    return RecommendationResult(
        id=plan.recommendations[position].id,
        status=STATUSES[found.status[at]],
        role="lead" if "lead" in roles else "support",
        weight=_number(figures.weight[at]),
        score=score_of.score,
        low=score_of.low,
        high=score_of.high,
        coverage=score_of.coverage,
        target=float(targets[at]),
        gap=_number(found.gap[at]),
        gap_low=_number(found.gap_low[at]),
        gap_high=_number(found.gap_high[at]),
        priority=_number(found.priority[at]),
        rank=int(found.rank[at]) or None,
        practices_asked=len(columns),
        practices_answered=sum(1 for column in columns if codes[column] >= 0),
        unmet_practices=tuple(ids[column] for column in unmet),
        open_practices=tuple(ids[column] for column in still_open),
        open_safeguards=tuple(ids[column] for column in still_open if plan.safeguard[column]),
        failed_safeguards=tuple(ids[column] for column in unmet if plan.safeguard[column]),
    )


def _score(figures: Figures, at: int | tuple[int, int]) -> Score:
    return Score(
        _number(figures.score[at]),
        _number(figures.low[at]),
        _number(figures.high[at]),
        _number(figures.coverage[at]),
    )


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
