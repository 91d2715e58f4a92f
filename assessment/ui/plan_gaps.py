"""What most plans miss, how far they lie apart, and which of them to learn from."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assessment.plan_charts import gaps_chart, spread_chart
from assessment.plan_findings import (
    commonest_title,
    gaps_sentence,
    spread_sentence,
    spread_text,
    spread_title,
    unmet_text,
)
from assessment.plan_tables import recommendations_table
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.compared import Seen
from assessment.ui.links import link_to
from assessment.ui.plain import plain
from assessment.ui.plan_rows import chart, folded_table
from assessment.ui.session import choose_language
from assessment.words import number_text
from scoring.portfolio import Spread

_FEW = 10
_BEST_NAMED = 5
_FIRST, _EVERY, _WIDEST = "first", "all", "widest"


def common_gaps(seen: Seen) -> None:
    """The recommendations that most plans do not meet, with their table."""
    st.fragment(_gaps)(seen)


def learning(seen: Seen) -> None:
    """How far plans lie apart in a recommendation, and who does best in it."""
    st.fragment(_spreads)(seen)
    st.fragment(_best)(seen)


def _gaps(seen: Seen) -> None:
    choose_language()
    spreads = _chosen_rows(seen, {_FIRST: _("The commonest"), _EVERY: _("All")}, "plan-gap-rows")
    st.caption(
        _(
            "The share of plans in which a recommendation is unmet counts the plans that it applies to. What is "
            "undetermined or not assessed is not counted as unmet."
        )
    )
    title = commonest_title(seen.portfolio)
    figure = gaps_chart(seen.instrument, seen.portfolio, spreads, title)
    chart(figure, "plan-gaps", gaps_sentence(seen.instrument, seen.portfolio))
    alt = _("Every recommendation with the share of plans that meet it, and the spread of their scores")
    folded_table(
        _("All recommendations as a table"),
        "plan-gaps-table",
        lambda: recommendations_table(seen.instrument, seen.portfolio, seen.names),
        _columns(),
        alt,
    )


def _spreads(seen: Seen) -> None:
    choose_language()
    labels = {_FIRST: _("Commonest gaps"), _WIDEST: _("Where plans differ most"), _EVERY: _("All")}
    spreads = _chosen_rows(seen, labels, "plan-spread-rows")
    st.caption(
        _(
            "The thin line goes from the lowest to the highest score, the thick one holds the middle half of the "
            "plans, the tick is the median. The table above has the same figures."
        )
    )
    title = spread_title(spreads)
    chart(spread_chart(seen.instrument, spreads, title), "plan-spread", spread_sentence(seen.instrument, spreads))


def _best(seen: Seen) -> None:
    """One recommendation: who has the highest score, with links to the answers."""
    choose_language()
    by_id = {spread.id: spread for spread in seen.portfolio.common_gaps if spread.highest is not None}
    differs = [id for id, spread in by_id.items() if spread.highest != spread.lowest]
    titles = {id: f"{id} {seen.instrument.recommendations[id].title}" for id in by_id}
    chosen = st.selectbox(
        _("Recommendation to learn about"),
        list(by_id),
        index=list(by_id).index(differs[0]) if differs else 0,
        format_func=titles.__getitem__,
        key="plan-learn",
    )
    spread = by_id[chosen]
    st.markdown(
        plain(
            _("{how_often}; {figures}. Highest, with {score}:").format(
                how_often=_capital(unmet_text(spread)),
                figures=spread_text(spread),
                score=number_text(spread.highest, decimals=1),
            )
        )
    )
    for id in spread.highest_plans[:_BEST_NAMED]:
        label = _("{id} in {plan}").format(id=spread.id, plan=seen.names[id])
        link_to("answer", plain(label), id, spread.id, icon=":material/school:")
    if more := len(spread.highest_plans[_BEST_NAMED:]):
        st.caption(
            translate_count("{number} more plan has this score.", "{number} more plans have this score.", more).format(
                number=more
            )
        )


def _chosen_rows(seen: Seen, labels: dict[str, str], key: str) -> list[Spread]:
    """The rows that the reader wants; the choice is offered only where it changes something."""
    rows = {
        _FIRST: seen.portfolio.common_gaps[:_FEW],
        _WIDEST: seen.portfolio.widest_first[:_FEW],
        _EVERY: seen.portfolio.recommendations,
    }
    way = st.segmented_control(
        _("Recommendations to show"),
        list(labels),
        format_func=lambda way: f"{labels[way]} ({len(rows[way])})",
        default=_FIRST,
        required=True,
        key=key,
    )
    return list(rows[way or _FIRST])


def _columns() -> dict[str, Any]:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        "recommendation_id": text(_("Id"), width="small", pinned=True),
        "recommendation": text(_("Recommendation"), width="large"),
        "plans": number(_("Plans"), width="small"),
        "share_unmet": number(_("Unmet"), format="percent"),
        "share_met": number(_("Met"), format="percent"),
        "lowest": number(_("Lowest"), format="%.1f"),
        "quartile_1": number(_("Lower quartile"), format="%.1f"),
        "median": number(_("Median"), format="%.1f"),
        "quartile_3": number(_("Upper quartile"), format="%.1f"),
        "highest": number(_("Highest"), format="%.1f"),
        "highest_plans": text(_("Highest in")),
        "lowest_plans": text(_("Lowest in")),
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
