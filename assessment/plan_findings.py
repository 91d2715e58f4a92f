"""What the comparison of plans shows, in words: the titles of its charts and their one-sentence alternatives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.words import number_text, percent_text, status_word
from questions.model import Instrument
from scoring.portfolio import PlanStanding, Portfolio, Spread
from scoring.result import Status
from scoring.robustness import AHEAD_SHARE, DRAWS, LEAST_FACTOR, MOST_FACTOR

Names = Mapping[str, str]
_HALF = 0.5
_NAMED = 3


def gaps_title(found: Portfolio) -> str:
    """The first thing to know: how many recommendations most plans do not meet."""
    applicable = [spread for spread in found.recommendations if spread.plans]
    unmet = [spread for spread in found.common_gaps if spread.share_unmet]
    common = sum(1 for spread in unmet if (spread.share_unmet or 0) > _HALF)
    if not found.ranking:
        return _("Nothing can be judged yet: no plan has a score")
    if not unmet:
        return _("Nothing is known to be unmet in any plan")
    if not common:
        return _("No recommendation is unmet in more than half of the plans; the commonest gap is {id}").format(
            id=unmet[0].id
        )
    if any(spread.plans < len(found.plans) for spread in applicable):
        message = translate_count(
            "{number} of {all} recommendations is unmet in more than half of the plans that it applies to",
            "{number} of {all} recommendations are unmet in more than half of the plans that they apply to",
            common,
        )
    else:
        message = translate_count(
            "{number} of {all} recommendations is unmet in more than half of the {plans} plans",
            "{number} of {all} recommendations are unmet in more than half of the {plans} plans",
            common,
        )
    return message.format(number=common, all=len(applicable), plans=len(found.plans))


def commonest_title(found: Portfolio) -> str:
    """Title of the chart of common gaps: the commonest one, and in how many plans."""
    first = found.common_gaps[0]
    if not first.share_unmet:
        return _("Nothing is known to be unmet in any plan")
    return _("Commonest gap: {id}, {how_often}").format(id=first.id, how_often=unmet_text(first))


def gaps_sentence(instrument: Instrument, found: Portfolio) -> str:
    """The chart of common gaps in words: the finding, and the commonest gaps."""
    first = [spread for spread in found.common_gaps if spread.share_unmet][:_NAMED]
    if not first:
        return f"{gaps_title(found)}."
    parts = [f"{spread.id} {instrument.recommendations[spread.id].title} ({unmet_text(spread)})" for spread in first]
    return _("{finding}. Commonest: {gaps}.").format(finding=gaps_title(found), gaps="; ".join(parts))


def unmet_text(spread: Spread) -> str:
    """In how many plans a recommendation is unmet: ``unmet in 75 % of 4 plans``."""
    if not spread.plans:
        return _("applies to no plan")
    if spread.share_unmet == 1:
        return translate_count("unmet in the one plan", "unmet in all {number} plans", spread.plans).format(
            number=spread.plans
        )
    return translate_count(
        "unmet in {share} of {number} plan", "unmet in {share} of {number} plans", spread.plans
    ).format(share=percent_text(spread.share_unmet), number=spread.plans)


def spread_title(spreads: Sequence[Spread]) -> str:
    """Where the plans differ most, so that there is most to learn from each other; of no row, that none has a score."""
    widest = max((s for s in spreads if s.highest is not None), key=_width, default=None)
    if widest is None:
        return _("No recommendation has a score yet")
    if not _width(widest):
        return _("The plans have the same scores")
    return _("Plans differ most in {id}: from {low} to {high}").format(
        id=widest.id, low=number_text(widest.lowest), high=number_text(widest.highest)
    )


def spread_sentence(instrument: Instrument, spreads: Sequence[Spread]) -> str:
    """The chart of spreads in words: the first of its rows."""
    parts = [
        f"{spread.id} {instrument.recommendations[spread.id].title}: {spread_text(spread)}"
        for spread in spreads[:_NAMED]
    ]
    return _("{finding}. First rows: {rows}.").format(finding=spread_title(spreads), rows="; ".join(parts))


def spread_text(spread: Spread) -> str:
    """Median and extremes of a recommendation: ``median 25, from 0 to 50``."""
    if spread.median is None:
        return _("no score yet")
    if not _width(spread):
        return _("the same score in every plan")
    return _("median {median}, from {low} to {high}").format(
        median=number_text(spread.median), low=number_text(spread.lowest), high=number_text(spread.highest)
    )


def ranking_title(found: Portfolio, names: Names) -> str:
    """Whether one plan is clearly ahead, whatever the weights."""
    if not found.ranking:
        return _("No plan has a score yet")
    first = found.ranking[0]
    if len(found.ranking) == 1:
        return _("{plan} is the only plan with a score").format(plan=shortened(names[first.id]))
    if not first.tied_with:
        return _("{plan} is clearly ahead of every other plan").format(plan=shortened(names[first.id]))
    return translate_count(
        "{plan} stands highest, and {number} plan is tied with it",
        "{plan} stands highest, and {number} plans are tied with it",
        len(first.tied_with),
    ).format(plan=shortened(names[first.id]), number=len(first.tied_with))


def ranking_sentence(shown: Sequence[PlanStanding], names: Names, title: str) -> str:
    """The chart of the ranking in words: the first of its rows."""
    parts = [f"{names[plan.id]}: {standing_text(plan, names)}" for plan in shown[:_NAMED]]
    return _("{finding}. First rows: {rows}.").format(finding=title, rows="; ".join(parts))


def standing_text(plan: PlanStanding, names: Names) -> str:
    """Score, rank, how far both can move, and ties of one plan, for a hover or a list."""
    parts = [_("score {score}").format(score=number_text(plan.score, decimals=1))]
    if plan.score_interval and plan.rank_interval and plan.rank is not None:
        parts.append(interval_text(plan.score_interval))
        parts.append(rank_text(plan))
    parts.append(
        _("open answers leave it between {low} and {high}").format(
            low=number_text(plan.low, decimals=1), high=number_text(plan.high, decimals=1)
        )
    )
    parts.append(tied_text(plan, names))
    return ", ".join(part for part in parts if part)


def interval_text(interval: tuple[float, float]) -> str:
    """The middle nine tenths of the scores when the weights vary."""
    return _("{low} to {high} with other weights").format(
        low=number_text(interval[0], decimals=1), high=number_text(interval[1], decimals=1)
    )


def rank_text(plan: PlanStanding) -> str:
    """Rank with its interval: ``rank 3 (1 to 6)``."""
    if plan.rank is None or plan.rank_interval is None:
        return _("no rank")
    low, high = (number_text(value, decimals=1) for value in plan.rank_interval)
    rank = number_text(plan.rank, decimals=1)
    if low == high == rank:
        return _("rank {rank}").format(rank=rank)
    return _("rank {rank} ({low} to {high})").format(rank=rank, low=low, high=high)


def tied_text(plan: PlanStanding, names: Names) -> str:
    """With whom a plan is tied, a few by name; empty without a tie."""
    return _("tied with {plans}").format(plans=listed(plan.tied_with, names)) if plan.tied_with else ""


def listed(ids: Sequence[str], names: Names, most: int = _NAMED) -> str:
    """The names of a few plans, and how many more there are."""
    text = ", ".join(names[id] for id in ids[:most])
    if len(ids) <= most:
        return text
    more = len(ids) - most
    return translate_count("{plans} and {number} more", "{plans} and {number} more", more).format(
        plans=text, number=more
    )


def matrix_title(found: Portfolio, recommendations: Sequence[str], names: Names) -> str:
    """Which of the plans has most of these recommendations unmet."""
    counts = {plan.id: sum(1 for id in recommendations if found.statuses[plan.id][id].is_unmet) for plan in found.plans}
    most = max(counts.values(), default=0)
    holders = [id for id, number in counts.items() if number == most]
    if not most:
        return _("No plan is known to have anything unmet here")
    if len(holders) > 1:
        message = _("Most unmet: {number} of {all}, in {plans} plans")
        return message.format(number=most, all=len(recommendations), plans=len(holders))
    message = _("Most unmet: {number} of {all}, in {plan}")
    return message.format(number=most, all=len(recommendations), plan=shortened(names[holders[0]]))


def matrix_sentence(found: Portfolio, plans: Sequence[PlanStanding], recommendations: Sequence[str]) -> str:
    """The heatmap in words: how many of its cells have which status."""
    counts = Counter(found.statuses[plan.id][id] for plan in plans for id in recommendations)
    parts = [f"{counts[status]} {status_word(status).lower()}" for status in Status if counts[status]]
    return _("{plans} plans by {recommendations} recommendations: {parts}.").format(
        plans=len(plans), recommendations=len(recommendations), parts=", ".join(parts)
    )


def draws_sentence() -> str:
    """How the ranking is tested: where intervals and ties come from."""
    return _(
        "How much a recommendation counts is a judgement. So the weights are varied {draws} times, each by a random "
        "factor between {least} and {most} that is the same for all plans. The thick bar holds the score in nine "
        "tenths of these draws, and the range of ranks holds the rank. Two plans are tied when neither is ahead in "
        "{share} of them. The random numbers are always the same, so the figures are, too."
    ).format(draws=f"{DRAWS:,}", least=LEAST_FACTOR, most=MOST_FACTOR, share=percent_text(AHEAD_SHARE))


def shortened(name: str, most: int = 40) -> str:
    """A name cut in its middle, because plans often differ in their last word.

    >>> shortened("Contingency plan for the northern provinces", 20)
    'Contingen… provinces'
    """
    if len(name) <= most:
        return name
    head = (most - 1) // 2
    return f"{name[:head]}…{name[len(name) - (most - 1 - head) :]}"


def without_shared_beginning(names: Names) -> Names:
    """The names without the words that all of them begin with, for labels with little room.

    >>> without_shared_beginning({"a": "Contingency plan Coast", "b": "Contingency plan Delta"})
    {'a': 'Coast', 'b': 'Delta'}
    """
    words = {id: name.split() for id, name in names.items()}
    shared = 0
    while len({tuple(own[: shared + 1]) for own in words.values()}) == 1 and all(
        len(own) > shared + 1 for own in words.values()
    ):
        shared += 1
    return {id: " ".join(own[shared:]) for id, own in words.items()}


def _width(spread: Spread) -> float:
    return (spread.highest or 0.0) - (spread.lowest or 0.0)
