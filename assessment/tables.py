"""Results as tables, for screens and files. Numbers are unrounded; undefined is missing."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from assessment.explanation import practice_lines, role_reason
from assessment.model import AnswerSheet
from questions.model import Instrument
from scoring.plan import ScoringPlan
from scoring.result import Result

_GAP_COLUMNS = ("rank", "recommendation_id", "recommendation", "role", "status", "safeguard_alert")
_GAP_FIGURES = ("score", "low", "high", "coverage", "target", "gap", "priority")
_GROUP_COLUMNS = ("id", "title", "score", "low", "high", "coverage")
_PRACTICE_COLUMNS = ("practice_id", "statement", "safeguard", "role", "weight", "answer", "value")


def gap_table(instrument: Instrument, result: Result) -> pd.DataFrame:
    """One row a recommendation asked, in the order of METHOD 7.

    Columns: ``rank``, ``recommendation_id``, ``recommendation``, ``role``, ``status``, ``safeguard_alert``, ``score``,
    ``low``, ``high``, ``coverage``, ``target``, ``gap``, ``priority``.
    """
    rows = [
        (
            row.rank,
            row.id,
            instrument.recommendations[row.id].title,
            row.role,
            row.status.value,
            row.safeguard_alert,
            *(getattr(row, figure) for figure in _GAP_FIGURES),
        )
        for row in result.in_gap_order
    ]
    table = pd.DataFrame(rows, columns=[*_GAP_COLUMNS, *_GAP_FIGURES])
    return table.astype({"rank": "Int64", **dict.fromkeys(_GAP_FIGURES, "float64")})


def group_table(instrument: Instrument, result: Result, kind: str) -> pd.DataFrame:
    """One row a group of one kind (``topic``, ``working_group``, ``phase``, ``guideline``, ``working_group_phase``).

    Columns: ``id``, ``title``, ``score``, ``low``, ``high``, ``coverage``.
    """
    titles = dict(_titles(instrument, kind))
    rows = [
        (id, titles[id], score.score, score.low, score.high, score.coverage)
        for id, score in result.groups[kind].items()
    ]
    return pd.DataFrame(rows, columns=list(_GROUP_COLUMNS)).astype(dict.fromkeys(_GROUP_COLUMNS[2:], "float64"))


def practice_table(plan: ScoringPlan, sheet: AnswerSheet, recommendation_id: str) -> pd.DataFrame:
    """One row a practice asked of a recommendation.

    Columns: ``practice_id``, ``statement`` (in the role in which it is asked), ``safeguard``, ``role``, ``weight``,
    ``answer`` (in words), ``value`` (0-1, missing without a level).
    """
    rows = [
        (
            line.practice.id,
            line.statement,
            line.practice.safeguard,
            role_reason(line),
            line.weight,
            line.answer,
            line.value,
        )
        for line in practice_lines(plan, sheet, recommendation_id)
    ]
    return pd.DataFrame(rows, columns=list(_PRACTICE_COLUMNS)).astype({"value": "float64"})


def _titles(instrument: Instrument, kind: str) -> Iterator[tuple[str, str]]:
    if kind == "topic":
        yield from ((topic.id, topic.title) for topic in instrument.topics)
    elif kind == "phase":
        yield from ((phase.id, phase.title) for phase in instrument.phases)
    elif kind == "guideline":
        yield from ((str(guideline.id), guideline.title) for guideline in instrument.guidelines)
    elif kind == "working_group":
        yield from ((group.id, group.title) for group in instrument.working_groups())
    else:
        for phase in instrument.phases:
            for group in instrument.working_groups():
                yield f"{group.id}/{phase.id}", f"{group.title}: {phase.title}"
