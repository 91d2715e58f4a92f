"""A corridor as screens and charts read it: the sheets in a fixed order, who covers what, and the lists that matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assessment.comparison import compared_actors
from assessment.model import AnswerSheet
from assessment.sharing import age
from questions.model import Instrument, Practice
from scoring.corridor import Cover, PracticeCover, RecommendationCover


@dataclass(frozen=True)
class Corridor:
    """Assessments around one crisis, side by side (METHOD 11).

    Attributes:
        instrument: in the reader's language.
        sheets: by stakeholder type in METHOD's order, then by name; never by how far they are.
        names: what each is called, by assessment id, as plain text: number and name.
        covers: of each recommendation, in order.
    """

    instrument: Instrument
    sheets: tuple[AnswerSheet, ...]
    names: Mapping[str, str]
    covers: tuple[RecommendationCover, ...]

    @cached_property
    def practices(self) -> tuple[PracticeCover, ...]:
        """Every practice that some stakeholder type leads, in order."""
        return tuple(practice for cover in self.covers for practice in cover.practices)

    @cached_property
    def counts(self) -> Mapping[Cover, int]:
        """How many practices have each status."""
        statuses = [practice.status for practice in self.practices]
        return {cover: statuses.count(cover) for cover in Cover}

    @cached_property
    def uncovered(self) -> tuple[PracticeCover, ...]:
        """What nobody covers."""
        return tuple(practice for practice in self.practices if practice.status is Cover.UNCOVERED)

    @cached_property
    def between_leads(self) -> tuple[PracticeCover, ...]:
        """What several lead and none has in place."""
        return tuple(practice for practice in self.practices if practice.is_between_leads)

    @cached_property
    def missing(self) -> Mapping[tuple[str, ...], tuple[PracticeCover, ...]]:
        """Practices that nobody here leads, by the stakeholder types that would, without their subtypes.

        The types stand in METHOD's order; the first of each key decides the order of the keys.
        """
        found: dict[tuple[str, ...], list[PracticeCover]] = {}
        for practice in self.practices:
            if practice.status is Cover.NO_LEAD:
                codes = leading_types(self.instrument, self.instrument.practices[practice.id])
                types = tuple(dict.fromkeys(code.partition(":")[0] for code in codes))
                found.setdefault(types, []).append(practice)
        places = {code: place for place, code in enumerate(self.instrument.stakeholders)}
        in_order = sorted(found, key=lambda types: [places[code] for code in types])
        return {types: tuple(found[types]) for types in in_order}

    @cached_property
    def repeated(self) -> Mapping[str, int]:
        """Organisations that are here more than once, and how often."""
        organisations = [name for sheet in self.sheets if (name := sheet.assessment.organisation.strip())]
        return {name: organisations.count(name) for name in organisations if organisations.count(name) > 1}


def corridor_of(instrument: Instrument, sheets: Iterable[AnswerSheet], names: Mapping[str, str]) -> Corridor:
    """Put assessments side by side.

    Args:
        instrument: that all were answered with, in the reader's language.
        sheets: each with an id of its own, in any order.
        names: what each is called, by assessment id.
    """
    places = {code: place for place, code in enumerate(instrument.stakeholders)}

    def place(sheet: AnswerSheet) -> tuple[list[int], str, str]:
        assessment = sheet.assessment
        return [places[code] for code in assessment.stakeholder_types], names[assessment.id].casefold(), assessment.id

    ordered = tuple(sorted(sheets, key=place))
    return Corridor(
        instrument=instrument,
        sheets=ordered,
        names={
            sheet.assessment.id: f"{number} {names[sheet.assessment.id]}" for number, sheet in enumerate(ordered, 1)
        },
        covers=compared_actors(instrument, ordered),
    )


def leading_types(instrument: Instrument, practice: Practice) -> tuple[str, ...]:
    """Codes of those who have the mandate for a practice, the subtypes alone where it is narrowed to some."""
    leading = {kind for kind, role in practice.roles.items() if role == "lead"}
    narrowed = {code.partition(":")[0] for code in practice.only_for}
    return instrument.ordered_types(
        (
            *(kind for kind in leading if kind not in narrowed),
            *(code for code in practice.only_for if code.partition(":")[0] in leading),
        )
    )


def newest_of_each(sheets: Sequence[AnswerSheet]) -> tuple[AnswerSheet, ...]:
    """The newest assessment of each organisation and its stakeholder types; samples only where nothing else is."""
    real = [sheet for sheet in sheets if not sheet.assessment.is_sample] or sheets
    newest = {
        (sheet.assessment.organisation.strip().casefold(), sheet.assessment.stakeholder_types): sheet
        for sheet in sorted(real, key=lambda sheet: age(sheet.assessment))
    }
    return tuple(newest.values())
