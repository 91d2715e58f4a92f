"""Plans of one organisation on the Compare page: what it says of thirty plans, and of almost none."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import scoring.portfolio
from assessment.model import Answer, AnswerSheet, Assessment
from assessment.results import result_of
from assessment.service import AssessmentService
from assessment.sharing import with_organisation_answers
from assessment.ui import session
from scoring.result import Status
from tests.plans import ORGANISATION, plan_sheets, whole_sheet

ROOT = Path(__file__).parents[2]


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AssessmentService]:
    """The service that the pages use, over a database of this test alone."""
    monkeypatch.setenv("MICIC_DATA_DIR", str(tmp_path))
    st.cache_resource.clear()
    yield session.service()
    st.cache_resource.clear()


def opened(page: str = "compare", **state: object) -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test._page_hash = calc_hash(page) if page else ""
    for key, value in state.items():
        test.session_state[key] = value
    return ran(test.run())


def ran(test: AppTest) -> AppTest:
    assert not test.exception
    return test


def add_plans(service: AssessmentService, number: int = 30) -> list[str]:
    service.add_sheet(whole_sheet(service.instrument))
    return [service.add_sheet(sheet).id for sheet in plan_sheets(service.instrument, number)]


def said(test: AppTest) -> str:
    """Every text of the page, without the marks of Markdown."""
    texts = [str(getattr(element, "value", "")) for element in test.main]
    return "\n".join([*texts, *(expander.label for expander in test.expander)]).replace("\\", "")


def figures(test: AppTest) -> dict[str, Any]:
    """The charts by their keys."""
    specs = {
        chart.proto.id.rpartition("-None-")[2] or chart.proto.id: chart.proto for chart in test.get("plotly_chart")
    }
    assert all(proto.alt for proto in specs.values())
    keys = ("plan-gaps", "plan-heatmap", "plan-spread", "plan-ranking")
    return {key: json.loads(proto.spec) for key in keys for id, proto in specs.items() if id.endswith(key)}


def start(service: AssessmentService, subject: str, answers: dict[str, str], **details: object) -> str:
    given = {"id": "", "organisation": "Agency", "subject": subject, "stakeholder_types": ("io",), **details}
    made = [Answer(practice_id=id, answer=code) for id, code in answers.items()]
    sheet = AnswerSheet(
        assessment=Assessment.model_validate(given), answers={answer.practice_id: answer for answer in made}
    )
    return service.add_sheet(sheet).id


@pytest.mark.usefixtures("service")
def test_nothing_is_assessed_yet() -> None:
    test = opened()
    assert "Nothing is assessed yet" in test.info[0].value
    assert [link.proto.label for link in test.get("page_link")] == ["Go to Home"]


def test_one_plan_is_too_few_and_the_page_says_how_to_make_another(service: AssessmentService) -> None:
    start(service, "Plan A", {"R1.1.1a": "3"})
    test = opened()
    assert "New plan from this one" in test.info[0].value
    assert not test.get("plotly_chart")


def test_nothing_answered_in_two_plans(service: AssessmentService) -> None:
    for name in ("Plan A", "Plan B"):
        start(service, name, {})
    test = opened()
    assert "No practice of these plans has been answered" in test.info[0].value
    assert "Answer Plan A" in [link.proto.label for link in test.get("page_link")]
    assert not test.get("plotly_chart")


def test_plans_that_cannot_be_compared_are_named_with_the_reason(service: AssessmentService) -> None:
    for name in ("Plan A", "Plan B"):
        start(service, name, {"R1.1.1a": "3"})
    start(service, "*Plan* C", {}, stakeholder_types=("host",))
    text = said(opened())
    assert "1 plan cannot be compared with the others" in text
    assert "*Plan* C** Its stakeholder types are Host State, those of the others International organization." in text


def test_three_plans_with_figures_worked_by_hand(service: AssessmentService) -> None:
    """R1.1.1a alone is answered: 0, 50 and 100; in place from 75 on. Equal weights: the scores are the same."""
    for name, code in (("Plan A", "0"), ("Plan B", "2"), ("Plan C", "4")):
        start(service, name, {"R1.1.1a": code})
    test = opened()
    titles = {key: figure["layout"]["title"]["text"].replace("<br>", " ") for key, figure in figures(test).items()}
    assert titles["plan-ranking"] == "Plan C is clearly ahead of every other plan"
    assert titles["plan-spread"] == "Plans differ most in R1.1.1: from 0 to 100"
    (scores,) = [trace for trace in figures(test)["plan-ranking"]["data"] if trace["name"] == "Score"]
    assert scores["x"] == [100, 50, 0]
    assert "median 50, from 0 to 100. Highest, with 100:" in said(test)
    assert "R1\\.1\\.1 in Plan C" in [link.proto.label for link in test.get("page_link")]


def test_thirty_plans_are_counted_as_their_results_one_by_one_say(service: AssessmentService) -> None:
    add_plans(service)
    unmet: Counter[str] = Counter()
    applicable: Counter[str] = Counter()
    sheets = service.sheets()
    plans = [sheet for sheet in sheets if sheet.assessment.subject != "organisation"]
    for sheet in plans:
        shared = with_organisation_answers(service.instrument, sheet, sheets)
        for row in result_of(service.instrument, shared).recommendations:
            applicable[row.id] += row.status is not Status.NOT_APPLICABLE
            unmet[row.id] += row.status.is_unmet
    common = sum(1 for id, number in unmet.items() if number > applicable[id] / 2)
    assert common == 17
    test = opened()
    text = said(test)
    assert f"{common} of 63 recommendations are unmet in more than half of the plans that they apply to" in text
    assert "Shared answers: 930, in 30 plans, from the assessment The organization as a whole, 2026-05-20." in text
    assert "In 30 plans a safeguard is not in place." in test.error[0].value
    bars = [trace for trace in figures(test)["plan-gaps"]["data"] if "status" in (trace.get("meta") or {})]
    for position, id in enumerate(bars[0]["y"]):
        assert unmet[id] == sum(
            bar["x"][position] for bar in bars if bar["meta"]["status"] in ("not_met", "partly_met")
        )


def test_safeguards_stand_above_the_finding(service: AssessmentService) -> None:
    add_plans(service, 3)
    order = [element.type for element in opened().main]
    assert order.index("error") < order.index("subheader") < order.index("plotly_chart")


def test_plans_are_left_out_or_picked(service: AssessmentService) -> None:
    ids = add_plans(service, 5)
    test = opened()
    way = f"compare-{ORGANISATION}-way"
    assert len(figures(test)["plan-heatmap"]["data"][0]["y"]) == 5
    group = next(group for group in test.get("button_group") if group.key == way)
    ran(group.set_value("but").run())
    assert not test.multiselect[0].value
    ran(test.multiselect[0].set_value([ids[0]]).run())
    shown = figures(test)["plan-heatmap"]["data"][0]["y"]
    assert len(shown) == 4
    assert ids[0] not in shown
    group = next(group for group in test.get("button_group") if group.key == way)
    ran(group.set_value("only").run())
    assert "Choose at least two plans" in test.info[0].value
    whole = next(sheet.assessment.id for sheet in service.sheets() if sheet.assessment.subject == "organisation")
    ran(test.multiselect[0].set_value([ids[1], whole]).run())
    assert set(figures(test)["plan-heatmap"]["data"][0]["y"]) == {ids[1], whole}


def test_a_new_round_replaces_the_earlier_one(service: AssessmentService) -> None:
    first = start(service, "Plan A", {"R1.1.1a": "1"})
    start(service, "Plan B", {"R1.1.1a": "2"})
    newer = service.duplicate(first).id
    test = opened()
    shown = figures(test)["plan-heatmap"]["data"][0]["y"]
    assert newer in shown
    assert first not in shown
    assert "1 earlier round is left out" in said(test)


def test_tables_are_made_when_they_are_opened(service: AssessmentService) -> None:
    add_plans(service, 3)
    assert not opened().dataframe
    keys = ("plan-gaps-table", "plan-matrix-table", "plan-ranking-table")
    test = opened(**dict.fromkeys(keys, True))
    assert [len(table.value) for table in test.dataframe] == [63, 3, 3]
    ranking = test.dataframe[2].value
    assert list(ranking["shared_answers"]) == [31, 31, 31]


def test_three_hundred_plans_are_shown_thirty_at_a_time_and_drawn_once(
    service: AssessmentService, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    original = scoring.portfolio.robustness
    monkeypatch.setattr(scoring.portfolio, "robustness", lambda *given: drawn.append(1) or original(*given))
    ids = add_plans(service, 61)
    test = opened()
    assert drawn == [1]
    assert len(figures(test)["plan-heatmap"]["data"][0]["y"]) == 30
    ran(test.selectbox("plan-matrix-page").set_value(60).run())
    assert len(figures(test)["plan-heatmap"]["data"][0]["y"]) == 1
    assert drawn == [1]
    kept = service.answers(ids[0])["R1.1.1a"]
    changed = "0" if kept.answer.answer != "0" else "4"
    service.record_answer(ids[0], Answer(practice_id="R1.1.1a", answer=changed), kept.revision)
    ran(test.run())
    assert drawn == [1, 1]
    opened()
    assert drawn == [1, 1, 1], "another session does not see what the first has kept"


def test_the_organisation_can_be_changed(service: AssessmentService) -> None:
    add_plans(service, 3)
    for name in ("Plan A", "Plan B"):
        start(service, name, {"R1.1.1a": "3"})
    test = opened()
    assert test.selectbox("compare-organisation").options == [f"{ORGANISATION} (3 plans)", "Agency (2 plans)"]
    ran(test.selectbox("compare-organisation").set_value("Agency").run())
    assert len(figures(test)["plan-heatmap"]["data"][0]["y"]) == 2


def test_names_of_plans_stay_text(service: AssessmentService) -> None:
    for name in ("<b>Plan</b> ![x](http://example.org/x.png) one", "Plan :red[two]"):
        start(service, name, {"R1.1.1a": "3"})
    test = opened()
    assert any("&lt;b&gt;Plan" in json.dumps(figure) for figure in figures(test).values())
    assert not any("<b>Plan</b>" in json.dumps(figure) for figure in figures(test).values())
    assert all("](http" not in block.value for block in test.markdown)


def test_home_leads_to_the_comparison_when_there_is_something_to_compare(service: AssessmentService) -> None:
    for name, leads in (("Plan A", False), ("Plan B", True)):
        start(service, name, {"R1.1.1a": "3"})
        assert ("Compare them" in [link.proto.label for link in opened("").get("page_link")]) is leads


def test_home_asks_for_the_name_of_a_plan_made_out_of_another(service: AssessmentService) -> None:
    source = start(service, "Plan A", {"R1.1.1a": "3"})
    test = opened("")
    ran(test.button(f"plan-from-{source}").click().run())
    assert test.text_input("new-plan-name").label == "Name of the new plan"
    assert len(service.sheets()) == 1
