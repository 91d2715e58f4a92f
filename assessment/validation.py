"""Which answers an instrument allows: the same rules for screens, files and the store.

Each function returns a sentence that says what was found and what to do, or ``None`` when nothing is wrong.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from datetime import date

from assessment.model import BLANK, DONT_KNOW, NA, Action, Answer, AssessmentHistory
from assessment.texts import translate as _
from questions.model import Instrument, Practice
from scoring.plan import ScoringPlan

_COUNTRY = re.compile(r"[A-Z]{3}|")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DECIMAL = re.compile(r"\d+\.?\d*|\.\d+", re.ASCII)


def code_problem(instrument: Instrument, practice: Practice, code: str) -> str | None:
    """Is ``code`` one of the levels, ``na``, ``dk`` or empty?"""
    codes = instrument.scale_of(practice).index
    if code in codes or code in (NA, DONT_KNOW, BLANK):
        return None
    return _("answer '{code}' is not one of {codes}, na, dk or empty. Use one of these.").format(
        code=_shown(code), codes=", ".join(codes)
    )


def na_problem(practice: Practice, reason: str) -> str | None:
    """Does the practice allow ``na`` for that reason?"""
    allowed = [entry.id for entry in practice.na_reasons]
    if not allowed:
        return _("practice {id} does not allow na. Answer with a level, or dk.").format(id=practice.id)
    if reason in allowed:
        return None
    if not reason:
        message = _("na needs a reason in na_reason for practice {id}. Use one of: {reasons}.")
    else:
        message = _("na_reason '{reason}' is not allowed for practice {id}. Use one of: {reasons}.")
    return message.format(reason=_shown(reason), id=practice.id, reasons=", ".join(allowed))


def practice_problem(instrument: Instrument, practice_id: str) -> str | None:
    """Does the instrument have this practice?"""
    if practice_id in instrument.practices:
        return None
    return _("there is no practice '{id}' in this instrument. Check the id.").format(id=_shown(practice_id))


def asked_problem(plan: ScoringPlan, practice_id: str) -> str | None:
    """Is the practice asked of the types of this plan?"""
    if practice_id in plan.column:
        return None
    return _("practice {id} is not asked of {types}. Leave its answer empty.").format(
        id=practice_id, types=type_titles(plan.instrument, plan.stakeholder_types)
    )


def answer_problem(plan: ScoringPlan, answer: Answer) -> str | None:
    """May this answer be kept for an assessment with this plan?"""
    problem = own_problem(plan.instrument, answer)
    return problem or (asked_problem(plan, answer.practice_id) if answer.is_answered else None)


def own_problem(instrument: Instrument, answer: Answer) -> str | None:
    """Does the instrument know this answer, whoever is asked?"""
    if problem := practice_problem(instrument, answer.practice_id):
        return problem
    practice = instrument.practices[answer.practice_id]
    if problem := code_problem(instrument, practice, answer.answer):
        return problem
    return na_problem(practice, answer.na_reason) if answer.answer == NA else None


def history_problems(instrument: Instrument, history: AssessmentHistory) -> Iterator[str]:
    """What keeps a history from being one of an assessment with this instrument.

    Answers to practices that are not asked are none of it: the stakeholder types may have been others when they were
    given.
    """
    assessment = history.assessment
    if not assessment.stakeholder_types:
        yield _("there is no stakeholder type. An assessment needs at least one.")
    if problem := types_problem(instrument, assessment.stakeholder_types):
        yield problem
    for id in assessment.targets.keys() - instrument.recommendations.keys():
        yield _("there is a target for '{id}', which is no recommendation of this instrument. Check the id.").format(
            id=_shown(id)
        )
    for practice_id, revisions in history.by_practice.items():
        if [revision.revision for revision in revisions] != list(range(1, len(revisions) + 1)):
            message = _("practice {id}: its revisions are not numbered 1, 2, 3 and so on. The history is not whole.")
            yield message.format(id=_shown(practice_id))
        if len({revision.operation_id for revision in revisions}) < len(revisions):
            yield _("practice {id}: two revisions are of the same save. The history is not whole.").format(
                id=_shown(practice_id)
            )
        for revision in revisions:
            if problem := own_problem(instrument, revision.answer):
                yield _("revision {number} of {id}: {problem}").format(
                    number=revision.revision, id=_shown(practice_id), problem=problem
                )
    yield from plan_problems(instrument, history)


def plan_problems(instrument: Instrument, history: AssessmentHistory) -> Iterator[str]:
    """What keeps the plan of action of a history from being one with this instrument."""
    if len({kept.action.id for kept in history.actions}) < len(history.actions):
        yield _("two actions have the same id. The plan of action is not whole.")
    for kept in history.actions:
        if problem := own_action_problem(instrument, kept.action):
            yield _("action {id}: {problem}").format(id=_shown(kept.action.id), problem=problem)


def own_action_problem(instrument: Instrument, action: Action) -> str | None:
    """Does the instrument know what this action speaks of, whoever is asked? A sentence, or ``None``."""
    if not action.text.strip():
        return _("Say what is to be done.")
    recommendation = instrument.recommendations.get(action.recommendation_id)
    if recommendation is None:
        return _("There is no recommendation {id} in this instrument.").format(id=action.recommendation_id)
    if action.partner and action.partner not in instrument.stakeholders:
        return _("'{code}' is not a stakeholder type. Choose from the list.").format(code=action.partner)
    if action.start and action.due and action.due < action.start:
        return _("The action is due before it starts. Correct one of the dates.")
    return _aims_problem(instrument, {practice.id for practice in recommendation.practices}, action)


def _aims_problem(instrument: Instrument, own: set[str], action: Action) -> str | None:
    if len({aim.practice_id for aim in action.aims}) < len(action.aims):
        return _("A practice stands twice in the action. Name it once.")
    for aim in action.aims:
        if aim.practice_id not in own:
            return _("Practice {id} is not part of {recommendation}. Leave it out.").format(
                id=aim.practice_id, recommendation=action.recommendation_id
            )
        scale = instrument.scale_of(instrument.practices[aim.practice_id])
        if aim.level not in scale.index:
            return _("'{code}' is no level of practice {id}. Choose from the list.").format(
                code=aim.level, id=aim.practice_id
            )
    return None


def types_problem(instrument: Instrument, codes: Iterable[str]) -> str | None:
    """Are all codes stakeholder types, or subtypes, of the instrument?"""
    unknown = [code for code in codes if code not in instrument.stakeholders]
    if not unknown:
        return None
    return _("'{code}' is not a stakeholder type. Use one of: {types}.").format(
        code=_shown(unknown[0]), types=", ".join(instrument.stakeholders)
    )


def country_problem(code: str) -> str | None:
    """Is it an ISO 3166 alpha-3 code by its form, or empty?"""
    if _COUNTRY.fullmatch(code):
        return None
    return _("country '{code}' is not three capital letters (ISO 3166 alpha-3, such as NAM). Correct it.").format(
        code=_shown(code)
    )


def date_problem(text: str) -> str | None:
    """Is it an ISO date?"""
    if _ISO_DATE.fullmatch(text):
        try:
            date.fromisoformat(text)
        except ValueError:
            pass
        else:
            return None
    return _("date '{text}' is not a date in the form 2024-05-31. Write year, month and day.").format(text=_shown(text))


def is_target(number: float) -> bool:
    """Above 0 and at most 100?"""
    return math.isfinite(number) and 0 < number <= 100


def target_problem(text: str) -> str | None:
    """Is it a decimal number above 0 and at most 100, with a point?"""
    if _DECIMAL.fullmatch(text) and is_target(float(text)):
        return None
    return _("target '{text}' is not a number above 0 and at most 100. Write it like 75 or 62.5.").format(
        text=_shown(text)
    )


def length_problem(name: str, text: str, limit: int) -> str | None:
    """Does a text keep to its limit, in characters?"""
    if len(text) <= limit:
        return None
    return _("{name} has {length} characters, {limit} are allowed. Shorten it.").format(
        name=name, length=len(text), limit=limit
    )


def type_titles(instrument: Instrument, codes: tuple[str, ...]) -> str:
    """Titles of stakeholder types for a sentence: ``State of origin, Host State``."""
    titles = {kind.id: kind.title for kind in instrument.stakeholder_types}
    return ", ".join(dict.fromkeys(titles[code.partition(":")[0]] for code in codes))


def _shown(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
