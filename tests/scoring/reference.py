"""The method written down a second time: slow, obvious, in fractions, straight from the text.

One assessment at a time, one rule a function, loops over practices. It shares nothing with the scoring room but the
names of statuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key

from questions.model import Instrument, Practice, Role, WorkingGroup
from scoring.result import Status

EQUAL = Fraction(1, 10**9)


@dataclass(frozen=True)
class Figures:
    score: Fraction | None
    low: Fraction | None
    high: Fraction | None
    coverage: Fraction | None
    weight: Fraction | None


@dataclass(frozen=True)
class Outcome:
    figures: Mapping[str, Figures]
    statuses: Mapping[str, Status]
    gaps: Mapping[str, tuple[Fraction | None, Fraction | None, Fraction | None, Fraction | None]]
    order: list[str]
    ranks: Mapping[str, int]
    groups: Mapping[tuple[str, str], Figures]
    overall: Figures


class Assessment:
    """An instrument, who is assessed, and the answers (``na``, ``dk``, ``""`` or a level's code)."""

    def __init__(self, instrument: Instrument, types: Iterable[str], answers: Mapping[str, str]) -> None:
        self.instrument = instrument
        self.types = tuple(types)
        self.answers = answers

    # METHOD 2

    def role(self, practice: Practice) -> Role | None:
        found = set()
        for code in self.types:
            kind, _, subtype = code.partition(":")
            narrowed_to = [entry for entry in practice.only_for if entry.startswith(f"{kind}:")]
            if kind in practice.roles and (not subtype or not narrowed_to or code in narrowed_to):
                found.add(practice.roles[kind])
        return "lead" if "lead" in found else "support" if "support" in found else None

    def role_weight(self, role: Role) -> Fraction:
        weights = self.instrument.role_weights
        return Fraction(weights.lead if role == "lead" else weights.support)

    def weight(self, practice: Practice) -> Fraction:
        role = self.role(practice)
        assert role is not None
        return self.role_weight(role) * Fraction(practice.weight)

    # METHOD 3

    def answer(self, practice: Practice) -> str:
        return self.answers.get(practice.id, "")

    def value(self, practice: Practice) -> Fraction | None:
        for level in self.levels(practice):
            if level[0] == self.answer(practice):
                return level[1]
        return None

    def levels(self, practice: Practice) -> list[tuple[str, Fraction]]:
        for scale in self.instrument.scales:
            if scale.id == practice.scale:
                return [(level.code, Fraction(level.value)) for level in scale.levels]
        raise AssertionError(practice.scale)

    def reaches_in_place(self, practice: Practice) -> bool:
        (scale,) = (scale for scale in self.instrument.scales if scale.id == practice.scale)
        codes = [level.code for level in scale.levels]
        return codes.index(self.answer(practice)) >= codes.index(scale.in_place)

    # METHOD 4

    def recommendation(self, practices: Iterable[Practice]) -> Figures:
        applicable = [p for p in practices if self.role(p) and self.answer(p) != "na"]
        if not applicable:
            return Figures(None, None, None, None, None)
        asked_weight = answered_weight = earned = possible = Fraction(0)
        for practice in applicable:
            weight, value = self.weight(practice), self.value(practice)
            asked_weight += weight
            if value is None:
                possible += weight * self.levels(practice)[-1][1]
            else:
                answered_weight += weight
                earned += weight * value
                possible += weight * value
        roles = [self.role(practice) for practice in applicable]
        return Figures(
            score=100 * earned / answered_weight if answered_weight else None,
            low=100 * earned / asked_weight,
            high=100 * possible / asked_weight,
            coverage=answered_weight / asked_weight,
            weight=self.role_weight("lead" if "lead" in roles else "support"),
        )

    # METHOD 5

    def groups(self) -> dict[tuple[str, str], Figures]:
        path = self.instrument.rollup
        found: dict[tuple[str, str], Figures] = {}
        for topic in self.instrument.topics:
            inner_groups = []
            everything: list[Figures] = []
            for group in topic.working_groups:
                members = [self.recommendation(r.practices) for r in group.recommendations if self.asks(r.practices)]
                everything += members
                if members:
                    found["working_group", group.id] = weighted_mean(members)
                    inner_groups.append(found["working_group", group.id])
            if everything:
                third_step = path == ("recommendation", "working_group", "topic")
                found["topic", topic.id] = plain_mean(inner_groups) if third_step else weighted_mean(everything)
        for phase in self.instrument.phases:
            self._view(found, ("phase", phase.id), lambda p, name=phase.id: name in p.phases)
            for group in self.instrument.working_groups():
                cell = ("working_group_phase", f"{group.id}/{phase.id}")
                self._view(found, cell, lambda p, name=phase.id, g=group: name in p.phases and lies_in(p, g))
        for guideline in self.instrument.guidelines:
            self._view(found, ("guideline", str(guideline.id)), lambda p, name=guideline.id: name in p.guidelines)
        return found

    def _view(
        self,
        found: dict[tuple[str, str], Figures],
        name: tuple[str, str],
        carries: Callable[[Practice], bool],
    ) -> None:
        members = []
        for recommendation in self.instrument.recommendations.values():
            carrying = [practice for practice in recommendation.practices if carries(practice)]
            if self.asks(carrying):
                members.append(self.recommendation(carrying))
        if members:
            found[name] = weighted_mean(members)

    def overall(self, groups: Mapping[tuple[str, str], Figures]) -> Figures:
        last = self.instrument.rollup[-1]
        if last != "recommendation":
            return plain_mean([figures for (kind, _), figures in groups.items() if kind == last])
        members = [self.recommendation(r.practices) for r in self.recommendations()]
        return weighted_mean(members)

    def asks(self, practices: Iterable[Practice]) -> bool:
        return any(self.role(practice) for practice in practices)

    def recommendations(self) -> list[object]:
        return [r for r in self.instrument.recommendations.values() if self.asks(r.practices)]

    # METHOD 6

    def status(self, practices: Iterable[Practice], figures: Figures, target: Fraction) -> Status:
        if figures.weight is None:
            return Status.NOT_APPLICABLE
        if figures.score is None:
            return Status.NOT_ASSESSED
        assert figures.low is not None
        assert figures.high is not None
        assert figures.coverage is not None
        safeguards = [p for p in practices if p.safeguard and self.role(p) and self.answer(p) != "na"]
        failed = [p for p in safeguards if self.value(p) is not None and not self.reaches_in_place(p)]
        unanswered = [p for p in safeguards if self.value(p) is None]
        if figures.low >= target - EQUAL and not failed and not unanswered:
            return Status.MET
        if figures.high >= target - EQUAL and figures.coverage < 1 and not failed:
            return Status.UNDETERMINED
        if figures.score >= Fraction(self.instrument.partly_met_from) - EQUAL:
            return Status.PARTLY_MET
        return Status.NOT_MET

    def alert(self, practices: Iterable[Practice]) -> bool:
        safeguards = [p for p in practices if p.safeguard and self.role(p) and self.value(p) is not None]
        return any(not self.reaches_in_place(practice) for practice in safeguards)


def weighted_mean(members: list[Figures]) -> Figures:
    applicable = [m for m in members if m.weight is not None]
    if not applicable:
        return Figures(None, None, None, None, None)

    def mean(name: str) -> Fraction | None:
        weight = total = Fraction(0)
        for member in applicable:
            value = getattr(member, name)
            if value is not None:
                weight += member.weight
                total += member.weight * value
        return total / weight if weight else None

    return Figures(mean("score"), mean("low"), mean("high"), mean("coverage"), Fraction(1))


def plain_mean(members: list[Figures]) -> Figures:
    def mean(name: str) -> Fraction | None:
        values = [getattr(member, name) for member in members if getattr(member, name) is not None]
        return sum(values, Fraction(0)) / len(values) if values else None

    return Figures(mean("score"), mean("low"), mean("high"), mean("coverage"), mean("weight"))


def outcome(
    instrument: Instrument, types: Iterable[str], answers: Mapping[str, str], targets: Mapping[str, float]
) -> Outcome:
    """Everything of METHOD 2-7 for one assessment."""
    assessment = Assessment(instrument, types, answers)
    figures: dict[str, Figures] = {}
    statuses: dict[str, Status] = {}
    gaps: dict[str, tuple[Fraction | None, Fraction | None, Fraction | None, Fraction | None]] = {}
    alerts: dict[str, bool] = {}
    for identifier, recommendation in instrument.recommendations.items():
        if not assessment.asks(recommendation.practices):
            continue
        found = assessment.recommendation(recommendation.practices)
        target = Fraction(targets[identifier])
        figures[identifier] = found
        statuses[identifier] = assessment.status(recommendation.practices, found, target)
        alerts[identifier] = assessment.alert(recommendation.practices)
        gap = shortfall(target, found.score)
        priority = None if gap is None or found.weight is None else gap * found.weight
        gaps[identifier] = (gap, shortfall(target, found.high), shortfall(target, found.low), priority)
    order = sorted(figures, key=cmp_to_key(lambda one, other: comparison(one, other, statuses, alerts, gaps, figures)))
    unmet = [identifier for identifier in order if statuses[identifier] in (Status.PARTLY_MET, Status.NOT_MET)]
    groups = assessment.groups()
    return Outcome(
        figures=figures,
        statuses=statuses,
        gaps=gaps,
        order=order,
        ranks={identifier: place for place, identifier in enumerate(unmet, 1)},
        groups=groups,
        overall=assessment.overall(groups),
    )


def shortfall(target: Fraction, value: Fraction | None) -> Fraction | None:
    return None if value is None else max(Fraction(0), target - value)


def comparison(
    one: str,
    other: str,
    statuses: Mapping[str, Status],
    alerts: Mapping[str, bool],
    gaps: Mapping[str, tuple[Fraction | None, ...]],
    figures: Mapping[str, Figures],
) -> int:
    """METHOD 7: negative when ``one`` stands before ``other``."""
    places = {
        Status.PARTLY_MET: 0,
        Status.NOT_MET: 0,
        Status.UNDETERMINED: 1,
        Status.NOT_ASSESSED: 2,
        Status.MET: 3,
        Status.NOT_APPLICABLE: 4,
    }
    first, second = places[statuses[one]], places[statuses[other]]
    if first != second:
        return first - second
    if first == 0 and alerts[one] != alerts[other]:
        return -1 if alerts[one] else 1
    values = (gaps[one][3], gaps[other][3]) if first == 0 else (figures[one].weight, figures[other].weight)
    if first in (0, 1, 2) and values[0] is not None and values[1] is not None and abs(values[0] - values[1]) > EQUAL:
        return -1 if values[0] > values[1] else 1
    return -1 if numbers(one) < numbers(other) else 1


def numbers(identifier: str) -> list[int]:
    return [int(part) for part in identifier.removeprefix("R").split(".")]


def lies_in(practice: Practice, group: WorkingGroup) -> bool:
    return any(practice in recommendation.practices for recommendation in group.recommendations)
