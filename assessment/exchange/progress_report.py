"""A baseline and a later round as files: what moved, as CSV, JSON and text (METHOD 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assessment.exchange.result_json import dumped, identity_object, score_object
from assessment.exchange.result_text import heading, printable
from assessment.exchange.spreadsheet_text import csv_chunks, decimal_text, guarded
from assessment.round_words import (
    change_sentence,
    finding_sentences,
    movement_label,
    practice_sentences,
    reason_sentences,
)
from assessment.rounds import ComparedRounds
from questions.model import Instrument
from scoring.progress import Progress
from scoring.rounds import Change, Movement, RecommendationChange

PROGRESS_COLUMNS = (
    *("assessment_id", "baseline_id", "recommendation_id", "recommendation", "topic", "movement"),
    *("status_before", "status", "score_before", "score_low_before", "score_high_before", "coverage_before"),
    *("score", "score_low", "score_high", "coverage", "like_for_like_before", "like_for_like"),
    *("target", "progress", "fell_back", "practices_up", "practices_down"),
    *("newly_answered", "reopened", "newly_na", "applies_again"),
)
_PRACTICES = {
    "practices_up": Change.UP,
    "practices_down": Change.DOWN,
    "newly_answered": Change.ANSWERED,
    "reopened": Change.REOPENED,
    "newly_na": Change.NOT_APPLICABLE,
    "applies_again": Change.APPLIES_AGAIN,
}


def progress_csv(instrument: Instrument, compared: ComparedRounds) -> bytes:
    """One row a recommendation asked, by id.

    Columns: those of :data:`PROGRESS_COLUMNS`. What ends in ``_before`` is the baseline's, judged by the present
    target. ``movement`` is ``fell_back``, ``down``, ``up``, ``other_answers`` or ``same``; ``like_for_like`` is the
    score over the practices with a level in both rounds; ``fell_back`` is ``yes`` or empty; the last six are ids of
    practices, separated by a space. Numbers and texts as in the gap report.

    Args:
        instrument: in the language of the titles.
        compared: what to write.
    """
    return b"".join(csv_chunks(_rows(instrument, compared)))


def progress_json(instrument: Instrument, compared: ComparedRounds) -> bytes:
    """Everything as one JSON object, UTF-8: numbers as computed, undefined ones ``null``."""
    comparison = compared.comparison
    data = {
        **identity_object(instrument, compared.present),
        "baseline": identity_object(instrument, compared.baseline)["assessment"],
        "overall": {
            "before": score_object(comparison.before.overall),
            "after": score_object(comparison.after.overall),
            "like_for_like": {"before": comparison.like_for_like.before, "after": comparison.like_for_like.after},
            "target": comparison.target,
            **_progress(comparison.progress),
        },
        "counts": {movement.value: len(comparison.moved(movement)) for movement in Movement},
        "newly_met": list(comparison.newly_met),
        "targets_before": dict(compared.retargeted),
        "recommendations": [_recommendation(change) for change in comparison.changes],
    }
    return dumped(data, indent=2) + b"\n"


def progress_text(instrument: Instrument, compared: ComparedRounds) -> bytes:
    """The comparison for a terminal: the finding, then what fell back, moved down and up; UTF-8."""
    return ("\n".join(_lines(instrument, compared)) + "\n").encode()


def _rows(instrument: Instrument, compared: ComparedRounds) -> Iterator[tuple[str, ...]]:
    yield PROGRESS_COLUMNS
    for change in compared.comparison.changes:
        before, after = change.before, change.after
        yield (
            guarded(compared.present.assessment.id),
            guarded(compared.baseline.assessment.id),
            change.id,
            guarded(instrument.recommendations[change.id].title),
            change.id.removeprefix("R").partition(".")[0],
            change.movement.value,
            before.status.value,
            after.status.value,
            *(decimal_text(figure) for figure in (before.score, before.low, before.high, before.coverage)),
            *(decimal_text(figure) for figure in (after.score, after.low, after.high, after.coverage)),
            *(decimal_text(figure) for figure in (change.like_for_like.before, change.like_for_like.after)),
            decimal_text(after.target),
            decimal_text(change.progress.value),
            "yes" if change.fell_back else "",
            *(" ".join(change.changed(kind)) for kind in _PRACTICES.values()),
        )


def _recommendation(change: RecommendationChange) -> Mapping[str, Any]:
    return {
        "id": change.id,
        "movement": change.movement.value,
        "before": {"status": change.before.status.value, **score_object(change.before)},
        "after": {"status": change.after.status.value, **score_object(change.after)},
        "like_for_like": {"before": change.like_for_like.before, "after": change.like_for_like.after},
        "target": change.after.target,
        "progress": change.progress.value,
        "fell_back": change.fell_back,
        "practices": [
            {"id": one.practice_id, "before": one.before, "after": one.after, "change": one.change.value}
            for one in change.practices
        ],
    }


def _progress(progress: Progress) -> Mapping[str, Any]:
    return {"progress": progress.value, "fell_back": progress.fell_back}


def _lines(instrument: Instrument, compared: ComparedRounds) -> Iterator[str]:
    for sheet in (compared.baseline, compared.present):
        yield f"{printable(sheet.assessment.id)}: {heading(instrument, sheet)}"
    yield ""
    yield from finding_sentences(compared)
    for movement in (Movement.FELL_BACK, Movement.DOWN, Movement.UP, Movement.OTHER_ANSWERS):
        changes = compared.comparison.moved(movement)
        if changes:
            yield from ("", f"{movement_label(movement)} ({len(changes)})")
        for change in changes:
            yield f"  {change.id} {instrument.recommendations[change.id].title}"
            yield f"      {change_sentence(change)}"
            yield from (f"      {line}" for line in practice_sentences(instrument, change))
            yield from (f"      {line}" for line in reason_sentences(change))
    if same := compared.comparison.moved(Movement.SAME):
        yield from ("", f"{movement_label(Movement.SAME)} ({len(same)})")
        yield "  " + ", ".join(change.id for change in same)
