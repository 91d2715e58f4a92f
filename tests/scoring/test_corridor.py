"""Who covers what, worked by hand (``cases/11_corridor.yaml``), and what holds for every corridor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.corridor import Actor, Cover, RecommendationCover, corridor
from scoring.plan import compile_plan
from tests.scoring.short import instrument
from tests.scoring.test_cases import cases, code
from tests.scoring.test_properties import FEW

PRACTICES = {"R1.1.1a": "origin=lead host=lead", "R1.1.1b": "host=lead io=support", "R1.1.2a": "origin=lead io=lead"}
ANSWERS = st.fixed_dictionaries(dict.fromkeys(PRACTICES, st.sampled_from(["", "dk", "na", "0", "1", "3", "4"])))
ACTORS = st.lists(st.tuples(st.sampled_from(["origin", "host", "io"]), ANSWERS), max_size=4)


def covers(practices: Mapping[str, str], actors: Mapping[str, Any], **facts: Any) -> tuple[RecommendationCover, ...]:
    short = instrument(practices, **facts)
    members = []
    for id, actor in actors.items():
        plan = compile_plan(short, tuple(actor["as"]))
        given_answers = {practice: code(answer) for practice, answer in actor["answers"].items()}
        members.append(Actor(id, plan, plan.codes(given_answers)))
    return corridor(short, members)


@pytest.mark.parametrize("case", cases("11_corridor"))
def test_the_covers_are_those_worked_by_hand(case: Mapping[str, Any]) -> None:
    facts = {name: case[name] for name in ("scales",) if name in case}
    found = covers(case["practices"], case["actors"], **facts)
    expect = case["expect"]
    practices = {practice.id: practice for cover in found for practice in cover.practices}
    assert list(practices) == list(expect["practices"])
    for id, wanted in expect["practices"].items():
        cover = practices[id]
        best = [cover.best.actor, cover.best.answer] if cover.best else None
        leads = [lead.actor for lead in cover.leads]
        assert (cover.status.value, best, leads) == (wanted["status"], wanted["best"], wanted["leads"]), id
        if "types" in wanted:
            assert cover.best is not None
            assert list(cover.best.types) == wanted["types"]
    if "recommendations" in expect:
        assert {cover.id: cover.status.value for cover in found} == expect["recommendations"]
    if "without_lead" in expect:
        assert [practice.id for cover in found for practice in cover.without_lead] == expect["without_lead"]


def test_a_corridor_of_nobody_has_no_lead_anywhere() -> None:
    assert {cover.status for cover in covers(PRACTICES, {})} == {Cover.NO_LEAD}


def test_supporters_are_named_and_cover_nothing() -> None:
    (cover,) = covers(
        {"R1.1.1a": "origin=support host=lead"},
        {"s": {"as": ["origin"], "answers": {"R1.1.1a": "4"}}, "l": {"as": ["host"], "answers": {"R1.1.1a": "0"}}},
    )
    (practice,) = cover.practices
    assert [(part.actor, part.role, part.answer, part.state) for part in practice.supporters] == [
        ("s", "support", "4", Cover.COVERED)
    ]
    assert practice.status is Cover.UNCOVERED


@pytest.mark.parametrize(
    ("answers", "is_between"),
    [
        (("0", "0"), True),
        (("1", "2"), True),
        (("0", "3"), False),
        (("0", "dk"), False),
        (("0", ""), False),
        (("0", "na"), False),
        (("0",), False),
        (("0", "2", "na"), True),
        (("0", "2", ""), False),
    ],
)
def test_several_lead_and_none_has_it_in_place(answers: tuple[str, ...], is_between: bool) -> None:
    """Only when it is known of each; who answers that it does not apply does not lead here."""
    actors = {str(n): {"as": ["origin"], "answers": {"R1.1.1a": answer}} for n, answer in enumerate(answers)}
    (cover,) = covers({"R1.1.1a": "lead"}, actors)
    assert cover.practices[0].is_between_leads is is_between


@pytest.mark.parametrize(
    ("answers", "role", "state"),
    [
        (("3", "4", ""), "lead", Cover.COVERED),
        (("3", "0", ""), "lead", Cover.PARTIAL),
        (("1", "", ""), "lead", Cover.PARTIAL),
        (("0", "dk", "4"), "lead", Cover.UNKNOWN),
        (("0", "0", "4"), "lead", Cover.UNCOVERED),
        (("na", "4", ""), "lead", Cover.COVERED),
        (("na", "na", "4"), "lead", Cover.NOT_APPLICABLE),
    ],
)
def test_an_actors_part_takes_its_practices_in_its_strongest_role_together(
    answers: tuple[str, ...], role: str, state: Cover
) -> None:
    practices = {"R1.1.1a": "lead host=lead", "R1.1.1b": "lead", "R1.1.1c": "support host=lead"}
    actors = {"o": {"as": ["origin"], "answers": dict(zip(practices, answers, strict=True))}}
    (cover,) = covers(practices, actors)
    part = cover.by_actor["o"]
    assert (part.role, part.state) == (role, state)


@FEW
@given(ACTORS, st.randoms(use_true_random=False))
def test_order_never_matters(actors: list[tuple[str, dict[str, str]]], random: Any) -> None:
    members = [(str(n), {"as": [kind], "answers": answers}) for n, (kind, answers) in enumerate(actors)]
    shuffled = list(members)
    random.shuffle(shuffled)
    assert covers(PRACTICES, dict(members)) == covers(PRACTICES, dict(shuffled))


@FEW
@given(ACTORS)
def test_each_status_is_what_the_answers_of_the_leads_say(actors: list[tuple[str, dict[str, str]]]) -> None:
    """The table of the method once more, line by line."""
    found = covers(PRACTICES, {str(n): {"as": [kind], "answers": given} for n, (kind, given) in enumerate(actors)})
    for cover in (practice for recommendation in found for practice in recommendation.practices):
        every = [given[cover.id] for kind, given in actors if f"{kind}=lead" in PRACTICES[cover.id]]
        answers = [answer for answer in every if answer != "na"]
        levels = [int(answer) for answer in answers if answer.isdigit()]
        expected = {
            Cover.NO_LEAD: not every,
            Cover.NOT_APPLICABLE: bool(every) and not answers,
            Cover.COVERED: any(level >= 3 for level in levels),
            Cover.PARTIAL: bool(levels) and 0 < max(levels) < 3,
            Cover.UNCOVERED: bool(answers) and all(answer == "0" for answer in answers),
            Cover.UNKNOWN: max(levels, default=0) == 0 and len(levels) < len(answers),
        }
        assert [status for status, holds in expected.items() if holds] == [cover.status]


@FEW
@given(ACTORS, ANSWERS)
def test_one_more_at_the_table_never_lowers_the_best_answer(
    actors: list[tuple[str, dict[str, str]]], answers: dict[str, str]
) -> None:
    members = {str(n): {"as": [kind], "answers": given} for n, (kind, given) in enumerate(actors)}
    before = covers(PRACTICES, members)
    after = covers(PRACTICES, members | {"new": {"as": ["host"], "answers": answers}})
    for old, new in zip(before, after, strict=True):
        for one, other in zip(old.practices, new.practices, strict=True):
            assert one.best is None or (other.best is not None and other.best.position >= one.best.position)
