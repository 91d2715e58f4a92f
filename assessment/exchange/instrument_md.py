"""The instrument as Markdown, for reading: what is asked, of whom, and when a practice counts as in place."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.texts import translate as _
from questions.model import Instrument, Practice, Recommendation, Scale


def instrument_md(instrument: Instrument) -> bytes:
    """The whole instrument, UTF-8."""
    return "\n".join(_lines(instrument)).encode() + b"\n"


def _lines(instrument: Instrument) -> Iterator[str]:
    yield f"# {instrument.title}"
    yield ""
    yield _("{id}, version {version}").format(id=instrument.id, version=instrument.version)
    if instrument.introduction:
        yield from ("", instrument.introduction)
    if instrument.notice:
        yield from ("", instrument.notice)
    yield from ("", "## " + _("Whose duties are assessed"), "")
    for kind in instrument.stakeholder_types:
        yield f"- `{kind.id}` **{kind.title}**: {kind.description}"
        for subtype in kind.subtypes:
            yield f"  - `{kind.id}:{subtype.id}` {subtype.title}" + (
                f": {subtype.description}" if subtype.description else ""
            )
    yield from ("", "## " + _("Answers"))
    for scale in instrument.scales:
        if len(instrument.scales) > 1:
            yield from ("", f"### `{scale.id}`")
        yield from _scale(scale)
    for topic in instrument.topics:
        yield from ("", f"## {topic.id} {topic.title}")
        if topic.introduction:
            yield from ("", topic.introduction)
        for group in topic.working_groups:
            yield from ("", f"### {group.id} {group.title}")
            if group.introduction:
                yield from ("", group.introduction)
            for recommendation in group.recommendations:
                yield from _recommendation(instrument, recommendation)


def _scale(scale: Scale) -> Iterator[str]:
    yield ""
    for level in scale.levels:
        mark = " " + _("(counts as in place from here on)") if level.code == scale.in_place else ""
        yield f"- `{level.code}` **{level.title}**{mark}" + (f": {level.description}" if level.description else "")


def _recommendation(instrument: Instrument, recommendation: Recommendation) -> Iterator[str]:
    yield from ("", f"#### {recommendation.id} {recommendation.title}")
    if recommendation.why:
        yield from ("", recommendation.why)
    if recommendation.examples:
        yield ""
        yield from (f"- {example}" for example in recommendation.examples)
    if recommendation.source:
        yield from ("", "*" + recommendation.source + "*")
    for practice in recommendation.practices:
        yield from _practice(instrument, practice)


def _practice(instrument: Instrument, practice: Practice) -> Iterator[str]:
    yield from ("", f"**{practice.id}** {practice.text}", "")
    titles = {kind.id: kind.title for kind in instrument.stakeholder_types}
    for role, heading in (("lead", _("Lead")), ("support", _("Support"))):
        types = [titles.get(kind, kind) for kind, given in practice.roles.items() if given == role]
        if types:
            yield f"- {heading}: {', '.join(types)}"
    if len(instrument.scales) > 1:
        yield "- " + _("Answered on the scale {scale}").format(scale=f"`{practice.scale}`")
    if practice.only_for:
        yield "- " + _("Only for: {subtypes}").format(subtypes=", ".join(f"`{entry}`" for entry in practice.only_for))
    if practice.support_text:
        yield "- " + _("Contributing means: {text}").format(text=practice.support_text)
    if practice.safeguard:
        yield "- " + _("Safeguard: a good average elsewhere must not hide its absence.")
    for heading, entries in (
        (_("In place when"), practice.in_place_when),
        (_("In place for a contribution when"), practice.support_in_place_when),
        (_("Evidence, for example"), practice.evidence),
        (_("Not applicable when"), tuple(f"{reason.text} (`{reason.id}`)" for reason in practice.na_reasons)),
    ):
        if entries:
            yield f"- {heading}:"
            yield from (f"  - {entry}" for entry in entries)
