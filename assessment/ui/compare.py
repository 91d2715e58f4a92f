"""The Compare page: plans of one organisation, rounds over time, or everyone with a part in one crisis."""

from __future__ import annotations

import streamlit as st

from assessment.texts import translate as _
from assessment.ui import compare_actors, compare_plans, compare_rounds


def page() -> None:
    """Draw the page; the address says which comparison (``?view=...``)."""
    st.title(_("Compare"), anchor=False)
    titles = {
        "plans": _("Plans of one organization"),
        "rounds": _("Rounds over time"),
        "actors": _("Who covers what"),
    }
    chosen = st.segmented_control(
        _("What to compare"),
        list(titles),
        format_func=titles.__getitem__,
        default=next(iter(titles)),
        required=True,
        key="view",
        bind="query-params",
    )
    {"plans": compare_plans.view, "rounds": compare_rounds.view, "actors": compare_actors.view}[str(chosen)]()
