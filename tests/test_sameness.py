"""When an answer sheet says what is kept already."""

from __future__ import annotations

from datetime import date

import pytest

from assessment.errors import InvalidAnswer
from assessment.model import Answer, AnswerSheet
from assessment.service import AssessmentService
from tests.fakes import MemoryStore
from tests.small import small_instrument, small_sheet

INSTRUMENT = small_instrument()
DETAILS = {
    "organisation": "Ministry",
    "country": "PHL",
    "subject": "Plan North",
    "assessed_on": date(2026, 6, 1),
}


def sheet(answers: dict[str, str] | None = None, **details: object) -> AnswerSheet:
    return small_sheet(answers or {"R1.1.1a": "3", "R1.1.2a": "2"}, **{**DETAILS, **details})


@pytest.fixture
def service() -> AssessmentService:
    service = AssessmentService(MemoryStore(), INSTRUMENT)
    service.add_sheet(sheet())
    return service


@pytest.mark.parametrize(
    "same",
    [
        sheet(),
        sheet(id="another"),
        sheet(organisation=" Ministry "),
        sheet({"R1.1.1a": "3", "R1.1.2a": "2", "R1.1.2b": ""}),
        sheet(target=75.0),
        sheet(targets={"R1.1.1": 75.0, "R1.1.2": 75.0, "R1.2.1": 75.0, "R2.1.1": 75.0}),
    ],
)
def test_the_same_details_and_answers_are_known(service: AssessmentService, same: AnswerSheet) -> None:
    assert service.are_known([same]) == [True]


@pytest.mark.parametrize(
    "other",
    [
        sheet(organisation="Other ministry"),
        sheet(country="NAM"),
        sheet(subject="Plan South"),
        sheet(assessed_on=date(2026, 6, 2)),
        sheet(target=80.0),
        sheet({"R1.1.1a": "3", "R1.1.2a": "3"}),
        sheet({"R1.1.1a": "3"}),
        sheet({"R1.1.1a": "3", "R1.1.2a": "2", "R1.1.2b": "dk"}),
    ],
)
def test_anything_else_is_new(service: AssessmentService, other: AnswerSheet) -> None:
    assert service.are_known([other]) == [False]


def test_a_comment_makes_an_answer_another(service: AssessmentService) -> None:
    written = dict(sheet().answers) | {"R1.1.1a": Answer(practice_id="R1.1.1a", answer="3", comment="See law 12")}
    assert service.are_known([sheet().model_copy(update={"answers": written})]) == [False]


def test_the_same_twice_among_those_that_are_asked_about_is_known_the_second_time(service: AssessmentService) -> None:
    new = sheet(subject="Plan South")
    assert service.are_known([new, sheet(), new]) == [False, True, True]


def test_what_another_version_answered_is_not_the_same(service: AssessmentService) -> None:
    later = AssessmentService(service._store, INSTRUMENT.model_copy(update={"version": "2"}))
    assert later.are_known([sheet()]) == [False]


def test_sheets_are_kept_all_or_none(service: AssessmentService) -> None:
    bad = sheet({"R1.1.1a": "9"})
    with pytest.raises(InvalidAnswer, match="answer '9'"):
        service.add_sheets([sheet(subject="Plan South"), bad])
    assert len(service.overviews()) == 1
    kept = service.add_sheets([sheet(subject="Plan South"), sheet(subject="Plan West")])
    assert [service.sheet(assessment.id).assessment.subject for assessment in kept] == ["Plan South", "Plan West"]
    assert len(service.overviews()) == 3
