"""Answers about the organisation, given once and used by its plans; and which assessments are compared at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from assessment.comparison import comparable, compared_plans
from assessment.errors import OtherVersion
from assessment.model import Answer, AnswerSheet, Assessment
from assessment.sharing import with_organisation_answers
from questions.model import Instrument, Topic
from tests.small import small_instrument, small_sheet

PLAN_SCOPE = {"R1.1.1a", "R2.1.1a"}


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    """The worked example: the practices of PLAN_SCOPE are answered by each plan, all others by the organisation."""
    found = small_instrument()
    topics = [topic.model_dump() for topic in found.topics]
    for topic in topics:
        for group in topic["working_groups"]:
            for recommendation in group["recommendations"]:
                for practice in recommendation["practices"]:
                    practice["scope"] = "plan" if practice["id"] in PLAN_SCOPE else "organisation"
    return found.model_copy(update={"topics": tuple(Topic.model_validate(topic) for topic in topics)})


def sheet(id: str, answers: Mapping[str, str], subject: str = "organisation", **details: object) -> AnswerSheet:
    return small_sheet(answers, id=id, subject=subject, **{"organisation": "Agency", **details})


def codes(found: AnswerSheet) -> dict[str, str]:
    return {id: answer.answer for id, answer in found.answers.items()}


def test_a_plan_takes_what_it_does_not_answer_itself_and_says_from_where(instrument: Instrument) -> None:
    plan = sheet("plan", {"R1.1.1a": "1", "R1.1.1b": "0", "R1.1.2a": "dk"}, "Plan A")
    whole = sheet("whole", {"R1.1.1a": "4", "R1.1.1b": "4", "R1.1.2a": "4", "R1.1.2b": "3", "R2.1.1a": "4"})
    found = with_organisation_answers(instrument, plan, [plan, whole])
    assert codes(found) == {"R1.1.1a": "1", "R1.1.1b": "0", "R1.1.2a": "dk", "R1.1.2b": "3"}
    assert found.sources == {"R1.1.2b": "whole"}
    assert codes(plan) == {"R1.1.1a": "1", "R1.1.1b": "0", "R1.1.2a": "dk"}


@pytest.mark.parametrize("is_reversed", [False, True])
def test_the_newest_answer_counts_practice_by_practice(instrument: Instrument, is_reversed: bool) -> None:
    sheets = [
        sheet("old", {"R1.1.1b": "1", "R1.1.2a": "1", "R1.1.2b": "1"}, assessed_on="2023-01-01"),
        sheet("undated", {"R1.1.1b": "0", "R1.1.1c": "2"}),
        sheet("new", {"R1.1.1b": "3", "R1.1.2a": "dk"}, assessed_on="2024-01-01"),
    ]
    plan = sheet("plan", {}, "Plan A", assessed_on="2023-06-01")
    found = with_organisation_answers(instrument, plan, sheets[::-1] if is_reversed else sheets)
    assert found.sources == {"R1.1.1b": "new", "R1.1.2a": "new", "R1.1.2b": "old", "R1.1.1c": "undated"}
    assert codes(found) == {"R1.1.1b": "3", "R1.1.1c": "2", "R1.1.2a": "dk", "R1.1.2b": "1"}


def test_of_two_without_a_day_the_one_made_later_is_newer(instrument: Instrument) -> None:
    early = sheet("z", {"R1.1.1b": "1"}, created_at=datetime(2024, 1, 1, tzinfo=UTC))
    late = sheet("a", {"R1.1.1b": "3"}, created_at=datetime(2024, 1, 2))
    found = with_organisation_answers(instrument, sheet("plan", {}, "Plan A"), [late, early])
    assert found.sources == {"R1.1.1b": "a"}


@pytest.mark.parametrize(
    "other",
    [
        {"organisation": "Another"},
        {"subject": "Plan B"},
        {"instrument_version": "0"},
        {"stakeholder_types": ("host",)},
    ],
    ids=lambda details: next(iter(details)),
)
def test_only_the_same_organisation_answers_for_its_plan(instrument: Instrument, other: dict[str, object]) -> None:
    """Nor does an assessment in which the practice has another role, or none."""
    plan = sheet("plan", {}, "Plan A", instrument_version="1")
    found = with_organisation_answers(
        instrument,
        plan,
        [sheet("other", {"R1.1.1b": "3"}, **{"instrument_version": "1", **other})],  # type: ignore[arg-type]
    )
    assert found == plan


def test_the_organisation_itself_takes_nothing(instrument: Instrument) -> None:
    one, other = sheet("one", {}), sheet("other", {"R1.1.1b": "3"})
    assert with_organisation_answers(instrument, one, [other]) == one


def test_words_that_the_plan_wrote_stay(instrument: Instrument) -> None:
    written = Answer(practice_id="R1.2.1a", comment="We ask every year.")
    plan = sheet("plan", {}, "Plan A").model_copy(update={"answers": {"R1.2.1a": written}})
    found = with_organisation_answers(instrument, plan, [sheet("whole", {"R1.2.1a": "na"})])
    assert found.answers["R1.2.1a"] == Answer(
        practice_id="R1.2.1a", answer="na", na_reason="no_reason", comment="We ask every year."
    )


def test_plans_are_compared_with_the_answers_they_share(instrument: Instrument) -> None:
    """Plan A answers R1.1.1a with 75 alone; with 4 of the organisation for R1.1.2 it has (75 + 100) / 2."""
    sheets = [
        sheet("a", {"R1.1.1a": "3"}, "Plan A"),
        sheet("b", {"R1.1.1a": "3", "R1.1.2a": "0", "R1.1.2b": "0"}, "Plan B"),
        sheet("whole", {"R1.1.2a": "4", "R1.1.2b": "4"}),
    ]
    found = compared_plans(instrument, sheets, draws=10)
    assert found.sources == {"a": {"R1.1.2a": "whole", "R1.1.2b": "whole"}}
    assert [(plan.id, plan.score) for plan in found.portfolio.ranking] == [("whole", 100), ("a", 87.5), ("b", 37.5)]


def kinds(*pairs: tuple[str, str]) -> list[AnswerSheet]:
    return [
        AnswerSheet(
            assessment=Assessment(
                id=str(n), stakeholder_types=(kind,), instrument_id="small", instrument_version=version
            ),
            answers={},
        )
        for n, (version, kind) in enumerate(pairs)
    ]


def test_the_commonest_pair_is_compared_and_the_others_get_a_reason() -> None:
    found = comparable(kinds(("1", "origin"), ("2", "host"), ("2", "origin"), ("2", "host"), ("1", "host")))
    assert (found.instrument, found.stakeholder_types) == ("small 2", ("host",))
    assert [sheet.assessment.id for sheet in found.sheets] == ["1", "3"]
    assert found.reasons == {
        "0": "It was answered with small 1 as origin, the others with small 2 as host.",
        "2": "Its stakeholder types are origin, those of the others host.",
        "4": "It was answered with small 1, the others with small 2.",
    }


def test_of_pairs_equally_common_that_of_the_first_file_is_compared() -> None:
    found = comparable(kinds(("1", "io"), ("1", "host"), ("1", "origin"), ("1", "origin"), ("1", "host")))
    assert found.stakeholder_types == ("host",)


def test_plans_of_another_version_are_scored_with_no_other(instrument: Instrument) -> None:
    with pytest.raises(OtherVersion, match="answered with small 2; here is small 1"):
        compared_plans(instrument, kinds(("2", "origin"), ("1", "origin"), ("2", "origin")))


def test_nothing_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="nothing to compare"):
        comparable([])
