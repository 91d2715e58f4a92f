"""The plan of action as a report tells it: one row an action, what all of them bring, what is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessment.action_plan import expected_result, in_order, progress
from assessment.action_words import (
    aim_text,
    due_text,
    effort_title,
    expected_sentence,
    partner_title,
    plan_sentence,
    progress_text,
    status_sign,
)
from assessment.model import Action, AnswerSheet
from assessment.texts import translate as _
from questions.model import Instrument
from scoring.result import Result


@dataclass(frozen=True)
class ActionPart:
    """One action.

    Attributes:
        about: the recommendation, practices with their levels, partner, effort and progress; in full also the note.
        owner: empty in a version to share.
    """

    text: str
    about: tuple[str, ...]
    owner: str
    status: str
    due: str


def plan_sentences(instrument: Instrument, sheet: AnswerSheet, result: Result, today: date) -> tuple[str, ...]:
    """How the plan stands and what it brings; nothing without a plan."""
    if not sheet.actions:
        return ()
    then = expected_result(instrument, sheet, sheet.actions)
    return plan_sentence(sheet.actions, today), expected_sentence(result, then)


def action_parts(
    instrument: Instrument, sheet: AnswerSheet, today: date, *, is_shareable: bool
) -> tuple[ActionPart, ...]:
    """Every action, in the order of the plan."""
    return tuple(
        ActionPart(
            text=action.text,
            about=tuple(_about(instrument, sheet, action, is_shareable=is_shareable)),
            owner="" if is_shareable else action.owner,
            status=status_sign(action.status),
            due=due_text(action, today),
        )
        for action in in_order(sheet.actions)
    )


def _about(instrument: Instrument, sheet: AnswerSheet, action: Action, *, is_shareable: bool) -> Sequence[str]:
    recommendation = instrument.recommendations.get(action.recommendation_id)
    partner, effort = partner_title(instrument, action.partner), effort_title(action.effort)
    lines = [
        f"{action.recommendation_id} {recommendation.title if recommendation else ''}".rstrip(),
        *(aim_text(instrument, aim) for aim in action.aims),
        _("Partner: {type}").format(type=partner) if partner else "",
        _("Effort: {effort}").format(effort=effort) if effort else "",
        progress_text(progress(instrument, sheet, action), action.status),
        "" if is_shareable else action.note,
    ]
    return [line for line in lines if line]
