"""Who covers what as Plotly figures; nothing here knows a screen.

Status is shape and word before colour. Every figure has a sentence in :mod:`assessment.corridor_words`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import plotly.graph_objects as go

from assessment.chart_style import (
    HEAT_TEXT,
    LABEL_WIDTH,
    ROW_HEIGHT,
    STATUS_COLOURS,
    counted_bar,
    name_rows,
    row_axis,
    styled_figure,
    text_marks,
    title_height,
)
from assessment.corridor import Corridor
from assessment.corridor_words import (
    COVER_GLYPHS,
    cover_label,
    cover_title,
    cover_word,
    matrix_title,
    part_mark,
    part_text,
)
from assessment.texts import translate as _
from assessment.words import chart_text, wrapped
from scoring.corridor import ActorPart, Cover, RecommendationCover
from scoring.result import Status

COVER_COLOURS = {
    Cover.UNCOVERED: STATUS_COLOURS[Status.NOT_MET],
    Cover.UNKNOWN: STATUS_COLOURS[Status.UNDETERMINED],
    Cover.PARTIAL: STATUS_COLOURS[Status.PARTLY_MET],
    Cover.COVERED: STATUS_COLOURS[Status.MET],
    Cover.NO_LEAD: STATUS_COLOURS[Status.NOT_ASSESSED],
    Cover.NOT_APPLICABLE: STATUS_COLOURS[Status.NOT_APPLICABLE],
}
# Behind dark text: lighter than the marks of a chart.
CELL_COLOURS = {
    Cover.UNCOVERED: "#F2A491",
    Cover.UNKNOWN: "#D2C4F0",
    Cover.PARTIAL: "#F0D089",
    Cover.COVERED: "#9CCBEA",
    Cover.NOT_APPLICABLE: "#D5D8DC",
}
_MOST_NAMED = 4
_NAME_WIDTH, _NAME_LINES = 11, 3
_STATUS_SHARE = 0.38
_CELL_HEIGHT = 24
_MANY = 8


def cover_bar(found: Corridor) -> go.Figure:
    """How many practices have each status: see :func:`assessment.chart_style.counted_bar`."""
    return counted_bar(
        cover_title(found),
        [
            (COVER_GLYPHS[cover], cover_word(cover), number, COVER_COLOURS[cover])
            for cover, number in found.counts.items()
        ],
    )


def cover_matrix(found: Corridor, covers: Sequence[RecommendationCover], actors: Sequence[str]) -> go.Figure:
    """Who has which part in which recommendation, and how far each is.

    The y axis has the recommendations, by id, from the top; its name stands above the row (an annotation), its status
    in the corridor left of the cells. The x axis has the actors, by number. A cell is letter and shape: ``L`` leads,
    ``S`` supports; nothing where an actor has no part.

    Traces: ``Lead`` (a heatmap; the colour is the actor's state), ``Support`` (text without a colour, because a
    supporter covers nothing), ``Status`` (text).

    Args:
        found: the whole comparison.
        covers: the rows, some of its recommendations.
        actors: the columns, ids of some of its assessments.
    """
    parts = [[own.get(actor) for actor in actors] for own in (cover.by_actor for cover in covers)]
    rows = [cover.id for cover in covers]
    size = 12 if len(actors) > _MANY else 14
    title = matrix_title(covers)
    figure = styled_figure(title, height=ROW_HEIGHT * len(rows) + 84)
    figure.add_trace(_lead_cells(found, rows, actors, parts, size))
    figure.add_trace(_support_cells(found, rows, actors, parts, size))
    left = -0.5 - len(actors) * _STATUS_SHARE / (1 - _STATUS_SHARE)
    statuses = [f"<b>{chart_text(cover_label(cover.status))}</b>" for cover in covers]
    figure.add_trace(text_marks(_("Status"), [left] * len(rows), rows, statuses, "middle right"))
    titles = found.instrument.recommendations
    name_rows(figure, {row: wrapped(f"{row} {titles[row].title}", LABEL_WIDTH, bold=row) for row in rows})
    figure.update_layout(margin={"l": 4, "r": 4, "t": title_height(title) + 56})
    figure.update_xaxes(
        side="top",
        range=[left, len(actors) - 0.5],
        tickvals=list(range(len(actors))),
        ticktext=[_column_name(found.names[actor], len(actors)) for actor in actors],
        tickangle=0,
        ticks="",
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    figure.update_yaxes(row_axis(rows))
    return figure


def _lead_cells(
    found: Corridor,
    rows: Sequence[str],
    actors: Sequence[str],
    parts: Sequence[Sequence[ActorPart | None]],
    size: int,
) -> go.Heatmap:
    states = list(CELL_COLOURS)
    leads = [[part if part and part.role == "lead" else None for part in row] for row in parts]
    steps = [
        (place / len(states), colour)
        for number, colour in enumerate(CELL_COLOURS.values())
        for place in (number, number + 1)
    ]
    return go.Heatmap(
        name=_("Lead"),
        x=list(range(len(actors))),
        y=list(rows),
        z=[[states.index(part.state) if part else None for part in row] for row in leads],
        text=[[part_mark(part) if part else "" for part in row] for row in leads],
        texttemplate="%{text}",
        textfont={"color": HEAT_TEXT, "size": size},
        hovertext=[
            [_hover(row, found.names[actor], part) if part else "" for actor, part in zip(actors, cells, strict=True)]
            for row, cells in zip(rows, leads, strict=True)
        ],
        hoverinfo="text",
        hoverongaps=False,
        zmin=-0.5,
        zmax=len(states) - 0.5,
        colorscale=steps,
        showscale=False,
        xgap=2,
        ygap=ROW_HEIGHT - _CELL_HEIGHT,
    )


def _support_cells(
    found: Corridor,
    rows: Sequence[str],
    actors: Sequence[str],
    parts: Sequence[Sequence[ActorPart | None]],
    size: int,
) -> go.Scatter:
    cells = [
        (column, row, part, actor)
        for row, own in zip(rows, parts, strict=True)
        for column, (actor, part) in enumerate(zip(actors, own, strict=True))
        if part and part.role == "support"
    ]
    return go.Scatter(
        name=_("Support"),
        mode="text",
        x=[column for column, *_rest in cells],
        y=[row for _column, row, *_rest in cells],
        text=[part_mark(part) for *_place, part, _actor in cells],
        textfont={"size": size},
        hovertext=[_hover(row, found.names[actor], part) for _column, row, part, actor in cells],
        hoverinfo="text",
    )


def _hover(row: str, name: str, part: ActorPart) -> str:
    return f"<b>{row}</b><br>{wrapped(name, 40)}<br>{chart_text(part_text(part))}"


def _column_name(name: str, columns: int) -> str:
    """The number alone when there are many columns; else the name in a few short lines."""
    if columns > _MOST_NAMED:
        return f"<b>{name.partition(' ')[0]}</b>"
    lines = textwrap.wrap(name, _NAME_WIDTH, max_lines=_NAME_LINES, placeholder="…")
    return "<br>".join(chart_text(line) for line in lines)
