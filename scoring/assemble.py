"""From arrays to the results that people read: one :class:`~scoring.result.Result` an assessment."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from questions.model import Role, recommendation_of
from scoring.gaps import STATUSES, Gaps, gaps
from scoring.plan import BLANK, DONT_KNOW, Codes, Floats, ScoringPlan
from scoring.result import GROUP_KINDS, RecommendationResult, Result, Score, Status
from scoring.score import FIGURES, Figures, Scores, score


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
    asked = _asked(plan)
    return [_result(plan, asked, _Row(row, codes, targets, scores, found)) for row in range(len(codes))]


@dataclass(frozen=True)
class _Asked:
    """What is asked of one recommendation: the same in every assessment of a plan."""

    id: str
    columns: tuple[int, ...]
    role: Role


def _asked(plan: ScoringPlan) -> list[_Asked]:
    columns: dict[str, list[int]] = {r.id: [] for r in plan.recommendations}
    for column, practice in enumerate(plan.practices):
        columns[recommendation_of(practice.id)].append(column)
    roles: dict[str, Role] = {
        id: "lead" if any(plan.roles[column] == "lead" for column in own) else "support" for id, own in columns.items()
    }
    return [_Asked(id, tuple(own), roles[id]) for id, own in columns.items()]


class _Row:
    """Everything about one assessment as plain Python numbers, ``None`` where undefined."""

    def __init__(self, row: int, codes: Codes, targets: Floats, scores: Scores, found: Gaps) -> None:
        self.codes: list[int] = codes[row].tolist()
        self.targets: list[float] = targets[row].tolist()
        self.recommendations = _scores(scores.recommendations, row)
        self.weights = _numbers(scores.recommendations.weight[row])
        self.groups = _scores(scores.groups, row)
        self.overall = Score(*(_number(float(getattr(scores.overall, name)[row])) for name in FIGURES[:4]))
        self.status: list[int] = found.status[row].tolist()
        self.gap = _numbers(found.gap[row])
        self.gap_low = _numbers(found.gap_low[row])
        self.gap_high = _numbers(found.gap_high[row])
        self.priority = _numbers(found.priority[row])
        self.rank: list[int] = found.rank[row].tolist()
        self.order: list[int] = found.order[row].tolist()


def _result(plan: ScoringPlan, asked: list[_Asked], row: _Row) -> Result:
    recommendations = tuple(_recommendation(plan, position, one, row) for position, one in enumerate(asked))
    groups: dict[str, dict[str, Score]] = {kind: {} for kind in GROUP_KINDS}
    for group, figures in zip(plan.groups, row.groups, strict=True):
        groups[group.kind][group.id] = figures
    counts = Counter(r.status for r in recommendations)
    return Result(
        overall=row.overall,
        counts={status: counts[status] for status in Status},
        groups=groups,
        recommendations=recommendations,
        gap_order=tuple(asked[position].id for position in row.order),
    )


def _recommendation(plan: ScoringPlan, position: int, asked: _Asked, row: _Row) -> RecommendationResult:
    codes = {column: row.codes[column] for column in asked.columns}
    unmet = [column for column, code in codes.items() if 0 <= code < plan.in_place[column]]
    still_open = [column for column, code in codes.items() if code in (DONT_KNOW, BLANK)]
    figures = row.recommendations[position]
    return RecommendationResult(
        score=figures.score,
        low=figures.low,
        high=figures.high,
        coverage=figures.coverage,
        id=asked.id,
        status=STATUSES[row.status[position]],
        role=asked.role,
        weight=row.weights[position],
        target=row.targets[position],
        gap=row.gap[position],
        gap_low=row.gap_low[position],
        gap_high=row.gap_high[position],
        priority=row.priority[position],
        rank=row.rank[position] or None,
        practices_asked=len(codes),
        practices_answered=sum(1 for code in codes.values() if code >= 0),
        unmet_practices=tuple(plan.practices[column].id for column in unmet),
        open_practices=tuple(plan.practices[column].id for column in still_open),
        open_safeguards=tuple(plan.practices[column].id for column in still_open if plan.safeguard[column]),
        failed_safeguards=tuple(plan.practices[column].id for column in unmet if plan.safeguard[column]),
    )


def _scores(figures: Figures, row: int) -> list[Score]:
    columns = [_numbers(getattr(figures, name)[row]) for name in FIGURES[:4]]
    return [Score(*four) for four in zip(*columns, strict=True)]


def _numbers(values: Floats) -> list[float | None]:
    return [_number(value) for value in values.tolist()]


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
