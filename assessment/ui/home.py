"""The Home page: what this is, my assessments, and how to begin."""

from __future__ import annotations

import streamlit as st

from assessment.service import Overview
from assessment.texts import translate as _
from assessment.ui.figures import range_words
from assessment.ui.links import go_to
from assessment.ui.plain import assessment_name, plain
from assessment.ui.session import choose_language, close_assessment, instrument, open_assessment, service
from assessment.validation import type_titles


def page() -> None:
    """Draw the page."""
    st.title(_("How ready are you to protect migrants in a crisis?"))
    st.markdown(
        _(
            "The MICIC consultation of international organizations gave 66 recommendations on protecting migrants "
            "when the country they live in is hit by conflict or natural disaster. "
            "This tool asks how far each of them is put into practice where you have a part in it, and shows what "
            "is unmet. The recommendations are voluntary; the result is yours and stays on this installation."
        )
    )
    overviews = service().overviews()
    if st.button(_("Start an assessment"), type="primary", icon=":material/add_circle:"):
        close_assessment()
        go_to("start")
    if not any(not overview.assessment.is_sample for overview in overviews):
        _sample_offer(any(overview.assessment.is_sample for overview in overviews))
    if overviews:
        st.header(_("My assessments"), anchor=False)
    for overview in overviews:
        _overview(overview)


def _sample_offer(is_there: bool) -> None:
    st.caption(_("Nothing is assessed yet. To see what comes out in the end, look at a fictitious State."))
    if not is_there and st.button(_("Add a sample assessment"), icon=":material/visibility:"):
        open_assessment(service().add_sample().id)
        go_to("results", st.query_params["a"])


def _overview(overview: Overview) -> None:
    assessment = overview.assessment
    name = plain(assessment_name(assessment))
    with st.container(border=True, key=f"assessment-{assessment.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{name}**", width="content")
            if assessment.is_sample:
                st.badge(_("Sample: fictitious"), color="orange")
        st.caption(plain(_line(overview)))
        if overview.result is None:
            st.warning(_("Answered with another version of the questionnaire, so it is not scored here."))
        else:
            st.markdown(range_words(overview.result.overall))
        with st.container(horizontal=True):
            _actions(overview, name)


def _line(overview: Overview) -> str:
    parts = [
        type_titles(instrument(), overview.assessment.stakeholder_types),
        _("{done} of {asked} practices answered").format(
            done=overview.practices_answered, asked=overview.practices_asked
        ),
    ]
    if overview.assessment.assessed_on:
        parts.append(_("assessed on {day}").format(day=overview.assessment.assessed_on.isoformat()))
    if overview.last_change:
        parts.append(_("last change {when} UTC").format(when=overview.last_change.strftime("%Y-%m-%d %H:%M")))
    return " · ".join(parts)


def _actions(overview: Overview, name: str) -> None:
    id = overview.assessment.id
    if st.button(_("Open"), key=f"open-{id}", help=_("Open {name}").format(name=name)):
        open_assessment(id)
        go_to("answer", id)
    if st.button(_("Results"), key=f"results-{id}", help=_("Results of {name}").format(name=name)):
        open_assessment(id)
        go_to("results", id)
    if st.button(
        _("New round"), key=f"duplicate-{id}", help=_("Copy the answers into a new round; this one stays as it is.")
    ):
        open_assessment(service().duplicate(id).id)
        go_to("answer", st.query_params["a"])
    if st.button(_("Delete"), key=f"delete-{id}", type="tertiary", help=_("Delete {name}").format(name=name)):
        _confirm_deletion(id, name)


@st.dialog(" ")
def _confirm_deletion(assessment_id: str, name: str) -> None:
    choose_language()
    st.markdown(_("Delete **{name}** with all its answers and their history? This cannot be undone.").format(name=name))
    with st.container(horizontal=True):
        if st.button(_("Delete for good"), type="primary", key="confirm-delete"):
            service().delete(assessment_id)
            close_assessment()
            st.rerun()
        if st.button(_("Keep"), key="cancel-delete"):
            st.rerun()
