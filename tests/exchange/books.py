"""Spreadsheets made in a test: by a library, or by hand where no library would write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

from openpyxl import Workbook, load_workbook

from assessment.exchange.answer_files import AnswerFiles, read_answers
from questions.model import Instrument

XLSX_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODS_NS = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def read(instrument: Instrument, data: bytes, types: tuple[str, ...] = (), name: str = "book.xlsx") -> AnswerFiles:
    return read_answers(io.BytesIO(data), name, instrument, types)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def book_of(rows: Sequence[Sequence[object]], sheet: str = "answers") -> bytes:
    """An XLSX with one sheet."""
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def changed(data: bytes, change: Callable[[Workbook], None]) -> bytes:
    """A workbook opened, changed and saved again by another program, which leaves nothing calculated."""
    book = load_workbook(io.BytesIO(data))
    change(book)
    return saved(book)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def xlsx_parts(sheet: str, shared: str = "<sst/>") -> dict[str, str | bytes]:
    """The parts of an XLSX whose one sheet has this XML inside ``sheetData``."""
    relation = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships {relation}><Relationship Id="r1" Type="{_RELATION}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {XLSX_NS} xmlns:r="{_RELATION}"><sheets>'
        '<sheet name="answers" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships {relation}><Relationship Id="r1" '
        f'Type="{_RELATION}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
        f'Type="{_RELATION}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": shared.replace("<sst", f"<sst {XLSX_NS}"),
        "xl/worksheets/sheet1.xml": f"<worksheet {XLSX_NS}><sheetData>{sheet}</sheetData></worksheet>",
    }


def xlsx_of(sheet: str, shared: str = "<sst/>") -> bytes:
    return packed(xlsx_parts(sheet, shared))


def ods_of(rows: str, start: str = "") -> bytes:
    """An ODS with one sheet of these table rows."""
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": f'<?xml version="1.0"?>{start}<office:document-content {_ODS_NS}><office:body>'
            f'<office:spreadsheet><table:table table:name="answers">{rows}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
        }
    )


def ods_row(*cells: str) -> str:
    """A row of texts; one that begins with ``=`` is a formula that gives 3."""
    return f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>"


def _ods_cell(text: str) -> str:
    if text.startswith("="):
        return f'<table:table-cell table:formula="of:{text}" office:value-type="float" office:value="3"/>'
    if not text:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
