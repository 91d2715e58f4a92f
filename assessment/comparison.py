"""Several assessments side by side: a portfolio of plans (METHOD 9), a corridor of actors (METHOD 11)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assessment.errors import OtherVersion
from assessment.model import AnswerSheet, Assessment
from assessment.results import plan_of, targets_of
from assessment.sharing import answered_with, is_plan, with_organisation_answers
from assessment.texts import translate as _
from questions.model import Instrument
from scoring.corridor import Actor, RecommendationCover, corridor
from scoring.plan import Codes, Floats, ScoringPlan
from scoring.portfolio import Portfolio, commonest, portfolio
from scoring.robustness import DRAWS, Step


@dataclass(frozen=True)
class Comparable:
    """Which assessments can be compared with each other.

    Attributes:
        instrument: id and version of the one that they were answered with, as :func:`answered_with` writes it.
        sheets: those with the commonest pair of version and stakeholder types, as given.
        reasons: for each of the others, by id, a sentence that says why not.
    """

    instrument: str
    stakeholder_types: tuple[str, ...]
    sheets: tuple[AnswerSheet, ...]
    reasons: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class LinedUp:
    """Plans ready to be compared: N of them, P practices, R recommendations.

    Attributes:
        sheets: with the organisation's answers filled in, in the order given.
        sources: by assessment, then by practice, the assessment that an answer was taken from.
        plan: compiled for their stakeholder types.
        codes: of the answers, shape (N, P).
        targets: shape (N, R).
    """

    comparable: Comparable
    sheets: tuple[AnswerSheet, ...]
    sources: Mapping[str, Mapping[str, str]]
    plan: ScoringPlan
    codes: Codes
    targets: Floats

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the assessments, in the order of the sheets."""
        return tuple(sheet.assessment.id for sheet in self.sheets)

    @property
    def fingerprint(self) -> str:
        """The same for the same plans with the same answers and targets, and for no others.

        Whatever the comparison is made from goes into it, so that a kept comparison is never that of other answers.
        """
        found = hashlib.sha256(repr((answered_with(self.sheets[0].assessment), self.plan.stakeholder_types)).encode())
        for part in (repr(self.ids).encode(), self.codes.tobytes(), self.targets.tobytes()):
            found.update(hashlib.sha256(part).digest())
        return found.hexdigest()

    def portfolio(self, seed: int = 0, draws: int = DRAWS, step: Step | None = None) -> Portfolio:
        """The comparison itself; see :func:`scoring.robustness.robustness`."""
        return portfolio(self.plan, self.ids, self.codes, self.targets, seed, draws, step)


@dataclass(frozen=True)
class ComparedPlans:
    """The comparison with the sheets it was made from; the attributes are those of :class:`LinedUp`."""

    comparable: Comparable
    sheets: tuple[AnswerSheet, ...]
    sources: Mapping[str, Mapping[str, str]]
    portfolio: Portfolio


def comparable(sheets: Sequence[AnswerSheet]) -> Comparable:
    """Choose the commonest pair of instrument version and types; of several, that of the first sheet that has one.

    Raises:
        ValueError: there is no sheet.
    """
    if not sheets:
        raise ValueError("There is nothing to compare.")
    instrument, types = kind = commonest([_kind(sheet) for sheet in sheets])
    return Comparable(
        instrument=instrument,
        stakeholder_types=types,
        sheets=tuple(sheet for sheet in sheets if _kind(sheet) == kind),
        reasons={
            sheet.assessment.id: reason_apart(sheet.assessment, instrument, types)
            for sheet in sheets
            if _kind(sheet) != kind
        },
    )


def lined_up(instrument: Instrument, sheets: Sequence[AnswerSheet], shared: Sequence[AnswerSheet] = ()) -> LinedUp:
    """Make the plans of one organisation ready to be compared.

    Args:
        instrument: of the version that most were answered with, so that :func:`comparable` chooses it.
        sheets: each with an id of its own.
        shared: further ones that give answers about the organisation and are not compared themselves.

    Raises:
        OtherVersion: those that can be compared were answered with another version.
        ValueError: there is no sheet.
    """
    found = comparable(sheets)
    at_hand = f"{instrument.id} {instrument.version}"
    if found.instrument not in ("", at_hand):
        raise OtherVersion(found.instrument, at_hand)
    wholes = [sheet for sheet in (*sheets, *shared) if not is_plan(sheet.assessment)]
    filled = tuple(with_organisation_answers(instrument, sheet, wholes) for sheet in found.sheets)
    plan = plan_of(instrument, found.stakeholder_types)
    return LinedUp(
        comparable=found,
        sheets=filled,
        sources={sheet.assessment.id: sheet.sources for sheet in filled if sheet.sources},
        plan=plan,
        codes=plan.code_rows({id: answer.answer for id, answer in sheet.answers.items()} for sheet in filled),
        targets=np.array([list(targets_of(sheet.assessment, plan).values()) for sheet in filled], dtype=float),
    )


def compared_plans(
    instrument: Instrument,
    sheets: Sequence[AnswerSheet],
    seed: int = 0,
    draws: int = DRAWS,
    step: Step | None = None,
    shared: Sequence[AnswerSheet] = (),
) -> ComparedPlans:
    """Compare the plans of one organisation.

    Args:
        instrument, sheets, shared: see :func:`lined_up`, which says what is raised too.
        seed, draws, step: see :func:`scoring.robustness.robustness`.
    """
    ready = lined_up(instrument, sheets, shared)
    return with_portfolio(ready, ready.portfolio(seed, draws, step))


def with_portfolio(ready: LinedUp, found: Portfolio) -> ComparedPlans:
    """The plans with the comparison that was made of them."""
    return ComparedPlans(ready.comparable, ready.sheets, ready.sources, found)


def compared_actors(instrument: Instrument, sheets: Iterable[AnswerSheet]) -> tuple[RecommendationCover, ...]:
    """Who covers what; every sheet was answered with this instrument and has an id of its own."""
    actors = []
    for sheet in sheets:
        plan = plan_of(instrument, sheet.assessment.stakeholder_types)
        codes = plan.codes({id: answer.answer for id, answer in sheet.answers.items()})
        actors.append(Actor(sheet.assessment.id, plan, codes))
    return corridor(instrument, actors)


def reason_apart(
    assessment: Assessment,
    instrument: str,
    types: tuple[str, ...],
    type_names: Callable[[tuple[str, ...]], str] = " ".join,
) -> str:
    """A sentence that says why an assessment cannot be compared with others.

    Args:
        assessment: the one that stands apart.
        instrument, types: those of the others.
        type_names: what stakeholder types are called; their codes, unless it is for a screen.
    """
    own = answered_with(assessment)
    if assessment.stakeholder_types == types:
        message = _("It was answered with {instrument}, the others with {other_instrument}.")
    elif own == instrument:
        message = _("Its stakeholder types are {types}, those of the others {other_types}.")
    else:
        message = _(
            "It was answered with {instrument} as {types}, the others with {other_instrument} as {other_types}."
        )
    return message.format(
        instrument=own,
        types=type_names(assessment.stakeholder_types),
        other_instrument=instrument,
        other_types=type_names(types),
    )


def _kind(sheet: AnswerSheet) -> tuple[str, tuple[str, ...]]:
    return answered_with(sheet.assessment), sheet.assessment.stakeholder_types
