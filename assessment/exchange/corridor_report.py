"""Who covers what as files: CSV of the practices, JSON of everything (METHOD 11)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessment.exchange.spreadsheet_text import csv_chunks, guarded
from assessment.model import AnswerSheet
from questions.model import Instrument, recommendation_of
from scoring.corridor import PracticeCover, RecommendationCover

CORRIDOR_COLUMNS = (
    "practice_id",
    "recommendation_id",
    "practice",
    "status",
    "best_answer",
    "best_assessment",
    "best_type",
    "leads",
)


def corridor_csv(instrument: Instrument, covers: Sequence[RecommendationCover]) -> Iterator[bytes]:
    """One row a practice that some stakeholder type leads, piece by piece, in the order of their ids.

    Columns: those of :data:`CORRIDOR_COLUMNS`. ``best_answer`` is the highest level that a lead gave, empty without
    one; ``best_type`` are the types in which that assessment leads, ``leads`` the ids of all that lead; both lists are
    separated by a space.

    Args:
        instrument: in the language of the statements.
        covers: what to write.
    """
    return csv_chunks(_rows(instrument, covers))


def corridor_json(
    instrument: Instrument, sheets: Sequence[AnswerSheet], covers: Sequence[RecommendationCover]
) -> bytes:
    """Everything as one JSON object, UTF-8; ``best_type`` and ``leads`` are lists, undefined is ``null``."""
    data = {
        "assessments": [
            {
                "id": sheet.assessment.id,
                "organisation": sheet.assessment.organisation,
                "types": list(sheet.assessment.stakeholder_types),
            }
            for sheet in sheets
        ],
        "recommendations": [
            {
                "id": cover.id,
                "status": cover.status.value,
                "practices": [_practice(instrument, practice) for practice in cover.practices],
            }
            for cover in covers
        ],
    }
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2).encode() + b"\n"


def _rows(instrument: Instrument, covers: Sequence[RecommendationCover]) -> Iterator[tuple[str, ...]]:
    yield CORRIDOR_COLUMNS
    for cover in covers:
        for practice in cover.practices:
            yield tuple(_cell(value) for value in _practice(instrument, practice).values())


def _practice(instrument: Instrument, cover: PracticeCover) -> Mapping[str, Any]:
    best = cover.best
    values = (
        cover.id,
        recommendation_of(cover.id),
        instrument.practices[cover.id].text,
        cover.status.value,
        best.answer if best else None,
        best.actor if best else None,
        best.types if best else None,
        tuple(lead.actor for lead in cover.leads),
    )
    return dict(zip(CORRIDOR_COLUMNS, values, strict=True))


def _cell(value: str | Sequence[str] | None) -> str:
    if value is None:
        return ""
    return guarded(value if isinstance(value, str) else " ".join(value))
