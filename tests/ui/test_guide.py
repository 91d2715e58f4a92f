"""The Guide page, the guidance on a card and the tour: what is shown, and where a search leads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import assessment.texts
from assessment.model import Assessment
from assessment.service import AssessmentService
from assessment.ui import session

ROOT = Path(__file__).parents[2]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[AssessmentService]:
    """The service that the pages use, with a database of this test alone."""
    monkeypatch.setenv("MICIC_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("MICIC_DATABASE_URL", raising=False)
    st.cache_resource.clear()
    yield session.service()
    st.cache_resource.clear()


def opened(page: str = "", assessment_id: str = "", **state: object) -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test._page_hash = calc_hash(page) if page else ""
    if assessment_id:
        test.query_params["a"] = assessment_id
    for key, value in state.items():
        test.session_state[key] = value
    return ran(test.run())


def ran(test: AppTest) -> AppTest:
    assert not test.exception
    return test


def started(service: AssessmentService, kind: str = "origin") -> str:
    return service.start(Assessment(id="", organisation="Ministry", stakeholder_types=(kind,))).id


def headings(test: AppTest) -> list[str]:
    return [heading.value.replace("\\", "") for heading in test.subheader]


def captions(test: AppTest) -> list[str]:
    return [caption.value for caption in test.caption]


@pytest.mark.usefixtures("service")
def test_without_an_assessment_a_search_shows_the_texts_and_no_link_to_questions() -> None:
    test = opened("guide")
    assert headings(test) == []
    ran(test.text_input("guide-query").set_value("PDNA").run())
    assert headings(test) == ["R1.2.1 Include migrants in existing recovery assessments and tools"]
    assert any("1 recommendation found." in text.value for text in test.markdown)
    assert not any("questions of" in link.proto.label for link in test.get("page_link"))
    assert any("Post\\-disaster needs assessment" in text.value for text in test.markdown)


def test_with_an_assessment_what_is_found_leads_to_its_questions(service: AssessmentService) -> None:
    assessment_id = started(service)
    test = opened("guide", assessment_id, **{"guide-query": "R3.1.10b"})
    (link,) = [link.proto for link in test.get("page_link") if "questions of" in link.proto.label]
    assert link.label == "Go to the questions of R3.1.10"
    assert link.query_string == f"a={assessment_id}&r=R3.1.10"
    assert "Not asked of the open assessment." not in captions(test)


def test_what_is_not_asked_of_the_open_assessment_says_so(service: AssessmentService) -> None:
    test = opened("guide", started(service, "host"), **{"guide-query": "R3.1.10b"})
    assert "Not asked of the open assessment." in captions(test)
    assert not any("questions of" in link.proto.label for link in test.get("page_link"))


@pytest.mark.usefixtures("service")
def test_an_assessment_that_is_gone_leaves_the_guide_usable() -> None:
    test = opened("guide", "0", **{"guide-query": "R3.1.10b"})
    assert headings(test) == ["R3.1.10 Plan for citizens' sudden return and set money aside"]


@pytest.mark.usefixtures("service")
def test_nothing_found_says_what_to_try_and_much_found_is_cut() -> None:
    test = opened("guide", **{"guide-query": "zebra"})
    assert "Try fewer" in test.info[0].value
    assert "No term has all of these words." in captions(test)
    ran(test.text_input("guide-query").set_value("migrants").run())
    assert len(test.subheader) == 20
    assert any(caption.startswith("The first 20 are shown") for caption in captions(test))


def test_a_card_says_what_looks_alike_and_on_wish_why_it_is_asked(service: AssessmentService) -> None:
    test = opened("answer", started(service, "io"), **{"working_group": "3.1", "details-R3.1.4a": True})
    shown = "\n".join(text.value.replace("\\", "") for text in test.markdown)
    assert "R4.2.1a is the first request for money" in shown
    assert "You lead here as" not in shown
    ran(test.toggle("why-R3.1.4a").set_value(True).run())
    shown = "\n".join(text.value.replace("\\", "") for text in test.markdown)
    assert "- You lead here as: International organization" in shown
    assert "- It names: Humanitarian Response Plan (HRP)" in shown


def test_the_terms_of_a_recommendation_stand_beside_its_introduction(service: AssessmentService) -> None:
    """Behind a sign that the keyboard reaches, so that nothing has to be unfolded to look up a word."""
    id = started(service)
    test = opened("answer", id)
    (help,) = [text.help for text in test.markdown if text.value.startswith("A new system for migrants alone")]
    recommendation = service.instrument.recommendations["R1.1.2"]
    meanings = {term.id: term.meaning for term in service.instrument.glossary}
    assert recommendation.terms
    for term in recommendation.terms:
        assert meanings[term] in help.replace("\\", "")


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(
    ("code", "told"), [("ar", '{"lang": "ar", "dir": "rtl"}'), ("pt_BR", '{"lang": "pt-BR", "dir": "ltr"}')]
)
def test_the_browser_is_told_the_language_and_its_direction(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, told: str
) -> None:
    (tmp_path / "locale" / code).mkdir(parents=True)
    monkeypatch.setattr(assessment.texts, "LOCALE", tmp_path / "locale")
    test = opened("guide")
    assert not any("documentElement" in element.proto.body for element in test.get("html"))
    test.query_params["lang"] = code
    ran(test.run())
    assert any(f"document.documentElement, {told}" in element.proto.body for element in test.get("html"))


@pytest.mark.usefixtures("service")
def test_the_tour_goes_on_and_back_and_can_be_skipped() -> None:
    def step(test: AppTest) -> str:
        (title,) = [text.value for text in test.markdown if "Quick tour" in text.value]
        return title

    test = opened()
    assert step(test) == "**Quick tour, 1 of 4: Start**"
    assert test.button("tour-back").disabled
    ran(test.button("tour-next").click().run())
    assert step(test) == "**Quick tour, 2 of 4: Answer**"
    ran(test.button("tour-back").click().run())
    assert step(test) == "**Quick tour, 1 of 4: Start**"
    ran(test.button("tour-skip").click().run())
    assert not any("Quick tour" in text.value for text in ran(test.run()).markdown)


def test_the_tour_is_for_those_who_have_assessed_nothing(service: AssessmentService) -> None:
    service.add_sample()
    assert any("Quick tour" in text.value for text in opened().markdown)
    started(service)
    assert not any("Quick tour" in text.value for text in opened().markdown)
