"""The comparison of plans as Plotly figures: common gaps, spread, ranking, heatmap.

Each figure shows the rows that it is given; the screen decides how many fit. The words are those of
:mod:`assessment.plan_findings`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import plotly.graph_objects as go

from assessment.chart_style import (
    BAR_ORDER,
    HEAT_SCALE,
    HEAT_TEXT,
    LABEL_WIDTH,
    NEUTRAL,
    RANGE_COLOUR,
    ROW_HEIGHT,
    SCORE_COLOUR,
    STATUS_COLOURS,
    TRACK_COLOUR,
    name_rows,
    row_axis,
    score_axis,
    segments,
    styled_figure,
    text_marks,
    title_height,
)
from assessment.plan_findings import (
    Names,
    rank_text,
    shortened,
    spread_text,
    standing_text,
    without_shared_beginning,
)
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.words import STATUS_GLYPHS, chart_text, number_text, percent_text, status_word, wrapped
from questions.model import Instrument
from scoring.portfolio import PlanStanding, Portfolio, Spread

_PLAN_ROW = 52
_CELL_ROW = 24
_NAME_LENGTH = 18
_HOVER_WIDTH = 40
_NARROWEST_LABELLED = 0.09
_Labels = Sequence[str]
_Texts = Sequence[Sequence[str]]
_Scores = Sequence[Sequence[float | None]]


def gaps_chart(instrument: Instrument, found: Portfolio, spreads: Sequence[Spread], title: str) -> go.Figure:
    """In how many plans each recommendation has which status, as stacked bars.

    The y axis has one row a recommendation in the order given, its name above the row; the x axis counts plans. One
    bar trace a status that occurs, its name shape and word; the text in a bar is shape and number where there is
    room. A text trace right of the row says the share of plans in which it is unmet.
    """
    rows = [spread.id for spread in spreads]
    plans = len(found.plans)
    counts = {row: Counter(statuses[row] for statuses in found.statuses.values()) for row in rows}
    figure = styled_figure(title, height=ROW_HEIGHT * len(rows) + 64)
    for status in BAR_ORDER:
        numbers = [counts[row][status] for row in rows]
        if any(numbers):
            glyph, word = STATUS_GLYPHS[status], status_word(status)
            figure.add_trace(
                go.Bar(
                    name=f"{glyph} {chart_text(word.lower())}",
                    meta={"status": status.value},
                    orientation="h",
                    x=numbers,
                    y=rows,
                    width=0.36,
                    text=[f"{glyph} {number}" if number >= _NARROWEST_LABELLED * plans else "" for number in numbers],
                    textposition="inside",
                    textangle=0,
                    insidetextanchor="middle",
                    insidetextfont={"color": "#FFFFFF", "size": 12},
                    constraintext="none",
                    marker={"color": STATUS_COLOURS[status], "line": {"width": 0}},
                    hovertext=[
                        _count_hover(instrument, row, word, number) for row, number in zip(rows, numbers, strict=True)
                    ],
                    hoverinfo="text",
                )
            )
    word = chart_text(_("unmet"))
    shares = [f"<b>{chart_text(percent_text(spread.share_unmet))}</b><br>{word}" for spread in spreads]
    unmet = text_marks(_("Unmet"), [plans * 1.01] * len(rows), rows, shares, "middle right")
    figure.add_trace(unmet.update(showlegend=False))
    _name_recommendations(figure, instrument, rows)
    figure.update_layout(
        barmode="stack",
        showlegend=True,
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "traceorder": "normal"},
        margin={"l": 4, "r": 64, "t": title_height(title) + 84, "b": 8},
        height=ROW_HEIGHT * len(rows) + title_height(title) + 112,
    )
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, plans * 1.02])
    figure.update_yaxes(row_axis(rows))
    return figure


def spread_chart(instrument: Instrument, spreads: Sequence[Spread], title: str) -> go.Figure:
    """How far the plans lie apart in each recommendation.

    The y axis has one row a recommendation in the order given, its name above the row; the x axis is the score,
    0-100. Traces: ``Lowest to highest`` (thin) and ``Middle half`` (thick, between the quartiles), as pairs of points;
    ``Median`` (a tick); one of text. A row without a score has text alone.
    """
    rows = [spread.id for spread in spreads]
    defined = [spread for spread in spreads if spread.median is not None]
    figure = styled_figure(title, height=ROW_HEIGHT * len(rows) + 72)
    figure.add_trace(segments(_("Track"), [(row, 0, 100) for row in rows], TRACK_COLOUR, 14))
    figure.add_trace(segments(_("Lowest to highest"), [(s.id, s.lowest, s.highest) for s in defined], NEUTRAL, 3))
    figure.add_trace(
        segments(_("Middle half"), [(s.id, s.quartile_1, s.quartile_3) for s in defined], SCORE_COLOUR, 12)
    )
    figure.add_trace(
        go.Scatter(
            name=_("Median"),
            mode="markers",
            x=[s.median for s in defined],
            y=[s.id for s in defined],
            ids=[s.id for s in defined],
            marker={"symbol": "line-ns-open", "size": 20, "color": NEUTRAL, "line": {"width": 4, "color": NEUTRAL}},
            hovertext=[_row_hover(instrument, s.id, spread_text(s)) for s in defined],
            hoverinfo="text",
            cliponaxis=False,
        )
    )
    words = [_spread_words(spread) for spread in spreads]
    figure.add_trace(text_marks(_("Figures"), [101.5] * len(rows), rows, words, "middle right"))
    _name_recommendations(figure, instrument, rows)
    figure.update_layout(margin={"r": 72, "l": 4, "t": title_height(title) + 52})
    figure.update_xaxes(score_axis(_("Score, 0 to 100")), side="top", range=[-2, 102])
    figure.update_yaxes(row_axis(rows))
    return figure


def ranking_chart(plans: Sequence[PlanStanding], names: Names, title: str) -> go.Figure:
    """Plans with a score by rank, with how far open answers and other weights can move them.

    The y axis has one row a plan in the order given, its name above the row; the x axis is the score, as much of
    0-100 as there are figures in. Traces: ``Open answers`` (a band from low to high) and ``Other weights`` (a bar
    between the 5 % and 95 % quantiles), as pairs of points; ``Score`` (a tick); one of text with rank and ties.
    """
    rows = [plan.id for plan in plans]
    figure = styled_figure(title, height=_PLAN_ROW * len(rows) + 72)
    figure.add_trace(segments(_("Open answers"), [(p.id, p.low, p.high) for p in plans], RANGE_COLOUR, 16))
    weights = [(p.id, *(p.score_interval or (None, None))) for p in plans]
    figure.add_trace(segments(_("Other weights"), weights, SCORE_COLOUR, 10))
    figure.add_trace(
        go.Scatter(
            name=_("Score"),
            mode="markers",
            ids=rows,
            x=[plan.score for plan in plans],
            y=rows,
            marker={"symbol": "line-ns-open", "size": 18, "color": NEUTRAL, "line": {"width": 4, "color": NEUTRAL}},
            hovertext=[_plan_hover(names[plan.id], standing_text(plan, names)) for plan in plans],
            hoverinfo="text",
            cliponaxis=False,
        )
    )
    words = [_standing_words(plan) for plan in plans]
    figure.add_trace(text_marks(_("Rank"), [101.5] * len(rows), rows, words, "middle right"))
    figure.update_layout(margin={"r": 104, "l": 4, "t": title_height(title) + 52})
    first = min((25 * (int(plan.low or 0) // 25) for plan in plans), default=0)
    figure.update_xaxes(score_axis(_("Score, 0 to 100")), side="top", range=[first - 2, 102])
    name_rows(figure, {row: f"<b>{chart_text(shortened(names[row], LABEL_WIDTH))}</b>" for row in rows})
    figure.update_yaxes(row_axis(rows))
    return figure


def plan_heatmap(
    instrument: Instrument,
    found: Portfolio,
    plans: Sequence[PlanStanding],
    recommendations: Sequence[str],
    names: Names,
    title: str,
) -> go.Figure:
    """Which plan has which recommendation met.

    The y axis has one row a plan in the order given, labelled with its name, shortened; the x axis the
    recommendations by id, with a line and a heading where a working group (of one topic) or a topic (of several)
    begins. One heatmap trace: the colour of a cell is the score, 0-100, its text the sign of the status. A text trace
    has the signs of the cells without a score, which have no colour. The hover names plan, recommendation, status and
    score.
    """
    rows = [plan.id for plan in plans]
    recommendations = list(recommendations)
    scores = [[found.scores[row][column] for column in recommendations] for row in rows]
    glyphs = [[STATUS_GLYPHS[found.statuses[row][column]] for column in recommendations] for row in rows]
    hover = [[_cell_hover(instrument, found, row, column, names) for column in recommendations] for row in rows]
    figure = styled_figure(title, height=_CELL_ROW * len(rows) + 112)
    figure.add_trace(_heat(rows, recommendations, scores, glyphs, hover))
    figure.add_trace(_without_score(rows, recommendations, scores, glyphs, hover))
    _band_headings(figure, recommendations)
    figure.update_layout(margin={"l": 4, "r": 4, "t": title_height(title) + 100})
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=recommendations,
        side="top",
        tickangle=-90,
        tickfont={"size": 11},
        showgrid=False,
        fixedrange=True,
        ticks="",
    )
    _plan_axis(figure, plans, names)
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5])
    return figure


def _heat(rows: _Labels, columns: _Labels, scores: _Scores, glyphs: _Texts, hover: _Texts) -> go.Heatmap:
    """The cells with a score, in its colour and with the sign of the status."""
    return go.Heatmap(
        name=_("Score"),
        x=columns,
        y=rows,
        z=scores,
        text=[
            [glyph if score is not None else "" for glyph, score in zip(*pair, strict=True)]
            for pair in zip(glyphs, scores, strict=True)
        ],
        texttemplate="%{text}",
        textfont={"color": HEAT_TEXT},
        hovertext=hover,
        hoverinfo="text",
        hoverongaps=False,
        zmin=0,
        zmax=100,
        colorscale=HEAT_SCALE,
        showscale=False,
        xgap=1,
        ygap=2,
    )


def _without_score(rows: _Labels, columns: _Labels, scores: _Scores, glyphs: _Texts, hover: _Texts) -> go.Scatter:
    """The sign of the status in each cell without a score."""
    blank = [(x, y) for y, line in enumerate(scores) for x, score in enumerate(line) if score is None]
    return go.Scatter(
        name=_("No score"),
        mode="text",
        x=[columns[x] for x, _y in blank],
        y=[rows[y] for _x, y in blank],
        text=[glyphs[y][x] for x, y in blank],
        textfont={"size": 11},
        hovertext=[hover[y][x] for x, y in blank],
        hoverinfo="text",
    )


def _band_headings(figure: go.Figure, recommendations: Sequence[str]) -> None:
    """A line before the first recommendation of each group, and the group's id above it."""
    topics = {id.partition(".")[0] for id in recommendations}
    depth = 1 if len(topics) > 1 else 2
    begins: dict[str, int] = {}
    for position, id in enumerate(recommendations):
        begins.setdefault(".".join(id.removeprefix("R").split(".")[:depth]), position)
    for group, position in begins.items():
        figure.add_shape(
            type="line",
            x0=position - 0.5,
            x1=position - 0.5,
            y0=0,
            y1=1,
            yref="paper",
            line={"color": NEUTRAL, "width": 2},
        )
        figure.add_annotation(
            name=group,
            text=f"<b>{group}</b>",
            x=position - 0.5,
            xanchor="left",
            y=1,
            yref="paper",
            yanchor="bottom",
            yshift=56,
            showarrow=False,
        )


