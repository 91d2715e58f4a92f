"""Answers about the organisation as a whole, given once and used by each of its plans (METHOD 9, scope)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from assessment.model import ORGANISATION_SUBJECT, Answer, AnswerSheet, Assessment
from assessment.results import plan_of
from questions.model import Instrument


@dataclass(frozen=True)
class SharedAnswer:
    """What the organisation answered to a practice, and in which of its assessments."""

    answer: Answer
    source: Assessment


def organisation_sources(
    instrument: Instrument, assessment: Assessment, others: Sequence[tuple[Assessment, Collection[str]]]
) -> Mapping[str, Assessment]:
    """Where a plan may take answers from: by practice, the newest assessment of its organisation that answers it.

    Only practices of scope ``organisation`` are taken, and only from assessments that :func:`answers_for` the plan
    and in which the practice has the same role: a lead and a supporter answer different statements. "Don't know" is an
    answer. The organization as a whole takes nothing.

    Args:
        instrument: the one that all were answered with.
        assessment: of a plan; what it answers itself makes no difference here.
        others: where to look, in any order, each with the ids of the practices that it answers.
    """
    if not is_plan(assessment):
        return {}
    newest_first = sorted(
        ((other, set(answered)) for other, answered in others if answers_for(other, assessment)),
        key=lambda pair: age(pair[0]),
        reverse=True,
    )
    if not newest_first:
        return {}
    plan = plan_of(instrument, assessment.stakeholder_types)
    found = {}
    for practice, role in zip(plan.practices, plan.roles, strict=True):
        if practice.scope != "organisation":
            continue
        for other, answered in newest_first:
            if practice.id in answered and practice.strongest_role(other.stakeholder_types) == role:
                found[practice.id] = other
                break
    return found


def organisation_answers(
    instrument: Instrument, assessment: Assessment, others: Sequence[AnswerSheet]
) -> Mapping[str, SharedAnswer]:
    """The answers at the places of :func:`organisation_sources`, by practice, whatever the plan answered itself.

    Args:
        instrument: the one that all were answered with.
        assessment: of a plan.
        others: where to look, in any order; may hold the plan's own sheet.
    """
    sheets = {sheet.assessment.id: sheet for sheet in others}
    sources = organisation_sources(instrument, assessment, [(sheet.assessment, _answered(sheet)) for sheet in others])
    return {id: SharedAnswer(sheets[source.id].answers[id], source) for id, source in sources.items()}


def with_organisation_answers(instrument: Instrument, sheet: AnswerSheet, others: Sequence[AnswerSheet]) -> AnswerSheet:
    """Fill a plan's sheet from the organisation's newest answers, where the plan gives none of its own.

    "Don't know" is an answer of the plan, too. Words that the plan wrote itself stay. What was filled in stands in
    ``sources``; the sheet of an organisation, or one that is filled already, stays as it is.

    Args:
        instrument: the one that all were answered with.
        sheet: of a plan.
        others: where to look, as in :func:`organisation_answers`.
    """
    answers, sources = dict(sheet.answers), dict(sheet.sources)
    for id, shared in organisation_answers(instrument, sheet.assessment, others).items():
        own = answers.get(id) or Answer(practice_id=id)
        if not own.is_answered:
            answers[id] = _filled(own, shared.answer)
            sources[id] = shared.source.id
    return sheet if sources == sheet.sources else sheet.model_copy(update={"answers": answers, "sources": sources})


def is_plan(assessment: Assessment) -> bool:
    """Is one plan assessed, and not the organisation as a whole?"""
    return assessment.subject.strip() != ORGANISATION_SUBJECT


def answered_with(assessment: Assessment) -> str:
    """Id and version of the instrument that an assessment belongs to, in one text; empty when it names none."""
    return f"{assessment.instrument_id} {assessment.instrument_version}".strip()


def answers_for(other: Assessment, plan: Assessment) -> bool:
    """Is it the same organisation as a whole, answered with the same instrument version?"""
    return (
        not is_plan(other)
        and other.organisation.strip() == plan.organisation.strip()
        and answered_with(other) == answered_with(plan)
    )


def age(assessment: Assessment) -> tuple[date, datetime, str]:
    """Sort key from the oldest to the newest; one without a date counts as oldest, the id decides last."""
    made = assessment.created_at or datetime.min
    made = made.replace(tzinfo=UTC) if made.tzinfo is None else made
    return assessment.assessed_on or date.min, made, assessment.id


def _filled(own: Answer, given: Answer) -> Answer:
    if own.is_empty:
        return given
    return own.model_copy(update={"answer": given.answer, "na_reason": given.na_reason})


def _answered(sheet: AnswerSheet) -> set[str]:
    return {id for id, answer in sheet.answers.items() if answer.is_answered}
