"""The shape of an instrument: what is asked, of whom, on which scale.

Everything here is a frozen value, parsed once at the edge and trusted inside. The JSON form of
:class:`Instrument` is the one that ``micic instrument show`` prints.

Ids are text. :func:`id_key` gives their order: by the integers, then the letter, so that
``R3.1.2`` comes before ``R3.1.10``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Role = Literal["lead", "support"]
Scope = Literal["organisation", "plan"]
RollupLevel = Literal["recommendation", "working_group", "topic"]
Text = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S(?:.*\S)?$")]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
RecommendationId = Annotated[str, StringConstraints(pattern=r"^R\d+\.\d+\.\d+$")]
PracticeId = Annotated[str, StringConstraints(pattern=r"^R\d+\.\d+\.\d+[a-z]$")]
Weight = Annotated[float, Field(gt=0, allow_inf_nan=False)]

_NUMBERS = re.compile(r"\d+|[a-z]$")


def id_key(identifier: str) -> tuple[tuple[int, str], ...]:
    """Sort key of a topic, working group, recommendation or practice id.

    >>> sorted(["R3.1.10", "R3.1.2b", "R3.1.2"], key=id_key)
    ['R3.1.2', 'R3.1.2b', 'R3.1.10']
    """
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in _NUMBERS.findall(identifier))


class Shape(BaseModel):
    """Base of all shapes: frozen, strict, no unknown keys.

    ``texts`` names the fields that a person reads and a translator translates.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    texts: ClassVar[frozenset[str]] = frozenset()

    def __copy__(self) -> Self:
        """A copy without what was computed from the fields, since the copy is made to change them."""
        copied = super().__copy__()
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


class Level(Shape):
    """One option of a response scale; ``value`` lies in [0, 1]."""

    texts = frozenset({"title", "description"})
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_]+$")]
    value: Annotated[float, Field(ge=0, le=1)]
    title: Text
    description: Text | None = None


class Scale(Shape):
    """Ordered levels, lowest first; ``in_place`` is the code from which a practice counts as met."""

    id: Id
    in_place: str
    levels: Annotated[tuple[Level, ...], Field(min_length=2, max_length=101)]

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Position of each level's code, 0 for the lowest."""
        return {level.code: position for position, level in enumerate(self.levels)}

    @property
    def in_place_index(self) -> int:
        """Position of the ``in_place`` level."""
        return self.index[self.in_place]

    @property
    def top(self) -> Level:
        """The highest level."""
        return self.levels[-1]


class Subtype(Shape):
    """A kind of organization within a stakeholder type."""

    texts = frozenset({"title", "description"})
    id: Id
    title: Text
    description: Text | None = None


class StakeholderType(Shape):
    """Whose duties are assessed. States have no subtypes."""

    texts = frozenset({"title", "title_plural", "description"})
    id: Id
    title: Text
    title_plural: Text | None = None
    description: Text
    subtypes: tuple[Subtype, ...] = ()


class Phase(Shape):
    """A phase of a crisis."""

    texts = frozenset({"title", "description"})
    id: Id
    title: Text
    description: Text | None = None


class Guideline(Shape):
    """One of the MICIC Guidelines, by its number."""

    texts = frozenset({"title"})
    id: Annotated[int, Field(ge=1)]
    title: Text


class Reference(Shape):
    """A named tool, framework or programme under its present name, the old one in brackets."""

    texts = frozenset({"title"})
    id: Id
    title: Text


class Term(Shape):
    """A word that a respondent needs, and what it means here."""

    texts = frozenset({"title", "meaning"})
    id: Id
    title: Text
    meaning: Text


class Neighbours(Shape):
    """Two practices that look alike, and what sets them apart: a sentence that names both ids."""

    texts = frozenset({"difference"})
    practices: tuple[PracticeId, PracticeId]
    difference: Text

    @property
    def id(self) -> str:
        """What it is called in messages and catalogues: both ids."""
        return " ".join(self.practices)


