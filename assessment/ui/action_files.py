"""The plan of action as files; each is made only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from assessment.exchange.actions_out import actions_calendar, actions_csv, actions_workbook
from assessment.exchange.text_workbook import MEDIA_TYPE
from assessment.model import KeptAction
from assessment.report.write import file_stem
from assessment.texts import translate as _
from assessment.ui.export_reports import in_this_language
from assessment.ui.opened import Opened
from assessment.ui.plain import assessment_name
from assessment.ui.session import service
from assessment.ui.taking_away import download


def files(seen: Opened, kept: Sequence[KeptAction]) -> None:
    """Offer the plan for spreadsheets and calendars."""
    st.markdown(_("The calendar holds the due dates. The plan stands in the bundle, too, on the Export page."))
    actions, today = [one.action for one in kept], service().today()
    name = _("Plan of action: {name}").format(name=assessment_name(seen.assessment))
    with st.container(horizontal=True):
        _offer(
            seen,
            _("Plan (CSV)"),
            ("csv", "text/csv"),
            lambda: b"".join(actions_csv(seen.instrument, seen.sheet, actions, today)),
        )
        _offer(
            seen,
            _("Plan (Excel)"),
            ("xlsx", MEDIA_TYPE),
            lambda: actions_workbook(seen.instrument, seen.sheet, actions, today),
        )
        _offer(
            seen,
            _("Due dates (calendar)"),
            ("ics", "text/calendar"),
            lambda: actions_calendar(seen.instrument, kept, name),
        )


def _offer(seen: Opened, label: str, kind: tuple[str, str], made: Callable[[], bytes]) -> None:
    ending, mime = kind
    download(
        [seen.assessment],
        label,
        in_this_language(made),
        file_name=f"{file_stem(seen.sheet)}-plan.{ending}",
        mime=mime,
        key=f"download-plan-{ending}",
    )
