"""What all charts share: one palette, one figure style, and the marks that they are drawn with.

Colours are mid-tones that reach a contrast of 3 : 1 on white and on near-black and stay apart for colour-blind people.
Text has no colour of its own, so it takes the theme's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from assessment.palette import ALERT_COLOUR as ALERT_COLOUR
from assessment.palette import NEUTRAL as NEUTRAL
from assessment.palette import SCORE_COLOUR as SCORE_COLOUR
from assessment.palette import STATUS_COLOURS as STATUS_COLOURS
from assessment.words import chart_text, wrapped
from scoring.result import Status

STATUS_SYMBOLS = {
    Status.MET: "circle",
    Status.PARTLY_MET: "diamond",
    Status.NOT_MET: "x",
    Status.UNDETERMINED: "circle-open",
    Status.NOT_ASSESSED: "square-open",
    Status.NOT_APPLICABLE: "line-ew-open",
}
BAR_ORDER = (
    Status.NOT_MET,
    Status.PARTLY_MET,
    Status.UNDETERMINED,
    Status.NOT_ASSESSED,
    Status.MET,
    Status.NOT_APPLICABLE,
)
RANGE_COLOUR = "rgba(118,124,133,0.45)"
TRACK_COLOUR = "rgba(118,124,133,0.13)"
HEAT_SCALE = ((0.0, "#E58A5B"), (0.4, "#F5CDB2"), (0.62, "#F0EEE9"), (0.8, "#BBD6EA"), (1.0, "#79B0DA"))
HEAT_TEXT = "#1B1B1B"
CONFIG = {"displayModeBar": False, "scrollZoom": False, "responsive": True}

LABEL_WIDTH = 48
TITLE_WIDTH = 40
ROW_HEIGHT = 66
NARROWEST_LABELLED = 0.08
LINE_HEIGHT = 20


def styled_figure(title: str, height: int) -> go.Figure:
    """An empty figure in the style that all share; it grows by the lines of its title."""
    top = title_height(title)
    lines = top // LINE_HEIGHT
    figure = go.Figure()
    figure.update_layout(
        title={
            "text": title_lines(title),
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "yref": "container",
            "pad": {"t": 6 if lines == 1 else 18},  # Plotly draws the first of several lines one ascent higher
        },
        height=height + top,
        margin={"l": 4, "r": 8, "t": top + 36, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        dragmode=False,
        hovermode="closest",
        bargap=0,
    )
    return figure


def title_lines(title: str) -> str:
    """A title in lines that fit a phone; what follows a semicolon begins a line."""
    return "<br>".join(wrapped(part, TITLE_WIDTH) for part in re.split(r"(?<=;) ", title))


def title_height(title: str) -> int:
    """Pixels that a title takes once it is in lines."""
    return LINE_HEIGHT * (title_lines(title).count("<br>") + 1) + 8


def score_axis(title: str) -> dict[str, object]:
    """Settings of an axis that shows a score, 0-100."""
    return {
        "title": {"text": title, "standoff": 4},
        "tickvals": [0, 25, 50, 75, 100],
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": TRACK_COLOUR,
    }


def segments(name: str, ends: Sequence[tuple[str, float | None, float | None]], colour: str, width: int) -> go.Scatter:
    """Horizontal lines, one a row: pairs of points with a break after each."""
    x: list[float | None] = []
    y: list[str | None] = []
    for identifier, start, end in ends:
        x += [start, end, None]
        y += [identifier, identifier, None]
    return go.Scatter(name=name, mode="lines", x=x, y=y, line={"color": colour, "width": width}, hoverinfo="skip")


def counted_bar(title: str, counts: Sequence[tuple[str, str, int, str]]) -> go.Figure:
    """How many of a whole are of each kind, as one stacked bar.

    The x axis counts. One bar trace a kind that occurs; its name, in the legend, is shape, number and word, its text
    inside the bar shape and number where there is room.

    Args:
        title: says the finding.
        counts: shape, word, number and colour of each kind, from left to right.
    """
    figure = styled_figure(title, height=132)
    narrowest = NARROWEST_LABELLED * sum(number for _shape, _word, number, _colour in counts)
    for shape, word, number, colour in counts:
        if number:
            figure.add_trace(
                go.Bar(
                    name=f"{shape} {number} {chart_text(word.lower())}",
                    orientation="h",
                    x=[number],
                    y=[""],
                    text=[f"{shape} {number}" if number >= narrowest else ""],
                    textposition="inside",
                    textangle=0,
                    insidetextanchor="middle",
                    insidetextfont={"color": "#FFFFFF", "size": 14},
                    constraintext="none",
                    cliponaxis=False,
                    marker={"color": colour, "line": {"width": 0}},
                    width=0.9,
                    hovertext=[f"{chart_text(word)}: {number}"],
                    hoverinfo="text",
                )
            )
    figure.update_layout(
        barmode="stack",
        showlegend=True,
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": -0.1, "yanchor": "top", "traceorder": "normal"},
        margin={"l": 0, "r": 0, "t": title_height(title) + 4},
    )
    figure.update_xaxes(visible=False, fixedrange=True)
    figure.update_yaxes(visible=False, fixedrange=True)
    return figure


def text_marks(name: str, x: list[float], y: list[str], text: list[str], position: str) -> go.Scatter:
    """Words at places of a figure."""
    return go.Scatter(
        name=name, mode="text", x=x, y=y, text=text, textposition=position, hoverinfo="skip", cliponaxis=False
    )


def name_rows(figure: go.Figure, names: Mapping[str, str]) -> None:
    """Write the name of each row above it, from the left edge of the figure; annotations, one a row."""
    figure.update_layout(
        annotations=[
            {
                "name": row,
                "text": text,
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": row,
                "yanchor": "bottom",
                "yshift": 11,
                "align": "left",
                "showarrow": False,
                "font": {"size": 13},
            }
            for row, text in names.items()
        ]
    )


def row_axis(rows: Sequence[str]) -> dict[str, object]:
    """Settings of a y axis with one row an id, the first at the top, with room for its name."""
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(rows),
        "range": [len(rows) - 0.6, -0.85],
        "showticklabels": False,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
