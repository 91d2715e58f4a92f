"""The plan of action beside its assessment: what it is allowed to say, what it brings, how far it is.

An action aims at levels of practices. What it brings is what the one kernel gives when its practices stand at those
levels: no figure of a plan is stored or typed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assessment.model import BLANK, NA, Action, ActionStatus, Aim, Answer, AnswerSheet
from assessment.next_steps import Goal, steps_towards
from assessment.results import plan_of, result_of
from assessment.texts import translate as _
from assessment.validation import own_action_problem
from questions.model import Instrument, Scale
from scoring.plan import ScoringPlan
from scoring.result import Result

_NO_LEVEL = -1


@dataclass(frozen=True)
class Progress:
    """How far the practices of an action have come, by the answers given since it was planned.

    Attributes:
        reached: practices that are answered at the level aimed at, or above.
        moved: practices that stand above where they began, the reached ones among them.
        aimed: all practices that it is to raise.
    """

    reached: int
    moved: int
    aimed: int


def action_problem(plan: ScoringPlan, action: Action) -> str | None:
    """May this action stand in a plan of an assessment of these types? A sentence, or ``None``."""
    if action.recommendation_id not in {recommendation.id for recommendation in plan.recommendations}:
        return _("{id} is not asked of this assessment. Choose another recommendation.").format(
            id=action.recommendation_id
        )
    for aim in action.aims:
        if aim.practice_id not in plan.column:
            return _("practice {id} is not asked of this assessment. Leave it out.").format(id=aim.practice_id)
    return own_action_problem(plan.instrument, action)


def expected_sheet(instrument: Instrument, sheet: AnswerSheet, actions: Iterable[Action]) -> AnswerSheet:
    """The sheet as it is when all actions but the dropped ones have reached what they aim at.

    No answer is lowered, and what does not apply stays so.
    """
    answers = dict(sheet.answers)
    for action in actions:
        for aim in action.aims if action.status is not ActionStatus.DROPPED else ():
            if aim.practice_id not in instrument.practices:
                continue
            scale = instrument.scale_of(instrument.practices[aim.practice_id])
            answer = answers.get(aim.practice_id, Answer(practice_id=aim.practice_id))
            if answer.answer != NA and _height(scale, answer.answer) < _height(scale, aim.level):
                answers[aim.practice_id] = answer.model_copy(update={"answer": aim.level})
    return sheet.model_copy(update={"answers": answers})


def expected_result(instrument: Instrument, sheet: AnswerSheet, actions: Iterable[Action]) -> Result:
    """What the assessment is worth then: low, score and high by the kernel, as for every sheet."""
    return result_of(instrument, expected_sheet(instrument, sheet, actions))


def progress(instrument: Instrument, sheet: AnswerSheet, action: Action) -> Progress:
    """How far an action has come, by the answers and not by what its status claims."""
    reached = moved = 0
    for aim in action.aims:
        if aim.practice_id not in instrument.practices:
            continue
        scale = instrument.scale_of(instrument.practices[aim.practice_id])
        answer = sheet.answers.get(aim.practice_id)
        present = _height(scale, answer.answer if answer else BLANK)
        is_there = present >= _height(scale, aim.level)
        reached += is_there
        moved += is_there or present > _height(scale, aim.start)
    return Progress(reached, moved, len(action.aims))


def is_overdue(action: Action, today: date) -> bool:
    """It is open, and its day has passed; on the day itself it is not overdue."""
    return action.due is not None and action.due < today and action.status.is_open


def in_order(actions: Iterable[Action]) -> list[Action]:
    """Open ones first, the earliest due first and those without a day last; then done, then dropped; ties by id."""
    groups = {ActionStatus.DONE: 1, ActionStatus.DROPPED: 2}
    return sorted(
        actions, key=lambda one: (groups.get(one.status, 0), one.due or date.max, one.start or date.max, one.id)
    )


def aims_to_meet(instrument: Instrument, sheet: AnswerSheet, recommendation_id: str) -> tuple[Aim, ...]:
    """The practices to raise so that a recommendation is met with the fewest steps (METHOD 8); none without steps."""
    plan = plan_of(instrument, sheet.assessment.stakeholder_types)
    if recommendation_id not in {recommendation.id for recommendation in plan.recommendations}:
        return ()
    levels = {
        step.practice_id: step.to_code
        for step in steps_towards(instrument, sheet, Goal(recommendation_id=recommendation_id)).steps
    }
    return tuple(
        Aim(practice_id=id, start=sheet.answers[id].answer if id in sheet.answers else BLANK, level=level)
        for id, level in sorted(levels.items())
    )


def suggested(instrument: Instrument, sheet: AnswerSheet, actions: Sequence[Action]) -> list[str]:
    """Ids of the recommendations that the suggested steps meet (METHOD 8) and no action is planned for yet."""
    planned = {action.recommendation_id for action in actions if action.status is not ActionStatus.DROPPED}
    found = dict.fromkeys(step.recommendation_id for step in steps_towards(instrument, sheet, Goal()).steps)
    return [id for id in found if id not in planned]


def _height(scale: Scale, code: str) -> int:
    """Place of a level in its scale, from 0; below all of them for what is no level."""
    return scale.index.get(code, _NO_LEVEL)
