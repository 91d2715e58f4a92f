"""What changed between two instruments, and whose scores can come out differently: as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from assessment.exchange.result_json import dumped
from assessment.exchange.result_text import printable
from assessment.texts import translate as _
from questions.changes import Changes
from questions.differences import Difference, ScoreEffect, Value, differences, score_effect
from questions.model import Instrument

_LONGEST_ON_ONE_LINE = 40


def instrument_diff_json(old: Instrument, new: Instrument, changes: Changes | None = None) -> bytes:
    """The differences as one JSON object, UTF-8; ``changes`` say what became of old practices, where it is known."""
    effect = score_effect(old, new)
    found: dict[str, Any] = {
        "old": {"id": old.id, "version": old.version},
        "new": {"id": new.id, "version": new.version},
        "differences": [
            {"kind": one.kind, "id": one.id, "field": one.field, "before": one.before, "after": one.after}
            for one in differences(old, new)
        ],
        "successors": {} if changes is None else {id: list(heirs) for id, heirs in changes.practices.items()},
        "scores": {
            "recommendations": {code: list(ids) for code, ids in effect.recommendations.items()},
            "overall": effect.overall,
            "statuses": effect.statuses,
        },
    }
    return dumped(found, indent=2) + b"\n"


def instrument_diff_text(old: Instrument, new: Instrument, changes: Changes | None = None) -> bytes:
    """The differences in words, UTF-8; ``changes`` say what became of old practices, where it is known."""
    return "\n".join(_lines(old, new, changes)).encode() + b"\n"


def _lines(old: Instrument, new: Instrument, changes: Changes | None) -> Iterator[str]:
    found = differences(old, new)
    named = _("{id} version {version}")
    yield f"{named.format(id=old.id, version=old.version)} → {named.format(id=new.id, version=new.version)}"
    if not found:
        yield from ("", _("Nothing differs."))
        return
    for kind, alike in groupby(found, key=lambda one: one.kind):
        yield from ("", _kind_words()[kind])
        for id, of_one in groupby(alike, key=lambda one: one.id):
            yield from _thing(id, list(of_one), changes if kind == "practice" else None)
    yield from ("", _("Whose scores can change, for the same answers"))
    yield from _effect_lines(old, new, score_effect(old, new))


def _thing(id: str, found: list[Difference], changes: Changes | None) -> Iterator[str]:
    """What differs in one thing; of the instrument itself the fields stand alone."""
    first = found[0]
    if first.field == "":
        line = _("{id} is new: {title}") if first.before is None else _("{id} is gone: {title}")
        yield "  " + line.format(id=id, title=_shown(first.after if first.before is None else first.before))
    elif id:
        yield f"  {id}"
    indent = "    " if id else "  "
    for one in found:
        if one.field:
            yield from (indent + line for line in _field(one))
    if changes is not None and id in changes.practices:
        yield indent + heirs_sentence(id, changes.heirs(id))


def heirs_sentence(practice_id: str, heirs: tuple[str, ...]) -> str:
    """What becomes of the answer to an old practice."""
    if not heirs:
        return _("Its answer is dropped.")
    if len(heirs) > 1:
        return _("It was split: its answer goes to {heirs}, to be confirmed.").format(heirs=", ".join(heirs))
    if heirs == (practice_id,):
        return _("Its answer is kept.")
    return _("Its answer goes to {heirs}; where several meet, the lowest level counts.").format(heirs=heirs[0])


def _field(one: Difference) -> Iterator[str]:
    name = _field_word(one.field)
    if isinstance(one.before, tuple) or isinstance(one.after, tuple):
        before, after = _entries(one.before), _entries(one.after)
        yield f"{name}:"
        yield from (f"  - {printable(entry)}" for entry in before if entry not in after)
        yield from (f"  + {printable(entry)}" for entry in after if entry not in before)
        if set(before) == set(after):
            yield "  " + _("in another order: {entries}").format(entries=", ".join(map(printable, after)))
    elif max(len(_shown(one.before)), len(_shown(one.after))) <= _LONGEST_ON_ONE_LINE:
        yield f"{name}: {_shown(one.before)} → {_shown(one.after)}"
    else:
        yield f"{name}:"
        yield from (f"  {sign} {_shown(v)}" for sign, v in (("-", one.before), ("+", one.after)) if v is not None)


def _entries(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:g}"
    return _("none") if value is None else printable(str(value))


def _effect_lines(old: Instrument, new: Instrument, effect: ScoreEffect) -> Iterator[str]:
    titles = _type_titles(old) | _type_titles(new)
    spared = [code for code, ids in effect.recommendations.items() if not ids]
    for code, ids in effect.recommendations.items():
        kinds = [titles[other] for other in spared if other.startswith(f"{code}:")]
        but_not = " " + _("(but not: {kinds})").format(kinds=", ".join(kinds)) if kinds else ""
        kind = code.partition(":")[0]
        title = titles[code] if code == kind else f"{titles[kind]} ({titles[code]})"
        if ids:
            yield "  " + printable(f"{title}{but_not}: {', '.join(ids)}")
    if not any(effect.recommendations.values()):
        yield "  " + _("No recommendation's score.")
    if effect.overall:
        yield "  " + _("Everybody's overall score: recommendations are put together in another way.")
    if effect.statuses:
        yield "  " + _("Everybody's statuses and gaps: the target or the threshold of partly met differs.")


def _type_titles(instrument: Instrument) -> dict[str, str]:
    titles = {kind.id: kind.title for kind in instrument.stakeholder_types}
    for kind in instrument.stakeholder_types:
        titles |= {f"{kind.id}:{sub.id}": sub.title for sub in kind.subtypes}
    return titles


def _kind_words() -> dict[str, str]:
    return {
        "instrument": _("The whole"),
        "stakeholder_type": _("Stakeholder types"),
        "scale": _("Response scales"),
        "level": _("Levels"),
        "phase": _("Phases"),
        "guideline": _("Guidelines"),
        "na_reason": _("Reasons for “not applicable”"),
        "warning": _("Warnings about the answers"),
        "reference": _("Named references"),
        "term": _("Glossary"),
        "neighbours": _("Practices that look alike"),
        "topic": _("Topics"),
        "working_group": _("Working groups"),
        "recommendation": _("Recommendations"),
        "practice": _("Practices"),
    }


def _field_word(field: str) -> str:
    """What a field is called; one without words of its own, such as a threshold, goes by its key in the bank."""
    name, _colon, of = field.partition(":")
    words = {
        "id": _("id"),
        "version": _("version"),
        "language": _("language"),
        "difference": _("what sets them apart"),
        "title": _("title"),
        "title_plural": _("plural"),
        "introduction": _("introduction"),
        "notice": _("notice"),
        "description": _("description"),
        "meaning": _("meaning"),
        "message": _("message"),
        "target": _("target"),
        "partly_met_from": _("partly met from"),
        "rollup": _("roll-up path"),
        "role_weight": _("weight of the role {role}").format(role=of),
        "safeguard_na_reasons": _("reasons for “not applicable” that safeguards accept"),
        "text": _("statement"),
        "support_text": _("statement for supporters"),
        "in_place_when": _("in place when"),
        "support_in_place_when": _("in place for supporters when"),
        "evidence": _("examples of evidence"),
        "role": _("role of {type}").format(type=of),
        "only_for": _("only for"),
        "scale": _("response scale"),
        "scope": _("scope"),
        "weight": _("weight"),
        "safeguard": _("safeguard"),
        "na_reasons": _("reasons for “not applicable”"),
        "phases": _("phases"),
        "guidelines": _("Guidelines"),
        "references": _("named references"),
        "terms": _("terms"),
        "why": _("why it matters"),
        "examples": _("examples"),
        "source": _("source"),
        "in_place": _("counts as in place from"),
        "value": _("value"),
    }
    return words.get(name, name)
