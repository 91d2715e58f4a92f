"""Two rounds of one assessment, compared: what moved, and whether levels or only the set of answers changed.

Both rounds are judged by the present targets, so that what differs comes from the answers. A score can change because
a practice has another level, and because more or fewer practices count; the two are told apart by scoring both rounds
once more over the practices that have a level in both (*like for like*).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from questions.model import recommendation_of
from scoring.assemble import results
from scoring.gaps import TOLERANCE
from scoring.plan import BLANK, DONT_KNOW, NA, Codes, ScoringPlan
from scoring.progress import Progress, progress_since
from scoring.result import RecommendationResult, Result, Status

_WORDS = {NA: "na", DONT_KNOW: "dk", BLANK: ""}


class Change(StrEnum):
    """What became of the answer to a practice. "Don't know" and blank are both open."""

    UP = "up"
    DOWN = "down"
    ANSWERED = "answered"
    REOPENED = "reopened"
    NOT_APPLICABLE = "not_applicable"
    APPLIES_AGAIN = "applies_again"


class Movement(StrEnum):
    """What became of a recommendation; the first that fits, in this order.

    ``FELL_BACK``: its score had reached the target and no longer does, or it was met and is unmet now. ``DOWN``: a
    safeguard is no longer in place, or like for like the score is lower. ``UP``: like for like it is higher.
    ``OTHER_ANSWERS``: levels brought no change, but practices were answered, reopened or set aside. ``SAME``: neither.
    """

    FELL_BACK = "fell_back"
    DOWN = "down"
    UP = "up"
    OTHER_ANSWERS = "other_answers"
    SAME = "same"


@dataclass(frozen=True)
class PracticeChange:
    """A practice whose answer differs: the answer codes of both rounds, as they are written in files."""

    practice_id: str
    before: str
    after: str
    change: Change


@dataclass(frozen=True)
class Pair:
    """A figure before and after, 0-100; undefined is ``None``."""

    before: float | None
    after: float | None

    @property
    def difference(self) -> float | None:
        """After less before; undefined when either is."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def direction(self) -> int:
        """1 up, -1 down, 0 equal within the tolerance of METHOD 6 or undefined."""
        difference = self.difference or 0.0
        return 0 if abs(difference) <= TOLERANCE else (1 if difference > 0 else -1)


@dataclass(frozen=True)
class RecommendationChange:
    """One recommendation in both rounds, judged by its present target.

    Attributes:
        like_for_like: its score over the practices with a level in both rounds; ``na`` in either leaves out.
        practices: those whose answer differs, in the order of their ids.
    """

    before: RecommendationResult
    after: RecommendationResult
    like_for_like: Pair
    progress: Progress
    practices: tuple[PracticeChange, ...]

    @property
    def id(self) -> str:
        """Id of the recommendation."""
        return self.after.id

    @property
    def newly_met(self) -> bool:
        """Met now, and not before."""
        return self.after.status is Status.MET and self.before.status is not Status.MET

    @property
    def fell_back(self) -> bool:
        """By its score (METHOD 7), or from met to unmet: a lost safeguard is no average's to hide."""
        return self.progress.fell_back or (self.before.status is Status.MET and self.after.status.is_unmet)

    @property
    def movement(self) -> Movement:
        """See :class:`Movement`."""
        if self.fell_back:
            return Movement.FELL_BACK
        if set(self.after.failed_safeguards) - set(self.before.failed_safeguards):
            return Movement.DOWN
        if self.like_for_like.direction:
            return Movement.UP if self.like_for_like.direction > 0 else Movement.DOWN
        return Movement.OTHER_ANSWERS if self.has_other_answers else Movement.SAME

    @property
    def has_other_answers(self) -> bool:
        """Practices were answered, reopened or set aside as not applicable since, or apply again."""
        return any(practice.change not in (Change.UP, Change.DOWN) for practice in self.practices)

    def changed(self, *changes: Change) -> tuple[str, ...]:
        """Ids of the practices with one of these changes."""
        return tuple(practice.practice_id for practice in self.practices if practice.change in changes)


