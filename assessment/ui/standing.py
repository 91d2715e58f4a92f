"""Submitting an assessment, clearing it and opening it again, on the Export page; and how it stands, everywhere."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.access import Deed
from assessment.errors import AssessmentError
from assessment.model import LONG_TEXT, Assessment, Stage, StageChange
from assessment.texts import translate as _
from assessment.ui.names import by_and_when, shown_names
from assessment.ui.plain import plain
from assessment.ui.session import choose_language, rights, service


def stage_title(stage: Stage) -> str:
    """The stage in a word or two."""
    return {Stage.DRAFT: _("Draft"), Stage.SUBMITTED: _("Submitted"), Stage.CLEARED: _("Cleared")}[stage]


def badges(assessment: Assessment, stage: Stage | None) -> None:
    """What is to be known of an assessment wherever it is named: the sample, its stage, its marking.

    ``stage`` is ``None`` for one that was never submitted, as where one person works alone.
    """
    if assessment.is_sample:
        st.badge(_("Sample: fictitious"), color="orange")
    if stage is not None:
        _stage_badge(stage)
    if assessment.marking:
        st.badge(plain(assessment.marking), color="red", icon=":material/lock_person:")


def _stage_badge(stage: Stage) -> None:
    colors = {Stage.DRAFT: "gray", Stage.SUBMITTED: "blue", Stage.CLEARED: "green"}
    icons = {Stage.DRAFT: "edit", Stage.SUBMITTED: "lock", Stage.CLEARED: "verified"}
    st.badge(stage_title(stage), color=colors[stage], icon=f":material/{icons[stage]}:")  # type: ignore[arg-type]


def standing(assessment: Assessment) -> None:
    """What was submitted when and by whom, and the next step for whoever may take it."""
    if rights() is None:
        return
    past = service().stages(assessment.id)
    stage = past[-1].stage if past else Stage.DRAFT
    with st.container(border=True, key="standing"):
        st.subheader(_("Submission"), anchor=False)
        st.markdown(_explained(assessment, stage))
        st.fragment(_next_stage)(assessment, stage)
        _past(past)


def _explained(assessment: Assessment, stage: Stage) -> str:
    if stage is Stage.CLEARED:
        return _("Cleared: its answers stand still, and its files may leave the organization.")
    if stage is Stage.SUBMITTED:
        if service().needs_clearance(assessment):
            return _("Submitted: its answers stand still. Nothing leaves before the person named for it clears it.")
        return _("Submitted: its answers stand still until a lead opens it again.")
    if service().needs_clearance(assessment):
        return _("A draft. Your organization lets files out only after it is submitted and cleared.")
    return _("A draft. Submitting makes its answers stand still, so that everybody speaks of the same result.")


def _next_stage(assessment: Assessment, stage: Stage) -> None:
    choose_language()
    moves = {
        Stage.DRAFT: ((Deed.SUBMIT, _("Submit"), "primary"),),
        Stage.SUBMITTED: (
            (Deed.CLEAR, _("Clear for release"), "primary"),
            (Deed.REOPEN, _("Open again"), "secondary"),
        ),
        Stage.CLEARED: ((Deed.REOPEN, _("Open again"), "secondary"),),
    }[stage]
    allowed = [move for move in moves if _may(move[0], assessment, stage)]
    if not allowed:
        st.caption(_("Only a lead can submit it or open it again."))
        return
    note = st.text_input(
        _("Note (needed to open again; kept with the step)") if stage.is_frozen else _("Note (optional; kept)"),
        max_chars=LONG_TEXT,
        key=f"stage-note-{assessment.id}-{stage}",
    )
    with st.container(horizontal=True):
        for deed, label, kind in allowed:
            if st.button(label, key=f"stage-{deed}", type=kind):  # type: ignore[arg-type]
                _move(assessment, deed, note or "")


def _may(deed: Deed, assessment: Assessment, stage: Stage) -> bool:
    use_cases = service()
    if deed is Deed.CLEAR and not use_cases.needs_clearance(assessment):
        return False
    gives_back = deed is Deed.REOPEN and stage is Stage.SUBMITTED and use_cases.may(Deed.CLEAR, assessment)
    return gives_back or use_cases.may(deed, assessment)


def _move(assessment: Assessment, deed: Deed, note: str) -> None:
    moves = {Deed.SUBMIT: service().submit, Deed.CLEAR: service().clear, Deed.REOPEN: service().reopen}
    try:
        moves[deed](assessment.id, note)
    except AssessmentError as error:
        st.error(_("NOT done. {reason}").format(reason=plain(str(error))))
        return
    st.rerun()


def _past(past: Sequence[StageChange]) -> None:
    names = shown_names()
    for change in reversed(past):
        title = _("Opened again") if change.stage is Stage.DRAFT else stage_title(change.stage)
        note = f" · {plain(change.note)}" if change.note else ""
        st.caption(f"{title}: {by_and_when(names, change.author, change.at)}{note}")
