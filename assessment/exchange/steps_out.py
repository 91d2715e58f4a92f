"""Next steps for reading and for other software: text, CSV and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from assessment.exchange.result_json import dumped, identity_object
from assessment.exchange.result_text import heading, printable
from assessment.exchange.spreadsheet_text import csv_chunks, decimal_text, guarded
from assessment.model import AnswerSheet
from assessment.next_steps import (
    LOW_DECIMALS,
    OVERALL_DECIMALS,
    Goal,
    Stepped,
    step_levels,
    step_statement,
    steps_sentence,
)
from assessment.results import plan_of, targets_of
from assessment.texts import translate as _
from assessment.words import number_text, status_word
from questions.model import Instrument
from scoring.plan import ScoringPlan
from scoring.steps import Step, StepList

STEP_COLUMNS = (
    *("assessment_id", "step", "recommendation_id", "recommendation", "practice_id", "practice"),
    *("from_level", "from_title", "was_open", "to_level", "to_title", "low", "status", "overall_low"),
)


def steps_csv(instrument: Instrument, stepped: Iterable[Stepped]) -> Iterator[bytes]:
    """One row a step, piece by piece; ``low``, ``status`` and ``overall_low`` are those after the step."""
    return csv_chunks(_rows(instrument, stepped))


def steps_json(instrument: Instrument, goal: Goal, sheet: AnswerSheet, found: StepList) -> bytes:
    """The steps of one assessment as one JSON object, UTF-8."""
    return dumped(steps_object(instrument, goal, sheet, found), indent=2) + b"\n"


def steps_json_array(instrument: Instrument, goal: Goal, stepped: Iterable[Stepped]) -> Iterator[bytes]:
    """A JSON array of the objects of several assessments, piece by piece."""
    before = b"[\n"
    for sheet, found in stepped:
        yield before + dumped(steps_object(instrument, goal, sheet, found), indent=2)
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def steps_object(instrument: Instrument, goal: Goal, sheet: AnswerSheet, found: StepList) -> dict[str, Any]:
    """The steps as plain values; numbers as computed, undefined ones ``None``."""
    return {
        **identity_object(instrument, sheet),
        "goal": _goal_object(goal),
        "reached": found.reached,
        "limit": found.limit.value if found.limit else None,
        "message": steps_sentence(instrument, sheet, goal, found),
        "low_before": found.before,
        "highest_low": found.highest,
        "uneven_scales": list(found.uneven_scales),
        "newly_met": list(found.newly_met),
        "still_unmet": list(found.still_unmet),
        "steps": [
            {
                "step": number,
                "practice_id": step.practice_id,
                "recommendation_id": step.recommendation_id,
                "from_level": step.from_code,
                "to_level": step.to_code,
                "was_open": step.was_open,
                "low": step.low,
                "status": step.status.value,
                "overall_low": step.overall_low,
            }
            for number, step in enumerate(found.steps, start=1)
        ],
    }


def steps_texts(instrument: Instrument, goal: Goal, stepped: Iterable[Stepped]) -> Iterator[bytes]:
    """The steps of several assessments for a terminal, each headed by its id; UTF-8."""
    between = ""
    for sheet, found in stepped:
        yield (between + "\n".join(_lines(instrument, goal, sheet, found)) + "\n").encode()
        between = "\n\n"


def _goal_object(goal: Goal) -> dict[str, str | float | None]:
    if goal.recommendation_id is not None:
        return {"rule": "recommendation", "recommendation_id": goal.recommendation_id}
    if goal.reach is not None:
        return {"rule": "reach", "low": goal.reach}
    return {"rule": "most_met", "steps": goal.steps}


def _rows(instrument: Instrument, stepped: Iterable[Stepped]) -> Iterator[tuple[str, ...]]:
    yield STEP_COLUMNS
    for sheet, found in stepped:
        plan = plan_of(instrument, sheet.assessment.stakeholder_types)
        for number, step in enumerate(found.steps, start=1):
            lower, higher = step_levels(plan, step)
            yield (
                guarded(sheet.assessment.id),
                str(number),
                step.recommendation_id,
                guarded(instrument.recommendations[step.recommendation_id].title),
                step.practice_id,
                guarded(step_statement(plan, step)),
                lower.code,
                guarded(lower.title),
                "yes" if step.was_open else "",
                higher.code,
                guarded(higher.title),
                decimal_text(step.low),
                step.status.value,
                decimal_text(step.overall_low),
            )


def _lines(instrument: Instrument, goal: Goal, sheet: AnswerSheet, found: StepList) -> Iterator[str]:
    yield f"{printable(sheet.assessment.id)}: {heading(instrument, sheet)}"
    yield steps_sentence(instrument, sheet, goal, found)
    if not found.steps:
        return
    yield _("Low is the score if everything still open were not in place.")
    plan = plan_of(instrument, sheet.assessment.stakeholder_types)
    targets = targets_of(sheet.assessment, plan)
    numbered = enumerate(found.steps, start=1)
    for recommendation_id, of_recommendation in groupby(numbered, key=lambda pair: pair[1].recommendation_id):
        yield from ("", f"{recommendation_id} {instrument.recommendations[recommendation_id].title}")
        for practice_id, of_practice in groupby(of_recommendation, key=lambda pair: pair[1].practice_id):
            steps = list(of_practice)
            yield f"  {practice_id} {step_statement(plan, steps[0][1])}"
            yield from (_line(plan, number, step, targets[recommendation_id]) for number, step in steps)


def _line(plan: ScoringPlan, number: int, step: Step, target: float) -> str:
    lower, higher = step_levels(plan, step)
    start = _("{level} (not answered yet)").format(level=lower.title) if step.was_open else lower.title
    after = _("low {low}, {status}; overall low {overall}").format(
        low=number_text(step.low, against=target, decimals=LOW_DECIMALS),
        status=status_word(step.status).lower(),
        overall=number_text(step.overall_low, decimals=OVERALL_DECIMALS),
    )
    return f"    {number:>3}. {start} → {higher.title}: {after}"
