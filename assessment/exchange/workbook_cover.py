"""The first sheet: what this workbook is, how to fill it in, who is assessed, and how far the answers are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from assessment.exchange.answers_workbook import NAME_COLUMN, VALUE_COLUMN
from assessment.exchange.labels import country_label
from assessment.exchange.workbook_lists import COUNTRIES
from assessment.exchange.workbook_preview import Preview
from assessment.exchange.workbook_style import (
    Styles,
    choice,
    protect,
    row_height,
    sentence_formula,
    set_up_print,
    text_constant,
)
from assessment.exchange.workbook_topic import TopicSheet, typed_text
from assessment.model import ORGANISATION_SUBJECT, AnswerSheet, Assessment
from assessment.texts import translate as _
from assessment.validation import type_titles
from assessment.words import MIGRANT, UNDEFINED, target_text
from questions.model import Instrument

LABEL_COLUMN, ANSWERED_COLUMN, ASKED_COLUMN = 1, 3, 4
LABEL_WIDTH, VALUE_WIDTH = 30, 84
EARLIEST = date(1900, 3, 1)
"""Spreadsheets count days wrongly before it."""


class Cover:
    """Writes the sheet from top to bottom."""

    def __init__(self, sheet: Worksheet, instrument: Instrument, styles: Styles) -> None:
        self._sheet = sheet
        self._instrument = instrument
        self._styles = styles
        self._row = 0
        sheet.set_column(NAME_COLUMN, NAME_COLUMN, None, None, {"hidden": True})
        sheet.set_column(LABEL_COLUMN, LABEL_COLUMN, LABEL_WIDTH)
        sheet.set_column(VALUE_COLUMN, VALUE_COLUMN, VALUE_WIDTH)
        sheet.set_column(ANSWERED_COLUMN, ASKED_COLUMN, 12)
        sheet.hide_gridlines(2)

    def write_fields(self, assessment: Assessment) -> Mapping[str, str]:
        """Title and the fields of the identity; gives the address of each, by the column of the answers."""
        self._title(_("Answer workbook: {types}"), assessment)
        self._heading(_("Who is assessed, and when"))
        is_plan = assessment.subject != ORGANISATION_SUBJECT
        fields = {
            "organisation": self._field("organisation", _("Organization"), typed_text(assessment.organisation)),
            "country": self._field("country", _("Country (optional)"), country_label(assessment.country)),
            "subject": self._field("subject", _("Contingency plan"), typed_text(assessment.subject) if is_plan else ""),
            "assessed_on": self._date(_("Date of the assessment"), assessment.assessed_on),
        }
        self._note(_("Leave the plan empty when the organization as a whole is assessed. Name no individual people."))
        self._hidden("assessment_id", typed_text(assessment.id))
        self._hidden("stakeholder_types", " ".join(assessment.stakeholder_types))
        self._hidden("instrument_id", self._instrument.id)
        self._hidden("instrument_version", self._instrument.version)
        return fields

    def write_instructions(self) -> None:
        """How to fill the workbook in."""
        self._heading(_("How to fill it in"))
        steps = (
            _("Fill in the yellow cells above. Then open the sheets of the topics, at the bottom of the window."),
            _("Choose an answer for each practice from the list in its yellow cell, or leave it open for now."),
            _("Where the answer is “Not applicable”, choose the reason beside it. A grey cell means: there is none."),
            _("Name policies, dates and documents as evidence; never write about individual people or cases."),
            _("Type or paste plain values only: a formula in a yellow cell is refused. White cells are locked."),
            _("Save the file as .xlsx or .ods, and give it to whoever sent it to you, or import it in the tool."),
        )
        for number, step in enumerate(steps, start=1):
            self._line(str(number), step)

    def write_words(self) -> None:
        """What the levels mean, and who a migrant is; then the sheet is complete."""
        self._heading(_("The answers"))
        for scale in self._instrument.scales:
            for level in scale.levels:
                self._line(f"{level.code} – {level.title}", level.description or "")
        self._line(_("Not applicable"), _("One of a few reasons applies; it leaves the calculation."))
        self._line(_("Don't know"), _("Nobody here can tell yet; it counts as open."))
        for term in self._instrument.glossary:
            if term.id == MIGRANT:
                self._heading(_("Who is meant"))
                self._line(term.title, term.meaning)
        self._set_up()

    def write_progress(self, pages: Sequence[TopicSheet], answers: AnswerSheet, preview: Preview | None) -> None:
        """Answers so far by topic, and the preview of the score."""
        self._heading(_("How far you are"))
        styles, sheet = self._styles, self._sheet
        for column, title in ((ANSWERED_COLUMN, _("Answered")), (ASKED_COLUMN, _("Asked"))):
            sheet.write_string(self._row - 1, column, title, styles.heading)
        first = self._row
        counts = [_answered(page, answers) for page in pages]
        for page, count in zip(pages, counts, strict=True):
            self._numbers(
                page.sheet.get_name(), page.topic.title, f"=COUNTA({page.answers})", count, len(page.practices)
            )
        if len(pages) > 1:
            cells = [xl_rowcol_to_cell(row, ANSWERED_COLUMN) for row in (first, self._row - 1)]
            asked = sum(len(page.practices) for page in pages)
            self._numbers(_("All topics"), "", f"=SUM({cells[0]}:{cells[1]})", sum(counts), asked)
        if preview is not None:
            self._preview(preview)

    def _title(self, message: str, assessment: Assessment) -> None:
        types = type_titles(self._instrument, assessment.stakeholder_types)
        for text, style, height in (
            (self._instrument.title, self._styles.title, 28),
            (message.format(types=types), self._styles.heading, 20),
        ):
            self._sheet.set_row(self._row, height)
            self._sheet.write_string(self._row, LABEL_COLUMN, text, style)
            self._row += 1
        if self._instrument.introduction:
            self._note(self._instrument.introduction)

    def _heading(self, text: str) -> None:
        self._sheet.set_row(self._row + 1, 22)
        self._sheet.write_string(self._row + 1, LABEL_COLUMN, text, self._styles.heading)
        self._row += 2

    def _line(self, label: str, text: str) -> None:
        self._sheet.write_string(self._row, LABEL_COLUMN, label, self._styles.first)
        self._sheet.write_string(self._row, VALUE_COLUMN, text, self._styles.text)
        self._sheet.set_row(self._row, row_height([(label, LABEL_WIDTH), (text, VALUE_WIDTH)]))
        self._row += 1

    def _note(self, text: str) -> None:
        self._sheet.write_string(self._row, VALUE_COLUMN, text, self._styles.note)
        self._sheet.set_row(self._row, row_height([(text, VALUE_WIDTH)]))
        self._row += 1

    def _field(self, name: str, label: str, value: str) -> str:
        """A cell to be typed in; gives its address."""
        self._name(name, label)
        self._sheet.write_string(self._row, VALUE_COLUMN, value, self._styles.typed)
        if name == "country":
            message = _("Choose one of the list, or leave the cell empty.")
            choice(self._sheet, self._row, VALUE_COLUMN, COUNTRIES, label, message)
        return self._next()

    def _date(self, label: str, day: date | None) -> str:
        self._name("assessed_on", label)
        row, styles = self._row, self._styles
        if day is not None and day < EARLIEST:
            self._sheet.write_string(row, VALUE_COLUMN, day.isoformat(), styles.typed)
        elif day is not None:
            self._sheet.write_datetime(row, VALUE_COLUMN, datetime.combine(day, time()), styles.typed_date)
        else:
            self._sheet.write_blank(row, VALUE_COLUMN, None, styles.typed_date)
        self._sheet.data_validation(
            row,
            VALUE_COLUMN,
            row,
            VALUE_COLUMN,
            {
                "validate": "date",
                "criteria": ">=",
                "value": EARLIEST,
                "error_title": label[:32],
                "error_message": _("Type a date, such as 2024-05-31.")[:255],
            },
        )
        return self._next()

    def _name(self, name: str, label: str) -> None:
        self._sheet.write_string(self._row, NAME_COLUMN, name)
        self._sheet.write_string(self._row, LABEL_COLUMN, label, self._styles.first)

    def _next(self) -> str:
        self._row += 1
        sheet = self._sheet.get_name().replace("'", "''")
        return f"'{sheet}'!{xl_rowcol_to_cell(self._row - 1, VALUE_COLUMN, row_abs=True, col_abs=True)}"

    def _hidden(self, name: str, value: str) -> None:
        self._sheet.write_string(self._row, NAME_COLUMN, name)
        self._sheet.write_string(self._row, VALUE_COLUMN, value)
        self._sheet.set_row(self._row, None, None, {"hidden": True})
        self._row += 1

    def _numbers(self, label: str, text: str, formula: str, value: int, asked: int) -> None:
        self._sheet.write_formula(self._row, ANSWERED_COLUMN, formula, self._styles.number, value)
        self._sheet.write_number(self._row, ASKED_COLUMN, asked, self._styles.number)
        self._line(label, text)

    def _preview(self, preview: Preview) -> None:
        """A score with its range in words, rounded as everywhere: the range outwards."""
        score, low, high = preview.addresses
        rounded = {"score": f"ROUND({score},0)", "low": f"ROUNDDOWN({low}+1E-9,0)", "high": f"ROUNDUP({high}-1E-9,0)"}
        sentence = _("{score} ({low} to {high})")
        shown = UNDEFINED
        if all(isinstance(value, float) for value in preview.values):
            now, least, most = map(float, preview.values)
            values = {"score": math.floor(now + 0.5), "low": math.floor(least + 1e-9), "high": math.ceil(most - 1e-9)}
            shown = sentence.format(**values)
        formula = f'=IF({score}="",{text_constant(UNDEFINED)},{sentence_formula(sentence, **rounded)[1:]})'
        self._sheet.write_string(self._row, LABEL_COLUMN, _("Preview of the score"), self._styles.first)
        self._sheet.write_formula(self._row, VALUE_COLUMN, formula, self._styles.first, shown)
        self._row += 1
        self._note(
            _(
                "Only a preview: the result, with safeguards and targets, is what the tool calculates when it reads "
                "this file. In brackets: where the score can still end up while answers are open. "
                "The target is {target}."
            ).format(target=target_text(self._instrument.target))
        )

    def _set_up(self) -> None:
        sheet = self._sheet
        sheet.print_area(0, LABEL_COLUMN, self._row - 1, ASKED_COLUMN)
        set_up_print(sheet, self._instrument.title, is_landscape=False)
        protect(sheet)
        sheet.activate()


def _answered(page: TopicSheet, answers: AnswerSheet) -> int:
    given = (answers.answers.get(practice.id) for practice in page.practices)
    return sum(1 for answer in given if answer is not None and answer.is_answered)
