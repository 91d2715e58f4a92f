"""What matters most of a corridor, as lists: what nobody covers, what lies between leads, who is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import streamlit as st

from assessment.chart_style import CONFIG
from assessment.corridor import Corridor, leading_types
from assessment.corridor_charts import cover_bar
from assessment.corridor_words import cover_label, cover_meaning, cover_sentence
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.header import kinds
from assessment.ui.levels import level_title
from assessment.ui.plain import plain
from questions.model import recommendation_of
from scoring.corridor import Part, PracticeCover

_LISTED = 8


def uncovered(found: Corridor) -> None:
    """Practices whose leads have all answered, and none has begun."""
    if not found.uncovered:
        st.markdown(_("Nothing is in this list: of no practice have all who lead answered that it is not in place."))
        return
    _list(found, found.uncovered, "uncovered", has_answers=False)


def cover_counts(found: Corridor) -> None:
    """How many practices have each status, as a bar, and what the words mean."""
    st.plotly_chart(cover_bar(found), key="cover-bar", config=CONFIG, alt=cover_sentence(found))
    with st.expander(_("What the words mean, and the numbers")):
        for cover, number in found.counts.items():
            st.markdown(f"**{cover_label(cover)}: {number}.** {cover_meaning(cover)}")


def between_leads(found: Corridor) -> None:
    """Practices that several lead and none has in place."""
    if not found.between_leads:
        return
    st.header(_("Several lead, none has it in place"), anchor="between")
    st.markdown(_("Each may be counting on the others."))
    _list(found, found.between_leads, "between", has_answers=True)


def missing_from_the_table(found: Corridor) -> None:
    """Practices that nobody here leads, by who would."""
    if not found.missing:
        return
    st.header(_("Who is missing from the table?"), anchor="missing")
    st.markdown(_("Nobody chosen here has the mandate for these practices. Those named would have it."))
    for types, practices in found.missing.items():
        label = translate_count("{types} · {number} practice", "{types} · {number} practices", len(practices)).format(
            types=plain(kinds(types)), number=len(practices)
        )
        with st.expander(label):
            for practice in practices:
                _practice(found, practice, would_lead(found, practice))


def answer_lines(found: Corridor, practice: PracticeCover, parts: Iterable[Part]) -> str:
    """What each of these answered to a practice, as a list in Markdown, in the order of the table."""
    asked = found.instrument.practices[practice.id]
    by_actor = {part.actor: part for part in parts}
    lines = [
        (_("{name} leads: **{answer}**") if part.role == "lead" else _("{name} supports: **{answer}**")).format(
            name=plain(name), answer=plain(level_title(found.instrument, asked, part.answer))
        )
        for actor, name in found.names.items()
        if (part := by_actor.get(actor))
    ]
    return "\n".join(f"- {line}" for line in lines)


def would_lead(found: Corridor, practice: PracticeCover) -> str:
    """Who has the mandate for a practice that nobody here leads."""
    types = leading_types(found.instrument, found.instrument.practices[practice.id])
    return _("Would lead: {types}").format(types=plain(kinds(types)))


def _list(found: Corridor, practices: Sequence[PracticeCover], key: str, *, has_answers: bool) -> None:
    _entries(found, practices[:_LISTED], has_answers=has_answers)
    if rest := practices[_LISTED:]:
        label = translate_count("Show {number} more", "Show {number} more", len(rest)).format(number=len(rest))
        with st.expander(label, key=f"more-{key}"):
            _entries(found, rest, has_answers=has_answers)


def _entries(found: Corridor, practices: Sequence[PracticeCover], *, has_answers: bool) -> None:
    """The practices under the names of their recommendations, each with those who lead and perhaps their answers."""
    for id, inside in groupby(practices, key=lambda practice: recommendation_of(practice.id)):
        with st.container(gap="xsmall"):
            st.markdown(f"**{id} {plain(found.instrument.recommendations[id].title)}**")
            for practice in inside:
                by_actor = {part.actor: part for part in practice.leads}
                leads = [_lead(found, practice, by_actor[id], has_answers) for id in found.names if id in by_actor]
                _practice(found, practice, _("Lead: {names}").format(names=", ".join(leads)))


def _lead(found: Corridor, practice: PracticeCover, part: Part, has_answer: bool) -> str:
    name = plain(found.names[part.actor])
    if not has_answer:
        return name
    answer = level_title(found.instrument, found.instrument.practices[practice.id], part.answer)
    return f"{name} (**{plain(answer)}**)"


def _practice(found: Corridor, practice: PracticeCover, note: str) -> None:
    """A statement with a note below it."""
    with st.container(gap=None):
        st.markdown(f"{practice.id}: {plain(found.instrument.practices[practice.id].text)}")
        st.caption(note)
