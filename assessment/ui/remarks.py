"""Remarks of colleagues about a practice, with mention and resolved state. Where several work together."""

from __future__ import annotations

import streamlit as st

from assessment.access import Deed
from assessment.errors import AssessmentError
from assessment.model import LONG_TEXT, Assessment, Remark
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.links import link_to
from assessment.ui.names import by_and_when, name_in, shown_names
from assessment.ui.plain import plain
from assessment.ui.session import choose_language, rights, service
from questions.model import recommendation_of


def remarks(assessment_id: str, practice_id: str) -> None:
    """What was said about a practice, oldest first, and a field to say more."""
    if rights() is None:
        return
    use_cases = service()
    said = [remark for remark in use_cases.remarks(assessment_id) if remark.practice_id == practice_id]
    is_member = use_cases.may(Deed.COMMENT, use_cases.assessment(assessment_id))
    if not (said or is_member):
        return
    number = sum(1 for remark in said if remark.resolved_at is None)
    label = _("Remarks · {id}").format(id=practice_id)
    if number:
        label = _("Remarks · {id} · {number} open").format(id=practice_id, number=number)
    if st.toggle(label, key=f"remarks-{assessment_id}-{practice_id}"):
        _talk(assessment_id, practice_id, is_member)


def remarks_for_me(assessment: Assessment) -> None:
    """Open remarks that mention the person of this session, with the way to each."""
    person = rights()
    if person is None:
        return
    mine = [
        remark
        for remark in service().remarks(assessment.id)
        if person.person.id in remark.mentions and remark.resolved_at is None
    ]
    if not mine:
        return
    names = shown_names()
    label = translate_count("{number} remark for you", "{number} remarks for you", len(mine)).format(number=len(mine))
    with st.expander(label, icon=":material/notifications:", key=f"for-me-{assessment.id}"):
        for remark in mine:
            link_to("answer", remark.practice_id, assessment.id, recommendation_of(remark.practice_id))
            st.caption(f"{by_and_when(names, remark.author, remark.at)}: {plain(remark.text)}")


def _talk(assessment_id: str, practice_id: str, is_member: bool) -> None:
    choose_language()
    names = shown_names()
    for remark in service().remarks(assessment_id):
        if remark.practice_id == practice_id:
            _remark(remark, names, is_member=is_member)
    if not is_member:
        return
    key = f"{assessment_id}-{practice_id}"
    with st.form(key=f"remark-{key}", clear_on_submit=True, border=False):
        text = st.text_area(_("Say something about {id}").format(id=practice_id), max_chars=LONG_TEXT)
        mentions = st.multiselect(
            _("For"),
            list(names),
            format_func=names.__getitem__,
            placeholder=_("Everybody, or choose"),
            key=f"remark-for-{key}",
        )
        is_sent = st.form_submit_button(_("Send"))
    if is_sent:
        try:
            service().add_remark(assessment_id, practice_id, text or "", mentions)
        except AssessmentError as error:
            st.error(_("NOT saved. {reason}").format(reason=plain(str(error))))
        else:
            st.rerun()


def _remark(remark: Remark, names: dict[str, str], *, is_member: bool) -> None:
    with st.container(border=True, gap="xsmall"):
        st.caption(by_and_when(names, remark.author, remark.at))
        st.markdown(plain(remark.text))
        if remark.mentions:
            st.caption(_("For {names}").format(names=", ".join(name_in(names, id) for id in remark.mentions)))
        is_resolved = remark.resolved_at is not None
        if remark.resolved_at and remark.resolved_by:
            who = by_and_when(names, remark.resolved_by, remark.resolved_at)
            st.caption(_("Resolved: {who}").format(who=who))
        if is_member:
            label = _("Open it again") if is_resolved else _("Resolved")
            st.button(
                label,
                key=f"resolve-{remark.id}",
                on_click=_resolve,
                args=(remark, not is_resolved),
                type="tertiary",
            )


def _resolve(remark: Remark, is_resolved: bool) -> None:
    choose_language()
    try:
        service().resolve_remark(remark.assessment_id, remark.id, is_resolved=is_resolved)
    except AssessmentError as error:
        st.toast(_("NOT saved. {reason}").format(reason=plain(str(error))))
