"""What the parts of the comparison of plans share: a chart with its sentence, some rows at a time, a folded table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from assessment.chart_style import CONFIG
from assessment.texts import translate as _

Row = TypeVar("Row")
_AT_ONCE = 30
_CHART_WIDTH = 880


def chart(figure: go.Figure, key: str, sentence: str, *, is_wide: bool = False) -> None:
    """A figure with its sentence for who does not see it."""
    with st.container(width="stretch" if is_wide else _CHART_WIDTH):
        st.plotly_chart(figure, key=key, config=CONFIG, alt=sentence)


def some_plans(plans: Sequence[Row], key: str) -> Sequence[Row]:
    """As many plans as fit a screen; with more of them, the reader chooses which."""
    if len(plans) <= _AT_ONCE:
        return plans
    starts = list(range(0, len(plans), _AT_ONCE))
    start = st.selectbox(
        _("Plans shown, by rank"),
        starts,
        format_func=lambda start: _("{first} to {last} of {all}").format(
            first=start + 1, last=min(start + _AT_ONCE, len(plans)), all=len(plans)
        ),
        key=key,
    )
    return plans[start or 0 : (start or 0) + _AT_ONCE]


def folded_table(label: str, key: str, table: Callable[[], pd.DataFrame], columns: Mapping[str, Any], alt: str) -> None:
    """A table that is made only when it is opened, for there may be hundreds of rows and columns."""
    folded = st.expander(label, key=key, on_change="rerun")
    if folded.open:
        with folded:
            st.dataframe(table()[list(columns)], column_config=dict(columns), hide_index=True, alt=alt)
