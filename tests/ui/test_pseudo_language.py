"""Every page in a made-up language: each text that a person sees has come out of a catalogue."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import assessment.texts
import questions.translate
from assessment.countries import country_codes, country_name
from assessment.model import Answer, Assessment
from assessment.sample import sample_sheet
from assessment.service import AssessmentService
from assessment.ui import entrance, links, navigation, session
from assessment.ui.identity import SignedIn
from tests.plans import plan_sheets, whole_sheet
from tests.pseudo import LANGUAGE, of_a_user, unwrapped, write_language
from tests.test_sign_in import ENVIRONMENT

ROOT = Path(__file__).parents[2]
# Fields of Streamlit's messages that nobody reads.
NOT_SHOWN = {
    *("id", "key", "icon", "url", "page", "page_script_hash", "query_string", "form_id", "fragment_id", "fragment_ids"),
    *("type", "color", "format", "config", "theme", "step_format", "anchor", "element_id", "active_script_hash"),
    *("tag", "selection_mode", "favicon", "app_id", "main_script_path", "url_pathname", "set_value", "raw_values"),
    *("deferred_file_id", "query_param_key", "autocomplete", "language"),
}
PLOTLY_TEXTS = {"text", "name", "hovertext", "theta", "ticktext"}
# Ids (R1.1.2a, 3.1, GIO, those of assessments), icons, tags of charts, file formats and what else has no language.
NO_LANGUAGE = re.compile(
    r"[0-9a-f]{32}|\([0-9a-f]{8}\)|R\d+\.\d+\.\d+[a-z]?|"
    r"\b\d\.\d/[a-z]+\b|:material/\w+:|:\w+-badge\[|</?(?:b|br|extra)>|\(#\w+\)|YYYY-MM-DD|&\w+;"
)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AssessmentService]:
    """The service that the pages use, over a database and catalogues of this test alone."""
    for template, module in (("assessment", assessment.texts), ("questions", questions.translate)):
        locale = tmp_path / template
        write_language(ROOT / template / "locale" / f"{template}.pot", locale)
        monkeypatch.setattr(module, "LOCALE", locale)
    monkeypatch.setenv("MICIC_DATA_DIR", str(tmp_path / "data"))
    st.cache_resource.clear()
    # Here only for what a test does itself: each run of a page has a thread, and so a language, of its own.
    token = assessment.texts.language.set(LANGUAGE)
    yield session.service()
    assessment.texts.language.reset(token)
    st.cache_resource.clear()


def opened(page: str = "", assessment_id: str = "", **state: object) -> AppTest:
    """A page of the application, in the made-up language."""
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test._page_hash = calc_hash(page) if page else ""
    test.query_params["lang"] = LANGUAGE
    if assessment_id:
        test.query_params["a"] = assessment_id
    for key, value in state.items():
        test.session_state[key] = value
    return ran(test.run())


def ran(test: AppTest) -> AppTest:
    assert not test.exception
    return test


def escaped(test: AppTest) -> set[str]:
    """What can be read on the page and is neither translated nor a user's."""
    found = {
        text for text in shown(test) if any(map(str.isalpha, NO_LANGUAGE.sub("", unwrapped(text).replace("\\", ""))))
    }
    return found - {country_name(code) for code in country_codes()}


def shown(test: AppTest) -> Iterator[str]:
    """Every text of the page."""
    waiting = [test._tree.main, *test._tree.children.values()]
    while waiting:
        node = waiting.pop()
        waiting += getattr(node, "children", {}).values()
        if isinstance(getattr(node, "proto", None), Message) and node.type != "html":
            yield from texts_of(node.proto)
        if isinstance(value := getattr(node, "value", None), pd.DataFrame):
            yield from (text for column in value for text in value[column] if isinstance(text, str))


