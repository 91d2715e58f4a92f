"""The Start page: who is assessed, in which roles, and how the questionnaire is taken."""

from __future__ import annotations

from datetime import date

import streamlit as st
from pydantic import ValidationError

from assessment.countries import country_codes, country_name
from assessment.errors import AssessmentError
from assessment.model import ORGANISATION_SUBJECT, SHORT_TEXT, Assessment
from assessment.results import plan_of
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.links import go_to
from assessment.ui.plain import plain
from assessment.ui.session import instrument, open_assessment, service
from questions.model import StakeholderType
from scoring.plan import ScoringPlan


def page() -> None:
    """Ask for the details of a new assessment."""
    st.title(_("Start an assessment"))
    st.markdown(plain(_migrant_definition()))
    types = _chosen_types()
    organisation = _organisation()
    subject = _subject()
    assessed_on, target, lead_first = _how()
    plan = plan_of(instrument(), types) if types else None
    if plan is None:
        st.info(_("Choose at least one stakeholder type to begin."))
    else:
        st.success(_asked(plan), icon=":material/checklist:")
    if st.button(_("Start answering"), type="primary", disabled=plan is None) and plan is not None:
        _start(plan.stakeholder_types, organisation, subject, assessed_on, target, lead_first)


def _migrant_definition() -> str:
    term = next((term for term in instrument().glossary if term.id == "migrant"), None)
    return f"{term.title}: {term.meaning}" if term else ""


def _chosen_types() -> tuple[str, ...]:
    st.header(_("Whose readiness is assessed?"), anchor=False)
    st.caption(_("Choose all that fit: one State is often a State of origin and a host State at once."))
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
    st.markdown(_("Which kind? Without a choice, everything for this type is asked."))
    chosen = []
    for subtype in kind.subtypes:
        code = f"{kind.id}:{subtype.id}"
        if st.checkbox(plain(subtype.title), key=f"chosen-{code}", help=plain(subtype.description or "")):
            chosen.append(code)
    return chosen


def _asked(plan: ScoringPlan) -> str:
    recommendations = translate_count(
        "{number} recommendation", "{number} recommendations", len(plan.recommendations)
    ).format(number=len(plan.recommendations))
    practices = translate_count("{number} practice", "{number} practices", len(plan.practices)).format(
        number=len(plan.practices)
    )
    lead = plan.roles.count("lead")
    return _("Asked: {recommendations}, {practices} ({lead} of them as lead).").format(
        recommendations=recommendations, practices=practices, lead=lead
    )


def _organisation() -> tuple[str, str]:
    st.header(_("Who is it?"), anchor=False)
    name = st.text_input(
        _("Organisation"),
        max_chars=SHORT_TEXT,
        help=_("A ministry, a State, an agency or its country office. Do not name individual people."),
    )
    country = st.selectbox(
        _("Country (optional)"),
        country_codes(),
        index=None,
        format_func=country_name,
        placeholder=_("Type to search"),
    )
    return name or "", country or ""


def _subject() -> str:
    whole, single = _("The organisation as a whole"), _("A contingency plan")
    choice = st.radio(_("What is assessed?"), [whole, single], horizontal=True)
    if choice == whole:
        return ORGANISATION_SUBJECT
    return st.text_input(_("Name of the plan"), max_chars=SHORT_TEXT) or ""


def _how() -> tuple[date | None, float, bool]:
    st.header(_("How?"), anchor=False)
    assessed_on = st.date_input(_("Date of the assessment"), format="YYYY-MM-DD")
    target = st.number_input(
        _("Target"),
        min_value=1.0,
        max_value=100.0,
        value=float(instrument().target),
        step=5.0,
        help=_("From this score on, a recommendation counts as met. 75 means: in place."),
    )
    everything, lead = _("The whole questionnaire"), _("Practices that you lead first")
    order = st.radio(
        _("Order"),
        [everything, lead],
        captions=[
            _("All practices, working group by working group."),
            _("Shorter: a first gap chart sooner. The rest can follow."),
        ],
    )
    return (assessed_on if isinstance(assessed_on, date) else None), float(target), order == lead


def _start(
    types: tuple[str, ...],
    organisation: tuple[str, str],
    subject: str,
    assessed_on: date | None,
    target: float,
    lead_first: bool,
) -> None:
    name, country = organisation
    if not name.strip():
        st.error(_("Give the organisation a name, so that you recognise the assessment later."))
        return
    if not subject.strip():
        st.error(_("Give the plan a name."))
        return
    try:
        details = Assessment(
            id="new",
            organisation=name.strip(),
            country=country,
            stakeholder_types=types,
            subject=subject.strip(),
            assessed_on=assessed_on,
            target=None if target == instrument().target else target,
            lead_first=lead_first,
        )
        assessment = service().start(details)
    except (ValidationError, AssessmentError) as error:
        reason = _("One of the entries is too long or not allowed.") if isinstance(error, ValidationError) else error
        st.error(_("NOT saved. {reason}").format(reason=plain(str(reason))))
        return
    open_assessment(assessment.id)
    go_to("answer", assessment.id)
