"""Who is asked what: recommendations, roles, safeguards."""

from __future__ import annotations

from collections.abc import Iterator

from questions.errors import Problem
from questions.files import Bank, written_ids
from questions.model import Instrument, Practice
from questions.rules import practices_of


def recommendations(bank: Bank, _: Instrument) -> Iterator[Problem]:
    """Each has something to answer, and a place in the report."""
    for file, group in bank.groups.items():
        with_practice = {r for r, practice in written_ids(bank.raw_groups[file]) if practice is not None}
        for recommendation in group.recommendations:
            if recommendation.id not in with_practice:
                code = "recommendation_without_practice"
                yield Problem(file, recommendation.id, code, "it has no practice", "Add at least one practice.")
            if not recommendation.source.strip():
                code, remedy = "recommendation_without_source", "Say where in the report it stands."
                yield Problem(file, recommendation.id, code, "'source' is empty", remedy)


def roles(bank: Bank, instrument: Instrument) -> Iterator[Problem]:
    """A lead for each practice, known types, supporters with words of their own."""
    types = bank.declared.get("stakeholder_types")
    for file, _, practice in practices_of(bank):
        yield from _lead_and_support(file, practice)
        if types is not None:
            for kind in practice.roles:
                if kind not in types:
                    message, remedy = f"'{kind}' is not a stakeholder type", f"Use one of: {', '.join(types)}."
                    yield Problem(file, practice.id, "unknown_type", message, remedy)
            yield from _subtypes(file, practice, instrument)


def safeguards(bank: Bank, instrument: Instrument) -> Iterator[Problem]:
    """A safeguard is asked of leads alone and answered with a level (METHOD 3 and 6)."""
    for file, _, practice in practices_of(bank):
        if not practice.safeguard:
            continue
        if "support" in practice.roles.values():
            message, remedy = "a safeguard is asked of a supporter", "Make the role lead, or leave the type out."
            yield Problem(file, practice.id, "safeguard_asked_of_supporter", message, remedy)
        for reason in practice.na_reasons:
            if reason.id not in instrument.safeguard_na_reasons:
                message = f"a safeguard allows na for '{reason.id}'"
                remedy = "Remove the reason: a safeguard must be answered with a level."
                yield Problem(file, practice.id, "safeguard_allows_na", message, remedy)


def _lead_and_support(file: str, practice: Practice) -> Iterator[Problem]:
    given = practice.roles.values()
    if "lead" not in given:
        remedy = "Give at least one type the role lead."
        yield Problem(file, practice.id, "practice_without_lead", "no stakeholder type leads", remedy)
    if "support" in given and practice.support_text is None:
        message, remedy = "supporters are asked, 'support_text' is missing", "Say what contributing means for them."
        yield Problem(file, practice.id, "support_text_missing", message, remedy)
    for name in ("support_text", "support_in_place_when") if "support" not in given else ():
        if getattr(practice, name):
            yield Problem(file, practice.id, "support_text_unused", f"'{name}' is given, nobody supports", "Remove it.")


def _subtypes(file: str, practice: Practice, instrument: Instrument) -> Iterator[Problem]:
    for entry in practice.only_for:
        kind, _, subtype = entry.partition(":")
        if not subtype or entry not in instrument.stakeholders:
            remedy = "Write type:subtype as in stakeholders.yaml."
            yield Problem(file, practice.id, "unknown_subtype", f"'{entry}' is not a subtype", remedy)
        elif kind not in practice.roles:
            message, remedy = f"'{entry}' narrows a type without a role", f"Give {kind} a role, or remove the entry."
            yield Problem(file, practice.id, "subtype_without_role", message, remedy)
