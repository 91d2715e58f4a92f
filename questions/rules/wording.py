"""Texts keep to their length, differ from each other and claim nothing that is not so."""

from __future__ import annotations

from collections.abc import Iterator

from questions.errors import Problem
from questions.files import INSTRUMENT, Bank
from questions.model import Instrument, Shape

WORD_LIMITS = {
    ("Recommendation", "title"): 14,
    ("Recommendation", "why"): 60,
    ("Recommendation", "examples"): 50,
    ("Practice", "text"): 35,
    ("Practice", "support_text"): 35,
    ("Practice", "in_place_when"): 35,
    ("Practice", "support_in_place_when"): 35,
    ("Practice", "evidence"): 25,
    ("Topic", "introduction"): 70,
    ("WorkingGroup", "introduction"): 70,
    ("Level", "description"): 35,
    ("StakeholderType", "description"): 35,
    ("Subtype", "description"): 35,
    ("Term", "meaning"): 60,
    ("Neighbours", "difference"): 40,
    ("NaReason", "text"): 30,
}
FORBIDDEN_WORD = "complian"


def lengths_and_words(bank: Bank, instrument: Instrument) -> Iterator[Problem]:
    """No text is over its length, none speaks of compliance."""
    for file, identifier, name, text, shape in _texts(bank, instrument):
        words, limit = len(text.split()), WORD_LIMITS.get((type(shape).__name__, name))
        if limit and words > limit:
            message = f"'{name}' has {words} words, {limit} are allowed"
            yield Problem(file, identifier, "text_too_long", message, "Shorten it.")
        if FORBIDDEN_WORD in text.lower():
            message, remedy = f"'{name}' speaks of compliance", "Say readiness, met or gap: nothing here is binding."
            yield Problem(file, identifier, "forbidden_word", message, remedy)


def identical_texts(bank: Bank, instrument: Instrument) -> Iterator[Problem]:
    """No two practices, and no two recommendations, say the same."""
    seen: dict[tuple[str, str], str] = {}
    for file, identifier, name, text, shape in _texts(bank, instrument):
        kind = type(shape).__name__
        if (kind == "Practice" and name in ("text", "support_text")) or (kind, name) == ("Recommendation", "title"):
            first = seen.setdefault((kind, text.casefold()), f"'{name}' of {identifier}")
            if first != f"'{name}' of {identifier}":
                message, remedy = f"'{name}' is the same as {first}", "Say what sets the two apart."
                yield Problem(file, identifier, "identical_text", message, remedy)


def _texts(bank: Bank, instrument: Instrument) -> Iterator[tuple[str, str, str, str, Shape]]:
    """(file, id, name of the field, text, shape) of every text."""
    for file, identifier, shape in _shapes(bank, instrument):
        for name in sorted(shape.texts):
            value = getattr(shape, name)
            for text in (value,) if isinstance(value, str) else value or ():
                yield file, identifier, name, text, shape


def _shapes(bank: Bank, instrument: Instrument) -> Iterator[tuple[str, str, Shape]]:
    yield INSTRUMENT, instrument.id, instrument
    for phase in instrument.phases:
        yield INSTRUMENT, phase.id, phase
    for guideline in instrument.guidelines:
        yield INSTRUMENT, str(guideline.id), guideline
    for reason in bank.na_reasons.values():
        yield INSTRUMENT, reason.id, reason
    for topic in instrument.topics:
        yield INSTRUMENT, topic.id, topic
    for pair in instrument.quality_rules.pairs:
        yield INSTRUMENT, pair.code, pair
    for kind in instrument.stakeholder_types:
        yield "stakeholders.yaml", kind.id, kind
        for subtype in kind.subtypes:
            yield "stakeholders.yaml", f"{kind.id}:{subtype.id}", subtype
    for scale in instrument.scales:
        for level in scale.levels:
            yield "scale.yaml", scale.id, level
    for reference in instrument.references:
        yield "references.yaml", reference.id, reference
    for term in instrument.glossary:
        yield "glossary.yaml", term.id, term
    for neighbours in instrument.neighbours:
        yield "neighbours.yaml", neighbours.id, neighbours
    for file, group in bank.groups.items():
        yield file, group.id, group
        for recommendation in group.recommendations:
            yield file, recommendation.id, recommendation
            for practice in recommendation.practices:
                yield file, practice.id, practice
