"""Answers about the organisation as a whole, given once and used by each of its plans (METHOD 9, scope)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from assessment.model import ORGANISATION_SUBJECT, Answer, AnswerSheet, Assessment
from assessment.results import plan_of
from questions.model import Instrument


@dataclass(frozen=True)
class SharedSheet:
    """A sheet with the organisation's answers filled in.

    Attributes:
        sources: for each practice that was filled in, the id of the assessment that its answer came from.
    """

    sheet: AnswerSheet
    sources: Mapping[str, str]


def with_organisation_answers(instrument: Instrument, sheet: AnswerSheet, others: Sequence[AnswerSheet]) -> SharedSheet:
    """Fill a plan's sheet from the organisation's newest answers, where the plan gives none of its own.

    Only practices of scope ``organisation`` are filled, and only from assessments whose subject is the organisation,
    that carry the same organisation's name and instrument version, and in which the practice has the same role: a
    lead and a supporter answer different statements. "Don't know" is an answer, of the plan as of the organisation.
    Words that the plan wrote itself stay. The sheet of an organisation stays as it is.

    Args:
        instrument: the one that all were answered with.
        sheet: of a plan.
        others: where to look, in any order; may hold the sheet itself.
    """
    assessment = sheet.assessment
    if not is_plan(assessment):
        return SharedSheet(sheet, {})
    newest_first = sorted(
        (other for other in others if _is_source(other.assessment, assessment)), key=_age, reverse=True
    )
    plan = plan_of(instrument, assessment.stakeholder_types)
    answers, sources = dict(sheet.answers), {}
    for practice, role in zip(plan.practices, plan.roles, strict=True):
        own = answers.get(practice.id) or Answer(practice_id=practice.id)
        if practice.scope != "organisation" or own.is_answered:
            continue
        for other in newest_first:
            given = other.answers.get(practice.id)
            if given and given.is_answered and practice.strongest_role(other.assessment.stakeholder_types) == role:
                answers[practice.id] = _filled(own, given)
                sources[practice.id] = other.assessment.id
                break
    return SharedSheet(sheet.model_copy(update={"answers": answers}) if sources else sheet, sources)


def is_plan(assessment: Assessment) -> bool:
    """Is one plan assessed, and not the organisation as a whole?"""
    return assessment.subject.strip() != ORGANISATION_SUBJECT


def answered_with(assessment: Assessment) -> str:
    """Id and version of the instrument that an assessment belongs to, in one text; empty when it names none."""
    return f"{assessment.instrument_id} {assessment.instrument_version}".strip()


def _is_source(other: Assessment, plan: Assessment) -> bool:
    return (
        not is_plan(other)
        and other.organisation.strip() == plan.organisation.strip()
        and answered_with(other) == answered_with(plan)
    )


def _age(sheet: AnswerSheet) -> tuple[date, datetime, str]:
    """From the oldest to the newest; one without a date counts as oldest, the id decides last."""
    made = sheet.assessment.created_at or datetime.min
    made = made.replace(tzinfo=UTC) if made.tzinfo is None else made
    return sheet.assessment.assessed_on or date.min, made, sheet.assessment.id


def _filled(own: Answer, given: Answer) -> Answer:
    if own.is_empty:
        return given
    return own.model_copy(update={"answer": given.answer, "na_reason": given.na_reason})
