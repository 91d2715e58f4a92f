"""The reports for reading on the Export page: of the open assessment, and of many in one archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import streamlit as st

from assessment.model import SHORT_TEXT, AnswerSheet
from assessment.report.content import Paper
from assessment.report.write import ARCHIVE_MIME_TYPE, MIME_TYPES, Edition, file_stem, report_archive, report_file
from assessment.results import result_of
from assessment.texts import language, translate_count
from assessment.texts import translate as _
from assessment.ui.plain import assessment_name
from assessment.ui.session import choose_language, instrument, instrument_of, service
from assessment.ui.taking_away import download
from scoring.result import Result

_ARCHIVE = "reports-archive"


def reports(sheet: AnswerSheet, result: Result) -> None:
    """Offer the report of one assessment in each format, and of several in one archive."""
    with st.container(border=True):
        st.subheader(_("Gap report for reading"), anchor=False)
        st.markdown(
            _(
                "A summary on one page, a sheet a recommendation with its practices and evidence, and how it is "
                "computed. PDF and HTML are for reading, Word for editing, Excel for sorting and filtering."
            )
        )
        edition, texts = _edition(sheet.assessment.marking), instrument_of(sheet.assessment)
        download(
            [sheet.assessment],
            _("Download the report"),
            in_this_language(lambda: report_file(texts, sheet, result, edition)),
            file_name=f"{file_stem(sheet)}-report.{edition.form}",
            mime=MIME_TYPES[edition.form],
        )
        with st.expander(_("Reports of several assessments in one archive")):
            st.fragment(several)(edition)


def several(edition: Edition) -> None:
    """Choose assessments, make their reports and offer the archive."""
    choose_language()
    sheets = {sheet.assessment.id: sheet for sheet in service().sheets()}
    every = st.checkbox(
        translate_count("The one assessment here", "All {number} assessments", len(sheets)).format(number=len(sheets)),
        key="reports-all",
    )
    chosen = list(sheets)
    if not every:
        chosen = st.multiselect(
            _("Assessments"),
            list(sheets),
            format_func=lambda chosen: assessment_name(sheets[chosen].assessment),
            key="reports-chosen",
            placeholder=_("Choose assessments"),
        )
    if st.button(_("Make the reports"), disabled=not chosen, icon=":material/folder_zip:", key="make-reports"):
        st.session_state[_ARCHIVE] = (
            chosen,
            edition,
            _archive([service().with_actions(sheets[id]) for id in chosen], edition),
        )
    made = st.session_state.get(_ARCHIVE)
    if made and made[:2] == (chosen, edition):
        download(
            [sheets[id].assessment for id in chosen],
            translate_count("Download {number} report", "Download {number} reports", len(chosen)).format(
                number=len(chosen)
            ),
            made[2],
            file_name=f"micic-{edition.made_on.isoformat()}-reports.zip",
            mime=ARCHIVE_MIME_TYPE,
        )


def _archive(sheets: list[AnswerSheet], edition: Edition) -> bytes:
    label = _("Writing the reports: {done} of {all}")
    with st.empty():
        bar = st.progress(0.0, label.format(done=0, all=len(sheets)))

        def scored() -> Iterator[tuple[AnswerSheet, Result]]:
            for done, sheet in enumerate(sheets):
                bar.progress(done / len(sheets), label.format(done=done, all=len(sheets)))
                yield sheet, result_of(instrument(), sheet)

        data = b"".join(report_archive(instrument(), scored(), edition))
    return data


def _edition(own_marking: str) -> Edition:
    """What the report is to be like, as the reader chooses."""
    forms = {"pdf": _("PDF"), "html": _("HTML"), "docx": _("Word"), "xlsx": _("Excel")}
    form = st.segmented_control(
        _("Format"),
        list(forms),
        format_func=forms.__getitem__,
        default=next(iter(forms)),
        required=True,
        key="report-form",
    )
    is_shareable = st.toggle(
        _("Version to share: without evidence, comments and who is responsible"), key="report-shareable"
    )
    with st.container(horizontal=True):
        marking = st.text_input(
            _("Another marking on every page (optional)") if own_marking else _("Marking on every page (optional)"),
            max_chars=SHORT_TEXT,
            key="report-marking",
            placeholder=own_marking or _("For example: Official - Sensitive"),
        )
        paper = paper_choice("report-paper")
    return Edition(str(form), service().today(), is_shareable, marking or "", paper)


def paper_choice(key: str) -> Paper:
    """Choose what a file is to be printed on."""
    papers: dict[str, Paper] = {_("A4"): "a4", _("Letter"): "us-letter"}
    return papers[st.selectbox(_("Paper"), list(papers), key=key, width=120)]


def in_this_language(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """The file is made when it is asked for, in a thread that does not know the page's language."""
    lang = language.get()

    def made() -> bytes:
        language.set(lang)
        return make()

    return made
