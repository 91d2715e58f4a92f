"""From an answer sheet to its result: the one way, for screens, commands and files alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import groupby, islice

from assessment.model import AnswerSheet, Assessment
from questions.model import Instrument
from scoring.assemble import ScoredBlock, scored_block
from scoring.plan import ScoringPlan, compile_plan
from scoring.quality import quality_warnings
from scoring.result import Result

Scored = tuple[AnswerSheet, Result]

_plans: dict[tuple[int, tuple[str, ...]], ScoringPlan] = {}
_PLANS_KEPT = 128
BATCH = 256


def plan_of(instrument: Instrument, stakeholder_types: tuple[str, ...]) -> ScoringPlan:
    """The compiled plan for these types; compiled once for each instrument object."""
    key = (id(instrument), stakeholder_types)
    plan = _plans.get(key)
    if plan is None or plan.instrument is not instrument:
        if len(_plans) >= _PLANS_KEPT:
            _plans.clear()
        plan = _plans[key] = compile_plan(instrument, stakeholder_types)
    return plan


def targets_of(assessment: Assessment, plan: ScoringPlan) -> dict[str, float]:
    """The target of each recommendation asked: its own, else the assessment's, else the instrument's."""
    default = assessment.target if assessment.target is not None else plan.instrument.target
    return {r.id: assessment.targets.get(r.id, default) for r in plan.recommendations}


def scored_blocks(
    instrument: Instrument, sheets: Iterable[AnswerSheet], kinds: Collection[str] | None = None
) -> Iterator[tuple[list[AnswerSheet], ScoredBlock]]:
    """Answer sheets in their order, those of the same types scored together, some at a time.

    Args:
        kinds: only groups of these kinds are wanted; by default all.
    """
    for types, alike in groupby(sheets, key=lambda sheet: sheet.assessment.stakeholder_types):
        plan = plan_of(instrument, types)
        while batch := list(islice(alike, BATCH)):
            codes = plan.code_rows({id: answer.answer for id, answer in sheet.answers.items()} for sheet in batch)
            targets = [list(targets_of(sheet.assessment, plan).values()) for sheet in batch]
            yield batch, scored_block(plan, codes, targets, kinds)


def scored_sheets(instrument: Instrument, sheets: Iterable[AnswerSheet]) -> Iterator[Scored]:
    """Many answer sheets, each with its result, in their order."""
    for batch, block in scored_blocks(instrument, sheets):
        for row, sheet in enumerate(batch):
            warnings = quality_warnings(block.plan, sheet.answers, sheet.assessment.assessed_on)
            yield sheet, replace(block.result(row), warnings=warnings)


def results_of(instrument: Instrument, sheets: Iterable[AnswerSheet]) -> Iterator[Result]:
    """Results of many answer sheets, in their order."""
    return (result for _sheet, result in scored_sheets(instrument, sheets))


def result_of(instrument: Instrument, sheet: AnswerSheet) -> Result:
    """Scores, statuses, gaps and warnings of one answer sheet. Answers to practices not asked are left out."""
    return next(results_of(instrument, [sheet]))
