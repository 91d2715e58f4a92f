"""The Export page: what can be taken away, and what each file is for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

import streamlit as st

from assessment.exchange.answers_csv import answers_csv
from assessment.exchange.bundle import bundle_json
from assessment.exchange.gap_report import gap_report
from assessment.exchange.result_json import result_json
from assessment.exchange.text_workbook import MEDIA_TYPE
from assessment.exchange.workbook import answers_workbook
from assessment.exchange.xlsform import form_languages, xlsform
from assessment.model import AnswerSheet, Assessment
from assessment.report.write import MIME_TYPES, file_stem, questionnaire_file
from assessment.results import result_of
from assessment.texts import language
from assessment.texts import translate as _
from assessment.ui.export_reports import in_this_language, paper_choice, reports
from assessment.ui.header import page_header
from assessment.ui.links import link_to
from assessment.ui.plain import plain
from assessment.ui.session import instrument_of, required_assessment, service
from assessment.ui.standing import standing
from assessment.ui.taken import taken_note
from assessment.ui.taking_away import download, refusal
from questions.model import Instrument


def page() -> None:
    """Offer the files of the open assessment."""
    assessment = required_assessment()
    page_header(_("Export"), "export", assessment)
    standing(assessment)
    if assessment.is_sample:
        st.warning(_("This is the sample: a fictitious State."))
    if reason := refusal([assessment]):
        st.warning(plain(reason), icon=":material/lock:")
        _questionnaire(instrument_of(assessment), assessment.stakeholder_types)
        return
    sheet = service().sheet(assessment.id)
    version = instrument_of(assessment)
    result = result_of(version, sheet)
    st.markdown(
        _("Files may hold what a State would not publish. They leave this installation only when you download them.")
    )
    if note := taken_note(sheet):
        st.markdown(
            note
            + " "
            + _(
                "They stand in the files too, so that these give the same results everywhere; the bundle holds its own "
                "answers alone."
            )
        )
    _offer(
        assessment,
        _("Gap report (CSV)"),
        _("One row a recommendation, the greatest gap first. For spreadsheets and for colleagues who decide."),
        gap_report(version, [sheet]),
        f"{file_stem(sheet)}-gap-report.csv",
        "text/csv",
        is_first=True,
    )
    reports(sheet, result)
    _offer(
        assessment,
        _("Answers (CSV)"),
        _("One row a practice, with evidence and comments. Can be filled in elsewhere and scored by the command line."),
        answers_csv(version, [sheet]),
        f"{file_stem(sheet)}-answers.csv",
        "text/csv",
    )
    empty = Assessment(id="", stakeholder_types=assessment.stakeholder_types)
    for title, purpose, answers, name in (
        (
            _("Answer workbook (Excel)"),
            _("The questions with the present answers, for colleagues without this tool. It can be read back."),
            sheet,
            f"{file_stem(sheet)}-answers.xlsx",
        ),
        (
            _("Empty answer workbook (Excel)"),
            _("The same questions without answers: who is assessed, and how, is filled in there."),
            AnswerSheet(assessment=empty, answers={}),
            f"{_questions_stem(assessment.stakeholder_types)}-questions.xlsx",
        ),
    ):
        _offer(
            assessment, title, purpose, in_this_language(partial(answers_workbook, version, answers)), name, MEDIA_TYPE
        )
    link_to("take-in", _("Filled in? Take the answers in here"), assessment.id, icon=":material/move_to_inbox:")
    _questionnaire(version, assessment.stakeholder_types)
    source = service().instrument_of(assessment)
    _offer(
        assessment,
        _("Form for KoboToolbox and ODK (XLSForm)"),
        _("The same questions without answers, to be answered on phones. What these tools export can be read back."),
        partial(xlsform, source, assessment.stakeholder_types, form_languages(source, language.get())),
        f"{_questions_stem(assessment.stakeholder_types)}-form.xlsx",
        MEDIA_TYPE,
    )
    _offer(
        assessment,
        _("Bundle (JSON)"),
        _(
            "Everything, with the whole history of every answer: to keep, or to go on with in another installation "
            "of this tool."
        ),
        bundle_json(service().whole(assessment.id)),
        f"{file_stem(sheet)}-bundle.json",
        "application/json",
    )
    _offer(
        assessment,
        _("Result (JSON)"),
        _("All figures, unrounded, for other software."),
        result_json(version, sheet, result),
        f"{file_stem(sheet)}-result.json",
        "application/json",
    )


def _questionnaire(version: Instrument, types: tuple[str, ...]) -> None:
    """Offer the questions on paper."""
    with st.container(border=True):
        st.subheader(_("Questionnaire for paper (PDF)"), anchor=False)
        st.markdown(
            _("The same questions to be printed, with boxes to tick and lines to write on. It has a block a practice.")
        )
        paper = paper_choice("questionnaire-paper")
        st.download_button(
            _("Download the questionnaire"),
            in_this_language(partial(questionnaire_file, version, types, paper)),
            file_name=f"{_questions_stem(types)}-questionnaire.pdf",
            mime=MIME_TYPES["pdf"],
            on_click="ignore",
            icon=":material/print:",
        )


def _questions_stem(types: tuple[str, ...]) -> str:
    """How the names of files without answers begin."""
    return f"micic-{'-'.join(types).replace(':', '-')}"


def _offer(
    assessment: Assessment,
    title: str,
    purpose: str,
    data: bytes | Callable[[], bytes],
    name: str,
    mime: str,
    *,
    is_first: bool = False,
) -> None:
    with st.container(border=True):
        st.subheader(title, anchor=False)
        st.markdown(purpose)
        label = _("Download {title}").format(title=title)
        kind: Literal["primary", "secondary"] = "primary" if is_first else "secondary"
        download([assessment], label, data, file_name=name, mime=mime, kind=kind)
