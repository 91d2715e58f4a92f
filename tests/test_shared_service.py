"""The service fills a plan's sheet from its organisation: for scores, screens and files, and never for saving."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assessment.exchange.answer_files import read_answers
from assessment.exchange.answers_csv import answers_csv
from assessment.exchange.gap_report import gap_report
from assessment.model import Answer, Assessment
from assessment.service import AssessmentService
from questions.load import load_instrument
from tests.fakes import MemoryStore
from tests.test_cli import micic

INSTRUMENT = load_instrument()
OF_THE_ORGANISATION = ("R1.1.7a", "R1.1.7b", "R1.1.7c")
OF_EACH_PLAN = "R1.1.1a"


@pytest.fixture
def service() -> AssessmentService:
    times = (datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=n) for n in range(10_000))
    return AssessmentService(MemoryStore(), INSTRUMENT, clock=lambda: next(times))


def started(service: AssessmentService, subject: str = "organisation", **details: object) -> str:
    filled_in = {"organisation": "Agency", "stakeholder_types": ("io",), "subject": subject, **details}
    return service.start(Assessment.model_validate({"id": "", **filled_in})).id


def answer(service: AssessmentService, id: str, practice: str, code: str) -> None:
    kept = service.answers(id).get(practice)
    service.record_answer(id, Answer(practice_id=practice, answer=code), kept.revision if kept else 0)


def codes(service: AssessmentService, id: str) -> dict[str, str]:
    return {practice: given.answer for practice, given in service.sheet(id).answers.items()}


@pytest.fixture
def pair(service: AssessmentService) -> tuple[str, str]:
    """The organisation, which answered four practices, and a plan, which answered one of them and one of its own."""
    whole, plan = started(service, assessed_on="2026-05-31"), started(service, "Plan North")
    for practice in (*OF_THE_ORGANISATION, OF_EACH_PLAN):
        answer(service, whole, practice, "3")
    answer(service, plan, "R1.1.7c", "1")
    answer(service, plan, OF_EACH_PLAN, "2")
    return whole, plan


def test_a_plan_takes_what_it_does_not_answer_and_its_own_answer_wins(
    service: AssessmentService, pair: tuple[str, str]
) -> None:
    whole, plan = pair
    assert codes(service, plan) == {"R1.1.7a": "3", "R1.1.7b": "3", "R1.1.7c": "1", OF_EACH_PLAN: "2"}
    assert service.sheet(plan).sources == {"R1.1.7a": whole, "R1.1.7b": whole}
    assert set(service.answers(plan)) == {"R1.1.7c", OF_EACH_PLAN}
    shared = service.organisation_answers(plan)
    assert {id: one.answer.answer for id, one in shared.items()} == dict.fromkeys(OF_THE_ORGANISATION, "3")
    assert {one.source.id for one in shared.values()} == {whole}


def test_taking_the_plans_answer_back_returns_to_the_shared_one(
    service: AssessmentService, pair: tuple[str, str]
) -> None:
    whole, plan = pair
    answer(service, plan, "R1.1.7c", "")
    assert codes(service, plan)["R1.1.7c"] == "3"
    assert service.sheet(plan).sources["R1.1.7c"] == whole


def test_nothing_flows_from_a_plan_to_its_organisation_or_to_another_plan(
    service: AssessmentService, pair: tuple[str, str]
) -> None:
    whole, _plan = pair
    other = started(service, "Plan South")
    assert codes(service, whole) == dict.fromkeys((*OF_THE_ORGANISATION, OF_EACH_PLAN), "3")
    assert service.sheet(whole).sources == {}
    assert service.organisation_answers(whole) == {}
    assert codes(service, other) == dict.fromkeys(OF_THE_ORGANISATION, "3")


def test_what_the_organisation_changes_changes_its_plans(service: AssessmentService, pair: tuple[str, str]) -> None:
    whole, plan = pair
    answer(service, whole, "R1.1.7a", "0")
    assert codes(service, plan)["R1.1.7a"] == "0"
    service.delete(whole)
    assert set(codes(service, plan)) == {"R1.1.7c", OF_EACH_PLAN}


def test_one_by_one_is_as_all_at_once(service: AssessmentService, pair: tuple[str, str]) -> None:
    for sheet in service.sheets():
        assert sheet == service.sheet(sheet.assessment.id)
    counts = {o.assessment.id: (o.practices_answered, o.practices_shared) for o in service.overviews()}
    assert counts == {pair[0]: (4, 0), pair[1]: (4, 2)}
    assert service.results(service.assessments()) == {id: service.result(id) for id in pair}
    assert service.results([service.assessment(pair[1])]) == {pair[1]: service.result(pair[1])}


def test_a_new_round_of_a_plan_copies_its_own_answers_alone(service: AssessmentService, pair: tuple[str, str]) -> None:
    round_two = service.duplicate(pair[1]).id
    assert set(service.answers(round_two)) == {"R1.1.7c", OF_EACH_PLAN}
    assert codes(service, round_two) == codes(service, pair[1])


def test_without_a_name_nobody_is_the_same_organisation(service: AssessmentService) -> None:
    whole, plan = started(service, organisation=" "), started(service, "Plan", organisation="")
    answer(service, whole, "R1.1.7a", "3")
    assert service.sheet(plan).sources == {}
    assert service.organisation_answers(plan) == {}
    assert all(sheet.sources == {} for sheet in service.sheets())


def test_the_exported_answers_of_a_plan_give_its_gap_report_again(
    service: AssessmentService, pair: tuple[str, str], tmp_path: Path
) -> None:
    sheet = service.sheet(pair[1])
    exported = answers_csv(INSTRUMENT, [sheet])
    (read,) = read_answers(io.BytesIO(exported), "plan.csv", INSTRUMENT).sheets
    assert {id: given.answer for id, given in read.answers.items() if given.is_answered} == codes(service, pair[1])
    on_screen = gap_report(INSTRUMENT, [sheet])
    path = tmp_path / "plan.csv"
    path.write_bytes(exported)
    assert micic("score", str(path), "--format", "csv").stdout_bytes == on_screen


def test_an_exported_plan_is_known_when_it_comes_back(service: AssessmentService, pair: tuple[str, str]) -> None:
    (read,) = read_answers(io.BytesIO(answers_csv(INSTRUMENT, [service.sheet(pair[1])])), "plan.csv", INSTRUMENT).sheets
    assert service.are_known([read]) == [True]
    assert service.are_known([read.model_copy(update={"answers": {}})]) == [False]
