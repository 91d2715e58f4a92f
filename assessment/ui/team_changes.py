"""What a lead changes about a member, and how somebody goes: each in a dialog that says what it does."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.access import Membership, Person, Role
from assessment.errors import AssessmentError
from assessment.texts import translate as _
from assessment.ui.concerned import not_saved, required_rights
from assessment.ui.links import go_to
from assessment.ui.plain import plain
from assessment.ui.role_words import names_of, role_meaning, role_word, topic_names
from assessment.ui.session import choose_language, instrument, teams

_NOBODY = ""


def ask_about_member(membership: Membership, name: str) -> None:
    """Open the dialog about a member's role; the name is Markdown already."""
    st.dialog(_("Role of a member"))(_member_change)(membership, name)


def ask_to_remove(membership: Membership, members: Sequence[tuple[Person, Membership]]) -> None:
    """Open the dialog about removing a member."""
    st.dialog(_("Remove this member?"))(_member_removal)(membership, members)


def ask_to_leave(membership: Membership, members: Sequence[tuple[Person, Membership]]) -> None:
    """Open the dialog about leaving the organisation oneself."""
    st.dialog(_("Leave this organization?"))(_leaving)(membership, members)


def role_field(key: str, role: Role) -> Role:
    """One of the roles, each with what it means."""
    roles = list(Role)
    return st.radio(
        _("Role"),
        roles,
        index=roles.index(role),
        format_func=role_word,
        captions=[role_meaning(role) for role in roles],
        key=f"{key}-role",
    )


def topics_field(key: str, topics: Sequence[str]) -> tuple[str, ...]:
    """Topics that a respondent answers; empty for all."""
    # One that the newest version does not have stays in sight: without it, what is left could mean all.
    ids = list(dict.fromkeys([*(topic.id for topic in instrument().topics), *topics]))
    names = dict(zip(ids, topic_names(ids, instrument()), strict=True))
    chosen = st.multiselect(
        _("Topics to answer"),
        ids,
        default=list(topics),
        format_func=lambda topic: names[topic],
        placeholder=_("All topics"),
        select_all=False,
        key=f"{key}-topics",
        help=_("Without a choice all topics are answered."),
    )
    return tuple(chosen)


def _member_change(membership: Membership, name: str) -> None:
    choose_language()
    key = f"change-{membership.person_id}"
    st.markdown(f"**{name}**")
    role = role_field(key, membership.role)
    topics = topics_field(key, membership.topics) if role is Role.RESPONDENT else ()
    clears = st.checkbox(
        _("Clears what leaves the organization"),
        value=membership.clears,
        key=f"{key}-clears",
        help=_("Approves a submitted assessment before anything of it is exported, where the rules ask for that."),
    )
    st.caption(_("It holds from the next click of the member on, in every tab."))
    if not st.button(_("Save the role"), type="primary", key=f"{key}-save"):
        return
    changed = membership.model_copy(update={"role": role, "topics": topics, "clears": clears})
    try:
        teams().change_member(required_rights(_("Team")), changed)
    except AssessmentError as error:
        not_saved(str(error))
        return
    st.toast(_("Saved"), icon=":material/check:")
    st.rerun()


def _member_removal(membership: Membership, members: Sequence[tuple[Person, Membership]]) -> None:
    choose_language()
    names = names_of([person for person, _membership in members])
    st.markdown(
        _(
            "From the next click on, **{name}** sees nothing of **{organization}** any more. What they answered stays, "
            "with their name in the history."
        ).format(name=plain(names[membership.person_id]), organization=plain(membership.organisation.name))
    )
    successor = _successor_field(membership, members)
    with st.container(horizontal=True):
        if st.button(_("Remove the member"), type="primary", key="confirm-removal") and _gone(membership, successor):
            st.toast(_("Saved"), icon=":material/check:")
            st.rerun()
        if st.button(_("Keep the member"), key="cancel-removal"):
            st.rerun()


def _leaving(membership: Membership, members: Sequence[tuple[Person, Membership]]) -> None:
    choose_language()
    st.markdown(
        _(
            "From then on you see nothing of **{organization}** any more. What you answered stays, with your name in "
            "the history. Only a new invitation brings you back."
        ).format(organization=plain(membership.organisation.name))
    )
    if len(members) == 1:
        st.warning(
            _(
                "You are the only member: its assessments stay, and nobody can see them until whoever looks after this "
                "installation invites a lead."
            )
        )
    successor = _successor_field(membership, members)
    with st.container(horizontal=True):
        if st.button(_("Leave for good"), type="primary", key="confirm-leaving") and _gone(membership, successor):
            go_to("home")
        if st.button(_("Stay"), key="cancel-leaving"):
            st.rerun()


def _successor_field(gone: Membership, members: Sequence[tuple[Person, Membership]]) -> str | None:
    """Id of who takes over; ``None`` for nobody."""
    others = [person for person, membership in members if membership.person_id != gone.person_id]
    if not others:
        return None
    names = {_NOBODY: _("Nobody"), **names_of(others)}
    chosen = st.selectbox(
        _("Hand over to"),
        list(names),
        format_func=lambda person: names[person],
        key=f"successor-{gone.person_id}",
    )
    if chosen == _NOBODY:
        st.caption(_("Without a successor, open remarks keep naming who went, and nobody takes over the topics."))
        return None
    st.caption(
        _(
            "Open remarks that name who goes will name the successor. A successor who is a respondent also answers the "
            "topics that were assigned to a respondent who goes."
        )
    )
    return chosen


def _gone(membership: Membership, successor_id: str | None) -> bool:
    """Let the member go; when that cannot be, the dialog says why."""
    try:
        rights = required_rights(_("Team"))
        teams().remove_member(rights, membership.organisation.id, membership.person_id, successor_id)
    except AssessmentError as error:
        not_saved(str(error))
        return False
    return True
