"""When two answer sheets say the same, so that keeping the second would add nothing."""

from __future__ import annotations

from collections.abc import Hashable

from assessment.model import Answer, AnswerSheet, Assessment
from assessment.results import plan_of, targets_of
from questions.model import Instrument


def details_of(instrument: Instrument, assessment: Assessment) -> Hashable:
    """Whose readiness, of what, when and against which targets; never the id, nor when it was started.

    A target for everything and the same target for each recommendation are the same.
    """
    targets = targets_of(assessment, plan_of(instrument, assessment.stakeholder_types))
    return (
        assessment.organisation.strip(),
        assessment.country,
        assessment.subject.strip(),
        assessment.stakeholder_types,
        assessment.assessed_on,
        tuple(targets.values()),
    )


def content(instrument: Instrument, sheet: AnswerSheet) -> Hashable:
    """The details together with every answer to what is asked; empty answers are the same as none."""
    asked = plan_of(instrument, sheet.assessment.stakeholder_types).column
    answers = (_written(answer) for id, answer in sheet.answers.items() if id in asked)
    return details_of(instrument, sheet.assessment), frozenset(filter(None, answers))


def _written(answer: Answer) -> tuple[str, ...]:
    """The answer as plain texts, which compare fast; nothing when it is empty."""
    practice_id, *texts = vars(answer).values()
    return (practice_id, *texts) if any(texts) else ()
