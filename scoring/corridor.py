"""Who covers what: assessments of different stakeholder types around one crisis, side by side (METHOD 11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from questions.model import Instrument, Practice, Scale
from scoring.plan import BLANK, DONT_KNOW, NA, Codes, ScoringPlan

_SPECIAL = {NA: "na", DONT_KNOW: "dk", BLANK: ""}


class Cover(StrEnum):
    """Whether those who lead have a practice in place; the first four from the worst to the best."""

    UNCOVERED = "uncovered"
    UNKNOWN = "unknown"
    PARTIAL = "partial"
    COVERED = "covered"
    NO_LEAD = "no_lead"
    NOT_APPLICABLE = "not_applicable"


_WORST_FIRST = (Cover.UNCOVERED, Cover.UNKNOWN, Cover.PARTIAL, Cover.COVERED)


@dataclass(frozen=True, eq=False)
class Actor:
    """One assessment in the corridor: its id, the scoring plan of its types, and its answer codes, shape (P,)."""

    id: str
    plan: ScoringPlan
    codes: Codes


@dataclass(frozen=True)
class Lead:
    """An actor that has the mandate for a practice.

    Attributes:
        types: those of its stakeholder types that lead here.
        answer: code of a level, ``na``, ``dk`` or empty.
        position: of the level in its scale, below 0 without a level.
    """

    actor: str
    types: tuple[str, ...]
    answer: str
    position: int


@dataclass(frozen=True)
class PracticeCover:
    """One practice in the corridor.

    Attributes:
        leads: all who lead, whatever they answered, sorted by id.
        best: the lead with the highest level, the first by id of several; ``None`` when none gave a level.
    """

    id: str
    status: Cover
    leads: tuple[Lead, ...]
    best: Lead | None


@dataclass(frozen=True)
class RecommendationCover:
    """One recommendation in the corridor: the worst of its practices, and all of them in order.

    Practices without a lead, or not applicable, say nothing about the others. When there are no others, the
    recommendation is ``no_lead`` if none of its practices has a lead, else ``not_applicable``.
    """

    id: str
    status: Cover
    practices: tuple[PracticeCover, ...]

    @property
    def without_lead(self) -> tuple[PracticeCover, ...]:
        """Practices that nobody here leads: who is missing from the table?"""
        return tuple(practice for practice in self.practices if practice.status is Cover.NO_LEAD)


def corridor(instrument: Instrument, actors: Sequence[Actor]) -> tuple[RecommendationCover, ...]:
    """Recommendations in order, with the practices that some stakeholder type leads; their order never matters.

    Args:
        instrument: the one that every actor's plan was compiled from.
        actors: with ids of their own.
    """
    actors = sorted(actors, key=lambda actor: actor.id)
    found = []
    for recommendation in instrument.recommendations.values():
        practices = tuple(
            _practice_cover(practice, instrument.scale_of(practice), actors)
            for practice in recommendation.practices
            if "lead" in practice.roles.values()
        )
        if practices:
            found.append(RecommendationCover(recommendation.id, worst([p.status for p in practices]), practices))
    return tuple(found)


def worst(covers: Sequence[Cover]) -> Cover:
    """The cover of a recommendation from those of its practices.

    >>> worst([Cover.COVERED, Cover.NO_LEAD, Cover.PARTIAL]).value
    'partial'
    """
    for cover in _WORST_FIRST:
        if cover in covers:
            return cover
    return Cover.NOT_APPLICABLE if Cover.NOT_APPLICABLE in covers else Cover.NO_LEAD


def _practice_cover(practice: Practice, scale: Scale, actors: Sequence[Actor]) -> PracticeCover:
    leads = tuple(_leads(practice, scale, actors))
    best = max((lead for lead in leads if lead.position >= 0), key=lambda lead: lead.position, default=None)
    return PracticeCover(practice.id, _cover(scale, leads, best), leads, best)


def _cover(scale: Scale, leads: tuple[Lead, ...], best: Lead | None) -> Cover:
    if not leads:
        return Cover.NO_LEAD
    if all(lead.position == NA for lead in leads):
        return Cover.NOT_APPLICABLE
    if best and best.position >= scale.in_place_index:
        return Cover.COVERED
    if best and best.position > 0:
        return Cover.PARTIAL
    return Cover.UNKNOWN if any(lead.position in (DONT_KNOW, BLANK) for lead in leads) else Cover.UNCOVERED


def _leads(practice: Practice, scale: Scale, actors: Sequence[Actor]) -> Iterator[Lead]:
    for actor in actors:
        column = actor.plan.column.get(practice.id)
        if column is None or actor.plan.roles[column] != "lead":
            continue
        position = int(actor.codes[column])
        yield Lead(
            actor=actor.id,
            types=tuple(kind for kind in actor.plan.stakeholder_types if practice.role_of(kind) == "lead"),
            answer=scale.levels[position].code if position >= 0 else _SPECIAL[position],
            position=position,
        )
