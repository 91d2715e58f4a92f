"""Warnings about how an assessment was answered: beside the score, never part of it (METHOD 12)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol

from scoring.personal import looks_personal
from scoring.plan import BLANK, DONT_KNOW, NA, ScoringPlan
from scoring.result import QualityWarning, Sentence

__all__ = ["AnswerTexts", "looks_personal", "quality_warnings"]

_STRAIGHT_LINING = Sentence(
    "{number} of {all} answers is the same level. Check that each was considered on its own.",
    "{number} of {all} answers are the same level. Check that each was considered on its own.",
)
_TESTED_WITHOUT_EVIDENCE = Sentence(
    "{number} answer claims the highest level without evidence. Name what shows it.",
    "{number} answers claim the highest level without evidence. Name what shows it.",
)
_STALE_EVIDENCE = Sentence(
    "{number} answer rests on evidence older than {months} months. Look for something newer.",
    "{number} answers rest on evidence older than {months} months. Look for something newer.",
)
_MANY_NA = Sentence(
    "{number} of {all} practices is answered “not applicable”.",
    "{number} of {all} practices are answered “not applicable”.",
)
_MANY_DK = Sentence(
    "{number} of {all} practices is answered “don't know”.",
    "{number} of {all} practices are answered “don't know”.",
)
_PERSONAL_DATA = Sentence(
    "Free text of {number} answer looks like an e-mail address, phone or document number. "
    "Remove it: this tool must not collect personal data.",
    "Free text of {number} answers looks like an e-mail address, phone or document number. "
    "Remove it: this tool must not collect personal data.",
)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class AnswerTexts(Protocol):
    """What a warning looks at in an answer."""

    @property
    def answer(self) -> str:
        """Code of a level, ``na``, ``dk`` or empty."""

    @property
    def evidence(self) -> str:
        """What was cited."""

    @property
    def evidence_date(self) -> str:
        """ISO date, month or year, or any text."""

    @property
    def responsible(self) -> str:
        """Unit that is responsible."""

    @property
    def comment(self) -> str:
        """Free text."""


def quality_warnings(
    plan: ScoringPlan, answers: Mapping[str, AnswerTexts], assessed_on: date | None
) -> tuple[QualityWarning, ...]:
    """All warnings of one assessment, in METHOD's order; practices that are not asked are left out."""
    asked = {p.id: answers[p.id] for p in plan.practices if p.id in answers}
    codes = dict(zip(plan.column, _codes(plan, asked), strict=True))
    found = [
        *_straight_lining(plan, codes),
        *_tested_without_evidence(plan, codes, asked),
        *_stale_evidence(plan, asked, assessed_on),
        *_too_many(plan, codes),
        *_pairs(plan, codes),
        *_personal_data(asked),
    ]
    return tuple(found)


def _codes(plan: ScoringPlan, asked: Mapping[str, AnswerTexts]) -> list[int]:
    return [int(code) for code in plan.codes({id: answer.answer for id, answer in asked.items()})]


def _straight_lining(plan: ScoringPlan, codes: Mapping[str, int]) -> Iterator[QualityWarning]:
    rules = plan.instrument.quality_rules
    given = {id: code for id, code in codes.items() if code >= 0}
    if len(given) < rules.straight_lining_levels:
        return
    level, count = Counter(given.values()).most_common(1)[0]
    if count >= rules.straight_lining_share * len(given) - 1e-9:
        yield QualityWarning(
            "straight_lining",
            tuple(id for id, code in given.items() if code == level),
            _STRAIGHT_LINING,
            {"number": count, "all": len(given)},
        )


def _tested_without_evidence(
    plan: ScoringPlan, codes: Mapping[str, int], asked: Mapping[str, AnswerTexts]
) -> Iterator[QualityWarning]:
    found = tuple(
        id
        for id, answer in asked.items()
        if codes[id] == len(plan.instrument.scale_of(plan.instrument.practices[id]).levels) - 1
        and not answer.evidence.strip()
    )
    if found:
        yield QualityWarning("tested_without_evidence", found, _TESTED_WITHOUT_EVIDENCE, {"number": len(found)})


def _stale_evidence(
    plan: ScoringPlan, asked: Mapping[str, AnswerTexts], assessed_on: date | None
) -> Iterator[QualityWarning]:
    if assessed_on is None:
        return
    months = plan.instrument.quality_rules.stale_evidence_months
    limit = _months_before(assessed_on, months)
    found = tuple(id for id, answer in asked.items() if (day := _latest_day(answer.evidence_date)) and day < limit)
    if found:
        yield QualityWarning("stale_evidence", found, _STALE_EVIDENCE, {"number": len(found), "months": months})


def _too_many(plan: ScoringPlan, codes: Mapping[str, int]) -> Iterator[QualityWarning]:
    rules = plan.instrument.quality_rules
    for name, code, share, sentence in (
        ("many_na", NA, rules.many_na_share, _MANY_NA),
        ("many_dk", DONT_KNOW, rules.many_dk_share, _MANY_DK),
    ):
        found = tuple(id for id, given in codes.items() if given == code)
        if len(found) > share * len(codes) + 1e-9:
            yield QualityWarning(name, found, sentence, {"number": len(found), "all": len(codes)})


def _pairs(plan: ScoringPlan, codes: Mapping[str, int]) -> Iterator[QualityWarning]:
    def level(id: str, code: str) -> int:
        return plan.instrument.scale_of(plan.instrument.practices[id]).index[code]

    for rule in plan.instrument.quality_rules.pairs:
        holds = all(codes.get(id, BLANK) >= level(id, rule.at_least) for id in rule.when)
        weak = tuple(id for id in rule.any_of if 0 <= codes.get(id, BLANK) < level(id, rule.below))
        if holds and weak:
            yield QualityWarning(rule.code, (*rule.when, *weak), rule.message)


def _personal_data(asked: Mapping[str, AnswerTexts]) -> Iterator[QualityWarning]:
    found = tuple(
        id
        for id, answer in asked.items()
        if any(map(looks_personal, (answer.evidence, answer.evidence_date, answer.responsible, answer.comment)))
    )
    if found:
        yield QualityWarning("personal_data", found, _PERSONAL_DATA, {"number": len(found)})


def _latest_day(text: str) -> date | None:
    """The last day that an ISO date, month or year can mean; ``None`` for any other text."""
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None
    year, month = int(match[1]), int(match[2] or 12)
    try:
        return date(year, month, int(match[3] or monthrange(year, month)[1]))
    except ValueError:
        return None


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or the last one that it has; the first of all days before the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
