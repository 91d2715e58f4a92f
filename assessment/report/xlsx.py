"""The gap report as an Excel workbook: typed numbers, filters and data bars; every text is text, never a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from assessment.exchange.text_workbook import LONGEST_NAME, header_text, text_workbook
from assessment.exchange.workbook_style import row_height
from assessment.palette import ALERT_COLOUR, SCORE_COLOUR
from assessment.report.content import RecommendationPart, ReportContent

Cell = str | int | float | None
_SUMMARY_WIDTHS = (46, 16, 12, 12, 12)
_LONGEST_CELL = 32_767
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


def report_xlsx(content: ReportContent) -> bytes:
    """The whole report: summary, gaps, practices, steps, the plan if there is one, and what it is about."""
    buffer = io.BytesIO()
    with text_workbook(buffer) as book:
        book.set_properties({"title": f"{content.title}: {content.name}"[:255]})
        writer = _Writer(book, content)
        writer.summary()
        writer.gaps()
        writer.practices()
        writer.steps()
        if content.actions:
            writer.plan()
        writer.about()
    return buffer.getvalue()


class _Writer:
    """One workbook while it is made."""

    def __init__(self, book: Workbook, content: ReportContent) -> None:
        self.book = book
        self.content = content
        self.words = content.labels
        self.plain: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.bold: Format = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.title: Format = book.add_format({"bold": True, "font_size": 16})
        self.head: Format = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E9EDF2"}
        )
        self.number: Format = book.add_format({"num_format": "0.0", "valign": "top"})
        self.percent: Format = book.add_format({"num_format": "0 %", "valign": "top"})
        self.alert: Format = book.add_format(
            {"bold": True, "font_color": ALERT_COLOUR, "text_wrap": True, "valign": "top"}
        )

    def summary(self) -> None:
        content, words = self.content, self.words
        sheet = self._sheet(words["summary"], _SUMMARY_WIDTHS)
        rows: list[tuple[Sequence[Cell], Format]] = [((f"{content.title}: {content.name}",), self.title)]
        rows += [((label, value), self.plain) for label, value in content.identity]
        rows += [((notice,), self.plain) for notice in content.notices]
        line = 0
        for cells, form in rows:
            self._spread(sheet, line, cells, form)
            line += 1
        for part in content.alerts:
            for practice in part.practices:
                if practice.fails:
                    text = f"{words['alerts']}: {practice.id} {practice.statement} – {practice.answer}"
                    self._spread(sheet, line, (text,), self.alert)
                    line += 1
        line = self._figures(sheet, line + 1)
        self._spread(sheet, line + 1, (content.finding,), self.bold)
        for offset, count in enumerate(content.counts, start=2):
            self._row(sheet, line + offset, (count.label, count.number), (self.plain, self.plain))

    def _spread(self, sheet: Worksheet, line: int, cells: Sequence[Cell], form: Format) -> None:
        """A row of the summary whose last cell runs to the right edge."""
        last = len(cells) - 1
        sheet.merge_range(line, last, line, len(_SUMMARY_WIDTHS) - 1, "", form)
        if form is not self.title:
            sheet.set_row(line, _height([cells[last]], [sum(_SUMMARY_WIDTHS[last:])]))
        self._row(sheet, line, cells, [form] * len(cells))

    def _figures(self, sheet: Worksheet, line: int) -> int:
        """Overall and topics with their figures; returns the line below."""
        words = self.words
        titles = (words["topics"], words["score"], words["low"], words["high"], words["coverage"])
        self._row(sheet, line, titles, [self.head] * 5)
        forms = (self.plain, self.number, self.number, self.number, self.percent)
        named = [(self.words["overall"], self.content.overall)]
        named += [(f"{topic.id} {topic.title}", topic.figures) for topic in self.content.topics]
        for offset, (name, f) in enumerate(named, start=1):
            self._row(sheet, line + offset, (name, f.score, f.low, f.high, f.coverage), forms)
        self._bars(sheet, line + 1, line + len(named), 1)
        return line + len(named) + 1

    def gaps(self) -> None:
        words = self.words
        widths = (7, 10, 52, 10, 20, 14, 9, 9, 9, 10, 9, 9)
        sheet = self._sheet(words["gap"], widths)
        titles = (
            *(words["rank"], words["recommendation"], "", words["role"], words["status"], words["safeguard"]),
            *(words["score"], words["low"], words["high"], words["coverage"], words["target"], words["gap"]),
        )
        numbers = (self.number, self.number, self.number, self.percent, self.number, self.number)
        forms = (self.plain, self.bold, self.plain, self.plain, self.plain, self.alert, *numbers)
        rows = [self._gap(part) for part in _by_gap(self.content.recommendations)]
        self._table(sheet, titles, rows, forms, widths)
        if rows:
            self._bars(sheet, 1, len(rows), 6)
            self._bars(sheet, 1, len(rows), 11, ALERT_COLOUR)

    def _gap(self, part: RecommendationPart) -> Sequence[Cell]:
        f = part.figures
        alert = self.words["safeguard"] if part.has_alert else ""
        figures = (f.score, f.low, f.high, f.coverage, part.target, part.gap)
        return (part.rank, part.id, part.title, part.role, part.status_label, alert, *figures)

    def practices(self) -> None:
        words = self.words
        widths = (10, 60, 10, 22, 22, 60)
        sheet = self._sheet(words["practice"], widths)
        titles = ("", words["practice"], words["role"], words["answer"], words["safeguard"], words["evidence"])
        rows = [
            (
                *(practice.id, practice.statement, practice.role, practice.answer, practice.mark),
                "\n".join(f"{label}: {value}" for label, value in practice.details),
            )
            for part in self.content.recommendations
            for practice in part.practices
        ]
        self._table(sheet, titles, rows, (self.bold, *[self.plain] * 5), widths)

    def steps(self) -> None:
        words = self.words
        widths = (10, 60, 34, 60)
        sheet = self._sheet(words["steps"], widths)
        self._row(sheet, 0, (self.content.steps_sentence,), (self.book.add_format({"bold": True}),))
        rows = [(step.practice_id, step.statement, step.way, step.recommendation) for step in self.content.steps]
        if rows:
            titles = ("", words["practice"], words["raises"], words["brings"])
            self._table(sheet, titles, rows, (self.bold, *[self.plain] * 3), widths, top=2)

    def plan(self) -> None:
        words = self.words
        widths = (50, 60, 24, 16, 30)
        sheet = self._sheet(words["plan"], widths)
        for line, text in enumerate(self.content.plan_sentences):
            self._row(sheet, line, (text,), (self.book.add_format({"bold": True}),))
        rows = [(part.text, "\n".join(part.about), part.owner, part.status, part.due) for part in self.content.actions]
        titles = (words["action"], words["recommendation"], words["owner"], words["status"], words["due"])
        self._table(sheet, titles, rows, (self.bold, *[self.plain] * 4), widths, top=3)

    def about(self) -> None:
        widths = (100,)
        sheet = self._sheet(self.words["about"], widths)
        texts = (*self.content.notices, self.words["method"], *self.content.method, *self.content.warnings)
        for line, text in enumerate(texts):
            sheet.set_row(line, _height([text], widths))
            self._row(sheet, line, (text,), (self.bold if text == self.words["method"] else self.plain,))

    def _sheet(self, name: str, widths: Iterable[float]) -> Worksheet:
        sheet = self.book.add_worksheet(_NOT_IN_NAMES.sub(" ", name)[:LONGEST_NAME])
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9 if self.content.paper == "a4" else 1)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{header_text(self.words['footer'])}&R&P / &N")
        if self.content.marking:
            sheet.set_header(f"&C&B{header_text(self.content.marking)}")
        if self.content.direction == "rtl":
            sheet.right_to_left()
        return sheet

    def _table(
        self,
        sheet: Worksheet,
        titles: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        forms: Sequence[Format],
        widths: Sequence[float],
        top: int = 0,
    ) -> None:
        self._row(sheet, top, titles, [self.head] * len(titles))
        for line, row in enumerate(rows, start=top + 1):
            sheet.set_row(line, _height(row, widths))
            self._row(sheet, line, row, forms)
        sheet.freeze_panes(top + 1, 0)
        sheet.repeat_rows(top)
        sheet.autofilter(top, 0, top + max(len(rows), 1), len(titles) - 1)

    def _row(self, sheet: Worksheet, line: int, cells: Sequence[Cell], forms: Sequence[Format]) -> None:
        for column, (cell, form) in enumerate(zip(cells, forms, strict=True)):
            if cell is None or cell == "":
                sheet.write_blank(line, column, None, form)
            elif isinstance(cell, str):
                sheet.write_string(line, column, cell[:_LONGEST_CELL], form)
            else:
                sheet.write_number(line, column, cell, form)

    def _bars(self, sheet: Worksheet, first: int, last: int, column: int, colour: str = SCORE_COLOUR) -> None:
        options = {"type": "data_bar", "bar_color": colour, "bar_solid": True, "min_type": "num", "max_type": "num"}
        sheet.conditional_format(first, column, last, column, options | {"min_value": 0, "max_value": 100})


def _height(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    return row_height((cell, width) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str))


def _by_gap(parts: Iterable[RecommendationPart]) -> list[RecommendationPart]:
    """The unmet by rank, then the others by id, as they come."""
    return sorted(parts, key=lambda part: (part.rank is None, part.rank or 0))
