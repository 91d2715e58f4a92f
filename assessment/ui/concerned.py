"""What a page about people shows to those whom it does not concern."""

from __future__ import annotations

import streamlit as st

from assessment.access import Rights
from assessment.errors import NotFound
from assessment.texts import translate as _
from assessment.ui.links import go_to
from assessment.ui.plain import plain
from assessment.ui.session import service


def required_rights(title: str) -> Rights:
    """The rights of the person who is signed in; where one person works alone the page says so, and stops."""
    rights = service().rights
    if rights is None:
        st.title(title, anchor=False)
        st.info(
            _(
                "This installation is for one person: whoever uses this computer account. There are no members, no "
                "roles and no invitations. They come with sign-in, which whoever runs the installation sets up."
            ),
            icon=":material/person:",
        )
        _to_home()
        st.stop()
    return rights


def without_membership(rights: Rights) -> None:
    """Say what to do to somebody who is signed in and belongs to no organisation."""
    if rights.person.is_administrator:
        st.info(
            _(
                "You look after this installation and are a member of no organization, so there is no assessment for "
                "you to see. To take part in one, ask a lead of the organization for an invitation link."
            ),
            icon=":material/admin_panel_settings:",
        )
    else:
        st.info(
            _(
                "You are signed in, but no organization here has you as a member. Ask a lead of yours, or whoever "
                "looks after this installation, for an invitation link, and open it while you are signed in."
            ),
            icon=":material/mail:",
        )


def nothing_here(error: NotFound) -> None:
    """The same words for what is somebody else's as for what does not exist."""
    st.title(_("Nothing is open"), anchor=False)
    st.warning(plain(str(error)))
    _to_home()


def not_saved(reason: str) -> None:
    """Say that nothing was written, and why."""
    st.error(_("NOT saved. {reason}").format(reason=plain(reason)))


def _to_home() -> None:
    if st.button(_("Go to Home"), icon=":material/home:", type="primary"):
        go_to("home")
