"""The gap report: one row a recommendation, the greatest gap first, as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from assessment.exchange.spreadsheet_text import csv_chunks, decimal_text, guarded
from assessment.model import AnswerSheet
from assessment.results import plan_of
from questions.model import Instrument, recommendation_of
from scoring.plan import ScoringPlan
from scoring.result import RecommendationResult, Result

Scored = tuple[AnswerSheet, Result]

# Columns in order, each with its HXL hashtag.
GAP_COLUMNS: Mapping[str, str] = {
    "assessment_id": "#meta+id",
    "organisation": "#org+name",
    "country": "#country+code+v_iso3",
    "stakeholder_types": "#org+type",
    "subject": "#meta+subject",
    "instrument_version": "#meta+version",
    "assessed_on": "#date+assessment",
    "rank": "#severity+rank",
    "recommendation_id": "#indicator+code",
    "recommendation": "#indicator+name",
    "topic": "#sector+code",
    "working_group": "#subsector+code",
    "role": "#org+role",
    "status": "#status",
    "safeguard_alert": "#status+alert",
    "score": "#indicator+value+pct",
    "score_low": "#indicator+value+min+pct",
    "score_high": "#indicator+value+max+pct",
    "coverage": "#indicator+coverage",
    "target": "#indicator+target+pct",
    "gap": "#indicator+gap+pct",
    "gap_low": "#indicator+gap+min+pct",
    "gap_high": "#indicator+gap+max+pct",
    "priority": "#severity+priority",
    "practices_asked": "#meta+asked+num",
    "practices_answered": "#meta+answered+num",
    "unmet_practices": "#meta+unmet",
    "open_practices": "#meta+open",
    "phases": "#crisis+phase",
    "micic_guidelines": "#meta+guidelines",
    "source": "#meta+source",
}


def gap_report(instrument: Instrument, scored: Iterable[Scored], hxl: bool = False) -> bytes:
    """The whole report: assessments in the order given, recommendations in the order of METHOD 7.

    Args:
        instrument: in the language of the titles.
        hxl: add a second row of HXL hashtags.
    """
    return b"".join(gap_report_chunks(instrument, scored, hxl))


def gap_report_chunks(instrument: Instrument, scored: Iterable[Scored], hxl: bool = False) -> Iterator[bytes]:
    """The report of :func:`gap_report` piece by piece, for many assessments."""
    return csv_chunks(_rows(instrument, scored, hxl))


def _rows(instrument: Instrument, scored: Iterable[Scored], hxl: bool) -> Iterator[tuple[str, ...]]:
    yield tuple(GAP_COLUMNS)
    if hxl:
        yield tuple(GAP_COLUMNS.values())
    places: dict[tuple[str, ...], dict[str, _Place]] = {}
    for sheet, result in scored:
        types = sheet.assessment.stakeholder_types
        if types not in places:
            plan = plan_of(instrument, types)
            places[types] = {r.id: _Place(plan, r.id) for r in plan.recommendations}
        identity = _identity(instrument, sheet)
        for row in result.in_gap_order:
            place = places[types][row.id]
            yield (*identity, *_judged(row, place), *_figures(row), *_practices(row), *place.last)


class _Place:
    """Where a recommendation stands: what is the same in every assessment of these types."""

    def __init__(self, plan: ScoringPlan, recommendation_id: str) -> None:
        instrument = plan.instrument
        recommendation = instrument.recommendations[recommendation_id]
        asked = [practice for practice in plan.practices if recommendation_of(practice.id) == recommendation_id]
        phases = {phase for practice in asked for phase in practice.phases}
        guidelines = {guideline for practice in asked for guideline in practice.guidelines}
        topic, group, _number = recommendation_id.removeprefix("R").split(".")
        self.title = guarded(recommendation.title)
        self.topic = topic
        self.working_group = f"{topic}.{group}"
        self.last = (
            " ".join(phase.id for phase in instrument.phases if phase.id in phases),
            " ".join(str(guideline) for guideline in sorted(guidelines)),
            guarded(recommendation.source),
        )


def _identity(instrument: Instrument, sheet: AnswerSheet) -> tuple[str, ...]:
    assessment = sheet.assessment
    return (
        guarded(assessment.id),
        guarded(assessment.organisation),
        assessment.country,
        " ".join(assessment.stakeholder_types),
        guarded(assessment.subject),
        guarded(assessment.instrument_version or instrument.version),
        assessment.assessed_on.isoformat() if assessment.assessed_on else "",
    )


def _judged(row: RecommendationResult, place: _Place) -> tuple[str, ...]:
    return (
        str(row.rank or ""),
        row.id,
        place.title,
        place.topic,
        place.working_group,
        row.role,
        row.status.value,
        "yes" if row.safeguard_alert else "",
    )


def _figures(row: RecommendationResult) -> tuple[str, ...]:
    figures = (row.score, row.low, row.high, row.coverage, row.target, row.gap, row.gap_low, row.gap_high, row.priority)
    return tuple(decimal_text(figure) for figure in figures)


def _practices(row: RecommendationResult) -> tuple[str, ...]:
    return (
        str(row.practices_asked),
        str(row.practices_answered),
        " ".join(row.unmet_practices),
        " ".join(row.open_practices),
    )