def _plan_axis(figure: go.Figure, plans: Sequence[PlanStanding], names: Names) -> None:
    rows = [plan.id for plan in plans]
    labels = without_shared_beginning({row: names[row] for row in rows})
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=rows,
        range=[len(rows) - 0.4, -0.6],
        tickmode="array",
        tickvals=rows,
        ticktext=[chart_text(shortened(labels[row], _NAME_LENGTH)) for row in rows],
        automargin=True,
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        ticks="",
    )


def _name_recommendations(figure: go.Figure, instrument: Instrument, rows: Sequence[str]) -> None:
    name_rows(
        figure,
        {row: wrapped(f"{row} {instrument.recommendations[row].title}", LABEL_WIDTH, bold=row) for row in rows},
    )


def _spread_words(spread: Spread) -> str:
    if spread.median is None:
        return chart_text(_("no score"))
    low, high = number_text(spread.lowest), number_text(spread.highest)
    line = f"<b>{number_text(spread.median)}</b>"
    return line if low == high else f"{line}<br>{low}–{high}"


def _standing_words(plan: PlanStanding) -> str:
    line = chart_text(rank_text(plan))
    if not plan.tied_with:
        return line
    number = len(plan.tied_with)
    tied = translate_count("tied with {number}", "tied with {number}", number).format(number=number)
    return f"{line}<br>{chart_text(tied)}"


def _count_hover(instrument: Instrument, row: str, word: str, number: int) -> str:
    says = translate_count("{status} in {number} plan", "{status} in {number} plans", number)
    return _row_hover(instrument, row, says.format(status=word, number=number))


def _row_hover(instrument: Instrument, row: str, says: str) -> str:
    title = wrapped(f"{row} {instrument.recommendations[row].title}", _HOVER_WIDTH, bold=row)
    return f"{title}<br>{wrapped(says, _HOVER_WIDTH)}"


def _plan_hover(name: str, says: str) -> str:
    return f"<b>{wrapped(name, _HOVER_WIDTH)}</b><br>{wrapped(says, _HOVER_WIDTH)}"


def _cell_hover(instrument: Instrument, found: Portfolio, row: str, column: str, names: Names) -> str:
    status, score = found.statuses[row][column], found.scores[row][column]
    says = status_word(status)
    if score is not None:
        says += ", " + _("score {score}").format(score=number_text(score, decimals=1))
    return f"<b>{wrapped(names[row], _HOVER_WIDTH)}</b><br>{_row_hover(instrument, column, says)}"
