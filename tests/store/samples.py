"""Small values to store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from assessment.model import Answer, AnswerRevision, Assessment

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def an_assessment(id: str = "a1", **details: Any) -> Assessment:
    """An assessment with every detail filled in, but for what is said otherwise."""
    filled: dict[str, Any] = {
        "organisation": "Ministry of Labour",
        "country": "PHL",
        "stakeholder_types": ("origin", "io:humanitarian"),
        "subject": "Evacuation plan",
        "instrument_id": "micic",
        "instrument_version": "1.0",
        "assessed_on": date(2026, 2, 28),
        "target": 80.0,
        "targets": {"R1.1.1": 50.0, "R3.1.10": 99.5},
        "lead_first": True,
        "baseline_id": "a0",
        "created_at": NOON,
    }
    return Assessment(id=id, **(filled | details))


def a_revision(
    revision: int = 1,
    *,
    assessment_id: str = "a1",
    practice: str = "R1.1.1a",
    level: str = "2",
    operation: str | None = None,
    **fields: Any,
) -> AnswerRevision:
    """A revision; by default its operation id is its own."""
    return AnswerRevision(
        assessment_id=assessment_id,
        answer=Answer(practice_id=practice, answer=level, **fields),
        revision=revision,
        author="ana",
        at=NOON + timedelta(minutes=revision % 10_000),
        operation_id=operation or f"{assessment_id}-{practice}-{revision}-{level}",
    )
