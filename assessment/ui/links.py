"""The pages by name, and going from one to another."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from assessment.access import Rights
from assessment.texts import translate as _


def pages(rights: Rights | None = None) -> dict[str, st.Page]:
    """All pages by the name in their address, in the order of the work.

    Args:
        rights: of the person whose menu this is; without them nothing about people is in it.
    """
    from assessment.ui import administration, answer, compare, export, guide, home, plan, results, start, take_in, team

    has_team = rights is not None and bool(rights.memberships)
    is_administrator = rights is not None and rights.person.is_administrator

    return {
        "home": st.Page(home.page, title=_("Home"), icon=":material/home:", default=True),
        "start": st.Page(
            start.page, title=_("Start"), icon=":material/add_circle:", url_path="start", visibility="hidden"
        ),
        "answer": st.Page(answer.page, title=_("Answer"), icon=":material/checklist:", url_path="answer"),
        "results": st.Page(results.page, title=_("Results"), icon=":material/bar_chart:", url_path="results"),
        "plan": st.Page(plan.page, title=_("Plan"), icon=":material/flag:", url_path="plan"),
        "compare": st.Page(compare.page, title=_("Compare"), icon=":material/compare_arrows:", url_path="compare"),
        "export": st.Page(export.page, title=_("Export"), icon=":material/download:", url_path="export"),
        "guide": st.Page(guide.page, title=_("Guide"), icon=":material/menu_book:", url_path="guide"),
        "take-in": st.Page(
            take_in.page,
            title=_("Take in answers"),
            icon=":material/move_to_inbox:",
            url_path="take-in",
            visibility="hidden",
        ),
        "team": st.Page(
            team.page,
            title=_("Team"),
            icon=":material/group:",
            url_path="team",
            visibility="visible" if has_team else "hidden",
        ),
        "administration": st.Page(
            administration.page,
            title=_("Administration"),
            icon=":material/admin_panel_settings:",
            url_path="administration",
            visibility="visible" if is_administrator else "hidden",
        ),
    }


def go_to(name: str, assessment_id: str | None = None, recommendation_id: str | None = None) -> NoReturn:
    """Leave for another page, with the open assessment and perhaps one recommendation in the address."""
    st.switch_page(pages()[name], query_params=_address(assessment_id, recommendation_id))


def link_to(
    name: str,
    label: str,
    assessment_id: str | None = None,
    recommendation_id: str | None = None,
    icon: str | None = None,
) -> None:
    """Draw a link to another page, with the open assessment and perhaps one recommendation in the address.

    The label is Markdown: text of users and of the instrument goes through :func:`~assessment.ui.plain.plain`.
    """
    st.page_link(pages()[name], label=label, icon=icon, query_params=_address(assessment_id, recommendation_id))


def _address(assessment_id: str | None, recommendation_id: str | None) -> dict[str, str]:
    address = {"a": assessment_id, "r": recommendation_id, "lang": st.query_params.get("lang")}
    return {key: value for key, value in address.items() if value}
