"""Rounds as Plotly figures: a dumbbell a recommendation, and the overall score over all rounds.

Nothing here knows a screen. Direction is shape and word before colour; the shared style is
:mod:`assessment.chart_style`, the same in words stands in :mod:`assessment.round_words`.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from assessment.chart_style import (
    ALERT_COLOUR,
    LABEL_WIDTH,
    NEUTRAL,
    RANGE_COLOUR,
    ROW_HEIGHT,
    SCORE_COLOUR,
    TRACK_COLOUR,
    name_rows,
    row_axis,
    score_axis,
    segments,
    styled_figure,
    text_marks,
    title_height,
)
from assessment.round_words import (
    change_sentence,
    movement_label,
    movement_word,
    rounds_title,
    short_scores,
    topic_title,
)
from assessment.rounds import RoundScore
from assessment.texts import translate as _
from assessment.words import chart_text, number_text, range_text, wrapped
from questions.model import Instrument
from scoring.rounds import Movement, RecommendationChange

MOVEMENT_COLOURS = {
    Movement.FELL_BACK: ALERT_COLOUR,
    Movement.DOWN: ALERT_COLOUR,
    Movement.UP: SCORE_COLOUR,
    Movement.OTHER_ANSWERS: NEUTRAL,
    Movement.SAME: NEUTRAL,
}
MOVEMENT_SYMBOLS = {
    Movement.FELL_BACK: "x",
    Movement.DOWN: "triangle-left",
    Movement.UP: "triangle-right",
    Movement.OTHER_ANSWERS: "diamond",
    Movement.SAME: "circle",
}
_LINE_HEIGHT = 300


def dumbbell_chart(
    instrument: Instrument,
    title: str,
    changes: Sequence[RecommendationChange],
    rows: Sequence[RecommendationChange] | None = None,
    wrap: int = LABEL_WIDTH,
) -> go.Figure:
    """Where each recommendation of a topic stood at the baseline, and where it stands now.

    The y axis has one row a recommendation, in the order given from the top; its name stands above the row (an
    annotation), its movement as a word and both scores right of it. The x axis is the score, 0-100.

    Traces: ``Track`` (0 to 100, for the eye), ``Range`` (from the present low to the present high) and ``Way`` (from
    the baseline's score to the present one), each as pairs of points; ``Target`` (a tick a row); ``Baseline`` (open
    circles); one of markers for each movement that occurs, at the present scores (its ``meta`` says ``{"figure":
    "present", "movement": ...}``, its ``ids`` are those of the recommendations); ``Movement`` (text). A score that is
    undefined has no marker, and its row no way; the text says ``–`` for it.

    Args:
        instrument: gives the titles of the recommendations.
        title: name of the topic.
        changes: all of the topic, for the finding.
        rows: only these; ``None`` shows all.
        wrap: characters after which a name goes on in a second line; the default fits a screen of 360 pixels.
    """
    shown = list(changes if rows is None else rows)
    heading = topic_title(title, changes)
    figure = styled_figure(heading, height=ROW_HEIGHT * len(shown) + 72)
    applicable = [change for change in shown if change.after.low is not None]
    figure.add_trace(segments(_("Track"), [(change.id, 0, 100) for change in applicable], TRACK_COLOUR, 12))
    ranges = [(change.id, change.after.low, change.after.high) for change in applicable]
    figure.add_trace(segments(_("Range"), ranges, RANGE_COLOUR, 12))
    ways = [
        (change.id, change.before.score, change.after.score)
        for change in shown
        if change.before.score is not None and change.after.score is not None
    ]
    figure.add_trace(segments(_("Way"), ways, NEUTRAL, 3))
    figure.add_trace(_target_ticks(applicable))
    figure.add_trace(_baseline_markers([change for change in shown if change.before.score is not None]))
    for movement in Movement:
        if some := [row for row in shown if row.movement is movement and row.after.score is not None]:
            figure.add_trace(_present_markers(instrument, movement, some))
    words = [
        f"<b>{chart_text(movement_label(change.movement))}</b><br>{chart_text(short_scores(change))}"
        for change in shown
    ]
    figure.add_trace(
        text_marks(_("Movement"), [101.5] * len(shown), [change.id for change in shown], words, "middle right")
    )
    name_rows(
        figure,
        {
            change.id: wrapped(f"{change.id} {instrument.recommendations[change.id].title}", wrap, bold=change.id)
            for change in shown
        },
    )
    figure.update_layout(margin={"r": 124, "l": 4, "t": title_height(heading) + 52})
    figure.update_xaxes(score_axis(_("Score, 0 to 100")), side="top", range=[-5, 102])
    figure.update_yaxes(row_axis([change.id for change in shown]))
    return figure


def rounds_chart(names: Sequence[str], rounds: Sequence[RoundScore], target: float) -> go.Figure:
    """The overall score of every round with its range.

    The x axis has the rounds in their order, evenly spaced and not to the scale of time; the y axis is the score,
    0-100. Traces: ``Low`` and ``High`` (the edges of the band), ``Score`` (a line with a marker and a number a round,
    interrupted where there is no score), ``Target`` (a dashed line).

    Args:
        names: what each round is called, all different.
        rounds: the oldest first, at least one.
        target: the present one of the assessment.
    """
    ticks = [str(position) for position in range(len(rounds))]
    scores = [one.overall for one in rounds]
    heading = rounds_title(rounds)
    figure = styled_figure(heading, height=_LINE_HEIGHT)
    edge = {"mode": "lines", "x": ticks, "hoverinfo": "skip", "line": {"width": 1, "color": RANGE_COLOUR}}
    figure.add_trace(go.Scatter(name=_("Low"), y=[score.low for score in scores], **edge))
    figure.add_trace(
        go.Scatter(name=_("High"), y=[score.high for score in scores], fill="tonexty", fillcolor=RANGE_COLOUR, **edge)
    )
    figure.add_trace(
        go.Scatter(
            name=_("Target"),
            mode="lines",
            x=ticks,
            y=[target] * len(ticks),
            line={"width": 2, "color": NEUTRAL, "dash": "dash"},
            hoverinfo="skip",
        )
    )
    figure.add_trace(
        go.Scatter(
            name=_("Score"),
            mode="lines+markers+text",
            x=ticks,
            y=[score.score for score in scores],
            text=[f"<b>{number_text(score.score)}</b>" if score.score is not None else "" for score in scores],
            textposition="top center",
            line={"width": 3, "color": SCORE_COLOUR},
            marker={"size": 10, "color": SCORE_COLOUR},
            hovertext=[chart_text(f"{name}: {range_text(score)}") for name, score in zip(names, scores, strict=True)],
            hoverinfo="text",
            cliponaxis=False,
        )
    )
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=ticks,
        tickvals=ticks,
        ticktext=[wrapped(name, 12) for name in names],
        range=[-0.35, len(rounds) - 0.65],
        showgrid=False,
        fixedrange=True,
    )
    figure.update_yaxes(score_axis(_("Score, 0 to 100")), range=[-4, 104])
    figure.update_layout(margin={"l": 48, "r": 8, "t": title_height(heading) + 12, "b": 56})
    return figure


def _target_ticks(rows: Sequence[RecommendationChange]) -> go.Scatter:
    return go.Scatter(
        name=_("Target"),
        mode="markers",
        x=[row.after.target for row in rows],
        y=[row.id for row in rows],
        marker={"symbol": "line-ns-open", "size": 20, "color": NEUTRAL, "line": {"width": 3, "color": NEUTRAL}},
        hoverinfo="skip",
    )


def _baseline_markers(rows: Sequence[RecommendationChange]) -> go.Scatter:
    return go.Scatter(
        name=_("Baseline"),
        meta={"figure": "baseline"},
        ids=[row.id for row in rows],
        mode="markers",
        x=[row.before.score for row in rows],
        y=[row.id for row in rows],
        marker={"symbol": "circle-open", "size": 13, "color": NEUTRAL, "line": {"width": 3, "color": NEUTRAL}},
        hovertext=[chart_text(_("Baseline: {score}").format(score=range_text(row.before))) for row in rows],
        hoverinfo="text",
        cliponaxis=False,
    )


def _present_markers(instrument: Instrument, movement: Movement, rows: Sequence[RecommendationChange]) -> go.Scatter:
    return go.Scatter(
        name=movement_word(movement),
        meta={"figure": "present", "movement": movement.value},
        ids=[row.id for row in rows],
        mode="markers",
        x=[row.after.score for row in rows],
        y=[row.id for row in rows],
        marker={"symbol": MOVEMENT_SYMBOLS[movement], "size": 13, "color": MOVEMENT_COLOURS[movement]},
        hovertext=[
            f"<b>{row.id}</b> {wrapped(instrument.recommendations[row.id].title, 40)}<br>"
            + wrapped(change_sentence(row), 40)
            for row in rows
        ],
        hoverinfo="text",
        cliponaxis=False,
    )
