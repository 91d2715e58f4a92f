"""Rounds over time: what the view says of none, two and three rounds, where it leads, and in which language."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assessment.model import Answer, AnswerSheet, Assessment
from assessment.rounds import compared_rounds
from assessment.service import AssessmentService
from assessment.ui import answer, compare, home
from questions.load import load_instrument
from tests.fakes import MemoryStore
from tests.ui.test_pseudo_language import escaped, of_a_user, ran
from tests.ui.test_pseudo_language import opened as opened_elsewhere
from tests.ui.test_pseudo_language import service as pseudo_service

__all__ = ["pseudo_service"]
INSTRUMENT = load_instrument()
# R1.1.6 falls back (a from 3 to 1), R1.1.8 moves to met, R1.1.2 is newly answered, R1.1.3 stays.
BEFORE = {"R1.1.6a": "3", "R1.1.6b": "3", "R1.1.8a": "2", "R1.1.8b": "3", "R1.1.3b": "1"}
AFTER = {**BEFORE, "R1.1.6a": "1", "R1.1.8a": "4", "R1.1.2a": "1"}
VIEW = "Rounds over time"

View = Callable[..., AppTest]


def script() -> None:
    """The Compare page inside the navigation that its links need."""
    import streamlit as st

    from assessment.ui import links
    from assessment.ui.session import keep_address

    keep_address()
    st.navigation(list(links.pages().values())).run()


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> AssessmentService:
    clock = iter(datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=minute) for minute in range(1000))
    service = AssessmentService(MemoryStore(), INSTRUMENT, clock=lambda: next(clock))
    for module in ("session", "compare_rounds"):
        monkeypatch.setattr(f"assessment.ui.{module}.service", lambda: service)
    monkeypatch.setattr("assessment.ui.links.pages", pages)
    return service


def pages() -> dict[str, st.Page]:
    """The pages that the view leads to, with the one to be tested in front."""
    return {
        "home": st.Page(home.page, title="Home", url_path="home"),
        "answer": st.Page(answer.page, title="Answer", url_path="answer"),
        "compare": st.Page(compare.page, title="Compare", url_path="compare", default=True),
    }


@pytest.fixture
def view(service: AssessmentService) -> View:  # noqa: ARG001
    def open_view(assessment_id: str = "") -> AppTest:
        test = AppTest.from_function(script, default_timeout=30)
        test.query_params["view"] = VIEW
        if assessment_id:
            test.query_params["a"] = assessment_id
        return ran(test.run())

    return open_view


def kept(service: AssessmentService, answers: dict[str, str], day: str = "2025-03-01", **details: object) -> str:
    """An assessment with these answers."""
    given = {"id": "", "organisation": "Ministry", "stakeholder_types": ("origin",), "assessed_on": day, **details}
    sheet = AnswerSheet(
        assessment=Assessment.model_validate(given),
        answers={id: Answer(practice_id=id, answer=code) for id, code in answers.items()},
    )
    return service.add_sheet(sheet).id


def next_round(service: AssessmentService, source: str, answers: dict[str, str], day: str = "2026-06-01") -> str:
    """A copy of an assessment in which some answers are other ones."""
    copy = service.duplicate(source, date.fromisoformat(day))
    current = service.answers(copy.id)
    for id, code in answers.items():
        if id not in current or current[id].answer.answer != code:
            service.record_answer(copy.id, Answer(practice_id=id, answer=code), 1 if id in current else 0)
    return copy.id


def said(test: AppTest) -> str:
    """Every text of the page, without the marks of Markdown."""
    return "\n".join(str(getattr(element, "value", "")) for element in test.main).replace("\\", "")


def headers(test: AppTest) -> list[str]:
    return [header.value for header in test.header]


def links(test: AppTest) -> list[str]:
    return [link.proto.label.replace("\\", "") for link in test.get("page_link")]


def specs(test: AppTest) -> list[Any]:
    return [json.loads(chart.proto.spec) for chart in test.get("plotly_chart")]


def test_without_an_earlier_round_it_says_how_to_make_one(service: AssessmentService, view: View) -> None:
    test = view(kept(service, BEFORE))
    assert "No assessment has an earlier round yet" in test.info[0].value
    assert links(test) == ["Go to Home"]
    assert not test.get("plotly_chart")


def test_two_rounds_are_compared_and_what_fell_back_comes_first(service: AssessmentService, view: View) -> None:
    """R1.1.6 goes from 75 to 50 and R1.1.8 from 62.5 to 87.5; R1.1.3 stays at 25, R1.1.2 is answered only now."""
    first = kept(service, BEFORE)
    test = view(next_round(service, first, AFTER))
    assert test.subheader[0].value.replace("\\", "") == "Since 2025-03-01: 1 recommendation moved to met, 1 fell back."
    assert [header.split(" (")[0] for header in headers(test)] == [
        "↓ Fell back",
        "↑ Moved up",
        "± Other answers",
        "Topic by topic",
    ]
    text = said(test)
    assert "R1.1.6a moved down: 3 In place → 1 Planned" in text
    assert "R1.1.2a newly answered: 1 Planned" in text
    assert links(test) == [f"Go to the questions of {id}" for id in ("R1.1.6", "R1.1.8", "R1.1.2", *unchanged(service))]


def unchanged(service: AssessmentService) -> list[str]:
    """The recommendations of the newest round that have not moved, in the order of METHOD 7."""
    newest = service.sheets()[0]
    return [id for id in service.result(newest.assessment.id).gap_order if id not in ("R1.1.6", "R1.1.8", "R1.1.2")]


def test_the_figures_are_those_of_the_scoring(service: AssessmentService, view: View) -> None:
    first = kept(service, BEFORE)
    second = next_round(service, first, AFTER)
    test = view(second)
    found = compared_rounds(INSTRUMENT, service.sheet(first), service.sheet(second))
    (table,) = [table.value for table in test.dataframe]
    assert table["score"].dropna().tolist() == [
        change.after.score for change in found.comparison.changes if change.after.score is not None
    ]
    (chart,) = [spec for spec in specs(test) if "Identifying" in spec["layout"]["title"]["text"]]
    present = {
        id: x
        for trace in chart["data"]
        if (trace.get("meta") or {}).get("figure") == "present"
        for id, x in zip(trace["ids"], trace["x"], strict=True)
    }
    assert present == {"R1.1.2": 25, "R1.1.6": 50, "R1.1.8": 87.5}
    assert all(chart.proto.alt for chart in test.get("plotly_chart"))


def test_all_rows_can_be_shown(service: AssessmentService, view: View) -> None:
    test = view(next_round(service, kept(service, BEFORE), AFTER))
    assert len(test.get("plotly_chart")) == 1
    (rows,) = [group for group in test.get("button_group") if str(group.key or "").startswith("rounds-rows")]
    ran(rows.set_value("all").run())
    assert len(test.get("plotly_chart")) == 4


def test_the_baseline_is_the_round_it_was_copied_from_and_can_be_another(
    service: AssessmentService, view: View
) -> None:
    oldest = kept(service, {"R1.1.8a": "0", "R1.1.8b": "0"}, "2024-01-01")
    second = kept(service, BEFORE)
    third = next_round(service, second, AFTER)
    test = view(third)
    baseline = test.selectbox(f"rounds-baseline-{third}")
    assert (baseline.value, baseline.options) == (second, ["2024-01-01", "2025-03-01"])
    ran(baseline.set_value(oldest).run())
    assert test.subheader[0].value.startswith("Since 2024\\-01\\-01")
    assert "R1.1.8a moved up: 0 Not in place → 4 In place and tested" in said(test)


def test_three_rounds_have_a_line_over_all_of_them(service: AssessmentService, view: View) -> None:
    kept(service, {"R1.1.8a": "0"}, "2024-01-01")
    second = kept(service, BEFORE)
    assert "All rounds" not in headers(view(second))
    test = view(next_round(service, second, AFTER))
    assert "All rounds" in headers(test)
    (line,) = [spec for spec in specs(test) if "Overall" in spec["layout"]["title"]["text"]]
    (score,) = [trace for trace in line["data"] if trace["name"] == "Score"]
    assert score["y"][0] == 0
    assert [len(table.value) for table in test.dataframe] == [3, 50]


def test_the_newest_that_can_be_compared_is_shown_when_none_is_open(service: AssessmentService, view: View) -> None:
    first = kept(service, BEFORE)
    second = next_round(service, first, AFTER)
    kept(service, {}, "2026-07-01", organisation="Another")
    assert view().selectbox("rounds-present").value == second


def test_rounds_of_other_types_and_versions_are_named_with_the_reason(service: AssessmentService, view: View) -> None:
    kept(service, {}, "2024-01-01", stakeholder_types=("host",))
    old = Assessment(
        id="old",
        organisation="Ministry",
        stakeholder_types=("origin",),
        instrument_id=INSTRUMENT.id,
        instrument_version="0",
        assessed_on=date(2023, 1, 1),
    )
    service._store.add_assessment(old)
    test = view(kept(service, BEFORE))
    assert "No earlier round of this assessment can be compared with it." in test.info[0].value
    text = said(test)
    assert "it can be compared only after it has been carried over" in text
    assert "Its stakeholder types are Host State, those of this one State of origin" in text


def test_a_round_without_answers_leads_to_its_questions(service: AssessmentService, view: View) -> None:
    kept(service, {}, "2024-01-01")
    test = view(kept(service, BEFORE))
    assert "Nothing is answered in one of the two rounds yet" in test.info[0].value
    assert links(test) == ["Answer the first questions"]


def test_text_of_users_stays_text(service: AssessmentService, view: View) -> None:
    hostile = "<b>Ministry</b> :red[boo] [l](http://example.org)"
    first = kept(service, BEFORE, organisation=hostile)
    test = view(next_round(service, first, AFTER))
    assert not test.exception
    assert hostile not in "".join(block.value for block in test.markdown)


def test_every_text_comes_from_the_catalogues(pseudo_service: AssessmentService) -> None:
    service = pseudo_service
    named = {"organisation": of_a_user("Ministry")}
    assert escaped(in_pseudo_language()) == set()
    kept(service, {}, "2022-01-01", stakeholder_types=("host",), **named)
    kept(service, {"R1.1.8a": "0"}, "2024-01-01", **named)
    before = {**BEFORE, "R2.1.1a": "4", "R2.1.1b": "2", "R1.1.7a": "4", "R4.2.4b": "2"}
    second = kept(service, before, target=60.0, **named)
    third = next_round(service, second, {**AFTER, "R2.1.1a": "2", "R1.1.7a": "1", "R4.2.4b": "dk"})
    service.change_details(service.assessment(third).model_copy(update={"target": None}))
    test = in_pseudo_language(third)
    assert len(test.get("plotly_chart")) > 2
    assert escaped(test) == set()
    (rows,) = [group for group in test.get("button_group") if str(group.key or "").startswith("rounds-rows")]
    assert escaped(ran(rows.set_value("all").run())) == set()
    kept(service, {}, "2027-01-01", **named)
    newest = service.sheets()[0].assessment.id
    assert escaped(ran(ran(test.run()).selectbox("rounds-present").set_value(newest).run())) == set()


def in_pseudo_language(assessment_id: str = "") -> AppTest:
    """The view in the made-up language."""
    test = opened_elsewhere("compare", assessment_id)
    (group,) = [group for group in test.get("button_group") if group.key == "view"]
    return ran(group.set_value("rounds").run())


def test_the_csv_is_the_one_of_the_command(service: AssessmentService, view: View) -> None:
    from assessment.exchange.progress_report import progress_csv

    first = kept(service, BEFORE)
    second = next_round(service, first, AFTER)
    assert [button.proto.label for button in view(second).get("download_button")] == ["Download the comparison (CSV)"]
    content = progress_csv(INSTRUMENT, compared_rounds(INSTRUMENT, service.sheet(first), service.sheet(second)))
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert {row["recommendation_id"]: row["movement"] for row in rows if row["movement"] != "same"} == {
        "R1.1.2": "other_answers",
        "R1.1.6": "fell_back",
        "R1.1.8": "up",
    }
