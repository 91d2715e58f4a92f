"""Who covers what: assessments of different stakeholder types around one crisis, side by side (METHOD 11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from questions.model import Instrument, Practice, Role, Scale
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
class Part:
    """An actor that has a part in a practice.

    Attributes:
        types: those of its stakeholder types that have this role here.
        answer: code of a level, ``na``, ``dk`` or empty.
        position: of the level in its scale, below 0 without a level.
        state: what the cover would be, were this actor the only one to lead.
    """

    actor: str
    role: Role
    types: tuple[str, ...]
    answer: str
    position: int
    state: Cover


@dataclass(frozen=True)
class ActorPart:
    """An actor's part in a whole recommendation.

    Attributes:
        role: its strongest.
        state: of its practices in that role together: ``covered`` when all that apply are, ``partial`` when something
            is begun, else ``unknown`` when one is open, else ``uncovered``; ``not_applicable`` when none applies.
    """

    role: Role
    state: Cover


@dataclass(frozen=True)
class PracticeCover:
    """One practice in the corridor.

    Attributes:
        leads: all who lead, whatever they answered, sorted by id.
        best: the lead with the highest level, the first by id of several; ``None`` when none gave a level.
        supporters: all who support, sorted by id; their answers cover nothing.
    """

    id: str
    status: Cover
    leads: tuple[Part, ...]
    best: Part | None
    supporters: tuple[Part, ...] = ()

    @property
    def is_between_leads(self) -> bool:
        """Several lead, each says how far it is, and none has it in place: perhaps each counts on the others."""
        leads = [lead for lead in self.leads if lead.state is not Cover.NOT_APPLICABLE]
        return len(leads) > 1 and all(lead.state in (Cover.UNCOVERED, Cover.PARTIAL) for lead in leads)


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

    @property
    def by_actor(self) -> Mapping[str, ActorPart]:
        """The part of each actor that has one."""
        parts: dict[str, list[Part]] = {}
        for practice in self.practices:
            for part in (*practice.leads, *practice.supporters):
                parts.setdefault(part.actor, []).append(part)
        return {actor: _whole_part(own) for actor, own in parts.items()}


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


def _whole_part(parts: Sequence[Part]) -> ActorPart:
    role: Role = "lead" if any(part.role == "lead" for part in parts) else "support"
    return ActorPart(role, _together([part.state for part in parts if part.role == role]))


def _together(states: Sequence[Cover]) -> Cover:
    applying = set(states) - {Cover.NOT_APPLICABLE}
    if len(applying) <= 1:
        return next(iter(applying), Cover.NOT_APPLICABLE)
    return Cover.PARTIAL if applying & {Cover.COVERED, Cover.PARTIAL} else Cover.UNKNOWN


def _practice_cover(practice: Practice, scale: Scale, actors: Sequence[Actor]) -> PracticeCover:
    parts = tuple(_parts(practice, scale, actors))
    leads = tuple(part for part in parts if part.role == "lead")
    best = max((lead for lead in leads if lead.position >= 0), key=lambda lead: lead.position, default=None)
    return PracticeCover(
        id=practice.id,
        status=_cover(scale, [lead.position for lead in leads]),
        leads=leads,
        best=best,
        supporters=tuple(part for part in parts if part.role == "support"),
    )


def _cover(scale: Scale, positions: Sequence[int]) -> Cover:
    """The table of the method: what the answers of those who lead come to."""
    if not positions:
        return Cover.NO_LEAD
    if all(position == NA for position in positions):
        return Cover.NOT_APPLICABLE
    best = max(positions)
    if best >= scale.in_place_index:
        return Cover.COVERED
    if best > 0:
        return Cover.PARTIAL
    return Cover.UNKNOWN if any(position in (DONT_KNOW, BLANK) for position in positions) else Cover.UNCOVERED


def _parts(practice: Practice, scale: Scale, actors: Sequence[Actor]) -> Iterator[Part]:
    for actor in actors:
        column = actor.plan.column.get(practice.id)
        if column is None:
            continue
        role, position = actor.plan.roles[column], int(actor.codes[column])
        yield Part(
            actor=actor.id,
            role=role,
            types=tuple(kind for kind in actor.plan.stakeholder_types if practice.role_of(kind) == role),
            answer=scale.levels[position].code if position >= 0 else _SPECIAL[position],
            position=position,
            state=_cover(scale, [position]),
        )
