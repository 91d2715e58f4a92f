"""What surrounds every page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assessment.errors import StoreUnavailable
from assessment.texts import language
from assessment.texts import translate as _
from assessment.ui.links import pages
from assessment.ui.plain import plain
from assessment.ui.session import choose_language, keep_address
from assessment.ui.theme import page_language, page_style
from questions.errors import BankError

ICON = Path(__file__).parent / "icon.svg"


def main() -> None:
    """Run the page that the address names."""
    choose_language()
    # Without an icon of its own the page asks a font service for one.
    st.set_page_config(page_title=_("Readiness self-assessment"), page_icon=str(ICON), layout="wide")
    keep_address()
    page = st.navigation(list(pages().values()), position="top")
    st.set_page_config(page_title=_("{page} · Readiness self-assessment").format(page=page.title))
    page_style()
    page_language(language.get())
    try:
        page.run()
    except BankError as error:
        st.error(
            _("The question bank cannot be used: {problem} Run micic instrument check to see all problems.").format(
                problem=plain(str(error.problems[0]))
            )
        )
    except StoreUnavailable as error:
        st.error(_("The database cannot be used just now. {reason}").format(reason=plain(str(error))))
