"""Carrying an assessment over to the newest version: what changes is shown before one confirms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.carry_over import CarriedOver, is_to_confirm
from assessment.errors import AssessmentError
from assessment.exchange.carry_over_text import (
    change_sentence,
    fates_sentence,
    loss_sentences,
    outcome_sentence,
    overall_sentence,
    to_confirm_sentence,
)
from assessment.model import AnswerRevision, Assessment
from assessment.score_changes import ScoreChange, overall_reasons, score_changes
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.links import go_to, link_to
from assessment.ui.plain import plain
from assessment.ui.session import choose_language, open_assessment, service
from questions.model import id_key, recommendation_of

_LISTED = 5


def ask_to_carry_over(assessment_id: str, name: str) -> None:
    """Open the dialog; the name is Markdown already."""
    st.dialog(_("Carry over to the newest version?"), width="large")(_carry_over)(assessment_id, name)


def waiting_for_another_look(assessment: Assessment, stored: Mapping[str, AnswerRevision]) -> None:
    """Ways to the answers that were carried over and nobody has looked at again."""
    waiting = sorted((id for id, kept in stored.items() if is_to_confirm(kept.answer)), key=id_key)
    if not waiting:
        return
    label = translate_count(
        "{number} answer to look at again", "{number} answers to look at again", len(waiting)
    ).format(number=len(waiting))
    with st.expander(label, icon=":material/flag:", key="another-look"):
        st.caption(_("They come from an older version of the questionnaire. Each card says why."))
        for recommendation_id in dict.fromkeys(map(recommendation_of, waiting)):
            practices = [id for id in waiting if recommendation_of(id) == recommendation_id]
            link_to("answer", plain(", ".join(practices)), assessment.id, recommendation_id)


def _carry_over(assessment_id: str, name: str) -> None:
    choose_language()
    try:
        carried = service().carried_over(assessment_id)
    except AssessmentError as error:
        st.error(_("It cannot be carried over. {reason}").format(reason=plain(str(error))))
        return
    st.markdown(
        _("A new assessment of version {new} is made from **{name}**. The one of version {old} stays as it is.").format(
            new=plain(carried.new.version), old=plain(carried.old.version), name=name
        )
    )
    _answers(carried)
    _scores(carried)
    with st.container(horizontal=True):
        if st.button(_("Carry over"), type="primary", key="confirm-carry-over"):
            _confirmed(assessment_id)
        if st.button(_("Leave it"), key="cancel-carry-over"):
            st.rerun()


def _answers(carried: CarriedOver) -> None:
    st.subheader(_("What becomes of the answers"), anchor=False)
    st.markdown(plain(fates_sentence(carried)))
    for sentence in loss_sentences(carried):
        st.warning(plain(sentence))
    if carried.to_confirm:
        st.markdown(plain(to_confirm_sentence(len(carried.to_confirm))))
        _list([outcome_sentence(outcome) for outcome in carried.to_confirm])
    others = [outcome_sentence(one) for one in carried.outcomes if one.because and not one.to_confirm]
    if others:
        with st.expander(_("What else happens to the answers")):
            st.markdown(_bullets(others))


def _scores(carried: CarriedOver) -> None:
    st.subheader(_("What changes in the score, and why"), anchor=False)
    st.markdown(f"**{plain(overall_sentence(carried))}**")
    if reasons := overall_reasons(carried):
        st.markdown(_bullets(reasons))
    changes = score_changes(carried)
    if not changes:
        st.markdown(_("No recommendation comes out differently."))
    for change in changes[:_LISTED]:
        _change(change)
    if rest := changes[_LISTED:]:
        label = translate_count("Show {number} more", "Show {number} more", len(rest)).format(number=len(rest))
        with st.expander(label):
            for change in rest:
                _change(change)


def _change(change: ScoreChange) -> None:
    st.markdown(f"**{plain(change_sentence(change))}**\n\n{_bullets(change.because)}")


def _list(entries: Sequence[str]) -> None:
    """The first few, and the rest folded away."""
    st.markdown(_bullets(entries[:_LISTED]))
    if rest := entries[_LISTED:]:
        label = translate_count("Show {number} more", "Show {number} more", len(rest)).format(number=len(rest))
        with st.expander(label):
            st.markdown(_bullets(rest))


def _bullets(entries: Sequence[str]) -> str:
    return "\n".join(f"- {plain(entry)}" for entry in entries)


def _confirmed(assessment_id: str) -> None:
    try:
        new = service().carry_over(assessment_id)
    except AssessmentError as error:
        st.error(_("NOT saved. {reason}").format(reason=plain(str(error))))
        return
    open_assessment(new.id)
    go_to("answer", new.id)
