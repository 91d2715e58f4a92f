"""The sheet of one topic: a row a practice, what is asked on the left, what is answered on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from assessment.exchange.answer_draft import TEXTS
from assessment.exchange.labels import level_labels
from assessment.exchange.spreadsheet_text import exact_decimal_text, guarded, unguarded
from assessment.exchange.workbook_lists import NOT_APPLICABLE, Lists
from assessment.exchange.workbook_style import Styles, choice, protect, row_height, sentence_formula, set_up_print
from assessment.model import Answer, AnswerSheet
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.words import role_word
from questions.model import Practice, Topic, recommendation_of
from scoring.plan import ScoringPlan

TITLE_ROW, PROGRESS_ROW, NAMES_ROW, HEADER_ROW, FIRST_ROW = range(5)
RECOMMENDATION, PRACTICE, ROLE, CRITERIA = range(4)
ANSWER, REASON, EVIDENCE, EVIDENCE_DATE, RESPONSIBLE, COMMENT, PRACTICE_ID, TARGET = range(4, 12)
WIDTHS = (21, 38, 10, 38, 17, 19, 27, 11, 14, 25)
BOLD = 3
"""Characters of the first column that bold letters take away."""
COLUMN_OF = {
    "answer": ANSWER,
    "na_reason": REASON,
    "evidence": EVIDENCE,
    "evidence_date": EVIDENCE_DATE,
    "responsible": RESPONSIBLE,
    "comment": COMMENT,
    "practice_id": PRACTICE_ID,
    "target": TARGET,
}
"""Where each column of the answers stands; the same names stand in the hidden row above the header."""


@dataclass(frozen=True)
class TopicSheet:
    """A topic with the practices asked of it, and the sheet that holds them."""

    topic: Topic
    practices: Sequence[Practice]
    sheet: Worksheet

    @property
    def last_row(self) -> int:
        """Row of the last practice."""
        return FIRST_ROW + len(self.practices) - 1

    def cell(self, practice_id: str, column: str) -> str:
        """Address of a practice's cell, for a formula on another sheet."""
        row = FIRST_ROW + [practice.id for practice in self.practices].index(practice_id)
        return self.address(xl_rowcol_to_cell(row, COLUMN_OF[column], row_abs=True, col_abs=True))

    @property
    def answers(self) -> str:
        """Address of all answers."""
        return self.address(xl_range_abs(FIRST_ROW, ANSWER, self.last_row, ANSWER))

    def address(self, cells: str) -> str:
        """Cells of this sheet as other sheets name them."""
        name = self.sheet.get_name().replace("'", "''")
        return f"'{name}'!{cells}"


def write_topic(page: TopicSheet, plan: ScoringPlan, answers: AnswerSheet, lists: Lists, styles: Styles) -> None:
    """Fill the sheet of a topic."""
    sheet, count = page.sheet, len(page.practices)
    sheet.set_row(TITLE_ROW, 26)
    sheet.write_string(TITLE_ROW, 0, f"{page.topic.id} {page.topic.title}", styles.title)
    sheet.set_row(PROGRESS_ROW, 20)
    answered = sum(1 for practice in page.practices if _answer(answers, practice).is_answered)
    progress = translate_count(
        "{number} of {all} practice is answered.", "{number} of {all} practices are answered.", count
    )
    counted = f"COUNTA({xl_range_abs(FIRST_ROW, ANSWER, page.last_row, ANSWER)})"
    formula, shown = (
        sentence_formula(progress, number=counted, all=str(count)),
        progress.format(number=answered, all=count),
    )
    sheet.write_formula(PROGRESS_ROW, 0, formula, styles.heading, shown)
    _write_header(sheet, styles)
    previous = ""
    for row, practice in enumerate(page.practices, start=FIRST_ROW):
        recommendation = recommendation_of(practice.id)
        texts = _write_question(sheet, row, plan, practice, recommendation != previous, styles)
        texts += _write_answer(sheet, row, plan, practice, _answer(answers, practice), lists, styles)
        sheet.set_row(row, row_height(zip(texts, (WIDTHS[0] - BOLD, *WIDTHS[1:]), strict=True)))
        sheet.write_string(row, PRACTICE_ID, practice.id)
        target = answers.assessment.targets.get(recommendation, answers.assessment.target)
        if recommendation != previous and target is not None:
            sheet.write_string(row, TARGET, exact_decimal_text(target))
        previous = recommendation
    _set_up(page)


