"""The Results page: what it says first, what it says of almost nothing, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assessment.model import Answer, Assessment
from assessment.service import AssessmentService
from assessment.ui import answer, export, home, plan, results
from questions.load import load_instrument
from tests.fakes import MemoryStore

INSTRUMENT = load_instrument()
HOSTILE = "<b>Ministry</b> ![x](http://example.org/x.png) :red[boo]"

Open = Callable[[str], AppTest]


def script() -> None:
    """The Results page inside the navigation that its links need."""
    import streamlit as st

    from assessment.ui import links
    from assessment.ui.session import keep_address

    keep_address()
    st.navigation(list(links.pages().values())).run()


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> AssessmentService:
    service = AssessmentService(MemoryStore(), INSTRUMENT, clock=lambda: datetime(2026, 6, 1, tzinfo=UTC))
    for module in ("session", "opened"):
        monkeypatch.setattr(f"assessment.ui.{module}.service", lambda: service)
    for module in ("links", "header"):
        monkeypatch.setattr(f"assessment.ui.{module}.pages", pages)
    return service


def pages() -> dict[str, st.Page]:
    """The pages of the application, with the one to be tested in front."""
    return {
        "home": st.Page(home.page, title="Home", url_path="home"),
        "answer": st.Page(answer.page, title="Answer", url_path="answer"),
        "results": st.Page(results.page, title="Results", url_path="results", default=True),
        "plan": st.Page(plan.page, title="Plan", url_path="plan"),
        "export": st.Page(export.page, title="Export", url_path="export"),
    }


@pytest.fixture
def opened(service: AssessmentService) -> Open:  # noqa: ARG001
    def open_results(assessment_id: str) -> AppTest:
        test = AppTest.from_function(script, default_timeout=30)
        test.query_params["a"] = assessment_id
        test.run()
        assert not test.exception
        return test

    return open_results


def started(service: AssessmentService, answers: dict[str, str], **details: object) -> str:
    assessment = service.start(Assessment.model_validate({"id": "", "stakeholder_types": ("origin",), **details}))
    for id, code in answers.items():
        service.record_answer(assessment.id, Answer(practice_id=id, answer=code), 0)
    return assessment.id


def said(test: AppTest) -> str:
    """Every text of the page in its order, as Markdown."""
    return "\n".join(str(getattr(element, "value", "")) for element in test.main)


def test_nothing_answered_yet_is_said_kindly_and_leads_to_the_questions(
    service: AssessmentService, opened: Open
) -> None:
    test = opened(started(service, {}))
    assert "Nothing has been answered yet" in test.info[0].value
    assert "Answer the first questions" in [link.proto.label for link in test.get("page_link")]
    assert not test.get("plotly_chart")
    assert not test.metric


def test_the_first_answer_gives_an_honest_range(service: AssessmentService, opened: Open) -> None:
    test = opened(started(service, {"R1.1.8a": "4"}))
    assert test.metric[0].value.startswith("100 (")
    assert any("of what applies has been answered" in block.value for block in test.markdown)
    assert len(test.get("plotly_chart")) == 4


def test_safeguards_stand_above_every_score(service: AssessmentService, opened: Open) -> None:
    test = opened(service.add_sample().id)
    assert "1 safeguard is not in place" in test.error[0].value
    order = [element.type for element in test.main]
    assert order.index("error") < order.index("metric")
    (safeguard,) = [block.value for block in test.markdown if block.value.startswith("R1.1.7b: ")]
    assert safeguard.endswith("Your answer: **Partly in place**")


def test_a_sample_is_marked_and_the_result_binds_nobody(service: AssessmentService, opened: Open) -> None:
    test = opened(service.add_sample().id)
    assert any("Sample: fictitious" in block.value for block in test.markdown)
    assert any("voluntary" in block.value for block in test.markdown)
    assert "complian" not in said(test).lower()


def test_open_safeguards_are_the_first_to_finish(service: AssessmentService, opened: Open) -> None:
    test = opened(service.add_sample().id)
    assert any("a safeguard among them: R4.2.9b" in caption.value for caption in test.caption)


def test_every_chart_has_a_name_and_a_table(service: AssessmentService, opened: Open) -> None:
    test = opened(service.add_sample().id)
    charts = test.get("plotly_chart")
    assert len(charts) == 4
    assert all(chart.proto.alt for chart in charts)
    assert [len(table.value) for table in test.dataframe] == [50, 23, 4]


def test_the_rows_of_the_gap_chart_can_be_chosen(service: AssessmentService, opened: Open) -> None:
    test = opened(service.add_sample().id)
    assert len(figure_ids(test)) == 32
    test.get("button_group")[0].set_value("all").run()
    assert not test.exception
    assert len(figure_ids(test)) == 45


def figure_ids(test: AppTest) -> list[str]:
    """Recommendations with a marker in the gap chart."""
    import json

    (spec,) = [json.loads(chart.proto.spec) for chart in test.get("plotly_chart") if "gap-chart" in chart.proto.id]
    return [id for trace in spec["data"] if (trace.get("meta") or {}).get("figure") == "score" for id in trace["ids"]]


def test_how_a_number_came_about_is_told_with_the_readers_own_numbers(service: AssessmentService, opened: Open) -> None:
    test = opened(service.add_sample().id)
    test.selectbox[0].set_value("R4.1.3").run()
    assert not test.exception
    text = "\n".join(block.value for block in test.markdown).replace("\\", "")
    assert "Partly met: even the highest possible figure, 54.2, stays below the target 75" in text
    assert "Score: 100 × (1 × 0.5 + 0.25 × 0.25) / (1 + 0.25) = 45" in text
    assert "In the overall score it counts with weight 1" in text


def test_text_of_users_stays_text(service: AssessmentService, opened: Open) -> None:
    test = opened(started(service, {"R1.1.8a": "4"}, organisation=HOSTILE))
    (name,) = [block.value for block in test.markdown if "Ministry" in block.value]
    assert "\\<b\\>Ministry" in name
    assert "\\!\\[x\\]\\(http" in name


def test_an_assessment_that_is_not_there_says_so(opened: Open) -> None:
    test = opened("0")
    assert "There is no such assessment" in test.warning[0].value
    assert not test.get("plotly_chart")
    assert [button.label for button in test.button] == ["Go to Home"]


def test_the_head_says_whose_assessment_it_is_and_leads_to_its_other_pages(
    service: AssessmentService, opened: Open
) -> None:
    kinds = ("io:humanitarian", "io:country_team")
    assessment = service.start(Assessment(id="", organisation="Agency", subject="Plan North", stakeholder_types=kinds))
    test = opened(assessment.id)
    assert any("Agency\\, Plan North" in block.value for block in test.markdown)
    assert "International organization \\(Humanitarian agency\\, Country team\\)" in test.caption[0].value
    assert [link.proto.label for link in test.get("page_link")][:4] == ["Home", "Answer", "Plan", "Export"]
