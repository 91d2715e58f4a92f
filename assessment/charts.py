"""Results as Plotly figures: gap chart, heatmap, radar, status bar.

Nothing here knows a screen. Status is shape and word before colour; the shared style is :mod:`assessment.chart_style`.
Every figure has a sentence in :mod:`assessment.findings` that says the same in words.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from assessment.chart_style import (
    ALERT_COLOUR,
    BAR_ORDER,
    HEAT_SCALE,
    HEAT_TEXT,
    LABEL_WIDTH,
    NEUTRAL,
    RANGE_COLOUR,
    ROW_HEIGHT,
    SCORE_COLOUR,
    STATUS_COLOURS,
    STATUS_SYMBOLS,
    TRACK_COLOUR,
    counted_bar,
    name_rows,
    row_axis,
    score_axis,
    segments,
    styled_figure,
    text_marks,
    title_height,
)
from assessment.findings import gap_title, heatmap_title, radar_title, status_title, undefined_reason
from assessment.texts import translate as _
from assessment.words import (
    ALERT_GLYPH,
    STATUS_GLYPHS,
    UNDEFINED,
    chart_text,
    number_text,
    range_text,
    recommendation_sentence,
    status_label,
    status_word,
    wrapped,
)
from questions.model import Instrument, Phase, WorkingGroup
from scoring.result import RecommendationResult, Result, Score, Status

_FEWEST_RADAR_AXES = 3
_Cells = Sequence[Sequence[Score | None]]


def gap_chart(
    instrument: Instrument, result: Result, rows: Sequence[RecommendationResult] | None = None, wrap: int = LABEL_WIDTH
) -> go.Figure:
    """Every recommendation with its score, its range and its target.

    The y axis has one row a recommendation, by id, in the order of METHOD 7 from the top; its name stands above the
    row (an annotation), its status as a word and its score right of it. The x axis is the score, 0-100.

    Traces: ``Track`` (0 to 100, for the eye), ``Range`` (a band from low to high) and ``Gap`` (a line from score to
    target, of the unmet), each as pairs of points; ``Target`` (a tick a row); one of markers for each status that
    occurs, at the scores (its ``meta`` says ``{"figure": "score", "status": ...}``, its ``ids`` are those of the
    recommendations); ``Safeguard alert`` (a triangle); ``Status`` (text). A row without a score has no marker, one
    that is not applicable has text alone.

    Args:
        instrument: gives the titles.
        result: gives the figures.
        rows: only these, for example ``result.unmet``; they keep the order of METHOD 7. ``None`` shows all.
        wrap: characters after which a name goes on in a second line; the default fits a screen of 360 pixels.
    """
    wanted = None if rows is None else {row.id for row in rows}
    shown = [row for row in result.in_gap_order if wanted is None or row.id in wanted]
    figure = styled_figure(gap_title(result), height=ROW_HEIGHT * len(shown) + 72)
    applicable = [row for row in shown if row.status is not Status.NOT_APPLICABLE]
    figure.add_trace(segments(_("Track"), [(row.id, 0, 100) for row in applicable], TRACK_COLOUR, 12))
    figure.add_trace(
        segments(_("Range"), [(row.id, row.low, row.high) for row in applicable], RANGE_COLOUR, 12),
    )
    unmet = [row for row in shown if row.status.is_unmet and row.gap]
    figure.add_trace(segments(_("Gap"), [(row.id, row.score, row.target) for row in unmet], ALERT_COLOUR, 3))
    figure.add_trace(_target_ticks(applicable))
    for status in Status:
        if some := [row for row in shown if row.status is status and row.score is not None]:
            figure.add_trace(_status_markers(instrument, status, some))
    if alerts := [row for row in shown if row.safeguard_alert]:
        figure.add_trace(_alert_markers(alerts))
    figure.add_trace(_status_words(shown))
    name_rows(
        figure,
        {row.id: wrapped(f"{row.id} {instrument.recommendations[row.id].title}", wrap, bold=row.id) for row in shown},
    )
    figure.update_layout(margin={"r": 112, "l": 4, "t": title_height(gap_title(result)) + 52})
    figure.update_xaxes(score_axis(_("Score, 0 to 100")), side="top", range=[-5, 102])
    figure.update_yaxes(row_axis([row.id for row in shown]))
    return figure


def phase_heatmap(instrument: Instrument, result: Result) -> go.Figure:
    """How ready each working group is in each phase of a crisis.

    The x axis has the phases, the y axis the working groups asked, by id, from the top. One heatmap trace: the colour
    and the number of a cell are the score, 0-100. A text trace marks the cells without a score: ``–`` where nothing is
    asked or nothing applies, ``?`` where nothing has been answered yet; their hover says which.
    """
    phases = instrument.phases
    groups = [group for group in instrument.working_groups() if group.id in result.groups["working_group"]]
    cells = result.groups["working_group_phase"]
    found = [[cells.get(f"{group.id}/{phase.id}") for phase in phases] for group in groups]
    figure = styled_figure(heatmap_title(instrument, result), height=74 * len(groups) + 80)
    figure.add_trace(_heat(groups, phases, found))
    figure.add_trace(_without_score(groups, phases, found))
    for position, group in enumerate(groups):
        figure.add_annotation(
            text=wrapped(f"{group.id} {group.title}", LABEL_WIDTH, bold=group.id),
            x=0,
            xref="paper",
            xanchor="left",
            y=position - 0.5,
            yanchor="middle",
            align="left",
            showarrow=False,
        )
    figure.update_xaxes(type="category", side="top", showgrid=False, fixedrange=True, ticks="")
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=[group.id for group in groups],
        range=[len(groups) - 0.5, -0.85],
        showticklabels=False,
        showgrid=False,
        fixedrange=True,
    )
    return figure


def topic_radar(instrument: Instrument, result: Result) -> go.Figure:
    """Score by topic with its range; bars when there are fewer than three topics.

    Of the radar: the angular axis has the topics asked, the radial axis is the score, 0-100. Traces: ``Low`` and
    ``High`` (the edges of the band in which the score can still lie) and ``Score`` (open where there is none yet).
    Of the bars: see :func:`topic_bars`.
    """
    topics = [topic for topic in instrument.topics if topic.id in result.groups["topic"]]
    scores = [result.groups["topic"][topic.id] for topic in topics]
    if sum(1 for score in scores if score.low is not None) < _FEWEST_RADAR_AXES:
        return topic_bars(instrument, result)
    topic_name = _("Topic {id}")
    names = [
        f"<b>{chart_text(topic_name.format(id=topic.id))}</b><br>{chart_text(range_text(score))}"
        for topic, score in zip(topics, scores, strict=True)
    ]
    round_names = [*names, names[0]]

    def edge(name: str, values: list[float | None], **style: object) -> go.Scatterpolar:
        return go.Scatterpolar(name=name, r=[*values, values[0]], theta=round_names, hoverinfo="skip", **style)

    figure = styled_figure(radar_title(instrument, result), height=380)
    figure.add_trace(edge(_("Low"), [s.low for s in scores], mode="lines", line={"width": 1, "color": RANGE_COLOUR}))
    figure.add_trace(
        edge(
            _("High"),
            [s.high for s in scores],
            mode="lines",
            fill="tonext",
            fillcolor="rgba(118,124,133,0.3)",
            line={"width": 1, "color": RANGE_COLOUR},
        )
    )
    figure.add_trace(
        edge(
            _("Score"),
            [s.score for s in scores],
            mode="lines+markers",
            line={"width": 3, "color": SCORE_COLOUR},
            marker={"size": 8, "color": SCORE_COLOUR},
        )
    )
    figure.update_layout(
        margin={"l": 60, "r": 60, "b": 40, "t": 40 + title_height(radar_title(instrument, result))},
        polar={
            "bgcolor": "rgba(0,0,0,0)",
            "radialaxis": {
                "range": [0, 100],
                "tickvals": [25, 50, 75, 100],
                "angle": 0,
                "tickangle": 0,
                "gridcolor": RANGE_COLOUR,
            },
            "angularaxis": {"rotation": 45, "direction": "clockwise", "gridcolor": RANGE_COLOUR},
        },
    )
    return figure


def topic_bars(instrument: Instrument, result: Result) -> go.Figure:
    """Score by topic with its range, one row a topic.

    The y axis has the topics asked, by id, from the top; the x axis is the score, 0-100. Traces: ``Range`` (a band
    from low to high, pairs of points), ``Score`` (a marker), and one of text.
    """
    topics = [topic for topic in instrument.topics if topic.id in result.groups["topic"]]
    scores = {topic.id: result.groups["topic"][topic.id] for topic in topics}
    figure = styled_figure(radar_title(instrument, result), height=ROW_HEIGHT * len(topics) + 64)
    figure.add_trace(segments(_("Track"), [(id, 0, 100) for id in scores], TRACK_COLOUR, 12))
    figure.add_trace(segments(_("Range"), [(id, s.low, s.high) for id, s in scores.items()], RANGE_COLOUR, 12))
    figure.add_trace(
        go.Scatter(
            name=_("Score"),
            mode="markers",
            x=[s.score for s in scores.values()],
            y=list(scores),
            marker={"size": 13, "color": SCORE_COLOUR},
            hovertext=[chart_text(range_text(s)) for s in scores.values()],
            hoverinfo="text",
        )
    )
    name_rows(
        figure,
        {
            topic.id: f"{wrapped(f'{topic.id} {topic.title}', LABEL_WIDTH, bold=topic.id)}<br>"
            f"{chart_text(range_text(scores[topic.id]))}"
            for topic in topics
        },
    )
    figure.update_xaxes(score_axis(_("Score, 0 to 100")), side="top", range=[-5, 102])
    figure.update_yaxes(row_axis(list(scores)))
    return figure


def status_bar(result: Result) -> go.Figure:
    """How many recommendations have each status: see :func:`assessment.chart_style.counted_bar`."""
    return counted_bar(
        status_title(result),
        [
            (STATUS_GLYPHS[status], status_word(status), result.counts[status], STATUS_COLOURS[status])
            for status in BAR_ORDER
        ],
    )


def _target_ticks(rows: Sequence[RecommendationResult]) -> go.Scatter:
    return go.Scatter(
        name=_("Target"),
        mode="markers",
        x=[row.target for row in rows],
        y=[row.id for row in rows],
        marker={"symbol": "line-ns-open", "size": 20, "color": NEUTRAL, "line": {"width": 3, "color": NEUTRAL}},
        hoverinfo="skip",
    )


def _status_markers(instrument: Instrument, status: Status, rows: Sequence[RecommendationResult]) -> go.Scatter:
    hover = [
        f"<b>{row.id}</b> {wrapped(instrument.recommendations[row.id].title, 40)}<br>"
        + wrapped(recommendation_sentence(row), 40)
        for row in rows
    ]
    return go.Scatter(
        name=status_word(status),
        meta={"figure": "score", "status": status.value},
        ids=[row.id for row in rows],
        mode="markers",
        x=[row.score for row in rows],
        y=[row.id for row in rows],
        marker={
            "symbol": STATUS_SYMBOLS[status],
            "size": 13,
            "color": STATUS_COLOURS[status],
            "line": {"width": 3 if STATUS_SYMBOLS[status].endswith("-open") else 0, "color": STATUS_COLOURS[status]},
        },
        hovertext=hover,
        hoverinfo="text",
        cliponaxis=False,
    )


def _alert_markers(rows: Sequence[RecommendationResult]) -> go.Scatter:
    return go.Scatter(
        name=_("Safeguard alert"),
        mode="markers",
        x=[-2.7] * len(rows),
        y=[row.id for row in rows],
        marker={"symbol": "triangle-up", "size": 14, "color": ALERT_COLOUR},
        hovertext=[chart_text(_("A safeguard is not in place"))] * len(rows),
        hoverinfo="text",
        cliponaxis=False,
    )


def _status_words(rows: Sequence[RecommendationResult]) -> go.Scatter:
    texts = []
    for row in rows:
        lines = [f"<b>{chart_text(status_label(row.status))}</b>"]
        if row.score is not None:
            lines.append(chart_text(_("score {score}").format(score=number_text(row.score, against=row.target))))
        if row.safeguard_alert:
            lines.append(chart_text(f"{ALERT_GLYPH} " + _("safeguard")))
        texts.append("<br>".join(lines))
    return text_marks(_("Status"), [101.5] * len(rows), [row.id for row in rows], texts, "middle right")


def _heat(groups: Sequence[WorkingGroup], phases: Sequence[Phase], found: _Cells) -> go.Heatmap:
    """The cells with a score, in its colour and with its number."""
    return go.Heatmap(
        name=_("Score"),
        x=[chart_text(phase.title) for phase in phases],
        y=[group.id for group in groups],
        z=[[cell.score if cell else None for cell in row] for row in found],
        text=[[number_text(cell.score) if cell and cell.score is not None else "" for cell in row] for row in found],
        texttemplate="%{text}",
        textfont={"color": HEAT_TEXT, "size": 15},
        hovertext=[
            [
                _cell_hover(f"{group.id} {group.title}", phase.title, cell)
                for phase, cell in zip(phases, row, strict=True)
            ]
            for group, row in zip(groups, found, strict=True)
        ],
        hoverinfo="text",
        hoverongaps=True,
        zmin=0,
        zmax=100,
        colorscale=HEAT_SCALE,
        showscale=False,
        xgap=4,
        ygap=36,
    )


def _without_score(groups: Sequence[WorkingGroup], phases: Sequence[Phase], found: _Cells) -> go.Scatter:
    """A sign in each cell without a score, and why it has none."""
    blank = [
        (chart_text(phase.title), group.id, cell)
        for group, row in zip(groups, found, strict=True)
        for phase, cell in zip(phases, row, strict=True)
        if cell is None or cell.score is None
    ]
    return go.Scatter(
        name=_("No score"),
        mode="text",
        x=[column for column, _group, _cell in blank],
        y=[group for _column, group, _cell in blank],
        text=["?" if cell and cell.coverage is not None else UNDEFINED for *_place, cell in blank],
        hovertext=[chart_text(undefined_reason(cell)) for *_place, cell in blank],
        hoverinfo="text",
    )


def _cell_hover(group: str, phase: str, cell: Score | None) -> str:
    says = undefined_reason(cell) if cell is None or cell.score is None else range_text(cell)
    return f"{wrapped(group, 40)}<br>{chart_text(phase)}<br><b>{chart_text(says)}</b>"
