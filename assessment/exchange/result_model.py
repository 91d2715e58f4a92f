"""The shape of the result JSON, for its JSON Schema; :mod:`assessment.exchange.result_json` writes it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assessment.model import Value

Percent = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Status = Literal["met", "partly_met", "not_met", "undetermined", "not_assessed", "not_applicable"]


class Identity(Value):
    """Who and what is assessed."""

    assessment_id: str
    organisation: str
    country: str
    stakeholder_types: tuple[str, ...]
    subject: str
    assessed_on: str | None


class InstrumentVersion(Value):
    """Which questionnaire was answered."""

    id: str
    version: str


class ScoreShape(Value):
    """A score with its range; ``null`` where nothing applies, and for the score where nothing is answered."""

    score: Percent | None
    low: Percent | None
    high: Percent | None
    coverage: Share | None


class Counts(Value):
    """How many recommendations have each status."""

    met: Count
    partly_met: Count
    not_met: Count
    undetermined: Count
    not_assessed: Count
    not_applicable: Count


class Groups(Value):
    """Scores by id; only groups in which something is asked."""

    topic: dict[str, ScoreShape]
    working_group: dict[str, ScoreShape]
    phase: dict[str, ScoreShape]
    guideline: dict[str, ScoreShape]


class RecommendationShape(ScoreShape):
    """One recommendation that is asked; ``rank`` is its place among the gaps."""

    id: str
    status: Status
    role: Literal["lead", "support"] | None
    weight: float | None
    target: Annotated[float, Field(gt=0, le=100)]
    gap: Percent | None
    gap_low: Percent | None
    gap_high: Percent | None
    priority: Annotated[float, Field(ge=0)] | None
    rank: Annotated[int, Field(ge=1)] | None
    safeguard_alert: bool
    unmet_practices: tuple[str, ...]
    open_practices: tuple[str, ...]


class WarningShape(Value):
    """Something about the answers that a reader should know; it changes no score."""

    code: str
    practices: tuple[str, ...]
    message: str


class ResultShape(Value):
    """The result of one assessment."""

    assessment: Identity
    instrument: InstrumentVersion
    overall: ScoreShape
    counts: Counts
    groups: Groups
    recommendations: tuple[RecommendationShape, ...]
    warnings: tuple[WarningShape, ...]
