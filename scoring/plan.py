"""The instrument as arrays, compiled once for the stakeholder types of an assessment.

Columns are the practices asked, in the order of their ids. A *part* is the practices of one recommendation that
belong together in some view: all of them, those of one phase, those of one Guideline. METHOD 4 is computed for
parts; a group is a set of parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from questions.model import Instrument, Practice, Recommendation, Role, id_key, recommendation_of

NA, DONT_KNOW, BLANK = -1, -2, -3
_SPECIAL = {"na": NA, "dk": DONT_KNOW, "": BLANK}

Codes = NDArray[np.int8]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Group:
    """Parts that are read together: a topic, a working group, a phase, a Guideline, a working group in one phase.

    ``members`` are positions of parts, or, when ``of_groups`` is set, positions of groups: then the group is their
    plain mean (METHOD 5, from the third step of a roll-up path on).
    """

    kind: str
    id: str
    members: tuple[int, ...]
    of_groups: bool = False


@dataclass(frozen=True, eq=False)
class ScoringPlan:
    """What an assessment of these stakeholder types is scored with.

    P practices are asked, R recommendations have a practice asked, there are S parts, the first R of them whole
    recommendations.

    Attributes:
        weights: w(p) of METHOD 2, shape (P,), above 0.
        lead: asked in the role lead, shape (P,).
        values: value of each level, shape (P, most levels of a scale); 0 beyond a scale's last.
        top: value of the highest level, shape (P,).
        in_place: position of the level ``in_place``, shape (P,).
        safeguard: shape (P,).
        parts: 1.0 where a practice belongs to a part, shape (P, S).
        role_weights: W of a part that has a lead, and of one that has only supporters.
        overall: what the overall score is made of, like the members of a group.
        members: 1.0 where a part belongs to a group, or, in the last column, to overall; shape (S, G + 1). Columns of
            groups that are a mean of groups are 0.
    """

    instrument: Instrument
    stakeholder_types: tuple[str, ...]
    practices: tuple[Practice, ...]
    roles: tuple[Role, ...]
    recommendations: tuple[Recommendation, ...]
    column: Mapping[str, int]
    weights: Floats
    lead: NDArray[np.bool_]
    values: Floats
    top: Floats
    in_place: Codes
    safeguard: NDArray[np.bool_]
    parts: Floats
    role_weights: tuple[float, float]
    groups: tuple[Group, ...]
    overall: Group
    members: Floats

    def codes(self, answers: Mapping[str, str]) -> Codes:
        """Answer codes of one assessment, shape (P,): a level's position, or NA, DONT_KNOW, BLANK.

        Practices that are not asked are left out. Raises ``KeyError`` for a code that no scale has.
        """
        row = np.full(len(self.practices), BLANK, dtype=np.int8)
        asked = self._asked
        found = [(*asked[identifier], answer) for identifier, answer in answers.items() if identifier in asked]
        if found:
            columns, positions, given = zip(*found, strict=True)
            row[list(columns)] = [position[answer] for position, answer in zip(positions, given, strict=True)]
        return row

    @cached_property
    def _asked(self) -> Mapping[str, tuple[int, Mapping[str, int]]]:
        """Column of each practice, and the position of each answer that it may have."""
        scales = {practice.scale: self.instrument.scale_of(practice) for practice in self.practices}
        positions = {id: {**scale.index, **_SPECIAL} for id, scale in scales.items()}
        return {practice.id: (column, positions[practice.scale]) for column, practice in enumerate(self.practices)}

    def code_rows(self, assessments: Iterable[Mapping[str, str]]) -> Codes:
        """Answer codes of several assessments, shape (n, P)."""
        rows = [self.codes(answers) for answers in assessments]
        return np.array(rows, dtype=np.int8).reshape(len(rows), len(self.practices))

    def practices_of(self, recommendation_id: str) -> tuple[Practice, ...]:
        """The practices asked of one recommendation, in order."""
        return tuple(p for p in self.practices if recommendation_of(p.id) == recommendation_id)

    def role_of(self, practice_id: str) -> Role:
        """The role in which a practice is asked; raises ``KeyError`` when it is not asked."""
        return self.roles[self.column[practice_id]]


def compile_plan(instrument: Instrument, stakeholder_types: tuple[str, ...]) -> ScoringPlan:
    """Turn an instrument into arrays for these stakeholder types (METHOD 2).

    Raises:
        ValueError: a type is unknown.
    """
    types = instrument.ordered_types(stakeholder_types)
    asked = [
        (practice, role)
        for practice in sorted(instrument.practices.values(), key=lambda p: id_key(p.id))
        if (role := practice.strongest_role(types)) is not None
    ]
    practices = tuple(practice for practice, _ in asked)
    roles = tuple(role for _, role in asked)
    ids = tuple(dict.fromkeys(recommendation_of(practice.id) for practice in practices))
    role_weight = instrument.role_weights
    scales = [instrument.scale_of(practice) for practice in practices]
    values = np.zeros((len(practices), max((len(scale.levels) for scale in scales), default=1)))
    for row, scale in enumerate(scales):
        values[row, : len(scale.levels)] = [level.value for level in scale.levels]
    parts = _Parts(practices, ids)
    groups, overall = _groups(instrument, ids, parts)
    return ScoringPlan(
        instrument=instrument,
        stakeholder_types=types,
        practices=practices,
        roles=roles,
        recommendations=tuple(instrument.recommendations[identifier] for identifier in ids),
        column={practice.id: column for column, practice in enumerate(practices)},
        weights=np.array([getattr(role_weight, role) * p.weight for p, role in asked], dtype=float),
        lead=np.array([role == "lead" for role in roles], dtype=bool),
        values=values,
        top=np.array([scale.top.value for scale in scales], dtype=float),
        in_place=np.array([scale.in_place_index for scale in scales], dtype=np.int8),
        safeguard=np.array([practice.safeguard for practice in practices], dtype=bool),
        parts=parts.matrix(),
        members=_members(parts.count, (*groups, overall)),
        role_weights=(role_weight.lead, role_weight.support),
        groups=groups,
        overall=overall,
    )


class _Parts:
    """Collects parts: the whole recommendations first, then what the views ask for."""

    def __init__(self, practices: tuple[Practice, ...], recommendation_ids: Iterable[str]) -> None:
        self._practices = practices
        self._members: list[list[int]] = []
        self._owners: list[str] = []
        self._ids = tuple(recommendation_ids)
        self.add(lambda _: True)

    def add(self, belongs: Callable[[Practice], bool]) -> tuple[int, ...]:
        """One part for each recommendation with a practice that belongs; returns their positions."""
        first = len(self._members)
        for identifier in self._ids:
            members = [
                column
                for column, practice in enumerate(self._practices)
                if recommendation_of(practice.id) == identifier and belongs(practice)
            ]
            if members:
                self._members.append(members)
                self._owners.append(identifier)
        return tuple(range(first, len(self._members)))

    def within(self, members: Iterable[int], group_id: str) -> tuple[int, ...]:
        """Those parts whose recommendation lies in a topic or working group."""
        return tuple(part for part in members if _lies_in(self._owners[part].removeprefix("R"), group_id))

    @property
    def count(self) -> int:
        """S."""
        return len(self._members)

    def matrix(self) -> Floats:
        """Membership, shape (P, S)."""
        matrix = np.zeros((len(self._practices), len(self._members)))
        for part, members in enumerate(self._members):
            matrix[members, part] = 1.0
        return matrix


def _members(parts: int, groups: tuple[Group, ...]) -> Floats:
    members = np.zeros((parts, len(groups)))
    for position, group in enumerate(groups):
        if not group.of_groups:
            members[list(group.members), position] = 1.0
    return members


def _groups(instrument: Instrument, ids: tuple[str, ...], parts: _Parts) -> tuple[tuple[Group, ...], Group]:
    """Groups in the order in which they can be computed, and what the overall score is made of."""
    groups: list[Group] = []
    below = _level_below(instrument.rollup)
    for kind in ("working_group", "topic"):
        names = [group.id for group in instrument.working_groups()]
        names = names if kind == "working_group" else [topic.id for topic in instrument.topics]
        for name in names:
            inner = below.get(kind)
            if inner is None:
                members = tuple(i for i, r in enumerate(ids) if _lies_in(r.removeprefix("R"), name))
            else:
                members = tuple(i for i, group in enumerate(groups) if group.kind == inner and _lies_in(group.id, name))
            if members:
                groups.append(Group(kind, name, members, of_groups=inner is not None))
    groups += _views(instrument, parts)
    groups = [group for group in groups if group.members]
    last = instrument.rollup[-1]
    if last == "recommendation":
        return tuple(groups), Group("overall", "", tuple(range(len(ids))))
    members = tuple(i for i, group in enumerate(groups) if group.kind == last)
    return tuple(groups), Group("overall", "", members, of_groups=True)


def _views(instrument: Instrument, parts: _Parts) -> list[Group]:
    """Groups of practices: phases, each working group in each phase, and Guidelines."""
    groups: list[Group] = []
    for phase in instrument.phases:
        in_phase = parts.add(partial(_has_phase, phase.id))
        groups.append(Group("phase", phase.id, in_phase))
        for working_group in instrument.working_groups():
            members = parts.within(in_phase, working_group.id)
            groups.append(Group("working_group_phase", f"{working_group.id}/{phase.id}", members))
    for guideline in instrument.guidelines:
        groups.append(Group("guideline", str(guideline.id), parts.add(partial(_has_guideline, guideline.id))))
    return groups


def _level_below(rollup: tuple[str, ...]) -> dict[str, str]:
    """For levels from the third step of the path on: the level that they are the plain mean of."""
    return {level: rollup[position - 1] for position, level in enumerate(rollup) if position >= 2}


def _has_phase(phase: str, practice: Practice) -> bool:
    return phase in practice.phases


def _has_guideline(guideline: int, practice: Practice) -> bool:
    return guideline in practice.guidelines


def _lies_in(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(outer + ".")
