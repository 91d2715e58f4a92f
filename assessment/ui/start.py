"""The Start page: who is assessed, in which roles, and how the questionnaire is taken."""

from __future__ import annotations

from typing import Any

import streamlit as st
from pydantic import ValidationError

from assessment.access import Deed
from assessment.errors import AssessmentError
from assessment.model import Assessment
from assessment.results import plan_of
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.fields import country_field, date_field, missing, organisation_field, subject_field, target_field
from assessment.ui.import_answers import SHOWN
from assessment.ui.links import go_to, link_to
from assessment.ui.plain import plain
from assessment.ui.session import instrument, open_assessment, service
from questions.model import StakeholderType
from scoring.plan import ScoringPlan


def page() -> None:
    """Ask for the details of a new assessment."""
    st.title(_("Start an assessment"), anchor=False)
    with st.container(key="page-links"):
        link_to("home", _("Home"), icon=":material/home:")
    if problem := _cannot_start():
        st.info(problem, icon=":material/lock:")
        return
    st.markdown(plain(_migrant_definition()))
    if st.button(_("Answers are in a file already? Import them"), type="tertiary", icon=":material/upload_file:"):
        st.session_state[SHOWN] = True
        go_to("home")
    types = _chosen_types()
    st.header(_("Who is it?"), anchor=False)
    organisation, country = organisation_field("start"), country_field("start")
    subject = subject_field("start")
    st.header(_("How?"), anchor=False)
    assessed_on, target, lead_first = date_field("start"), target_field("start"), _lead_first()
    plan = plan_of(instrument(), types) if types else None
    if plan is None:
        st.info(_("Choose at least one stakeholder type to begin."))
    else:
        st.success(_asked(plan), icon=":material/checklist:")
    if st.button(_("Start answering"), type="primary", disabled=plan is None) and plan is not None:
        _start(
            {
                "organisation": organisation,
                "country": country,
                "stakeholder_types": plan.stakeholder_types,
                "subject": subject,
                "assessed_on": assessed_on,
                "target": target,
                "lead_first": lead_first,
            }
        )


def _cannot_start() -> str:
    """Why this person cannot start an assessment, as a sentence; empty when they can."""
    rights = service().rights
    if rights is None or rights.those_with(Deed.START):
        return ""
    if rights.memberships:
        return _("A lead of your organization starts assessments. On the Team page you see who is one.")
    return _("Assessments are started by the leads of an organization, and you are a member of none.")


def _migrant_definition() -> str:
    term = next((term for term in instrument().glossary if term.id == "migrant"), None)
    return f"{term.title}: {term.meaning}" if term else ""


def _chosen_types() -> tuple[str, ...]:
    st.header(_("Whose readiness is assessed?"), anchor=False)
    st.caption(_("Choose all that fit; one organization or State is often several at once."))
    chosen: list[str] = []
    for kind in instrument().stakeholder_types:
        plan = plan_of(instrument(), (kind.id,))
        with st.container(key=f"type-{kind.id}", gap="xsmall"):
            is_chosen = st.checkbox(f"**{plain(kind.title)}**", key=f"chosen-{kind.id}")
            st.caption(f"{plain(kind.description)} {_asked(plan)}")
            if is_chosen:
                chosen.extend(_chosen_subtypes(kind) or (kind.id,))
    return instrument().ordered_types(tuple(chosen)) if chosen else ()


def _chosen_subtypes(kind: StakeholderType) -> list[str]:
    """Codes of the kinds ticked; empty stands for the whole type."""
    if not kind.subtypes:
        return []
    chosen = []
    with st.container(key=f"subtypes-{kind.id}", gap="xsmall"):
        st.markdown(_("Which kind? Without a choice, everything for this type is asked."))
        for subtype in kind.subtypes:
            code = f"{kind.id}:{subtype.id}"
            if st.checkbox(plain(subtype.title), key=f"chosen-{code}"):
                chosen.append(code)
            if subtype.description:
                st.caption(plain(subtype.description))
    return chosen


def _asked(plan: ScoringPlan) -> str:
    recommendations = translate_count(
        "{number} recommendation", "{number} recommendations", len(plan.recommendations)
    ).format(number=len(plan.recommendations))
    practices = translate_count("{number} practice", "{number} practices", len(plan.practices)).format(
        number=len(plan.practices)
    )
    lead = plan.roles.count("lead")
    return _("{practices} of {recommendations} are asked; you lead in {lead} of them.").format(
        recommendations=recommendations, practices=practices, lead=lead
    )


def _lead_first() -> bool:
    everything, lead = _("The whole questionnaire"), _("Practices that you lead first")
    order = st.radio(
        _("Order"),
        [everything, lead],
        captions=[
            _("All practices, working group by working group."),
            _("Shorter: a first gap chart sooner. The rest can follow."),
        ],
    )
    return order == lead


def _start(details: dict[str, Any]) -> None:
    if problem := missing(details["organisation"], details["subject"]):
        st.error(problem)
        return
    try:
        assessment = service().start(Assessment.model_validate({"id": "new", **details}))
    except (ValidationError, AssessmentError) as error:
        reason = _("One of the entries is too long or not allowed.") if isinstance(error, ValidationError) else error
        st.error(_("NOT saved. {reason}").format(reason=plain(str(reason))))
        return
    open_assessment(assessment.id)
    go_to("answer", assessment.id)
