"""Where a fault stands: a line of a text file, whose column is named in the message, or a cell of a workbook."""

from __future__ import annotations

from typing import Protocol

from assessment.texts import translate as _


class Places(Protocol):
    """Names the places of one file. ``line`` counts from 1 in the way of its reader; 0 is the file as a whole."""

    def noted(self, line: int, column: str, message: str) -> str:
        """The message of a fault as it is kept; ``column`` is empty for the whole line."""

    def place(self, line: int, message: str = "") -> str:
        """Where the fault with this message stands, before the colon; empty for the whole file."""

    def mention(self, line: int, column: str) -> str:
        """The place inside a message about another one."""


class Lines:
    """Places of a text file.

    >>> Lines().place(112), Lines().mention(4, "country")
    ('112', 'line 4')
    """

    def noted(self, line: int, column: str, message: str) -> str:  # noqa: ARG002
        """The message, with the name of the column before it."""
        return _("column {column}: {message}").format(column=column, message=message) if column else message

    def place(self, line: int, message: str = "") -> str:  # noqa: ARG002
        """The number of the line."""
        return str(line or "")

    def mention(self, line: int, column: str) -> str:  # noqa: ARG002
        """The number of the line in words."""
        return _("line {line}").format(line=line)
