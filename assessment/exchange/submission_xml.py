"""A single submission of our form as it is sent: XML, its fields in nested elements.

It is parsed without a document type, so without entities, and within limits of size, depth and number of elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

import defusedxml.sax
from defusedxml import DefusedXmlException

from assessment.exchange.answer_rows import AnswerRows
from assessment.exchange.form_columns import form_columns
from assessment.exchange.submission_rows import RecordPlaces, SubmissionReader
from assessment.exchange.text_file import UnreadableText
from assessment.texts import translate as _
from questions.model import Instrument

MOST_BYTES = 16 << 20
DEEPEST = 30
MOST_ELEMENTS = 50_000

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Field:
    """An element without elements in it.

    Attributes:
        path: names of the elements from below the root to it, ``/`` between.
        line: where it begins.
    """

    path: str
    text: str
    line: int


def is_xml(start: bytes) -> bool:
    """Does a file that begins so look like XML? No table does."""
    for bom in _BOMS:
        start = start.removeprefix(bom)
    return start.replace(b"\0", b"").lstrip().startswith(b"<")


def read_submission(file: BinaryIO, rows: AnswerRows, row_limit: int) -> Iterator[None]:
    """Hand the answers of a submission on, and stop when its sheet is finished.

    Raises:
        UnreadableText: it is damaged, hostile or too large.
        TypesMissing: neither the submission nor ``rows`` name a stakeholder type.
    """
    fields = _said(_fields(file), rows.instrument)
    reader = SubmissionReader(rows, row_limit, RecordPlaces(lambda _line, position: str(fields[position].line)))
    if reader.read_header(1, [field.path for field in fields]):
        reader.read_row(1, [field.text for field in fields])
    if rows.finished:
        yield


def _said(fields: Sequence[Field], instrument: Instrument) -> list[Field]:
    """The fields without those that are not of our form and empty: groups of which nothing was asked."""
    unknown = set(form_columns([field.path for field in fields], instrument).unknown)
    return [field for position, field in enumerate(fields) if field.text.strip() or position not in unknown]


def _fields(file: BinaryIO) -> list[Field]:
    """All fields.

    Raises:
        UnreadableText: it is damaged, hostile or too large.
    """
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise UnreadableText(0, _too_large())
    found = _Elements()
    try:
        defusedxml.sax.parseString(data, found, forbid_dtd=True)
    except DefusedXmlException as error:
        message = _("the file declares a document type or entities, as no submission does. It was not read.")
        raise UnreadableText(0, message) from error
    except SAXParseException as error:
        raise UnreadableText(error.getLineNumber() or 0, _damaged()) from error
    except (SAXException, ValueError, LookupError) as error:
        raise UnreadableText(0, _damaged()) from error
    return found.fields


class _Elements(ContentHandler):
    """Takes the fields as they come."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[Field] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self._line = 0
        self._count = 0
        self._locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: ARG002, N802
        self._count += 1
        self._path.append(name.rpartition(":")[2])
        if self._count > MOST_ELEMENTS or len(self._path) > DEEPEST:
            raise UnreadableText(0, _too_large())
        self._text = []
        self._line = self._locator.getLineNumber() or 0 if self._locator else 0

    def characters(self, content: str) -> None:
        self._text.append(content)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802
        if len(self._path) > 1:
            self.fields.append(Field("/".join(self._path[1:]), "".join(self._text), self._line))
        self._text = []
        self._path.pop()


def _too_large() -> str:
    return _("the file is larger, or nested deeper, than a submission can be. It was not read.")


def _damaged() -> str:
    return _("this is no well-formed XML. Take the submission as the form sent it.")
