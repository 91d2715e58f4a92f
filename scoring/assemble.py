"""From arrays to the results that people read: one :class:`~scoring.result.Result` an assessment."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from questions.model import Role, recommendation_of
from scoring.gaps import STATUSES, Gaps, gaps
from scoring.plan import BLANK, DONT_KNOW, Codes, Floats, ScoringPlan
from scoring.result import GROUP_KINDS, RecommendationResult, Result, Score, Status
from scoring.score import FIGURES, Figures, Scores, score


@dataclass(frozen=True)
class Asked:
    """What is asked of one recommendation, the same in every assessment of a plan: columns ``first`` to ``end``."""

    id: str
    first: int
    end: int
    role: Role


@dataclass(frozen=True, eq=False)
class ScoredBlock:
    """Assessments that were scored together, as arrays; values are made from them where they are asked for.

    Attributes:
        codes: shape (n, P).
        targets: shape (n, R).
        asked: of each recommendation, in the plan's order.
    """

    plan: ScoringPlan
    codes: Codes
    targets: Floats
    scores: Scores
    gaps: Gaps
    asked: tuple[Asked, ...]

    def result(self, row: int) -> Result:
        """Everything about one assessment, without quality warnings."""
        recommendations = tuple(self.recommendation(row, position) for position in range(len(self.asked)))
        groups: dict[str, dict[str, Score]] = {kind: {} for kind in GROUP_KINDS}
        for position, group in enumerate(self.scores.group_list):
            groups[group.kind][group.id] = _score(self.scores.groups, (row, position))
        counts = Counter(recommendation.status for recommendation in recommendations)
        return Result(
            overall=_score(self.scores.overall, (row,)),
            counts={status: counts[status] for status in Status},
            groups=groups,
            recommendations=recommendations,
            gap_order=tuple(self.asked[position].id for position in self.gaps.order[row].tolist()),
        )

    def recommendation(self, row: int, position: int) -> RecommendationResult:
        """One recommendation of one assessment. All but its rank follows from its own answers and target."""
        asked = self.asked[position]
        place = (row, position)
        codes = list(enumerate(self.codes[row, asked.first : asked.end].tolist(), start=asked.first))
        unmet = [column for column, code in codes if 0 <= code < self.plan.in_place[column]]
        still_open = [column for column, code in codes if code in (DONT_KNOW, BLANK)]
        figures = _score(self.scores.recommendations, place)
        return RecommendationResult(
            score=figures.score,
            low=figures.low,
            high=figures.high,
            coverage=figures.coverage,
            id=asked.id,
            status=STATUSES[self.gaps.status.item(place)],
            role=asked.role,
            weight=_number(self.scores.recommendations.weight, place),
            target=self.targets.item(place),
            gap=_number(self.gaps.gap, place),
            gap_low=_number(self.gaps.gap_low, place),
            gap_high=_number(self.gaps.gap_high, place),
            priority=_number(self.gaps.priority, place),
            rank=self.gaps.rank.item(place) or None,
            practices_asked=len(codes),
            practices_answered=sum(1 for _, code in codes if code >= 0),
            unmet_practices=self._ids(unmet),
            open_practices=self._ids(still_open),
            open_safeguards=self._ids(column for column in still_open if self.plan.safeguard[column]),
            failed_safeguards=self._ids(column for column in unmet if self.plan.safeguard[column]),
        )

    def _ids(self, columns: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.plan.practices[column].id for column in columns)


def scored_block(
    plan: ScoringPlan,
    codes: Codes,
    targets: Floats | Sequence[Sequence[float]],
    kinds: Collection[str] | None = None,
) -> ScoredBlock:
    """Score assessments that share a plan, and compare them with their targets.

    Args:
        plan: compiled for their stakeholder types.
        codes: shape (n, P).
        targets: shape (n, R).
        kinds: only groups of these kinds; by default all.
    """
    targets = np.asarray(targets, dtype=float).reshape(len(codes), len(plan.recommendations))
    scores = score(plan, codes, kinds)
    return ScoredBlock(plan, codes, targets, scores, gaps(plan, codes, scores.recommendations, targets), _asked(plan))


def results(plan: ScoringPlan, codes: Codes, targets: Floats | Sequence[Sequence[float]]) -> list[Result]:
    """Results of assessments that share a plan, without quality warnings. Arguments as above."""
    block = scored_block(plan, codes, targets)
    return [block.result(row) for row in range(len(codes))]


def _asked(plan: ScoringPlan) -> tuple[Asked, ...]:
    """Columns lie in the order of practice ids, so those of a recommendation lie together."""
    found = []
    for id, own in groupby(range(len(plan.practices)), key=lambda column: recommendation_of(plan.practices[column].id)):
        columns = list(own)
        role: Role = "lead" if any(plan.roles[column] == "lead" for column in columns) else "support"
        found.append(Asked(id, columns[0], columns[-1] + 1, role))
    return tuple(found)


def _score(figures: Figures, place: tuple[int, ...]) -> Score:
    return Score(*(_number(getattr(figures, name), place) for name in FIGURES[:4]))


def _number(values: Floats, place: tuple[int, ...]) -> float | None:
    value: float = values.item(place)
    return None if math.isnan(value) else value
