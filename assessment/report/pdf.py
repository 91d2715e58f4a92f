"""The gap report as PDF, with vector charts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from assessment.palette import ALERT_COLOUR, SCORE_COLOUR
from assessment.report.content import ReportContent
from assessment.report.typesetting import typeset
from assessment.words import ALERT_GLYPH, range_text


def report_pdf(content: ReportContent) -> bytes:
    """The whole report."""
    return typeset("report", _data(content))


def _data(content: ReportContent) -> dict[str, Any]:
    """The content with what only paper needs."""
    data = asdict(content)
    for topic, part in zip(data["topics"], content.topics, strict=True):
        topic["range"] = range_text(part.figures)
    return data | {
        "accent": SCORE_COLOUR,
        "alert": ALERT_COLOUR,
        "alert_glyph": ALERT_GLYPH,
    }
