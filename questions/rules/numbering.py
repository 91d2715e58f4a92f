"""Ids stand once, where they belong, without gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import count, islice
from typing import Any

from questions.errors import Problem
from questions.files import FILE_OF_KEY, INSTRUMENT, Bank, entries_of, written_ids
from questions.model import Instrument


def duplicate_ids(bank: Bank) -> Iterator[Problem]:
    """Nothing that is declared or asked stands twice."""
    asked: Counter[str] = Counter()
    for raw in bank.raw_groups.values():
        recommendations = [str(entry["id"]) for entry in entries_of(raw, "recommendations") if "id" in entry]
        asked.update([str(raw.get("id", "")), *recommendations, *(p for _, p in written_ids(raw) if p)])
    for identifier in _repeated(asked):
        yield _duplicate(bank.file_of(identifier), identifier, asked[identifier])
    for key, identifiers in bank.declared.items():
        counts = Counter(identifiers)
        for identifier in _repeated(counts):
            yield _duplicate(FILE_OF_KEY.get(key, INSTRUMENT), identifier, counts[identifier])


def duplicate_codes(_: Bank, instrument: Instrument) -> Iterator[Problem]:
    """Subtypes differ within their type, warnings within the instrument."""
    for kind in instrument.stakeholder_types:
        counts = Counter(subtype.id for subtype in kind.subtypes)
        for identifier in _repeated(counts):
            yield _duplicate("stakeholders.yaml", f"{kind.id}:{identifier}", counts[identifier])
    counts = Counter(pair.code for pair in instrument.quality_rules.pairs)
    for code in _repeated(counts):
        yield _duplicate(INSTRUMENT, code, counts[code])


def numbering(bank: Bank) -> Iterator[Problem]:
    """Recommendations and practices count on within what they lie in."""
    for file, raw in bank.raw_groups.items():
        group = str(raw.get("id", ""))
        if f"topics/{group}.yaml" != file:
            message = f"the file holds working group '{group}'"
            yield Problem(file, group, "numbering_gap", message, "Name the file after the working group's id.")
        yield from _counting(file, group, raw, bank.retired_ids())


def topics(bank: Bank, instrument: Instrument) -> Iterator[Problem]:
    """Topics count 1, 2, 3; each has working groups; every working group has its topic."""
    if not bank.group_ids:
        yield Problem(INSTRUMENT, "", "nothing_asked", "there is no working group", "Add files to the folder topics.")
        return
    if "topics" not in bank.declared:
        return
    ids = list(dict.fromkeys(bank.declared["topics"]))
    retired = bank.retired_ids()
    if ids != _first(len(ids), "", retired):
        message = f"topics are numbered {', '.join(ids)}"
        yield Problem(INSTRUMENT, "", "numbering_gap", message, "Number topics 1, 2, 3, ...")
    for topic in instrument.topics:
        groups = [group for group in dict.fromkeys(bank.group_ids) if group.partition(".")[0] == topic.id]
        if not groups or groups != _first(len(groups), f"{topic.id}.", retired):
            message = f"topic {topic.id} has working groups {', '.join(groups) or 'none'}"
            remedy = f"Number them {topic.id}.1, {topic.id}.2, ... in files of that name."
            yield Problem(INSTRUMENT, topic.id, "numbering_gap", message, remedy)
    for file, raw in bank.raw_groups.items():
        group = str(raw.get("id", ""))
        if group.partition(".")[0] not in ids:
            yield Problem(file, group, "unknown_topic", f"its topic is not in {INSTRUMENT}", "Add the topic there.")


def _repeated(counts: Mapping[str, int]) -> list[str]:
    return [identifier for identifier, count in counts.items() if count > 1 and identifier]


def _duplicate(file: str, identifier: str, count: int) -> Problem:
    message = f"the id '{identifier}' stands {count} times"
    return Problem(file, identifier, "duplicate_id", message, "Give each thing an id of its own.")


def _numbered(before: str, retired: Container[str]) -> Iterator[str]:
    """The ids that come one after the other; those of earlier versions that are gone leave a gap."""
    return (id for number in count(1) if (id := f"{before}{number}") not in retired)


def _first(number: int, before: str, retired: Container[str]) -> list[str]:
    return list(islice(_numbered(before, retired), number))


def _counting(file: str, group: str, raw: Mapping[str, Any], retired: Container[str]) -> Iterator[Problem]:
    pairs = list(written_ids(raw))
    recommendations = [str(entry["id"]) for entry in entries_of(raw, "recommendations") if "id" in entry]
    expected = _first(len(recommendations), f"R{group}.", retired)
    yield from _first_gap(
        file, recommendations, expected, "Number recommendations 1, 2, 3, ... within their working group."
    )
    for recommendation in dict.fromkeys(recommendations):
        practices = [practice for owner, practice in pairs if owner == recommendation and practice]
        lettered = (f"{recommendation}{letter}" for letter in map(chr, count(ord("a"))))
        expected = list(islice((id for id in lettered if id not in retired), len(practices)))
        yield from _first_gap(file, practices, expected, "Letter practices a, b, c, ... within their recommendation.")


def _first_gap(file: str, found: Iterable[str], expected: Iterable[str], remedy: str) -> Iterator[Problem]:
    for here, wanted in zip(found, expected, strict=True):
        if here != wanted:
            yield Problem(file, here, "numbering_gap", f"found '{here}' where {wanted} comes next", remedy)
            return
