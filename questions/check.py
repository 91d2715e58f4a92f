"""The rules that hold across the files of a bank; all problems at once.

Shapes are checked while reading (:mod:`questions.files`). Each rule here is a function that yields its problems.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from babel.messages.pofile import read_po

from questions.errors import Problem
from questions.files import Bank, read_bank, written_ids
from questions.model import Instrument, Practice, Recommendation, Shape
from questions.translate import DOMAIN, LOCALE, texts

WORD_LIMITS = {
    ("Recommendation", "title"): 14,
    ("Recommendation", "why"): 60,
    ("Recommendation", "examples"): 50,
    ("Practice", "text"): 35,
    ("Practice", "support_text"): 35,
    ("Practice", "in_place_when"): 35,
    ("Practice", "evidence"): 25,
    ("Topic", "introduction"): 70,
    ("WorkingGroup", "introduction"): 70,
    ("Level", "description"): 35,
    ("StakeholderType", "description"): 35,
    ("Subtype", "description"): 35,
    ("Term", "meaning"): 60,
    ("NaReason", "text"): 30,
}
FORBIDDEN_WORD = "complian"

Rule = Callable[[Bank, Instrument], Iterator[Problem]]


def problems(bank: Bank, locale: Path = LOCALE) -> list[Problem]:
    """Every problem of a bank that was read, in the order of files and ids; empty when it is sound."""
    found = list(bank.problems)
    found += _numbering(bank)
    if bank.instrument is not None:
        for rule in RULES:
            found += rule(bank, bank.instrument)
        found += _translations(bank.instrument, locale)
    return sorted(set(found))


def check_bank(path: Path) -> list[Problem]:
    """Read the bank in ``path`` and return every problem."""
    return problems(read_bank(path))


def _practices(bank: Bank) -> Iterator[tuple[str, Recommendation, Practice]]:
    for file, group in bank.groups.items():
        for recommendation in group.recommendations:
            for practice in recommendation.practices:
                yield file, recommendation, practice


def _numbering(bank: Bank) -> Iterator[Problem]:
    """Ids stand once, in the group they name, without gaps."""
    counts: Counter[str] = Counter()
    for file, raw in bank.raw_groups.items():
        group = str(raw.get("id", ""))
        pairs = list(written_ids(raw))
        recommendations = [r["id"] for r in raw.get("recommendations") or () if isinstance(r, dict) and "id" in r]
        counts.update([group, *map(str, recommendations), *(p for _, p in pairs if p)])
        if f"topics/{group}.yaml" != file:
            yield Problem(
                file,
                group,
                "numbering_gap",
                f"the file holds working group '{group}'",
                "Name the file after the working group's id.",
            )
        expected = [f"R{group}.{number}" for number in range(1, len(recommendations) + 1)]
        for found, wanted in zip(recommendations, expected, strict=True):
            if found != wanted:
                yield Problem(
                    file,
                    str(found),
                    "numbering_gap",
                    f"found '{found}' where {wanted} comes next",
                    "Number recommendations 1, 2, 3, ... within their working group.",
                )
                break
        for identifier in dict.fromkeys(map(str, recommendations)):
            letters = [p for r, p in pairs if r == identifier and p]
            for position, found in enumerate(letters):
                wanted = f"{identifier}{chr(ord('a') + position)}"
                if found != wanted:
                    yield Problem(
                        file,
                        found,
                        "numbering_gap",
                        f"found '{found}' where {wanted} comes next",
                        "Letter practices a, b, c, ... within their recommendation.",
                    )
                    break
    for identifier, count in counts.items():
        if count > 1 and identifier:
            yield Problem(
                bank.file_of(identifier),
                identifier,
                "duplicate_id",
                f"the id stands {count} times",
                "Give each thing an id of its own.",
            )


def _topics(bank: Bank, instrument: Instrument) -> Iterator[Problem]:
    """Topics count 1, 2, 3; each has working groups; every working group has its topic."""
    ids = [topic.id for topic in instrument.topics]
    if ids != [str(number) for number in range(1, len(ids) + 1)]:
        yield Problem(
            "instrument.yaml",
            "",
            "numbering_gap",
            f"topics are numbered {', '.join(ids)}",
            "Number topics 1, 2, 3, ...",
        )
    for topic in instrument.topics:
        written = [str(raw.get("id", "")) for raw in bank.raw_groups.values()]
        groups = [identifier for identifier in written if identifier.partition(".")[0] == topic.id]
        expected = [f"{topic.id}.{number}" for number in range(1, len(groups) + 1)]
        if not groups or groups != expected:
            yield Problem(
                "instrument.yaml",
                topic.id,
                "numbering_gap",
                f"topic {topic.id} has working groups {', '.join(groups) or 'none'}",
                f"Number them {topic.id}.1, {topic.id}.2, ... in files of that name.",
            )
    for file, group in bank.groups.items():
        if group.id.partition(".")[0] not in ids:
            yield Problem(file, group.id, "unknown_topic", "its topic is not in instrument.yaml", "Add the topic.")


def _recommendations(bank: Bank, _: Instrument) -> Iterator[Problem]:
    for file, group in bank.groups.items():
        with_practice = {r for r, practice in written_ids(bank.raw_groups[file]) if practice is not None}
        for recommendation in group.recommendations:
            if recommendation.id not in with_practice:
                yield Problem(
                    file,
                    recommendation.id,
                    "recommendation_without_practice",
                    "it has no practice",
                    "Add at least one practice.",
                )
            if not recommendation.source.strip():
                yield Problem(
                    file,
                    recommendation.id,
                    "recommendation_without_source",
                    "'source' is empty",
                    "Say where in the report it stands.",
                )


def _roles(bank: Bank, instrument: Instrument) -> Iterator[Problem]:
    """Who is asked: a lead for each practice, known types, supporters with their own words."""
    types = {kind.id for kind in instrument.stakeholder_types}
    for file, _, practice in _practices(bank):
        roles = practice.roles.values()
        if "lead" not in roles:
            yield Problem(
                file,
                practice.id,
                "practice_without_lead",
                "no stakeholder type leads",
                "Give at least one type the role lead.",
            )
        if practice.safeguard and "support" in roles:
            yield Problem(
                file,
                practice.id,
                "safeguard_asked_of_supporter",
                "a safeguard is asked of a supporter",
                "Make the role lead, or leave the type out.",
            )
        if "support" in roles and practice.support_text is None:
            yield Problem(
                file,
                practice.id,
                "support_text_missing",
                "supporters are asked, 'support_text' is missing",
                "Say what contributing means for them.",
            )
        if "support" not in roles and practice.support_text is not None:
            yield Problem(
                file,
                practice.id,
                "support_text_unused",
                "'support_text' is given, nobody supports",
                "Remove it.",
            )
        for kind in practice.roles:
            if kind not in types:
                yield Problem(
                    file,
                    practice.id,
                    "unknown_type",
                    f"'{kind}' is not a stakeholder type",
                    f"Use one of: {', '.join(sorted(types))}.",
                )
        for entry in practice.only_for:
            kind, _colon, subtype = entry.partition(":")
            if not subtype or entry not in instrument.stakeholders:
                yield Problem(
                    file,
                    practice.id,
                    "unknown_subtype",
                    f"'{entry}' is not a subtype",
                    "Write type:subtype as in stakeholders.yaml.",
                )
            elif kind not in practice.roles:
                yield Problem(
                    file,
                    practice.id,
                    "subtype_without_role",
                    f"'{entry}' narrows a type without a role",
                    f"Give {kind} a role, or remove the entry.",
                )


def _references(bank: Bank, instrument: Instrument) -> Iterator[Problem]:
    """Every id that is used is declared."""
    known: dict[str, set[str]] = {
        "phase": {phase.id for phase in instrument.phases},
        "guideline": {str(guideline.id) for guideline in instrument.guidelines},
        "reference": {reference.id for reference in instrument.references},
        "scale": set(instrument.scales_by_id),
        "term": {term.id for term in instrument.glossary},
    }
    for file, recommendation, practice in _practices(bank):
        used = [("phase", entry) for entry in practice.phases]
        used += [("guideline", str(entry)) for entry in practice.guidelines]
        used += [("reference", entry) for entry in practice.references]
        used += [("scale", practice.scale)]
        for kind, entry in used:
            if entry not in known[kind]:
                yield Problem(
                    file,
                    practice.id,
                    f"unknown_{kind}",
                    f"{kind} '{entry}' is not declared",
                    "Correct the id, or declare it.",
                )
        for entry in recommendation.terms if practice is recommendation.practices[0] else ():
            if entry not in known["term"]:
                yield Problem(
                    file,
                    recommendation.id,
                    "unknown_term",
                    f"term '{entry}' is not in glossary.yaml",
                    "Correct the id, or add the term.",
                )
    for reason in instrument.safeguard_na_reasons:
        if reason not in bank.na_reasons:
            yield Problem(
                "instrument.yaml",
                reason,
                "unknown_na_reason",
                f"'{reason}' is not among na_reasons",
                "Correct the id, or add the reason.",
            )


def _safeguards(bank: Bank, instrument: Instrument) -> Iterator[Problem]:
    for file, _, practice in _practices(bank):
        for reason in practice.na_reasons if practice.safeguard else ():
            if reason.id not in instrument.safeguard_na_reasons:
                yield Problem(
                    file,
                    practice.id,
                    "safeguard_allows_na",
                    f"a safeguard allows na for '{reason.id}'",
                    "Remove the reason: a safeguard must be answered with a level.",
                )


def _scales(_: Bank, instrument: Instrument) -> Iterator[Problem]:
    """Levels rise, codes differ and are not words of the answer format, ``in_place`` is one of them."""
    for scale in instrument.scales:
        codes = [level.code for level in scale.levels]
        if len(set(codes)) < len(codes) or {"na", "dk"} & {code.lower() for code in codes}:
            yield Problem(
                "scale.yaml",
                scale.id,
                "level_codes",
                f"level codes are {', '.join(codes)}",
                "Give each level a code of its own, neither na nor dk.",
            )
        if any(lower.value >= higher.value for lower, higher in pairwise(scale.levels)):
            yield Problem(
                "scale.yaml",
                scale.id,
                "levels_not_rising",
                "values do not rise from level to level",
                "Order levels from the lowest to the highest value.",
            )
        if scale.in_place not in codes:
            yield Problem(
                "scale.yaml",
                scale.id,
                "unknown_level",
                f"in_place '{scale.in_place}' is not a level",
                f"Use one of: {', '.join(codes)}.",
            )


def _rollup(_: Bank, instrument: Instrument) -> Iterator[Problem]:
    order = ["recommendation", "working_group", "topic"]
    positions = [order.index(level) for level in instrument.rollup]
    if instrument.rollup[0] != "recommendation" or positions != sorted(set(positions)):
        yield Problem(
            "instrument.yaml",
            "",
            "rollup",
            f"the roll-up path is {', '.join(instrument.rollup)}",
            "Start with recommendation and go outwards: recommendation, working_group, topic.",
        )


def _quality_rules(bank: Bank, instrument: Instrument) -> Iterator[Problem]:
    written = {p for raw in bank.raw_groups.values() for _, p in written_ids(raw)}
    for rule in instrument.quality_rules.pairs:
        for practice_id in (*rule.when, *rule.any_of):
            if practice_id not in written:
                yield Problem(
                    "instrument.yaml",
                    rule.code,
                    "unknown_practice",
                    f"there is no practice {practice_id}",
                    "Correct the id.",
                )
                continue
            practice = instrument.practices.get(practice_id)
            scale = instrument.scales_by_id.get(practice.scale) if practice else None
            level = rule.at_least if practice_id in rule.when else rule.below
            if scale and level not in scale.index:
                yield Problem(
                    "instrument.yaml",
                    rule.code,
                    "unknown_level",
                    f"'{level}' is no level of {practice_id}",
                    f"Use one of: {', '.join(scale.index)}.",
                )


def _wording(bank: Bank, instrument: Instrument) -> Iterator[Problem]:
    """Texts keep to their length, differ from each other and do not claim compliance."""
    seen: dict[str, str] = {}
    for file, identifier, shape in _shapes(bank, instrument):
        for name in sorted(shape.texts):
            value = getattr(shape, name)
            limit = WORD_LIMITS.get((type(shape).__name__, name))
            for text in (value,) if isinstance(value, str) else value or ():
                if limit and len(text.split()) > limit:
                    yield Problem(
                        file,
                        identifier,
                        "text_too_long",
                        f"'{name}' has {len(text.split())} words, {limit} are allowed",
                        "Shorten it.",
                    )
                if FORBIDDEN_WORD in text.lower():
                    yield Problem(
                        file,
                        identifier,
                        "forbidden_word",
                        f"'{name}' speaks of compliance",
                        "Say readiness, met, unmet or gap: nothing here is binding.",
                    )
                if name in ("text", "support_text") and isinstance(shape, Practice):
                    if text in seen:
                        yield Problem(
                            file,
                            identifier,
                            "identical_text",
                            f"'{name}' is the same as in {seen[text]}",
                            "Say what sets the two apart.",
                        )
                    seen.setdefault(text, identifier)


def _shapes(bank: Bank, instrument: Instrument) -> Iterator[tuple[str, str, Shape]]:
    yield "instrument.yaml", instrument.id, instrument
    sources: dict[str, tuple[Shape, ...]] = {
        "instrument.yaml": (
            *instrument.phases,
            *instrument.guidelines,
            *bank.na_reasons.values(),
            *instrument.topics,
            *instrument.quality_rules.pairs,
        ),
        "stakeholders.yaml": (
            *instrument.stakeholder_types,
            *(sub for kind in instrument.stakeholder_types for sub in kind.subtypes),
        ),
        "scale.yaml": tuple(level for scale in instrument.scales for level in scale.levels),
        "references.yaml": instrument.references,
        "glossary.yaml": instrument.glossary,
    }
    for file, shapes in sources.items():
        for shape in shapes:
            yield file, str(getattr(shape, "id", getattr(shape, "code", ""))), shape
    for file, group in bank.groups.items():
        yield file, group.id, group
        for recommendation in group.recommendations:
            yield file, recommendation.id, recommendation
            for practice in recommendation.practices:
                yield file, practice.id, practice


def _translations(instrument: Instrument, locale: Path) -> Iterator[Problem]:
    """Every message of a catalogue has its text and still belongs to the bank."""
    wanted = set(texts(instrument))
    for path in sorted(locale.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        file = f"locale/{path.relative_to(locale)}"
        with path.open("rb") as opened:
            messages = [message for message in read_po(opened) if message.id]
        for message in messages:
            key = (message.context or "", str(message.id))
            if not message.string:
                yield Problem(
                    file,
                    key[0],
                    "translation_without_text",
                    f"'{key[1][:40]}' has no translation",
                    "Translate it, or remove the entry.",
                )
            elif key not in wanted:
                yield Problem(
                    file,
                    key[0],
                    "translation_outdated",
                    f"'{key[1][:40]}' is no longer in the bank",
                    "Update the catalogue.",
                )


RULES: tuple[Rule, ...] = (
    _topics,
    _recommendations,
    _roles,
    _references,
    _safeguards,
    _scales,
    _rollup,
    _quality_rules,
    _wording,
)
