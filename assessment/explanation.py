"""How the figures of one recommendation came about, in words and with the reader's own numbers.

The figures come from the scoring; here only its terms are written out, so that anybody can follow them with a pencil
(METHOD 4 and 6).
"""

from __future__ import annotations

from dataclasses import dataclass

from assessment.model import BLANK, DONT_KNOW, NA, Answer, AnswerSheet
from assessment.texts import translate as _
from assessment.words import number_text, percent_text, role_word, status_word, target_text
from questions.model import Instrument, Practice, Role
from scoring.plan import ScoringPlan
from scoring.result import RecommendationResult, Status


@dataclass(frozen=True)
class PracticeLine:
    """One practice asked, with what its answer is worth.

    Attributes:
        weight: w(p), the weight of the role times that of the practice.
        answer: title of the level, or why there is none.
        value: of the level, 0-1; undefined without a level.
        applies: not answered ``na``.
    """

    practice: Practice
    role: Role
    weight: float
    answer: str
    value: float | None
    applies: bool

    @property
    def statement(self) -> str:
        """The statement that was answered."""
        return self.practice.statement(self.role)


def practice_lines(plan: ScoringPlan, sheet: AnswerSheet, recommendation_id: str) -> tuple[PracticeLine, ...]:
    """The practices asked of one recommendation, in order."""
    return tuple(
        _line(plan, practice, sheet.answers.get(practice.id, Answer(practice_id=practice.id)))
        for practice in plan.practices_of(recommendation_id)
    )


def calculation(instrument: Instrument, result: RecommendationResult, lines: tuple[PracticeLine, ...]) -> list[str]:
    """The way from the practices to coverage, score, range and status, one sentence a step."""
    if result.coverage is None:
        return [_("Every practice was answered as not applicable, so this recommendation leaves the calculation.")]
    applying = [line for line in lines if line.applies]
    answered = [line for line in applying if line.value is not None]
    asked_weight = _sum([_number(line.weight) for line in applying])
    terms = _sum([f"{_number(line.weight)} × {_number(line.value)}" for line in answered])
    steps = [
        _("Weight of what applies: {sum}.").format(sum=asked_weight),
        _("Answered with a level: {sum}. That is {coverage} of what applies.").format(
            sum=_sum([_number(line.weight) for line in answered]), coverage=percent_text(result.coverage)
        ),
    ]
    if answered:
        steps.append(
            _("Score: 100 × ({terms}) / ({weight}) = {score}.").format(
                terms=terms,
                weight=_sum([_number(line.weight) for line in answered]),
                score=number_text(result.score, against=result.target, decimals=1),
            )
        )
    if len(answered) < len(applying):
        best = _sum([f"{_number(line.weight)} × {_number(_worth_at_most(instrument, line))}" for line in applying])
        steps += [
            _("Lowest, as if everything open were not in place: 100 × ({terms}) / ({weight}) = {low}.").format(
                terms=terms, weight=asked_weight, low=number_text(result.low, against=result.target, decimals=1)
            ),
            _("Highest, as if everything open were at the top level: 100 × ({terms}) / ({weight}) = {high}.").format(
                terms=best, weight=asked_weight, high=number_text(result.high, against=result.target, decimals=1)
            ),
        ]
    return steps


def status_reason(instrument: Instrument, result: RecommendationResult) -> str:
    """Why the recommendation has its status."""
    target = target_text(result.target)
    low, high, score = (
        number_text(v, against=result.target, decimals=1) for v in (result.low, result.high, result.score)
    )
    if result.safeguard_alert and result.status.is_unmet:
        reason = _("a safeguard is answered below “in place”, which no other answer can make up for")
    elif result.status is Status.MET and result.coverage == 1:
        reason = _("the score {score} reaches the target {target}").format(score=score, target=target)
    elif result.status is Status.MET:
        reason = _("even the lowest possible figure, {low}, reaches the target {target}").format(low=low, target=target)
    elif result.status is Status.UNDETERMINED and result.open_safeguards:
        reason = _("a safeguard is still open, and with it the target {target} can still be reached").format(
            target=target
        )
    elif result.status is Status.UNDETERMINED:
        reason = _("with the open answers it can still reach the target {target}").format(target=target)
    elif result.status is Status.NOT_ASSESSED:
        reason = _("no practice has been answered with a level yet")
    elif result.status is Status.NOT_APPLICABLE:
        reason = _("every practice was answered as not applicable")
    elif result.coverage == 1:
        reason = _("the score {score} stays below the target {target}").format(score=score, target=target)
    else:
        reason = _("even the highest possible figure, {high}, stays below the target {target}").format(
            high=high, target=target
        )
    if result.status.is_unmet:
        reason += _("; from a score of {limit} on it is called partly met").format(
            limit=target_text(instrument.partly_met_from)
        )
    return f"{status_word(result.status)}: {reason}."


def weight_reason(result: RecommendationResult, lines: tuple[PracticeLine, ...]) -> str:
    """How much the recommendation counts in the overall score, and why: the strongest role among what applies."""
    if result.weight is None:
        return _("It does not count in the overall score.")
    if any(line.applies and line.role == "lead" for line in lines):
        message = _("In the overall score it counts with weight {weight}: you lead in it.")
    else:
        message = _("In the overall score it counts with weight {weight}: you support others in it.")
    return message.format(weight=_number(result.weight))


def role_reason(line: PracticeLine) -> str:
    """The role in which a practice is asked and, where it is not 1, its own weight: ``Lead, × 0.5``."""
    if line.practice.weight == 1:
        return role_word(line.role)
    return f"{role_word(line.role)}, × {line.practice.weight:g}"


def answer_title(instrument: Instrument, practice: Practice, code: str) -> str:
    """What an answer code says, a level with its code: ``3 In place``, ``Don't know``."""
    levels = {level.code: level for level in instrument.scale_of(practice).levels}
    if level := levels.get(code):
        return f"{level.code} {level.title}"
    return {NA: _("Not applicable"), DONT_KNOW: _("Don't know"), BLANK: _("Not answered")}[code]


def _line(plan: ScoringPlan, practice: Practice, answer: Answer) -> PracticeLine:
    column = plan.column[practice.id]
    levels = {level.code: level for level in plan.instrument.scale_of(practice).levels}
    level = levels.get(answer.answer)
    return PracticeLine(
        practice=practice,
        role=plan.roles[column],
        weight=float(plan.weights[column]),
        answer=answer_title(plan.instrument, practice, answer.answer),
        value=level.value if level else None,
        applies=answer.answer != NA,
    )


def _worth_at_most(instrument: Instrument, line: PracticeLine) -> float:
    return instrument.scale_of(line.practice).top.value if line.value is None else line.value


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _sum(terms: list[str]) -> str:
    return " + ".join(terms) or "0"
