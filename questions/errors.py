"""Errors of the question bank.

    QuestionsError
    ├── BankError        the bank cannot be used; holds every problem found
    └── UnknownVersion   a version of the instrument is asked for that is not at hand

A :class:`Problem` is one mistake in one place, with what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        "duplicate_id": "an id stands more than once",
        "duplicate_key": "a key stands more than once",
        "forbidden_word": "a text claims that something here is binding",
        "id_reused": "an id that meant something else in an earlier version is used again",
        "identical_text": "two statements are the same",
        "level_codes": "level codes repeat, or are words of the answer format",
        "levels_not_rising": "the values of a scale do not rise",
        "missing_file": "a file of the bank is missing or cannot be opened",
        "neighbours_repeated": "two practices that look alike are one, or stand together twice",
        "nothing_asked": "there is no working group",
        "numbering_gap": "topics, working groups, recommendations or practices are not numbered one after the other",
        "practice_gone": "it is not said what became of a practice of the version before",
        "practice_without_lead": "no stakeholder type leads",
        "recommendation_without_practice": "there is nothing to answer",
        "recommendation_without_source": "it is not said where in the report it stands",
        "rollup": "the roll-up path does not lead from the inside out",
        "safeguard_allows_na": "a safeguard may be answered na for a reason that safeguards do not accept",
        "safeguard_asked_of_supporter": "a safeguard is asked of somebody who does not lead",
        "structure": "a key is missing, unknown, or holds something of the wrong kind",
        "subtype_without_role": "only_for narrows a type that is not asked",
        "support_text_missing": "supporters are asked without words of their own",
        "support_text_unused": "words for supporters, and nobody supports",
        "text_too_long": "a text is over its length",
        "translation_fuzzy": "a catalogue's entry is not certain",
        "translation_outdated": "a catalogue translates what the bank no longer says",
        "translation_unreadable": "a catalogue is not a gettext catalogue",
        "translation_without_text": "a catalogue's entry has no translation",
        "unknown_guideline": "a Guideline is not declared",
        "unknown_level": "a level is not on the scale",
        "unknown_na_reason": "a reason for na is not declared",
        "unknown_phase": "a phase is not declared",
        "unknown_practice": "a practice is named that does not exist",
        "unknown_reference": "a named reference is not declared",
        "unknown_scale": "a response scale is not declared",
        "unknown_subtype": "a subtype is not declared",
        "unknown_term": "a term is not in the glossary",
        "unknown_topic": "a working group's topic is not declared",
        "unknown_type": "a stakeholder type is not declared",
        "unknown_version": "the version before is not kept",
        "version_misplaced": "a folder of an older version holds something else",
        "yaml": "a file is not readable as YAML",
    }
)
"""Every code that a problem can have, and what it says; the examples are in the tests."""


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a question bank.

    Attributes:
        file: path relative to the bank, for example ``topics/4.2.yaml``.
        id: id of the nearest named thing, or empty when there is none.
        code: fixed name of the rule, one of :data:`CODES`.
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


class UnknownVersion(QuestionsError):
    """A version that is not at hand; the message lists those that are."""

    def __init__(self, instrument_id: str, version: str, known: Sequence[str]) -> None:
        super().__init__(f"{instrument_id} has no version '{version}' here. There is: {', '.join(known)}.")
