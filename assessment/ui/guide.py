"""The Guide page: a search over recommendations and practices, and the glossary."""

from __future__ import annotations

import streamlit as st

from assessment.errors import NotFound, OtherVersion
from assessment.guide import Found, Guide, guide_to
from assessment.model import Assessment
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.guidance import bullets, glossary
from assessment.ui.links import link_to
from assessment.ui.plain import assessment_name, plain
from assessment.ui.session import choose_language, current_assessment, instrument, plan_for
from questions.model import Instrument, Term
from scoring.plan import ScoringPlan

_LONGEST = 200
_AT_ONCE = 20


def page() -> None:
    """Draw the page; with an assessment open, what is found leads to its questions."""
    st.title(_("Guide"), anchor=False)
    with st.container(key="page-links"):
        link_to("home", _("Home"), icon=":material/home:")
    st.markdown(
        _(
            "Find a recommendation or a practice by its words, its id (R3.1.10b) or a tool that it names "
            "(PDNA). All words must occur."
        )
    )
    st.fragment(_found)()


def _found() -> None:
    """A fragment, so that a search draws only what it finds."""
    choose_language()
    assessment, plan = _opened()
    guide = _guide(plan.instrument if plan else instrument())
    query = (
        st.text_input(
            _("Search"),
            max_chars=_LONGEST,
            key="guide-query",
            type="search",
            placeholder=_("Words, an id, a tool"),
            persist_state="session",
        )
        or ""
    )
    if query.strip():
        _results(guide.search(query), assessment, plan)
    st.header(_("Glossary"), anchor=False)
    _terms(guide.terms(query))


def _opened() -> tuple[Assessment | None, ScoringPlan | None]:
    """The open assessment with what is asked of it; nothing when none is open or it can no longer be shown."""
    try:
        assessment = current_assessment()
        return (assessment, plan_for(assessment)) if assessment else (None, None)
    except (NotFound, OtherVersion):
        return None, None


@st.cache_resource(show_spinner=False, max_entries=32)
def _made(_instrument: Instrument, instrument_id: str, version: str, lang: str) -> Guide:
    del instrument_id, version, lang  # only to tell the instruments apart
    return guide_to(_instrument)


def _guide(version: Instrument) -> Guide:
    return _made(version, version.id, version.version, version.language)


def _results(found: tuple[Found, ...], assessment: Assessment | None, plan: ScoringPlan | None) -> None:
    if not found:
        st.info(
            _("No recommendation has all of these words. Try fewer, or the beginning of a word."),
            icon=":material/search_off:",
        )
        return
    count = translate_count("{number} recommendation found.", "{number} recommendations found.", len(found))
    st.markdown(count.format(number=len(found)))
    if assessment is not None:
        name = plain(assessment_name(assessment))
        st.caption(_("The links lead to the questions of the open assessment: {name}").format(name=name))
    for hit in found[:_AT_ONCE]:
        _result(hit, assessment, plan)
    if len(found) > _AT_ONCE:
        st.caption(_("The first {shown} are shown. Add a word to find fewer.").format(shown=_AT_ONCE))


def _result(hit: Found, assessment: Assessment | None, plan: ScoringPlan | None) -> None:
    recommendation = hit.recommendation
    with st.container(border=True, key=f"found-{recommendation.id}", gap="xsmall"):
        st.subheader(f"{recommendation.id} {plain(recommendation.title)}", anchor=False)
        if hit.practices:
            bullets("", tuple(f"{practice.id} {practice.text}" for practice in hit.practices))
        elif recommendation.why:
            st.markdown(plain(recommendation.why))
        if assessment is not None and plan is not None:
            if any(asked.id == recommendation.id for asked in plan.recommendations):
                label = _("Go to the questions of {id}").format(id=recommendation.id)
                link_to("answer", label, assessment.id, recommendation.id, icon=":material/arrow_forward:")
            else:
                st.caption(_("Not asked of the open assessment."))
        label = _("All of {id}").format(id=recommendation.id)
        folded = st.expander(label, key=f"whole-{recommendation.id}", on_change="rerun")
        if folded.open:
            with folded:
                _whole(hit)


def _whole(hit: Found) -> None:
    recommendation = hit.recommendation
    if recommendation.why and hit.practices:
        st.markdown(plain(recommendation.why))
    bullets(_("**Examples:**"), recommendation.examples)
    for practice in recommendation.practices:
        st.markdown(f"**{practice.id} {plain(practice.text)}**")
        bullets(_("**In place means:**"), practice.in_place_when)
        bullets(_("**Evidence could be:**"), practice.evidence)
    st.caption(plain(recommendation.source))


def _terms(terms: tuple[Term, ...]) -> None:
    if terms:
        st.markdown(glossary(terms))
    else:
        st.caption(_("No term has all of these words."))
