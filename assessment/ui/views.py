"""Differing views: what a respondent would answer instead, and the lead's decision. Where several work together."""

from __future__ import annotations

import streamlit as st

from assessment.access import Deed
from assessment.disagreement import Disagreement, Disputed
from assessment.errors import AssessmentError
from assessment.model import BLANK, DONT_KNOW, LONG_TEXT, Answer, Assessment
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.levels import level_title
from assessment.ui.links import link_to
from assessment.ui.names import by_and_when, name_in, shown_names
from assessment.ui.plain import plain
from assessment.ui.session import choose_language, instrument_of, rights, service
from questions.model import Instrument, Practice, recommendation_of


def own_view(instrument: Instrument, assessment_id: str, practice: Practice) -> None:
    """Give an answer of one's own beside the one that counts, or take it back."""
    person = rights()
    if person is None:
        return
    use_cases = service()
    assessment = use_cases.assessment(assessment_id)
    if not use_cases.may(Deed.DISSENT, assessment, instrument.topic_of[practice.id]):
        return
    mine = next(
        (
            view
            for view in use_cases.views(assessment_id)
            if (view.answer.practice_id, view.person_id) == (practice.id, person.person.id) and view.is_open
        ),
        None,
    )
    key = f"{assessment_id}-{practice.id}"
    if not st.toggle(
        _("I see it differently · {id}").format(id=practice.id), value=mine is not None, key=f"view-{key}"
    ):
        return
    st.caption(_("Your answer is kept beside the one that counts. A lead sees both and decides."))
    codes = [level.code for level in instrument.scale_of(practice).levels] + [DONT_KNOW]
    given = mine.answer if mine else None
    with st.form(key=f"view-form-{key}", border=False):
        level = st.selectbox(
            _("Your answer to {id}").format(id=practice.id),
            codes,
            index=codes.index(given.answer) if given and given.answer in codes else None,
            format_func=lambda code: level_title(instrument, practice, code),
        )
        why = st.text_area(_("Why"), value=given.comment if given else "", max_chars=LONG_TEXT)
        with st.container(horizontal=True):
            is_sent = st.form_submit_button(_("Keep my view"))
            is_taken_back = bool(mine) and st.form_submit_button(_("Take it back"), type="tertiary")
    if is_sent and level is None:
        st.warning(_("Choose a level first."))
    elif is_sent or is_taken_back:
        answer = Answer(practice_id=practice.id)
        if is_sent:
            answer = Answer(practice_id=practice.id, answer=level or BLANK, comment=why or "")
        _record(assessment_id, answer)


def _record(assessment_id: str, answer: Answer) -> None:
    try:
        service().record_view(assessment_id, answer)
    except AssessmentError as error:
        st.error(_("NOT saved. {reason}").format(reason=plain(str(error))))
    else:
        st.success(_("Your view is kept.") if answer.is_answered else _("Your view is taken back."))


def disputed(assessment: Assessment) -> None:
    """What is seen differently, and for a lead the way to decide; nothing where nobody differs."""
    if rights() is None or not service().views(assessment.id):
        return
    found = service().disagreement(assessment.id)
    if not found.disputed:
        return
    number = len(found.disputed)
    label = translate_count(
        "{number} practice is seen differently", "{number} practices are seen differently", number
    ).format(number=number)
    with st.expander(label, icon=":material/forum:", key=f"disputed-{assessment.id}"):
        st.markdown(_how_far(found))
        st.fragment(_each)(assessment, found)


def _how_far(found: Disagreement) -> str:
    apart = max(one.apart for one in found.disputed)
    text = translate_count("At most {number} level apart.", "At most {number} levels apart.", apart).format(
        number=apart
    )
    if found.alpha is not None:
        text += " " + _(
            "Agreement over all practices that several people answered (Krippendorff's alpha, ordinal; 1 is full "
            "agreement, 0 what chance would give): {alpha}."
        ).format(alpha=f"{found.alpha:.2f}")
    return text


def _each(assessment: Assessment, found: Disagreement) -> None:
    choose_language()
    texts, names = instrument_of(assessment), shown_names()
    for one in found.disputed:
        _one(assessment, texts, one, names)


def _one(assessment: Assessment, texts: Instrument, one: Disputed, names: dict[str, str]) -> None:
    practice = texts.practices[one.practice_id]
    may_settle = service().may(Deed.SETTLE, assessment)
    with st.container(border=True, key=f"disputed-{one.practice_id}"):
        link_to("answer", plain(practice.id), assessment.id, recommendation_of(practice.id))
        st.markdown(f"**{plain(practice.text)}**")
        st.markdown(_("Counts now: **{answer}**").format(answer=level_title(texts, practice, one.answer.answer)))
        for view in one.views:
            st.markdown(
                _("{who}: **{answer}**").format(
                    who=by_and_when(names, view.person_id, view.at),
                    answer=level_title(texts, practice, view.answer.answer),
                )
            )
            if view.answer.comment:
                st.caption(plain(view.answer.comment))
        if not may_settle:
            return
        with st.container(horizontal=True):
            if st.button(_("It stays"), key=f"stays-{practice.id}", help=_("Decide about {id}").format(id=practice.id)):
                _settle(assessment.id, one.answer)
            for view in one.views:
                name = name_in(names, view.person_id)
                label = _("Take the answer of {name}").format(name=name)
                if st.button(label, key=f"take-{practice.id}-{view.person_id}"):
                    taken = {"answer": view.answer.answer, "na_reason": view.answer.na_reason}
                    _settle(assessment.id, one.answer.model_copy(update=taken))


def _settle(assessment_id: str, answer: Answer) -> None:
    try:
        kept = service().answers(assessment_id).get(answer.practice_id)
        service().settle(assessment_id, answer, kept.revision if kept else 0)
    except AssessmentError as error:
        st.error(_("NOT saved. {reason}").format(reason=plain(str(error))))
        return
    st.rerun()
