"""How far an assessment has come since an earlier one (METHOD 7, last paragraph)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.gaps import TOLERANCE
from scoring.result import Result


@dataclass(frozen=True)
class Progress:
    """The part of the way from the baseline to the target that has been gone.

    Attributes:
        value: 0 at the baseline, 1 at the target; below 0 after a loss, above 1 past the target. Undefined when one
            of the scores is, and when ``fell_back``.
        fell_back: the baseline had reached the target, the present score no longer does.
    """

    value: float | None
    fell_back: bool = False


@dataclass(frozen=True)
class ProgressSince:
    """Progress of a whole assessment; recommendations by id, those that are asked now."""

    overall: Progress
    recommendations: Mapping[str, Progress]


def progress(score: float | None, baseline: float | None, target: float) -> Progress:
    """Progress of one score towards the present target.

    >>> progress(60, 50, 75).value
    0.4
    >>> progress(70, 80, 75)
    Progress(value=None, fell_back=True)
    """
    if score is None or baseline is None:
        return Progress(None)
    if target > baseline + TOLERANCE:
        return Progress((score - baseline) / (target - baseline))
    return Progress(1.0) if score >= target - TOLERANCE else Progress(None, fell_back=True)


def progress_since(baseline: Result, present: Result, target: float) -> ProgressSince:
    """Progress of each recommendation towards its own present target, and overall towards ``target``.

    A recommendation that the baseline was not asked has no baseline score, so its progress is undefined.
    """
    before = baseline.by_id
    return ProgressSince(
        overall=progress(present.overall.score, baseline.overall.score, target),
        recommendations={
            r.id: progress(r.score, before[r.id].score if r.id in before else None, r.target)
            for r in present.recommendations
        },
    )
