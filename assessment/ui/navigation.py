"""What surrounds every page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assessment.errors import AssessmentError, SettingsUnusable, StoreUnavailable
from assessment.sign_in import check_who_gets_in
from assessment.texts import language
from assessment.texts import translate as _
from assessment.ui import session
from assessment.ui.connection import connection_line
from assessment.ui.entrance import closed_door, tell, unavailable
from assessment.ui.identity import signed_in
from assessment.ui.links import pages
from assessment.ui.plain import plain
from assessment.ui.session import choose_language, keep_address, sign_in
from assessment.ui.signing_in import signed_in_line
from assessment.ui.theme import page_language, page_style
from questions.errors import BankError

EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - what Streamlit listens on when it is told none
ONE_DAY = "24h"
ICON = Path(__file__).parent / "icon.svg"


def main() -> None:
    """Run the page that the address names; where people sign in, for those who have."""
    choose_language()
    # Without an icon of its own the page asks a font service for one.
    st.set_page_config(page_title=_("Readiness self-assessment"), page_icon=str(ICON), layout="wide")
    keep_address()
    _check_settings()
    door = closed_door()
    page = st.navigation(list(pages(None if door else session.rights()).values()), position="hidden" if door else "top")
    if not door:
        st.set_page_config(page_title=_("{page} · Readiness self-assessment").format(page=page.title))
    page_style()
    page_language(language.get())
    connection_line()
    _asks_again()
    if door:
        door()
        return
    if person := signed_in():
        signed_in_line(person)
    _run(page)


def _check_settings() -> None:
    """Where sign-in is set up badly, or others could get in without, the page says so and stops."""
    try:
        check_who_gets_in(st.get_option("server.address") or EVERY_ADDRESS, sign_in())
    except SettingsUnusable as error:
        for problem in error.problems:
            st.error(plain(problem))
        st.stop()


def _run(page: st.Page) -> None:
    """The page, or why there is none just now."""
    try:
        page.run()
    except BankError as error:
        st.error(
            _("The question bank cannot be used: {problem} Run micic instrument check to see all problems.").format(
                problem=plain(str(error.problems[0]))
            )
        )
    except StoreUnavailable as error:
        unavailable(error)
    except AssessmentError as error:
        tell(error)


@st.fragment(key="asks-again", run_every=ONE_DAY)
def _asks_again() -> None:
    """Draw nothing, once a day.

    After a lost connection only a page that asks the server now and then asks it at once. Any other would keep showing
    what the server, started anew, does not know; the next click on it would be neither saved nor said to be unsaved.
    """
