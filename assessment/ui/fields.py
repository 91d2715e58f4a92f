"""The fields that describe an assessment, for starting one and for changing it later."""

from __future__ import annotations

from datetime import date

import streamlit as st

from assessment.access import Deed, Rights
from assessment.countries import country_codes, country_name
from assessment.model import ORGANISATION_SUBJECT, SHORT_TEXT, Assessment
from assessment.texts import translate as _
from assessment.ui.session import instrument, instrument_of, service


def organisation_field(key: str, shown: Assessment | None = None) -> str:
    """Name of the organisation: typed, or, where several people use the installation, one of those the person leads."""
    rights = service().rights
    if rights is not None:
        return _chosen_organisation(key, rights, shown)
    name = st.text_input(
        _("Organization"),
        value=shown.organisation if shown else "",
        max_chars=SHORT_TEXT,
        key=f"{key}-organisation",
        help=_("A ministry, a State, an agency or its country office. Do not name individual people."),
    )
    return (name or "").strip()


def _chosen_organisation(key: str, rights: Rights, shown: Assessment | None) -> str:
    """One that the person leads, or the one that is shown; empty while none is chosen."""
    present = (shown.organisation,) if shown else ()
    names = list(dict.fromkeys([*present, *rights.those_with(Deed.START)]))
    chosen = st.selectbox(
        _("Organization"),
        names,
        index=0 if present or len(names) == 1 else None,
        placeholder=_("Choose one that you lead"),
        key=f"{key}-organisation",
        help=_("Only its members see the assessment."),
    )
    return chosen or ""


def country_field(key: str, shown: Assessment | None = None) -> str:
    """ISO code of the country, or empty."""
    codes = country_codes()
    chosen = st.selectbox(
        _("Country (optional)"),
        codes,
        index=codes.index(shown.country) if shown and shown.country in codes else None,
        format_func=country_name,
        placeholder=_("Type to search"),
        key=f"{key}-country",
    )
    return chosen or ""


def subject_field(key: str, shown: Assessment | None = None) -> str:
    """What is assessed: the organisation, or the name of a plan; empty while that is missing."""
    whole, single = _("The organization as a whole"), _("A contingency plan")
    is_plan = shown is not None and shown.subject != ORGANISATION_SUBJECT
    choice = st.radio(
        _("What is assessed?"), [whole, single], index=int(is_plan), horizontal=True, key=f"{key}-subject"
    )
    if choice == whole:
        return ORGANISATION_SUBJECT
    name = st.text_input(
        _("Name of the plan"),
        value=shown.subject if shown and is_plan else "",
        max_chars=SHORT_TEXT,
        key=f"{key}-plan",
    )
    return (name or "").strip()


def date_field(key: str, shown: Assessment | None = None) -> date | None:
    """Date of the assessment."""
    value = shown.assessed_on if shown else "today"
    day = st.date_input(
        _("Date of the assessment"),
        value=value,
        format="YYYY-MM-DD",
        key=f"{key}-date",
    )
    return day if isinstance(day, date) else None


def target_field(key: str, shown: Assessment | None = None) -> float | None:
    """The target for all recommendations; ``None`` for the instrument's own."""
    usual = float((instrument_of(shown) if shown else instrument()).target)
    target = st.number_input(
        _("Target, 1 to 100"),
        min_value=min(1.0, usual),
        max_value=100.0,
        value=(shown.target if shown else None) or usual,
        step=5.0,
        format="%g",
        key=f"{key}-target",
        help=_("From this score on, a recommendation counts as met. The questionnaire suggests {usual}.").format(
            usual=f"{usual:g}"
        ),
    )
    return None if target == usual else float(target)


def marking_field(key: str, shown: Assessment | None = None) -> str:
    """Classification for every screen and report of the assessment, or empty."""
    marking = st.text_input(
        _("Marking (optional)"),
        value=shown.marking if shown else "",
        max_chars=SHORT_TEXT,
        key=f"{key}-marking",
        placeholder=_("For example: Official - Sensitive"),
        help=_("Stands on every screen and report of this assessment."),
    )
    return (marking or "").strip()


def missing(organisation: str, subject: str) -> str | None:
    """What is still to be filled in, as a sentence."""
    if not organisation:
        if service().rights is not None:
            return _("Choose the organization.")
        return _("Give the organization a name, so that you recognise the assessment later.")
    return None if subject else _("Give the plan a name.")
