"""Small values to store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from assessment.model import Action, ActionStatus, Aim, Answer, AnswerRevision, Assessment, Effort, KeptAction

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


def an_action(id: str = "p1", revision: int = 1, *, assessment_id: str = "a1", **fields: Any) -> KeptAction:
    """An action with every field filled in, but for what is said otherwise."""
    filled: dict[str, Any] = {
        "text": "Write the contingency plan",
        "recommendation_id": "R1.1.1",
        "aims": (Aim(practice_id="R1.1.1a", start="1", level="3"), Aim(practice_id="R1.1.1b", level="2")),
        "owner": "Emergency unit",
        "partner": "io",
        "start": date(2026, 3, 1),
        "due": date(2026, 9, 30),
        "status": ActionStatus.UNDER_WAY,
        "effort": Effort.LARGE,
        "note": "Été",
    }
    return KeptAction(
        assessment_id=assessment_id,
        action=Action(id=id, **(filled | fields)),
        revision=revision,
        author="ana",
        at=NOON + timedelta(minutes=revision),
    )
