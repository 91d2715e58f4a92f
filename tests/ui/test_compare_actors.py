"""Who covers what on the screen: the exact finding of three actors, the choice among many, and the empty states."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assessment.model import AnswerSheet, Assessment
from assessment.service import AssessmentService
from assessment.ui import session
from tests.small_corridor import corridor_instrument, corridor_sheets

Run = Callable[..., AppTest]
CHOSEN = "corridor-assessments"


def script() -> None:
    """The view inside the navigation that its links need."""
    import streamlit as st

    from assessment.ui import compare_actors, home

    st.navigation([st.Page(compare_actors.view, title="Compare", default=True), st.Page(home.page, title="Home")]).run()


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AssessmentService]:
    """The service that the page uses, with the small bank and a database of this test alone."""
    monkeypatch.setattr(session, "load_instruments", lambda _bank: corridor_instrument())
    monkeypatch.setenv("MICIC_DATA_DIR", str(tmp_path))
    st.cache_resource.clear()
    yield session.service()
    st.cache_resource.clear()


@pytest.fixture
def opened(service: AssessmentService) -> Run:  # noqa: ARG001
    def run(*chosen: str) -> AppTest:
        test = AppTest.from_function(script, default_timeout=30)
        if chosen:
            test.session_state[CHOSEN] = list(chosen)
        return ran(test.run())

    return run


def ran(test: AppTest) -> AppTest:
    assert not test.exception
    return test


def added(service: AssessmentService, sheet: AnswerSheet) -> str:
    before = {kept.assessment.id for kept in service.sheets()}
    service.add_sheet(sheet)
    (new,) = {kept.assessment.id for kept in service.sheets()} - before
    return new


@pytest.fixture
def three(service: AssessmentService) -> list[str]:
    """The Agency, Hostland and the Ministry of the small corridor."""
    return [added(service, sheet) for sheet in corridor_sheets()]


def said(test: AppTest) -> str:
    """Every text of the page in its order, as Markdown without its escapes."""
    return "\n".join(str(getattr(element, "value", "")) for element in test.main).replace("\\", "")


def figure(test: AppTest, key: str) -> Any:
    (spec,) = [json.loads(chart.proto.spec) for chart in test.get("plotly_chart") if key in chart.proto.id]
    return spec


def test_the_finding_comes_first_and_then_what_nobody_covers(opened: Run, three: list[str]) -> None:
    text = said(opened(*three))
    finding = (
        "**Nobody covers 1 practice; 1 practice has no lead at the table; "
        "in 2 several lead and none has it in place; of 1 it is not known yet.**"
    )
    places = [
        text.index(words)
        for words in (
            finding,
            "R1.1.1a: R1.1.1a\nLead: 1 Ministry, 2 Hostland",
            "Several lead, none has it in place",
            "Lead: 1 Ministry (**Planned**)".replace("Planned", "1") + ", 2 Hostland (**2**)",
            "Who is missing from the table?",
            "R1.1.2b: R1.1.2b\nWould lead: private_sector (recruiter)",
            "Everybody's part",
            "1. Ministry · origin\n2. Hostland · host\n3. Agency · io",
        )
    ]
    assert places == sorted(places)
    assert "complian" not in text.lower()


def test_the_matrix_shows_a_topic_and_leads_down_to_the_practices(opened: Run, three: list[str]) -> None:
    test = opened(*three)
    (leads,) = [trace for trace in figure(test, "corridor-matrix")["data"] if trace["name"] == "Lead"]
    assert leads["text"] == [["L◆", "L✕", ""], ["L◆", "L◆", ""], ["", "L○", ""]]
    assert "Best answer of those who lead: **0**, 1 Ministry, 2 Hostland" in said(test)
    test.selectbox("corridor-recommendation-R1.1.1").set_value("R1.1.3")
    text = said(ran(test.run()))
    assert "- 2 Hostland leads: **Don't know**\n- 3 Agency supports: **4**" in text
    test.get("button_group")[0].set_value("2").run()
    text = said(ran(test))
    assert (
        "Best answer of those who lead: **4**, 3 Agency\n- 3 Agency leads: **4**\n- 1 Ministry supports: **0**" in text
    )


def test_every_chart_has_a_name_and_a_table(opened: Run, three: list[str]) -> None:
    test = opened(*three)
    assert [chart.proto.alt for chart in test.get("plotly_chart")] == [
        "Practices by status: 1 not covered, 1 not known, 1 partly covered, 2 covered, 1 no lead here.",
        "1 of 3 recommendations holds a practice that nobody covers: R1.1.1.",
    ]
    (table,) = test.dataframe
    assert table.value["status"].tolist() == ["✕ Not covered", "◆ Partly covered", "○ Not known", "● Covered"]


def test_nobody_is_preselected_and_the_newest_of_each_are_suggested(
    service: AssessmentService, opened: Run, three: list[str]
) -> None:
    older = corridor_sheets()[0].assessment.model_copy(update={"assessed_on": date(2020, 1, 1)})
    added(service, corridor_sheets()[0].model_copy(update={"assessment": older, "answers": {}}))
    newer = corridor_sheets()[0].assessment.model_copy(update={"assessed_on": date(2026, 1, 1)})
    newest = added(service, corridor_sheets()[0].model_copy(update={"assessment": newer}))
    test = opened()
    assert test.multiselect(CHOSEN).value == []
    assert "Nobody is chosen yet" in test.info[0].value
    (suggestion,) = test.button
    assert suggestion.label == "Choose the newest of each, 3 in all"
    test = ran(suggestion.click().run())
    assert set(test.multiselect(CHOSEN).value) == {newest, *three[1:]}


def test_sixty_are_offered_by_name_and_none_is_suggested(service: AssessmentService, opened: Run) -> None:
    for number in range(60, 0, -1):
        service.start(Assessment(id="", organisation=f"Actor {number:02}", stakeholder_types=("host",)))
    test = opened()
    assert not test.button
    options = test.multiselect(CHOSEN).options
    assert options == sorted(options)
    assert (len(options), options[0]) == (60, "Actor 01 · host")
    test.multiselect(CHOSEN).set_value([kept.assessment.id for kept in service.sheets()])
    test = ran(test.run())
    (lead,) = [trace for trace in figure(test, "corridor-matrix")["data"] if trace["name"] == "Lead"]
    assert len(lead["x"]) == 12
    assert "Nothing is known yet, because those who lead have given no level" in said(test)


def test_there_is_nothing_to_choose_from(opened: Run) -> None:
    test = opened()
    assert "There is no assessment yet" in test.info[0].value
    assert [link.proto.label for link in test.get("page_link")] == ["Go to Home"]


def test_one_alone_is_allowed_and_explained(opened: Run, three: list[str]) -> None:
    test = opened(three[0])
    assert "Only one is chosen" in test.info[0].value
    assert "5 practices have no lead at the table" in said(test)


def test_an_organisation_that_is_here_twice_is_told(service: AssessmentService, opened: Run, three: list[str]) -> None:
    again = added(service, corridor_sheets()[0])
    test = opened(*three, again)
    assert test.info[0].value == "Agency is here 2 times. Of each practice the best of its answers counts."
    assert any(option.endswith(" (2)") for option in test.multiselect(CHOSEN).options)


def test_what_was_deleted_meanwhile_is_chosen_no_longer(
    service: AssessmentService, opened: Run, three: list[str]
) -> None:
    test = opened(*three)
    service.delete(three[0])
    test = ran(test.run())
    assert test.multiselect(CHOSEN).value == three[1:]


def test_text_of_users_stays_text(service: AssessmentService, opened: Run) -> None:
    hostile = "<b>A</b> ![x](http://example.org/x.png) :red[boo]"
    one = service.start(Assessment(id="", organisation=hostile, stakeholder_types=("host",)))
    other = service.start(Assessment(id="", organisation=hostile, stakeholder_types=("host",)))
    test = opened(one.id, other.id)
    for element in (*test.markdown, *test.caption, *test.info):
        assert "](http" not in element.value.replace("\\]\\(http", "")
        assert "<b>" not in element.value.replace("\\<b\\>", "")


def test_the_files_can_be_taken_away(opened: Run, three: list[str]) -> None:
    labels = [button.proto.label for button in opened(*three).get("download_button")]
    assert labels == ["Download Who covers what (CSV)", "Download Who covers what (JSON)"]
