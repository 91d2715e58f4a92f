"""The comparison of plans as tables, for screens and files. Numbers are unrounded; undefined is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from assessment.plan_findings import Names, listed
from questions.model import Instrument
from scoring.portfolio import PlanStanding, Portfolio

_FIGURES = ("score", "low", "high", "coverage", "rank", "score_from", "score_to", "rank_from", "rank_to")
_TIED_NAMED = 5


def ranking_table(found: Portfolio, names: Names, sources: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """One row a plan by rank, those without a score last.

    Columns: ``id``, ``plan``, ``score``, ``low``, ``high``, ``coverage``, ``rank``, ``score_from``, ``score_to``,
    ``rank_from``, ``rank_to`` (the 5 % and 95 % quantiles), ``tied``, ``tied_with`` (a few by name),
    ``safeguard_alerts`` (ids of recommendations), ``shared_answers`` (how many come from the organisation).
    """
    rows = [
        (
            plan.id,
            names[plan.id],
            *_figures(plan),
            len(plan.tied_with),
            listed(plan.tied_with, names, _TIED_NAMED),
            " ".join(found.alerts[plan.id]),
            len(sources.get(plan.id, ())),
        )
        for plan in found.plans
    ]
    columns = ["id", "plan", *_FIGURES, "tied", "tied_with", "safeguard_alerts", "shared_answers"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(_FIGURES, "float64"))


def recommendations_table(instrument: Instrument, found: Portfolio, names: Names) -> pd.DataFrame:
    """One row a recommendation, common gaps first.

    Columns: ``recommendation_id``, ``recommendation``, ``topic``, ``plans``, ``share_met``, ``share_unmet``,
    ``lowest``, ``quartile_1``, ``median``, ``quartile_3``, ``highest``, ``lowest_plans``, ``highest_plans`` (names).
    """
    figures = ("share_met", "share_unmet", "lowest", "quartile_1", "median", "quartile_3", "highest")
    rows = [
        (
            spread.id,
            instrument.recommendations[spread.id].title,
            topic_of(spread.id),
            spread.plans,
            *(getattr(spread, figure) for figure in figures),
            listed(spread.lowest_plans, names),
            listed(spread.highest_plans, names),
        )
        for spread in found.common_gaps
    ]
    columns = ["recommendation_id", "recommendation", "topic", "plans", *figures, "lowest_plans", "highest_plans"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(figures, "float64"))


def status_table(found: Portfolio, recommendations: Sequence[str], names: Names) -> pd.DataFrame:
    """One row a plan by rank: ``plan``, then the status of each recommendation, as its code."""
    rows = [(names[plan.id], *(found.statuses[plan.id][id].value for id in recommendations)) for plan in found.plans]
    return pd.DataFrame(rows, columns=["plan", *recommendations])


def topic_of(recommendation_id: str) -> str:
    """Id of the topic that a recommendation belongs to.

    >>> topic_of("R3.1.10")
    '3'
    """
    return recommendation_id.removeprefix("R").partition(".")[0]


def _figures(plan: PlanStanding) -> tuple[float | None, ...]:
    score_from, score_to = plan.score_interval or (None, None)
    rank_from, rank_to = plan.rank_interval or (None, None)
    return (plan.score, plan.low, plan.high, plan.coverage, plan.rank, score_from, score_to, rank_from, rank_to)
