"""Two rounds in words: the finding, what became of a recommendation, and why its score is another one."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.explanation import answer_title
from assessment.rounds import ComparedRounds, RoundScore, day_of
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.words import (
    bounds_text,
    number_text,
    percent_text,
    status_label,
    target_text,
)
from questions.model import Instrument
from scoring.progress import Progress
from scoring.result import Score
from scoring.rounds import Change, Movement, Pair, PracticeChange, RecommendationChange

ARROW = "→"
MOVEMENT_GLYPHS = {
    Movement.FELL_BACK: "↓",
    Movement.DOWN: "↓",
    Movement.UP: "↑",
    Movement.OTHER_ANSWERS: "±",
    Movement.SAME: "=",
}
_NEARLY = 1e-9


def movement_word(movement: Movement) -> str:
    """What became of a recommendation, in a word or two."""
    words = {
        Movement.FELL_BACK: _("Fell back"),
        Movement.DOWN: _("Moved down"),
        Movement.UP: _("Moved up"),
        Movement.OTHER_ANSWERS: _("Other answers"),
        Movement.SAME: _("Unchanged"),
    }
    return words[movement]


def movement_label(movement: Movement) -> str:
    """Sign and word: ``↑ Moved up``."""
    return f"{MOVEMENT_GLYPHS[movement]} {movement_word(movement)}"


def movement_meaning(movement: Movement) -> str:
    """What a movement says, in one sentence."""
    meanings = {
        Movement.FELL_BACK: _("It had reached the target and no longer does, or it was met and is unmet now."),
        Movement.DOWN: _("Practices were answered lower than before, or a safeguard is no longer in place."),
        Movement.UP: _("Practices were answered higher than before."),
        Movement.OTHER_ANSWERS: _(
            "Levels brought no change: practices were answered that were open, left open, or set aside."
        ),
        Movement.SAME: _("The same answers, or levels that moved up and down as much."),
    }
    return meanings[movement]


def finding_sentences(compared: ComparedRounds) -> list[str]:
    """What the comparison shows: who moved to met and who fell back, then the overall score.

    More sentences say how much of a change comes from levels, and where targets were other ones.
    """
    comparison = compared.comparison
    sentences = [_counts_sentence(compared)]
    sentences.append(
        _("Overall: {scores}{progress}.").format(
            scores=scores_text(comparison.before.overall, comparison.after.overall),
            progress=_aside(progress_text(comparison.progress, comparison.target)),
        )
    )
    if alike := _like_for_like_sentence(comparison.like_for_like, comparison.overall):
        sentences.append(alike)
    if compared.retargeted:
        sentences.append(
            translate_count(
                "The target of {number} recommendation was another one in the baseline; both rounds are judged by "
                "the present one: {ids}.",
                "The targets of {number} recommendations were other ones in the baseline; both rounds are judged by "
                "the present ones: {ids}.",
                len(compared.retargeted),
            ).format(number=len(compared.retargeted), ids=ids_text(list(compared.retargeted)))
        )
    return sentences


def change_sentence(change: RecommendationChange) -> str:
    """Status, score with its range, target and progress of one recommendation."""
    scores = scores_text(change.before, change.after)
    parts = [status_pair(change), scores if change.before.score is None else _("score {scores}").format(scores=scores)]
    if progress := progress_text(change.progress, change.after.target):
        parts.append(progress)
    elif change.after.low is not None:
        parts.append(_("target {target}").format(target=target_text(change.after.target)))
    if lost := set(change.after.failed_safeguards) - set(change.before.failed_safeguards):
        parts.append(_("safeguard no longer in place: {ids}").format(ids=", ".join(sorted(lost))))
    return "; ".join(parts)


def reason_sentences(change: RecommendationChange) -> list[str]:
    """Why the score is another one, where that is not only because levels moved."""
    if not change.has_other_answers:
        return []
    if change.changed(Change.UP, Change.DOWN):
        alike = _like_for_like_sentence(change.like_for_like, Pair(change.before.score, change.after.score))
        return [alike] if alike else []
    if change.before.score is None or change.after.score is None or not _scores_differ(change):
        return []
    return [_("No level changed: the score is another one because other practices count.")]


def practice_sentences(instrument: Instrument, change: RecommendationChange) -> list[str]:
    """What became of each practice whose answer differs: ``R1.1.1a moved up: 1 Planned → 3 In place``."""
    return [_practice_sentence(instrument, practice) for practice in change.practices]


def status_pair(change: RecommendationChange) -> str:
    """Status before and after; one when it is the same."""
    before, after = status_label(change.before.status), status_label(change.after.status)
    return after if before == after else f"{before} {ARROW} {after}"


def scores_text(before: Score, after: Score) -> str:
    """Both scores with their ranges; as many decimals as it takes to tell them apart.

    >>> one, other = Score(44.2, 40.0, 50.0, 0.9), Score(44.4, 44.4, 44.4, 1.0)
    >>> scores_text(one, other)
    '44.2 (40 to 50) → 44.4'
    """
    return f"{_score_text(before, after)} {ARROW} {_score_text(after, before)}"


def short_scores(change: RecommendationChange) -> str:
    """Both scores without ranges, for a chart: ``44 → 58``, ``– → 58``."""
    return _pair_text(Pair(change.before.score, change.after.score))


def progress_text(progress: Progress, target: float) -> str:
    """How far the way from the baseline to the target has been gone, in words; empty when undefined."""
    if progress.fell_back:
        return _("fell back below the target {target}").format(target=target_text(target))
    if progress.value is None:
        return ""
    if progress.value >= 1 - _NEARLY:
        return _("the score is at the target {target} or above").format(target=target_text(target))
    if progress.value < -_NEARLY:
        return _("further from the target {target} than before").format(target=target_text(target))
    if progress.value <= _NEARLY:
        return _("no nearer to the target {target}").format(target=target_text(target))
    return _("{share} of the way to the target {target}").format(
        share=percent_text(progress.value), target=target_text(target)
    )


def counts_text(changes: Sequence[RecommendationChange]) -> str:
    """How many recommendations have each movement that occurs: ``2 fell back, 9 moved up``."""
    counts = {movement: sum(1 for change in changes if change.movement is movement) for movement in Movement}
    return ", ".join(f"{number} {movement_word(movement).lower()}" for movement, number in counts.items() if number)


def topic_title(title: str, changes: Sequence[RecommendationChange]) -> str:
    """Title of the chart of a topic: how many recommendations have each movement."""
    return _("{topic}: {counts}").format(topic=title, counts=counts_text(changes))


def topic_sentence(title: str, changes: Sequence[RecommendationChange], rows: Sequence[RecommendationChange]) -> str:
    """The chart of a topic in words: its title, and each recommendation that it shows with both scores."""
    parts = [f"{row.id} {movement_word(row.movement).lower()}, {short_scores(row)}" for row in rows]
    return _("{finding}. From baseline to present: {rows}.").format(
        finding=topic_title(title, changes), rows="; ".join(parts)
    )


def rounds_title(rounds: Sequence[RoundScore]) -> str:
    """Title of the line over all rounds: the first and the last overall score."""
    ends = Pair(rounds[0].overall.score, rounds[-1].overall.score)
    return _("Overall over {number} rounds: {scores}").format(number=len(rounds), scores=_pair_text(ends))


def rounds_sentence(names: Sequence[str], rounds: Sequence[RoundScore]) -> str:
    """The line over all rounds in words: every round with its score and range."""
    parts = [f"{name}: {_score_text(one.overall)}" for name, one in zip(names, rounds, strict=True)]
    return _("Overall score with its range, round by round. {rounds}.").format(rounds="; ".join(parts))


def ids_text(ids: Sequence[str], most: int = 8) -> str:
    """Ids for a sentence; of many, the first and how many more there are."""
    if len(ids) <= most:
        return ", ".join(ids)
    return _("{ids} and {number} more").format(ids=", ".join(ids[:most]), number=len(ids) - most)


def _counts_sentence(compared: ComparedRounds) -> str:
    comparison = compared.comparison
    day = day_of(compared.baseline.assessment)
    since = _("Since {day}").format(day=day.isoformat()) if day else _("Since the baseline")
    if not comparison.has_changes:
        return _("{since}: no answer has changed.").format(since=since)
    met, fell = len(comparison.newly_met), len(comparison.moved(Movement.FELL_BACK))
    counts = [
        translate_count("{number} recommendation moved to met", "{number} recommendations moved to met", met).format(
            number=met
        )
        if met
        else _("no recommendation moved to met"),
        translate_count("{number} fell back", "{number} fell back", fell).format(number=fell)
        if fell
        else _("none fell back"),
    ]
    return _("{since}: {counts}.").format(since=since, counts=", ".join(counts))


def _like_for_like_sentence(alike: Pair, all_answers: Pair) -> str:
    """What levels alone did to a score, where other practices count in one round than in the other."""
    if alike.difference is None or all_answers.difference is None:
        return ""
    if not alike.direction and all_answers.direction:
        return _("Over the practices answered with a level in both rounds the score is the same, {score}.").format(
            score=number_text(alike.after)
        )
    if _pair_text(alike) == _pair_text(all_answers):
        return ""
    return _("Over the practices answered with a level in both rounds alone: {scores}.").format(
        scores=_pair_text(alike)
    )


def _practice_sentence(instrument: Instrument, practice: PracticeChange) -> str:
    messages = {
        Change.UP: _("{id} moved up: {before} → {after}"),
        Change.DOWN: _("{id} moved down: {before} → {after}"),
        Change.ANSWERED: _("{id} newly answered: {after}"),
        Change.REOPENED: _("{id} open again: {before} → {after}"),
        Change.NOT_APPLICABLE: _("{id} newly set aside: {before} → {after}"),
        Change.APPLIES_AGAIN: _("{id} applies again: {after}"),
    }
    asked = instrument.practices[practice.practice_id]
    before, after = (answer_title(instrument, asked, code) for code in (practice.before, practice.after))
    return messages[practice.change].format(id=practice.practice_id, before=before, after=after)


def _pair_text(pair: Pair) -> str:
    return f"{number_text(pair.before, against=pair.after)} {ARROW} {number_text(pair.after, against=pair.before)}"


def _score_text(score: Score, against: Score | None = None) -> str:
    low, high = bounds_text(score)
    if score.low is None or score.high is None:
        return _("does not apply")
    if score.score is None:
        return _("no score yet ({low} to {high})").format(low=low, high=high)
    number = number_text(score.score, against=against.score if against else None)
    if score.high - score.low <= _NEARLY:
        return number
    return _("{score} ({low} to {high})").format(score=number, low=low, high=high)


def _scores_differ(change: RecommendationChange) -> bool:
    return Pair(change.before.score, change.after.score).direction != 0


def _aside(text: str) -> str:
    return f", {text}" if text else ""
