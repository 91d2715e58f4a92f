"""The rules that hold across the files of a bank, one module a subject.

A rule is a function of what was read and of the instrument made from it, and yields the problems it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from questions.errors import Problem
from questions.files import Bank
from questions.model import Instrument, Practice, Recommendation

Rule = Callable[[Bank, Instrument], Iterator[Problem]]


def practices_of(bank: Bank) -> Iterator[tuple[str, Recommendation, Practice]]:
    """Every practice that could be parsed, with its file and recommendation."""
    for file, group in bank.groups.items():
        for recommendation in group.recommendations:
            for practice in recommendation.practices:
                yield file, recommendation, practice
