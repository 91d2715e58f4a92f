"""Reads a spreadsheet in a process of its own, which may be killed: file on standard input, JSON on standard output.

Run as a script; it knows nothing of this project. Before the cells are read, one pass over the XML finds what would
cost too much, what is hostile, and which cells hold formulas: the values alone would not tell a formula that was never
calculated from an empty cell.

The answer is ``{"refused": reason}``, one of :data:`REASONS`, or ``{"sheets": [[name, rows], ...]}``, where a cell is
text, or null for a formula.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import posixpath
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
from defusedxml import DefusedXmlException
from python_calamine import CalamineError, CalamineWorkbook

MOST_BYTES = 50 << 20
MOST_PARTS = 2_000
MOST_UNPACKED = 128 << 20
MOST_RATIO = 300
FREE_OF_RATIO = 1 << 20
MOST_CELLS = 4_000_000
MOST_TEXT = 48 << 20
LONGEST_CELL = 32_767
MEMORY = 768 << 20
SECONDS = 12
"""Of computing; who waits allows two more for the start."""
OWN_FORMULA = "micic_mirror"
"""A name that stands in every formula which only repeats a cell that is read itself; such a cell counts as blank."""
REASONS = ("damaged", "other_format", "protected", "too_large", "too_dense", "too_wide", "hostile")

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_WORKBOOK, _RELATIONS, _CONTENT = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "content.xml"


class Refused(Exception):
    """The file is not read; ``args[0]`` is one of :data:`REASONS`."""


@dataclass
class Found:
    """What the XML of one sheet says: how far its cells reach, and where formulas are, counted from 0."""

    name: str
    rows: int = 0
    columns: int = 0
    formulas: dict[tuple[int, int], bool] = field(default_factory=dict)
    """True for one that only repeats another cell."""

    def take(self, row: int, column: int) -> None:
        """A cell that is not empty."""
        if row < self.rows and column < self.columns:
            return
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        if self.rows * self.columns > MOST_CELLS:
            raise Refused("too_wide")


class _Cells(ContentHandler):
    """Cells of a sheet of an XLSX file."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._row, self._column = -1, -1
        self._formula: list[str] | None = None
        self._shared, self._own_shared = "", set[str]()

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        if local == "c":
            self._column += 1
            if match := _CELL.fullmatch(attrs.get("r", "")):
                self._row, self._column = int(match[2]) - 1, _column_number(match[1])
        elif local == "row":
            self._row = int(attrs["r"]) - 1 if "r" in attrs else self._row + 1
            self._column = -1
        elif local in ("v", "is", "f"):
            self._found.take(self._row, self._column)
            if local == "f":
                self._formula, self._shared = [], attrs.get("si", "")

    def characters(self, content: str) -> None:
        if self._formula is not None:
            self._formula.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        if self._formula is None or name.rpartition(":")[2] != "f":
            return
        is_own = OWN_FORMULA in "".join(self._formula) or (not self._formula and self._shared in self._own_shared)
        if is_own and self._shared:
            self._own_shared.add(self._shared)
        self._found.formulas[self._row, self._column] = is_own
        self._formula = None


class _Content(ContentHandler):
    """Cells of all sheets of an ODS file, where a row or a cell may stand for many."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._is_cell = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        given = dict(attrs.items())
        if name == "table:table":
            self.found.append(Found(given.get("table:name", "")))
            self._row = 0
        elif name == "table:table-row":
            self._rows, self._column = _repeated(given, "table:number-rows-repeated"), 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._is_cell, self._columns = True, _repeated(given, "table:number-columns-repeated")
            if "table:formula" in given:
                self._formulas(OWN_FORMULA in given["table:formula"])
            elif "office:value-type" in given:
                self._take()
        elif name == "text:p" and self._is_cell:
            self._take()

    def endElement(self, name: str) -> None:  # noqa: N802
        if name == "table:table-row":
            self._row += self._rows
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._column += self._columns
            self._is_cell = False

    def _take(self) -> None:
        self.found[-1].take(self._row + self._rows - 1, self._column + self._columns - 1)

    def _formulas(self, is_own: bool) -> None:
        self._take()
        for row in range(self._row, self._row + self._rows):
            for column in range(self._column, self._column + self._columns):
                self.found[-1].formulas[row, column] = is_own


class _Elements(ContentHandler):
    """Attributes of the elements of one name."""

    def __init__(self, wanted: str) -> None:
        self._wanted = wanted
        self.attributes: list[dict[str, str]] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        if name.rpartition(":")[2] == self._wanted:
            self.attributes.append({key.rpartition(":")[2]: value for key, value in attrs.items()})


def read(data: bytes) -> list[tuple[str, list[list[str | None]]]]:
    """Every sheet with its rows from the first on; raises :class:`Refused`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _check_sizes(parts.infolist())
            found = _found(parts)
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            if book.sheet_names[: len(found)] != [sheet.name for sheet in found]:
                raise Refused("damaged")
            return list(_sheets(book, found))
    except DefusedXmlException as error:
        raise Refused("hostile") from error
    except (zipfile.BadZipFile, zlib.error, SAXException, CalamineError, KeyError, ValueError, OSError) as error:
        raise Refused("damaged") from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused("too_large")
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise Refused("damaged")
    for part in parts:
        if part.flag_bits & 1:
            raise Refused("protected")
        if part.file_size > max(FREE_OF_RATIO, MOST_RATIO * part.compress_size):
            raise Refused("too_dense")


