"""The timeline of a plan: values and names read from the figure."""

from __future__ import annotations

from datetime import date

import pytest

from assessment.action_charts import timeline_chart
from assessment.chart_style import ALERT_COLOUR, LINE_HEIGHT
from assessment.model import Action

TODAY = date(2026, 6, 1)


def action(id: str, **fields: object) -> Action:
    return Action.model_validate({"id": id, "text": f"Do <{id}>", "recommendation_id": "R1.1.1", **fields})


PLAN = [
    action("late", start=date(2026, 1, 1), due=date(2026, 5, 1)),
    action("soon", due=date(2026, 7, 1), status="under_way"),
    action("done", start=date(2026, 2, 1), due=date(2026, 3, 1), status="done"),
    action("given up", due=date(2026, 7, 1), status="dropped"),
    action("no day"),
]


def test_a_row_an_action_with_a_date_in_the_order_of_the_plan() -> None:
    figure = timeline_chart(PLAN, TODAY)
    assert list(figure.layout.yaxis.categoryarray) == ["late", "soon", "done"]
    assert figure.layout.title.text == "1 action is overdue"
    texts = {note.name: note.text for note in figure.layout.annotations}
    assert texts["late"].startswith("<b>R1.1.1</b> Do &lt;late&gt;")
    assert "Overdue by 31" in texts["late"]


def test_bars_go_from_start_to_due_and_signs_say_the_status() -> None:
    figure = timeline_chart(PLAN, TODAY)
    traces = {trace.name: trace for trace in figure.data}
    bars = traces["From start to due date"]
    assert list(bars.x) == ["2026-01-01", "2026-05-01", None, "2026-02-01", "2026-03-01", None]
    assert list(bars.y) == ["late", "late", None, "done", "done", None]
    assert set(traces) == {"From start to due date", "○ Not started", "◐ Under way", "● Done"}
    assert list(traces["○ Not started"].marker.color) == [ALERT_COLOUR]
    assert list(traces["◐ Under way"].x) == ["2026-07-01"]
    assert ALERT_COLOUR not in traces["● Done"].marker.color


def test_without_anything_late_the_title_says_what_comes_next() -> None:
    title = timeline_chart(PLAN[1:3], TODAY).layout.title.text.replace("<br>", " ")
    assert title == "Nothing is overdue; the next action is due on 2026-07-01"


def test_without_a_date_there_is_no_timeline() -> None:
    with pytest.raises(ValueError, match="No action has a date"):
        timeline_chart(PLAN[3:], TODAY)


def test_a_long_name_stays_clear_of_the_bar_above() -> None:
    short = action("a", text="Meet", due=TODAY)
    long = action(
        "b",
        text="Meet the associations of migrants in every province, and write down what they ask for " * 2,
        due=TODAY,
    )
    one, two = (timeline_chart([some], TODAY) for some in (short, long))
    lines = two.layout.annotations[0].text.count("<br>") + 1
    assert lines > 2
    assert two.layout.height - one.layout.height == LINE_HEIGHT * (lines - 2)
