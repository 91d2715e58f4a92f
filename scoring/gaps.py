"""Which recommendations are unmet, and in which order to look at them (METHOD 6 and 7).

Arrays have the shape (n, R): n assessments, R recommendations in the order of their ids. Statuses are positions in
:data:`STATUSES`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.plan import NA, Codes, Floats, ScoringPlan
from scoring.result import Status
from scoring.score import Figures

TOLERANCE = 1e-9
STATUSES = tuple(Status)
_BUCKET = {
    Status.PARTLY_MET: 0,
    Status.NOT_MET: 0,
    Status.UNDETERMINED: 1,
    Status.NOT_ASSESSED: 2,
    Status.MET: 3,
    Status.NOT_APPLICABLE: 4,
}
_BUCKETS = np.array([_BUCKET[status] for status in STATUSES])


@dataclass(frozen=True, eq=False)
class Gaps:
    """Statuses, gaps and their order.

    Attributes:
        status: position in ``STATUSES``.
        alert: a safeguard is answered below ``in_place``.
        gap, gap_low, gap_high: distance to the target, 0-100, NaN where undefined.
        priority: gap x W(r), NaN where undefined.
        order: positions of recommendations in the order of METHOD 7.
        rank: 1..n over the unmet, 0 for all others.
    """

    status: NDArray[np.int8]
    alert: NDArray[np.bool_]
    gap: Floats
    gap_low: Floats
    gap_high: Floats
    priority: Floats
    order: NDArray[np.intp]
    rank: NDArray[np.intp]


def gaps(plan: ScoringPlan, codes: Codes, figures: Figures, targets: Floats) -> Gaps:
    """Compare the figures of recommendations with their targets.

    Args:
        plan: the plan that the figures were made with.
        codes: shape (n, P).
        figures: of recommendations, shape (n, R).
        targets: shape (n, R), each above 0 and at most 100.
    """
    members = plan.parts[:, : len(plan.recommendations)]
    answered = codes >= 0
    failed = ((answered & plan.safeguard & (codes < plan.in_place)) @ members) > 0
    still_open = ((~answered & (codes != NA) & plan.safeguard) @ members) > 0
    status = _status(plan, figures, targets, failed, still_open)
    with np.errstate(invalid="ignore"):
        gap = np.maximum(0.0, targets - figures.score)
        gap_low = np.maximum(0.0, targets - figures.high)
        gap_high = np.maximum(0.0, targets - figures.low)
    priority = gap * figures.weight
    order = _order(status, failed, priority, figures.weight)
    return Gaps(status, failed, gap, gap_low, gap_high, priority, order, _rank(status, order))


def _status(
    plan: ScoringPlan,
    figures: Figures,
    targets: Floats,
    failed: NDArray[np.bool_],
    still_open: NDArray[np.bool_],
) -> NDArray[np.int8]:
    position = {status: index for index, status in enumerate(STATUSES)}
    with np.errstate(invalid="ignore"):
        rules = [
            (Status.NOT_APPLICABLE, np.isnan(figures.weight)),
            (Status.NOT_ASSESSED, np.isnan(figures.score)),
            (Status.MET, (figures.low >= targets - TOLERANCE) & ~failed & ~still_open),
            (
                Status.UNDETERMINED,
                (figures.high >= targets - TOLERANCE) & (figures.coverage < 1 - TOLERANCE) & ~failed,
            ),
            (Status.PARTLY_MET, figures.score >= plan.instrument.partly_met_from - TOLERANCE),
        ]
    return np.select(
        [rule for _, rule in rules],
        [position[status] for status, _ in rules],
        default=position[Status.NOT_MET],
    ).astype(np.int8)


def _order(status: NDArray[np.int8], alert: NDArray[np.bool_], priority: Floats, weight: Floats) -> NDArray[np.intp]:
    """Unmet by alert and priority, then open ones by weight, then met, then not applicable; ties by id.

    Values equal within the tolerance tie, so the values are first sorted, then numbered in steps, then sorted again.
    """
    bucket = _BUCKETS[status]
    value = np.where(bucket == 0, priority, np.where((bucket == 1) | (bucket == 2), weight, 0.0))
    calm = ~(alert & (bucket == 0))
    rough = np.lexsort((-value, calm, bucket), axis=-1)
    sorted_value = np.take_along_axis(value, rough, axis=-1)
    sorted_class = np.take_along_axis(2 * bucket + calm, rough, axis=-1)
    new_step = (np.diff(sorted_class, axis=-1) != 0) | (-np.diff(sorted_value, axis=-1) > TOLERANCE)
    step = np.zeros(rough.shape, dtype=np.intp)
    step[:, 1:] = np.cumsum(new_step, axis=-1)
    return np.take_along_axis(rough, np.lexsort((rough, step), axis=-1), axis=-1)


def _rank(status: NDArray[np.int8], order: NDArray[np.intp]) -> NDArray[np.intp]:
    unmet_in_order = np.take_along_axis(_BUCKETS[status], order, axis=-1) == 0
    rank_in_order = np.where(unmet_in_order, np.cumsum(unmet_in_order, axis=-1), 0)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, rank_in_order, axis=-1)
    return rank
