"""Which answers an instrument allows: the same rules for screens, files and the store.

Each function returns a sentence that says what was found and what to do, or ``None`` when nothing is wrong.
"""

from __future__ import annotations

from assessment.model import BLANK, DONT_KNOW, NA, Answer
from assessment.texts import translate as _
from questions.model import Instrument, Practice
from scoring.plan import ScoringPlan


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


def answer_problem(plan: ScoringPlan, answer: Answer) -> str | None:
    """May this answer be kept for an assessment with this plan?"""
    practice = plan.instrument.practices.get(answer.practice_id)
    if practice is None:
        return _("there is no practice '{id}' in this instrument. Check the id.").format(id=_shown(answer.practice_id))
    if problem := code_problem(plan.instrument, practice, answer.answer):
        return problem
    if practice.id not in plan.column and answer.is_answered:
        return _("practice {id} is not asked of {types}. Leave its answer empty.").format(
            id=practice.id, types=type_titles(plan.instrument, plan.stakeholder_types)
        )
    if answer.answer == NA:
        return na_problem(practice, answer.na_reason)
    return None


def type_titles(instrument: Instrument, codes: tuple[str, ...]) -> str:
    """Titles of stakeholder types for a sentence: ``State of origin, Host State``."""
    titles = {kind.id: kind.title for kind in instrument.stakeholder_types}
    return ", ".join(dict.fromkeys(titles[code.partition(":")[0]] for code in codes))


def _shown(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
