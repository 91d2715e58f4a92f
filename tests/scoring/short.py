"""Instruments in short form, for cases that a person reads.

A practice is one line of words: ``lead``, ``support`` (the role of a State of origin), ``safeguard``, ``illustrative``
(weight 0.5), ``weight=2``, ``io=lead`` (the role of another type), ``only=io:bank``, ``prep``, ``emerg``, ``post``,
``G5`` (a Guideline), ``scale=percent``. A response scale is a list of values, its codes count from 0.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from questions.model import (
    Guideline,
    Instrument,
    Level,
    Phase,
    Practice,
    QualityRules,
    Recommendation,
    RoleWeights,
    Scale,
    StakeholderType,
    Subtype,
    Topic,
    WorkingGroup,
    recommendation_of,
)

PHASES = ("prep", "emerg", "post")
SUBTYPES: dict[str, tuple[str, ...]] = {
    "origin": (),
    "host": (),
    "transit": (),
    "io": ("humanitarian", "development_agency", "development_bank", "country_team", "tool_owner"),
    "civil_society": ("ngo", "national_society", "union", "diaspora", "migrant_association"),
    "private_sector": ("employer", "recruiter", "financial", "insurer", "telecom", "other"),
}
READINESS = {"values": [0, 0.25, 0.5, 0.75, 1], "in_place": 3}


def instrument(practices: Mapping[str, str], **facts: Any) -> Instrument:
    """An instrument that asks these practices; ``facts`` replace what MICIC's instrument has."""
    scales = {"readiness": READINESS} | facts.get("scales", {})
    weights = {"lead": 1, "support": 0.5} | facts.get("role_weights", {})
    return Instrument(
        id="short",
        version="1",
        title="Short",
        language="en",
        target=float(facts.get("target", 75)),
        partly_met_from=float(facts.get("partly_met_from", 25)),
        rollup=tuple(facts.get("rollup", ["recommendation"])),
        role_weights=RoleWeights(lead=float(weights["lead"]), support=float(weights["support"])),
        stakeholder_types=tuple(
            StakeholderType(
                id=kind, title=kind, description=kind, subtypes=tuple(Subtype(id=sub, title=sub) for sub in subtypes)
            )
            for kind, subtypes in SUBTYPES.items()
        ),
        scales=tuple(_scale(identifier, written) for identifier, written in scales.items()),
        phases=tuple(Phase(id=phase, title=phase) for phase in PHASES),
        guidelines=tuple(Guideline(id=number, title=f"Guideline {number}") for number in range(1, 16)),
        quality_rules=QualityRules.model_validate_json(json.dumps(facts.get("quality_rules", {}))),
        topics=_topics([_practice(identifier, line) for identifier, line in practices.items()]),
    )


def _scale(identifier: str, written: Mapping[str, Any]) -> Scale:
    levels = tuple(
        Level(code=str(position), value=float(value), title=str(position))
        for position, value in enumerate(written["values"])
    )
    return Scale(id=identifier, in_place=str(written["in_place"]), levels=levels)


def _practice(identifier: str, line: str) -> Practice:
    roles: dict[str, Any] = {}
    facts: dict[str, Any] = {"scale": "readiness", "only_for": [], "phases": [], "guidelines": []}
    for word in line.replace(",", " ").split():
        name, _, value = word.partition("=")
        if word in ("lead", "support"):
            roles["origin"] = word
        elif name in SUBTYPES:
            roles[name] = value
        elif word == "safeguard":
            facts["safeguard"] = True
        elif word == "illustrative":
            facts["weight"] = 0.5
        elif name == "weight":
            facts["weight"] = float(value)
        elif name == "only":
            facts["only_for"].append(value)
        elif name == "scale":
            facts["scale"] = value
        elif word in PHASES:
            facts["phases"].append(word)
        elif word.startswith("G"):
            facts["guidelines"].append(int(word[1:]))
        else:
            raise ValueError(f"{identifier}: what is '{word}'?")
    lists = {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}
    return Practice(id=identifier, text=identifier, support_text=identifier, roles=roles, **lists)


def _topics(practices: Sequence[Practice]) -> tuple[Topic, ...]:
    tree: dict[str, dict[str, dict[str, list[Practice]]]] = {}
    for practice in practices:
        recommendation = recommendation_of(practice.id)
        group = recommendation[1:].rpartition(".")[0]
        topic = group.partition(".")[0]
        tree.setdefault(topic, {}).setdefault(group, {}).setdefault(recommendation, []).append(practice)
    return tuple(
        Topic(
            id=topic,
            title=topic,
            working_groups=tuple(
                WorkingGroup(
                    id=group,
                    title=group,
                    recommendations=tuple(
                        Recommendation(id=identifier, title=identifier, practices=tuple(members))
                        for identifier, members in recommendations.items()
                    ),
                )
                for group, recommendations in groups.items()
            ),
        )
        for topic, groups in tree.items()
    )
