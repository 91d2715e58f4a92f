"""Changing what an assessment is called, what it is about, its date and its target, after it was started."""

from __future__ import annotations

from typing import Any

import streamlit as st
from pydantic import ValidationError

from assessment.access import Deed
from assessment.errors import AssessmentError
from assessment.model import Assessment
from assessment.texts import translate as _
from assessment.ui import fields
from assessment.ui.plain import plain
from assessment.ui.session import choose_language, service


def details(assessment: Assessment) -> None:
    """The details of an assessment, folded away; a fragment, so that filling them in redraws nothing else."""
    choose_language()
    if not service().may(Deed.CHANGE, assessment):
        return
    folded = st.expander(_("Assessment details: name, date, target"), key="assessment-details", on_change="rerun")
    if not folded.open:
        return
    key = f"details-{assessment.id}"
    with folded:
        organisation = fields.organisation_field(key, assessment)
        country = fields.country_field(key, assessment)
        subject = fields.subject_field(key, assessment)
        assessed_on = fields.date_field(key, assessment)
        target = fields.target_field(key, assessment)
        marking = fields.marking_field(key, assessment)
        if not st.button(_("Save the details"), key=f"{key}-save"):
            return
        if problem := fields.missing(organisation, subject):
            st.error(_("NOT saved. {reason}").format(reason=problem))
            return
        filled_in = {
            "organisation": organisation,
            "country": country,
            "subject": subject,
            "assessed_on": assessed_on,
            "target": target,
            "marking": marking,
        }
        if _save(assessment, filled_in):
            st.toast(_("Saved"), icon=":material/check:")
            st.rerun()


def _save(shown: Assessment, filled_in: dict[str, Any]) -> bool:
    """Save what was changed here; what a colleague changed meanwhile in other fields stays."""
    changed = {name: value for name, value in filled_in.items() if value != getattr(shown, name)}
    try:
        stored = service().assessment(shown.id)
        service().change_details(Assessment.model_validate({**stored.model_dump(), **changed}))
    except (ValidationError, AssessmentError) as error:
        reason = _("One of the entries is too long or not allowed.") if isinstance(error, ValidationError) else error
        st.error(_("NOT saved. {reason}").format(reason=plain(str(reason))))
        return False
    return True
