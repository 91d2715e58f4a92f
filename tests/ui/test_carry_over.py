"""Older versions on the screens: what Home offers, what the dialog shows before one confirms, and what comes after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from assessment.carry_over import TO_CONFIRM
from assessment.exchange.answer_files import read_answer_files
from assessment.model import Answer, AnswerSheet
from assessment.service import AssessmentService
from assessment.store import open_store
from assessment.ui import session
from questions.load import load_instrument, load_instruments
from tests.banks import GROWN

ROOT = Path(__file__).parents[2]


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The id of an assessment of version 1, in the database of an application with version 2."""
    monkeypatch.setenv("MICIC_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MICIC_INSTRUMENT", str(GROWN))
    st.cache_resource.clear()
    old = load_instrument(GROWN, "1")
    (sheet,) = read_answer_files([GROWN / "answers-1.csv"], old).sheets
    url = f"sqlite+pysqlite:///{tmp_path / 'assessments.db'}"
    yield AssessmentService(open_store(url), old).add_sheet(sheet).id
    st.cache_resource.clear()


def opened(page: str = "", assessment_id: str = "") -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test._page_hash = calc_hash(page) if page else ""
    if assessment_id:
        test.query_params["a"] = assessment_id
    return ran(test.run())


def ran(test: AppTest) -> AppTest:
    assert not test.exception
    return test


def said(test: AppTest) -> str:
    texts = [*test.markdown, *test.caption, *test.warning, *test.info, *test.subheader, *test.error, *test.title]
    return "\n".join(element.value for element in texts).replace("\\", "")


def test_the_older_one_is_shown_with_its_own_score_and_can_be_carried_over(older: str) -> None:
    text = said(opened())
    assert "An instrument that grew" in text
    assert "Answered with version 1 of the questionnaire." in text
    assert "62: everything that applies has been answered." in text
    assert not opened().button(f"open-{older}").disabled
    assert opened().button(f"carry-over-{older}").label == "Carry over to version 2"


def test_the_dialog_shows_what_changes_and_why_before_anything_is_written(older: str) -> None:
    test = opened()
    ran(test.button(f"carry-over-{older}").click().run())
    text = said(test)
    for words in (
        "A new assessment of version 2 is made from **Ministry**. The one of version 1 stays as it is.",
        "3 kept, 2 copied, 1 merged, 1 open again, 1 dropped, 1 not asked any more, 2 newly asked.",
        "4 answers are to be looked at again.",
        "R1.1.1d: R1.1.1b was split into R1.1.1d, R1.1.1e.",
        "Overall: 62 → 61 (33 to 79)",
        "R1.1.2 Protect what is known: met, 67 → partly met, 50",
        "- R1.1.2b: Of R1.1.2b, R1.1.2c the lowest level counts.",
    ):
        assert words in text, words
    assert len(session.service().overviews()) == 1
    ran(test.button("cancel-carry-over").click().run())
    assert len(session.service().overviews()) == 1


def dialog() -> None:
    """The inside of the dialog by itself: a click in it would close it here, other than in a browser."""
    import streamlit as st

    from assessment.ui import carry_over, links

    st.navigation(list(links.pages().values()))
    carry_over._carry_over(str(st.query_params["a"]), "Ministry")


def test_confirming_makes_a_new_one_that_says_what_is_to_be_looked_at(older: str) -> None:
    test = AppTest.from_function(dialog, default_timeout=60)
    test.query_params["a"] = older
    ran(test.run())
    test.button("confirm-carry-over").click().run()
    (new,) = [one.assessment for one in session.service().overviews() if one.is_newest]
    assert new.baseline_id == older
    test = opened("answer", new.id)
    assert "4 answers to look at again" in [expander.label for expander in test.expander]
    assert "R1.1.1b was split into R1.1.1d, R1.1.1e. Answered in version 1: R1.1.1b: 2 Partly in place." in said(test)
    ran(test.button("confirm-R1.1.1d").click().run())
    kept = session.service().answers(new.id)["R1.1.1d"]
    assert (kept.answer.answer, kept.answer.comment, kept.revision) == ("2", "Only in two posts", 2)
    assert "3 answers to look at again" in [expander.label for expander in ran(test.run()).expander]


def test_the_older_one_is_answered_and_shown_with_its_own_questions(older: str) -> None:
    test = opened("answer", older)
    assert "We count people and know where they are." in said(test)
    assert "We know where people are." not in said(test)
    text = said(opened("results", older))
    assert "62" in text
    assert not any("look at again" in expander.label for expander in test.expander)


def test_without_a_map_the_dialog_says_so(older: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at_hand = load_instruments(GROWN)
    service = session.service()
    monkeypatch.setattr(service, "instruments", type(at_hand)(at_hand.newest, at_hand.older))
    test = opened()
    ran(test.button(f"carry-over-{older}").click().run())
    assert "It cannot be carried over. Nothing says what became of the practices" in said(test)
    assert not [button for button in test.button if button.key == "confirm-carry-over"]


def test_what_a_user_wrote_stays_text_in_the_note(older: str) -> None:
    service = session.service()
    hostile = Answer(practice_id="R1.1.1a", answer="3", comment=f"{TO_CONFIRM} <b>x</b> ![y](http://example.org)")
    sheet = service.sheet(older)
    details = sheet.assessment.model_copy(update={"stakeholder_types": ("origin",)})
    id = service.add_sheet(AnswerSheet(assessment=details, answers={"R1.1.1a": hostile})).id
    (info,) = opened("answer", id).info
    assert "![" not in info.value
    assert "<b>" not in info.value


def test_a_broken_bank_is_told_and_not_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICIC_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MICIC_INSTRUMENT", str(tmp_path / "nowhere"))
    st.cache_resource.clear()
    (error,) = opened().error
    assert "The question bank cannot be used" in error.value
    assert "file is missing" in error.value.replace("\\", "")
    st.cache_resource.clear()
