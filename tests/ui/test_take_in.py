"""Taking answers from files into the open assessment: the preview, what is chosen, one save."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from assessment.exchange.answers_csv import answers_csv
from assessment.model import Answer, Assessment
from assessment.service import AssessmentService
from assessment.ui import session

ROOT = Path(__file__).parents[2]
HEAD = "instrument_id,instrument_version,practice_id,answer,evidence\n"
A, B, C = "R1.1.8a", "R1.1.8b", "R1.1.7a"
HOSTILE = "![x](http://example.org/x.png) *a*.csv"


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AssessmentService]:
    monkeypatch.setenv("MICIC_DATA_DIR", str(tmp_path))
    st.cache_resource.clear()
    yield session.service()
    st.cache_resource.clear()


@pytest.fixture
def id(service: AssessmentService) -> str:
    """An assessment of a State of origin, R1.1.8a answered 1 and then 2."""
    made = service.start(Assessment(id="", organisation="Ministry", stakeholder_types=("origin",))).id
    save(service, made, A, "1")
    save(service, made, A, "2")
    return made


def save(service: AssessmentService, id: str, practice: str, level: str, **texts: str) -> None:
    kept = service.answers(id).get(practice)
    answer = Answer.model_validate({"practice_id": practice, "answer": level, **texts})
    service.record_answer(id, answer, kept.revision if kept else 0)


def levels(service: AssessmentService, id: str) -> dict[str, str]:
    return {practice: kept.answer.answer for practice, kept in service.answers(id).items()}


def opened(id: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test._page_hash = calc_hash("take-in")
    test.query_params["a"] = id
    return ran(test.run())


def ran(test: AppTest) -> AppTest:
    assert not test.exception
    return test


def file(name: str, *rows: str) -> tuple[str, bytes, str]:
    return name, (HEAD + "".join(f"micic-io-2016,1,{row}\n" for row in rows)).encode(), "text/csv"


def uploaded(id: str, *files: tuple[str, bytes, str]) -> AppTest:
    test = opened(id)
    return ran(test.get("file_uploader")[0].set_value(list(files)).run())


def texts(test: AppTest) -> str:
    """Everything that is said, without the escapes of Markdown."""
    blocks = (*test.markdown, *test.caption, *test.error, *test.warning, *test.success, *test.info)
    return "\n".join(block.value for block in blocks).replace("\\", "").replace("\u2060", "")


def tabs(test: AppTest) -> list[str]:
    return [tab.label for tab in test.tabs]


def button(test: AppTest) -> tuple[str, bool]:
    found = test.button("take-in-save")
    return found.label, found.disabled


def key(practice: str, number: int = 1) -> str:
    return f"take-in-{number}-{practice}"


def test_a_preview_saves_nothing_and_one_click_saves_all(service: AssessmentService, id: str) -> None:
    test = uploaded(id, file("a.csv", f"{A},3,", f"{B},dk,", f"{C},4,Data law"))
    assert tabs(test) == ["New (2)", "Changed (1)"]
    assert button(test) == ("Take in 3 answers", False)
    assert test.checkbox(key(A)).label == "R1\\.1\\.8a: Partly in place → **In place** (a\\.csv)"
    assert "Evidence: Data law" in texts(test)
    assert levels(service, id) == {A: "2"}
    ran(test.button("take-in-save").click().run())
    assert levels(service, id) == {A: "3", B: "dk", C: "4"}
    assert [kept.answer.answer for kept in service.history(id, A)] == ["1", "2", "3"]
    assert "3 answers are taken in." in texts(test)
    assert test.get("file_uploader")[0].value == []


def test_what_is_unticked_stays_out_also_all_in_one_go(service: AssessmentService, id: str) -> None:
    test = uploaded(id, file("a.csv", f"{A},3,", f"{B},1,", f"{C},4,"))
    ran(test.checkbox(key(B)).uncheck().run())
    assert button(test) == ("Take in 2 answers", False)
    ran(test.button("take-in-changed-False-1").click().run())
    assert button(test) == ("Take in 1 answer", False)
    ran(test.button("take-in-new-False-1").click().run())
    assert button(test) == ("Nothing to take in", True)
    ran(test.button("take-in-new-True-1").click().run())
    ran(test.button("take-in-save").click().run())
    assert levels(service, id) == {A: "2", B: "1", C: "4"}


def test_conflicts_stand_first_unchosen_and_must_be_settled(service: AssessmentService, id: str) -> None:
    test = uploaded(id, file("a.csv", f"{A},3,law", f"{B},1,"), file("b.csv", f"{A},4,", f"{C},2,"))
    assert tabs(test) == ["Conflicts (1)", "New (2)"]
    radio = test.radio(key(A))
    assert radio.value is None
    assert [option.replace("\\", "").split(" (")[0] for option in radio.options] == [
        "Keep what is here: **Partly in place**",
        "Take: **In place**",
        "Take: **In place and tested**",
    ]
    assert button(test) == ("Take in 2 answers", True)
    assert "1 conflict is still to be settled below." in texts(test)
    ran(radio.set_value(0).run())
    assert button(test) == ("Take in 3 answers", False)
    ran(test.button("take-in-save").click().run())
    assert levels(service, id) == {A: "3", B: "1", C: "2"}
    assert service.answers(id)[A].answer.evidence == "law"


def test_all_conflicts_can_be_settled_for_one_side(service: AssessmentService, id: str) -> None:
    save(service, id, B, "1")
    test = uploaded(id, file("a.csv", f"{A},3,", f"{B},3,"), file("b.csv", f"{A},4,", f"{B},4,"))
    ran(test.button("take-in-source-1-1").click().run())
    assert [test.radio(key(practice)).value for practice in (A, B)] == [1, 1]
    assert button(test) == ("Take in 2 answers", False)
    ran(test.button("take-in-here-1").click().run())
    assert button(test) == ("Nothing to take in", True)


def test_older_answers_are_left_unless_chosen(service: AssessmentService, id: str) -> None:
    test = uploaded(id, file("a.csv", f"{A},1,", f"{B},,"))
    assert tabs(test) == ["Older (1)"]
    assert button(test) == ("Nothing to take in", True)
    ran(test.radio(key(A)).set_value(0).run())
    ran(test.button("take-in-save").click().run())
    assert levels(service, id) == {A: "1"}


def test_a_save_in_between_takes_nothing_in_and_shows_anew(service: AssessmentService, id: str) -> None:
    test = uploaded(id, file("a.csv", f"{A},3,", f"{B},1,"))
    save(service, id, A, "4")
    ran(test.button("take-in-save").click().run())
    assert levels(service, id) == {A: "4"}
    assert "Somebody saved an answer in the meantime, so nothing was taken in." in texts(test)
    assert test.checkbox(key(A, 2)).label.startswith("R1\\.1\\.8a: In place and tested")
    ran(test.button("take-in-save").click().run())
    assert levels(service, id) == {A: "3", B: "1"}


def test_a_file_at_fault_is_named_with_its_place_and_holds_up_no_other(service: AssessmentService, id: str) -> None:
    host = service.start(Assessment(id="", organisation="Host", stakeholder_types=("host",))).id
    other = answers_csv(service.instrument, [service.sheet(host)])
    test = uploaded(id, file(HOSTILE, f"{A},7,"), file("good.csv", f"{B},1,"), ("host.csv", other, "text/csv"))
    said = texts(test)
    assert f"**{HOSTILE}** is refused: 1 problem. Nothing of it is taken." in said
    assert "Line 2: column answer: answer '7' is not one of" in said
    assert "is for Host State (host), the one to take it in is for State of origin (origin)" in said
    assert "Read without fault: good.csv" in said
    assert button(test) == ("Take in 1 answer", False)


def test_files_without_answers_say_so(id: str) -> None:
    test = uploaded(id, file("a.csv", f"{A},,"))
    assert "There are no answers in these files." in texts(test)


def test_a_file_of_another_organisation_is_taken_with_a_warning(service: AssessmentService, id: str) -> None:
    other = service.start(Assessment(id="", organisation="Agency", stakeholder_types=("origin",))).id
    save(service, other, B, "1")
    test = uploaded(id, ("agency.csv", answers_csv(service.instrument, [service.sheet(other)]), "text/csv"))
    assert "it names the organization 'Agency', here it is 'Ministry'." in texts(test)
    assert button(test) == ("Take in 1 answer", False)


def test_what_is_known_is_the_same(service: AssessmentService, id: str) -> None:
    test = uploaded(id, ("a.csv", answers_csv(service.instrument, [service.sheet(id)]), "text/csv"))
    assert tabs(test) == ["Same (1)"]
    assert "R1.1.8a" in texts(test)
    assert button(test) == ("Nothing to take in", True)


def test_without_files_there_is_only_the_way(id: str) -> None:
    test = opened(id)
    assert not test.tabs
    assert [entry.label for entry in test.get("file_uploader")] == ["Files of answers (CSV, XLSX, ODS, XML, JSON)"]
