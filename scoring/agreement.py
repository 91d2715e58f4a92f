"""How far several people agree who answered the same practices.

Krippendorff's alpha for ordinal values: Klaus Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def ordinal_alpha(units: Sequence[Sequence[int]], levels: int) -> float | None:
    """Krippendorff's alpha, ordinal: 1 for full agreement, 0 for what chance gives, below 0 for less than that.

    Args:
        units: for each practice the levels that people gave, 0 to ``levels`` - 1; those with fewer than two do not
            count.
        levels: number of levels.

    Returns:
        ``None`` when there is nothing to compare: no unit with two values, or the same level everywhere.
    """
    coincidences = np.zeros((levels, levels))
    for unit in units:
        if len(unit) < 2:
            continue
        counts = np.bincount(unit, minlength=levels).astype(float)
        coincidences += (np.outer(counts, counts) - np.diag(counts)) / (len(unit) - 1)
    totals = coincidences.sum(axis=0)
    number = totals.sum()
    distances = _ordinal_distances(totals)
    expected = float((np.outer(totals, totals) * distances).sum())
    if number < 2 or expected == 0:
        return None
    observed = float((coincidences * distances).sum())
    return float(1 - (number - 1) * observed / expected)


def _ordinal_distances(totals: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Squared distance of two levels: how many values lie between them, the ends counted half."""
    middle = np.cumsum(totals) - totals / 2
    return np.asarray((middle[:, None] - middle[None, :]) ** 2)
