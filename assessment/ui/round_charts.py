"""The charts of rounds over time, each with its sentence and its table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from assessment.chart_style import CONFIG
from assessment.model import AnswerSheet
from assessment.round_charts import dumbbell_chart, rounds_chart
from assessment.round_words import movement_label, rounds_sentence, topic_sentence
from assessment.rounds import ComparedRounds, round_names, round_scores
from assessment.tables import round_table, rounds_table
from assessment.texts import translate as _
from assessment.ui.plain import plain
from assessment.ui.session import instrument
from assessment.words import status_label
from scoring.result import Status
from scoring.rounds import Movement

_CHART_WIDTH = 880
_CHANGED, _ALL = "changed", "all"


def rounds_line(sheets: Sequence[AnswerSheet], target: float) -> None:
    """The overall score of every round, with its table."""
    rounds = round_scores(instrument(), sheets)
    names = list(round_names([one.assessment for one in rounds]).values())
    sentence = rounds_sentence(names, rounds)
    st.header(_("All rounds"), anchor="all-rounds")
    with st.container(width=_CHART_WIDTH):
        st.plotly_chart(rounds_chart(names, rounds, target), key="rounds-line", config=CONFIG, alt=sentence)
    st.caption(
        _(
            "The band shows where each score can lie while answers are open; the dashed line is the present target. "
            "The rounds are evenly spaced, whatever time lies between them."
        )
    )
    with st.expander(_("All rounds as a table")):
        columns: dict[str, Any] = {"round": st.column_config.TextColumn(_("Round")), **_figure_columns()}
        st.dataframe(rounds_table(names, rounds), column_config=columns, hide_index=True, alt=sentence)


def topics(compared: ComparedRounds) -> None:
    """A dumbbell chart a topic, and everything as one table."""
    changes = compared.comparison.changes
    shown = {_CHANGED: [one for one in changes if one.movement is not Movement.SAME], _ALL: list(changes)}
    labels = {_CHANGED: _("Changed"), _ALL: _("All")}
    st.header(_("Topic by topic"), anchor="topics")
    chosen = st.segmented_control(
        _("Recommendations to show"),
        [key for key in shown if shown[key]],
        default=_CHANGED if shown[_CHANGED] else _ALL,
        format_func=lambda key: f"{labels[key]} ({len(shown[key])})",
        key=f"rounds-rows-{compared.present.assessment.id}-{compared.baseline.assessment.id}",
        required=True,
    )
    st.caption(
        _(
            "The open circle stands at the baseline, the filled sign at the present score: an arrow points up or "
            "down the scale, a cross has fallen back. The upright tick is the target, the grey band shows where the "
            "present score can still end up. Without a score there is no sign."
        )
    )
    for topic in instrument().topics:
        of_topic = [one for one in changes if one.id.startswith(f"R{topic.id}.")]
        rows = [one for one in of_topic if one in shown[chosen or _ALL]]
        if not of_topic:
            continue
        if not rows:
            st.caption(plain(_("{id} {title}: nothing has changed.").format(id=topic.id, title=topic.title)))
            continue
        title = f"{topic.id} {topic.title}"
        with st.container(width=_CHART_WIDTH):
            st.plotly_chart(
                dumbbell_chart(instrument(), title, of_topic, rows),
                key=f"rounds-topic-{topic.id}",
                config=CONFIG,
                alt=topic_sentence(title, of_topic, rows),
            )
    with st.expander(_("All recommendations as a table")):
        _table(compared)


def _table(compared: ComparedRounds) -> None:
    table = round_table(instrument(), compared.comparison)
    table["movement"] = [movement_label(Movement(code)) for code in table["movement"]]
    for column in ("status_before", "status"):
        table[column] = [status_label(Status(code)) for code in table[column]]
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    columns: dict[str, Any] = {
        "recommendation_id": text(_("Id"), width="small"),
        "recommendation": text(_("Recommendation"), width="large"),
        "movement": text(_("Movement")),
        "status_before": text(_("Status before")),
        "status": text(_("Status")),
        "score_before": number(_("Score before"), format="%.1f"),
        "low_before": number(_("Lowest before"), format="%.1f"),
        "high_before": number(_("Highest before"), format="%.1f"),
        **_figure_columns(),
        "like_for_like_before": number(_("Before, practices answered in both"), format="%.1f"),
        "like_for_like": number(_("Now, practices answered in both"), format="%.1f"),
        "target": number(_("Target"), format="%g"),
        "progress": number(_("Part of the way to the target"), format="percent"),
        "practices_up": text(_("Practices up")),
        "practices_down": text(_("Practices down")),
        "other_answers": text(_("Answered, left open or set aside")),
    }
    alt = _("Every recommendation with its status and score in both rounds, its target and what moved")
    st.dataframe(table[list(columns)], column_config=columns, hide_index=True, alt=alt)


def _figure_columns() -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "score": number(_("Score"), format="%.1f"),
        "low": number(_("Lowest"), format="%.1f"),
        "high": number(_("Highest"), format="%.1f"),
    }
