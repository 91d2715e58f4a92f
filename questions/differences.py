"""What differs between two instruments, and which recommendations can score differently because of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questions.model import Instrument, Practice, Shape, id_key, recommendation_of

KINDS = (
    *("instrument", "stakeholder_type", "scale", "level", "phase", "guideline", "na_reason", "warning"),
    *("reference", "term", "neighbours", "topic", "working_group", "recommendation", "practice"),
)
_NUMBERED = ("guideline", "topic", "working_group", "recommendation", "practice")

Value = str | float | bool | tuple[str, ...] | None
_Facts = Mapping[str, Value]


@dataclass(frozen=True)
class Difference:
    """One thing that differs.

    Attributes:
        kind: one of :data:`KINDS`.
        id: of the thing, empty for the instrument itself; a subtype is ``io:humanitarian``, a level ``readiness:3``.
        field: what differs in it, such as ``weight`` or ``role:origin``; empty when all of it was added or removed.
        before: ``None`` where there was nothing; of a thing that was removed, its title or text.
        after: ``None`` where there is nothing now; of a thing that was added, its title or text.
    """

    kind: str
    id: str
    field: str
    before: Value
    after: Value


@dataclass(frozen=True)
class ScoreEffect:
    """Whose scores can differ for the same answers.

    Attributes:
        recommendations: by stakeholder code, those whose score, range or safeguards can differ. A subtype stands here
            only when it is affected in another way than its type; a code that is not affected is left out.
        overall: the way from recommendations to the overall score differs, so everybody's overall score can.
        statuses: the target or the threshold of partly met differs, so every status and gap can.
    """

    recommendations: Mapping[str, tuple[str, ...]]
    overall: bool
    statuses: bool


def differences(old: Instrument, new: Instrument) -> tuple[Difference, ...]:
    """Everything that differs, by kind in the order of :data:`KINDS`, then by id."""
    before, after = dict(_facts_by_id(old)), dict(_facts_by_id(new))
    found: list[Difference] = []
    for kind, id in dict.fromkeys([*before, *after]):
        was, now = before.get((kind, id)), after.get((kind, id))
        if was is None or now is None:
            found.append(Difference(kind, id, "", _headline(was), _headline(now)))
        else:
            fields = dict.fromkeys([*was, *now])
            found += [
                Difference(kind, id, field, was.get(field), now.get(field))
                for field in fields
                if was.get(field) != now.get(field)
            ]
    return tuple(sorted(found, key=_place))


def score_effect(old: Instrument, new: Instrument) -> ScoreEffect:
    """Whose scores can differ for the same answers, and in which recommendations."""
    found: dict[str, tuple[str, ...]] = {}
    for code in dict.fromkeys([*new.stakeholders, *old.stakeholders]):
        before, after = _scored(old, code), _scored(new, code)
        ids = tuple(id for id in sorted({*before, *after}, key=id_key) if before.get(id) != after.get(id))
        kind = code.partition(":")[0]
        if ids != (found.get(kind, ()) if kind != code else ()):
            found[code] = ids
    return ScoreEffect(
        recommendations=found,
        overall=old.rollup != new.rollup,
        statuses=(old.target, old.partly_met_from) != (new.target, new.partly_met_from),
    )


def _place(one: Difference) -> tuple[object, ...]:
    return KINDS.index(one.kind), id_key(one.id) if one.kind in _NUMBERED else ()


def _facts_by_id(instrument: Instrument) -> Iterator[tuple[tuple[str, str], _Facts]]:
    """Everything that has an id, with what is said of it, without what lies in it."""
    yield (
        ("instrument", ""),
        {
            "id": instrument.id,
            **_own(instrument),
            **{f"role_weight:{role}": weight for role, weight in instrument.role_weights.model_dump().items()},
            **_own(instrument.quality_rules, "pairs"),
        },
    )
    for kind in instrument.stakeholder_types:
        yield ("stakeholder_type", kind.id), _own(kind)
        for subtype in kind.subtypes:
            yield ("stakeholder_type", f"{kind.id}:{subtype.id}"), _own(subtype)
    for scale in instrument.scales:
        yield ("scale", scale.id), _own(scale)
        for level in scale.levels:
            yield ("level", f"{scale.id}:{level.code}"), _own(level, "code")
    reasons = {reason.id: reason for practice in instrument.practices.values() for reason in practice.na_reasons}
    for name, entries in (
        ("phase", instrument.phases),
        ("guideline", instrument.guidelines),
        ("na_reason", reasons.values()),
        ("reference", instrument.references),
        ("term", instrument.glossary),
        ("neighbours", instrument.neighbours),
    ):
        for entry in entries:
            yield (name, str(entry.id)), _own(entry)
    for pair in instrument.quality_rules.pairs:
        yield ("warning", pair.code), _own(pair, "code")
    for topic in instrument.topics:
        yield ("topic", topic.id), _own(topic)
        for group in topic.working_groups:
            yield ("working_group", group.id), _own(group)
    for recommendation in instrument.recommendations.values():
        yield ("recommendation", recommendation.id), _own(recommendation)
    for practice in instrument.practices.values():
        yield (
            ("practice", practice.id),
            {
                **_own(practice),
                **{f"role:{kind}": role for kind, role in practice.roles.items()},
                "na_reasons": tuple(reason.id for reason in practice.na_reasons),
            },
        )


def _own(shape: Shape, *without: str) -> _Facts:
    """The fields of a shape that hold a value or a list of values; those that are empty are left out."""
    facts: dict[str, Value] = {}
    for name in type(shape).model_fields.keys() - {"id", *without}:
        value = getattr(shape, name)
        if isinstance(value, tuple):
            if not any(isinstance(entry, Shape) for entry in value):
                facts[name] = tuple(map(str, value))
        elif isinstance(value, str | int | float):
            facts[name] = value
    return {name: facts[name] for name in type(shape).model_fields if facts.get(name) not in (None, "", ())}


def _headline(facts: _Facts | None) -> Value:
    """What a thing is called."""
    if facts is None:
        return None
    return next((facts[name] for name in ("title", "text", "message", "difference") if facts.get(name)), "")


def _scored(instrument: Instrument, code: str) -> dict[str, list[object]]:
    """What the score of each recommendation asked of a stakeholder code is made of."""
    found: dict[str, list[object]] = {}
    for practice in instrument.practices.values():
        role = practice.role_of(code)
        if role is not None:
            facts = (practice.id, role, *_worth(instrument, practice, getattr(instrument.role_weights, role)))
            found.setdefault(recommendation_of(practice.id), []).append(facts)
    return found


def _worth(instrument: Instrument, practice: Practice, role_weight: float) -> tuple[object, ...]:
    scale = instrument.scale_of(practice)
    return (
        role_weight * practice.weight,
        practice.safeguard,
        scale.in_place,
        tuple((level.code, level.value) for level in scale.levels),
        frozenset(reason.id for reason in practice.na_reasons),
    )
