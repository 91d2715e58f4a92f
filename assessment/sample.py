"""A fictitious State of origin to look at: what comes out in the end, before anything has been answered.

The answers stand in ``data/sample.csv``; the dates of the evidence are counted back from today, so that the sample
does not grow old.
"""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files

from assessment.model import Answer, AnswerSheet, Assessment
from assessment.results import plan_of
from assessment.texts import translate as _
from assessment.validation import answer_problem
from questions.model import Instrument

STAKEHOLDER_TYPE = "origin"
_INSTRUMENT = "micic-io-2016"
_ANSWERS = files("assessment") / "data" / "sample.csv"


def has_sample(instrument: Instrument) -> bool:
    """Are the answers those of this instrument? Another question bank has no sample."""
    return instrument.id == _INSTRUMENT and STAKEHOLDER_TYPE in instrument.stakeholders


def sample_sheet(instrument: Instrument, today: date) -> AnswerSheet:
    """The answers of the Republic of Samplia, a State of origin that does not exist.

    The same instrument and day give the same sheet. What the instrument does not ask of a State of origin, or does
    not allow as an answer, is left out.
    """
    plan = plan_of(instrument, (STAKEHOLDER_TYPE,))
    rows = csv.DictReader(_ANSWERS.read_text(encoding="utf-8").splitlines())
    answers = [_answer(row, today) for row in rows]
    return AnswerSheet(
        assessment=Assessment(
            id="sample",
            organisation=_("Republic of Samplia (fictitious)"),
            stakeholder_types=(STAKEHOLDER_TYPE,),
            assessed_on=today,
            is_sample=True,
        ),
        answers={answer.practice_id: answer for answer in answers if answer_problem(plan, answer) is None},
    )


def _answer(row: dict[str, str], today: date) -> Answer:
    age = row["evidence_age_in_months"]
    return Answer(
        practice_id=row["practice_id"],
        answer=row["answer"],
        na_reason=row["na_reason"],
        evidence=row["evidence"],
        evidence_date=_months_before(today, int(age)) if age else "",
    )


def _months_before(day: date, months: int) -> str:
    """The month that lies so many months back, as ISO text: ``2024-11``."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return f"{year:04d}-{month + 1:02d}"
