"""What an answer was before, and how to get an earlier one back."""

from __future__ import annotations

import streamlit as st

from assessment.errors import AssessmentError
from assessment.model import AnswerRevision
from assessment.texts import translate as _
from assessment.ui import saving
from assessment.ui.levels import level_title
from assessment.ui.names import by_and_when, shown_names
from assessment.ui.plain import plain
from assessment.ui.session import service
from questions.model import Instrument, Practice


def history(instrument: Instrument, assessment_id: str, practice: Practice, *, is_locked: bool = False) -> None:
    """Earlier answers on wish, the newest first; restoring one saves it anew, and nothing is ever removed."""
    if not saving.shown(assessment_id, practice.id).revision:
        return
    label = _("History · {id}").format(id=practice.id)
    if not st.toggle(label, key=f"history-{assessment_id}-{practice.id}"):
        return
    try:
        revisions = service().history(assessment_id, practice.id)
    except AssessmentError as error:
        st.error(plain(str(error)))
        return
    names = shown_names()
    for revision in reversed(revisions):
        is_newest = revision is revisions[-1]
        said = by_and_when(names, revision.author, revision.at)
        _revision(instrument, practice, revision, said, is_newest=is_newest, is_locked=is_locked)


def _revision(
    instrument: Instrument, practice: Practice, kept: AnswerRevision, when: str, *, is_newest: bool, is_locked: bool
) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{level_title(instrument, practice, kept.answer.answer)}**")
        st.caption(_("{when}, the present answer").format(when=when) if is_newest else when)
        written = (
            (_("Evidence"), kept.answer.evidence),
            (_("Date of the evidence"), kept.answer.evidence_date),
            (_("Responsible unit"), kept.answer.responsible),
            (_("Comment"), kept.answer.comment),
        )
        for name, text in written:
            if text:
                st.caption(f"{name}: {plain(text)}")
        if not (is_newest or is_locked):
            st.button(
                _("Restore"),
                key=f"restore-{practice.id}-{kept.revision}",
                on_click=saving.restore,
                args=(kept,),
                help=_("Save the answer of {when} once more").format(when=when),
            )
