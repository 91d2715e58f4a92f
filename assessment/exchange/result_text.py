"""A result as plain text for a terminal: what it says, what is missing, what to look at first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from assessment.model import ORGANISATION_SUBJECT, AnswerSheet
from assessment.results import Scored
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.validation import type_titles
from assessment.words import (
    ALERT_GLYPH,
    recommendation_sentence,
    role_word,
    score_sentence,
    status_word,
    warning_sentence,
)
from questions.model import Instrument
from scoring.result import Result

_NOT_SHOWN = ("Cc", "Zl", "Zp", "Cs")


def result_texts(instrument: Instrument, scored: Iterable[Scored]) -> Iterator[bytes]:
    """Summaries of several assessments, piece by piece, with two blank lines between them; UTF-8."""
    between = ""
    for sheet, result in scored:
        yield (between + result_text(instrument, sheet, result)).encode()
        between = "\n\n"


def result_text(instrument: Instrument, sheet: AnswerSheet, result: Result) -> str:
    """The summary of one assessment; safeguards stand above everything else."""
    return "\n".join(_lines(instrument, sheet, result)) + "\n"


def heading(instrument: Instrument, sheet: AnswerSheet) -> str:
    """Who is assessed, as what and when, on one line."""
    assessment = sheet.assessment
    name = printable(assessment.organisation) or printable(assessment.id)
    parts = [f"{name} ({assessment.country})" if assessment.country else name]
    if assessment.subject != ORGANISATION_SUBJECT:
        parts.append(printable(assessment.subject))
    parts.append(type_titles(instrument, assessment.stakeholder_types))
    if assessment.assessed_on:
        parts.append(assessment.assessed_on.isoformat())
    return ", ".join(parts)


def printable(text: str) -> str:
    """The text on one line, without what would steer a terminal.

    >>> printable("a\\nb \\x1b[31mred")
    'a b ?[31mred'
    """
    text = " ".join(text.split())
    return "".join("?" if unicodedata.category(character) in _NOT_SHOWN else character for character in text)


def _lines(instrument: Instrument, sheet: AnswerSheet, result: Result) -> Iterator[str]:
    yield heading(instrument, sheet)
    alerts = [row for row in result.in_gap_order if row.safeguard_alert]
    if alerts:
        yield from ("", _("Safeguards that are not in place"))
        for row in alerts:
            title = instrument.recommendations[row.id].title
            yield f"  {ALERT_GLYPH} {row.id} {title}: {', '.join(row.failed_safeguards)}"
    yield from ("", _("Overall: {sentence}").format(sentence=score_sentence(result.overall)))
    counts = (f"{count} {status_word(status).lower()}" for status, count in result.counts.items() if count)
    yield translate_count(
        "{number} recommendation: {counts}.", "{number} recommendations: {counts}.", len(result.recommendations)
    ).format(number=len(result.recommendations), counts=", ".join(counts))
    if result.unmet:
        yield from ("", _("Unmet, the greatest gap first"))
        for row in result.unmet:
            yield f"  {row.rank:>3}. {row.id} {instrument.recommendations[row.id].title}"
            yield f"       {recommendation_sentence(row)}; {role_word(row.role).lower()}"
    if result.finish_first:
        yield from ("", _("Finish these first"))
        for row in result.finish_first:
            yield f"       {row.id} {instrument.recommendations[row.id].title}"
            yield (
                "       "
                + _("{status}; open: {practices}").format(
                    status=status_word(row.status), practices=", ".join(row.open_practices)
                )
                + (_("; with a safeguard") if row.open_safeguards else "")
            )
    if result.warnings:
        yield from ("", _("Warnings about the answers"))
        for warning in result.warnings:
            yield f"  {warning.code}: {warning_sentence(warning)} ({', '.join(warning.practices)})"
