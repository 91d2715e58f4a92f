"""Where respondents see a practice differently, how far apart they are, and how well they agree over all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.model import Answer, View
from scoring.agreement import ordinal_alpha
from scoring.plan import ScoringPlan


@dataclass(frozen=True)
class Disputed:
    """One practice that somebody sees differently.

    Attributes:
        answer: the answer that counts; empty when there is none.
        views: the open ones, in order of person.
        apart: levels between the lowest and the highest of all of them; 0 when fewer than two are levels.
    """

    practice_id: str
    answer: Answer
    views: tuple[View, ...]
    apart: int


@dataclass(frozen=True)
class Disagreement:
    """All that is disputed in an assessment, in the order of the questionnaire.

    Attributes:
        alpha: Krippendorff's, ordinal, over the practices that several people gave a level; ``None`` when that says
            nothing: nobody differs, or nobody compared.
    """

    disputed: tuple[Disputed, ...]
    alpha: float | None


def disagreement(plan: ScoringPlan, answers: Mapping[str, Answer], views: Iterable[View]) -> Disagreement:
    """Compare the answers that count with the open views.

    ``na`` and ``dk`` are no levels: they are shown as differing and do not enter the figures.
    """
    given: dict[str, list[View]] = {}
    settled: dict[str, list[View]] = {}
    for view in views:
        if view.answer.practice_id in plan.column and view.answer.is_answered:
            (given if view.is_open else settled).setdefault(view.answer.practice_id, []).append(view)
    units = [
        _levels(plan, id, answers, [*given.get(id, ()), *settled.get(id, ())])
        for id in plan.column
        if id in given or id in settled
    ]
    most = max((len(plan.instrument.scale_of(practice).levels) for practice in plan.practices), default=1)
    disputed = tuple(_disputed(plan, id, answers, given[id]) for id in plan.column if id in given)
    return Disagreement(disputed, ordinal_alpha(units, most))


def _disputed(plan: ScoringPlan, id: str, answers: Mapping[str, Answer], views: list[View]) -> Disputed:
    levels = _levels(plan, id, answers, views)
    apart = max(levels) - min(levels) if levels else 0
    return Disputed(id, answers.get(id, Answer(practice_id=id)), tuple(views), apart)


def _levels(plan: ScoringPlan, id: str, answers: Mapping[str, Answer], views: Iterable[View]) -> list[int]:
    index = plan.instrument.scale_of(plan.practices[plan.column[id]]).index
    said = [view.answer.answer for view in views]
    if id in answers:
        said.insert(0, answers[id].answer)
    return [index[code] for code in said if code in index]
