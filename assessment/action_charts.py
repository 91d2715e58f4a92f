"""The plan of action as a Plotly figure. Nothing here knows a screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import plotly.graph_objects as go

from assessment.action_plan import in_order, is_overdue
from assessment.action_words import due_text, status_sign, timeline_sentence
from assessment.chart_style import (
    ALERT_COLOUR,
    LABEL_WIDTH,
    LINE_HEIGHT,
    NEUTRAL,
    ROW_HEIGHT,
    SCORE_COLOUR,
    TRACK_COLOUR,
    name_rows,
    row_axis,
    styled_figure,
    title_height,
)
from assessment.model import Action, ActionStatus
from assessment.palette import STATUS_COLOURS
from assessment.texts import translate as _
from assessment.words import chart_text, wrapped
from scoring.result import Status

_LONGEST_NAME = 90
_SYMBOLS: Mapping[ActionStatus, str] = {
    ActionStatus.NOT_STARTED: "circle-open",
    ActionStatus.UNDER_WAY: "diamond",
    ActionStatus.DONE: "circle",
}


def timeline_chart(actions: Sequence[Action], today: date) -> go.Figure:
    """Actions over time: a bar each from start to due date, with today as an upright line.

    Only those with a date that are not dropped have a row, in the order of the plan. The x axis is the calendar. One
    trace of bars for those with both dates; one trace of signs for each status that occurs, at the due date or, without
    one, at the start. What is overdue is red and says so in words.

    Raises:
        ValueError: no action has a date.
    """
    shown = [one for one in in_order(actions) if (one.start or one.due) and one.status is not ActionStatus.DROPPED]
    if not shown:
        raise ValueError("No action has a date.")
    heading = timeline_sentence(shown, today)
    names = {one.id: _name(one, today) for one in shown}
    figure = styled_figure(heading, height=_row_height(names.values()) * len(shown) + 72)
    figure.add_trace(_bars([one for one in shown if one.start and one.due]))
    for status, symbol in _SYMBOLS.items():
        if some := [one for one in shown if one.status is status]:
            figure.add_trace(_signs(status, symbol, some, today))
    name_rows(figure, names)
    days = [day for one in shown for day in (one.start, one.due) if day] + [today]
    edge = max(timedelta(days=10), (max(days) - min(days)) / 20)
    figure.add_vline(x=today.isoformat(), line={"color": NEUTRAL, "width": 2, "dash": "dot"}, layer="below")
    figure.update_layout(margin={"r": 12, "l": 4, "t": title_height(heading) + 52})
    figure.update_xaxes(
        type="date",
        title={"text": _("Calendar; the dotted line is today"), "standoff": 4},
        range=[(min(days) - edge).isoformat(), (max(days) + edge).isoformat()],
        nticks=5,
        tickformat="%Y-%m",
        side="top",
        fixedrange=True,
        gridcolor=TRACK_COLOUR,
    )
    figure.update_yaxes(row_axis([one.id for one in shown]))
    return figure


def _bars(actions: Sequence[Action]) -> go.Scatter:
    x: list[str | None] = []
    y: list[str | None] = []
    for one in actions:
        x += [_day(one.start), _day(one.due), None]
        y += [one.id, one.id, None]
    return go.Scatter(
        name=_("From start to due date"),
        mode="lines",
        x=x,
        y=y,
        line={"color": SCORE_COLOUR, "width": 8},
        hoverinfo="skip",
    )


def _signs(status: ActionStatus, symbol: str, actions: Sequence[Action], today: date) -> go.Scatter:
    usual = STATUS_COLOURS[Status.MET] if status is ActionStatus.DONE else SCORE_COLOUR
    return go.Scatter(
        name=status_sign(status),
        mode="markers",
        x=[_day(one.due or one.start) for one in actions],
        y=[one.id for one in actions],
        marker={
            "symbol": symbol,
            "size": 14,
            "color": [ALERT_COLOUR if is_overdue(one, today) else usual for one in actions],
            "line": {"width": 2},
        },
        hovertext=[chart_text(f"{status_sign(one.status)}, {due_text(one, today)}") for one in actions],
        hoverinfo="text",
    )


def _name(action: Action, today: date) -> str:
    text = " ".join(action.text.split())
    cut = text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"
    words = f"{action.recommendation_id} {cut} ({due_text(action, today)})"
    return wrapped(words, LABEL_WIDTH, bold=action.recommendation_id)


def _row_height(names: Iterable[str]) -> int:
    """Pixels of a row in which the longest name stays clear of the bar above."""
    return ROW_HEIGHT + LINE_HEIGHT * max(0, max(name.count("<br>") for name in names) - 1)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
