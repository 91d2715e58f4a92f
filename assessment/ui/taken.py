"""Where a plan's answers about the organisation as a whole came from, in words."""

from __future__ import annotations

from collections import Counter

from assessment.errors import NotFound, OtherVersion
from assessment.model import AnswerSheet, Assessment
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.plain import assessment_name, plain
from assessment.ui.session import service


def source_name(assessment: Assessment) -> str:
    """The assessment that an answer was taken from, as Markdown: ``Agency, 2026-05-31``."""
    day = assessment.assessed_on
    return plain(assessment_name(assessment) + (f", {day.isoformat()}" if day else ""))


def taken_from(sheet: AnswerSheet, practice_id: str) -> str:
    """That the answer to this practice was taken, and from where, as Markdown; empty for an answer of its own."""
    source = _source(sheet.sources[practice_id]) if practice_id in sheet.sources else ""
    return _("Taken from {source}.").format(source=source) if source else ""


def taken_note(sheet: AnswerSheet) -> str:
    """How many answers were taken from where, as Markdown; empty when every answer is the assessment's own."""
    return " ".join(
        translate_count(
            "{number} answer is about the organization as a whole and taken from {source}.",
            "{number} answers are about the organization as a whole and taken from {source}.",
            number,
        ).format(number=number, source=_source(id))
        for id, number in Counter(sheet.sources.values()).items()
    )


def _source(assessment_id: str) -> str:
    """Name of a source; one that was deleted a moment ago has none."""
    try:
        return source_name(service().assessment(assessment_id))
    except (NotFound, OtherVersion):
        return _("an assessment that was deleted")
