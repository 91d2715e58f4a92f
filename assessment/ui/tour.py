"""A quick tour for the first visit: what the pages are for, one step at a time."""

from __future__ import annotations

import streamlit as st

from assessment.texts import translate as _
from assessment.ui.session import choose_language

_STEP, _SKIPPED = "tour_step", "tour_skipped"


def tour() -> None:
    """Offer the tour; a fragment, so that a step draws nothing else. Once skipped it is gone for this session."""
    if not st.session_state.get(_SKIPPED):
        st.fragment(_tour)()


def _steps() -> tuple[tuple[str, str], ...]:
    return (
        (
            _("Start"),
            _(
                "Choose whose readiness is assessed: a State, an organization or a company. You are asked only "
                "where it has a part."
            ),
        ),
        (
            _("Answer"),
            _(
                "Each practice is a card with levels to choose from. Nothing is preselected, and every answer is "
                "saved at once. Unfold a card to see what counts and why it is asked."
            ),
        ),
        (
            _("Results"),
            _(
                "From the first answer on: the score with the range in which it can still end up, the largest "
                "gaps, and what to do next."
            ),
        ),
        (
            _("Export and Guide"),
            _(
                "Export gives reports and files for colleagues. The Guide finds a question by a word and "
                "explains the terms."
            ),
        ),
    )


def _tour() -> None:
    choose_language()
    steps = _steps()
    position = min(st.session_state.get(_STEP, 0), len(steps) - 1)
    title, text = steps[position]
    with st.container(border=True, key="tour", gap="xsmall"):
        st.markdown(
            _("**Quick tour, {number} of {all}: {title}**").format(number=position + 1, all=len(steps), title=title)
        )
        st.markdown(text)
        with st.container(horizontal=True, gap="xsmall"):
            st.button(_("Back"), key="tour-back", on_click=_go_to, args=(position - 1,), disabled=position == 0)
            is_last = position + 1 == len(steps)
            st.button(_("Next"), key="tour-next", on_click=_go_to, args=(position + 1,), disabled=is_last)
            if st.button(_("Skip the tour"), key="tour-skip", type="tertiary"):
                st.session_state[_SKIPPED] = True
                st.rerun()


def _go_to(position: int) -> None:
    st.session_state[_STEP] = position
