"""Taking answers from files into the open assessment: what they say beside what is here, what is settled, one save."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assessment.errors import AssessmentError, Conflict
from assessment.exchange.answer_uploads import Limits, Upload, UploadReport, problems_text, read_upload
from assessment.exchange.offers import offered
from assessment.model import Assessment
from assessment.settings import Settings
from assessment.taking_in import Beside, Kind, Offer, Taken
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.header import page_header
from assessment.ui.import_report import file_report
from assessment.ui.links import link_to
from assessment.ui.plain import plain
from assessment.ui.session import plan_for, required_assessment, service
from assessment.ui.take_in_rows import decided, rows

_ROUND, _PREVIEW, _TAKEN, _NUMBER = "take-in-round", "take-in-preview", "take-in-taken", "take-in-number"


@dataclass(frozen=True)
class Preview:
    """What the files say beside what was here when it was made; what is saved is based on this and nothing newer.

    Attributes:
        key: of which files, for which assessment.
        number: a new one for each preview, so that no choice made on an earlier one counts.
        is_remade: somebody saved an answer after the preview before.
    """

    key: Hashable
    number: int
    reports: tuple[UploadReport, ...]
    found: tuple[Beside, ...]
    is_remade: bool = False


def page() -> None:
    """Draw the page for the open assessment."""
    assessment = required_assessment()
    page_header(_("Take in answers from files"), "take-in", assessment)
    st.markdown(
        _(
            "Give colleagues the answer workbook, or one topic of it (`micic template --topic`), and bring back here "
            "what they filled in. What is blank in a file changes nothing. You see first what is new, what differs and "
            "what must be settled; then everything that you choose is saved at once, on top of the history."
        )
    )
    link_to("export", _("Answer workbooks are on the Export page"), assessment.id, icon=":material/download:")
    limits = Limits(Settings().max_rows_browser, Settings().max_upload_mb)
    files = st.file_uploader(
        _("Files of answers (CSV, XLSX, ODS, XML, JSON)"),
        accept_multiple_files=True,
        max_upload_size=limits.megabytes,
        key=f"take-in-files-{assessment.id}-{st.session_state.get(_ROUND, 0)}",
    )
    if not files:
        st.session_state.pop(_PREVIEW, None)
        _tell_taken(assessment)
        return
    st.session_state.pop(_TAKEN, None)
    _show(assessment, _preview(assessment, files, limits))


def _preview(assessment: Assessment, files: Sequence[UploadedFile], limits: Limits) -> Preview:
    """The preview of these files; made once, so that nothing under the reader's choices moves."""
    key = (assessment.id, tuple(file.file_id for file in files))
    known: Preview | None = st.session_state.get(_PREVIEW)
    if known is None or known.key != key:
        reports, offers = _read(assessment, files, limits)
        found = tuple(service().beside_files(assessment.id, offers))
        known = st.session_state[_PREVIEW] = Preview(key, _next_number(), reports, found)
    return known


def _read(
    assessment: Assessment, files: Sequence[UploadedFile], limits: Limits
) -> tuple[tuple[UploadReport, ...], list[Offer]]:
    """What is in the files; a file at fault offers nothing and holds up no other."""
    version = service().instrument_of(assessment)
    bar = st.progress(0.0)
    reports: list[UploadReport] = []
    offers: list[Offer] = []
    for number, file in enumerate(files, start=1):
        report = read_upload(Upload(file.name, file.getvalue()), version, assessment.stakeholder_types, limits)
        said = offered(file.name, report.sheets, assessment, version)
        offers += said.offers
        if said.problems:
            report = UploadReport(file.name, problems=said.problems)
        reports.append(replace(report, warnings=(*report.warnings, *said.warnings)))
        text = _("{done} of {all} files read: {name}").format(done=number, all=len(files), name=plain(file.name))
        bar.progress(number / len(files), text=text)
    bar.empty()
    return tuple(reports), offers


