"""What an assessment is worth: frozen values that tables, charts and files are made from.

Undefined numbers are ``None``. Scores, targets and gaps lie in 0-100, coverage in 0-1; nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from questions.model import Role

GROUP_KINDS = ("topic", "working_group", "phase", "guideline", "working_group_phase")


class Status(StrEnum):
    """Status of a recommendation (METHOD 6)."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"
    NOT_ASSESSED = "not_assessed"
    NOT_APPLICABLE = "not_applicable"

    @property
    def is_unmet(self) -> bool:
        """Known not to reach the target: the only ones that get a rank."""
        return self in (Status.PARTLY_MET, Status.NOT_MET)

    @property
    def is_open(self) -> bool:
        """More answers are needed before it can be judged: "finish these first"."""
        return self in (Status.UNDETERMINED, Status.NOT_ASSESSED)


@dataclass(frozen=True)
class Score:
    """The four figures of a recommendation, a group or the whole (METHOD 4 and 5)."""

    score: float | None
    low: float | None
    high: float | None
    coverage: float | None


@dataclass(frozen=True)
class RecommendationResult(Score):
    """One recommendation that is asked.

    Attributes:
        weight: W(r), of the strongest role among what applies; undefined when nothing applies.
        rank: 1..n over the unmet, undefined for all others.
        unmet_practices: ids answered below ``in_place``.
        open_practices: ids answered "don't know" or not at all.
        open_safeguards: those of ``open_practices`` that are safeguards.
        failed_safeguards: those of ``unmet_practices`` that are safeguards.
    """

    id: str
    status: Status
    role: Role
    weight: float | None
    target: float
    gap: float | None
    gap_low: float | None
    gap_high: float | None
    priority: float | None
    rank: int | None
    practices_asked: int
    practices_answered: int
    unmet_practices: tuple[str, ...]
    open_practices: tuple[str, ...]
    open_safeguards: tuple[str, ...]
    failed_safeguards: tuple[str, ...]

    @property
    def safeguard_alert(self) -> bool:
        """A safeguard is answered below ``in_place``."""
        return bool(self.failed_safeguards)


@dataclass(frozen=True)
class Sentence:
    """A sentence about a number of things, in English, with the names of its values in braces.

    Its texts are marked for translation by being arguments of this class. The value ``number`` decides between them.
    """

    one: str
    many: str


@dataclass(frozen=True)
class QualityWarning:
    """A warning beside the score, never part of it (METHOD 12).

    Attributes:
        sentence: what it says; text that comes from the instrument is a finished one, in the instrument's language.
        values: what belongs into the braces of a :class:`Sentence`.
    """

    code: str
    practices: tuple[str, ...]
    sentence: Sentence | str
    values: Mapping[str, int] = field(default_factory=dict, hash=False)

    @property
    def message(self) -> str:
        """The finished sentence: the tool's own in English, the instrument's as it stands there.

        >>> found = Sentence("{number} answer rests.", "{number} answers rest.")
        >>> [QualityWarning("stale", (), found, {"number": number}).message for number in (1, 2)]
        ['1 answer rests.', '2 answers rest.']
        """
        if isinstance(self.sentence, str):
            return self.sentence
        text = self.sentence.one if self.values["number"] == 1 else self.sentence.many
        return text.format(**self.values)


@dataclass(frozen=True)
class Result:
    """Everything that is derived from the answers of one assessment.

    Attributes:
        recommendations: those asked, in the order of their ids.
        gap_order: their ids in the order of METHOD 7.
        groups: by kind (:data:`GROUP_KINDS`), then by id; only groups with something asked. The id of a
            working group in one phase is ``3.1/prep``.
        counts: how many recommendations have each status; every status is a key.
    """

    overall: Score
    counts: Mapping[Status, int]
    groups: Mapping[str, Mapping[str, Score]]
    recommendations: tuple[RecommendationResult, ...]
    gap_order: tuple[str, ...]
    warnings: tuple[QualityWarning, ...] = ()

    @property
    def by_id(self) -> Mapping[str, RecommendationResult]:
        """Recommendations by id."""
        return {r.id: r for r in self.recommendations}

    @property
    def in_gap_order(self) -> tuple[RecommendationResult, ...]:
        """Recommendations in the order of METHOD 7."""
        by_id = self.by_id
        return tuple(by_id[identifier] for identifier in self.gap_order)

    @property
    def unmet(self) -> tuple[RecommendationResult, ...]:
        """The gap list: partly met and not met, by rank."""
        return tuple(r for r in self.in_gap_order if r.status.is_unmet)

    @property
    def finish_first(self) -> tuple[RecommendationResult, ...]:
        """What must be answered before it can be judged; open safeguards first (METHOD 6)."""
        still_open = (r for r in self.in_gap_order if r.status.is_open)
        return tuple(sorted(still_open, key=lambda r: not r.open_safeguards))
