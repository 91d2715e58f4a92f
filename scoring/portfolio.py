"""Plans of one organisation, compared in full (METHOD 9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from questions.model import id_key
from scoring.gaps import STATUSES, TOLERANCE, gaps
from scoring.plan import Codes, Floats, ScoringPlan
from scoring.result import Score, Status
from scoring.robustness import DRAWS, Robustness, Step, robustness
from scoring.score import score

Kind = TypeVar("Kind", bound=Hashable)
Entry = TypeVar("Entry")
QUARTILES = (0.25, 0.5, 0.75)
_MET = np.array([status is Status.MET for status in STATUSES])
_UNMET = np.array([status.is_unmet for status in STATUSES])
_APPLIES = np.array([status is not Status.NOT_APPLICABLE for status in STATUSES])


@dataclass(frozen=True)
class PlanStanding(Score):
    """One plan among the others; what needs a score is undefined without one.

    Attributes:
        rank: 1 for the highest score, the average rank on ties.
        score_interval, rank_interval: 5 % and 95 % quantiles when the weights vary.
        tied_with: ids of the plans that are neither clearly ahead of it nor clearly behind, sorted.
    """

    id: str
    rank: float | None = None
    score_interval: tuple[float, float] | None = None
    rank_interval: tuple[float, float] | None = None
    tied_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spread:
    """One recommendation over the plans it applies to.

    Attributes:
        plans: how many it applies to.
        share_met, share_unmet: of these, 0-1; undefined when there are none. Open ones are neither.
        lowest, quartile_1, median, quartile_3, highest: of the scores that are defined; quartiles are linear.
        lowest_plans, highest_plans: ids of all that have the lowest or highest score, sorted.
    """

    id: str
    plans: int
    share_met: float | None
    share_unmet: float | None
    lowest: float | None
    quartile_1: float | None
    median: float | None
    quartile_3: float | None
    highest: float | None
    lowest_plans: tuple[str, ...]
    highest_plans: tuple[str, ...]


@dataclass(frozen=True)
class Portfolio:
    """Everything that the comparison says; the order in which the plans were given changes none of it.

    Attributes:
        ranking: plans with a score, the highest first, equal ones by id.
        without_score: the others, by id.
        ahead: for each plan with a score and each other one, the share of draws in which it is ahead, 0-1.
        recommendations: all that are asked, in the order of their ids.
        statuses: by plan, then by recommendation.
        scores: likewise, 0-100.
        alerts: by plan, the recommendations with a safeguard that is not in place; empty for most.
    """

    ranking: tuple[PlanStanding, ...]
    without_score: tuple[PlanStanding, ...]
    ahead: Mapping[str, Mapping[str, float]]
    recommendations: tuple[Spread, ...]
    statuses: Mapping[str, Mapping[str, Status]]
    scores: Mapping[str, Mapping[str, float | None]]
    alerts: Mapping[str, tuple[str, ...]]

    @property
    def plans(self) -> tuple[PlanStanding, ...]:
        """All plans, those without a score last."""
        return (*self.ranking, *self.without_score)

    @property
    def common_gaps(self) -> tuple[Spread, ...]:
        """Recommendations by the share of plans in which they are unmet, the largest first; ties by id."""

        def place(spread: Spread) -> tuple[bool, float, object]:
            return spread.share_unmet is None, -(spread.share_unmet or 0.0), id_key(spread.id)

        return tuple(sorted(self.recommendations, key=place))

    @property
    def widest_first(self) -> tuple[Spread, ...]:
        """Recommendations with a score, by the distance from lowest to highest, the widest first; ties by id."""
        defined = [spread for spread in self.recommendations if spread.highest is not None]
        return tuple(sorted(defined, key=lambda spread: (spread.lowest or 0.0) - (spread.highest or 0.0)))


def commonest(kinds: Sequence[Kind]) -> Kind:
    """The kind that stands there most often; of several, the one that comes first.

    >>> commonest(["b", "a", "a", "b", "c"])
    'b'
    """
    counts = Counter(kinds)
    return max(counts, key=counts.__getitem__)


def portfolio(
    plan: ScoringPlan,
    ids: Sequence[str],
    codes: Codes,
    targets: Floats | Sequence[Sequence[float]],
    seed: int = 0,
    draws: int = DRAWS,
    step: Step | None = None,
) -> Portfolio:
    """Compare N contingency plans that share a scoring plan.

    Args:
        plan: compiled for their stakeholder types.
        ids: one each, N different ones.
        codes: shape (N, P).
        targets: shape (N, R).
        seed, draws, step: see :func:`~scoring.robustness.robustness`.
    """
    order = sorted(range(len(ids)), key=lambda row: ids[row])
    names = tuple(ids[row] for row in order)
    codes = codes[order]
    targets = np.asarray(targets, dtype=float).reshape(len(ids), len(plan.recommendations))[order]
    scored = score(plan, codes, kinds=())
    compared = gaps(plan, codes, scored.recommendations, targets)
    status = compared.status
    overall = [
        Score(*(_number(getattr(scored.overall, name)[row]) for name in ("score", "low", "high", "coverage")))
        for row in range(len(names))
    ]
    rows = np.flatnonzero(~np.isnan(scored.overall.score))
    found = robustness(plan, scored.recommendations[rows], scored.overall.score[rows], seed, draws, step)
    kept = [names[row] for row in rows]
    recommendations = [r.id for r in plan.recommendations]
    values = scored.recommendations.score
    return Portfolio(
        ranking=_ranking(kept, [overall[row] for row in rows], found),
        without_score=tuple(
            PlanStanding(id=name, **vars(figures))
            for name, figures in zip(names, overall, strict=True)
            if figures.score is None
        ),
        ahead=_without_itself(_by_names(kept, kept, found.ahead.tolist())),
        recommendations=tuple(
            _spread(id, names, values[:, column], status[:, column]) for column, id in enumerate(recommendations)
        ),
        statuses=_by_names(names, recommendations, [[STATUSES[at] for at in row] for row in status]),
        scores=_by_names(names, recommendations, [[_number(value) for value in row] for row in values]),
        alerts={name: tuple(compress(recommendations, row)) for name, row in zip(names, compared.alert, strict=True)},
    )


def _by_names(
    rows: Sequence[str], columns: Sequence[str], table: Sequence[Sequence[Entry]]
) -> dict[str, dict[str, Entry]]:
    return {name: dict(zip(columns, row, strict=True)) for name, row in zip(rows, table, strict=True)}


def _without_itself(shares: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    return {one: {other: share for other, share in row.items() if other != one} for one, row in shares.items()}


def _ranking(names: Sequence[str], overall: Sequence[Score], found: Robustness) -> tuple[PlanStanding, ...]:
    standings = [
        PlanStanding(
            id=name,
            **vars(overall[row]),
            rank=float(found.rank[row]),
            score_interval=_pair(found.score_interval[row]),
            rank_interval=_pair(found.rank_interval[row]),
            tied_with=tuple(compress(names, tied)),
        )
        for row, (name, tied) in enumerate(zip(names, found.tied, strict=True))
    ]
    return tuple(sorted(standings, key=lambda standing: (standing.rank or 0.0, standing.id)))


def _spread(id: str, names: Sequence[str], scores: Floats, status: NDArray[np.int8]) -> Spread:
    plans = int(_APPLIES[status].sum())
    defined = scores[~np.isnan(scores)]
    lowest, highest = (float(defined.min()), float(defined.max())) if len(defined) else (None, None)
    quartiles = map(float, np.quantile(defined, QUARTILES)) if len(defined) else (None, None, None)
    quartile_1, median, quartile_3 = quartiles
    return Spread(
        id=id,
        plans=plans,
        share_met=int(_MET[status].sum()) / plans if plans else None,
        share_unmet=int(_UNMET[status].sum()) / plans if plans else None,
        lowest=lowest,
        quartile_1=quartile_1,
        median=median,
        quartile_3=quartile_3,
        highest=highest,
        lowest_plans=_holders(names, scores, lowest),
        highest_plans=_holders(names, scores, highest),
    )


def _holders(names: Sequence[str], scores: Floats, value: float | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(compress(names, np.abs(scores - value) <= TOLERANCE))


def _pair(interval: Floats) -> tuple[float, float]:
    return float(interval[0]), float(interval[1])


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
