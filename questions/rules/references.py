"""Every id that is used is declared."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from questions.errors import Problem
from questions.files import FILE_OF_KEY, INSTRUMENT, Bank, written_ids
from questions.model import Instrument, Practice, Recommendation
from questions.rules import practices_of

_CODES = {
    "phases": ("unknown_phase", "phase"),
    "guidelines": ("unknown_guideline", "Guideline"),
    "references": ("unknown_reference", "reference"),
    "scales": ("unknown_scale", "scale"),
    "glossary": ("unknown_term", "term"),
    "na_reasons": ("unknown_na_reason", "reason"),
}


def references(bank: Bank, instrument: Instrument) -> Iterator[Problem]:
    """Phases, Guidelines, named references, scales, terms and reasons are declared where they belong."""
    for file, _, practice in practices_of(bank):
        for key, entries in _used_by_practice(practice):
            yield from _undeclared(bank, file, practice.id, key, entries)
    for file, recommendation in _recommendations(bank):
        yield from _undeclared(bank, file, recommendation.id, "glossary", recommendation.terms)
    for reason in instrument.safeguard_na_reasons:
        yield from _undeclared(bank, INSTRUMENT, reason, "na_reasons", (reason,))


def warning_rules(bank: Bank, instrument: Instrument) -> Iterator[Problem]:
    """The rules for warnings name practices and levels that exist."""
    written = {practice for raw in bank.raw_groups.values() for _, practice in written_ids(raw)}
    for rule in instrument.quality_rules.pairs:
        for practice_id, level in (
            *((practice_id, rule.at_least) for practice_id in rule.when),
            *((practice_id, rule.below) for practice_id in rule.any_of),
        ):
            practice = instrument.practices.get(practice_id)
            scale = instrument.scales_by_id.get(practice.scale) if practice else None
            if practice_id not in written:
                message = f"there is no practice {practice_id}"
                yield Problem(INSTRUMENT, rule.code, "unknown_practice", message, "Correct the id.")
            elif scale and level not in scale.index:
                message, remedy = f"'{level}' is no level of {practice_id}", f"Use one of: {', '.join(scale.index)}."
                yield Problem(INSTRUMENT, rule.code, "unknown_level", message, remedy)


def neighbours(bank: Bank, instrument: Instrument) -> Iterator[Problem]:
    """Practices that look alike exist, are two, and stand together once."""
    written = {practice for raw in bank.raw_groups.values() for _, practice in written_ids(raw)}
    seen: set[frozenset[str]] = set()
    file = FILE_OF_KEY["neighbours"]
    for pair in instrument.neighbours:
        for practice_id in pair.practices:
            if practice_id not in written:
                message = f"there is no practice {practice_id}"
                yield Problem(file, pair.id, "unknown_practice", message, "Correct the id, or take the pair out.")
        both = frozenset(pair.practices)
        if len(both) == 1:
            message, remedy = "a practice is its own neighbour", "Name the other practice."
            yield Problem(file, pair.id, "neighbours_repeated", message, remedy)
        elif both in seen:
            message, remedy = "these two stand together already", "Make one sentence of the two."
            yield Problem(file, pair.id, "neighbours_repeated", message, remedy)
        seen.add(both)


def _used_by_practice(practice: Practice) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "phases", practice.phases
    yield "guidelines", tuple(map(str, practice.guidelines))
    yield "references", practice.references
    yield "scales", (practice.scale,)


def _recommendations(bank: Bank) -> Iterator[tuple[str, Recommendation]]:
    for file, group in bank.groups.items():
        for recommendation in group.recommendations:
            yield file, recommendation


def _undeclared(bank: Bank, file: str, identifier: str, key: str, entries: tuple[str, ...]) -> Iterator[Problem]:
    known = bank.declared.get(key)
    if known is None:
        return
    code, name = _CODES[key]
    for entry in entries:
        if entry not in known:
            similar = get_close_matches(entry, known, n=1)
            hint = f" Did you mean '{similar[0]}'?" if similar else ""
            message = f"{name} '{entry}' is not declared in {FILE_OF_KEY.get(key, INSTRUMENT)}"
            yield Problem(file, identifier, code, message, f"Correct the id, or declare it.{hint}")
