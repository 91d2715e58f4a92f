"""What a gap report says, in the order in which it says it: plain values in the reader's language.

The writers beside this module only lay it out. Text of users stands here as it was typed, but for control characters; a
writer that knows formulas or markup has to keep it text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from assessment.countries import country_name
from assessment.explanation import PracticeLine, practice_lines
from assessment.model import Answer, AnswerSheet
from assessment.next_steps import Goal, steps_sentence, steps_towards
from assessment.palette import STATUS_COLOURS
from assessment.report.plan import ActionPart, action_parts, plan_sentences
from assessment.report.words import fixed_words, method_text
from assessment.results import plan_of
from assessment.sharing import is_plan
from assessment.texts import is_right_to_left, language, translate_count
from assessment.texts import translate as _
from assessment.validation import type_titles
from assessment.words import (
    finding,
    range_text,
    recommendation_sentence,
    role_word,
    score_sentence,
    status_label,
    status_word,
    warning_sentence,
)
from questions.model import Instrument, Recommendation
from scoring.plan import ScoringPlan
from scoring.result import RecommendationResult, Result, Score, Status
from scoring.steps import Step

Paper = Literal["a4", "us-letter"]
TOP_GAPS = 10
_NOT_WRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_REPLACEMENT = "\ufffd"
COUNT_ORDER = (
    Status.NOT_MET,
    Status.PARTLY_MET,
    Status.UNDETERMINED,
    Status.NOT_ASSESSED,
    Status.MET,
    Status.NOT_APPLICABLE,
)


@dataclass(frozen=True)
class PracticePart:
    """One practice asked, with its answer.

    Attributes:
        mark: of a safeguard, what it is; else empty.
        fails: a safeguard that is answered below "in place".
        details: evidence, who is responsible, the comment and the reason for "not applicable", each with its label.
    """

    id: str
    statement: str
    role: str
    answer: str
    mark: str
    fails: bool
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RecommendationPart:
    """One recommendation: its figures as numbers for a bar, and in a sentence."""

    id: str
    title: str
    source: str
    role: str
    status: str
    status_label: str
    colour: str
    has_alert: bool
    rank: int | None
    figures: Score
    target: float
    gap: float | None
    sentence: str
    practices: tuple[PracticePart, ...]


@dataclass(frozen=True)
class TopicPart:
    """One topic with the recommendations that are asked of it, by id."""

    id: str
    title: str
    figures: Score
    sentence: str
    recommendations: tuple[RecommendationPart, ...]


@dataclass(frozen=True)
class CountPart:
    """How many recommendations have one status."""

    status: str
    label: str
    colour: str
    number: int


@dataclass(frozen=True)
class StepPart:
    """One or several steps with one practice."""

    practice_id: str
    statement: str
    way: str
    recommendation: str


@dataclass(frozen=True)
class ReportContent:
    """A whole report.

    Attributes:
        language: code such as ``en``; ``direction`` is ``ltr`` or ``rtl``.
        marking: classification, for the head of every page; empty for none.
        identity: who, what, when, which version, each with its label.
        alerts: safeguards that are not in place, above every score.
        top: the first gaps of the list.
        labels: fixed words that the writers need, by key.
    """

    language: str
    direction: str
    title: str
    name: str
    kind: str
    marking: str
    identity: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    overall: Score
    overall_text: str
    overall_sentence: str
    finding: str
    counts: tuple[CountPart, ...]
    alerts: tuple[RecommendationPart, ...]
    top: tuple[RecommendationPart, ...]
    unfinished: tuple[RecommendationPart, ...]
    unfinished_sentence: str
    steps_sentence: str
    steps: tuple[StepPart, ...]
    plan_sentences: tuple[str, ...]
    actions: tuple[ActionPart, ...]
    topics: tuple[TopicPart, ...]
    warnings: tuple[str, ...]
    method: tuple[str, ...]
    labels: Mapping[str, str]
    paper: Paper

    @property
    def recommendations(self) -> tuple[RecommendationPart, ...]:
        """All recommendations asked, by id."""
        return tuple(part for topic in self.topics for part in topic.recommendations)


def report_content(
    instrument: Instrument,
    sheet: AnswerSheet,
    result: Result,
    made_on: date,
    *,
    is_shareable: bool = False,
    marking: str = "",
    paper: Paper = "a4",
) -> ReportContent:
    """The report of one assessment.

    Args:
        instrument: in the language of the report.
        made_on: the day that stands on the cover.
        is_shareable: leave out evidence, comments and the names of who is responsible.
        marking: classification such as "Official - Sensitive".
        paper: what it is to be printed on, where that is asked.
    """
    sheet = _writable(sheet)
    plan = plan_of(instrument, sheet.assessment.stakeholder_types)
    parts = {
        row.id: _recommendation(instrument, plan, sheet, row, is_shareable=is_shareable)
        for row in result.recommendations
    }
    found = steps_towards(instrument, sheet, Goal())
    code = language.get()
    return ReportContent(
        language=code,
        direction="rtl" if is_right_to_left(code) else "ltr",
        title=_("Gap report"),
        name=sheet.assessment.organisation.strip() or _("Organization without a name"),
        kind=type_titles(instrument, sheet.assessment.stakeholder_types),
        marking=_NOT_WRITABLE.sub(_REPLACEMENT, marking.strip()),
        identity=_identity(instrument, sheet, made_on),
        notices=_notices(instrument, sheet, is_shareable=is_shareable),
        overall=result.overall,
        overall_text=range_text(result.overall),
        overall_sentence=score_sentence(result.overall),
        finding=finding(result),
        counts=tuple(
            CountPart(status.value, status_label(status), STATUS_COLOURS[status], result.counts[status])
            for status in COUNT_ORDER
            if result.counts[status]
        ),
        alerts=tuple(parts[row.id] for row in result.in_gap_order if row.safeguard_alert),
        top=tuple(parts[row.id] for row in result.unmet[:TOP_GAPS]),
        unfinished=tuple(parts[row.id] for row in result.finish_first),
        unfinished_sentence=_unfinished_sentence(len(result.finish_first)),
        steps_sentence=steps_sentence(instrument, sheet, Goal(), found),
        steps=_steps(plan, found.steps),
        plan_sentences=plan_sentences(instrument, sheet, result, made_on),
        actions=action_parts(instrument, sheet, made_on, is_shareable=is_shareable),
        topics=_topics(instrument, result, parts),
        warnings=tuple(
            f"{warning_sentence(warning)} ({', '.join(warning.practices)})"
            if warning.practices
            else warning_sentence(warning)
            for warning in result.warnings
        ),
        method=method_text(instrument),
        labels=fixed_words(),
        paper=paper,
    )


def _writable(sheet: AnswerSheet) -> AnswerSheet:
    """The sheet without what neither XML nor a page can hold: control characters and halves of surrogate pairs."""

    def clean(text: str) -> str:
        return _NOT_WRITABLE.sub(_REPLACEMENT, text)

    def cleaned(value: object) -> dict[str, str]:
        return {name: clean(text) for name, text in vars(value).items() if isinstance(text, str)}

    return AnswerSheet(
        assessment=sheet.assessment.model_copy(update=cleaned(sheet.assessment)),
        answers={id: answer.model_copy(update=cleaned(answer)) for id, answer in sheet.answers.items()},
        actions=tuple(
            action.model_copy(
                update={"text": clean(action.text), "owner": clean(action.owner), "note": clean(action.note)}
            )
            for action in sheet.actions
        ),
    )


def _identity(instrument: Instrument, sheet: AnswerSheet, made_on: date) -> tuple[tuple[str, str], ...]:
    assessment = sheet.assessment
    rows = [
        (_("Assessed as"), type_titles(instrument, assessment.stakeholder_types)),
        (_("Country"), country_name(assessment.country) if assessment.country else ""),
        (_("What is assessed"), assessment.subject if is_plan(assessment) else _("The organization as a whole")),
        (_("Assessed on"), assessment.assessed_on.isoformat() if assessment.assessed_on else ""),
        (_("Report made on"), made_on.isoformat()),
        (
            _("Questionnaire"),
            _("{title}, version {version}").format(
                title=instrument.title, version=assessment.instrument_version or instrument.version
            ),
        ),
        (_("Assessment"), assessment.id),
    ]
    return tuple((label, value) for label, value in rows if value)


def _notices(instrument: Instrument, sheet: AnswerSheet, *, is_shareable: bool) -> tuple[str, ...]:
    checked = _("A self-assessment, checked by nobody else.")
    notices = [f"{checked} {instrument.notice}" if instrument.notice else checked]
    if is_shareable:
        notices.append(_("Evidence, comments and names are left out of this version."))
    if sheet.assessment.is_sample:
        notices.append(_("This is the sample: a fictitious State."))
    return tuple(notices)


def _unfinished_sentence(number: int) -> str:
    if not number:
        return ""
    return translate_count(
        "{number} recommendation cannot be judged until more is answered. It is not counted as unmet.",
        "{number} recommendations cannot be judged until more is answered. They are not counted as unmet.",
        number,
    ).format(number=number)


def _topics(instrument: Instrument, result: Result, parts: Mapping[str, RecommendationPart]) -> tuple[TopicPart, ...]:
    return tuple(
        TopicPart(
            topic.id,
            topic.title,
            result.groups["topic"][topic.id],
            score_sentence(result.groups["topic"][topic.id]),
            tuple(
                parts[recommendation.id]
                for group in topic.working_groups
                for recommendation in group.recommendations
                if recommendation.id in parts
            ),
        )
        for topic in instrument.topics
        if topic.id in result.groups["topic"]
    )


def _recommendation(
    instrument: Instrument, plan: ScoringPlan, sheet: AnswerSheet, row: RecommendationResult, *, is_shareable: bool
) -> RecommendationPart:
    text: Recommendation = instrument.recommendations[row.id]
    return RecommendationPart(
        id=row.id,
        title=text.title,
        source=text.source,
        role=role_word(row.role),
        status=row.status.value,
        status_label=status_label(row.status),
        colour=STATUS_COLOURS[row.status],
        has_alert=row.safeguard_alert,
        rank=row.rank,
        figures=Score(row.score, row.low, row.high, row.coverage),
        target=row.target,
        gap=row.gap,
        sentence=recommendation_sentence(row),
        practices=tuple(
            _practice(sheet, row, line, is_shareable=is_shareable) for line in practice_lines(plan, sheet, row.id)
        ),
    )


def _practice(sheet: AnswerSheet, row: RecommendationResult, line: PracticeLine, *, is_shareable: bool) -> PracticePart:
    id = line.practice.id
    answer = sheet.answers.get(id, Answer(practice_id=id))
    fails = id in row.failed_safeguards
    mark = ""
    if line.practice.safeguard:
        still_open = _("Safeguard, open") if id in row.open_safeguards else _("Safeguard")
        mark = _("Safeguard, not in place") if fails else still_open
    reasons = {reason.id: reason.text for reason in line.practice.na_reasons}
    details = [(_("Reason"), reasons.get(answer.na_reason, answer.na_reason))]
    if not is_shareable:
        details += [
            (_("Evidence"), " · ".join(filter(None, (answer.evidence.strip(), answer.evidence_date.strip())))),
            (_("Responsible"), answer.responsible.strip()),
            (_("Comment"), answer.comment.strip()),
        ]
    return PracticePart(
        id, line.statement, role_word(line.role), line.answer, mark, fails, tuple(pair for pair in details if pair[1])
    )


def _steps(plan: ScoringPlan, steps: tuple[Step, ...]) -> tuple[StepPart, ...]:
    instrument = plan.instrument
    parts = []
    for practice_id, same in groupby(steps, key=lambda step: step.practice_id):
        first, *_others = (every := list(same))
        practice = instrument.practices[practice_id]
        scale = instrument.scale_of(practice)
        start, end = (scale.levels[scale.index[code]].title for code in (first.from_code, every[-1].to_code))
        if first.was_open:
            start = _("{level} (not answered yet)").format(level=start)
        recommendation = instrument.recommendations[first.recommendation_id]
        parts.append(
            StepPart(
                practice_id,
                practice.statement(plan.role_of(practice_id)),
                f"{start} → {end}",
                f"{recommendation.id} {recommendation.title}: {status_word(every[-1].status).lower()}",
            )
        )
    return tuple(parts)