class NaReason(Shape):
    """A reason for which a practice may be answered "not applicable"."""

    texts = frozenset({"text"})
    id: Id
    text: Text


class Practice(Shape):
    """The unit that is answered.

    Attributes:
        text: the statement for those who lead.
        support_text: what contributing means for those who support; absent when nobody does.
        in_place_when: observable criteria of the ``in_place`` level.
        support_in_place_when: the same for supporters, where theirs are others.
        evidence: examples of what a respondent could cite.
        roles: role of each stakeholder type that is asked; a type left out is not asked.
        only_for: subtypes (``io:humanitarian``) to which a type named here is narrowed.
        scope: whether the organisation answers once, or each of its plans.
        weight: above 0; below 1 for an illustrative technique.
        safeguard: a practice that an average must not hide.
    """

    texts = frozenset({"text", "support_text", "in_place_when", "support_in_place_when", "evidence"})
    id: PracticeId
    text: Text
    support_text: Text | None = None
    in_place_when: tuple[Text, ...] = ()
    support_in_place_when: tuple[Text, ...] = ()
    evidence: tuple[Text, ...] = ()
    roles: Mapping[str, Role]
    only_for: tuple[str, ...] = ()
    scale: Id
    scope: Scope = "organisation"
    weight: Weight = 1.0
    safeguard: bool = False
    na_reasons: tuple[NaReason, ...] = ()
    phases: tuple[str, ...] = ()
    guidelines: tuple[int, ...] = ()
    references: tuple[str, ...] = ()

    def role_of(self, stakeholder: str) -> Role | None:
        """Role of one stakeholder code, ``io`` or ``io:humanitarian``; ``None`` when not asked.

        A bare type stands for all its subtypes (METHOD 2).
        """
        kind, _, subtype = stakeholder.partition(":")
        narrowed = [entry for entry in self.only_for if entry.partition(":")[0] == kind]
        if subtype and narrowed and stakeholder not in narrowed:
            return None
        return self.roles.get(kind)

    def strongest_role(self, stakeholders: tuple[str, ...]) -> Role | None:
        """Lead over support over none, for an assessment that names several types."""
        roles = {self.role_of(stakeholder) for stakeholder in stakeholders}
        return "lead" if "lead" in roles else "support" if "support" in roles else None

    def statement(self, role: Role) -> str:
        """The statement to show to somebody in that role."""
        return self.support_text or self.text if role == "support" else self.text

    def criteria(self, role: Role) -> tuple[str, ...]:
        """The criteria of ``in_place`` for somebody in that role."""
        return self.support_in_place_when or self.in_place_when if role == "support" else self.in_place_when


class Recommendation(Shape):
    """One recommendation of the report; the unit of gap reporting."""

    texts = frozenset({"title", "why", "examples", "source"})
    id: RecommendationId
    title: Text
    why: Text | None = None
    examples: tuple[Text, ...] = ()
    terms: tuple[str, ...] = ()
    source: str = ""
    practices: tuple[Practice, ...] = ()


class WorkingGroup(Shape):
    """The report's second level, ``3.1``."""

    texts = frozenset({"title", "introduction"})
    id: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+$")]
    title: Text
    introduction: Text | None = None
    recommendations: tuple[Recommendation, ...] = ()


class Topic(Shape):
    """The report's first level, ``3``."""

    texts = frozenset({"title", "introduction"})
    id: Annotated[str, StringConstraints(pattern=r"^\d+$")]
    title: Text
    introduction: Text | None = None
    working_groups: tuple[WorkingGroup, ...] = ()


class PairRule(Shape):
    """Warn when every practice of ``when`` is at ``at_least`` or above and one of ``any_of`` below ``below``."""

    texts = frozenset({"message"})
    code: Id
    when: Annotated[tuple[PracticeId, ...], Field(min_length=1)]
    at_least: str
    any_of: Annotated[tuple[PracticeId, ...], Field(min_length=1)]
    below: str
    message: Text


