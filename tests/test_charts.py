"""The charts show the kernel's figures; read from the figures, on the worked example of the method."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from assessment.chart_style import STATUS_COLOURS, STATUS_SYMBOLS
from assessment.charts import gap_chart, phase_heatmap, status_bar, topic_radar
from assessment.findings import gap_sentence, heatmap_sentence, heatmap_title, radar_sentence, status_sentence
from assessment.results import result_of
from assessment.words import STATUS_GLYPHS
from scoring.result import Result, Status
from tests.small import ANSWERS, small_instrument, small_sheet

INSTRUMENT = small_instrument()
RESULT = result_of(INSTRUMENT, small_sheet())


def trace(figure: go.Figure, name: str) -> Any:
    (found,) = [one for one in figure.data if one.name == name]
    return found


def rows(figure: go.Figure) -> tuple[str, ...]:
    return tuple(figure.layout.yaxis.categoryarray)


def pairs(one: Any) -> dict[str, tuple[float, float]]:
    """Ends of the lines of a trace by row."""
    return {one.y[i]: (one.x[i], one.x[i + 1]) for i in range(0, len(one.x), 3)}


def scores(figure: go.Figure) -> dict[str, float]:
    marked = [one for one in figure.data if one.meta and one.meta["figure"] == "score"]
    return {id: x for one in marked for id, x in zip(one.ids, one.x, strict=True)}


def test_the_gap_chart_shows_the_figures_of_the_kernel() -> None:
    figure = gap_chart(INSTRUMENT, RESULT)
    by_id = RESULT.by_id
    assert scores(figure) == {"R1.1.1": by_id["R1.1.1"].score, "R1.1.2": 75.0}
    assert scores(figure)["R1.1.1"] == pytest.approx(58.3333, abs=1e-4)
    assert pairs(trace(figure, "Range")) == {
        "R1.1.2": (75.0, 75.0),
        "R1.1.1": (43.75, 68.75),
        "R2.1.1": (0.0, 100.0),
    }
    assert pairs(trace(figure, "Gap")) == {"R1.1.1": (by_id["R1.1.1"].score, 75.0)}


def test_rows_stand_in_the_order_of_the_gap_list() -> None:
    assert rows(gap_chart(INSTRUMENT, RESULT)) == ("R1.1.2", "R1.1.1", "R2.1.1", "R1.2.1") == RESULT.gap_order


def test_the_first_row_stands_at_the_top() -> None:
    low, high = gap_chart(INSTRUMENT, RESULT).layout.yaxis.range
    assert low > high


def test_only_chosen_rows_are_shown_and_the_chart_grows_with_them() -> None:
    chosen = gap_chart(INSTRUMENT, RESULT, RESULT.unmet)
    assert rows(chosen) == ("R1.1.2", "R1.1.1")
    assert set(scores(chosen)) == {"R1.1.2", "R1.1.1"}
    assert chosen.layout.height < gap_chart(INSTRUMENT, RESULT).layout.height


def test_every_row_says_its_name_and_its_status_in_words() -> None:
    figure = gap_chart(INSTRUMENT, RESULT)
    names = {note.name: note.text for note in figure.layout.annotations}
    assert names["R1.1.1"] == "<b>R1.1.1</b> Count migrants"
    words = trace(figure, "Status")
    said = dict(zip(words.y, words.text, strict=True))
    assert said["R1.1.1"] == "<b>◆ Partly met</b><br>score 58"
    assert said["R1.1.2"] == "<b>◆ Partly met</b><br>score 75<br>▲ safeguard"
    assert said["R2.1.1"] == "<b>□ Not assessed</b>"
    assert said["R1.2.1"] == "<b>– Not applicable</b>"


def test_a_safeguard_alert_has_a_mark_of_its_own() -> None:
    mark = trace(gap_chart(INSTRUMENT, RESULT), "Safeguard alert")
    assert list(mark.y) == ["R1.1.2"]
    assert mark.marker.symbol not in STATUS_SYMBOLS.values()
    without = result_of(INSTRUMENT, small_sheet({**ANSWERS, "R1.1.2a": "3"}))
    assert "Safeguard alert" not in [one.name for one in gap_chart(INSTRUMENT, without).data]


def test_targets_of_single_recommendations_have_ticks_of_their_own() -> None:
    result = result_of(INSTRUMENT, small_sheet(target=60.0, targets={"R1.1.1": 90.0}))
    ticks = trace(gap_chart(INSTRUMENT, result), "Target")
    assert dict(zip(ticks.y, ticks.x, strict=True)) == {"R1.1.1": 90.0, "R1.1.2": 60.0, "R2.1.1": 60.0}


def test_every_status_has_a_shape_of_its_own() -> None:
    assert set(STATUS_SYMBOLS) == set(STATUS_COLOURS) == set(STATUS_GLYPHS) == set(Status)
    assert len(set(STATUS_SYMBOLS.values())) == len(Status)
    assert len(set(STATUS_GLYPHS.values())) == len(Status)


@pytest.mark.parametrize("ground", ["#FFFFFF", "#10181D"])
@pytest.mark.parametrize("status", Status)
def test_every_status_colour_stands_out_in_both_themes(status: Status, ground: str) -> None:
    lighter, darker = sorted((luminance(STATUS_COLOURS[status]), luminance(ground)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 3


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("answers", "title"),
    [
        (ANSWERS, "2 of 3 recommendations are unmet; 1 concerns a safeguard"),
        ({**ANSWERS, "R1.1.2a": "3"}, "1 of 3 recommendations is unmet"),
        ({}, "Nothing can be judged yet: 4 recommendations wait for answers"),
        ({"R1.1.1a": "3"}, "Nothing can be judged yet: 4 recommendations wait for answers"),
        (
            {"R1.1.2a": "3", "R1.1.2b": "3"},
            "Nothing is known to be unmet so far; 3 of 4 are still open",
        ),
        (
            {**dict.fromkeys(ANSWERS, "4"), "R2.1.1a": "3"},
            "All 4 recommendations that apply are met",
        ),
    ],
)
def test_the_title_says_the_finding(answers: dict[str, str], title: str) -> None:
    result = result_of(INSTRUMENT, small_sheet(answers))
    assert gap_chart(INSTRUMENT, result).layout.title.text.replace("<br>", " ") == title


def test_names_of_an_instrument_are_text_in_a_chart() -> None:
    hostile = small_instrument('<a href="http://example.org">x</a> & more')
    figure = gap_chart(hostile, result_of(hostile, small_sheet()))
    assert "<a" not in figure.to_json().replace("&lt;a", "")


def test_the_heatmap_has_a_cell_for_each_working_group_and_phase() -> None:
    figure = phase_heatmap(INSTRUMENT, RESULT)
    cells = trace(figure, "Score")
    assert list(cells.x) == ["Before", "During", "After"]
    assert list(cells.y) == ["1.1", "1.2", "2.1"]
    found = RESULT.groups["working_group_phase"]
    assert list(cells.z[0]) == [found["1.1/prep"].score, found["1.1/emerg"].score, None]
    assert list(cells.z[1]) == list(cells.z[2]) == [None, None, None]


def test_a_cell_without_a_score_says_why() -> None:
    blank = trace(phase_heatmap(INSTRUMENT, RESULT), "No score")
    said = {(y, x): (text, why) for x, y, text, why in zip(blank.x, blank.y, blank.text, blank.hovertext, strict=True)}
    assert said["1.1", "After"] == ("–", "nothing is asked here")
    assert said["1.2", "During"] == ("–", "nothing asked here applies")
    assert said["2.1", "Before"] == ("?", "not yet answered")
    assert len(said) == 7


def test_few_topics_are_bars_with_their_range() -> None:
    figure = topic_radar(INSTRUMENT, RESULT)
    assert {one.type for one in figure.data} == {"scatter"}
    topics = RESULT.groups["topic"]
    assert dict(zip(trace(figure, "Score").y, trace(figure, "Score").x, strict=True)) == {
        "1": topics["1"].score,
        "2": None,
    }
    assert pairs(trace(figure, "Range"))["2"] == (0.0, 100.0)


def test_the_radar_shows_score_and_range_of_each_topic(sample: tuple[Any, Result]) -> None:
    instrument, result = sample
    figure = topic_radar(instrument, result)
    topics = list(result.groups["topic"].values())
    assert list(trace(figure, "Score").r) == [*(t.score for t in topics), topics[0].score]
    assert list(trace(figure, "Low").r)[:4] == [t.low for t in topics]
    assert list(trace(figure, "High").r)[:4] == [t.high for t in topics]
    names = list(trace(figure, "Score").theta)
    assert names[0] == names[-1]


def test_the_status_bar_counts_every_recommendation_once() -> None:
    figure = status_bar(RESULT)
    assert {one.name: one.x[0] for one in figure.data} == {
        "◆ 2 partly met": 2,
        "□ 1 not assessed": 1,
        "– 1 not applicable": 1,
    }


def test_each_chart_has_a_sentence() -> None:
    assert gap_sentence(INSTRUMENT, RESULT) == (
        "2 of 3 recommendations are unmet; 1 concerns a safeguard. First in the list: "
        "R1.1.2 Protect their data (partly met, score 75, target 75, a safeguard is not in place); "
        "R1.1.1 Count migrants (partly met, score 58, can still lie between 43 and 69, target 75, gap 17)."
    )
    assert status_sentence(RESULT) == "Recommendations by status: 2 partly met, 1 not assessed, 1 not applicable."
    assert heatmap_title(INSTRUMENT, RESULT) == "Readiness is lowest in working group 1.1, before"
    assert "lowest is working group 1.1, before with 67" in heatmap_sentence(INSTRUMENT, RESULT)
    assert radar_sentence(INSTRUMENT, RESULT).endswith("1 Knowing: 67 (59 to 72); 2 Telling: 0 to 100.")


@pytest.mark.parametrize("chart", [gap_chart, phase_heatmap, topic_radar])
@pytest.mark.parametrize("answers", [{}, {"R1.1.1a": "dk"}, dict.fromkeys(ANSWERS, "na")])
def test_a_chart_can_be_drawn_of_almost_nothing(chart: Any, answers: dict[str, str]) -> None:
    result = result_of(INSTRUMENT, small_sheet(answers))
    assert chart(INSTRUMENT, result).layout.title.text
