"""The Administration page: organizations and people of an installation. It never reads an assessment."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.access import Organisation, Rights
from assessment.errors import AssessmentError, NotFound
from assessment.model import SHORT_TEXT
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.administration_changes import (
    ask_for_administrator,
    ask_for_lead,
    ask_for_name,
    ask_to_forget,
    ask_to_remove_organisation,
)
from assessment.ui.concerned import not_saved, nothing_here, required_rights
from assessment.ui.links import link_to
from assessment.ui.plain import plain
from assessment.ui.role_words import names_of, role_word
from assessment.ui.session import open_id, teams

_FEW, _AT_ONCE = 5, 20
_ROUND = "new-organisation-round"


def page() -> None:
    """Draw the page for an administrator; for everybody else there is nothing here."""
    rights = required_rights(_("Administration"))
    try:
        organisations = teams().organisations(rights)
    except NotFound as error:
        nothing_here(error)
        return
    st.title(_("Administration"), anchor=False)
    with st.container(key="page-links"):
        link_to("home", _("Home"), open_id(), icon=":material/home:")
    st.markdown(
        _(
            "You look after organizations and people. No assessment and no answer is shown to you, unless an "
            "organization makes you a member. What is done here is logged."
        )
    )
    _organisations(rights, organisations)
    _administrators(rights)


def _organisations(rights: Rights, organisations: Sequence[Organisation]) -> None:
    number = len(organisations)
    label = translate_count("{number} organization", "{number} organizations", number)
    st.header(label.format(number=number), anchor=False)
    if not organisations:
        st.info(
            _("There is no organization yet. Add the first one, then invite its lead."), icon=":material/domain_add:"
        )
    _new_organisation()
    found = _wanted(organisations) if number > _FEW else organisations
    for organisation in found[:_AT_ONCE]:
        _organisation(rights, organisation)
    if len(found) > _AT_ONCE:
        st.caption(_("{shown} of {all} are shown. Search for the others.").format(shown=_AT_ONCE, all=len(found)))


def _new_organisation() -> None:
    key = f"new-organisation-{st.session_state.get(_ROUND, 0)}"
    with st.form(key=f"{key}-form"):
        name = st.text_input(_("Name of a new organization"), max_chars=SHORT_TEXT, key=key)
        is_sent = st.form_submit_button(_("Add the organization"), icon=":material/add:")
    if not is_sent:
        return
    try:
        teams().add_organisation(required_rights(_("Administration")), (name or "").strip())
    except AssessmentError as error:
        not_saved(str(error))
        return
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.toast(_("Saved"), icon=":material/check:")
    st.rerun()


def _wanted(organisations: Sequence[Organisation]) -> list[Organisation]:
    """Those whose names have all the words that the reader looks for."""
    text = st.text_input(_("Find an organization"), key="find-organisation", type="search")
    words = (text or "").casefold().split()
    found = [one for one in organisations if all(word in one.name.casefold() for word in words)]
    if not found:
        st.info(_("No organization has all of these words in its name."), icon=":material/search_off:")
    return found


def _organisation(rights: Rights, organisation: Organisation) -> None:
    id, name = organisation.id, plain(organisation.name)
    with st.container(border=True, key=f"organisation-{id}", gap="xsmall"):
        st.markdown(f"**{name}**")
        with st.container(horizontal=True, gap="xsmall"):
            if st.button(_("Invite a lead"), key=f"lead-{id}", help=_("Invite a lead of {name}").format(name=name)):
                ask_for_lead(organisation)
            if st.button(_("Rename"), key=f"rename-{id}", help=_("Rename {name}").format(name=name)):
                ask_for_name(organisation)
            if st.button(_("Remove"), key=f"drop-{id}", type="tertiary", help=_("Remove {name}").format(name=name)):
                ask_to_remove_organisation(organisation)
        folded = st.expander(_("People"), key=f"people-{id}", on_change="rerun")
        if folded.open:
            with folded:
                _people(rights, organisation)


def _people(rights: Rights, organisation: Organisation) -> None:
    members = teams().team_of(rights, organisation.id)
    names = names_of([person for person, _membership in members])
    if not members:
        st.caption(_("Nobody yet. Invite a lead, who then invites the others."))
    for person, membership in members:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(plain(names[person.id]), width="content")
            st.badge(role_word(membership.role), color="blue")
            _forget_button(person.id, names[person.id], organisation.id)


def _administrators(rights: Rights) -> None:
    st.header(_("Administrators"), anchor=False)
    people = teams().administrators(rights)
    names = names_of(people)
    for person in people:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(plain(names[person.id]), width="content")
            if person.id == rights.person.id:
                st.badge(_("You"), color="gray")
            else:
                _forget_button(person.id, names[person.id], "administrators")
    if st.button(_("Invite an administrator"), icon=":material/add_link:", key="invite-administrator"):
        ask_for_administrator()


def _forget_button(person_id: str, name: str, place: str) -> None:
    """One person may stand in several places."""
    about = _("Forget {name}").format(name=plain(name))
    if st.button(_("Forget"), key=f"forget-{place}-{person_id}", type="tertiary", help=about):
        ask_to_forget(person_id, name)