def texts_of(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        if field.name in NOT_SHOWN:
            continue
        if field.name == "spec":
            yield from plotly_texts(json.loads(value))
        elif field.name == "columns" and isinstance(value, str):
            yield from (column.get("label") or "" for column in json.loads(value).values())
        else:
            for entry in value if hasattr(value, "append") or hasattr(value, "add") else [value]:
                if isinstance(entry, Message):
                    yield from texts_of(entry)
                elif isinstance(entry, str):
                    yield entry


def plotly_texts(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, entry in value.items():
            if key not in ("template", "meta"):
                yield from plotly_texts(entry, key)
    elif isinstance(value, list):
        for entry in value:
            yield from plotly_texts(entry, name)
    elif isinstance(value, str) and name in PLOTLY_TEXTS:
        yield value


def started(service: AssessmentService, **details: object) -> str:
    given = {"id": "", "organisation": of_a_user("Ministry"), "stakeholder_types": ("origin",), **details}
    return service.start(Assessment.model_validate(given)).id


def answered(service: AssessmentService) -> str:
    """The answers of the sample, for an organisation with a user's texts, and more that gives cause for warnings."""
    sheet = sample_sheet(service.instrument, date(2026, 6, 1))
    answers = {
        id: answer.model_copy(update={"evidence": of_a_user(answer.evidence) if answer.evidence else ""})
        for id, answer in sheet.answers.items()
    }
    answers["R1.1.8a"] = Answer(practice_id="R1.1.8a", answer="4", comment=of_a_user("someone@example.org"))
    details = sheet.assessment.model_copy(
        update={"organisation": of_a_user("Ministry"), "subject": of_a_user("Plan"), "is_sample": False}
    )
    return service.add_sheet(sheet.model_copy(update={"assessment": details, "answers": answers})).id


@pytest.mark.usefixtures("service")
def test_the_check_sees_what_is_on_a_page() -> None:
    """In English everything escapes: the check looks at the places where texts are."""
    test = opened()
    test.query_params["lang"] = "en"
    found = escaped(ran(test.run()))
    assert {"Start an assessment", "Readiness to protect migrants in countries in crisis"} <= found
    assert len(found) > 3


@pytest.mark.usefixtures("service")
def test_home_when_nothing_is_assessed_yet() -> None:
    assert escaped(opened()) == set()


@pytest.mark.usefixtures("service")
def test_every_step_of_the_tour() -> None:
    test = opened()
    for _step in range(3):
        assert escaped(ran(test.button("tour-next").click().run())) == set()
    assert test.button("tour-next").disabled


@pytest.mark.parametrize("query", ["", "migrant", "zebra"])
def test_the_guide(service: AssessmentService, query: str) -> None:
    unfolded = {f"whole-{id}": True for id in service.instrument.recommendations}
    for assessment_id in ("", started(service)):
        test = opened("guide", assessment_id, **{"guide-query": of_a_user(query) if query else ""}, **unfolded)
        assert len(test.subheader) == (20 if query == "migrant" else 0)
        assert escaped(test) == set()


def test_home_with_assessments(service: AssessmentService) -> None:
    answered(service)
    service.add_sample()
    started(service, assessed_on="2026-05-31", subject=of_a_user("Plan"))
    test = opened()
    assert escaped(test) == set()
    deletes = [button for button in test.button if str(button.key).startswith("delete-")]
    assert escaped(ran(deletes[0].click().run())) == set()


def test_importing_files(service: AssessmentService) -> None:
    head = f"instrument_id,instrument_version,stakeholder_types,comment,practice_id,answer\n{service.instrument.id},1,"
    contents = {
        "good": f"{head}origin,\u00e9,R1.1.8a,3\n".encode("cp1252"),
        "again": f"{head}origin,\u00e9,R1.1.8a,3\n".encode(),
        "empty": b"",
        "untyped": b"practice_id,answer\nR1.1.8a,3\n",
    }
    test = opened()
    files = [(of_a_user(name), content, "text/csv") for name, content in contents.items()]
    ran(test.get("file_uploader")[0].set_value(files).run())
    assert len(test.multiselect) == len(test.warning) == len(test.error) == 1
    assert escaped(ran(test.run())) == set()
    assert escaped(ran(test.button("import-keep").click().run())) == set()
    assert len(test.success) == 1


def test_taking_in_answers(service: AssessmentService) -> None:
    assessment_id = started(service)
    named = AssessmentService(service._store, service.instruments, author=of_a_user("me"))
    for based_on, level in enumerate("12"):
        for practice in ("R1.1.7a", "R1.1.7b", "R1.1.7c"):
            named.record_answer(assessment_id, Answer(practice_id=practice, answer=level), based_on)
    head = "stakeholder_types,instrument_id,instrument_version,practice_id,answer,comment\n"
    contents = {
        "a.csv": ("R1.1.7a,1,", "R1.1.7b,2,", "R1.1.8a,3,", "R1.1.8b,3,"),
        "b.csv": ("R1.1.7c,4,", f"R1.1.8a,2,{of_a_user('seen')}", "R1.1.7b,3,"),
    }
    files = [(of_a_user("refused.csv"), b"", "text/csv")]
    files += [
        (of_a_user(name), (head + "".join(f"origin,micic-io-2016,1,{row}\n" for row in rows)).encode(), "text/csv")
        for name, rows in contents.items()
    ]
    test = opened("take-in", assessment_id)
    assert escaped(test) == set()
    ran(test.get("file_uploader")[0].set_value(files).run())
    assert len(test.tabs) == 4
    assert escaped(test) == set()
    for radio in test.radio:
        radio.set_value(0)
    assert escaped(ran(test.run())) == set()
    named.record_answer(assessment_id, Answer(practice_id="R1.1.8b", answer="1"), 0)
    assert escaped(ran(test.button("take-in-save").click().run())) == set()
    for radio in test.radio:
        radio.set_value(0)
    ran(test.run())
    assert escaped(ran(test.button("take-in-save").click().run())) == set()
    assert len(test.success) == 1


@pytest.mark.usefixtures("service")
def test_start() -> None:
    test = opened("start")
    assert escaped(test) == set()
    for box in test.checkbox[:3]:
        box.check()
    assert escaped(ran(test.run())) == set()
    test.button[-1].click()
    assert escaped(ran(test.run())) == set()


def test_answer_with_everything_unfolded(service: AssessmentService) -> None:
    assessment_id = answered(service)
    first = next(iter(service.instrument.working_groups()))
    unfolded = {f"examples-{recommendation.id}": True for recommendation in first.recommendations}
    unfolded |= {
        f"{part}-{p.id}": True for part in ("details", "why") for r in first.recommendations for p in r.practices
    }
    test = opened("answer", assessment_id, **unfolded)
    assert test.text_area
    assert any("Looks alike" in text for text in shown(test))
    assert any("You lead here as" in text for text in shown(test))
    assert escaped(test) == set()


@pytest.mark.parametrize("page", ["", "answer", "results", "export"])
def test_a_plan_that_takes_answers_of_its_organisation(service: AssessmentService, page: str) -> None:
    for practice in ("R1.1.7a", "R1.1.7b"):
        whole = started(service, organisation=of_a_user("Agency"), stakeholder_types=("io",))
        service.record_answer(whole, Answer(practice_id=practice, answer="1"), 0)
    plan = started(
        service, organisation=of_a_user("Agency"), stakeholder_types=("io",), subject=of_a_user("Plan North")
    )
    service.record_answer(plan, Answer(practice_id="R1.1.7b", answer="2"), 0)
    test = opened(page, plan, working_group="1.1")
    assert escaped(test) == set()
    assert any("by the organization" in text or "taken" in text.casefold() for text in shown(test))


def test_answer_while_something_is_not_saved(service: AssessmentService) -> None:
    assessment_id = started(service, stakeholder_types=("origin", "io"))
    test = opened("answer", assessment_id)
    practices = [radio.key.rpartition("-")[2] for radio in test.radio]
    waits, taken = next(
        pair for pair in itertools.pairwise(practices) if service.instrument.practices[pair[0]].na_reasons
    )
    test.radio(f"answer-{assessment_id}-{waits}").set_value("na").run()
    # A save draws only the card again; what is looked at is the whole page.
    assert escaped(ran(test.run())) == set()
    theirs = Answer(practice_id=taken, answer="2", comment=of_a_user("Theirs"))
    service.record_answer(assessment_id, theirs, 0)
    test.radio(f"answer-{assessment_id}-{taken}").set_value("3").run()
    assert escaped(ran(test.run())) == set()
    assert any("choose the reason" in warning.value for warning in test.warning)
    assert any("another answer was saved" in error.value for error in test.error)


@pytest.mark.parametrize("page", ["answer", "results", "export"])
def test_without_an_assessment(service: AssessmentService, page: str) -> None:  # noqa: ARG001
    assert escaped(opened(page)) == set()
    assert escaped(opened(page, "0")) == set()


def test_results_of_nothing(service: AssessmentService) -> None:
    assert escaped(opened("results", started(service))) == set()


def test_results(service: AssessmentService) -> None:
    test = opened("results", answered(service))
    assert len(test.get("plotly_chart")) == 4
    assert len(test.warning) > 2
    assert escaped(test) == set()


def test_the_explanation_of_every_kind_of_result(service: AssessmentService) -> None:
    assessment_id = answered(service)
    seen: dict[object, str] = {}
    for row in service.result(assessment_id).recommendations:
        seen.setdefault((row.status, row.safeguard_alert, row.coverage == 1), row.id)
    test = opened("results", assessment_id)
    for id in seen.values():
        test.selectbox(f"explained-{assessment_id}").set_value(id)
        assert escaped(ran(test.run())) == set()


def test_the_steps_to_every_kind_of_goal(service: AssessmentService) -> None:
    assessment_id = answered(service)
    test = opened("results", assessment_id)
    for kind in ("reach", "one", "most"):
        test.get("button_group")[1].set_value(kind)
        assert escaped(ran(test.run())) == set()
    test.number_input(f"goal-steps-{assessment_id}").set_value(200)
    assert escaped(ran(test.run())) == set()
    assert any("Show" in expander.label for expander in test.expander)
    test.get("button_group")[1].set_value("reach")
    ran(test.run()).number_input(f"goal-reach-{assessment_id}").set_value(100)
    assert escaped(ran(test.run())) == set()


def test_export(service: AssessmentService) -> None:
    assert escaped(opened("export", answered(service))) == set()
    assert escaped(opened("export", service.add_sample().id)) == set()


def test_who_covers_what(service: AssessmentService) -> None:
    view = {"view": "actors"}
    assert escaped(opened("compare", **view)) == set()
    table = [answered(service), service.add_sample().id]
    assert escaped(opened("compare", **view)) == set()
    for kinds in (("host",), ("io:humanitarian",), ("host",)):
        table.append(started(service, stakeholder_types=kinds, assessed_on="2026-05-31"))
    for chosen in (table[:1], table[2:], table):
        test = opened("compare", **view, **{"corridor-assessments": chosen})
        assert len(test.get("plotly_chart")) == 2
        assert escaped(test) == set()


@pytest.mark.usefixtures("service")
def test_comparing_nothing() -> None:
    assert escaped(opened("compare")) == set()


def test_comparing_plans(service: AssessmentService) -> None:
    """One stands apart, one is an earlier round, one is named like another, and there are shared answers."""
    whole = whole_sheet(service.instrument)
    sheets = [whole, *plan_sheets(service.instrument, 32)]
    for sheet in [*sheets, sheets[1]]:
        is_whole = sheet is whole
        details = {"organisation": of_a_user("Agency"), "subject": sheet.assessment.subject}
        # One word, because labels leave out the words that all names begin with.
        details["subject"] = "organisation" if is_whole else of_a_user(details["subject"][17:].replace(" ", "-"))
        service.add_sheet(sheet.model_copy(update={"assessment": sheet.assessment.model_copy(update=details)}))
    service.duplicate(service.sheets()[1].assessment.id)
    started(service, organisation=of_a_user("Agency"), subject=of_a_user("Other"), stakeholder_types=("host",))
    tables = ("plan-gaps-table", "plan-matrix-table", "plan-ranking-table")
    test = opened("compare", **dict.fromkeys(tables, True))
    assert len(test.get("plotly_chart")) == 4
    assert len(test.dataframe) == 3
    assert escaped(test) == set()
    for way in ("but", "only"):
        group = next(group for group in test.get("button_group") if str(group.key).endswith("-way"))
        assert escaped(ran(group.set_value(way).run())) == set()


def test_making_a_plan_out_of_another(service: AssessmentService) -> None:
    assessment_id = started(service)
    test = opened()
    ran(test.button(f"plan-from-{assessment_id}").click().run())
    assert test.text_input("new-plan-name")
    assert escaped(test) == set()


@pytest.mark.usefixtures("service")
def test_what_is_shown_in_place_of_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**ENVIRONMENT, "MICIC_SIGN_IN_PROVIDER": of_a_user("Agency")}.items():
        monkeypatch.setenv(name, value)
    st.cache_resource.clear()
    for notice in ("unreachable", "failed"):
        test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        test.query_params["lang"], test.query_params["sign-in"] = LANGUAGE, notice
        assert escaped(ran(test.run())) == set()
        assert len(test.error) == 1
    person = SignedIn("https://id.example", "1", of_a_user("Ama"), "a" * 64, datetime.now(UTC))
    for module in (entrance, navigation, session):
        monkeypatch.setattr(module, "signed_in", lambda: person)
    assert escaped(opened()) == set()
    test.query_params["invitation"] = "used"
    assert escaped(ran(test.run())) == set()
    ran(test.button[1].click().run())
    assert escaped(test) == set()
    assert len(test.error) == 1
    session.teams().leave(person.session)
    assert escaped(opened()) == set()


@pytest.mark.usefixtures("service")
def test_the_names_of_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "Page", lambda _page, title, **_more: title)
    titles = links.pages()
    assert len(titles) == 11
    assert [unwrapped(str(title)) for title in titles.values()] == [""] * 11


@pytest.mark.usefixtures("service")
def test_the_language_stays_when_the_navigation_drops_it_from_the_address() -> None:
    test = opened()
    del test.query_params["lang"]
    assert escaped(ran(test.run())) == set()
    assert test.query_params["lang"] == LANGUAGE
