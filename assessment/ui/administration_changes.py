"""What an administrator changes, each in a dialog that says what it does."""

from __future__ import annotations

import streamlit as st

from assessment.access import Organisation, Rights, Role
from assessment.errors import AssessmentError
from assessment.model import SHORT_TEXT
from assessment.texts import translate as _
from assessment.ui.concerned import not_saved, required_rights
from assessment.ui.invitations import show_invitation
from assessment.ui.plain import plain
from assessment.ui.role_words import role_word
from assessment.ui.session import choose_language, teams


def ask_for_lead(organisation: Organisation) -> None:
    """Open the dialog that makes an invitation link for a lead."""
    st.dialog(_("Invite a lead"))(_lead_invitation)(organisation)


def ask_for_administrator() -> None:
    """Open the dialog that makes an invitation link for an administrator."""
    st.dialog(_("Invite an administrator"))(_administrator_invitation)()


def ask_for_name(organisation: Organisation) -> None:
    """Open the dialog about another name."""
    st.dialog(_("Rename the organization"))(_renaming)(organisation)


def ask_to_remove_organisation(organisation: Organisation) -> None:
    """Open the dialog about removing an organisation."""
    st.dialog(_("Remove this organization?"))(_organisation_removal)(organisation)


def ask_to_forget(person_id: str, name: str) -> None:
    """Open the dialog about forgetting a person."""
    st.dialog(_("Forget this person?"))(_forgetting)(person_id, name)


def _lead_invitation(organisation: Organisation) -> None:
    choose_language()
    st.markdown(
        _("A lead of **{name}** invites the others, assigns topics, and sees all of its assessments.").format(
            name=plain(organisation.name)
        )
    )
    if not st.button(_("Make an invitation link"), type="primary", icon=":material/add_link:", key="make-lead-link"):
        return
    try:
        token = teams().invite_lead(_rights(), organisation.id)
    except AssessmentError as error:
        not_saved(str(error))
        return
    becomes = _("{role} in {organization}").format(role=role_word(Role.LEAD), organization=organisation.name)
    show_invitation(token, becomes)


def _administrator_invitation() -> None:
    choose_language()
    st.markdown(_("An administrator adds and removes organizations and people, and sees no answers."))
    if not st.button(
        _("Make an invitation link"), type="primary", icon=":material/add_link:", key="make-administrator-link"
    ):
        return
    try:
        token = teams().invite_administrator(_rights())
    except AssessmentError as error:
        not_saved(str(error))
        return
    show_invitation(token, _("administrator of this installation"))


def _renaming(organisation: Organisation) -> None:
    choose_language()
    with st.form(key="rename-organisation", border=False):
        name = st.text_input(
            _("New name"), value=organisation.name, max_chars=SHORT_TEXT, key=f"name-of-{organisation.id}"
        )
        st.caption(_("Its assessments carry the new name, too."))
        is_sent = st.form_submit_button(_("Save the name"), type="primary")
    if not is_sent:
        return
    try:
        changed = organisation.model_copy(update={"name": (name or "").strip()})
        teams().rename_organisation(_rights(), changed)
    except AssessmentError as error:
        not_saved(str(error))
        return
    st.toast(_("Saved"), icon=":material/check:")
    st.rerun()


def _organisation_removal(organisation: Organisation) -> None:
    choose_language()
    st.markdown(
        _(
            "This deletes **{name}** with all its assessments, their answers and their history, and takes its members "
            "out. It cannot be undone. A backup made before still holds it."
        ).format(name=plain(organisation.name))
    )
    with st.form(key="remove-organisation", border=False):
        typed = st.text_input(_("Type the name of the organization"), max_chars=SHORT_TEXT, key="typed-name")
        is_sent = st.form_submit_button(_("Remove for good"), type="primary")
    if st.button(_("Keep it"), key="keep-organisation"):
        st.rerun()
    if not is_sent:
        return
    if " ".join((typed or "").split()) != " ".join(organisation.name.split()):
        st.error(_("NOT deleted. {reason}").format(reason=_("What you typed is not the name.")))
        return
    try:
        teams().remove_organisation(_rights(), organisation.id)
    except AssessmentError as error:
        st.error(_("NOT deleted. {reason}").format(reason=plain(str(error))))
        return
    st.toast(_("Deleted"), icon=":material/delete:")
    st.rerun()


def _forgetting(person_id: str, name: str) -> None:
    choose_language()
    st.markdown(
        _(
            "This deletes the name of **{name}**, their memberships and their sign-ins here. What they answered stays, "
            "without a name. Should they sign in again, they begin as somebody unknown."
        ).format(name=plain(name))
    )
    with st.container(horizontal=True):
        is_confirmed = st.button(_("Forget for good"), type="primary", key="confirm-forgetting")
        if st.button(_("Keep the person"), key="cancel-forgetting"):
            st.rerun()
    if not is_confirmed:
        return
    try:
        teams().forget(_rights(), person_id)
    except AssessmentError as error:
        st.error(_("NOT deleted. {reason}").format(reason=plain(str(error))))
        return
    st.toast(_("Deleted"), icon=":material/delete:")
    st.rerun()


def _rights() -> Rights:
    """As of this click."""
    return required_rights(_("Administration"))
