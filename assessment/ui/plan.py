"""The Plan page: what is to be done about the gaps, by whom, by when, and what it will bring."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.action_plan import aims_to_meet, expected_result, suggested
from assessment.action_words import expected_sentence, plan_sentence
from assessment.errors import AssessmentError
from assessment.model import Action, KeptAction
from assessment.service import NEW
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.action_editing import edit_button, edit_what_is_open
from assessment.ui.action_files import files
from assessment.ui.action_form import action_form
from assessment.ui.action_views import board, card, table, timeline
from assessment.ui.header import page_header
from assessment.ui.links import link_to
from assessment.ui.opened import Opened, opened
from assessment.ui.plain import plain
from assessment.ui.session import service
from assessment.words import range_text, status_label

_BOARD, _TABLE, _TIMELINE = "board", "table", "timeline"


def page() -> None:
    """Draw the page for the open assessment."""
    seen = opened()
    page_header(_("Plan"), "plan", seen.assessment)
    kept = service().actions(seen.assessment.id)
    actions = [one.action for one in kept]
    edit_what_is_open(seen.assessment.id)
    if kept:
        _expected(seen, actions)
        st.header(_("The actions"), anchor="actions")
        _views(seen, kept)
    else:
        _empty(seen)
    st.header(_("Add an action"), anchor="add")
    _suggestions(seen, actions)
    _new_action(seen, len(kept))
    if kept:
        st.header(_("Take the plan away"), anchor="files")
        files(seen, kept)


def _empty(seen: Opened) -> None:
    st.info(
        _(
            "Nothing is planned yet. Choose a gap below and say what is to be done about it, or take the suggested "
            "steps as a beginning."
        ),
        icon=":material/flag:",
    )
    if not seen.is_begun:
        st.markdown(_("Gaps show once the first questions are answered."))
        link_to("answer", _("Answer the first questions"), seen.assessment.id, icon=":material/checklist:")


def _expected(seen: Opened, actions: list[Action]) -> None:
    """How the plan stands, and the score now and when all is done."""
    then = expected_result(seen.instrument, seen.sheet, actions)
    st.markdown(f"**{plan_sentence(actions, service().today())}**")
    now_column, then_column = st.columns(2)
    now_column.metric(_("Score now, 0 to 100"), range_text(seen.result.overall))
    then_column.metric(_("Score when all is done"), range_text(then.overall))
    st.markdown(expected_sentence(seen.result, then))
    st.caption(
        _("Dropped actions do not count. A score moves only when its practices are answered again, not with a status.")
    )


def _views(seen: Opened, kept: Sequence[KeptAction]) -> None:
    titles = {_BOARD: _("Board"), _TABLE: _("Table"), _TIMELINE: _("Timeline")}
    view = st.segmented_control(
        _("Show as"),
        list(titles),
        default=_BOARD,
        format_func=titles.__getitem__,
        key=f"plan-view-{seen.assessment.id}",
        required=True,
    )
    actions = [one.action for one in kept]
    if view == _TABLE:
        table(seen, actions)
    elif view == _TIMELINE:
        timeline(actions)
        with st.expander(_("The actions as a table")):
            table(seen, actions)
    else:
        board(kept, lambda one: _action_card(seen, one))


def _action_card(seen: Opened, kept: KeptAction) -> None:
    with st.container(border=True, gap="xsmall", key=f"action-{kept.action.id}"):
        card(seen, kept.action)
        edit_button(kept)
        if kept.action.recommendation_id in seen.result.by_id:
            label = _("Go to the questions of {id}").format(id=kept.action.recommendation_id)
            link_to(
                "answer", plain(label), seen.assessment.id, kept.action.recommendation_id, icon=":material/edit_note:"
            )


def _suggestions(seen: Opened, actions: list[Action]) -> None:
    """The recommendations that the suggested steps meet, planned with one click."""
    ids = suggested(seen.instrument, seen.sheet, actions)
    if not ids or not seen.is_begun:
        return
    st.markdown(
        translate_count(
            "The suggested steps meet {number} recommendation that is not in the plan yet: {ids}.",
            "The suggested steps meet {number} recommendations that are not in the plan yet: {ids}.",
            len(ids),
        ).format(number=len(ids), ids=", ".join(ids))
    )
    if st.button(_("Plan the suggested steps"), icon=":material/playlist_add:", key="plan-suggested"):
        _add(seen, [_draft(seen, id) for id in ids])


def _new_action(seen: Opened, number: int) -> None:
    """One recommendation, the greatest gap first, and the form of an action for it."""
    rows = {row.id: row for row in seen.result.in_gap_order}
    ids = list(rows)
    if not ids:
        return
    titles = {
        one: f"{one} {seen.instrument.recommendations[one].title} ({status_label(row.status)})"
        for one, row in rows.items()
    }
    wanted = st.query_params.get("r", "")
    chosen = st.selectbox(
        _("Recommendation, the greatest gap first"),
        ids,
        index=ids.index(wanted) if wanted in ids else 0,
        format_func=titles.__getitem__,
        key=f"plan-recommendation-{seen.assessment.id}-{wanted}",
    )
    id = str(chosen or ids[0])
    sent = action_form(seen, _draft(seen, id), f"new-{seen.assessment.id}-{id}-{number}", _("Plan this action"))
    if isinstance(sent, str):
        st.error(_("NOT saved. {reason}").format(reason=plain(sent)))
    elif sent is not None:
        _add(seen, [sent])


def _draft(seen: Opened, recommendation_id: str) -> Action:
    """An action that does the steps which meet a recommendation; its text is the recommendation's own."""
    return Action(
        id=NEW,
        text=seen.instrument.recommendations[recommendation_id].title,
        recommendation_id=recommendation_id,
        aims=aims_to_meet(seen.instrument, seen.sheet, recommendation_id),
    )


def _add(seen: Opened, new: list[Action]) -> None:
    try:
        service().add_actions(seen.assessment.id, new)
    except AssessmentError as error:
        st.error(_("NOT saved. {reason}").format(reason=plain(str(error))))
        return
    st.toast(_("Saved"), icon=":material/check:")
    st.rerun()
