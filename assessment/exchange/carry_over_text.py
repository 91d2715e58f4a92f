"""What carrying an assessment over did, in words: to each answer, and to the score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from assessment.carry_over import TO_CONFIRM, CarriedOver, Fate, Outcome
from assessment.exchange.result_text import heading
from assessment.score_changes import ScoreChange, overall_reasons, score_changes
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.words import UNDEFINED, range_text, status_word
from scoring.result import RecommendationResult


def carry_over_text(carried: CarriedOver) -> str:
    """The whole: counts, what to look at again, what became of the other answers, and the score before and after."""
    return "\n".join(_lines(carried)) + "\n"


def fates_sentence(carried: CarriedOver) -> str:
    """How many answers met which fate: ``3 kept, 2 copied, 1 dropped.``"""
    counts = Counter(outcome.fate for outcome in carried.outcomes)
    parts = [f"{counts[fate]} {fate_word(fate)}" for fate in Fate if counts[fate]]
    return _("{parts}.").format(parts=", ".join(parts)) if parts else _("There is no answer to carry over.")


def fate_word(fate: Fate) -> str:
    """What became of an answer, in a few words after a number."""
    return {
        Fate.KEPT: _("kept"),
        Fate.COPIED: _("copied"),
        Fate.MERGED: _("merged"),
        Fate.OPENED: _("open again"),
        Fate.DROPPED: _("dropped"),
        Fate.NOT_ASKED: _("not asked any more"),
        Fate.NOW_ASKED: _("newly asked"),
    }[fate]


def to_confirm_sentence(number: int) -> str:
    """How many answers somebody should look at again, and how to find them."""
    return translate_count(
        "{number} answer is to be looked at again. Its comment begins with {mark} and says why.",
        "{number} answers are to be looked at again. Their comments begin with {mark} and say why.",
        number,
    ).format(number=number, mark=TO_CONFIRM)


def outcome_sentence(outcome: Outcome) -> str:
    """One answer: where it was, where it is now, and why."""
    place = outcome.new or ", ".join(outcome.old)
    return f"{place}: {outcome.because}"


def loss_sentences(carried: CarriedOver) -> Iterator[str]:
    """What of the details could not be carried over."""
    if carried.lost_types:
        message = _("Version {version} does not have these stakeholder types: {types}.")
        yield message.format(version=carried.new.version, types=" ".join(carried.lost_types))
    if carried.lost_targets:
        message = _("These recommendations are not asked any more, so their own targets are gone: {ids}.")
        yield message.format(ids=", ".join(carried.lost_targets))


def change_sentence(change: ScoreChange) -> str:
    """One recommendation: its title, and status and score before and after."""
    return _("{id} {title}: {before} → {after}").format(
        id=change.id, title=change.title, before=_standing(change.before), after=_standing(change.after)
    )


def overall_sentence(carried: CarriedOver) -> str:
    """The overall score before and after."""
    before, after = range_text(carried.before.overall), range_text(carried.after.overall)
    return _("Overall: {before} → {after}").format(before=before, after=after)


def _standing(row: RecommendationResult | None) -> str:
    if row is None:
        return _("not asked")
    figures = range_text(row)
    return status_word(row.status).lower() + ("" if figures == UNDEFINED else f", {figures}")


def _lines(carried: CarriedOver) -> Iterator[str]:
    versions = _("version {old} → version {new}").format(old=carried.old.version, new=carried.new.version)
    yield f"{heading(carried.new, carried.sheet)}: {versions}"
    yield ""
    yield _("Answers: {sentence}").format(sentence=fates_sentence(carried))
    yield from loss_sentences(carried)
    if carried.to_confirm:
        yield from ("", to_confirm_sentence(len(carried.to_confirm)))
        yield from (f"  {outcome_sentence(outcome)}" for outcome in carried.to_confirm)
    others = [outcome for outcome in carried.outcomes if outcome.because and not outcome.to_confirm]
    if others:
        yield from ("", _("What else happened to the answers"))
        yield from (f"  {outcome_sentence(outcome)}" for outcome in others)
    yield from ("", _("What changes in the score"))
    changes = score_changes(carried)
    yield f"  {overall_sentence(carried)}"
    yield from (f"      {reason}" for reason in overall_reasons(carried))
    for change in changes:
        yield f"  {change_sentence(change)}"
        yield from (f"      {reason}" for reason in change.because)
    if not changes:
        sentence = _("No recommendation comes out differently.")
        yield f"  {sentence}"
