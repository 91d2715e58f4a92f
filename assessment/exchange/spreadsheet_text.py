"""Text and numbers as a spreadsheet takes them: no live formula, no rounding surprise.

A spreadsheet runs a cell that begins with ``=`` and the like as a formula, wherever the text came from. Such text is
written with one apostrophe before it, and one is taken away again when it is read. Both directions ask the same
question, and an apostrophe before a text never changes its answer, so reading gives back what was written.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice

GUARD = "'"
BOM = b"\xef\xbb\xbf"
LINE_END = "\r\n"
ROWS_A_CHUNK = 500

_OPENERS = frozenset("=+-@\t\r")
_MATHEMATICAL = frozenset("\N{MINUS SIGN}\N{HEAVY PLUS SIGN}\N{HEAVY MINUS SIGN}")
_APOSTROPHES = frozenset(
    "'\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
    "\N{MODIFIER LETTER APOSTROPHE}\N{FULLWIDTH APOSTROPHE}"
)
_BLANK_LETTERS = frozenset(
    "\N{HANGUL CHOSEONG FILLER}\N{HANGUL JUNGSEONG FILLER}\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}"
    "\N{BRAILLE PATTERN BLANK}"
)


def starts_formula(text: str) -> bool:
    """Could a spreadsheet take the text for a formula?

    It could when the first character after spaces, invisible characters and apostrophes is ``=``, ``+``, ``-``,
    ``@``, a tab, a carriage return, or a full-width or mathematical twin of these.

    >>> [starts_formula(text) for text in ("=1+1", " '=1", "\N{FULLWIDTH PLUS SIGN}1", "a=1", "", "#org")]
    [True, True, True, False, False, False]
    """
    for character in text:
        if character in _OPENERS:
            return True
        if character.isascii() and character.isalnum():
            return False
        if not (character in _APOSTROPHES or _is_invisible(character)):
            return _is_twin(character)
    return False


def guarded(text: str) -> str:
    """The text as it is written to a spreadsheet file.

    >>> guarded("=HYPERLINK(...)"), guarded("plain")
    ("'=HYPERLINK(...)", 'plain')
    """
    return GUARD + text if text and starts_formula(text) else text


def unguarded(text: str) -> str:
    """The text as it was before :func:`guarded`; one apostrophe is taken away where one was added.

    >>> unguarded("'=1"), unguarded("''=1"), unguarded("'tis")
    ('=1', "'=1", "'tis")
    """
    return text[1:] if text.startswith(GUARD) and starts_formula(text[1:]) else text


def decimal_text(number: float | None) -> str:
    """A number for a file: half-even to 6 decimals, no trailing zeros, no exponent; empty when undefined.

    >>> [decimal_text(n) for n in (66.66666666, 75.0, -0.0, 1e-9, 0.0078125, 100, None)]
    ['66.666667', '75', '0', '0', '0.007812', '100', '']
    """
    if number is None:
        return ""
    text = f"{number:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def exact_decimal_text(number: float) -> str:
    """A number that reads back as exactly the same: the fewest digits that do, without an exponent.

    >>> exact_decimal_text(75.0), exact_decimal_text(66.66666666666667), exact_decimal_text(1e-07)
    ('75', '66.66666666666667', '0.0000001')
    """
    text = format(Decimal(repr(float(number))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_hxl(cells: Sequence[str]) -> bool:
    """Is it a row of HXL: a hashtag in every cell that is not blank?

    >>> is_hxl(["#org+name", "", "#indicator+code"]), is_hxl(["#1", "text"]), is_hxl([""])
    (True, False, False)
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(re.match(r"#\w", cell) for cell in filled)


def csv_chunks(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """A CSV file piece by piece: UTF-8 with byte order mark, comma, CRLF, quotes where needed (RFC 4180)."""
    yield BOM
    rows = iter(rows)
    while chunk := list(islice(rows, ROWS_A_CHUNK)):
        yield csv_text(chunk).encode()


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as they stand in a CSV file, each with its line end.

    >>> csv_text([("a", "b,c"), ("1", "")])
    'a,"b,c"\\r\\n1,\\r\\n'
    """
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=LINE_END).writerows(rows)
    return buffer.getvalue()


def _is_invisible(character: str) -> bool:
    """Spaces of any width, line ends, format characters, variation selectors, letters that are drawn as nothing."""
    return (
        character.isspace()
        or unicodedata.category(character) in ("Cf", "Cc", "Mn")
        or character in _BLANK_LETTERS
        or unicodedata.normalize("NFKC", character).isspace()
    )


def _is_twin(character: str) -> bool:
    """Full-width, small, raised, lowered and mathematical forms of the four signs."""
    plain = unicodedata.normalize("NFKC", character)
    return plain[0] in _OPENERS or plain[0] in _MATHEMATICAL
