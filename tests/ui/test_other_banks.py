"""The screens with the question banks of other bodies' shapes: everything about it comes out of the bank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assessment.exchange.answer_files import read_answer_files
from assessment.ui import session
from questions.model import Instrument
from tests.banks import GHS, SAMM, SPAR
from tests.ui.test_carry_over import opened, ran, said

OF_ONE_BANK = re.compile(r"MICIC|(?i:migrant|Guideline|State of origin|host State|in a crisis|illustrative)")


@pytest.fixture(params=[SPAR, GHS, SAMM], ids=lambda bank: bank.name)
def other(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instrument]:
    """The application with another bank and its answers."""
    monkeypatch.setenv("MICIC_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MICIC_INSTRUMENT", str(request.param))
    st.cache_resource.clear()
    service = session.service()
    for sheet in reversed(read_answer_files([request.param / "answers.csv"], service.instrument).sheets):
        service.add_sheet(sheet)
    yield service.instrument
    st.cache_resource.clear()


def first_id() -> str:
    return session.service().overviews()[0].assessment.id


def words(test: AppTest) -> str:
    """Everything that can be read, with what stands on the fields."""
    fields = [*test.button, *test.radio, *test.checkbox, *test.selectbox, *test.text_input, *test.number_input]
    labels = [f"{field.label} {field.help or ''} {' '.join(getattr(field, 'options', []))}" for field in fields]
    return "\n".join([said(test), *labels, *(element.value for element in [*test.header, *test.success])])


def test_no_page_speaks_of_another_questionnaire(other: Instrument) -> None:
    id = first_id()
    for page in ("", "start", "answer", "results", "export"):
        text = words(opened(page, id))
        assert not OF_ONE_BANK.search(text), (page, OF_ONE_BANK.search(text))
    assert other.title in said(opened())


def test_home_offers_no_sample_of_another_questionnaire(other: Instrument) -> None:
    for overview in session.service().overviews():
        session.service().delete(overview.assessment.id)
    test = opened()
    assert "Nothing is assessed yet." in said(test)
    assert "Start an assessment" in [button.label for button in test.button]
    assert "Add a sample assessment" not in [button.label for button in test.button]
    assert other.title in said(test)


def test_an_answer_is_given_on_the_banks_own_levels(other: Instrument) -> None:
    id = first_id()
    test = opened("answer", id)
    (practice, *_others) = other.practices.values()
    radio = test.radio(f"answer-{id}-{practice.id}")
    titles = [level.title for level in other.scale_of(practice).levels]
    assert radio.options[: len(titles)] == titles
    top = other.scale_of(practice).top
    ran(radio.set_value(top.code).run())
    assert session.service().answers(id)[practice.id].answer.answer == top.code


def test_results_show_phases_only_where_there_are_any(other: Instrument) -> None:
    test = opened("results", first_id())
    titles = [header.value for header in test.header]
    assert ("By phase and by topic" in titles) == bool(other.phases)
    assert ("By topic" in titles) == (not other.phases)
    assert len(test.get("plotly_chart")) == (4 if other.phases else 3)
    assert (other.notice or "A self-assessment.") in said(test)


def test_a_new_assessment_takes_the_banks_types_and_target(other: Instrument) -> None:
    test = opened("start")
    kind = other.stakeholder_types[0]
    test.checkbox(f"chosen-{kind.id}").check()
    test.text_input("start-organisation").set_value("Somebody")
    ran(test.run())
    assert test.number_input("start-target").value == other.target
    ran(next(button for button in test.button if button.label == "Start answering").click().run())
    newest = session.service().overviews()[0].assessment
    assert (newest.organisation, newest.stakeholder_types) == ("Somebody", (kind.id,))
    assert (newest.instrument_id, newest.instrument_version) == (other.id, other.version)
