"""Spreadsheets that come in, XLSX and ODS: their cells as text, or a sentence why they are not read.

A few kilobytes can unpack to more than a machine holds, so another process reads the file, with bounds on memory and
time, and can be killed (:mod:`assessment.exchange.spreadsheet_child`).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from assessment.exchange import spreadsheet_child as child
from assessment.exchange.text_file import UnreadableText
from assessment.texts import translate as _

_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Sheet:
    """One sheet; its rows from the first on. A cell is text, or ``None`` for a formula."""

    name: str
    rows: Sequence[Sequence[str | None]]


def is_spreadsheet(start: bytes) -> bool:
    """Does a file that begins so look like one? Text never does."""
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def spreadsheet_sheets(file: BinaryIO) -> list[Sheet]:
    """All sheets of a seekable file, hidden ones too.

    Raises:
        UnreadableText: it is too large, protected, damaged, hostile, or no XLSX or ODS file.
    """
    file.seek(0)
    data = file.read(child.MOST_BYTES + 1)
    if data.startswith(_OLE):
        raise UnreadableText(0, _refusal("protected"))
    if len(data) > child.MOST_BYTES:
        raise UnreadableText(0, _refusal("too_large"))
    answer = _answer(data)
    if "sheets" not in answer:
        raise UnreadableText(0, _refusal(str(answer.get("refused"))))
    return [Sheet(name, rows) for name, rows in answer["sheets"]]


def _answer(data: bytes) -> dict[str, list[tuple[str, list[list[str | None]]]]]:
    """What the other process says; one that dies or takes too long met a file that is too large for it."""
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", child.__file__],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=child.SECONDS + 2,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return {}
    found: dict[str, list[tuple[str, list[list[str | None]]]]] = json.loads(done.stdout)
    return found


def _refusal(reason: str) -> str:
    sentences = {
        "damaged": _("the spreadsheet is damaged. Open it in a spreadsheet program and save it again."),
        "other_format": _("this is no XLSX or ODS spreadsheet. Save it as .xlsx, .ods or CSV (UTF-8)."),
        "protected": _("this is an old Excel file, or one with a password. Save it as .xlsx without a password."),
        "too_dense": _("the spreadsheet unpacks to many times its size, as no real one does. It was not opened."),
        "too_wide": _("a cell stands so far down or to the right that the sheet is too large. Delete what is there."),
        "hostile": _("the spreadsheet declares a document type or entities, as no real one does. It was not opened."),
    }
    too_large = _("reading the spreadsheet takes too much memory or time. Save the sheet with the answers as CSV.")
    return sentences.get(reason, too_large)
