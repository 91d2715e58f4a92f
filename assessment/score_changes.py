"""What carrying an assessment over does to its score, recommendation by recommendation, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.carry_over import CarriedOver, Fate
from assessment.results import plan_of
from assessment.texts import translate as _
from assessment.words import target_text
from questions.model import id_key
from scoring.plan import ScoringPlan
from scoring.result import RecommendationResult

_NEARLY = 1e-9


@dataclass(frozen=True)
class ScoreChange:
    """One recommendation whose figures or status come out differently.

    Attributes:
        before: ``None`` when it was not asked.
        after: ``None`` when it is not asked any more.
        because: every reason, each a sentence.
    """

    id: str
    title: str
    before: RecommendationResult | None
    after: RecommendationResult | None
    because: tuple[str, ...]


def score_changes(carried: CarriedOver) -> tuple[ScoreChange, ...]:
    """The recommendations that come out differently, by id."""
    before, after = carried.before.by_id, carried.after.by_id
    reasons = _Reasons(carried)
    titles = {
        id: recommendation.title
        for instrument in (carried.old, carried.new)
        for id, recommendation in instrument.recommendations.items()
    }
    return tuple(
        ScoreChange(id, titles[id], before.get(id), after.get(id), tuple(dict.fromkeys(reasons.of(id))))
        for id in sorted({*before, *after}, key=id_key)
        if _differ(before.get(id), after.get(id))
    )


def overall_reasons(carried: CarriedOver) -> tuple[str, ...]:
    """Why the overall score differs, beside what the recommendations say."""
    found = []
    if carried.old.rollup != carried.new.rollup:
        found.append(_("Recommendations are put together in another way."))
    if carried.old.role_weights != carried.new.role_weights:
        found.append(_("The roles lead and support have other weights."))
    return tuple(found)


def _differ(before: RecommendationResult | None, after: RecommendationResult | None) -> bool:
    if before is None or after is None:
        return before is not after
    if (before.status, before.safeguard_alert) != (after.status, after.safeguard_alert):
        return True
    return any(
        _moved(getattr(before, name), getattr(after, name))
        for name in ("score", "low", "high", "coverage", "weight", "target")
    )


def _moved(before: float | None, after: float | None) -> bool:
    return before is not after if before is None or after is None else abs(before - after) > _NEARLY


class _Reasons:
    """Why the figures of a recommendation differ: what is asked, what was answered, and how it counts."""

    def __init__(self, carried: CarriedOver) -> None:
        self._carried = carried
        self._old = plan_of(carried.old, carried.before_types)
        self._new = plan_of(carried.new, carried.sheet.assessment.stakeholder_types)
        self._outcome = {outcome.new: outcome for outcome in carried.outcomes if outcome.new}

    def of(self, recommendation_id: str) -> Iterator[str]:
        """The reasons for one recommendation, one sentence each."""
        for practice in self._new.practices_of(recommendation_id):
            is_old = practice.id in self._old.column
            if not (is_old and self._is_the_same(practice.id)):
                yield self._arrival(practice.id)
            if is_old:
                yield from self._counting(practice.id)
        for practice in self._old.practices_of(recommendation_id):
            if practice.id not in self._new.column:
                yield self._departure(practice.id)
        before = self._carried.before.by_id.get(recommendation_id)
        after = self._carried.after.by_id.get(recommendation_id)
        if before and after and before.target != after.target:
            message = _("The target is {now}, not {before}.")
            yield message.format(now=target_text(after.target), before=target_text(before.target))
        if before and after and before.status != after.status:
            yield from self._threshold()

    def _is_the_same(self, practice_id: str) -> bool:
        outcome = self._outcome.get(practice_id)
        return outcome is None or outcome.fate is Fate.KEPT

    def _arrival(self, practice_id: str) -> str:
        outcome = self._outcome.get(practice_id)
        because = outcome.because if outcome and outcome.fate is not Fate.NOW_ASKED else _("It is asked now, and open.")
        return f"{practice_id}: {because}"

    def _departure(self, practice_id: str) -> str:
        heirs = self._carried.changes.heirs(practice_id)
        asked = [heir for heir in heirs if heir in self._new.column]
        if not heirs:
            because = _("The practice was dropped.")
        elif asked:
            because = _("Its answer went to {heirs}.").format(heirs=", ".join(asked))
        else:
            because = _("It is not asked any more.")
        return f"{practice_id}: {because}"

    def _counting(self, practice_id: str) -> Iterator[str]:
        """How a practice that was kept counts differently."""
        before, now = _weight(self._old, practice_id), _weight(self._new, practice_id)
        if before != now:
            message = _("It counts with weight {now}, not {before}.")
            yield f"{practice_id}: " + message.format(now=f"{now:g}", before=f"{before:g}")
        was_safeguard, is_safeguard = (
            instrument.practices[practice_id].safeguard for instrument in (self._carried.old, self._carried.new)
        )
        if was_safeguard != is_safeguard:
            because = _("It is a safeguard now.") if is_safeguard else _("It is no safeguard any more.")
            yield f"{practice_id}: {because}"
        if _values(self._old, practice_id) != _values(self._new, practice_id):
            yield f"{practice_id}: " + _("Its response scale has changed.")

    def _threshold(self) -> Iterator[str]:
        before, now = self._carried.old.partly_met_from, self._carried.new.partly_met_from
        if before != now:
            message = _("Partly met begins at {now}, not {before}.")
            yield message.format(now=target_text(now), before=target_text(before))


def _weight(plan: ScoringPlan, practice_id: str) -> float:
    return float(plan.weights[plan.column[practice_id]])


def _values(plan: ScoringPlan, practice_id: str) -> tuple[object, ...]:
    scale = plan.instrument.scale_of(plan.instrument.practices[practice_id])
    return scale.in_place, tuple((level.code, level.value) for level in scale.levels)
