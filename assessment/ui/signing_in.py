"""Signing in and out on the screens: the page before anything else, and the line that says who one is."""

from __future__ import annotations

import streamlit as st
from streamlit.errors import StreamlitAuthError, StreamlitMissingAuthlibError

from assessment.errors import StoreUnavailable
from assessment.sign_in import SignIn
from assessment.texts import translate as _
from assessment.ui.identity import SignedIn
from assessment.ui.plain import plain
from assessment.ui.returning import FAILED, NOTICE, UNREACHABLE
from assessment.ui.session import teams


def sign_in_page(sign_in: SignIn, reason: str = "") -> None:
    """What this is, and one button; with the reason for asking again. It reads nothing from the database."""
    with st.container(key="sign-in", horizontal_alignment="center"), st.container(width=480):
        st.title(_("Readiness self-assessment"), anchor=False)
        st.markdown(
            _(
                "For States, organizations and companies that protect migrants in countries in crisis: see how ready "
                "you are, what is missing, and what to do first."
            )
        )
        if reason:
            st.warning(plain(reason))
        _say_what_went_wrong(sign_in)
        if st.button(
            _("Sign in with {provider}").format(provider=plain(sign_in.provider)),
            icon=":material/login:",
            type="primary",
            width="stretch",
        ):
            _leave_for_the_provider()
        st.caption(_("Assessments are confidential: each is shown only to members of the organization it belongs to."))


def signed_in_line(person: SignedIn) -> None:
    """Who is signed in, and the way out."""
    with st.container(
        horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="xsmall", key="signed-in"
    ):
        st.caption(plain(person.name), width="content")
        is_leaving = st.button(_("Sign out"), icon=":material/logout:", type="tertiary")
    if is_leaving:
        _sign_out(person)


def _sign_out(person: SignedIn) -> None:
    """End the sign-in for every tab and every copy of its cookie, then with the provider."""
    try:
        teams().leave(person.session)
    except StoreUnavailable as error:
        st.error(_("You are NOT signed out. {reason}").format(reason=plain(str(error))))
    else:
        st.logout()
        st.stop()


def _leave_for_the_provider() -> None:
    try:
        st.login()
    except (StreamlitAuthError, StreamlitMissingAuthlibError):
        st.error(_("Sign-in is not set up on the server. Whoever runs it starts it with micic run."))


def _say_what_went_wrong(sign_in: SignIn) -> None:
    notice = st.query_params.get(NOTICE)
    if notice == UNREACHABLE:
        text = _("{provider} cannot be reached just now. Try again in a few minutes.")
        st.error(text.format(provider=plain(sign_in.provider)))
    elif notice == FAILED:
        st.error(_("You are not signed in: the sign-in was cancelled or took too long. Try again."))
