"""The plan of action in words, for screens, files and reports alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from assessment.action_plan import Progress, is_overdue
from assessment.model import BLANK, DONT_KNOW, NA, Action, ActionStatus, Aim, Effort
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.words import range_text
from questions.model import Instrument
from scoring.result import Result, Status


def status_title(status: ActionStatus) -> str:
    """How far an action is, in a word."""
    return {
        ActionStatus.NOT_STARTED: _("Not started"),
        ActionStatus.UNDER_WAY: _("Under way"),
        ActionStatus.DONE: _("Done"),
        ActionStatus.DROPPED: _("Dropped"),
    }[status]


def status_sign(status: ActionStatus) -> str:
    """The same as shape and word."""
    shapes = {
        ActionStatus.NOT_STARTED: "○",
        ActionStatus.UNDER_WAY: "◐",
        ActionStatus.DONE: "●",
        ActionStatus.DROPPED: "–",
    }
    return f"{shapes[status]} {status_title(status)}"


def effort_title(effort: Effort | None) -> str:
    """How much work, in a word; empty when nobody said."""
    titles = {Effort.SMALL: _("Small"), Effort.MEDIUM: _("Medium"), Effort.LARGE: _("Large")}
    return titles[effort] if effort else ""


def partner_title(instrument: Instrument, code: str) -> str:
    """What a stakeholder type is called, with its subtype; empty for none."""
    for kind in instrument.stakeholder_types:
        if kind.id == code:
            return kind.title
        for subtype in kind.subtypes:
            if f"{kind.id}:{subtype.id}" == code:
                return f"{kind.title}: {subtype.title}"
    return code


def due_text(action: Action, today: date) -> str:
    """When an action is due, and for an open one how far off that is."""
    if action.due is None:
        return _("No due date")
    day = action.due.isoformat()
    if not action.status.is_open:
        return _("Was due on {day}").format(day=day)
    days = (action.due - today).days
    if is_overdue(action, today):
        return translate_count(
            "Overdue by {number} day, since {day}", "Overdue by {number} days, since {day}", -days
        ).format(number=-days, day=day)
    if days == 0:
        return _("Due today, {day}").format(day=day)
    return translate_count("Due in {number} day, {day}", "Due in {number} days, {day}", days).format(
        number=days, day=day
    )


def aim_text(instrument: Instrument, aim: Aim) -> str:
    """``R1.1.1a: Planned → In place``, with the titles of the levels."""
    special = {NA: _("Not applicable"), DONT_KNOW: _("Don't know"), BLANK: _("Not answered")}
    practice = instrument.practices.get(aim.practice_id)
    titles = {level.code: level.title for level in instrument.scale_of(practice).levels} if practice else {}
    start, level = (special.get(code) or titles.get(code, code) for code in (aim.start, aim.level))
    return f"{aim.practice_id}: {start} → {level}"


def progress_text(found: Progress, status: ActionStatus) -> str:
    """What the answers given since then say of an action."""
    if not found.aimed:
        return _("It names no practice, so it moves no score.")
    if found.reached == found.aimed:
        return _("All its practices are answered at the level aimed at.")
    text = translate_count(
        "{reached} of {number} practice is answered at the level aimed at",
        "{reached} of {number} practices are answered at the level aimed at",
        found.aimed,
    ).format(reached=found.reached, number=found.aimed)
    if status is ActionStatus.DONE:
        return _("{text}; answer the others again, so that the score follows.").format(text=text)
    if rest := found.moved - found.reached:
        return translate_count("{text}; {number} more has moved.", "{text}; {number} more have moved.", rest).format(
            text=text, number=rest
        )
    return f"{text}."


def plan_sentence(actions: Collection[Action], today: date) -> str:
    """The whole plan in a sentence: how many actions, how many done, how many overdue."""
    counted = [action for action in actions if action.status is not ActionStatus.DROPPED]
    done = sum(action.status is ActionStatus.DONE for action in counted)
    late = sum(is_overdue(action, today) for action in counted)
    sentence = translate_count("{number} action, {done} done", "{number} actions, {done} done", len(counted)).format(
        number=len(counted), done=done
    )
    overdue = translate_count("{number} overdue", "{number} overdue", late).format(number=late)
    return f"{sentence}, {overdue}." if late else _("{sentence}, none overdue.").format(sentence=sentence)


def expected_sentence(now: Result, then: Result) -> str:
    """What the plan brings when all of it is done."""
    return _(
        "When all of it is done, the overall score goes from {before} to {after}, and {met} recommendations are met "
        "instead of {met_before}."
    ).format(
        before=range_text(now.overall),
        after=range_text(then.overall),
        met=then.counts[Status.MET],
        met_before=now.counts[Status.MET],
    )


def timeline_sentence(actions: Sequence[Action], today: date) -> str:
    """What a timeline shows: how many actions have dates, and what is overdue or comes next."""
    dated = [action for action in actions if action.start or action.due]
    late = [action for action in dated if is_overdue(action, today)]
    if late:
        return translate_count("{number} action is overdue", "{number} actions are overdue", len(late)).format(
            number=len(late)
        )
    coming = [action.due for action in dated if action.due and action.status.is_open]
    if coming:
        return _("Nothing is overdue; the next action is due on {day}").format(day=min(coming).isoformat())
    return _("Nothing is overdue, and nothing open has a due date")
