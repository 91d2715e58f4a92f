"""The answer workbook (XLSX): the questions of a stakeholder type, to be answered without this tool and read by it.

A first sheet says what to do and who is assessed; each topic has a sheet; hidden sheets hold the choices, the answers
in the columns of the CSV, and a preview of the score. Nothing that a user wrote becomes a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from xlsxwriter import Workbook

from assessment.exchange.text_workbook import LONGEST_NAME, mark, text_workbook
from assessment.exchange.workbook_cover import Cover
from assessment.exchange.workbook_lists import Lists
from assessment.exchange.workbook_mirror import write_answers
from assessment.exchange.workbook_preview import can_preview, write_preview
from assessment.exchange.workbook_style import styles
from assessment.exchange.workbook_topic import TopicSheet, write_topic
from assessment.model import AnswerSheet, Assessment
from assessment.results import plan_of
from assessment.texts import is_right_to_left
from assessment.texts import translate as _
from questions.model import Instrument
from scoring.plan import ScoringPlan

_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The same answers give the same bytes."""


def answers_workbook(instrument: Instrument, answers: AnswerSheet, topic: str | None = None) -> bytes:
    """The workbook with the present answers; read back, it gives the same answers and scores.

    Args:
        instrument: in the language of the workbook.
        answers: what was answered for practices that are not asked of its stakeholder types is left out.
        topic: id of the only topic to ask.
    """
    file = io.BytesIO()
    plan = plan_of(instrument, answers.assessment.stakeholder_types)
    with text_workbook(file) as book:
        book.set_properties({"title": instrument.title, "created": _MADE})
        _write(book, plan, answers, topic)
        mark(book, answers.assessment.marking)
    return file.getvalue()


def template_workbook(instrument: Instrument, types: Sequence[str], topic: str | None = None) -> bytes:
    """The workbook without answers, for these types in any order; of one topic only when it is named."""
    assessment = Assessment(id="", stakeholder_types=instrument.ordered_types(tuple(types)))
    return answers_workbook(instrument, AnswerSheet(assessment=assessment, answers={}), topic)


def _write(book: Workbook, plan: ScoringPlan, answers: AnswerSheet, topic: str | None) -> None:
    look = styles(book)
    cover = Cover(book.add_worksheet(_sheet_name(_("Start here"))), plan.instrument, look)
    pages = _pages(book, plan, topic)
    lists = Lists(book, plan)
    fields = cover.write_fields(answers.assessment)
    for page in pages:
        write_topic(page, plan, answers, lists, look)
    rows = write_answers(book, plan, pages, answers, fields)
    preview = write_preview(book, plan, rows) if rows and can_preview(plan) else None
    cover.write_instructions()
    cover.write_progress(pages, answers, preview)
    cover.write_words()
    if is_right_to_left(plan.instrument.language):
        for sheet in book.worksheets():
            sheet.right_to_left()


def _pages(book: Workbook, plan: ScoringPlan, only: str | None) -> list[TopicSheet]:
    """A sheet for each topic of which something is asked."""
    found = []
    for topic in plan.instrument.topics:
        practices = [practice for practice in plan.practices if practice.id.startswith(f"R{topic.id}.")]
        if practices and only in (None, topic.id):
            sheet = book.add_worksheet(_sheet_name(_("Topic {id}").format(id=topic.id)))
            found.append(TopicSheet(topic, practices, sheet))
    return found


def _sheet_name(text: str) -> str:
    """Without the characters that a name of a sheet must not hold, and not too long."""
    return re.sub(r"[\[\]:*?/\\']", " ", text)[:LONGEST_NAME].strip()
