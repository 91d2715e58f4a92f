"""What each chart shows, in words: its title, which says the finding, and its one-sentence alternative.

The sentence is for whoever does not see the chart: a screen reader, a text message, a caption.
"""

from __future__ import annotations

from collections.abc import Mapping

from assessment.texts import translate as _
from assessment.words import finding, number_text, range_text, recommendation_sentence, status_word
from questions.model import Instrument
from scoring.result import Result, Score, Status

_NAMED = 3


def gap_title(result: Result) -> str:
    """Title of the gap chart: ``11 of 50 recommendations are unmet; 3 concern safeguards``."""
    return finding(result)


def gap_sentence(instrument: Instrument, result: Result) -> str:
    """The gap chart in words: the finding, and where the first gaps of the list are."""
    first = [
        f"{row.id} {instrument.recommendations[row.id].title} ({recommendation_sentence(row).lower()})"
        for row in result.unmet[:_NAMED]
    ]
    if not first:
        return f"{finding(result)}."
    return _("{finding}. First in the list: {first}.").format(finding=finding(result), first="; ".join(first))


def status_title(result: Result) -> str:
    """Title of the status bar: how many of how many are met."""
    applicable = len(result.recommendations) - result.counts[Status.NOT_APPLICABLE]
    return _("{met} of {all} recommendations are met").format(met=result.counts[Status.MET], all=applicable)


def status_sentence(result: Result) -> str:
    """The status bar in words: the number of each status that occurs."""
    parts = [f"{number} {status_word(status).lower()}" for status, number in result.counts.items() if number]
    return _("Recommendations by status: {parts}.").format(parts=", ".join(parts))


def heatmap_title(instrument: Instrument, result: Result) -> str:
    """Title of the heatmap: where readiness is lowest."""
    cells = _scored(result.groups["working_group_phase"])
    if not cells:
        return _("No part has a score yet")
    weakest = min(cells, key=cells.__getitem__)
    return _("Readiness is lowest in {cell}").format(cell=_cell_name(instrument, weakest))


def heatmap_sentence(instrument: Instrument, result: Result) -> str:
    """The heatmap in words: its lowest and highest cell, and how many have no score."""
    all_cells = result.groups["working_group_phase"]
    cells = _scored(all_cells)
    if not cells:
        return _("Working groups by phase of a crisis: no score yet.")
    weakest, strongest = (chosen(cells, key=cells.__getitem__) for chosen in (min, max))
    return _(
        "Working groups by phase of a crisis: lowest is {weakest} with {low}, highest {strongest} with {high}; "
        "{blank} of {all} cells have no score yet."
    ).format(
        weakest=_cell_name(instrument, weakest),
        low=number_text(cells[weakest]),
        strongest=_cell_name(instrument, strongest),
        high=number_text(cells[strongest]),
        blank=len(all_cells) - len(cells),
        all=len(all_cells),
    )


def radar_title(instrument: Instrument, result: Result) -> str:
    """Title of the radar: which topic is lowest."""
    topics = _scored(result.groups["topic"])
    if not topics:
        return _("No topic has a score yet")
    weakest = min(topics, key=topics.__getitem__)
    title = next(topic.title for topic in instrument.topics if topic.id == weakest)
    if len(topics) == 1:
        return _("Topic {id} stands at {score}").format(id=weakest, score=number_text(topics[weakest]))
    return _("Lowest topic: {id} {title}").format(id=weakest, title=title)


def radar_sentence(instrument: Instrument, result: Result) -> str:
    """The radar in words: every topic with its score and range."""
    parts = [
        _("{id} {title}: {score}").format(
            id=topic.id, title=topic.title, score=range_text(result.groups["topic"][topic.id])
        )
        for topic in instrument.topics
        if topic.id in result.groups["topic"]
    ]
    return _("Score by topic, with its range. {topics}.").format(topics="; ".join(parts))


def undefined_reason(score: Score | None) -> str:
    """Why a group has no score: nothing asked, nothing applies, or nothing answered yet."""
    if score is None:
        return _("nothing is asked here")
    if score.coverage is None:
        return _("nothing asked here applies")
    return _("not yet answered")


def _scored(groups: Mapping[str, Score]) -> dict[str, float]:
    return {id: score.score for id, score in groups.items() if score.score is not None}


def _cell_name(instrument: Instrument, cell: str) -> str:
    group, _slash, phase_id = cell.partition("/")
    phase = next(phase.title for phase in instrument.phases if phase.id == phase_id)
    return _("working group {group}, {phase}").format(group=group, phase=phase.lower())
