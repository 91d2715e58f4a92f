"""Plans by rank, with how far the ranking can be trusted."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assessment.plan_charts import ranking_chart
from assessment.plan_findings import draws_sentence, ranking_sentence, ranking_title
from assessment.plan_tables import ranking_table
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.compared import Seen
from assessment.ui.plain import plain
from assessment.ui.plan_rows import chart, folded_table, some_plans
from assessment.ui.session import choose_language


def ranking(seen: Seen) -> None:
    """The ranking with its intervals and ties, how they are made, its table, and the plans without a score."""
    st.fragment(_ranking)(seen)


def _ranking(seen: Seen) -> None:
    choose_language()
    plans = some_plans(seen.portfolio.ranking, "plan-ranking-page")
    st.caption(
        _(
            "The tick is the score, the blue bar how far it moves when the recommendations are weighted differently, "
            "the grey band how far open answers can still move it. The order of tied plans says nothing."
        )
    )
    title = ranking_title(seen.portfolio, seen.names)
    chart(ranking_chart(plans, seen.names, title), "plan-ranking", ranking_sentence(plans, seen.names, title))
    _without_score(seen)
    with st.expander(_("How the ranking is tested")):
        st.markdown(plain(draws_sentence()))
    folded_table(
        _("The ranking as a table"),
        "plan-ranking-table",
        lambda: ranking_table(seen.portfolio, seen.names, seen.compared.sources),
        _columns(),
        _("Every plan with its rank, score, how far both can move, and the plans it is tied with"),
    )


def _without_score(seen: Seen) -> None:
    plans = seen.portfolio.without_score
    if not plans:
        return
    label = translate_count(
        "{number} plan has no score yet and so no rank", "{number} plans have no score yet and so no rank", len(plans)
    )
    with st.expander(label.format(number=len(plans))):
        st.markdown(plain(", ".join(seen.names[plan.id] for plan in plans)))


def _columns() -> dict[str, Any]:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        "rank": number(_("Rank"), width="small", format="%g"),
        "plan": text(_("Plan"), width="medium", pinned=True),
        "score": number(_("Score"), format="%.1f"),
        "rank_from": number(_("Rank from"), format="%g"),
        "rank_to": number(_("Rank to"), format="%g"),
        "tied": number(_("Plans tied with"), format="%d"),
        "tied_with": text(_("Tied with")),
        "score_from": number(_("Score from, other weights"), format="%.1f"),
        "score_to": number(_("Score to, other weights"), format="%.1f"),
        "low": number(_("Lowest, open answers"), format="%.1f"),
        "high": number(_("Highest, open answers"), format="%.1f"),
        "coverage": number(_("Answered"), format="percent"),
        "safeguard_alerts": text(_("Safeguards not in place")),
        "shared_answers": number(_("Answers of the organization")),
    }
