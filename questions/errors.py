"""Errors of the question bank.

    QuestionsError
    └── BankError        the bank cannot be used; holds every problem found

A :class:`Problem` is one mistake in one place, with what to do about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a question bank.

    Attributes:
        file: path relative to the bank, for example ``topics/4.2.yaml``.
        id: id of the nearest named thing, or empty when there is none.
        code: fixed name of the rule, for example ``numbering_gap``.
        message: what was found and what was expected, without a full stop.
        remedy: what to do, as one sentence.
    """

    file: str
    id: str
    code: str
    message: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.id}" if self.id else self.file
        return f"{where}: {self.message}. {self.remedy} [{self.code}]"


class QuestionsError(Exception):
    """Base of every error that leaves this room."""


class BankError(QuestionsError):
    """The bank has mistakes; ``problems`` lists all of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
