"""What explains a practice, in the unfolded part of its card."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from assessment.asked_words import why_asked
from assessment.texts import translate as _
from assessment.ui.plain import plain
from questions.model import Instrument, Practice, Role, Term, recommendation_of


def guidance(instrument: Instrument, practice: Practice, role: Role, stakeholder_types: tuple[str, ...]) -> None:
    """What counts, good evidence, what looks alike, and on wish why this is asked, with the report's examples."""
    bullets(_("**In place means:**"), practice.criteria(role))
    bullets(_("**Evidence could be:**"), practice.evidence)
    bullets(
        _("**Looks alike, and is not the same:**"),
        tuple(difference for _other, difference in instrument.neighbours_of(practice.id)),
    )
    if st.toggle(_("Why am I asked this? · {id}").format(id=practice.id), key=f"why-{practice.id}"):
        recommendation = instrument.recommendations[recommendation_of(practice.id)]
        st.markdown(plain(recommendation.why or ""))
        bullets("", why_asked(instrument, practice, stakeholder_types))
        bullets(_("**Examples:**"), recommendation.examples)


def bullets(heading: str, entries: tuple[str, ...]) -> None:
    """A list of texts of the instrument under a heading; nothing at all when it is empty."""
    if entries:
        st.markdown("\n".join((*((heading, "") if heading else ()), *(f"- {plain(text)}" for text in entries))))


def glossary(terms: Iterable[Term]) -> str:
    """Terms with their meanings as a list in Markdown; empty without terms."""
    return "\n".join(f"- **{plain(term.title)}**: {plain(term.meaning)}" for term in terms)
