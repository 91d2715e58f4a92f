"""The Home page: what this is, how to begin, and my assessments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from assessment.access import Deed
from assessment.errors import AssessmentError
from assessment.model import SHORT_TEXT, Stage
from assessment.sample import has_sample
from assessment.service import AssessmentService, Overview
from assessment.texts import translate as _
from assessment.ui.carry_over import ask_to_carry_over
from assessment.ui.concerned import without_membership
from assessment.ui.header import kinds
from assessment.ui.import_answers import SHOWN, import_answers
from assessment.ui.links import go_to, link_to
from assessment.ui.plain import assessment_name, plain
from assessment.ui.session import (
    choose_language,
    close_assessment,
    instrument,
    instrument_of,
    open_assessment,
    open_id,
    service,
)
from assessment.ui.standing import badges
from assessment.ui.tour import tour
from assessment.words import progress_words, score_sentence
from scoring.result import Result

_FEW = 5
_AT_ONCE = 20


def page() -> None:
    """Draw the page."""
    st.title(plain(instrument().title), anchor=False)
    st.markdown(plain(instrument().introduction or ""))
    st.markdown(
        _(
            "This tool asks how far each recommendation is put into practice where you have a part in it, and shows "
            "what is unmet. The result is yours and stays on this installation."
        )
    )
    overviews = service().overviews()
    has_own = any(not overview.assessment.is_sample for overview in overviews)
    if not has_own:
        tour()
    begins = _may_begin()
    if begins and st.button(_("Start an assessment"), type="primary", icon=":material/add_circle:"):
        close_assessment()
        go_to("start")
    link_to("guide", _("Find a question, or the meaning of a term"), open_id(), icon=":material/search:")
    if begins:
        with st.expander(
            _("Import answers from files"),
            icon=":material/upload_file:",
            expanded=bool(st.session_state.get(SHOWN)),
            key="import-answers",
        ):
            st.fragment(import_answers)()
    if begins and not has_own:
        _sample_offer(any(overview.assessment.is_sample for overview in overviews))
    if overviews:
        st.header(_("My assessments"), anchor=False)
        if len(overviews) > 1:
            link_to("compare", _("Compare them"), open_id(), icon=":material/compare_arrows:")
        _list(_wanted(overviews) if len(overviews) > _FEW else _ordered(overviews, "change"))


def _may_begin() -> bool:
    """May this person start or import assessments? Where not, the page says whom to ask."""
    rights = service().rights
    if rights is None or rights.those_with(Deed.START):
        return True
    if rights.memberships:
        st.caption(_("Assessments are started, copied, imported and deleted by a lead of your organization."))
    else:
        without_membership(rights)
    if rights.person.is_administrator:
        link_to("administration", _("Administration"), icon=":material/admin_panel_settings:")
    return False


def _sample_offer(is_there: bool) -> None:
    if not has_sample(service().instrument):
        st.caption(_("Nothing is assessed yet."))
        return
    st.caption(_("Nothing is assessed yet. To see what comes out in the end, look at a fictitious State."))
    if is_there:
        return
    rights = service().rights
    led = rights.those_with(Deed.START) if rights else ()
    chosen = led[0] if led else None
    if len(led) > 1:
        chosen = st.selectbox(_("Organization that gets the sample"), led, key="organisation-of-sample")
    if st.button(_("Add a sample assessment"), icon=":material/visibility:"):
        open_assessment(service().add_sample(chosen).id)
        go_to("results", st.query_params["a"])


def _wanted(overviews: list[Overview]) -> list[Overview]:
    """Those that the reader looks for, in the order that the reader wants."""
    orders = {"change": _("Last change first"), "name": _("By name"), "open": _("Least answered first")}
    find, order = st.columns([3, 2])
    with find:
        text = st.text_input(_("Find an assessment"), key="find-assessment", type="search")
    with order:
        chosen = st.selectbox(_("Order"), list(orders), format_func=lambda key: orders[key], key="order-assessments")
    words = (text or "").casefold().split()
    found = [
        overview
        for overview in overviews
        if all(word in f"{assessment_name(overview.assessment)} {_line(overview)}".casefold() for word in words)
    ]
    if not found:
        st.info(_("No assessment has all of these words."), icon=":material/search_off:")
    return _ordered(found, chosen)


def _ordered(overviews: list[Overview], order: str) -> list[Overview]:
    ways: dict[str, Callable[[Overview], Any]] = {
        "name": lambda overview: assessment_name(overview.assessment).casefold(),
        "open": lambda overview: overview.practices_answered / max(overview.practices_asked, 1),
    }
    if order in ways:
        return sorted(overviews, key=ways[order])
    dated = [overview for overview in overviews if overview.last_change]
    undated = [overview for overview in overviews if not overview.last_change]
    return sorted(dated, key=lambda overview: str(overview.last_change), reverse=True) + undated


def _list(overviews: list[Overview]) -> None:
    shown, mine = overviews[:_AT_ONCE], service()
    results = mine.results([overview.assessment for overview in shown])
    stages = mine.stage_of_all()
    for overview in shown:
        _overview(overview, results.get(overview.assessment.id), stages.get(overview.assessment.id), mine)
    if len(overviews) > _AT_ONCE:
        st.caption(_("{shown} of {all} are shown. Search for the others.").format(shown=_AT_ONCE, all=len(overviews)))


def _overview(overview: Overview, result: Result | None, stage: Stage | None, mine: AssessmentService) -> None:
    assessment = overview.assessment
    name = plain(assessment_name(assessment))
    with st.container(border=True, key=f"assessment-{assessment.id}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(f"**{name}**", width="content")
            badges(assessment, stage)
            if assessment.id == open_id():
                st.badge(_("Open"), color="blue")
        st.caption(plain(_line(overview)))
        if not overview.is_scored:
            st.warning(_("Answered with another version of the questionnaire, so it is not scored here."))
        elif result is not None:
            st.markdown(score_sentence(result.overall))
        if overview.is_scored and not overview.is_newest:
            version = plain(assessment.instrument_version)
            st.caption(_("Answered with version {version} of the questionnaire.").format(version=version))
        with st.container(horizontal=True, gap="xsmall"):
            _actions(overview, name)
            _copies(overview, name, mine)


def _line(overview: Overview) -> str:
    version = instrument_of(overview.assessment) if overview.is_scored else instrument()
    parts = [
        kinds(overview.assessment.stakeholder_types, version),
        progress_words(overview.practices_answered, overview.practices_asked, overview.practices_shared),
    ]
    if overview.assessment.assessed_on:
        parts.append(_("assessed on {day}").format(day=overview.assessment.assessed_on.isoformat()))
    if overview.last_change:
        parts.append(_("last change {when} UTC").format(when=overview.last_change.strftime("%Y-%m-%d %H:%M")))
    return " · ".join(parts)


def _actions(overview: Overview, name: str) -> None:
    id, closed = overview.assessment.id, not overview.is_scored
    if st.button(_("Open"), key=f"open-{id}", help=_("Open {name}").format(name=name), disabled=closed):
        open_assessment(id)
        go_to("answer", id)
    if st.button(_("Results"), key=f"results-{id}", help=_("Results of {name}").format(name=name), disabled=closed):
        open_assessment(id)
        go_to("results", id)


def _copies(overview: Overview, name: str, mine: AssessmentService) -> None:
    """What a lead of the organisation may do with an assessment as a whole; nobody else is offered it."""
    id, closed = overview.assessment.id, not overview.is_scored
    starts, deletes = (mine.may(deed, overview.assessment) for deed in (Deed.START, Deed.DELETE))
    if starts and st.button(
        _("New round"),
        key=f"duplicate-{id}",
        help=_("Copy the answers into a new round; this one stays as it is."),
        disabled=closed,
    ):
        open_assessment(service().duplicate(id).id)
        go_to("answer", st.query_params["a"])
    if starts and st.button(
        _("New plan from this one"),
        key=f"plan-from-{id}",
        help=_("Copy the answers into another plan of the same organization."),
        disabled=closed,
    ):
        _ask_for_plan(id, name)
    if starts and not (closed or overview.is_newest):
        newest = plain(service().instrument.version)
        if st.button(_("Carry over to version {version}").format(version=newest), key=f"carry-over-{id}"):
            ask_to_carry_over(id, name)
    if deletes and st.button(
        _("Delete"), key=f"delete-{id}", type="tertiary", help=_("Delete {name}").format(name=name)
    ):
        _confirm_deletion(id, name)


def _ask_for_plan(assessment_id: str, name: str) -> None:
    st.dialog(_("New plan from this one"))(_new_plan)(assessment_id, name)


def _new_plan(assessment_id: str, name: str) -> None:
    choose_language()
    st.markdown(
        _(
            "This copies what **{name}** answered about itself into a new plan. Answers about the organization as a "
            "whole are not copied: comparisons take them from the assessment of the organization."
        ).format(name=name)
    )
    with st.form(key="new-plan", border=False):
        chosen = st.text_input(_("Name of the new plan"), max_chars=SHORT_TEXT, key="new-plan-name")
        is_sent = st.form_submit_button(_("Make the plan"), type="primary")
    if not is_sent:
        return
    try:
        made = service().plan_from(assessment_id, chosen or "")
    except AssessmentError as error:
        st.error(_("NOT saved. {reason}").format(reason=plain(str(error))))
        return
    open_assessment(made.id)
    go_to("answer", made.id)


def _confirm_deletion(assessment_id: str, name: str) -> None:
    # The title is made now and not when this file is read, so that it is in the reader's language.
    st.dialog(_("Delete this assessment?"))(_deletion)(assessment_id, name)


def _deletion(assessment_id: str, name: str) -> None:
    choose_language()
    st.markdown(
        _("This deletes **{name}** with all its answers and their history. It cannot be undone.").format(name=name)
    )
    with st.container(horizontal=True):
        if st.button(_("Delete for good"), type="primary", key="confirm-delete"):
            try:
                service().delete(assessment_id)
            except AssessmentError as error:
                st.error(_("NOT deleted. {reason}").format(reason=plain(str(error))))
            else:
                if assessment_id == open_id():
                    close_assessment()
                st.rerun()
        if st.button(_("Keep"), key="cancel-delete"):
            st.rerun()
