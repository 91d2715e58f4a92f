"""The comparison of plans as charts, sentences and tables: read from the figures, with values worked by hand."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from assessment.comparison import ComparedPlans, compared_plans, lined_up
from assessment.plan_charts import gaps_chart, plan_heatmap, ranking_chart, spread_chart
from assessment.plan_findings import (
    commonest_title,
    draws_sentence,
    gaps_sentence,
    gaps_title,
    listed,
    matrix_sentence,
    matrix_title,
    ranking_sentence,
    ranking_title,
    spread_text,
    spread_title,
    standing_text,
    without_shared_beginning,
)
from assessment.plan_tables import ranking_table, recommendations_table, status_table
from tests.small import ANSWERS, small_instrument, small_sheet

INSTRUMENT = small_instrument()
NAMES = {"a": "Plan <A>", "b": "Plan B", "c": "Plan C", "d": "Plan D"}
RECOMMENDATIONS = ["R1.1.1", "R1.1.2", "R1.2.1", "R2.1.1"]
# R1.1.1: a 58.3333, b 100, c 0. R1.1.2: a 75 with a safeguard below in place, b 100, c 0. R1.2.1: a not applicable.
PLANS = {
    "a": ANSWERS,
    "b": {"R1.1.1a": "4", "R1.1.1b": "4", "R1.1.1c": "4", "R1.1.2a": "4", "R1.1.2b": "4", "R1.2.1a": "4"},
    "c": {"R1.1.1a": "0", "R1.1.1b": "0", "R1.1.1c": "0", "R1.1.2a": "0", "R1.1.2b": "0", "R1.2.1a": "0"},
    "d": {},
}


def compare(*plans: str) -> ComparedPlans:
    return compared_plans(INSTRUMENT, [small_sheet(PLANS[id], id=id, subject=NAMES[id]) for id in plans], draws=100)


@pytest.fixture(scope="module")
def compared() -> ComparedPlans:
    return compare("a", "b", "c", "d")


def trace(figure: go.Figure, name: str) -> Any:
    (found,) = [one for one in figure.data if one.name == name]
    return found


def test_the_sentences_say_what_was_worked_by_hand(compared: ComparedPlans) -> None:
    """R1.1.1 and R1.1.2 are unmet in a and c of four plans: not in more than half. R1.2.1 applies to three."""
    found = compared.portfolio
    assert gaps_title(found) == (
        "No recommendation is unmet in more than half of the plans; the commonest gap is R1.1.1"
    )
    assert commonest_title(found) == "Commonest gap: R1.1.1, unmet in 50 % of 4 plans"
    assert gaps_sentence(INSTRUMENT, found).endswith(
        "Commonest: R1.1.1 Count migrants (unmet in 50 % of 4 plans); R1.1.2 Protect their data (unmet in 50 % of 4 "
        "plans); R1.2.1 Know the needs (unmet in 33 % of 3 plans)."
    )
    assert ranking_title(found, NAMES) == "Plan B is clearly ahead of every other plan"
    assert ranking_sentence(found.ranking, NAMES, "T").startswith("T. First rows: Plan B: score 100, ")
    assert spread_title(found.recommendations) == "Plans differ most in R1.1.1: from 0 to 100"
    assert spread_text(found.recommendations[0]) == "median 58, from 0 to 100"
    assert matrix_title(found, RECOMMENDATIONS, NAMES) == "Most unmet: 3 of 4, in Plan C"
    assert matrix_sentence(found, found.plans, RECOMMENDATIONS) == (
        "4 plans by 4 recommendations: 3 met, 2 partly met, 3 not met, 7 not assessed, 1 not applicable."
    )
    assert "varied 10,000 times" in draws_sentence()
    assert "between 0.5 and 1.5" in draws_sentence()


def test_the_finding_counts_what_most_plans_miss() -> None:
    """Of a and c, R1.1.1 and R1.1.2 are unmet in both; R1.2.1 in the one that it applies to."""
    assert gaps_title(compare("a", "c").portfolio) == (
        "3 of 4 recommendations are unmet in more than half of the plans that they apply to"
    )
    assert gaps_title(compare("c", "b").portfolio).startswith("No recommendation is unmet")
    assert gaps_title(compare("c", "d").portfolio).startswith("No recommendation is unmet")
    assert gaps_title(compare("b", "d").portfolio) == "Nothing is known to be unmet in any plan"
    assert gaps_title(compare("d").portfolio) == "Nothing can be judged yet: no plan has a score"


def test_the_ranking_tells_ties_and_the_only_one() -> None:
    twins = [small_sheet(PLANS["a"], id=id, subject=NAMES[id]) for id in ("a", "b")]
    found = compared_plans(INSTRUMENT, twins, draws=100).portfolio
    assert ranking_title(found, NAMES) == "Plan <A> stands highest, and 1 plan is tied with it"
    assert standing_text(found.ranking[0], NAMES).endswith(
        "rank 1.5, open answers leave it between 47.5 and 77.5, tied with Plan B"
    )
    assert ranking_title(compare("b", "d").portfolio, NAMES) == "Plan B is the only plan with a score"
    assert ranking_title(compare("d").portfolio, NAMES) == "No plan has a score yet"


def test_the_bars_of_the_gaps_count_plans_by_status(compared: ComparedPlans) -> None:
    figure = gaps_chart(INSTRUMENT, compared.portfolio, compared.portfolio.common_gaps, "Title")
    counts = {bar.meta["status"]: dict(zip(bar.y, bar.x, strict=True)) for bar in figure.data if bar.meta}
    assert counts["partly_met"] == {"R1.1.1": 1, "R1.1.2": 1, "R1.2.1": 0, "R2.1.1": 0}
    assert counts["not_met"] == {"R1.1.1": 1, "R1.1.2": 1, "R1.2.1": 1, "R2.1.1": 0}
    assert counts["met"] == {"R1.1.1": 1, "R1.1.2": 1, "R1.2.1": 1, "R2.1.1": 0}
    assert counts["not_assessed"] == {"R1.1.1": 1, "R1.1.2": 1, "R1.2.1": 1, "R2.1.1": 4}
    assert counts["not_applicable"] == {"R1.1.1": 0, "R1.1.2": 0, "R1.2.1": 1, "R2.1.1": 0}
    assert trace(figure, "Unmet").text[0] == "<b>50 %</b><br>unmet"
    assert list(figure.layout.yaxis.categoryarray) == ["R1.1.1", "R1.1.2", "R1.2.1", "R2.1.1"]


def test_the_spread_shows_quartiles(compared: ComparedPlans) -> None:
    """R1.1.1 has 0, 58.3333 and 100: linear quartiles 29.1667 and 79.1667. R2.1.1 has no score."""
    figure = spread_chart(INSTRUMENT, compared.portfolio.recommendations, "Title")
    assert trace(figure, "Lowest to highest").x[:2] == (0.0, 100.0)
    assert trace(figure, "Middle half").x[:2] == pytest.approx((29.166667, 79.166667))
    assert list(trace(figure, "Median").ids) == ["R1.1.1", "R1.1.2", "R1.2.1"]
    assert trace(figure, "Figures").text == (
        "<b>58</b><br>0–100",
        "<b>75</b><br>0–100",
        "<b>50</b><br>0–100",
        "no score",
    )


def test_the_ranking_shows_score_range_interval_and_rank(compared: ComparedPlans) -> None:
    figure = ranking_chart(compared.portfolio.ranking, NAMES, "Title")
    assert list(trace(figure, "Score").ids) == ["b", "a", "c"]
    assert trace(figure, "Score").x == pytest.approx((100, 66.666667, 0))
    assert trace(figure, "Open answers").x[3:5] == pytest.approx((47.5, 77.5))
    low, high = trace(figure, "Other weights").x[3:5]
    assert 58.333333 < low < 66.666667 < high < 75
    assert trace(figure, "Rank").text == ("rank 1", "rank 2", "rank 3")
    assert [note.text for note in figure.layout.annotations] == [
        "<b>Plan B</b>",
        "<b>Plan &lt;A&gt;</b>",
        "<b>Plan C</b>",
    ]


def test_the_heatmap_has_signs_and_tells_undefined_from_not_applicable(compared: ComparedPlans) -> None:
    figure = plan_heatmap(INSTRUMENT, compared.portfolio, compared.portfolio.plans, RECOMMENDATIONS, NAMES, "Title")
    scores = trace(figure, "Score")
    assert list(scores.y) == ["b", "a", "c", "d"]
    assert list(scores.x) == RECOMMENDATIONS
    assert [list(row) for row in scores.text] == [
        ["●", "●", "●", ""],
        ["◆", "◆", "", ""],
        ["✕", "✕", "✕", ""],
        [""] * 4,
    ]
    assert list(scores.z[2]) == [0, 0, 0, None]
    blank = trace(figure, "No score")
    signs = dict(zip(zip(blank.y, blank.x, strict=True), blank.text, strict=True))
    assert signs["a", "R1.2.1"] == "–"
    assert signs["d", "R1.2.1"] == "□"
    assert len(signs) == 9 - 1
    assert scores.hovertext[1][0] == "<b>Plan &lt;A&gt;</b><br><b>R1.1.1</b> Count migrants<br>Partly met, score 58.3"
    assert [note.name for note in figure.layout.annotations] == ["1", "2"]
    one_topic = plan_heatmap(INSTRUMENT, compared.portfolio, compared.portfolio.plans, RECOMMENDATIONS[:3], NAMES, "T")
    assert [note.name for note in one_topic.layout.annotations] == ["1.1", "1.2"]
    assert list(figure.layout.yaxis.ticktext) == ["B", "&lt;A&gt;", "C", "D"]


def test_labels_leave_out_what_all_names_begin_with() -> None:
    assert without_shared_beginning({"a": "Plan A", "b": "Plan A south"}) == {"a": "A", "b": "A south"}
    assert without_shared_beginning({"a": "Plan", "b": "Plan"}) == {"a": "Plan", "b": "Plan"}
    assert without_shared_beginning({"a": "Coast", "b": "Delta"}) == {"a": "Coast", "b": "Delta"}
    assert without_shared_beginning({}) == {}


def test_long_lists_of_plans_name_a_few() -> None:
    assert listed(("a", "b", "c"), NAMES) == "Plan <A>, Plan B, Plan C"
    assert listed(("a", "b", "c", "d"), NAMES) == "Plan <A>, Plan B, Plan C and 1 more"


def test_the_tables_hold_the_same_figures(compared: ComparedPlans) -> None:
    found = compared.portfolio
    ranking = ranking_table(found, NAMES, {"c": {"R1.1.1a": "x"}})
    assert list(ranking["plan"]) == ["Plan B", "Plan <A>", "Plan C", "Plan D"]
    assert list(ranking["rank"][:3]) == [1, 2, 3]
    assert ranking["rank"].isna()[3]
    assert list(ranking["safeguard_alerts"]) == ["", "R1.1.2", "R1.1.2", ""]
    assert list(ranking["shared_answers"]) == [0, 0, 1, 0]
    table = recommendations_table(INSTRUMENT, found, NAMES).set_index("recommendation_id")
    assert table.loc["R1.1.1", "median"] == pytest.approx(58.333333)
    assert table.loc["R1.1.1", "highest_plans"] == "Plan B"
    assert status_table(found, RECOMMENDATIONS, NAMES).loc[1].tolist() == [
        *("Plan <A>", "partly_met", "partly_met", "not_applicable", "not_assessed"),
    ]


def test_the_fingerprint_changes_with_everything_that_the_comparison_is_made_of() -> None:
    def fingerprint(answers: dict[str, str] = PLANS["b"], **details: object) -> str:
        plans = [small_sheet(ANSWERS, id="a"), small_sheet(answers, id="b", **details)]
        return lined_up(INSTRUMENT, plans).fingerprint

    found = [
        fingerprint(),
        fingerprint({**PLANS["b"], "R1.1.1a": "3"}),
        fingerprint({**PLANS["b"], "R1.1.1a": ""}),
        fingerprint(target=50),
        fingerprint(targets={"R1.1.1": 50}),
        lined_up(INSTRUMENT, [small_sheet(ANSWERS, id="a")]).fingerprint,
        lined_up(INSTRUMENT, [small_sheet(ANSWERS, id="b")]).fingerprint,
    ]
    assert len(set(found)) == len(found)
    assert fingerprint() == found[0]
