"""Excel workbooks in which every text is text: nothing that was typed becomes a formula, a link or a number."""

from __future__ import annotations

from typing import BinaryIO

from xlsxwriter import Workbook

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME = 31
"""Most characters in the name of a sheet."""


def text_workbook(file: BinaryIO) -> Workbook:
    """A new workbook that is written to ``file`` when it is closed; used in a ``with`` statement."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    return Workbook(file, options)


def mark(book: Workbook, marking: str) -> None:
    """A classification over every printed page of the sheets that are there; nothing for none."""
    if marking:
        for sheet in book.worksheets():
            sheet.set_header(f"&C&B{header_text(marking)}")


def header_text(text: str) -> str:
    """A text for the head or foot of printed pages, where ``&`` begins a command."""
    return text.replace("&", "&&")[:200]
