"""The Answer page's widgets, a fragment each, without a database: what the page costs before it saves anything."""

from __future__ import annotations

import streamlit as st

from assessment.ui.theme import page_style
from questions.load import load_instrument
from questions.model import Instrument, Practice, Role
from scoring.plan import ScoringPlan, compile_plan

GROUP = "1.1"


@st.cache_resource(show_spinner=False)
def plan() -> ScoringPlan:
    """What is asked of a State of origin."""
    return compile_plan(load_instrument(), ("origin",))


def redraw(practice_id: str) -> None:
    """Redraw what an answer redraws."""
    st.rerun([f"practice-{practice_id}", "progress"])


def progress() -> None:
    """The bar and the line below it."""
    answered = sum(1 for key, value in st.session_state.items() if str(key).startswith("level-") and value)
    asked = len(plan().practices)
    st.progress(answered / asked, text=f"{answered} of {asked} practices answered")
    st.caption(" · ".join(f"Topic {topic.id}: 0 of 10" for topic in plan().instrument.topics))


def card(instrument: Instrument, practice: Practice, role: Role) -> None:
    """One practice."""
    levels = instrument.scale_of(practice).levels
    extra = ["na", "dk"] if practice.na_reasons else ["dk"]
    with st.container(border=True, key=f"card-{practice.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(practice.id, width="content")
            st.badge(role)
        st.markdown(f"**{practice.statement(role)}**")
        if role == "support":
            st.caption(practice.text)
        with st.container(key=f"levels-{practice.id}"):
            st.radio(
                practice.id,
                [*(level.code for level in levels), *extra],
                index=None,
                captions=[*(level.description or "" for level in levels), *("open" for _ in extra)],
                key=f"level-{practice.id}",
                on_change=redraw,
                args=(practice.id,),
                label_visibility="collapsed",
                width="stretch",
            )
        with st.container(key=f"state-{practice.id}"):
            if st.session_state.get(f"level-{practice.id}"):
                with st.container(horizontal=True, vertical_alignment="center"):
                    st.button("Clear", key=f"clear-{practice.id}", type="tertiary", help=practice.id)
                    st.caption("Saved", width="content")
        st.expander("Criteria, evidence, comment", key=f"details-{practice.id}", on_change="rerun")


st.set_page_config(page_title="Same widgets", layout="wide")
page_style()
st.title("Answer")
st.caption("A name")
st.fragment(progress, key="progress")()
group = next(group for group in plan().instrument.working_groups() if group.id == GROUP)
st.selectbox("Working group", [g.id for g in plan().instrument.working_groups()], key="group")
st.header(group.title, anchor=False)
st.markdown(group.introduction or "")
with st.container(horizontal=True):
    st.toggle("Only unanswered")
    st.toggle("Only where you lead")
for recommendation in group.recommendations:
    practices = plan().practices_of(recommendation.id)
    if practices:
        st.subheader(recommendation.title)
        st.markdown(recommendation.why or "")
        st.expander("Examples and terms", key=f"examples-{recommendation.id}", on_change="rerun")
    for practice in practices:
        role = plan().role_of(practice.id)
        st.fragment(card, key=f"practice-{practice.id}")(plan().instrument, practice, role)
st.button("Next")