class QualityRules(Shape):
    """Thresholds of the answer quality warnings (METHOD 12)."""

    straight_lining_levels: Annotated[int, Field(ge=1)] = 10
    straight_lining_share: Annotated[float, Field(gt=0, le=1)] = 0.9
    stale_evidence_months: Annotated[int, Field(ge=1)] = 24
    many_na_share: Annotated[float, Field(gt=0, le=1)] = 0.25
    many_dk_share: Annotated[float, Field(gt=0, le=1)] = 0.25
    pairs: tuple[PairRule, ...] = ()


class RoleWeights(Shape):
    """How much an asked practice counts by the role in which it is asked."""

    lead: Weight
    support: Weight


class Instrument(Shape):
    """The whole questionnaire in one version.

    Attributes:
        notice: what a result does not say, to stand beside every one.
    """

    texts = frozenset({"title", "introduction", "notice"})
    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    version: Text
    title: Text
    introduction: Text | None = None
    notice: Text | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z]+)?$")]
    target: Annotated[float, Field(gt=0, le=100)]
    partly_met_from: Annotated[float, Field(ge=0, le=100)]
    rollup: Annotated[tuple[RollupLevel, ...], Field(min_length=1)]
    role_weights: RoleWeights
    stakeholder_types: tuple[StakeholderType, ...]
    scales: tuple[Scale, ...]
    phases: tuple[Phase, ...] = ()
    guidelines: tuple[Guideline, ...] = ()
    references: tuple[Reference, ...] = ()
    glossary: tuple[Term, ...] = ()
    neighbours: tuple[Neighbours, ...] = ()
    safeguard_na_reasons: tuple[str, ...] = ()
    quality_rules: QualityRules = QualityRules()
    topics: tuple[Topic, ...]

    def working_groups(self) -> Iterator[WorkingGroup]:
        """All working groups in order."""
        for topic in self.topics:
            yield from topic.working_groups

    @cached_property
    def recommendations(self) -> Mapping[str, Recommendation]:
        """All recommendations by id, in order."""
        return {r.id: r for group in self.working_groups() for r in group.recommendations}

    @cached_property
    def practices(self) -> Mapping[str, Practice]:
        """All practices by id, in order."""
        return {p.id: p for r in self.recommendations.values() for p in r.practices}

    @cached_property
    def topic_of(self) -> Mapping[str, str]:
        """Id of the topic of every practice, by its id."""
        return {
            practice.id: topic.id
            for topic in self.topics
            for group in topic.working_groups
            for recommendation in group.recommendations
            for practice in recommendation.practices
        }

    @cached_property
    def scales_by_id(self) -> Mapping[str, Scale]:
        """All response scales by id."""
        return {scale.id: scale for scale in self.scales}

    @cached_property
    def stakeholders(self) -> tuple[str, ...]:
        """Every code an assessment may name, in METHOD's order: ``io``, ``io:humanitarian``, ..."""
        return tuple(
            code
            for kind in self.stakeholder_types
            for code in (kind.id, *(f"{kind.id}:{sub.id}" for sub in kind.subtypes))
        )

    def neighbours_of(self, practice_id: str) -> tuple[tuple[Practice, str], ...]:
        """The practices that look like this one, in the bank's order, each with what sets the two apart."""
        return tuple(
            (self.practices[other], pair.difference)
            for pair in self.neighbours
            for one, other in (pair.practices, pair.practices[::-1])
            if one == practice_id
        )

    def scale_of(self, practice: Practice) -> Scale:
        """The response scale that a practice is answered on."""
        return self.scales_by_id[practice.scale]

    def ordered_types(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """The codes once each, in METHOD's order. A code that is unknown raises ``ValueError``."""
        for code in codes:
            if code not in self.stakeholders:
                raise ValueError(f"'{code}' is not a stakeholder type. Use one of: {', '.join(self.stakeholders)}.")
        return tuple(code for code in self.stakeholders if code in codes)


def recommendation_of(practice_id: str) -> str:
    """Id of the recommendation that a practice belongs to.

    >>> recommendation_of("R3.1.10b")
    'R3.1.10'
    """
    return practice_id[:-1]
