"""The comparison of plans as files: CSV of the recommendations, JSON of everything (METHOD 9)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from assessment.comparison import ComparedPlans
from assessment.exchange.spreadsheet_text import csv_chunks, decimal_text, guarded
from questions.model import Instrument
from scoring.portfolio import PlanStanding, Spread

PORTFOLIO_COLUMNS = (
    "recommendation_id",
    "recommendation",
    "topic",
    "plans",
    "share_met",
    "share_unmet",
    "lowest",
    "quartile_1",
    "median",
    "quartile_3",
    "highest",
    "lowest_plan",
    "highest_plan",
)
RANKING_COLUMNS = (
    "assessment_id",
    "subject",
    "rank",
    "score",
    "score_low",
    "score_high",
    "coverage",
    "score_from",
    "score_to",
    "rank_from",
    "rank_to",
    "tied_with",
    "safeguard_alerts",
    "shared_answers",
)


def portfolio_csv(instrument: Instrument, compared: ComparedPlans) -> Iterator[bytes]:
    """One row a recommendation, piece by piece; common gaps first.

    Columns: those of :data:`PORTFOLIO_COLUMNS`. Of several plans with the lowest or highest score the first by id is
    named.

    Args:
        instrument: in the language of the titles.
        compared: what to write.
    """
    return csv_chunks(_rows(instrument, compared))


def portfolio_json(instrument: Instrument, compared: ComparedPlans) -> bytes:
    """Everything as one JSON object, UTF-8: figures as computed, undefined ones ``null``.

    Plans stand in the order of their rank, those without a score after them; recommendations as in the CSV.
    """
    found = compared.portfolio
    subjects = _subjects(compared)
    data = {
        "compared": [sheet.assessment.id for sheet in compared.sheets],
        "not_comparable": [{"id": id, "reason": reason} for id, reason in compared.comparable.reasons.items()],
        "plans": [_plan(standing, subjects[standing.id]) for standing in found.plans],
        "ahead": found.ahead,
        "recommendations": [_recommendation(instrument, spread) for spread in found.common_gaps],
    }
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2).encode() + b"\n"


def ranking_csv(compared: ComparedPlans) -> Iterator[bytes]:
    """One row a plan by rank, those without a score last.

    Columns: those of :data:`RANKING_COLUMNS`. ``score_from`` to ``rank_to`` are the 5 % and 95 % quantiles over the
    varied weights; ``tied_with`` and ``safeguard_alerts`` are ids separated by a space, of assessments and of
    recommendations; ``shared_answers`` says how many answers were taken from the organisation's.
    """
    return csv_chunks(_ranking_rows(compared))


def matrix_csv(compared: ComparedPlans) -> Iterator[bytes]:
    """One row a plan by rank: ``assessment_id``, ``subject``, then status and score of each recommendation.

    The columns of a recommendation are ``R1.1.1`` (the code of the status) and ``R1.1.1_score``.
    """
    return csv_chunks(_matrix_rows(compared))


def _ranking_rows(compared: ComparedPlans) -> Iterator[tuple[str, ...]]:
    yield RANKING_COLUMNS
    subjects = _subjects(compared)
    for plan in compared.portfolio.plans:
        values = (
            plan.id,
            subjects[plan.id],
            plan.rank,
            plan.score,
            plan.low,
            plan.high,
            plan.coverage,
            *(plan.score_interval or (None, None)),
            *(plan.rank_interval or (None, None)),
            " ".join(plan.tied_with),
            " ".join(compared.portfolio.alerts[plan.id]),
            len(compared.sources.get(plan.id, ())),
        )
        yield tuple(_cell(value) for value in values)


def _matrix_rows(compared: ComparedPlans) -> Iterator[tuple[str, ...]]:
    found = compared.portfolio
    ids = [spread.id for spread in found.recommendations]
    yield ("assessment_id", "subject", *(name for id in ids for name in (id, f"{id}_score")))
    subjects = _subjects(compared)
    for plan in found.plans:
        cells = [
            text for id in ids for text in (found.statuses[plan.id][id].value, decimal_text(found.scores[plan.id][id]))
        ]
        yield (guarded(plan.id), guarded(subjects[plan.id]), *cells)


def _subjects(compared: ComparedPlans) -> Mapping[str, str]:
    return {sheet.assessment.id: sheet.assessment.subject for sheet in compared.sheets}


def _rows(instrument: Instrument, compared: ComparedPlans) -> Iterator[tuple[str, ...]]:
    yield PORTFOLIO_COLUMNS
    for spread in compared.portfolio.common_gaps:
        yield tuple(_cell(value) for value in _recommendation(instrument, spread).values())


def _recommendation(instrument: Instrument, spread: Spread) -> Mapping[str, Any]:
    values = (
        spread.id,
        instrument.recommendations[spread.id].title,
        spread.id.removeprefix("R").partition(".")[0],
        spread.plans,
        spread.share_met,
        spread.share_unmet,
        spread.lowest,
        spread.quartile_1,
        spread.median,
        spread.quartile_3,
        spread.highest,
        next(iter(spread.lowest_plans), None),
        next(iter(spread.highest_plans), None),
    )
    return dict(zip(PORTFOLIO_COLUMNS, values, strict=True))


def _cell(value: str | float | None) -> str:
    return guarded(value) if isinstance(value, str) else decimal_text(value)


def _plan(standing: PlanStanding, subject: str) -> Mapping[str, Any]:
    return {
        "id": standing.id,
        "subject": subject,
        "score": standing.score,
        "low": standing.low,
        "high": standing.high,
        "coverage": standing.coverage,
        "rank": standing.rank,
        "score_interval": standing.score_interval,
        "rank_interval": standing.rank_interval,
        "tied_with": standing.tied_with,
    }
