"""A plan on the screens: what it takes from its organisation, where that came from, and how it answers by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from assessment.model import Answer, Assessment
from assessment.service import AssessmentService
from assessment.ui import session

ROOT = Path(__file__).parents[2]
SHARED = "R1.1.7a"
TAKEN = "Taken from Agency\\, 2026\\-05\\-31: **In place**. Choose a level here to answer for this plan only."


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AssessmentService]:
    """The service that the pages use, over a database of this test alone."""
    monkeypatch.setenv("MICIC_DATA_DIR", str(tmp_path))
    st.cache_resource.clear()
    yield session.service()
    st.cache_resource.clear()


@pytest.fixture
def plan(service: AssessmentService) -> str:
    """A plan that has answered nothing; its organisation has one safeguard in place, and one not."""
    details = {"id": "", "organisation": "Agency", "stakeholder_types": ("io",)}
    whole = service.start(Assessment.model_validate({**details, "assessed_on": "2026-05-31"}))
    service.record_answer(whole.id, Answer(practice_id=SHARED, answer="3"), 0)
    service.record_answer(whole.id, Answer(practice_id="R1.1.7b", answer="1"), 0)
    return service.start(Assessment.model_validate({**details, "subject": "Plan North"})).id


def opened(page: str, assessment_id: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test._page_hash = calc_hash(page) if page else ""
    test.query_params["a"] = assessment_id
    test.query_params["r"] = "R1.1.7"
    test.run()
    assert not test.exception
    return test


def said(test: AppTest) -> str:
    return "\n".join(str(getattr(element, "value", "")) for element in test.main)


def test_the_card_says_what_is_taken_and_from_where_and_preselects_nothing(plan: str) -> None:
    test = opened("answer", plan)
    assert TAKEN in said(test)
    assert test.radio(f"answer-{plan}-{SHARED}").value is None
    assert said(test).count("Taken from") == 2
    (progress,) = test.get("progress")
    assert progress.proto.text == "2 of 167 practices answered, 2 of them by the organization as a whole"
    assert f"Go to the organization's answer to {SHARED}" in [
        link.proto.label.replace("\\", "") for link in test.get("page_link")
    ]


def test_the_plans_own_answer_wins_and_clearing_it_returns_to_the_shared_one(
    service: AssessmentService, plan: str
) -> None:
    test = opened("answer", plan)
    test.radio(f"answer-{plan}-{SHARED}").set_value("1").run()
    assert service.sheet(plan).answers[SHARED].answer == "1"
    test.run()
    assert TAKEN not in said(test)
    assert "For this plan only. The organization answered **In place**" in said(test)
    test.button(f"clear-{SHARED}").click().run()
    test.run()
    assert not test.exception
    assert TAKEN in said(test)
    assert test.radio(f"answer-{plan}-{SHARED}").value is None
    assert service.sheet(plan).answers[SHARED].answer == "3"


def test_only_unanswered_hides_what_the_organisation_answered(plan: str) -> None:
    test = opened("answer", plan)
    test.toggle("only_unanswered").set_value(True).run()
    shown = [radio.key.rpartition("-")[2] for radio in test.radio]
    assert shown == ["R1.1.7c", "R1.1.7d", "R1.1.7e"]


def test_the_results_of_a_plan_use_them_and_say_so(plan: str) -> None:
    text = said(opened("results", plan))
    assert "2 answers are about the organization as a whole and taken from Agency\\, 2026\\-05\\-31." in text
    assert "1 safeguard is not in place" in text
    assert "Your answer: **Planned** Taken from Agency" in text
    assert "Nothing has been answered yet" not in text


def test_home_counts_them_in_words(plan: str) -> None:
    test = opened("", plan)
    (card,) = [caption.value for caption in test.caption if "by the organization as a whole" in caption.value]
    assert "2 of 167 practices answered\\, 2 of them by the organization as a whole" in card


def test_the_export_of_a_plan_says_that_its_files_hold_them(service: AssessmentService, plan: str) -> None:
    assert "They stand in the files too" in said(opened("export", plan))
    (whole,) = [o.assessment.id for o in service.overviews() if o.assessment.id != plan]
    assert "They stand in the files too" not in said(opened("export", whole))
