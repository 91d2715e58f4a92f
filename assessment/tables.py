"""Results as tables, for screens and files. Numbers are unrounded; undefined is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pandas as pd

from assessment.action_plan import in_order, progress
from assessment.action_words import aim_text, due_text, effort_title, partner_title, progress_text, status_sign
from assessment.corridor import Corridor
from assessment.corridor_words import cover_label, part_text
from assessment.model import Action, AnswerSheet
from assessment.rounds import RoundScore
from questions.model import Instrument
from scoring.corridor import RecommendationCover
from scoring.result import Result
from scoring.rounds import Change, RoundComparison

_GAP_COLUMNS = ("rank", "recommendation_id", "recommendation", "role", "status", "safeguard_alert")
_GAP_FIGURES = ("score", "low", "high", "coverage", "target", "gap", "priority")
_GROUP_COLUMNS = ("id", "title", "score", "low", "high", "coverage")
_ROUND_COLUMNS = ("recommendation_id", "recommendation", "movement", "status_before", "status")
_ROUND_FIGURES = (
    *("score_before", "low_before", "high_before", "score", "low", "high"),
    *("like_for_like_before", "like_for_like", "target", "progress"),
)
_ROUND_PRACTICES = ("practices_up", "practices_down", "other_answers")


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


def round_table(instrument: Instrument, comparison: RoundComparison) -> pd.DataFrame:
    """One row a recommendation asked, by id: a later round beside its baseline.

    Columns: ``recommendation_id``, ``recommendation``, ``movement``, ``status_before``, ``status``, ``score_before``,
    ``low_before``, ``high_before``, ``score``, ``low``, ``high``, ``like_for_like_before``, ``like_for_like``,
    ``target``, ``progress`` (a share, not clipped), ``practices_up``, ``practices_down``, ``other_answers`` (ids,
    separated by a space).
    """
    rows = [
        (
            change.id,
            instrument.recommendations[change.id].title,
            change.movement.value,
            change.before.status.value,
            change.after.status.value,
            *(change.before.score, change.before.low, change.before.high),
            *(change.after.score, change.after.low, change.after.high),
            *(change.like_for_like.before, change.like_for_like.after),
            change.after.target,
            change.progress.value,
            " ".join(change.changed(Change.UP)),
            " ".join(change.changed(Change.DOWN)),
            " ".join(change.changed(*(kind for kind in Change if kind not in (Change.UP, Change.DOWN)))),
        )
        for change in comparison.changes
    ]
    table = pd.DataFrame(rows, columns=[*_ROUND_COLUMNS, *_ROUND_FIGURES, *_ROUND_PRACTICES])
    return table.astype(dict.fromkeys(_ROUND_FIGURES, "float64"))


def rounds_table(names: Sequence[str], rounds: Sequence[RoundScore]) -> pd.DataFrame:
    """One row a round, the oldest first, with its overall score.

    Columns: ``round`` (what it is called), ``score``, ``low``, ``high``.
    """
    rows = [
        (name, one.overall.score, one.overall.low, one.overall.high) for name, one in zip(names, rounds, strict=True)
    ]
    figures = ("score", "low", "high")
    return pd.DataFrame(rows, columns=["round", *figures]).astype(dict.fromkeys(figures, "float64"))


def cover_table(found: Corridor, covers: Sequence[RecommendationCover]) -> pd.DataFrame:
    """One row a recommendation of a corridor.

    Columns: ``recommendation_id``, ``recommendation``, ``status`` (in words), and for each actor, named by its id, its
    part and how far it is, in words.
    """
    parts = [cover.by_actor for cover in covers]
    table = {
        "recommendation_id": [cover.id for cover in covers],
        "recommendation": [found.instrument.recommendations[cover.id].title for cover in covers],
        "status": [cover_label(cover.status) for cover in covers],
    }
    actors = {actor: [part_text(own.get(actor)) for own in parts] for actor in found.names}
    return pd.DataFrame({**table, **actors})


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


def action_table(instrument: Instrument, sheet: AnswerSheet, actions: Sequence[Action], today: date) -> pd.DataFrame:
    """One row an action, in the order of the plan, in words.

    Columns: ``text``, ``recommendation_id``, ``status``, ``due``, ``owner``, ``partner``, ``effort``, ``aims``,
    ``progress``.
    """
    return pd.DataFrame(
        [
            {
                "text": action.text,
                "recommendation_id": action.recommendation_id,
                "status": status_sign(action.status),
                "due": due_text(action, today),
                "owner": action.owner,
                "partner": partner_title(instrument, action.partner),
                "effort": effort_title(action.effort),
                "aims": "; ".join(aim_text(instrument, aim) for aim in action.aims),
                "progress": progress_text(progress(instrument, sheet, action), action.status),
            }
            for action in in_order(actions)
        ]
    )
