"""The gap report as a Word document, for those who must edit it: real headings, tables with head rows, page numbers."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assessment.palette import ALERT_COLOUR
from assessment.report.content import Paper, PracticePart, RecommendationPart, ReportContent, TopicPart
from assessment.words import ALERT_GLYPH, range_text, target_text

_ALERT = RGBColor.from_string(ALERT_COLOUR.removeprefix("#"))
_PAPERS: Mapping[Paper, tuple[float, float]] = {"a4": (21, 29.7), "us-letter": (21.59, 27.94)}
_PRACTICE_WIDTHS = (11.5, 2, 3.5)
_QUIET = RGBColor(0x5B, 0x64, 0x70)


def report_docx(content: ReportContent) -> bytes:
    """The whole report."""
    document = Document()
    _set_up(document, content)
    _cover(document, content)
    _summary(document, content)
    for topic in content.topics:
        _topic(document, content, topic)
    _section(document, content.labels["method"])
    _paragraphs(document, content.method)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_up(document: WordDocument, content: ReportContent) -> None:
    properties = document.core_properties
    properties.title = (f"{content.title}: {content.name}")[:255]
    properties.author = ""
    properties.comments = ""
    properties.language = content.language
    normal = document.styles["Normal"]
    normal.font.size = Pt(10)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), content.language)
    normal.element.get_or_add_rPr().append(language)
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(side) for side in _PAPERS[content.paper])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    head = section.header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head.add_run(content.marking).bold = True
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{content.labels['footer']}  ·  {content.labels['page']} ")
    _field(foot.add_run(), "PAGE")
    foot.add_run(" / ")
    _field(foot.add_run(), "NUMPAGES")


def _cover(document: WordDocument, content: ReportContent) -> None:
    document.add_paragraph(content.kind)
    document.add_heading(f"{content.title}: {content.name}", 0)
    _table(document, (), content.identity, (5, 12))
    document.add_paragraph()
    _paragraphs(document, content.notices)


def _summary(document: WordDocument, content: ReportContent) -> None:
    words = content.labels
    _section(document, words["summary"])
    if content.alerts:
        document.add_heading(f"{ALERT_GLYPH} {words['alerts']}", 2)
        for part in content.alerts:
            document.add_paragraph(f"{part.id} {part.title}")
            for practice in part.practices:
                if practice.fails:
                    line = document.add_paragraph(style="List Bullet")
                    line.add_run(f"{practice.id} {practice.statement} – ")
                    _coloured(line, practice.answer)
    document.add_heading(words["overall"], 2)
    document.add_paragraph(content.overall_sentence)
    document.add_heading(content.finding, 2)
    document.add_paragraph("   ".join(f"{count.number} {count.label}" for count in content.counts))
    if content.top:
        document.add_heading(words["top"], 2)
        _gap_table(document, content, content.top)
    else:
        document.add_paragraph(words["none_unmet"])
    document.add_heading(words["topics"], 2)
    _table(
        document,
        (words["topic"], words["overall_range"]),
        [(f"{topic.id} {topic.title}", range_text(topic.figures)) for topic in content.topics],
        (13, 4),
    )
    if content.unfinished:
        document.add_heading(words["unfinished"], 2)
        document.add_paragraph(content.unfinished_sentence)
        _gap_table(document, content, content.unfinished)
    document.add_heading(words["steps"], 2)
    document.add_paragraph(content.steps_sentence)
    if content.steps:
        _table(
            document,
            (words["practice"], words["raises"], words["brings"]),
            [(f"{step.practice_id} {step.statement}", step.way, step.recommendation) for step in content.steps],
            (7, 4, 6),
        )
    if content.actions:
        document.add_heading(words["plan"], 2)
        _paragraphs(document, content.plan_sentences)
        _table(
            document,
            (words["action"], words["owner"], words["status"], words["due"]),
            [("\n".join((part.text, *part.about)), part.owner, part.status, part.due) for part in content.actions],
            (8, 3, 3, 3),
        )
    if content.warnings:
        document.add_heading(words["warnings"], 2)
        _paragraphs(document, content.warnings)


def _topic(document: WordDocument, content: ReportContent, topic: TopicPart) -> None:
    words = content.labels
    _section(document, f"{topic.id} {topic.title}")
    document.add_paragraph(topic.sentence)
    for part in topic.recommendations:
        document.add_heading(f"{part.id} {part.title}", 2)
        line = document.add_paragraph()
        line.add_run(part.status_label).bold = True
        line.add_run(f"  ·  {part.sentence}  ·  {part.role}  ·  {part.source}")
        table = _table(document, (words["practice"], words["role"], words["answer"]), (), _PRACTICE_WIDTHS)
        for practice in part.practices:
            cells = _row(table, _PRACTICE_WIDTHS)
            _practice(cells[0].paragraphs[0], practice)
            cells[1].text = practice.role
            cells[2].text = practice.answer


def _section(document: WordDocument, title: str) -> None:
    document.add_heading(title, 1).paragraph_format.page_break_before = True


def _practice(paragraph: Paragraph, practice: PracticePart) -> None:
    paragraph.add_run(f"{practice.id} ").font.color.rgb = _QUIET
    paragraph.add_run(practice.statement)
    if practice.mark:
        paragraph.add_run(" ")
        run = paragraph.add_run(practice.mark)
        run.bold = True
        if practice.fails:
            run.font.color.rgb = _ALERT
    for label, value in practice.details:
        run = paragraph.add_run()
        run.add_break()
        run.add_text(f"{label}: {value}")
        run.font.size = Pt(9)


def _gap_table(document: WordDocument, content: ReportContent, parts: Iterable[RecommendationPart]) -> None:
    words = content.labels
    _table(
        document,
        (words["rank"], words["recommendation"], words["overall_range"], words["target"], words["status"]),
        [
            (
                "–" if part.rank is None else str(part.rank),
                f"{part.id} {part.title}" + (f" ({words['safeguard']})" if part.has_alert else ""),
                range_text(part.figures),
                target_text(part.target),
                part.status_label,
            )
            for part in parts
        ],
        (1.4, 7.8, 2.5, 1.8, 3.5),
    )


def _table(
    document: WordDocument, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]
) -> Table:
    """A table with columns of these widths in cm; a head stands again at the top of each page."""
    table: Table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    if head:
        for cell, title in zip(_row(table, widths), head, strict=True):
            cell.paragraphs[0].add_run(title).bold = True
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(mark)
    for row in rows:
        for cell, text in zip(_row(table, widths), row, strict=True):
            cell.text = text
    return table


def _row(table: Table, widths: Sequence[float]) -> tuple[_Cell, ...]:
    cells: tuple[_Cell, ...] = table.add_row().cells
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Cm(width)
    return cells


def _field(run: Run, name: str) -> None:
    """A number that Word itself counts."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run._r.addnext(field)


def _paragraphs(document: WordDocument, texts: Iterable[str]) -> None:
    for text in texts:
        document.add_paragraph(text)


def _coloured(paragraph: Paragraph, text: str) -> None:
    run = paragraph.add_run(text)
    run.bold = True
    run.font.color.rgb = _ALERT
