"""A fictitious organisation with any number of contingency plans, the same ones each time."""

from __future__ import annotations

import random
from datetime import date

from assessment.model import Answer, AnswerSheet, Assessment
from assessment.results import plan_of
from questions.model import Instrument

ORGANISATION = "Agency for Samplia (fictitious)"
TYPES = ("io",)
_PLACES = ("Coast", "Delta", "Hills", "Northern provinces", "Capital", "Islands", "Eastern border", "Lake region")
_EMPTY, _WELL_PREPARED = 0.08, 0.35


def whole_sheet(instrument: Instrument) -> AnswerSheet:
    """What the organisation answered about itself: every practice of its scope in place, but one safeguard."""
    answers = {
        practice.id: Answer(practice_id=practice.id, answer="2" if practice.id == "R1.1.7b" else "3")
        for practice in plan_of(instrument, TYPES).practices
        if practice.scope == "organisation"
    }
    return AnswerSheet(assessment=_assessment("whole", "organisation"), answers=answers)


def plan_sheets(instrument: Instrument, number: int = 30) -> list[AnswerSheet]:
    """Plans that get better one by one, with chance, holes and practices that do not apply in between.

    The last one has not been answered at all.
    """
    chance = random.Random(0)
    practices = [practice for practice in plan_of(instrument, TYPES).practices if practice.scope == "plan"]
    sheets = []
    for position in range(number):
        skill = _WELL_PREPARED + position / max(1, number)
        answers = {}
        for practice in practices:
            draw = chance.random()
            if draw < _EMPTY:
                continue
            if draw < 2 * _EMPTY and practice.na_reasons:
                answer = Answer(practice_id=practice.id, answer="na", na_reason=practice.na_reasons[0].id)
            else:
                level = min(4, max(0, round(chance.gauss(4 * skill - 0.6, 1.1))))
                answer = Answer(practice_id=practice.id, answer=str(level))
            answers[practice.id] = answer
        place, round_ = _PLACES[position % len(_PLACES)], position // len(_PLACES) + 1
        name = f"Contingency plan {place} {round_}"
        is_last = position == number - 1
        sheets.append(
            AnswerSheet(assessment=_assessment(f"plan-{position:03d}", name), answers={} if is_last else answers)
        )
    return sheets


def _assessment(id: str, subject: str) -> Assessment:
    return Assessment(
        id=id,
        organisation=ORGANISATION,
        stakeholder_types=TYPES,
        subject=subject,
        instrument_id="micic-io-2016",
        instrument_version="1",
        assessed_on=date(2026, 5, 20),
    )
