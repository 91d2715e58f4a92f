"""Rounds over time: which earlier assessments a present one can be compared with, and the comparison (METHOD 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from assessment.errors import OtherVersion
from assessment.model import AnswerSheet, Assessment
from assessment.results import plan_of, result_of, targets_of
from assessment.sharing import answered_with
from assessment.texts import translate as _
from questions.model import Instrument
from scoring.result import Score
from scoring.rounds import RoundComparison, compare_rounds


@dataclass(frozen=True)
class EarlierRounds:
    """What came before an assessment, of the same organisation and subject.

    Attributes:
        comparable: those of the same instrument version and stakeholder types, the oldest first.
        reasons: the others, the oldest first, each with a sentence or two that say why it cannot be compared.
    """

    comparable: tuple[Assessment, ...]
    reasons: tuple[tuple[Assessment, str], ...] = ()

    @property
    def exist(self) -> bool:
        """There is an earlier round, comparable or not."""
        return bool(self.comparable or self.reasons)


@dataclass(frozen=True)
class ComparedRounds:
    """A comparison with the sheets that it was made from.

    Attributes:
        retargeted: recommendations whose target was another one in the baseline, with that target, by id.
    """

    baseline: AnswerSheet
    present: AnswerSheet
    comparison: RoundComparison
    retargeted: Mapping[str, float]


@dataclass(frozen=True)
class RoundScore:
    """The overall score of one round."""

    assessment: Assessment
    overall: Score


def earlier_rounds(
    present: Assessment, others: Iterable[Assessment], types_text: Callable[[tuple[str, ...]], str] = " ".join
) -> EarlierRounds:
    """The earlier rounds of an assessment among others, in any order; may hold the assessment itself.

    A round is earlier by the day that it was assessed on or else begun on, then by the time it was begun; the one that
    the present was copied from always is. Names are compared without regard to spaces and capitals; an organisation
    without a name is the same only as the one that it was copied from. ``types_text`` writes stakeholder types.
    """
    earlier = sorted((other for other in others if _is_earlier_round(other, present)), key=_age)
    reasons = {other.id: obstacle(other, present, types_text) for other in earlier}
    return EarlierRounds(
        comparable=tuple(other for other in earlier if not reasons[other.id]),
        reasons=tuple((other, reasons[other.id]) for other in earlier if reasons[other.id]),
    )


def default_baseline(present: Assessment, earlier: EarlierRounds) -> Assessment | None:
    """The one that the present was copied from, else the oldest; ``None`` when none can be compared."""
    copied_from = [other for other in earlier.comparable if other.id == present.baseline_id]
    return next(iter((*copied_from, *earlier.comparable)), None)


def obstacle(baseline: Assessment, present: Assessment, types_text: Callable[[tuple[str, ...]], str] = " ".join) -> str:
    """Why two assessments cannot be compared over time, in a sentence or two; empty when they can."""
    sentences = []
    if answered_with(baseline) and answered_with(present) and answered_with(baseline) != answered_with(present):
        sentences.append(
            _(
                "It was answered with {instrument}, this one with {present_instrument}: it can be compared only after "
                "it has been carried over."
            ).format(instrument=answered_with(baseline), present_instrument=answered_with(present))
        )
    if baseline.stakeholder_types != present.stakeholder_types:
        sentences.append(
            _(
                "Its stakeholder types are {types}, those of this one {present_types}: they are asked different "
                "practices, so the denominators of their scores differ."
            ).format(types=types_text(baseline.stakeholder_types), present_types=types_text(present.stakeholder_types))
        )
    return " ".join(sentences)


def compared_rounds(instrument: Instrument, baseline: AnswerSheet, present: AnswerSheet) -> ComparedRounds:
    """Compare two rounds; both are judged by the targets of the present one.

    Raises:
        OtherVersion: one names another instrument than the one at hand.
        ValueError: their stakeholder types differ.
    """
    at_hand = f"{instrument.id} {instrument.version}"
    for sheet in (baseline, present):
        if answered_with(sheet.assessment) not in ("", at_hand):
            raise OtherVersion(answered_with(sheet.assessment), at_hand)
    if baseline.assessment.stakeholder_types != present.assessment.stakeholder_types:
        raise ValueError(obstacle(baseline.assessment, present.assessment))
    plan = plan_of(instrument, present.assessment.stakeholder_types)
    before, after = (
        plan.codes({id: answer.answer for id, answer in sheet.answers.items()}) for sheet in (baseline, present)
    )
    own, earlier = (targets_of(sheet.assessment, plan) for sheet in (present, baseline))
    target = present.assessment.target if present.assessment.target is not None else instrument.target
    return ComparedRounds(
        baseline=baseline,
        present=present,
        comparison=compare_rounds(plan, before, after, list(own.values()), target),
        retargeted={id: earlier[id] for id in own if earlier[id] != own[id]},
    )


def round_scores(instrument: Instrument, sheets: Sequence[AnswerSheet]) -> tuple[RoundScore, ...]:
    """The overall score of each round, the oldest first."""
    in_order = sorted(sheets, key=lambda sheet: _age(sheet.assessment))
    return tuple(RoundScore(sheet.assessment, result_of(instrument, sheet).overall) for sheet in in_order)


def is_begun(instrument: Instrument, sheet: AnswerSheet) -> bool:
    """Has a practice that is asked an answer?"""
    asked = plan_of(instrument, sheet.assessment.stakeholder_types).column
    return any(answer.is_answered and id in asked for id, answer in sheet.answers.items())


def are_alike(one: Assessment, other: Assessment) -> bool:
    """Do both name the same organisation and subject, without regard to spaces and capitals?"""
    return _subject(one) == _subject(other)


def day_of(assessment: Assessment) -> date | None:
    """The day that it was assessed on, else the day that it was begun on (UTC); files may tell neither."""
    return assessment.assessed_on or (_began(assessment).date() if assessment.created_at else None)


def round_names(assessments: Sequence[Assessment]) -> dict[str, str]:
    """What each round is called, by id: its day; with the time it was begun, then its id, where the day is not enough.

    The names differ from each other.
    """
    names = {one.id: _day_name(one) for one in assessments}
    for more in (_time_name, _id_name):
        taken = list(names.values())
        names = {
            one.id: more(one, names[one.id]) if taken.count(names[one.id]) > 1 else names[one.id] for one in assessments
        }
    return names


def _day_name(assessment: Assessment) -> str:
    day = day_of(assessment)
    return day.isoformat() if day else _("without a date")


def _time_name(assessment: Assessment, name: str) -> str:
    if assessment.created_at is None:
        return name
    begun = _began(assessment).strftime("%Y-%m-%d %H:%M:%S")
    return _("{name} (begun {when} UTC)").format(name=name, when=begun)


def _id_name(assessment: Assessment, name: str) -> str:
    return f"{name} [{assessment.id}]"


def _is_earlier_round(other: Assessment, present: Assessment) -> bool:
    if other.id == present.id or not are_alike(other, present):
        return False
    is_source = other.id == present.baseline_id
    return is_source or (bool(_subject(present)[0]) and _age(other) < _age(present) and other.baseline_id != present.id)


def _subject(assessment: Assessment) -> tuple[str, str]:
    """Who and what is assessed, without regard to spaces and capitals."""
    organisation, subject = (
        " ".join(text.split()).casefold() for text in (assessment.organisation, assessment.subject)
    )
    return organisation, subject


def _age(assessment: Assessment) -> tuple[date, datetime, str]:
    """From the oldest to the newest; one without a date counts as oldest, the id decides last."""
    return day_of(assessment) or date.min, _began(assessment), assessment.id


def _began(assessment: Assessment) -> datetime:
    made = assessment.created_at or datetime.min
    return made.replace(tzinfo=UTC) if made.tzinfo is None else made
