"""Results as JSON for other software: all figures as computed, undefined ones ``null``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assessment.model import AnswerSheet
from assessment.results import Scored
from questions.model import Instrument
from scoring.result import RecommendationResult, Result, Score

GROUP_KINDS = ("topic", "working_group", "phase", "guideline")


def result_json(instrument: Instrument, sheet: AnswerSheet, result: Result) -> bytes:
    """The result of one assessment as one JSON object, UTF-8."""
    return dumped(result_object(instrument, sheet, result), indent=2) + b"\n"


def results_json(instrument: Instrument, scored: Iterable[Scored]) -> Iterator[bytes]:
    """A JSON array of results, piece by piece."""
    before = b"[\n"
    for sheet, result in scored:
        yield before + dumped(result_object(instrument, sheet, result), indent=2)
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def results_jsonl(instrument: Instrument, scored: Iterable[Scored]) -> Iterator[bytes]:
    """One JSON object a line, piece by piece."""
    for sheet, result in scored:
        yield dumped(result_object(instrument, sheet, result)) + b"\n"


def result_object(instrument: Instrument, sheet: AnswerSheet, result: Result) -> dict[str, Any]:
    """The result as plain values: recommendations by id, groups with something asked."""
    return {
        **identity_object(instrument, sheet),
        "overall": score_object(result.overall),
        "counts": {status.value: count for status, count in result.counts.items()},
        "groups": {kind: _scores(result.groups.get(kind, {})) for kind in GROUP_KINDS},
        "recommendations": [_recommendation(row) for row in result.recommendations],
        "warnings": [
            {"code": warning.code, "practices": list(warning.practices), "message": warning.message}
            for warning in result.warnings
        ],
    }


def identity_object(instrument: Instrument, sheet: AnswerSheet) -> dict[str, Any]:
    """What is assessed, and with which instrument: the first two keys of every object here."""
    assessment = sheet.assessment
    return {
        "assessment": {
            "assessment_id": assessment.id,
            "organisation": assessment.organisation,
            "country": assessment.country,
            "stakeholder_types": list(assessment.stakeholder_types),
            "subject": assessment.subject,
            "assessed_on": assessment.assessed_on.isoformat() if assessment.assessed_on else None,
        },
        "instrument": {"id": instrument.id, "version": assessment.instrument_version or instrument.version},
    }


def score_object(score: Score) -> dict[str, float | None]:
    """The four figures of a score as plain values."""
    return {"score": score.score, "low": score.low, "high": score.high, "coverage": score.coverage}


def _scores(scores: Mapping[str, Score]) -> dict[str, dict[str, float | None]]:
    return {id: score_object(score) for id, score in scores.items()}


def _recommendation(row: RecommendationResult) -> dict[str, Any]:
    return {
        "id": row.id,
        "status": row.status.value,
        "role": row.role,
        "weight": row.weight,
        **score_object(row),
        "target": row.target,
        "gap": row.gap,
        "gap_low": row.gap_low,
        "gap_high": row.gap_high,
        "priority": row.priority,
        "rank": row.rank,
        "safeguard_alert": row.safeguard_alert,
        "unmet_practices": list(row.unmet_practices),
        "open_practices": list(row.open_practices),
    }


def dumped(value: Any, indent: int | None = None) -> bytes:
    """A value as JSON, UTF-8; a number that JSON does not have is an error."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent).encode()
