"""Searching the instrument: which recommendations and practices have all the words of a query, or the id.

Upper and lower case and accents make no difference; a word of the query stands for all words that begin with it. An id
is found with and without its dots and its ``R``: ``R3.1.10b``, ``3.1.10b``, ``r3110b``. That of a working group needs
its dot.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from questions.model import Instrument, Practice, Recommendation, Term, WorkingGroup

_NO_WORD = re.compile(r"[\W_]+")
_ID = re.compile(r"r?\d+(?:\.?\d+)*[a-z]?")
# Thai to Myanmar, Khmer, Chinese and Japanese: written without spaces, so a word may begin anywhere.
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True)
class Found:
    """A recommendation that a query leads to, with those of its practices in which something of it occurs."""

    recommendation: Recommendation
    practices: tuple[Practice, ...]


@dataclass(frozen=True)
class _Words:
    """A text to search in: folded, each word after a space; and the ids that lead to it."""

    text: str
    ids: frozenset[str]

    def __contains__(self, word: str) -> bool:
        if _bare(word) in self.ids or word in self.ids:
            return True
        return all(self._begins(part) for part in _parts(word))

    def _begins(self, part: str) -> bool:
        return part in self.text if _WITHOUT_SPACES.search(part) else f" {part}" in self.text


@dataclass(frozen=True)
class Guide:
    """An instrument made ready for searching; make it once with :func:`guide_to` and keep it."""

    instrument: Instrument
    _recommendations: tuple[tuple[Recommendation, _Words, tuple[tuple[Practice, _Words], ...]], ...]

    def search(self, query: str) -> tuple[Found, ...]:
        """What has every word of the query, in the order of the instrument; nothing for a query without words.

        A practice counts with its recommendation: some words may stand in one, some in the other, but at least one in
        the practice itself. A recommendation that has all of them alone is found with or without practices.
        """
        words = _queried(query)
        if not words:
            return ()
        found = []
        for recommendation, own, practices in self._recommendations:
            hits = tuple(
                practice
                for practice, text in practices
                if any(word in text for word in words) and all(word in text or word in own for word in words)
            )
            if hits or all(word in own for word in words):
                found.append(Found(recommendation, hits))
        return tuple(found)

    def terms(self, query: str) -> tuple[Term, ...]:
        """The terms of the glossary that have every word of the query, by title; all of them for an empty query."""
        words = _queried(query)
        ordered = sorted(self.instrument.glossary, key=lambda term: folded(term.title))
        return tuple(
            term
            for term in ordered
            if all(word in _Words(_text((term.title, term.meaning, term.id)), frozenset()) for word in words)
        )


def guide_to(instrument: Instrument) -> Guide:
    """Make an instrument ready for searching, in the language that it is in."""
    return Guide(
        instrument,
        tuple(
            (
                recommendation,
                _recommendation_words(instrument, group, recommendation),
                tuple((practice, _practice_words(instrument, practice)) for practice in recommendation.practices),
            )
            for group in instrument.working_groups()
            for recommendation in group.recommendations
        ),
    )


def folded(text: str) -> str:
    """The text without upper case and accents.

    >>> folded("Évacuation FORCÉE")
    'evacuation forcee'
    """
    return "".join(mark for mark in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(mark))


def _queried(query: str) -> tuple[str, ...]:
    return tuple(word for word in folded(query).split() if _parts(word))


def _parts(word: str) -> list[str]:
    return _NO_WORD.sub(" ", word).split()


def _text(texts: Iterable[str]) -> str:
    return " ".join(" ".join(("", *_parts(folded(text)))) for text in texts)


def _bare(word: str) -> str:
    """An id without its ``r`` and its dots; what is no id stays as it is, and leads nowhere."""
    return word.removeprefix("r").replace(".", "") if _ID.fullmatch(word) else word


def _recommendation_words(instrument: Instrument, group: WorkingGroup, recommendation: Recommendation) -> _Words:
    terms = [text for t in instrument.glossary if t.id in recommendation.terms for text in (t.title, t.meaning)]
    texts = (recommendation.title, recommendation.why or "", *recommendation.examples, *terms, group.title)
    return _Words(_text(texts), frozenset({_bare(recommendation.id.lower()), group.id}))


def _practice_words(instrument: Instrument, practice: Practice) -> _Words:
    references = [reference.title for reference in instrument.references if reference.id in practice.references]
    texts = (
        practice.text,
        practice.support_text or "",
        *practice.in_place_when,
        *practice.support_in_place_when,
        *practice.evidence,
        *references,
    )
    return _Words(_text(texts), frozenset({_bare(practice.id.lower())}))
