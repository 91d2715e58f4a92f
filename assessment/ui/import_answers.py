"""Importing answers on the Home page: files in, a report on each, and one click that keeps what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assessment.errors import AssessmentError, StoreUnavailable
from assessment.exchange.answer_uploads import Limits, Upload, UploadReport, problems_text, read_uploads
from assessment.model import AnswerSheet
from assessment.settings import Settings
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.header import kinds
from assessment.ui.import_owner import of_ones_own
from assessment.ui.import_report import file_report, summary
from assessment.ui.links import link_to
from assessment.ui.plain import plain
from assessment.ui.session import choose_language, instrument, open_id, service

SHOWN = "import-shown"
"""Set in the session, it unfolds the section on the Home page."""

_ROUND, _READ, _OUTCOME = "import-round", "import-read", "import-outcome"
_TYPES = "import-types"
_LISTED = 20


@dataclass(frozen=True)
class Outcome:
    """What the last import did: how many assessments it kept, and what it says of files that it could not keep."""

    kept: int
    failures: tuple[str, ...]


def import_answers() -> None:
    """The section; a fragment, so that a choice in it redraws nothing else."""
    choose_language()
    st.markdown(
        _(
            "Answer sheets and workbooks as the Export page or `micic template` gives them, as many files as you like; "
            "one file may hold many assessments. Nothing is kept before you have seen what is in them."
        )
    )
    if opened := open_id():
        link_to("take-in", _("Into the open assessment instead"), opened, icon=":material/move_to_inbox:")
    else:
        st.caption(_("Each becomes a new assessment. To take answers into one that is here, open it first."))
    limits = Limits(Settings().max_rows_browser, Settings().max_upload_mb)
    files = st.file_uploader(
        _("Files of answers (CSV, XLSX, ODS, XML)"),
        accept_multiple_files=True,
        max_upload_size=limits.megabytes,
        key=f"import-files-{st.session_state.get(_ROUND, 0)}",
    )
    if not files:
        st.session_state.pop(_READ, None)
        _tell_outcome()
        return
    reports = _reports(files, limits)
    _tell_outcome()
    _ask_types(reports)
    if (rights := service().rights) is not None:
        reports = of_ones_own(reports, rights)
    try:
        _preview(reports)
    except StoreUnavailable as error:
        st.error(_("The database cannot be used just now. {reason}").format(reason=plain(str(error))))


def _reports(files: Sequence[UploadedFile], limits: Limits) -> list[UploadReport]:
    """What is in the files; read once for each choice of files and types."""
    types = instrument().ordered_types(tuple(st.session_state.get(_TYPES, ())))
    wanted = (tuple(file.file_id for file in files), types)
    known = st.session_state.get(_READ)
    if known is not None and known[0] == wanted:
        return list(known[1])
    st.session_state.pop(_OUTCOME, None)
    bar = st.progress(0.0)
    reports = []
    uploads = (Upload(file.name, file.getvalue()) for file in files)
    for report in read_uploads(uploads, service().instrument, types, limits):
        reports.append(report)
        text = _("{done} of {all} files read: {name}").format(
            done=len(reports), all=len(files), name=plain(report.name)
        )
        bar.progress(len(reports) / len(files), text=text)
    bar.empty()
    st.session_state[_READ] = (wanted, reports)
    return reports


def _ask_types(reports: Sequence[UploadReport]) -> None:
    """For files that do not say whose readiness is assessed."""
    lacking = [report.name for report in reports if report.lacks_types]
    if lacking:
        st.multiselect(
            _("Whose readiness is assessed in the files that do not say so?"),
            list(instrument().stakeholders),
            format_func=lambda code: kinds((code,)),
            placeholder=_("Choose stakeholder types"),
            select_all=False,
            key=_TYPES,
        )
        st.caption(_("Without stakeholder types: {files}").format(files=plain(", ".join(lacking))))


def _preview(reports: Sequence[UploadReport]) -> None:
    """What can be kept and what cannot, the button, and then each file."""
    known = iter(service().are_known([sheet for report in reports for sheet in report.sheets]))
    flags = [[next(known) for _sheet in report.sheets] for report in reports]
    new = [
        [sheet for sheet, is_known in zip(report.sheets, flag, strict=True) if not is_known]
        for report, flag in zip(reports, flags, strict=True)
    ]
    count = sum(map(len, new))
    st.markdown(summary(reports, count))
    if count:
        label = translate_count("Import {number} assessment", "Import {number} assessments", count)
    else:
        label = _("Nothing to import")
    with st.container(horizontal=True):
        wanted = st.button(
            label.format(number=count),
            type="primary",
            icon=":material/upload:",
            disabled=not count,
            key="import-keep",
        )
        if any(report.is_refused for report in reports):
            st.download_button(
                _("Download every problem (text)"),
                problems_text(reports),
                file_name="micic-import-problems.txt",
                mime="text/plain",
                on_click="ignore",
                icon=":material/download:",
                key="import-problems",
            )
    if wanted and count:
        _keep(reports, new)
    _each(list(zip(reports, flags, strict=True)))


def _each(files: list[tuple[UploadReport, list[bool]]]) -> None:
    """The report on each file, those that are refused first."""
    files = sorted(files, key=lambda file: (not file[0].is_refused, not file[0].lacks_types))
    for report, flags in files[:_LISTED]:
        file_report(report, flags)
    if rest := files[_LISTED:]:
        label = translate_count("Show {number} more file", "Show {number} more files", len(rest))
        with st.expander(label.format(number=len(rest))):
            for report, flags in rest:
                file_report(report, flags)


def _keep(reports: Sequence[UploadReport], new: Sequence[Sequence[AnswerSheet]]) -> None:
    """Keep what is new, each file whole or not at all, and draw the page again with what came of it."""
    kept, failures = 0, []
    bar = st.progress(0.0)
    for number, (report, sheets) in enumerate(zip(reports, new, strict=True)):
        bar.progress(number / len(reports), text=_("Importing {name}").format(name=plain(report.name)))
        if not sheets:
            continue
        try:
            service().add_sheets(sheets)
        except AssessmentError as error:
            failures.append(_("{file}: NOT imported. {reason}").format(file=report.name, reason=error))
            if isinstance(error, StoreUnavailable):
                break
        else:
            kept += len(sheets)
    st.session_state[_OUTCOME] = Outcome(kept, tuple(failures))
    if not failures:
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        st.session_state.pop(_READ, None)
    st.rerun()


def _tell_outcome() -> None:
    outcome = st.session_state.get(_OUTCOME)
    if outcome is None:
        return
    if outcome.kept:
        st.success(
            translate_count(
                "{number} assessment is imported. You find it in the list below.",
                "{number} assessments are imported. You find them in the list below.",
                outcome.kept,
            ).format(number=outcome.kept),
            icon=":material/check_circle:",
        )
    for failure in outcome.failures:
        st.error(plain(failure))
