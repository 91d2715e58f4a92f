"""What to do next: the fewest steps to a goal (METHOD 8).

A step raises one practice by one level. Low is a sum over practices and no step is worth less for being taken after
others, so taking the steps in order of their worth is the optimum, as long as the steps of one practice never grow in
worth: on an evenly spaced scale they do not.

No formula stands here. What a step is worth, and what low and status are after it, are read from the one kernel
(:func:`scoring.score.score`), which is given the assessment as it would be then.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from questions.model import Scale, recommendation_of
from scoring.gaps import STATUSES, TOLERANCE, gaps
from scoring.plan import NA, Codes, Floats, ScoringPlan
from scoring.result import Status
from scoring.score import score

DEFAULT_STEPS = 10
_MET = STATUSES.index(Status.MET)
_Move = tuple[int, int]  # a practice's column, and the position of the level it is raised to


@dataclass(frozen=True)
class Step:
    """One practice raised by one level, and how things stand after this step and all before it.

    Attributes:
        from_code: code of the level it is raised from; the lowest when ``was_open``.
        was_open: answered "don't know" or not at all, so that it starts from the lowest level.
        low: of the recommendation, 0-100.
        status: of the recommendation.
        overall_low: 0-100.
    """

    practice_id: str
    from_code: str
    to_code: str
    was_open: bool
    low: float
    status: Status
    overall_low: float

    @property
    def recommendation_id(self) -> str:
        """The recommendation that the practice belongs to."""
        return recommendation_of(self.practice_id)


class Limit(StrEnum):
    """Why the goal is not reached."""

    NOT_ASKED = "not_asked"
    NOT_APPLICABLE = "not_applicable"
    UNEVEN_SCALE = "uneven_scale"
    OUT_OF_REACH = "out_of_reach"
    TOO_FEW_STEPS = "too_few_steps"


@dataclass(frozen=True)
class StepList:
    """The steps to a goal, in order; none when the goal stands already or cannot be reached.

    Attributes:
        reached: after the steps the goal stands. For "most met": no unmet recommendation is left.
        limit: why it is not reached; ``None`` when it is.
        before: low of what the goal is about (a recommendation, or overall), before any step; ``None`` when undefined.
        highest: with :attr:`Limit.OUT_OF_REACH`, the highest low that steps can bring; undefined for "most met".
        uneven_scales: with :attr:`Limit.UNEVEN_SCALE`, ids of the scales that give no steps.
        newly_met: ids of the recommendations that are met after the steps and were not before.
        still_unmet: ids of those partly met or not met after the steps.
    """

    steps: tuple[Step, ...]
    reached: bool
    limit: Limit | None = None
    before: float | None = None
    highest: float | None = None
    uneven_scales: tuple[str, ...] = ()
    newly_met: tuple[str, ...] = ()
    still_unmet: tuple[str, ...] = ()


def steps_to_meet(plan: ScoringPlan, codes: Codes, targets: Sequence[float], recommendation_id: str) -> StepList:
    """The fewest steps after which one recommendation is met.

    Its safeguards are raised to ``in_place`` first, which is needed in any case; then always the step worth most,
    ties by id, until low reaches the target.

    Args:
        plan: compiled for the stakeholder types of the assessment.
        codes: shape (P,), see :meth:`ScoringPlan.codes`.
        targets: of each recommendation of the plan, length R.
    """
    way = _Way(plan, codes, targets)
    if recommendation_id not in way.position:
        return way.no_steps(Limit.NOT_ASKED)
    place = way.position[recommendation_id]
    trail = way.trail(())
    before = float(trail.low[0, place])
    if np.isnan(before):
        return way.no_steps(Limit.NOT_APPLICABLE)
    if trail.status[0, place] == _MET:
        return way.step_list((), reached=True, before=before)
    if uneven := way.uneven_scales({recommendation_id}):
        return way.no_steps(Limit.UNEVEN_SCALE, before, uneven_scales=uneven)
    moves = way.moves_to_meet(recommendation_id)
    trail = way.trail(moves)
    is_met = trail.status[:, place] == _MET
    if not is_met.any():
        return way.no_steps(Limit.OUT_OF_REACH, before, highest=float(trail.low[-1, place]))
    return way.step_list(moves[: int(is_met.argmax())], reached=True, before=before)


def steps_to_reach(plan: ScoringPlan, codes: Codes, targets: Sequence[float], low: float) -> StepList:
    """The fewest steps that bring the overall low to ``low``: always the step worth most, ties by id.

    Args:
        plan: compiled for the stakeholder types of the assessment.
        codes: shape (P,).
        targets: of each recommendation of the plan, length R; only the statuses after each step depend on them.
        low: 0-100.
    """
    way = _Way(plan, codes, targets)
    before = float(way.trail(()).overall[0])
    if np.isnan(before):
        return way.no_steps(Limit.NOT_APPLICABLE)
    if before >= low - TOLERANCE:
        return way.step_list((), reached=True, before=before)
    if uneven := way.uneven_scales(way.position):
        return way.no_steps(Limit.UNEVEN_SCALE, before, uneven_scales=uneven)
    moves = way.moves()
    highest = way.overall_low_after(moves)
    if highest < low - TOLERANCE:
        return way.no_steps(Limit.OUT_OF_REACH, before, highest=highest)
    number = bisect_left(range(len(moves)), low - TOLERANCE, key=lambda taken: way.overall_low_after(moves[:taken]))
    return way.step_list(moves[:number], reached=True, before=before)


def steps_to_most_met(
    plan: ScoringPlan, codes: Codes, targets: Sequence[float], number: int = DEFAULT_STEPS
) -> StepList:
    """At most ``number`` steps that bring as many unmet recommendations to met as can be.

    Each costs what :func:`steps_to_meet` says; cheapest first, equal cost by the larger W, then by id. Steps left over
    that complete none are not spent. Open recommendations are not unmet: they wait for answers, not for steps.

    Args:
        plan: compiled for the stakeholder types of the assessment.
        codes: shape (P,).
        targets: of each recommendation of the plan, length R.
        number: K, 0 or more.
    """
    way = _Way(plan, codes, targets)
    trail = way.trail(())
    before = float(trail.overall[0])
    if np.isnan(before):
        return way.no_steps(Limit.NOT_APPLICABLE)
    unmet = [r for r, place in way.position.items() if STATUSES[trail.status[0, place]].is_unmet]
    if uneven := way.uneven_scales(unmet):
        return way.no_steps(Limit.UNEVEN_SCALE, before, uneven_scales=uneven)
    ways = {recommendation: way.moves_to_meet(recommendation) for recommendation in unmet}
    costs = way.costs(ways)
    weight = trail.weight[0]
    taken: list[_Move] = []
    left = set(unmet)
    for recommendation in sorted(costs, key=lambda r: (costs[r], -weight[way.position[r]], way.position[r])):
        if len(taken) + costs[recommendation] > number:
            break
        taken += ways[recommendation][: costs[recommendation]]
        left.remove(recommendation)
    limit = None if not left else Limit.TOO_FEW_STEPS if left & costs.keys() else Limit.OUT_OF_REACH
    return way.step_list(taken, reached=not left, before=before, limit=limit)


@dataclass(frozen=True, eq=False)
class _Trail:
    """How things stand before the first move and after each: n + 1 rows, of R recommendations each but ``overall``."""

    low: Floats
    weight: Floats
    status: Codes
    overall: Floats


class _Way:
    """One assessment and where its practices can go from here."""

    def __init__(self, plan: ScoringPlan, codes: Codes, targets: Sequence[float]) -> None:
        self._plan = plan
        self._codes = codes
        self._targets = np.asarray(targets, dtype=float)
        self._owners = [recommendation_of(practice.id) for practice in plan.practices]
        self._scales = [plan.instrument.scale_of(practice) for practice in plan.practices]
        self._moves: list[_Move] | None = None
        self.position = {r.id: place for place, r in enumerate(plan.recommendations)}

    def uneven_scales(self, recommendations: Iterable[str]) -> tuple[str, ...]:
        """Scales without steps that practices of these recommendations are answered on, ``na`` left out."""
        chosen = set(recommendations)
        scales = {
            scale.id: scale
            for scale, owner, code in zip(self._scales, self._owners, self._codes, strict=True)
            if owner in chosen and code != NA
        }
        return tuple(id for id, scale in sorted(scales.items()) if not is_evenly_spaced(scale))

    def moves(self) -> list[_Move]:
        """Every step left, the one worth most first, ties by id; the steps of one practice in their order."""
        if self._moves is None:
            moves = [(column, to) for column in self._raisable() for to in self._levels_above(column)]
            worth = self._worth()
            gains = np.array([worth[column] * self._value_gained(column, to) for column, to in moves])
            falling = np.argsort(-gains, kind="stable")
            tie = np.zeros(len(moves), dtype=int)
            tie[falling[1:]] = np.cumsum(-np.diff(gains[falling]) > TOLERANCE)
            self._moves = [moves[place] for place in np.argsort(tie, kind="stable")]
        return self._moves

    def moves_to_meet(self, recommendation: str) -> list[_Move]:
        """Every step left of one recommendation, those that its safeguards need first."""
        own = [move for move in self.moves() if self._owners[move[0]] == recommendation]
        return sorted(own, key=lambda move: not self._is_needed(*move))

    def costs(self, ways: dict[str, list[_Move]]) -> dict[str, int]:
        """How many moves of its way it takes until a recommendation is met; those that cannot be are left out.

        No recommendation's status depends on another's practices, so all ways are walked at once, step by step.
        """
        longest = max(map(len, ways.values()), default=0)
        rows = [[moves[step] for moves in ways.values() if step < len(moves)] for step in range(longest)]
        is_met = self._walked(rows).status == _MET
        found = {r: is_met[:, self.position[r]] for r in ways}
        return {r: int(column.argmax()) for r, column in found.items() if column.any()}

    def trail(self, moves: Sequence[_Move]) -> _Trail:
        """How things stand after each move."""
        return self._walked([[move] for move in moves])

    def overall_low_after(self, moves: Sequence[_Move]) -> float:
        """The overall low when all these moves are made."""
        return float(self._walked([moves]).overall[-1])

    def no_steps(
        self,
        limit: Limit,
        before: float | None = None,
        highest: float | None = None,
        uneven_scales: tuple[str, ...] = (),
    ) -> StepList:
        """The answer when there are no steps to the goal."""
        none = self.step_list((), reached=False, before=before, limit=limit)
        return replace(none, highest=highest, uneven_scales=uneven_scales)

    def step_list(
        self, moves: Sequence[_Move], reached: bool, before: float | None, limit: Limit | None = None
    ) -> StepList:
        """The answer: these moves as steps."""
        trail = self.trail(moves)
        first, last = ([STATUSES[code] for code in trail.status[row]] for row in (0, -1))
        places = self.position.items()
        return StepList(
            steps=tuple(self._steps(moves, trail)),
            reached=reached,
            limit=limit,
            before=before,
            newly_met=tuple(r for r, i in places if last[i] == Status.MET and first[i] != Status.MET),
            still_unmet=tuple(r for r, i in places if last[i].is_unmet),
        )

    def _steps(self, moves: Sequence[_Move], trail: _Trail) -> Iterator[Step]:
        for row, (column, to) in enumerate(moves, start=1):
            place = self.position[self._owners[column]]
            levels = self._scales[column].levels
            yield Step(
                practice_id=self._plan.practices[column].id,
                from_code=levels[to - 1].code,
                to_code=levels[to].code,
                was_open=bool(self._codes[column] < 0) and to == 1,
                low=float(trail.low[row, place]),
                status=STATUSES[trail.status[row, place]],
                overall_low=float(trail.overall[row]),
            )

    def _walked(self, rows: Sequence[Sequence[_Move]]) -> _Trail:
        """The assessment, then the assessment after the moves of each row and of all rows before it."""
        codes = np.full((len(rows) + 1, len(self._codes)), np.iinfo(np.int8).min, dtype=np.int8)
        codes[0] = self._codes
        for row, moves in enumerate(rows, start=1):
            for column, to in moves:
                codes[row, column] = to
        codes = np.maximum.accumulate(codes, axis=0)
        scores = score(self._plan, codes)
        figures = scores.recommendations
        targets = np.broadcast_to(self._targets, (len(codes), len(self._targets)))
        status = gaps(self._plan, codes, figures, targets).status
        return _Trail(figures.low, figures.weight, status, scores.overall.low)

    def _worth(self) -> dict[int, float]:
        """What one whole unit of value of a practice is worth to the overall low, by column.

        Within a recommendation this puts steps into the order of their worth to its own low, because all of them are
        multiplied with the same share of the recommendation in the whole.
        """
        columns = self._raisable()
        tops = [len(self._scales[column].levels) - 1 for column in columns]
        codes = np.repeat(self._codes[None, :], len(columns) + 1, axis=0)
        codes[np.arange(1, len(columns) + 1), columns] = tops
        low = score(self._plan, codes).overall.low
        return {
            column: float(low[row] - low[0]) / (self._plan.values[column, top] - self._value(column))
            for row, (column, top) in enumerate(zip(columns, tops, strict=True), start=1)
        }

    def _raisable(self) -> list[int]:
        return [column for column, code in enumerate(self._codes) if code != NA and self._levels_above(column)]

    def _levels_above(self, column: int) -> range:
        return range(max(int(self._codes[column]), 0) + 1, len(self._scales[column].levels))

    def _value(self, column: int) -> float:
        """What low counts for the practice now: nothing while it is open."""
        code = int(self._codes[column])
        return float(self._plan.values[column, code]) if code >= 0 else 0.0

    def _value_gained(self, column: int, to: int) -> float:
        values = self._plan.values[column]
        is_first = to == self._levels_above(column).start
        return float(values[to]) - (self._value(column) if is_first else float(values[to - 1]))

    def _is_needed(self, column: int, to: int) -> bool:
        """A safeguard has to be answered, and at ``in_place`` or above."""
        is_first_answer = bool(self._codes[column] < 0) and to == 1
        is_up_to_in_place = bool(to <= self._plan.in_place[column])
        return bool(self._plan.safeguard[column]) and (is_up_to_in_place or is_first_answer)


def is_evenly_spaced(scale: Scale) -> bool:
    """Is every level worth as much more than the one below it? Only then does a scale give steps."""
    rises = np.diff([level.value for level in scale.levels])
    return bool(np.ptp(rises) <= TOLERANCE)