def _found(parts: zipfile.ZipFile) -> list[Found]:
    names = set(parts.namelist())
    if _WORKBOOK in names:
        return _found_xlsx(parts, names)
    if _CONTENT in names and "spreadsheet" in _start(parts, "mimetype"):
        if "encryption-data" in _start(parts, "META-INF/manifest.xml"):
            raise Refused("protected")
        content = _Content()
        _parse(parts, _CONTENT, content)
        return content.found
    raise Refused("other_format")


def _found_xlsx(parts: zipfile.ZipFile, names: set[str]) -> list[Found]:
    sheets, relations = _Elements("sheet"), _Elements("Relationship")
    _parse(parts, _WORKBOOK, sheets)
    _parse(parts, _RELATIONS, relations)
    for name in ("xl/sharedStrings.xml", "xl/styles.xml"):
        if name in names:
            _parse(parts, name, ContentHandler())
    targets = {entry["Id"]: entry["Target"] for entry in relations.attributes}
    found = []
    for entry in sheets.attributes:
        sheet = Found(entry["name"])
        part = posixpath.normpath(posixpath.join("/xl", targets[entry["id"]])).lstrip("/")
        if "/worksheets/" in part:
            _parse(parts, part, _Cells(sheet))
        found.append(sheet)
    return found


def _parse(parts: zipfile.ZipFile, name: str, handler: ContentHandler) -> None:
    with parts.open(name) as part:
        defusedxml.sax.parse(part, handler, forbid_dtd=True)


def _start(parts: zipfile.ZipFile, name: str) -> str:
    if name not in parts.namelist():
        return ""
    with parts.open(name) as part:
        return part.read(1 << 20).decode("utf-8", "replace")


def _sheets(book: CalamineWorkbook, found: list[Found]) -> Iterator[tuple[str, list[list[str | None]]]]:
    left = MOST_TEXT
    for position, sheet in enumerate(found):
        rows: list[list[str | None]] = []
        for values in book.get_sheet_by_index(position).to_python(skip_empty_area=False):
            cells: list[str | None] = [_text(value) for value in values]
            left -= sum(map(len, cells))  # type: ignore[arg-type]
            if left < 0:
                raise Refused("too_large")
            while cells and not cells[-1]:
                cells.pop()
            rows.append(cells)
        for (row, column), is_own in sheet.formulas.items():
            rows.extend([] for _ in range(row + 1 - len(rows)))
            rows[row].extend("" for _ in range(column + 1 - len(rows[row])))
            rows[row][column] = "" if is_own else None
        yield sheet.name, rows


def _text(value: object) -> str:
    """A cell as it would be typed: whole numbers without a point, dates in ISO form."""
    if isinstance(value, str):
        return value[: LONGEST_CELL + 1]
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _repeated(given: dict[str, str], name: str) -> int:
    return max(1, int(given.get(name, "1")))


def _limit_itself() -> None:
    """Memory and time of this process, where the system can bound them; who started it bounds the time as well."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main() -> None:
    """Read standard input and answer on standard output."""
    _limit_itself()
    answer: dict[str, object]
    try:
        answer = {"sheets": read(sys.stdin.buffer.read(MOST_BYTES + 1))}
    except Refused as refused:
        answer = {"refused": refused.args[0]}
    except MemoryError:
        answer = {"refused": "too_large"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