@dataclass(frozen=True)
class RoundComparison:
    """A baseline and a later round.

    Attributes:
        before: result of the baseline, judged by the present targets.
        after: result of the later round.
        like_for_like: overall score over the practices with a level in both rounds.
        progress: of the overall score.
        target: that ``progress`` aims at.
        changes: one for each recommendation asked, by id.
    """

    before: Result
    after: Result
    like_for_like: Pair
    progress: Progress
    target: float
    changes: tuple[RecommendationChange, ...]

    def moved(self, movement: Movement) -> tuple[RecommendationChange, ...]:
        """Those with a movement: the newly met first, then in the order of METHOD 7 of the later round."""
        by_id = {change.id: change for change in self.changes}
        found = [by_id[id] for id in self.after.gap_order if by_id[id].movement is movement]
        return tuple(sorted(found, key=lambda change: not change.newly_met))

    @property
    def overall(self) -> Pair:
        """The overall score over all answers of each round."""
        return Pair(self.before.overall.score, self.after.overall.score)

    @property
    def newly_met(self) -> tuple[str, ...]:
        """Ids of the recommendations that are met now and were not."""
        return tuple(change.id for change in self.changes if change.newly_met)

    @property
    def has_changes(self) -> bool:
        """The answer to some practice differs."""
        return any(change.practices for change in self.changes)


def compare_rounds(
    plan: ScoringPlan, before: Codes, after: Codes, targets: Sequence[float], target: float
) -> RoundComparison:
    """Compare two rounds that were asked the same.

    Args:
        plan: that both share.
        before, after: answer codes, shape (P,).
        targets: the present ones of the recommendations, in their order.
        target: the present one of the assessment, for the overall score.
    """
    codes = np.array([before, after, *_like_for_like(before, after)], dtype=np.int8)
    first, second, alike_first, alike_second = results(plan, codes, [list(targets)] * len(codes))
    since = progress_since(first, second, target)
    differing: dict[str, list[PracticeChange]] = {}
    for change in _practice_changes(plan, before, after):
        differing.setdefault(recommendation_of(change.practice_id), []).append(change)
    return RoundComparison(
        before=first,
        after=second,
        like_for_like=Pair(alike_first.overall.score, alike_second.overall.score),
        progress=since.overall,
        target=target,
        changes=tuple(
            RecommendationChange(
                before=one,
                after=other,
                like_for_like=Pair(alike_one.score, alike_other.score),
                progress=since.recommendations[other.id],
                practices=tuple(differing.get(other.id, ())),
            )
            for one, other, alike_one, alike_other in zip(
                *(result.recommendations for result in (first, second, alike_first, alike_second)), strict=True
            )
        ),
    )


def _like_for_like(before: Codes, after: Codes) -> tuple[Codes, Codes]:
    """The codes of both rounds where both have a level; elsewhere blank, or ``na`` where either is."""
    left_out = np.where((before == NA) | (after == NA), NA, BLANK)
    in_both = (before >= 0) & (after >= 0)
    return np.where(in_both, before, left_out).astype(np.int8), np.where(in_both, after, left_out).astype(np.int8)


def _practice_changes(plan: ScoringPlan, before: Codes, after: Codes) -> list[PracticeChange]:
    found = []
    for column in np.flatnonzero(before != after).tolist():
        one, other = int(before[column]), int(after[column])
        if change := _change(one, other):
            practice = plan.practices[column].id
            found.append(PracticeChange(practice, _word(plan, column, one), _word(plan, column, other), change))
    return found


def _change(before: int, after: int) -> Change | None:
    if after == NA:
        return Change.NOT_APPLICABLE
    if before == NA:
        return Change.APPLIES_AGAIN
    if before >= 0 and after >= 0:
        return Change.UP if after > before else Change.DOWN
    if after >= 0:
        return Change.ANSWERED
    return Change.REOPENED if before >= 0 else None


def _word(plan: ScoringPlan, column: int, code: int) -> str:
    if code < 0:
        return _WORDS[code]
    return plan.instrument.scale_of(plan.practices[column]).levels[code].code
