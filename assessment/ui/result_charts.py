"""The charts of the Results page, each with its sentence and its table."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from assessment.chart_style import CONFIG
from assessment.charts import gap_chart, phase_heatmap, topic_radar
from assessment.findings import gap_sentence, heatmap_sentence, radar_sentence
from assessment.tables import gap_table, group_table
from assessment.texts import translate as _
from assessment.ui.opened import Opened, opened
from assessment.ui.plain import plain
from assessment.words import role_word, status_label, status_meaning, target_text
from scoring.result import Status

_CHART_WIDTH = 880
_UNMET, _OPEN, _ALL = "unmet", "open", "all"


def gaps() -> None:
    """The gap chart with its table; a fragment, so that the choice of rows redraws nothing else."""
    seen = opened()
    rows = {_UNMET: seen.result.unmet, _OPEN: seen.result.finish_first, _ALL: seen.result.in_gap_order}
    labels = {_UNMET: _("Unmet"), _OPEN: _("Still open"), _ALL: _("All")}
    chosen = st.segmented_control(
        _("Recommendations to show"),
        [key for key in rows if rows[key]],
        default=_UNMET if rows[_UNMET] else _ALL,
        format_func=lambda key: f"{labels[key]} ({len(rows[key])})",
        key=f"gap-rows-{seen.assessment.id}",
        required=True,
    )
    st.caption(_how_to_read(seen))
    with st.container(width=_CHART_WIDTH):
        _chart(
            gap_chart(seen.instrument, seen.result, rows[chosen or _ALL]),
            "gap-chart",
            gap_sentence(seen.instrument, seen.result),
        )
    with st.expander(_("What the words mean")):
        for status in Status:
            st.markdown(f"**{status_label(status)}** {status_meaning(status)}")
    with st.expander(_("All recommendations as a table")):
        _gap_table(seen)


def groups(seen: Opened) -> None:
    """The heatmap and the radar, each with its table; an instrument without phases has no heatmap."""
    if not seen.instrument.phases:
        _topics(seen)
        return
    heatmap, radar = st.columns([3, 2], gap="large")
    with heatmap:
        _phases(seen)
    with radar:
        _topics(seen)


def _phases(seen: Opened) -> None:
    sentence = heatmap_sentence(seen.instrument, seen.result)
    _chart(phase_heatmap(seen.instrument, seen.result), "phase-heatmap", sentence)
    st.caption(_("? not yet answered · – nothing is asked or nothing applies"))
    with st.expander(_("Phases as a table")):
        _group_table(seen, "working_group_phase", sentence)


def _topics(seen: Opened) -> None:
    sentence = radar_sentence(seen.instrument, seen.result)
    _chart(topic_radar(seen.instrument, seen.result), "topic-radar", sentence)
    st.caption(" · ".join(plain(f"{topic.id} {topic.title}") for topic in seen.instrument.topics))
    with st.expander(_("Topics as a table")):
        _group_table(seen, "topic", sentence)


def _chart(figure: go.Figure, key: str, sentence: str) -> None:
    st.plotly_chart(figure, key=key, config=CONFIG, alt=sentence)


def _how_to_read(seen: Opened) -> str:
    return " ".join(
        [
            _("The sign stands at the score, the red line is the gap from there to the target."),
            _target_note(seen),
            _("A grey band shows where the score can still end up while answers are open."),
        ]
    )


def _target_note(seen: Opened) -> str:
    targets = {row.target for row in seen.result.recommendations}
    if len(targets) == 1:
        return _("The target, an upright tick, is {target} for every recommendation.").format(
            target=target_text(targets.pop())
        )
    return _("The target, an upright tick, differs by recommendation, from {low} to {high}.").format(
        low=target_text(min(targets)), high=target_text(max(targets))
    )


def _gap_table(seen: Opened) -> None:
    table = gap_table(seen.instrument, seen.result)
    table["status"] = [status_label(Status(code)) for code in table["status"]]
    table["role"] = [role_word(role) for role in table["role"]]
    columns: dict[str, Any] = {
        "rank": st.column_config.NumberColumn(_("Rank"), width="small"),
        "recommendation_id": st.column_config.TextColumn(_("Id"), width="small"),
        "recommendation": st.column_config.TextColumn(_("Recommendation"), width="large"),
        "status": st.column_config.TextColumn(_("Status")),
        "safeguard_alert": st.column_config.CheckboxColumn(_("Safeguard alert")),
        **_figure_columns(),
        "target": st.column_config.NumberColumn(_("Target"), format="%g"),
        "gap": st.column_config.NumberColumn(_("Gap"), format="%.1f"),
        "role": st.column_config.TextColumn(_("Role")),
    }
    _table(table, columns, _("Every recommendation with its status, score, range, target and gap"))


def _group_table(seen: Opened, kind: str, alt: str) -> None:
    columns: dict[str, Any] = {
        "id": st.column_config.TextColumn(_("Id"), width="small"),
        "title": st.column_config.TextColumn(_("Title"), width="medium"),
        **_figure_columns(),
    }
    _table(group_table(seen.instrument, seen.result, kind), columns, alt)


def _figure_columns() -> dict[str, Any]:
    return {
        "score": st.column_config.NumberColumn(_("Score"), format="%.1f"),
        "low": st.column_config.NumberColumn(_("Lowest"), format="%.1f"),
        "high": st.column_config.NumberColumn(_("Highest"), format="%.1f"),
        "coverage": st.column_config.NumberColumn(_("Answered"), format="percent"),
    }


def _table(table: pd.DataFrame, columns: dict[str, Any], alt: str) -> None:
    st.dataframe(table[list(columns)], column_config=columns, hide_index=True, alt=alt)
