"""Which plan has which recommendation met: plans by recommendations, a topic at a time."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from assessment.plan_charts import plan_heatmap
from assessment.plan_findings import matrix_sentence, matrix_title
from assessment.plan_tables import status_table, topic_of
from assessment.texts import translate as _
from assessment.ui.compared import Seen
from assessment.ui.plain import plain
from assessment.ui.plan_rows import chart, folded_table, some_plans
from assessment.ui.session import choose_language
from assessment.words import status_label
from scoring.result import Status

_EVERY = "all"


def matrix(seen: Seen) -> None:
    """The heatmap with its table."""
    st.fragment(_matrix)(seen)


def _matrix(seen: Seen) -> None:
    choose_language()
    recommendations = [spread.id for spread in seen.portfolio.recommendations]
    topic = _chosen_topic(seen, recommendations)
    columns = [id for id in recommendations if topic in (_EVERY, topic_of(id))]
    plans = some_plans(seen.portfolio.plans, "plan-matrix-page")
    st.caption(" · ".join(status_label(status) for status in Status))
    st.caption(_("Orange is a low score, blue a high one; a cell without a score has no colour. Plans stand by rank."))
    title = matrix_title(seen.portfolio, columns, seen.names)
    figure = plan_heatmap(seen.instrument, seen.portfolio, plans, columns, seen.names, title)
    chart(figure, "plan-heatmap", matrix_sentence(seen.portfolio, plans, columns), is_wide=True)
    st.caption(plain(_headings(seen, topic)))
    folded_table(
        _("All plans as a table"),
        "plan-matrix-table",
        lambda: _in_words(status_table(seen.portfolio, columns, seen.names)),
        _columns(seen, columns),
        _("Every plan with the status of each recommendation"),
    )


def _chosen_topic(seen: Seen, recommendations: list[str]) -> str:
    """A topic, so that a phone can show it; all of them on a wide screen."""
    asked = list(dict.fromkeys(topic_of(id) for id in recommendations))
    first = topic_of(seen.portfolio.common_gaps[0].id)
    chosen = st.segmented_control(
        _("Topic"),
        [*asked, _EVERY],
        format_func=lambda topic: _("All, for wide screens") if topic == _EVERY else _("Topic {id}").format(id=topic),
        default=first,
        required=True,
        key="plan-matrix-topic",
    )
    return str(chosen or first)


def _headings(seen: Seen, topic: str) -> str:
    """What the numbers above the columns stand for."""
    if topic == _EVERY:
        return " · ".join(f"{one.id} {one.title}" for one in seen.instrument.topics)
    groups = [group for group in seen.instrument.working_groups() if group.id.partition(".")[0] == topic]
    return " · ".join(f"{group.id} {group.title}" for group in groups)


def _in_words(table: pd.DataFrame) -> pd.DataFrame:
    words = {status.value: status_label(status) for status in Status}
    return table.assign(**{name: table[name].map(words) for name in table.columns if name != "plan"})


def _columns(seen: Seen, recommendations: list[str]) -> dict[str, Any]:
    return {
        "plan": st.column_config.TextColumn(_("Plan"), pinned=True),
        **{
            id: st.column_config.TextColumn(f"{id}", help=plain(seen.instrument.recommendations[id].title))
            for id in recommendations
        },
    }
