"""The pages and what surrounds every one of them."""

from __future__ import annotations

import streamlit as st

from assessment.errors import StoreUnavailable
from assessment.texts import translate as _
from assessment.ui import answer, export, home, results, start
from assessment.ui.session import choose_language, keep_address
from assessment.ui.theme import page_style


def main() -> None:
    """Run the page that the address names."""
    choose_language()
    st.set_page_config(page_title=_("Readiness self-assessment"), layout="wide")
    keep_address()
    page = st.navigation(pages(), position="top")
    page_style()
    try:
        page.run()
    except StoreUnavailable as error:
        st.error(_("The database cannot be used just now: {reason}").format(reason=error))


def pages() -> list[st.Page]:
    """All pages, in the order of the work."""
    return [
        st.Page(home.page, title=_("Home"), icon=":material/home:", url_path="home", default=True),
        st.Page(start.page, title=_("Start"), icon=":material/add_circle:", url_path="start", visibility="hidden"),
        st.Page(answer.page, title=_("Answer"), icon=":material/checklist:", url_path="answer"),
        st.Page(results.page, title=_("Results"), icon=":material/bar_chart:", url_path="results"),
        st.Page(export.page, title=_("Export"), icon=":material/download:", url_path="export"),
    ]
