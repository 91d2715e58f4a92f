"""Text files of unknown encoding: which one it is, and its lines as an editor counts them.

Reading goes over the file once before anything is parsed. That pass is cheap and bounded by the row limit, so a
file that is too long, or no text at all, is refused within a moment.
"""

from __future__ import annotations

import codecs
import io
import re
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, cast

from assessment.texts import translate as _

CHUNK = 1 << 20
LINES_AT_ONCE = 1 << 16  # characters
KEPT_IN_MEMORY = 64 << 20

_LINE_ENDS = re.compile(r"[\r\n]+")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FALLBACK = "cp1252"


class UnreadableText(Exception):
    """The file is not text that can be read; ``line`` is where, 0 for the whole file."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        self.message = message
        super().__init__(message)


@dataclass(frozen=True)
class TextFile:
    """A file whose encoding is known.

    Attributes:
        warning: a sentence when the encoding had to be guessed, else empty.
    """

    file: BinaryIO
    encoding: str
    warning: str = ""

    def line_blocks(self) -> Generator[list[str], None, None]:
        """Lines, some at a time, with their ends as written: LF, CRLF or CR, in any mixture."""
        return _line_blocks(self.file, self.encoding, "strict")


@contextmanager
def seekable(file: BinaryIO) -> Iterator[BinaryIO]:
    """The file itself, or a copy of it, at its start, when it is a stream that cannot be read twice."""
    if file.seekable():
        yield file
    else:
        with tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY) as copy:
            shutil.copyfileobj(file, copy)
            copy.seek(0)
            yield cast(BinaryIO, copy)


def text_file(file: BinaryIO, row_limit: int) -> TextFile:
    """Find the encoding: UTF-8 with or without byte order mark, UTF-16 with one, else Windows-1252.

    Args:
        file: seekable.
        row_limit: most rows below the header; lines in quotes and blank lines do not count.

    Raises:
        UnreadableText: it is no text, holds a NUL character or a lone surrogate, or has more rows than the limit.
    """
    file.seek(0)
    start = file.read(4)
    if start[:2] in _UTF16:
        return _strict(file, "utf-16", row_limit)
    if start.startswith(codecs.BOM_UTF8):
        return _strict(file, "utf-8-sig", row_limit)
    try:
        _scan(file, "utf-8", row_limit)
    except UnicodeDecodeError as error:
        return _guessed(file, row_limit, error)
    return TextFile(file, "utf-8")


def _strict(file: BinaryIO, encoding: str, row_limit: int) -> TextFile:
    try:
        _scan(file, encoding, row_limit)
    except UnicodeDecodeError as error:
        raise _undecodable(file, encoding) from error
    return TextFile(file, encoding)


def _guessed(file: BinaryIO, row_limit: int, cause: UnicodeDecodeError) -> TextFile:
    """Windows-1252, which spreadsheet programs write; text that is UTF-8 but for a surrogate is not taken for it."""
    try:
        _scan(file, "utf-8", row_limit, "surrogatepass")
    except UnicodeDecodeError:
        pass
    else:
        raise _undecodable(file, "utf-8") from cause
    try:
        _scan(file, _FALLBACK, row_limit)
    except UnicodeDecodeError as error:
        raise _undecodable(file, _FALLBACK) from error
    return TextFile(
        file,
        _FALLBACK,
        _("the file is not UTF-8; it was read as Windows-1252. Check accented letters, or save as UTF-8."),
    )


def _scan(file: BinaryIO, encoding: str, row_limit: int, errors: str = "strict") -> None:
    """Decode everything once. Line ends are counted on the way; only too many of them are looked at closely."""
    line_ends, is_counted = 0, False
    for text in _texts(file, encoding, errors):
        if "\0" in text:
            line = next(n for n, line in enumerate(_lines(file, encoding, errors), start=1) if "\0" in line)
            raise UnreadableText(line, _("the line holds a NUL character. Save the file as plain text (UTF-8)."))
        line_ends += text.count("\n") + text.count("\r") - text.count("\r\n")
        if line_ends > row_limit and not is_counted:
            position = file.tell()
            if _is_over(file, encoding, row_limit):
                raise UnreadableText(0, too_many_rows(row_limit))
            file.seek(position)
            is_counted = True


def too_many_rows(row_limit: int) -> str:
    """The sentence for a file with more rows than are allowed."""
    return _("the file has more than {limit} rows. Split it into several files.").format(limit=f"{row_limit:,}")


def _is_over(file: BinaryIO, encoding: str, row_limit: int) -> bool:
    """Are there more rows below the header and a row of hashtags than allowed? Stops at the first too many."""
    rows, quotes, last = -2, 0, "\n"
    for text in _texts(file, encoding, "replace"):
        if not text:
            continue
        pieces = text.split('"')
        rows += sum(_rows(piece) for piece in pieces[quotes % 2 :: 2])
        rows -= quotes % 2 == 0 and last in "\r\n" and text[0] in "\r\n"
        quotes += len(pieces) - 1
        last = text[-1]
        if rows > row_limit:
            return True
    return rows + (last not in "\r\n") > row_limit


def _rows(text: str) -> int:
    """Runs of line ends: blank lines are no rows."""
    text = text.replace("\r\n", "\n")
    return len(_LINE_ENDS.findall(text)) if "\r" in text or "\n\n" in text else text.count("\n")


def _texts(file: BinaryIO, encoding: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _lines(file: BinaryIO, encoding: str, errors: str) -> Iterator[str]:
    return chain.from_iterable(_line_blocks(file, encoding, errors))


def _line_blocks(file: BinaryIO, encoding: str, errors: str) -> Generator[list[str], None, None]:
    file.seek(0)
    wrapper = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
    try:
        while block := wrapper.readlines(LINES_AT_ONCE):
            yield block
    finally:
        wrapper.detach()


def _undecodable(file: BinaryIO, encoding: str) -> UnreadableText:
    lines = enumerate(_lines(file, encoding, "replace"), start=1)
    line = next((number for number, line in lines if "\N{REPLACEMENT CHARACTER}" in line), 0)
    return UnreadableText(
        line,
        _("the line holds bytes that are no characters in {encoding}. Save the file as UTF-8.").format(
            encoding={"utf-16": "UTF-16", _FALLBACK: "UTF-8 or Windows-1252"}.get(encoding, "UTF-8")
        ),
    )
