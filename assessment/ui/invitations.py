"""An invitation link on the screen: shown once, because nobody keeps its secret."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from assessment.service import INVITATION_DAYS
from assessment.texts import translate as _
from assessment.ui.plain import plain
from assessment.ui.session import service, sign_in


def show_invitation(token: str, becomes: str) -> None:
    """The link to copy, who can use it and until when.

    Args:
        token: the secret of the link.
        becomes: what it makes of whoever opens it, for a sentence; a user's text in it is escaped here.
    """
    provider = sign_in()
    assert provider is not None  # noqa: S101 - somebody is signed in
    last_day = service().today() + timedelta(days=INVITATION_DAYS)
    with st.container(border=True, key="invitation"):
        st.markdown(
            _(
                "Whoever opens this link first and signs in becomes **{becomes}**. It works once, for anybody but you, "
                "and until {day}, {days} days from now."
            ).format(becomes=plain(becomes), day=last_day.isoformat(), days=INVITATION_DAYS)
        )
        st.code(provider.invitation(token), language=None, wrap_lines=True)
        st.warning(
            _("The link is shown only now. Copy it, and send it only to the person it is meant for."),
            icon=":material/key:",
        )
