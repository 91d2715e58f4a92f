"""The head of a page about one assessment: what it is called, whose it is, and the way to its other pages."""

from __future__ import annotations

import streamlit as st

from assessment.model import Assessment
from assessment.texts import translate as _
from assessment.ui.links import link_to, pages
from assessment.ui.plain import assessment_name, plain
from assessment.ui.session import instrument, instrument_of, service
from assessment.ui.standing import badges
from questions.model import Instrument

_PAGES = ("home", "answer", "results", "plan", "export")


def page_header(title: str, here: str, assessment: Assessment) -> None:
    """Title, name and kind of the open assessment, and links to the other pages.

    The links are for narrow screens, where the menu is folded away; wide ones have it at the top.
    """
    st.title(title, anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="open-assessment"):
        st.markdown(f"**{plain(assessment_name(assessment))}**", width="content")
        past = service().stages(assessment.id)
        badges(assessment, past[-1].stage if past else None)
    parts = [kinds(assessment.stakeholder_types, instrument_of(assessment))]
    if assessment.assessed_on:
        parts.append(_("assessed on {day}").format(day=assessment.assessed_on.isoformat()))
    st.caption(plain(" · ".join(parts)))
    with st.container(horizontal=True, gap="xsmall", key="page-links"):
        for name in _PAGES:
            if name != here:
                page = pages()[name]
                link_to(name, page.title, assessment.id, icon=page.icon)


def kinds(codes: tuple[str, ...], version: Instrument | None = None) -> str:
    """Stakeholder types with the subtypes chosen, for a sentence: ``International organization (country team)``.

    The words are those of a version of the instrument, by default of the newest.
    """
    parts = []
    for kind in (version or instrument()).stakeholder_types:
        subtypes = [subtype.title for subtype in kind.subtypes if f"{kind.id}:{subtype.id}" in codes]
        if subtypes:
            parts.append(f"{kind.title} ({', '.join(subtypes)})")
        elif kind.id in codes:
            parts.append(kind.title)
    return ", ".join(parts)
