"""The bank that is delivered, against the facts of its map (``map.csv``) and the traps of the subject."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from questions.check import BANK, check_bank
from questions.load import load_instrument
from questions.model import Instrument, Practice, id_key
from questions.translate import texts
from scoring.plan import compile_plan

TYPES = ("origin", "host", "transit", "io", "civil_society", "private_sector")

# Where the bank departs from the map, as questions/bank/CHANGES.md says: practice, fact, what the bank has.
DEPARTURES = {
    ("R2.1.6a", "only_for"): {
        "io:humanitarian",
        "private_sector:financial",
        "private_sector:other",
        "private_sector:telecom",
    },
    ("R2.1.6b", "only_for"): {"private_sector:financial", "private_sector:other", "private_sector:telecom"},
}

# Practices asked (lead, support), recommendations (with a lead, only support, none).
COUNTS = {
    "origin": (70, 45, 35, 15, 16),
    "host": (64, 62, 34, 22, 10),
    "transit": (17, 36, 10, 18, 38),
    "io": (123, 44, 51, 12, 3),
    "civil_society": (43, 70, 24, 28, 14),
    "private_sector": (27, 20, 11, 10, 45),
}
SUBTYPE_COUNTS = {
    "io:humanitarian": (109, 24),
    "io:development_agency": (57, 36),
    "io:development_bank": (36, 20),
    "io:country_team": (28, 9),
    "io:tool_owner": (8, 1),
    "civil_society:ngo": (39, 63),
    "civil_society:national_society": (38, 53),
    "civil_society:union": (10, 7),
    "civil_society:diaspora": (13, 12),
    "civil_society:migrant_association": (18, 9),
    "private_sector:employer": (13, 11),
    "private_sector:recruiter": (11, 12),
    "private_sector:financial": (11, 8),
    "private_sector:insurer": (8, 6),
    "private_sector:telecom": (7, 9),
}
NOT_ASKED_AT_ALL = {
    "origin": "R1.1.1 R1.2.1 R1.2.2 R2.2.2 R2.2.5 R3.1.2 R3.1.3 R3.1.4 R3.1.5 R3.1.7 R3.1.8 R3.1.12 R3.2.5 R4.1.8 "
    "R4.2.1 R4.2.8",
    "host": "R1.1.8 R3.1.10 R3.2.3 R3.2.7 R4.1.5 R4.1.6 R4.1.8 R4.2.5 R4.2.8 R4.2.9",
    "io": "R3.2.5 R4.2.8 R4.2.9",
    "civil_society": "R2.1.6 R3.1.10 R3.1.12 R3.1.14 R3.2.1 R3.2.2 R3.2.3 R3.2.4 R3.2.5 R4.2.2 R4.2.3 R4.2.4 R4.2.5 "
    "R4.2.9",
}
# "We have none of it here" is no answer to these.
NEVER_NOT_APPLICABLE = (
    *("R1.1.5a", "R1.1.5b", "R1.1.6c", "R2.1.3b", "R2.1.4d", "R3.1.1d", "R3.1.5a", "R3.1.10a", "R3.1.10b", "R3.1.10c"),
    *("R3.1.11a", "R3.1.12a", "R3.2.3a", "R4.2.4a", "R4.2.4b", "R4.2.9b"),
)


@pytest.fixture(scope="module")
def bank() -> Instrument:
    return load_instrument()


def test_practices_that_look_alike_say_so_on_both_cards(bank: Instrument) -> None:
    ((other, difference),) = bank.neighbours_of("R3.1.4a")[1:]
    assert (other.id, difference[:8]) == ("R4.2.1a", "R3.1.4a ")
    assert [practice.id for practice, _ in bank.neighbours_of("R4.2.4c")] == ["R3.1.10b", "R3.2.3b", "R4.2.4b"]
    assert bank.neighbours_of("R3.2.5a") == ()
    for pair in bank.neighbours:
        named = set(re.findall(r"R\d+\.\d+\.\d+[a-z]", pair.difference))
        assert named == set(pair.practices), pair.id


@pytest.fixture(scope="module")
def facts() -> dict[str, dict[str, object]]:
    """The map, by practice."""
    with (Path(__file__).parent / "map.csv").open(encoding="utf-8", newline="") as file:
        return {row["practice_id"]: facts_of_row(row) for row in csv.DictReader(file)}


def facts_of_row(row: Mapping[str, str]) -> dict[str, object]:
    return {
        "roles": {kind: row[kind] for kind in TYPES if row[kind]},
        "only_for": set(row["only_for"].split()),
        "phases": set(row["phases"].split()),
        "guidelines": {int(number) for number in row["guidelines"].split()},
        "safeguard": row["safeguard"] == "yes",
        "illustrative": row["illustrative"] == "yes",
    }


def facts_of_practice(practice: Practice) -> dict[str, object]:
    return {
        "roles": dict(practice.roles),
        "only_for": set(practice.only_for),
        "phases": set(practice.phases),
        "guidelines": set(practice.guidelines),
        "safeguard": practice.safeguard,
        "illustrative": practice.weight == 0.5,
    }


def test_it_has_no_problem() -> None:
    assert check_bank(BANK) == []


def test_it_has_66_recommendations_and_197_practices_in_their_places(bank: Instrument) -> None:
    assert (len(bank.recommendations), len(bank.practices)) == (66, 197)
    sizes = {group.id: len(group.recommendations) for group in bank.working_groups()}
    assert sizes == {"1.1": 8, "1.2": 6, "2.1": 8, "2.2": 5, "3.1": 14, "3.2": 8, "4.1": 8, "4.2": 9}
    practices = {group.id: sum(len(r.practices) for r in group.recommendations) for group in bank.working_groups()}
    assert practices == {"1.1": 25, "1.2": 15, "2.1": 25, "2.2": 15, "3.1": 41, "3.2": 21, "4.1": 25, "4.2": 30}
    assert list(bank.practices) == sorted(bank.practices, key=id_key)


def test_every_practice_is_as_in_the_map_but_for_the_listed_departures(
    bank: Instrument, facts: dict[str, dict[str, object]]
) -> None:
    assert list(bank.practices) == list(facts)
    different = {
        (identifier, name): value
        for identifier, practice in bank.practices.items()
        for name, value in facts_of_practice(practice).items()
        if value != facts[identifier][name]
    }
    assert different == DEPARTURES


def test_every_departure_stands_in_the_changes() -> None:
    changes = (BANK / "CHANGES.md").read_text(encoding="utf-8")
    for identifier, _ in DEPARTURES:
        assert identifier in changes


def test_weights_are_one_or_a_half(bank: Instrument) -> None:
    assert {practice.weight for practice in bank.practices.values()} == {1.0, 0.5}
    assert sum(practice.weight == 0.5 for practice in bank.practices.values()) == 22


@pytest.mark.parametrize(("kind", "counts"), COUNTS.items())
def test_how_much_each_type_is_asked(bank: Instrument, kind: str, counts: tuple[int, ...]) -> None:
    plan = compile_plan(bank, (kind,))
    roles = {r.id: {plan.role_of(p.id) for p in plan.practices_of(r.id)} for r in plan.recommendations}
    with_lead = sum("lead" in given for given in roles.values())
    found = (
        plan.roles.count("lead"),
        plan.roles.count("support"),
        with_lead,
        len(roles) - with_lead,
        len(bank.recommendations) - len(roles),
    )
    assert found == counts


@pytest.mark.parametrize(("subtype", "counts"), SUBTYPE_COUNTS.items())
def test_how_much_each_subtype_is_asked(bank: Instrument, subtype: str, counts: tuple[int, int]) -> None:
    roles = compile_plan(bank, (subtype,)).roles
    assert (roles.count("lead"), roles.count("support")) == counts


@pytest.mark.parametrize(("kind", "expected"), NOT_ASKED_AT_ALL.items())
def test_what_each_type_is_not_asked_at_all(bank: Instrument, kind: str, expected: str) -> None:
    asked = {recommendation.id for recommendation in compile_plan(bank, (kind,)).recommendations}
    assert [identifier for identifier in bank.recommendations if identifier not in asked] == expected.split()


def test_nothing_is_said_to_be_binding(bank: Instrument) -> None:
    assert [pair for pair in texts(bank) if "complian" in pair[1].lower()] == []


def test_nobody_is_called_illegal(bank: Instrument) -> None:
    words = re.compile(r"illegal (im)?migra|illegals|undocumented migra", re.IGNORECASE)
    assert [pair for pair in texts(bank) if words.search(pair[1])] == []


def test_a_migrant_is_defined_once_and_first(bank: Instrument) -> None:
    assert [term.id for term in bank.glossary if term.title.casefold() in ("migrant", "migrants")] == ["migrant"]
    assert bank.glossary[0].id == "migrant"
    defining = re.compile(
        r"\bcountry\b.*\bwithout being its citizen|migrants? (is|are|means?) (a person|somebody|people)"
    )
    assert [context for context, text in texts(bank) if defining.search(text)] == ["migrant"]


def test_asylum_seekers_data_is_never_a_matter_of_the_state_of_origin(bank: Instrument) -> None:
    assert bank.practices["R3.1.1d"].role_of("origin") is None
    assert bank.practices["R3.1.1d"].safeguard


def test_safeguards_are_lead_for_everybody_asked(bank: Instrument) -> None:
    safeguards = {p.id: set(p.roles.values()) for p in bank.practices.values() if p.safeguard}
    assert list(safeguards) == [
        "R1.1.6c",
        "R1.1.7a",
        "R1.1.7b",
        "R1.1.7c",
        "R3.1.1d",
        "R3.1.5a",
        "R3.1.11a",
        "R3.1.12a",
        "R4.2.9b",
    ]
    assert all(roles == {"lead"} for roles in safeguards.values())


def test_host_communication_is_not_routed_to_host_states(bank: Instrument) -> None:
    for practice in bank.recommendations["R2.2.2"].practices:
        assert practice.roles["io"] == "lead"
        assert practice.roles.get("host") in (None, "support")
        assert "host State" not in practice.text


def test_host_communities_shift(bank: Instrument) -> None:
    assert {kind for p in bank.recommendations["R2.2.5"].practices for kind in p.roles} >= {"host", "transit"}
    assert all("origin" not in p.roles for p in bank.recommendations["R2.2.5"].practices)
    assert all(p.roles.get("origin") == "lead" for p in bank.recommendations["R3.2.7"].practices)
    assert all("host" not in p.roles for p in bank.recommendations["R3.2.7"].practices)


def test_employers_governments_and_unions_are_routed_by_practice(bank: Instrument) -> None:
    def leads(identifier: str) -> set[str]:
        return {kind for kind, role in bank.practices[identifier].roles.items() if role == "lead"}

    assert leads("R3.1.9a") == leads("R3.1.9b") == {"private_sector"}
    assert leads("R3.1.9c") == leads("R3.1.9d") == {"origin", "host"}
    assert leads("R4.2.8a") == leads("R4.2.8b") == leads("R4.2.8c") == {"private_sector"}
    assert leads("R4.2.8d") == {"civil_society"}
    assert "civil_society:union" in bank.practices["R4.2.8d"].only_for


def test_employment_clauses_are_never_asked_of_international_organizations(bank: Instrument) -> None:
    asked = compile_plan(bank, tuple(code for code in bank.stakeholders if code.partition(":")[0] == "io")).column
    clauses = [p.id for p in bank.practices.values() if "our employment contracts" in p.text.lower()]
    assert clauses == ["R4.2.8a", "R4.2.8b"]
    assert not asked.keys() & {*clauses, "R4.2.8c", "R4.2.8d", "R4.2.9b"}


def test_mapping_citizens_abroad_is_not_asked_of_a_pure_host_state(bank: Instrument) -> None:
    asked = compile_plan(bank, ("host",)).column
    assert not [id for id in asked if id.startswith(("R1.1.8", "R3.1.10", "R3.2.7", "R4.2.9"))]


def test_no_budget_and_another_body_are_no_reasons(bank: Instrument) -> None:
    reasons = {reason.id: reason.text for p in bank.practices.values() for reason in p.na_reasons}
    for identifier, text in reasons.items():
        assert not re.search(
            r"budget|money|resources|funds for|another body|other bod|responsib|no crisis",
            f"{identifier} {text}".lower(),
        )


def test_what_cannot_be_waved_away(bank: Instrument) -> None:
    assert [id for id in NEVER_NOT_APPLICABLE if bank.practices[id].na_reasons] == []


def test_the_one_reason_that_safeguards_accept(bank: Instrument) -> None:
    allowed = {p.id: [reason.id for reason in p.na_reasons] for p in bank.practices.values() if p.safeguard}
    with_reason = {identifier: reasons for identifier, reasons in allowed.items() if reasons}
    assert with_reason == {key: ["holds_no_personal_data"] for key in ("R1.1.7a", "R1.1.7b", "R1.1.7c")}


def test_what_a_reason_is_needed_for_has_one(bank: Instrument) -> None:
    for identifier, reason in {
        "R3.1.4a": "no_humanitarian_response_plan",
        "R4.2.1a": "no_appeal_or_pooled_fund",
        "R3.2.1a": "no_un_development_framework",
        "R3.1.1b": "no_regional_body",
        "R3.2.4d": "not_a_member",
        "R1.2.1a": "no_disaster",
        "R1.2.1b": "no_conflict",
        "R3.1.5b": "migrants_not_significant",
        "R3.1.9a": "few_migrant_workers",
        "R4.2.8c": "not_small_enterprise",
        "R3.2.5c": "single_worksite",
        "R4.2.2d": "funds_own_evacuations",
    }.items():
        assert reason in [entry.id for entry in bank.practices[identifier].na_reasons], identifier


def test_the_pairs_of_the_method(bank: Instrument) -> None:
    pairs = {rule.code: (rule.when, rule.at_least, rule.any_of, rule.below) for rule in bank.quality_rules.pairs}
    assert pairs == {
        "unprotected_sharing": (("R1.1.6a",), "2", ("R1.1.7a", "R1.1.7b", "R1.1.7c"), "3"),
        "overstretched_feedback": (("R2.1.8a",), "2", ("R2.1.8b",), "2"),
    }


def test_the_scale_of_the_method(bank: Instrument) -> None:
    (scale,) = bank.scales
    assert [(level.code, level.value) for level in scale.levels] == [
        ("0", 0),
        ("1", 0.25),
        ("2", 0.5),
        ("3", 0.75),
        ("4", 1),
    ]
    assert (scale.in_place, bank.target, bank.partly_met_from, bank.rollup) == ("3", 75, 25, ("recommendation",))
    assert (bank.role_weights.lead, bank.role_weights.support) == (1, 0.5)


def test_the_present_name_stands_first_and_the_old_one_in_brackets(bank: Instrument) -> None:
    titles = {reference.id: reference.title for reference in bank.references}
    assert any(re.search(r"Cooperation Framework.*\(.*UNDAF", title) for title in titles.values()), titles


def test_every_practice_says_when_it_is_in_place_and_what_to_cite(bank: Instrument) -> None:
    for practice in bank.practices.values():
        assert 1 <= len(practice.in_place_when) <= 3, practice.id
        assert practice.evidence, practice.id
        assert practice.phases, practice.id
    for recommendation in bank.recommendations.values():
        assert recommendation.why, recommendation.id
        assert "recommendation" in recommendation.source, recommendation.id


def test_evidence_is_never_about_persons(bank: Instrument) -> None:
    words = re.compile(r"\b(list of|names of) (persons|people|migrants|victims|beneficiaries)\b", re.IGNORECASE)
    found = [(p.id, text) for p in bank.practices.values() for text in p.evidence if words.search(text)]
    assert found == []