def _next_number() -> int:
    number: int = st.session_state.get(_NUMBER, 0) + 1
    st.session_state[_NUMBER] = number
    return number


def _show(assessment: Assessment, preview: Preview) -> None:
    """What was found, and the button; the button stands above the rows, but counts what is chosen in them."""
    if preview.is_remade:
        st.warning(
            _(
                "Somebody saved an answer in the meantime, so nothing was taken in. This is the preview made anew: "
                "choose again."
            ),
            icon=":material/sync_problem:",
        )
    for report in sorted(preview.reports, key=lambda report: not report.is_refused):
        if report.problems or report.warnings:
            file_report(report, [False] * len(report.sheets))
    if good := [report.name for report in preview.reports if not (report.problems or report.warnings)]:
        st.caption(_("Read without fault: {files}").format(files=plain(", ".join(good))))
    if any(report.is_refused for report in preview.reports):
        st.download_button(
            _("Download every problem (text)"),
            problems_text(preview.reports),
            file_name="micic-import-problems.txt",
            mime="text/plain",
            on_click="ignore",
            icon=":material/download:",
            key="take-in-problems",
        )
    if not preview.found:
        st.info(_("There are no answers in these files."), icon=":material/info:")
        return
    button = st.container(key="take-in-head")
    rows(plan_for(assessment), preview.found, preview.number)
    taken, unsettled = decided(preview.found, preview.number)
    with button:
        _button(assessment, preview, taken, unsettled)


def _button(assessment: Assessment, preview: Preview, taken: Sequence[Taken], unsettled: int) -> None:
    if any(one.kind is Kind.CONFLICT for one in preview.found) and not unsettled:
        # In the place of the warning, so that nothing below moves when the last one is settled.
        st.success(_("All conflicts are settled."), icon=":material/check:")
    if unsettled:
        text = translate_count(
            "{number} conflict is still to be settled below. Nothing is chosen for you.",
            "{number} conflicts are still to be settled below. Nothing is chosen for you.",
            unsettled,
        )
        st.warning(text.format(number=unsettled), icon=":material/call_split:")
    label = translate_count("Take in {number} answer", "Take in {number} answers", len(taken))
    if st.button(
        label.format(number=len(taken)) if taken else _("Nothing to take in"),
        type="primary",
        icon=":material/move_to_inbox:",
        disabled=not taken or bool(unsettled),
        key="take-in-save",
    ):
        _save(assessment, preview, taken)


def _save(assessment: Assessment, preview: Preview, taken: Sequence[Taken]) -> None:
    """All or nothing; when somebody was faster, the preview is made anew from what is here now."""
    try:
        kept = service().take_in(assessment.id, taken)
    except Conflict:
        offers = [offer for report in preview.reports for offer in _offers(report, assessment)]
        found = tuple(service().beside_files(assessment.id, offers))
        st.session_state[_PREVIEW] = replace(preview, number=_next_number(), found=found, is_remade=True)
    except AssessmentError as error:
        st.error(_("NOT saved. {reason}").format(reason=plain(str(error))))
        return
    else:
        st.session_state[_TAKEN] = len(kept)
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        st.session_state.pop(_PREVIEW, None)
    st.rerun()


def _offers(report: UploadReport, assessment: Assessment) -> Sequence[Offer]:
    return offered(report.name, report.sheets, assessment, service().instrument_of(assessment)).offers


def _tell_taken(assessment: Assessment) -> None:
    number = st.session_state.get(_TAKEN)
    if number is None:
        return
    text = translate_count(
        "{number} answer is taken in. Its history shows what was there before.",
        "{number} answers are taken in. The history of each shows what was there before.",
        number,
    )
    st.success(text.format(number=number), icon=":material/check_circle:")
    link_to("answer", _("Go on answering"), assessment.id, icon=":material/checklist:")
    link_to("results", _("See the results"), assessment.id, icon=":material/bar_chart:")
