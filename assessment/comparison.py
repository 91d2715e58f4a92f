"""Several assessments side by side: a portfolio of plans (METHOD 9), a corridor of actors (METHOD 11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessment.errors import OtherVersion
from assessment.model import AnswerSheet
from assessment.results import plan_of, targets_of
from assessment.sharing import answered_with, with_organisation_answers
from assessment.texts import translate as _
from questions.model import Instrument
from scoring.corridor import Actor, RecommendationCover, corridor
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


@dataclass(frozen=True)
class ComparedPlans:
    """The comparison with the sheets it was made from.

    Attributes:
        sheets: with the organisation's answers filled in, in the order given.
        sources: by assessment, then by practice, the assessment that an answer was taken from.
    """

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
            sheet.assessment.id: _reason(_kind(sheet), instrument, types) for sheet in sheets if _kind(sheet) != kind
        },
    )


def compared_plans(
    instrument: Instrument,
    sheets: Sequence[AnswerSheet],
    seed: int = 0,
    draws: int = DRAWS,
    step: Step | None = None,
) -> ComparedPlans:
    """Compare the plans of one organisation.

    Args:
        instrument: of the version that most were answered with, so that :func:`comparable` chooses it.
        sheets: each with an id of its own.
        seed, draws, step: see :func:`scoring.robustness.robustness`.

    Raises:
        OtherVersion: those that can be compared were answered with another version.
        ValueError: there is no sheet.
    """
    found = comparable(sheets)
    at_hand = f"{instrument.id} {instrument.version}"
    if found.instrument not in ("", at_hand):
        raise OtherVersion(found.instrument, at_hand)
    shared = [with_organisation_answers(instrument, sheet, sheets) for sheet in found.sheets]
    filled = tuple(one.sheet for one in shared)
    plan = plan_of(instrument, found.stakeholder_types)
    ids = [sheet.assessment.id for sheet in filled]
    codes = plan.code_rows({id: answer.answer for id, answer in sheet.answers.items()} for sheet in filled)
    targets = [list(targets_of(sheet.assessment, plan).values()) for sheet in filled]
    return ComparedPlans(
        comparable=found,
        sheets=filled,
        sources={sheet.sheet.assessment.id: sheet.sources for sheet in shared if sheet.sources},
        portfolio=portfolio(plan, ids, codes, targets, seed, draws, step),
    )


def compared_actors(instrument: Instrument, sheets: Iterable[AnswerSheet]) -> tuple[RecommendationCover, ...]:
    """Who covers what; every sheet was answered with this instrument and has an id of its own."""
    actors = []
    for sheet in sheets:
        plan = plan_of(instrument, sheet.assessment.stakeholder_types)
        codes = plan.codes({id: answer.answer for id, answer in sheet.answers.items()})
        actors.append(Actor(sheet.assessment.id, plan, codes))
    return corridor(instrument, actors)


def _kind(sheet: AnswerSheet) -> tuple[str, tuple[str, ...]]:
    return answered_with(sheet.assessment), sheet.assessment.stakeholder_types


def _reason(kind: tuple[str, tuple[str, ...]], instrument: str, types: tuple[str, ...]) -> str:
    if kind[1] == types:
        message = _("It was answered with {instrument}, the others with {other_instrument}.")
    elif kind[0] == instrument:
        message = _("Its stakeholder types are {types}, those of the others {other_types}.")
    else:
        message = _(
            "It was answered with {instrument} as {types}, the others with {other_instrument} as {other_types}."
        )
    return message.format(
        instrument=kind[0], types=" ".join(kind[1]), other_instrument=instrument, other_types=" ".join(types)
    )
