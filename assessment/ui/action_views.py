"""The plan of action as a board, a table and a timeline, and one action as a card."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from assessment.action_charts import timeline_chart
from assessment.action_plan import in_order, is_overdue, progress
from assessment.action_words import (
    aim_text,
    due_text,
    effort_title,
    partner_title,
    progress_text,
    status_sign,
    timeline_sentence,
)
from assessment.chart_style import CONFIG
from assessment.model import Action, ActionStatus, KeptAction
from assessment.tables import action_table
from assessment.texts import translate as _
from assessment.ui.opened import Opened
from assessment.ui.plain import plain
from assessment.ui.session import service

_CHART_WIDTH = 880
_COLUMNS = (ActionStatus.NOT_STARTED, ActionStatus.UNDER_WAY, ActionStatus.DONE)
Draw = Callable[[KeptAction], None]


def board(kept: Sequence[KeptAction], draw: Draw) -> None:
    """A column for each status with its cards, the next due first; dropped ones folded away below."""
    by_id = {one.action.id: one for one in kept}
    ordered = [by_id[action.id] for action in in_order(one.action for one in kept)]
    for column, status in zip(st.columns(len(_COLUMNS), gap="medium"), _COLUMNS, strict=True):
        with column:
            some = [one for one in ordered if one.action.status is status]
            st.subheader(f"{status_sign(status)} ({len(some)})", anchor=False)
            if not some:
                st.caption(_("None"))
            for one in some:
                draw(one)
    if dropped := [one for one in ordered if one.action.status is ActionStatus.DROPPED]:
        with st.expander(f"{status_sign(ActionStatus.DROPPED)} ({len(dropped)})"):
            for one in dropped:
                draw(one)


def card(seen: Opened, action: Action) -> None:
    """What an action says; the caller draws the border and the buttons."""
    today = service().today()
    recommendation = seen.instrument.recommendations.get(action.recommendation_id)
    st.markdown(f"**{plain(action.text)}**")
    st.caption(plain(f"{action.recommendation_id} {recommendation.title if recommendation else ''}"))
    if is_overdue(action, today):
        st.badge(due_text(action, today), color="red", icon=":material/alarm:")
    else:
        st.markdown(due_text(action, today))
    for line in _lines(seen, action):
        st.caption(plain(line))


def _lines(seen: Opened, action: Action) -> list[str]:
    lines = [_("Owner: {unit}").format(unit=action.owner)] if action.owner else []
    if action.partner:
        lines.append(_("Partner: {type}").format(type=partner_title(seen.instrument, action.partner)))
    if action.effort:
        lines.append(_("Effort: {effort}").format(effort=effort_title(action.effort)))
    lines += [aim_text(seen.instrument, aim) for aim in action.aims]
    lines.append(progress_text(progress(seen.instrument, seen.sheet, action), action.status))
    return [*lines, action.note] if action.note else lines


def table(seen: Opened, actions: Sequence[Action]) -> None:
    """Every action as a row."""
    columns = {
        "text": st.column_config.TextColumn(_("Action"), width="large"),
        "recommendation_id": st.column_config.TextColumn(_("Recommendation"), width="small"),
        "status": st.column_config.TextColumn(_("Status")),
        "due": st.column_config.TextColumn(_("Due")),
        "owner": st.column_config.TextColumn(_("Owner")),
        "partner": st.column_config.TextColumn(_("Partner")),
        "effort": st.column_config.TextColumn(_("Effort")),
        "aims": st.column_config.TextColumn(_("Practices")),
        "progress": st.column_config.TextColumn(_("By the answers")),
    }
    found = action_table(seen.instrument, seen.sheet, actions, service().today())
    st.dataframe(
        found[list(columns)],
        column_config=columns,
        hide_index=True,
        alt=_("Every action with its recommendation, status, due date, owner and progress"),
    )


def timeline(actions: Sequence[Action]) -> None:
    """Actions over time; without a date there is none, and it says so."""
    dated = [one for one in actions if (one.start or one.due) and one.status is not ActionStatus.DROPPED]
    if not dated:
        st.info(_("No action has a date yet, so there is no timeline."), icon=":material/event:")
        return
    today = service().today()
    with st.container(width=_CHART_WIDTH):
        st.plotly_chart(
            timeline_chart(dated, today), key="plan-timeline", config=CONFIG, alt=timeline_sentence(dated, today)
        )
