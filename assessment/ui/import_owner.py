"""Whose the assessments in files are, where several organizations use the installation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from assessment.access import Deed, Rights
from assessment.errors import InputProblem
from assessment.exchange.answer_uploads import UploadReport
from assessment.model import AnswerSheet
from assessment.texts import translate as _
from assessment.ui.plain import plain

_OWNER = "import-organisation"


def of_ones_own(reports: Sequence[UploadReport], rights: Rights) -> list[UploadReport]:
    """The same files; one that holds assessments of organisations that the person does not lead is refused.

    For files that name no organisation the page asks for one.
    """
    led = rights.those_with(Deed.START)
    unnamed = [report.name for report in reports if not all(map(_owner, report.sheets))]
    chosen = _owner_field(led, unnamed) if unnamed else None
    return [_refused_unless_led(_named(report, chosen), led) for report in reports]


def _owner(sheet: AnswerSheet) -> str:
    return sheet.assessment.organisation.strip()


def _owner_field(led: Sequence[str], files: Sequence[str]) -> str | None:
    chosen = st.selectbox(
        _("Whose are the assessments in the files that name no organization?"),
        led,
        index=0 if len(led) == 1 else None,
        placeholder=_("Choose one that you lead"),
        key=_OWNER,
    )
    st.caption(_("Without an organization: {files}").format(files=plain(", ".join(files))))
    return chosen


def _named(report: UploadReport, owner: str | None) -> UploadReport:
    """The file as if its unnamed assessments were this organisation's."""
    if owner is None:
        return report
    sheets = tuple(
        sheet
        if _owner(sheet)
        else sheet.model_copy(update={"assessment": sheet.assessment.model_copy(update={"organisation": owner})})
        for sheet in report.sheets
    )
    return replace(report, sheets=sheets)


def _refused_unless_led(report: UploadReport, led: Sequence[str]) -> UploadReport:
    others = dict.fromkeys(_owner(sheet) for sheet in report.sheets if _owner(sheet) not in led)
    if not others:
        return report
    names = ", ".join(name or _("no organization") for name in others)
    message = _("It holds assessments of: {others}. You can keep assessments of: {led}.").format(
        others=names, led=", ".join(led)
    )
    return UploadReport(report.name, problems=(InputProblem(report.name, "", message),))
