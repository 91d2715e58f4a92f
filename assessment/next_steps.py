"""What an organisation can do next: its answer sheet and a goal in, steps out, and the answer in a sentence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby

from assessment.model import AnswerSheet
from assessment.results import plan_of, targets_of
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.validation import type_titles
from assessment.words import number_text, target_text
from questions.model import Instrument, Level
from scoring.plan import ScoringPlan
from scoring.result import Status
from scoring.steps import DEFAULT_STEPS, Limit, Step, StepList, steps_to_meet, steps_to_most_met, steps_to_reach

Stepped = tuple[AnswerSheet, StepList]
_ROUND = 10

# One step moves a recommendation by a few points, and the whole by a few tenths.
LOW_DECIMALS = 1
OVERALL_DECIMALS = 2


@dataclass(frozen=True)
class Goal:
    """What the steps are to bring: one recommendation met, an overall low, or else as much met as can be.

    Attributes:
        recommendation_id: the one to meet.
        reach: the overall low to reach, above 0 and at most 100; read when no recommendation is named.
        steps: how many steps there may be at most; read when neither is given.
    """

    recommendation_id: str | None = None
    reach: float | None = None
    steps: int = DEFAULT_STEPS


@dataclass(frozen=True)
class StepRun:
    """Steps of one practice in a row, told as one, in the words of the instrument.

    Attributes:
        first, last: numbers of the steps, from 1; the same when there is only one.
        statement: what is answered, in the role in which it is asked.
        was_open: not answered with a level yet, so that it starts from the lowest.
        low, status, overall_low: after the last of these steps.
    """

    first: int
    last: int
    practice_id: str
    recommendation_id: str
    statement: str
    from_title: str
    to_title: str
    was_open: bool
    low: float
    status: Status
    overall_low: float


def step_runs(plan: ScoringPlan, found: StepList) -> list[StepRun]:
    """The steps in their order, those of one practice that follow each other folded into one entry."""
    runs = []
    for practice_id, numbered in groupby(enumerate(found.steps, start=1), key=lambda pair: pair[1].practice_id):
        steps = list(numbered)
        (first, begin), (last, end) = steps[0], steps[-1]
        runs.append(
            StepRun(
                first=first,
                last=last,
                practice_id=practice_id,
                recommendation_id=end.recommendation_id,
                statement=step_statement(plan, begin),
                from_title=step_levels(plan, begin)[0].title,
                to_title=step_levels(plan, end)[1].title,
                was_open=begin.was_open,
                low=end.low,
                status=end.status,
                overall_low=end.overall_low,
            )
        )
    return runs


def step_statement(plan: ScoringPlan, step: Step) -> str:
    """The statement that is answered, in the role in which it is asked."""
    return plan.instrument.practices[step.practice_id].statement(plan.role_of(step.practice_id))


def step_levels(plan: ScoringPlan, step: Step) -> tuple[Level, Level]:
    """The level that a step starts from, and the one it leads to."""
    scale = plan.instrument.scale_of(plan.instrument.practices[step.practice_id])
    return scale.levels[scale.index[step.from_code]], scale.levels[scale.index[step.to_code]]


def reach_to_try(overall_low: float | None) -> float:
    """An overall low to aim at next: the next full ten above the present one, at most 100.

    >>> reach_to_try(44.5), reach_to_try(50.0), reach_to_try(96.0), reach_to_try(None)
    (50.0, 60.0, 100.0, 10.0)
    """
    return float(min(100, _ROUND * (math.floor((overall_low or 0) / _ROUND) + 1)))


def steps_towards(instrument: Instrument, sheet: AnswerSheet, goal: Goal) -> StepList:
    """The steps from the answers of a sheet to the goal."""
    plan = plan_of(instrument, sheet.assessment.stakeholder_types)
    codes = plan.codes({id: answer.answer for id, answer in sheet.answers.items()})
    targets = list(targets_of(sheet.assessment, plan).values())
    if goal.recommendation_id is not None:
        return steps_to_meet(plan, codes, targets, goal.recommendation_id)
    if goal.reach is not None:
        return steps_to_reach(plan, codes, targets, goal.reach)
    return steps_to_most_met(plan, codes, targets, goal.steps)


def steps_sentence(instrument: Instrument, sheet: AnswerSheet, goal: Goal, found: StepList) -> str:
    """What the steps bring, or why there are none, in one or two sentences."""
    if found.limit is Limit.UNEVEN_SCALE:
        return _("There are no steps, because not all levels are evenly spaced in: {scales}.").format(
            scales=", ".join(found.uneven_scales)
        )
    if goal.recommendation_id is not None:
        return _meet_sentence(instrument, sheet, goal.recommendation_id, found)
    if found.limit is Limit.NOT_APPLICABLE:
        return _("Nothing asked here applies, so there are no steps.")
    if goal.reach is not None:
        return _reach_sentence(goal.reach, found)
    return _most_met_sentence(goal.steps, found)


def _meet_sentence(instrument: Instrument, sheet: AnswerSheet, recommendation_id: str, found: StepList) -> str:
    types = sheet.assessment.stakeholder_types
    if found.limit is Limit.NOT_ASKED:
        return _("{id} is not asked of {types}, so it has no steps.").format(
            id=recommendation_id, types=type_titles(instrument, types)
        )
    if found.limit is Limit.NOT_APPLICABLE:
        return _("Nothing asked in {id} applies, so it has no steps.").format(id=recommendation_id)
    if found.limit is Limit.OUT_OF_REACH:
        target = targets_of(sheet.assessment, plan_of(instrument, types))[recommendation_id]
        return _("{id} cannot be met: its low can rise to {highest} at most, below its target {target}.").format(
            id=recommendation_id,
            highest=number_text(found.highest, against=target, decimals=LOW_DECIMALS),
            target=target_text(target),
        )
    if not found.steps:
        return _("{id} is met already, so no step is needed.").format(id=recommendation_id)
    return translate_count(
        "This step brings {id} to met.", "These {number} steps bring {id} to met.", len(found.steps)
    ).format(number=len(found.steps), id=recommendation_id)


def _reach_sentence(reach: float, found: StepList) -> str:
    aim = target_text(reach)
    if found.limit is Limit.OUT_OF_REACH:
        return _("The overall low cannot be brought to {aim}: it can rise to {highest} at most.").format(
            aim=aim, highest=number_text(found.highest, against=reach, decimals=OVERALL_DECIMALS)
        )
    before = number_text(found.before, against=reach, decimals=OVERALL_DECIMALS)
    if not found.steps:
        return _("The overall low is {before} already, so no step is needed to reach {aim}.").format(
            before=before, aim=aim
        )
    return translate_count(
        "This step brings the overall low from {before} to {after}, and so reaches {aim}.",
        "These {number} steps bring the overall low from {before} to {after}, and so reach {aim}.",
        len(found.steps),
    ).format(
        number=len(found.steps),
        before=before,
        after=number_text(found.steps[-1].overall_low, against=reach, decimals=OVERALL_DECIMALS),
        aim=aim,
    )


def _most_met_sentence(most: int, found: StepList) -> str:
    if not found.steps and found.reached:
        return _("Nothing is known to be unmet, so no step is needed.")
    left = len(found.still_unmet)
    if not found.steps and found.limit is Limit.TOO_FEW_STEPS:
        return translate_count(
            "No unmet recommendation can be met with {number} step.",
            "No unmet recommendation can be met with {number} steps.",
            most,
        ).format(number=most)
    if not found.steps:
        return translate_count(
            "Steps cannot bring the {number} unmet recommendation to its target.",
            "Steps cannot bring any of the {number} unmet recommendations to its target.",
            left,
        ).format(number=left)
    if len(found.steps) == 1:
        sentence = _("This step brings 1 recommendation to met.")
    else:
        sentence = translate_count(
            "These {steps} steps bring {number} recommendation to met.",
            "These {steps} steps bring {number} recommendations to met.",
            len(found.newly_met),
        ).format(steps=len(found.steps), number=len(found.newly_met))
    if left:
        rest = translate_count("{number} is left unmet.", "{number} are left unmet.", left).format(number=left)
        sentence = f"{sentence} {rest}"
    return sentence
