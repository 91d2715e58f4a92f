"""The sample: a fictitious State of origin whose results show everything there is to show."""

from __future__ import annotations

from datetime import UTC, date, datetime

from assessment.results import plan_of, result_of
from assessment.sample import sample_sheet
from assessment.service import AssessmentService
from assessment.validation import answer_problem
from questions.load import load_instrument
from scoring.result import Status
from tests.fakes import MemoryStore
from tests.small import small_instrument

INSTRUMENT = load_instrument()
TODAY = date(2026, 6, 1)
SHEET = sample_sheet(INSTRUMENT, TODAY)
PLAN = plan_of(INSTRUMENT, ("origin",))


def test_it_says_that_it_is_fictitious() -> None:
    assert SHEET.assessment.is_sample
    assert "fictitious" in SHEET.assessment.organisation
    assert all("fictitious" in answer.evidence for answer in SHEET.answers.values() if answer.evidence)


def test_it_covers_every_practice_asked_of_a_state_of_origin() -> None:
    assert set(SHEET.answers) == set(PLAN.column)


def test_every_answer_is_one_that_could_be_saved() -> None:
    assert [problem for answer in SHEET.answers.values() if (problem := answer_problem(PLAN, answer))] == []


def test_it_is_varied() -> None:
    codes = [answer.answer for answer in SHEET.answers.values()]
    assert set(codes) == {"0", "1", "2", "3", "4", "na", "dk", ""}
    result = result_of(INSTRUMENT, SHEET)
    assert all(result.counts[status] for status in Status)
    assert [r.failed_safeguards for r in result.recommendations if r.safeguard_alert] == [("R1.1.7b",)]
    assert result.finish_first[0].open_safeguards == ("R4.2.9b",)
    assert {warning.code for warning in result.warnings} == {
        "tested_without_evidence",
        "stale_evidence",
        "unprotected_sharing",
    }


def test_the_same_day_gives_the_same_sheet_and_evidence_does_not_grow_old() -> None:
    assert sample_sheet(INSTRUMENT, TODAY) == SHEET
    later = sample_sheet(INSTRUMENT, date(2036, 6, 1))
    assert SHEET.answers["R1.1.4b"].evidence_date == "2026-02"
    assert later.answers["R1.1.4b"].evidence_date == "2036-02"


def test_another_instrument_takes_only_what_it_asks() -> None:
    instrument = small_instrument()
    assert set(sample_sheet(instrument, TODAY).answers) <= set(instrument.practices)


def test_the_service_keeps_it_as_a_sample() -> None:
    service = AssessmentService(MemoryStore(), INSTRUMENT, clock=lambda: datetime(2026, 6, 1, tzinfo=UTC))
    kept = service.add_sample()
    assert service.assessment(kept.id).is_sample
    assert service.result(kept.id) == result_of(INSTRUMENT, SHEET)
