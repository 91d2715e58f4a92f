"""The Team page: who is in one's organization, in which role, and, for its leads, who comes and goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.access import Deed, Membership, Person, Rights
from assessment.errors import NotFound
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.concerned import nothing_here, required_rights, without_membership
from assessment.ui.links import link_to
from assessment.ui.plain import plain
from assessment.ui.role_words import names_of, role_meaning, role_word, topics_sentence
from assessment.ui.session import instrument, open_id, teams
from assessment.ui.team_changes import ask_about_member, ask_to_leave, ask_to_remove
from assessment.ui.team_rules import invite, rules

_CHOSEN = "team-organisation"


def page() -> None:
    """Draw the page for one organisation of the person."""
    rights = required_rights(_("Team"))
    if not rights.memberships:
        st.title(_("Team"), anchor=False)
        without_membership(rights)
        return
    st.title(_("Team"), anchor=False)
    with st.container(key="page-links"):
        link_to("home", _("Home"), open_id(), icon=":material/home:")
    membership = _chosen(rights)
    try:
        members = teams().members(rights, membership.organisation.id)
    except NotFound as error:
        nothing_here(error)
        return
    names = names_of([person for person, _membership in members])
    st.markdown(
        _("You are **{role}** in **{organization}**. {meaning}").format(
            role=role_word(membership.role),
            organization=plain(membership.organisation.name),
            meaning=role_meaning(membership.role),
        )
    )
    leads = membership.may(Deed.LEAD_TEAM)
    _members(members, names, rights.person.id, is_led=leads)
    if leads:
        st.header(_("Invite somebody"), anchor=False)
        st.fragment(invite)(membership.organisation)
        st.header(_("Rules of the organization"), anchor=False)
        named = [names[person.id] for person, one in members if one.clears]
        rules(membership.organisation, named)
    st.header(_("Leave"), anchor=False)
    if st.button(_("Leave this organization"), icon=":material/logout:", key="leave-organisation"):
        ask_to_leave(membership, members)


def _chosen(rights: Rights) -> Membership:
    """The membership that the page is about; a choice where there are several."""
    by_id = {membership.organisation.id: membership for membership in rights.memberships}
    if len(by_id) == 1:
        return rights.memberships[0]
    chosen = st.selectbox(
        _("Organization"), list(by_id), format_func=lambda chosen: by_id[chosen].organisation.name, key=_CHOSEN
    )
    return by_id.get(chosen, rights.memberships[0])


def _members(
    members: Sequence[tuple[Person, Membership]], names: Mapping[str, str], own_id: str, *, is_led: bool
) -> None:
    number = len(members)
    st.header(translate_count("{number} member", "{number} members", number).format(number=number), anchor=False)
    for person, membership in members:
        with st.container(border=True, key=f"member-{person.id}", gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                st.markdown(f"**{plain(names[person.id])}**", width="content")
                st.badge(role_word(membership.role), color="blue")
                if membership.clears:
                    st.badge(_("Clears"), color="green", help=_("Approves what leaves the organization."))
                if person.id == own_id:
                    st.badge(_("You"), color="gray")
            if told := topics_sentence(membership, instrument()):
                st.caption(plain(told))
            if is_led:
                _ways(membership, members, plain(names[person.id]), is_oneself=person.id == own_id)


def _ways(membership: Membership, members: Sequence[tuple[Person, Membership]], name: str, *, is_oneself: bool) -> None:
    """What a lead can do about a member; the name is Markdown already."""
    id = membership.person_id
    with st.container(horizontal=True, gap="xsmall"):
        about = _("Role, topics and clearance of {name}").format(name=name)
        if st.button(_("Change"), key=f"change-{id}", help=about):
            ask_about_member(membership, name)
        if is_oneself:
            return
        if st.button(_("Remove"), key=f"remove-{id}", type="tertiary", help=_("Remove {name}").format(name=name)):
            ask_to_remove(membership, members)
