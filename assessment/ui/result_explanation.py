"""How the figures of any recommendation came about, down to practices and weights."""

from __future__ import annotations

import streamlit as st

from assessment.explanation import (
    PracticeLine,
    calculation,
    practice_lines,
    role_reason,
    status_reason,
    weight_reason,
)
from assessment.texts import translate as _
from assessment.ui.links import link_to
from assessment.ui.opened import opened
from assessment.ui.plain import plain
from assessment.ui.taken import taken_from
from assessment.words import range_text, status_label


def explanation() -> None:
    """One recommendation, chosen from all; a fragment, so that the choice redraws nothing else."""
    seen = opened()
    by_id = seen.result.by_id
    titles = {id: seen.instrument.recommendations[id].title for id in by_id}
    chosen = st.selectbox(
        _("Recommendation"),
        list(by_id),
        index=list(by_id).index(seen.result.gap_order[0]),
        format_func=lambda key: f"{key} {titles[key]}",
        key=f"explained-{seen.assessment.id}",
    )
    row = by_id[chosen]
    lines = practice_lines(seen.plan, seen.sheet, row.id)
    st.markdown(f"**{status_label(row.status)}, {range_text(row)}**")
    st.markdown(plain(status_reason(seen.instrument, row)))
    for line in lines:
        _practice(line, taken_from(seen.sheet, line.practice.id))
    st.markdown("\n".join(f"1. {plain(step)}" for step in calculation(seen.instrument, row, lines)))
    st.markdown(plain(weight_reason(row, lines)))
    link_to(
        "answer",
        _("Go to the questions of {id}").format(id=row.id),
        seen.assessment.id,
        row.id,
        icon=":material/edit_note:",
    )
    link_to("plan", _("Plan {id}").format(id=row.id), seen.assessment.id, row.id, icon=":material/flag:")


def _practice(line: PracticeLine, taken: str) -> None:
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(line.practice.id, width="content")
            st.caption(
                _("{role}, weight {weight}").format(role=role_reason(line), weight=f"{line.weight:g}"), width="content"
            )
            if line.practice.safeguard:
                st.badge(_("Safeguard"), color="red", icon=":material/shield:")
        st.markdown(plain(line.statement))
        st.markdown(f"**{plain(line.answer)}**, {_worth(line)}")
        if taken:
            st.caption(taken)


def _worth(line: PracticeLine) -> str:
    if line.value is not None:
        return _("value {value}").format(value=f"{line.value:g}")
    return _("leaves the calculation") if not line.applies else _("counts as open")
