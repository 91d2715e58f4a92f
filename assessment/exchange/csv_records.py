"""The records of a CSV text, each with its line as an editor counts it; faulty quotes are told, and reading goes on."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import closing
from itertools import chain

from assessment.exchange.text_file import TextFile
from assessment.texts import translate as _

DELIMITERS = ",;\t"


def records(
    text: TextFile, names: Collection[str], note: Callable[[int, str], None]
) -> Generator[tuple[int, list[str]], None, None]:
    """(line, cells) of each record that is not blank, the header first.

    Args:
        names: of columns, in small letters, by which the delimiter is found.
        note: takes note of a faulty quote: line, message.
    """
    with closing(text.line_blocks()) as blocks:
        lines = _Lines(blocks)
        each_line = iter(lines)
        above, header = next(((n, line) for n, line in enumerate(each_line) if line.strip()), (0, ""))
        delimiter = _delimiter(header, names)
        reader = csv.reader(chain([header], each_line) if header else each_line, delimiter=delimiter, strict=True)
        start = above + 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                record = lines.between(start, above + 1 + reader.line_num)
                problem, is_last = _quote_problem(error, record, delimiter)
                note(start, problem)
                if is_last:
                    return
            else:
                if cells:
                    yield start, cells
            lines.since = start = above + 1 + reader.line_num


class _Lines:
    """Lines one after the other; those not yet done with can be had again.

    Attributes:
        since: the first line, counted from 1, that may be asked for again.
    """

    def __init__(self, blocks: Iterator[list[str]]) -> None:
        self.since = 1
        self._blocks = blocks
        self._kept: deque[tuple[int, list[str]]] = deque()

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self._noted())

    def between(self, start: int, end: int) -> str:
        """The text from line ``start`` to before line ``end``."""
        return "".join(
            line for first, block in self._kept for n, line in enumerate(block, start=first) if start <= n < end
        )

    def _noted(self) -> Iterator[list[str]]:
        first = 1
        for block in self._blocks:
            while self._kept and self._kept[0][0] + len(self._kept[0][1]) <= self.since:
                self._kept.popleft()
            self._kept.append((first, block))
            first += len(block)
            yield block


def _delimiter(header: str, known: Collection[str]) -> str:
    """The delimiter that finds most of the columns known, else most columns."""

    def columns(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([header], delimiter=delimiter), [])
        return sum(name.strip().lower() in known for name in names), len(names)

    return max(DELIMITERS, key=columns)


def _quote_problem(error: csv.Error, record: str, delimiter: str) -> tuple[str, bool]:
    """What is wrong with a record, and whether nothing below it can be read."""
    number = _faulty_cell(record, delimiter)
    if "field limit" in str(error):
        message = _("cell {number} is longer than {limit:,} characters, or its quote is never closed. Close the quote.")
        return message.format(number=number, limit=csv.field_size_limit()), True
    if "unexpected end" in str(error):
        return _("the quote that opens cell {number} is never closed. Close it.").format(number=number), True
    message = _("cell {number} goes on after its closing quote. Double each quote inside the text, or close it before.")
    return message.format(number=number), False


def _faulty_cell(record: str, delimiter: str) -> int:
    """Which cell of a record, counted from 1, has a quote that is not closed or not followed by a delimiter."""
    quoted = re.compile(rf'"(?:[^"]|"")*"(?=[{delimiter}\r\n]|\Z)')
    plain = re.compile(rf"[^{delimiter}\r\n]*")
    number, position = 1, 0
    while position < len(record):
        is_quoted = record[position] == '"'
        match = (quoted if is_quoted else plain).match(record, position)
        if match is None:
            return number
        position = match.end() + 1
        number += 1
    return max(1, number - 1)
