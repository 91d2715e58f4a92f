"""Whose plans are compared, which of them unless somebody chooses, and what they are called."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assessment.errors import InvalidAnswer, NotFound
from assessment.model import Answer, AnswerSheet, Assessment
from assessment.plan_choice import plan_names, plans_by_organisation
from assessment.service import AssessmentService
from questions.load import load_instrument
from tests.fakes import MemoryStore
from tests.small import small_sheet


def sheet(id: str, subject: str = "organisation", **details: object) -> AnswerSheet:
    return small_sheet({}, id=id, subject=subject, **{"organisation": "Agency", **details})


def ids(sheets: tuple[AnswerSheet, ...]) -> list[str]:
    return [one.assessment.id for one in sheets]


def test_the_organisation_with_most_plans_comes_first_and_spaces_make_no_other_one() -> None:
    sheets = [
        sheet("z", "Plan Z", organisation="Zeta"),
        sheet("b", "Plan B", organisation=" Agency "),
        sheet("a", "Plan A"),
        sheet("alone", organisation="Alone"),
    ]
    found = plans_by_organisation(sheets)
    assert [one.name for one in found] == ["Agency", "Alone", "Zeta"]
    assert ids(found[0].plans) == ["a", "b"]
    assert plans_by_organisation([]) == ()


def test_the_organisation_as_a_whole_gives_answers_unless_there_is_nothing_else() -> None:
    (with_plans,) = plans_by_organisation([sheet("whole"), sheet("a", "Plan A")])
    assert (ids(with_plans.plans), ids(with_plans.wholes)) == (["a"], ["whole"])
    (offices,) = plans_by_organisation([sheet("k", country="KEN"), sheet("u", country="UGA")])
    assert (ids(offices.plans), ids(offices.wholes)) == (["k", "u"], [])


def test_only_the_newest_round_of_a_plan_is_compared_by_itself() -> None:
    sheets = [
        sheet("third", "Plan A", baseline_id="second"),
        sheet("second", "Plan A", baseline_id="first"),
        sheet("first", "Plan A"),
        sheet("renamed", "Plan B", baseline_id="third"),
    ]
    (found,) = plans_by_organisation(sheets)
    assert ids(found.plans) == ["third", "renamed"]
    assert ids(found.earlier) == ["first", "second"]
    assert len(found.sheets) == 4


def test_plans_of_one_name_are_told_apart() -> None:
    sheets = [
        sheet("a" * 32, "Coast"),
        sheet("b" * 32, "Delta", assessed_on="2026-01-01"),
        sheet("c" * 32, "Delta", assessed_on="2026-02-01"),
        sheet("d" * 32, "Hills"),
        sheet("e" * 32, "Hills"),
        sheet("f" * 32, country="KEN"),
        sheet("g" * 32, " "),
    ]
    assert list(plan_names(sheets).values()) == [
        "Coast",
        "Delta (2026-01-01)",
        "Delta (2026-02-01)",
        "Hills (dddddddd)",
        "Hills (eeeeeeee)",
        "The organization as a whole, Kenya",
        "Plan without a name",
    ]


@pytest.fixture
def service() -> AssessmentService:
    return AssessmentService(MemoryStore(), load_instrument(), clock=lambda: datetime(2026, 6, 1, tzinfo=UTC))


def test_a_plan_made_from_another_takes_what_is_about_the_plan_and_is_no_new_round(service: AssessmentService) -> None:
    details = {"stakeholder_types": ("io",), "organisation": "Agency", "subject": "Plan A", "targets": {"R1.1.1": 50}}
    source = service.start(Assessment.model_validate({"id": "", "assessed_on": "2026-01-01", **details}))
    practices = service.instrument.practices
    assert (practices["R1.1.1a"].scope, practices["R1.1.7a"].scope) == ("plan", "organisation")
    for practice in ("R1.1.1a", "R1.1.7a"):
        service.record_answer(source.id, Answer(practice_id=practice, answer="3", evidence="Note"), 0)
    service.record_answer(source.id, Answer(practice_id="R1.1.1a", answer="2", evidence="Note"), 1)
    made = service.plan_from(source.id, "  Plan B ")
    assert (made.subject, made.organisation, made.baseline_id, made.assessed_on) == ("Plan B", "Agency", None, None)
    assert made.targets == {"R1.1.1": 50}
    assert {id: kept.answer for id, kept in service.answers(made.id).items()} == {
        "R1.1.1a": Answer(practice_id="R1.1.1a", answer="2", evidence="Note")
    }
    assert len(service.history(made.id, "R1.1.1a")) == 1
    assert len(service.answers(source.id)) == 2


@pytest.mark.parametrize("name", ["", "  ", "organisation", " organisation "])
def test_a_plan_needs_a_name_of_its_own(service: AssessmentService, name: str) -> None:
    source = service.start(Assessment(id="", stakeholder_types=("io",), subject="Plan A"))
    with pytest.raises(InvalidAnswer, match="a name of its own"):
        service.plan_from(source.id, name)
    assert len(service.sheets()) == 1


def test_a_plan_that_is_not_there_makes_no_other(service: AssessmentService) -> None:
    with pytest.raises(NotFound):
        service.plan_from("0", "Plan B")
