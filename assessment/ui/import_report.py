"""What came out of files of answers, in words: all of them in a sentence, and each of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.errors import InputProblem
from assessment.exchange.answer_uploads import UploadReport
from assessment.model import AnswerSheet
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.header import kinds
from assessment.ui.plain import assessment_name, plain
from assessment.ui.session import plan_for
from assessment.words import progress_words

_PROBLEMS = 5
_SHEETS = 10


def summary(reports: Sequence[UploadReport], new: int) -> str:
    """How many assessments can be kept, and what becomes of the rest, as Markdown."""
    known = sum(len(report.sheets) for report in reports) - new
    refused = sum(report.is_refused for report in reports)
    waiting = sum(_is_waiting(report) for report in reports)
    parts = [_("**No new assessment can be imported.**")]
    if new:
        can = translate_count(
            "**{number} assessment can be imported.**", "**{number} assessments can be imported.**", new
        )
        parts = [can.format(number=new)]
    if known:
        parts.append(
            translate_count(
                "{number} is left out, because the same is here already or in another of these files.",
                "{number} are left out, because the same are here already or in another of these files.",
                known,
            ).format(number=known)
        )
    if waiting:
        parts.append(
            translate_count(
                "{number} file waits for stakeholder types.", "{number} files wait for stakeholder types.", waiting
            ).format(number=waiting)
        )
    if refused:
        parts.append(
            translate_count(
                "{number} file is refused, for the reasons below.",
                "{number} files are refused, for the reasons below.",
                refused,
            ).format(number=refused)
        )
    return " ".join(parts)


def file_report(report: UploadReport, known: Sequence[bool]) -> None:
    """One file: what is in it, or why nothing of it is taken.

    Args:
        known: for each of its sheets, whether it is left out because it is known already.
    """
    with st.container(border=True, gap="xsmall"):
        name = plain(report.name)
        if report.is_refused:
            st.error(_refusal(name, report), icon=":material/block:")
            more = _("and {number} more, in the text file with every problem")
            _listed(report.problems, more)
        elif _is_waiting(report):
            st.warning(
                _("**{file}** does not say whose readiness is assessed. Choose the stakeholder types above.").format(
                    file=name
                ),
                icon=":material/help:",
            )
        else:
            st.markdown(_contents(name, report, known))
            if report.warnings:
                st.caption(_("To look at:"))
                _listed(report.warnings, _("and {number} more"))


def _is_waiting(report: UploadReport) -> bool:
    return report.lacks_types and not report.is_refused and not report.sheets


def _refusal(name: str, report: UploadReport) -> str:
    return translate_count(
        "**{file}** is refused: {number} problem. Nothing of it is taken.",
        "**{file}** is refused: {number} problems. Nothing of it is taken.",
        len(report.problems),
    ).format(file=name, number=len(report.problems))


def _contents(name: str, report: UploadReport, known: Sequence[bool]) -> str:
    lines = [f"**{name}**", ""]
    sheets = list(zip(report.sheets, known, strict=True))
    lines += [f"- {_line(sheet, is_known)}" for sheet, is_known in sheets[:_SHEETS]]
    if (rest := len(sheets) - _SHEETS) > 0:
        more = translate_count("and {number} more assessment", "and {number} more assessments", rest)
        lines.append(f"- {more.format(number=rest)}")
    return "\n".join(lines)


def _line(sheet: AnswerSheet, is_known: bool) -> str:
    assessment = sheet.assessment
    asked = plan_for(assessment).column
    done = sum(1 for id, answer in sheet.answers.items() if answer.is_answered and id in asked)
    parts = [
        kinds(assessment.stakeholder_types),
        progress_words(done, len(asked)),
    ]
    if assessment.assessed_on:
        parts.append(_("assessed on {day}").format(day=assessment.assessed_on.isoformat()))
    if is_known:
        parts.append(_("left out, the same is here already"))
    return f"**{plain(assessment_name(assessment))}** · {plain(' · '.join(parts))}"


def _listed(problems: Sequence[InputProblem], more: str) -> None:
    """The first of them, each with its place, and how many more there are."""
    lines = [f"- {_problem(problem)}" for problem in problems[:_PROBLEMS]]
    if (rest := len(problems) - _PROBLEMS) > 0:
        lines.append(f"- {more.format(number=rest)}")
    st.markdown("\n".join(lines))


def _problem(problem: InputProblem) -> str:
    if problem.place.isdecimal():
        return plain(_("Line {number}: {message}").format(number=problem.place, message=problem.message))
    return plain(f"{problem.place}: {problem.message}" if problem.place else problem.message)
