"""How the cells of the answer workbook look, and how its sheets print."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessment.texts import translate as _

STRONG, PALE, LINE, TYPED, GREY = "#0B5C8A", "#EEF3F6", "#C3CED5", "#FFF8DC", "#767C85"
AS_TEXT = "@"
A4 = 9
TALLEST = 409
"""Most points that a row may have."""
FILLED = 1.0
"""Share of a column's width that wrapped text fills, on average, in the fonts that stand in for each other."""


@dataclass(frozen=True)
class Styles:
    """Formats by what they are for. Only those beginning with ``typed`` are for cells that may be changed."""

    title: Format
    heading: Format
    note: Format
    text: Format
    first: Format
    repeated: Format
    header: Format
    number: Format
    typed: Format
    typed_date: Format
    closed: Format
    missing: Format


def styles(book: Workbook) -> Styles:
    """Make the formats of a workbook."""

    def made(**properties: Any) -> Format:
        return book.add_format({"valign": "top", "text_wrap": True, **properties})

    cell = {"border": 1, "border_color": LINE}
    typed = {**cell, "bg_color": TYPED, "locked": False}
    return Styles(
        title=book.add_format({"bold": True, "font_size": 16, "font_color": STRONG, "valign": "vcenter"}),
        heading=book.add_format({"bold": True, "font_size": 12, "font_color": STRONG, "valign": "vcenter"}),
        note=made(font_color=GREY, italic=True),
        text=made(**cell),
        first=made(**cell, bold=True),
        repeated=made(**cell, font_color=GREY),
        header=made(bold=True, font_color="#FFFFFF", bg_color=STRONG, valign="vcenter", **cell),
        number=made(**cell, align="right"),
        typed=made(**typed, num_format=AS_TEXT),
        typed_date=made(**typed, num_format="yyyy-mm-dd", align="left"),
        closed=made(**cell, bg_color=PALE, font_color=GREY),
        missing=book.add_format({"bg_color": "#F5CDB2"}),
    )


def protect(sheet: Worksheet) -> None:
    """Lock what is not to be typed, without a password; widths, heights and the filter stay free."""
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})


def set_up_print(sheet: Worksheet, title: str, is_landscape: bool = True) -> None:
    """A4, as wide as one page, as long as it takes, with page numbers."""
    if is_landscape:
        sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    pages = _("Page {page} of {pages}").format(page="&P", pages="&N")
    sheet.set_footer(f"&L{_shown(title)}&R{pages}")


def choice(
    sheet: Worksheet, row: int, column: int, source: str, title: str, message: str, ignores_blank: bool = True
) -> None:
    """Let a cell take only what stands in a named range, and say so when something else is typed."""
    sheet.data_validation(
        row,
        column,
        row,
        column,
        {
            "validate": "list",
            "source": f"={source}",
            "ignore_blank": ignores_blank,
            "error_title": title[:32],
            "error_message": message[:255],
        },
    )


def row_height(texts: Iterable[tuple[str, float]]) -> float:
    """Points that a row needs for its wrapped texts, each with the width of its column in characters.

    Not every program fits rows to their text when it opens a file.

    >>> row_height([("short", 20), ("one two three", 5)])
    48
    """
    lines = max((sum(_lines(line, width) for line in text.split("\n")) for text, width in texts), default=1)
    return min(TALLEST, 15 * lines + 3)


def _lines(text: str, width: float) -> int:
    """Letters of Chinese, Japanese and Korean are twice as wide."""
    widened = "".join(letter * (1 + (unicodedata.east_asian_width(letter) in "WF")) for letter in text)
    return max(1, len(textwrap.wrap(widened, max(1, int(width * FILLED)))))


def sentence_formula(sentence: str, **values: str) -> str:
    """A formula that gives a sentence with calculated values in the places of its ``{names}``.

    >>> sentence_formula("{number} of {all}.", number="COUNTA(A1:A9)", all="9")
    '=COUNTA(A1:A9)&" of "&9&"."'
    """
    pieces = re.split(r"\{(\w+)\}", sentence)
    parts = [values[piece] if position % 2 else text_constant(piece) for position, piece in enumerate(pieces) if piece]
    return "=" + "&".join(parts)


def text_constant(text: str) -> str:
    """Text inside a formula.

    >>> text_constant('say "yes" twice')
    '"say ""yes"" twice"'
    """
    return '"' + text.replace('"', '""') + '"'


def _shown(text: str) -> str:
    """Text in a footer, where an ampersand begins a code; a footer has at most 255 characters."""
    return text[:100].replace("&", "&&")