def typed_text(text: str) -> str:
    """A text as it is written to a cell of text, so that it reads back the same."""
    return text if unguarded(text) == text else guarded(text)


def _answer(answers: AnswerSheet, practice: Practice) -> Answer:
    return answers.answers.get(practice.id) or Answer(practice_id=practice.id)


def _write_header(sheet: Worksheet, styles: Styles) -> None:
    for name, column in COLUMN_OF.items():
        sheet.write_string(NAMES_ROW, column, name)
    sheet.set_row(NAMES_ROW, None, None, {"hidden": True})
    titles = (
        _("Recommendation"),
        _("Practice"),
        _("Your role"),
        _("In place when"),
        _("Answer"),
        _("Why not applicable"),
        _("Evidence"),
        _("Date of the evidence"),
        _("Responsible"),
        _("Comment"),
    )
    for column, (title, width) in enumerate(zip(titles, WIDTHS, strict=True)):
        sheet.write_string(HEADER_ROW, column, title, styles.header)
        sheet.set_column(column, column, width)
    sheet.set_column(PRACTICE_ID, TARGET, None, None, {"hidden": True})
    sheet.set_row(HEADER_ROW, 32)


def _write_question(
    sheet: Worksheet, row: int, plan: ScoringPlan, practice: Practice, is_first: bool, styles: Styles
) -> list[str]:
    """Gives the texts, by column."""
    recommendation = plan.instrument.recommendations[recommendation_of(practice.id)]
    role = plan.role_of(practice.id)
    words = [role_word(role), *([_("Safeguard")] if practice.safeguard else [])]
    criteria = "\n".join(f"• {text}" for text in practice.criteria(role))
    heading = styles.first if is_first else styles.repeated
    texts = [
        f"{recommendation.id} {recommendation.title}",
        f"{practice.id} {practice.statement(role)}",
        "\n".join(words),
        criteria,
    ]
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text, heading if column == RECOMMENDATION else styles.text)
    return texts


def _write_answer(
    sheet: Worksheet, row: int, plan: ScoringPlan, practice: Practice, answer: Answer, lists: Lists, styles: Styles
) -> list[str]:
    """Gives the texts, by column from the answer on."""
    labels = level_labels(plan.instrument.scale_of(practice))
    label = labels.get(answer.answer, answer.answer)
    sheet.write_string(row, ANSWER, label, styles.typed)
    wrong = _("Choose one of the list, or leave the cell empty.")
    choice(sheet, row, ANSWER, lists.levels(practice), _("Answer"), wrong)
    reasons = {reason.id: reason.text for reason in practice.na_reasons}
    source = lists.reasons(practice)
    reason = reasons.get(answer.na_reason, typed_text(answer.na_reason))
    sheet.write_string(row, REASON, reason, styles.closed if source is None else styles.typed)
    if source is not None:
        choice(sheet, row, REASON, source, _("Why not applicable"), wrong)
        answer_cell, reason_cell = (xl_rowcol_to_cell(row, column, col_abs=True) for column in (ANSWER, REASON))
        is_missing = {"type": "formula", "criteria": f'=AND({answer_cell}={NOT_APPLICABLE},{reason_cell}="")'}
        sheet.conditional_format(row, REASON, row, REASON, {**is_missing, "format": styles.missing})
    texts = [typed_text(getattr(answer, name)) for name in TEXTS]
    for name, text in zip(TEXTS, texts, strict=True):
        sheet.write_string(row, COLUMN_OF[name], text, styles.typed)
    return [label, reason, *texts]


def _set_up(page: TopicSheet) -> None:
    """What stays in sight, what may be changed, how it prints."""
    sheet = page.sheet
    sheet.freeze_panes(FIRST_ROW, ROLE)
    sheet.autofilter(HEADER_ROW, 0, page.last_row, COMMENT)
    sheet.repeat_rows(HEADER_ROW)
    sheet.print_area(0, 0, page.last_row, COMMENT)
    set_up_print(sheet, f"{page.topic.id} {page.topic.title}")
    sheet.set_selection(FIRST_ROW, ANSWER, FIRST_ROW, ANSWER)
    protect(sheet)
