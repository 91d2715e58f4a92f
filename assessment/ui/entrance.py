"""Who may see the pages where people sign in, and what everybody else sees in their place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from assessment.access import Rights
from assessment.errors import AssessmentError, InvitationUnusable, NotSignedIn, StoreUnavailable
from assessment.sign_in import INVITATION
from assessment.texts import translate as _
from assessment.ui.identity import SignedIn, signed_in
from assessment.ui.links import go_to
from assessment.ui.plain import plain
from assessment.ui.session import rights, sign_in, teams
from assessment.ui.signing_in import sign_in_page, signed_in_line


def closed_door() -> Callable[[], None] | None:
    """Draws what to show in place of the pages; ``None`` when this person may see them, or nobody signs in here."""
    provider = sign_in()
    if provider is None:
        return None
    person = signed_in()
    if person is None:
        return partial(sign_in_page, provider)
    try:
        mine = rights()
    except NotSignedIn as error:
        return partial(sign_in_page, provider, str(error))
    except StoreUnavailable as error:
        return partial(unavailable, error)
    assert mine is not None  # noqa: S101 - somebody is signed in
    if token := st.query_params.get(INVITATION):
        return partial(_invitation_page, person, mine, token)
    if not mine.memberships and not mine.person.is_administrator:
        return partial(_stranger_page, person)
    return None


def unavailable(error: StoreUnavailable) -> None:
    """That nothing can be read or saved just now, and why."""
    st.error(_("The database cannot be used just now. {reason}").format(reason=plain(str(error))))


def _invitation_page(person: SignedIn, mine: Rights, token: str) -> None:
    """Ask before an invitation is used: the link works once, and whoever opened it may be the wrong account."""
    signed_in_line(person)
    st.title(_("You are invited"), anchor=False)
    st.markdown(
        _("Accept the invitation as **{name}**? It works once, for the account that accepts it.").format(
            name=plain(person.name)
        )
    )
    st.caption(_("If this is not the account you want to use here, sign out first and open the link again."))
    with st.container(horizontal=True):
        is_accepted = st.button(_("Accept"), type="primary", icon=":material/group_add:")
        is_left = st.button(_("Not now"))
    if is_left:
        _leave_invitation()
    if is_accepted:
        try:
            teams().accept(mine, token)
        except InvitationUnusable as error:
            st.error(plain(str(error)))
        else:
            _leave_invitation()


def _leave_invitation() -> None:
    del st.query_params[INVITATION]
    go_to("home")


def _stranger_page(person: SignedIn) -> None:
    """Signed in, and not a member of anything."""
    signed_in_line(person)
    st.title(_("No organization yet"), anchor=False)
    st.markdown(
        _(
            "You are signed in as **{name}**, but no organization here has you as a member. Ask a lead of yours for an "
            "invitation link, and open it while you are signed in with this account."
        ).format(name=plain(person.name))
    )
    if st.button(_("Look again"), icon=":material/refresh:"):
        st.rerun()


def tell(error: Exception) -> bool:
    """Say on the page what went wrong, where nothing else has; ``False`` for what has no words for a reader."""
    if isinstance(error, AssessmentError):
        st.error(plain(str(error)))
        return True
    return False
