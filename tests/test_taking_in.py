"""Answers out of files beside those that are here: every case worked by hand, then taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.errors import Conflict, InvalidAnswer, NotFound
from assessment.exchange.offers import conflict_lines, counts_sentence, offered
from assessment.joining import Prefer
from assessment.model import Answer, AnswerRevision, AnswerSheet, Assessment
from assessment.service import AssessmentService
from assessment.store import open_store
from assessment.taking_in import Beside, Here, Kind, Offer, Taken, beside, chosen, merged
from tests.fakes import MemoryStore
from tests.small import small_instrument

SMALL = small_instrument()
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
A, B = "R1.1.1a", "R1.1.1b"


def said(written: str, practice: str = A) -> Answer:
    """``3 law`` is level 3 with the evidence "law"; ``- law`` has no level."""
    level, _, evidence = written.partition(" ")
    return Answer(practice_id=practice, answer=level.replace("-", ""), evidence=evidence)


def here(*history: str, practice: str = A, hours: int = 0) -> Here:
    """What was answered, one an hour from noon on (or from later on)."""
    past = tuple(
        AnswerRevision(
            assessment_id="a",
            answer=said(written, practice),
            revision=number,
            author="local",
            at=NOON + timedelta(hours=hours + number),
            operation_id=f"{practice}{number}",
        )
        for number, written in enumerate(history, start=1)
    )
    return Here(past[-1].answer, len(past), past) if past else Here(Answer(practice_id=practice))


def one(own: Here, *files: str) -> Beside | None:
    """The practice A beside files a, b, c ..., each with one answer to it."""
    offers = [Offer(name, {A: said(written)}) for name, written in zip("abc", files, strict=False)]
    found = beside([A, B], {A: own} if own.history else {}, offers)
    assert len(found) <= 1
    return found[0] if found else None


def sides(found: Beside | None) -> list[tuple[str, str]]:
    """The files and the level with evidence that each side would leave here."""
    assert found is not None
    return [("".join(side.sources), f"{side.answer.answer} {side.answer.evidence}".strip()) for side in found.sides]


@pytest.mark.parametrize(
    ("history", "files", "kind", "offered_sides"),
    [
        # nothing here
        ((), ["3"], Kind.NEW, [("a", "3")]),
        ((), ["3", "3"], Kind.NEW, [("ab", "3")]),
        ((), ["3", "3 law"], Kind.NEW, [("ab", "3 law")]),
        ((), ["3 law", "3"], Kind.NEW, [("ab", "3 law")]),
        ((), ["3", "2"], Kind.CONFLICT, [("a", "3"), ("b", "2")]),
        ((), ["3", "", "2"], Kind.CONFLICT, [("a", "3"), ("c", "2")]),
        ((), ["3 law", "3 plan"], Kind.CONFLICT, [("a", "3 law"), ("b", "3 plan")]),
        ((), ["- law"], Kind.NEW, [("a", "law")]),
        # a note is here, no level
        (("- law",), ["3"], Kind.NEW, [("a", "3 law")]),
        (("- law",), ["3 plan"], Kind.CHANGED, [("a", "3 plan")]),
        # a level is here
        (("2",), ["2"], Kind.SAME, []),
        (("2 law",), ["2"], Kind.SAME, []),
        (("2 the  law",), ["2 the law "], Kind.SAME, []),
        (("2",), ["3"], Kind.CHANGED, [("a", "3")]),
        (("2",), ["dk"], Kind.CHANGED, [("a", "dk")]),
        (("2 law",), ["3"], Kind.CHANGED, [("a", "3 law")]),
        (("2 law",), ["- plan"], Kind.CHANGED, [("a", "2 plan")]),
        (("2",), ["2", "3"], Kind.CHANGED, [("b", "3")]),
        (("2",), ["3", "4"], Kind.CONFLICT, [("a", "3"), ("b", "4")]),
        # it was something else before
        (("1", "2"), ["1"], Kind.OLDER, [("a", "1")]),
        (("1", "-"), ["1"], Kind.OLDER, [("a", "1")]),
        (("1 law", "2 plan"), ["1"], Kind.OLDER, [("a", "1 plan")]),
        (("1", "2", "1"), ["1"], Kind.SAME, []),
        (("1", "2"), ["1", "2"], Kind.OLDER, [("a", "1")]),
        (("1", "2"), ["1", "3"], Kind.CHANGED, [("b", "3"), ("a", "1")]),
        (("1", "2"), ["1", "3", "4"], Kind.CONFLICT, [("b", "3"), ("c", "4"), ("a", "1")]),
    ],
)
def test_each_case(
    history: tuple[str, ...], files: list[str], kind: Kind, offered_sides: list[tuple[str, str]]
) -> None:
    found = one(here(*history), *files)
    assert found is not None
    assert found.kind is kind
    assert sides(found) == offered_sides
    assert [side.is_older for side in found.sides] == sorted(side.is_older for side in found.sides)


@pytest.mark.parametrize("own", [(), ("2",), ("1", "2")])
def test_blank_says_nothing(own: tuple[str, ...]) -> None:
    assert one(here(*own), "", "-") is None


def test_what_is_not_asked_is_left_out_and_the_order_is_that_of_the_questionnaire() -> None:
    offer = Offer("a", {B: said("1", B), A: said("1"), "R9.9.9a": said("1", "R9.9.9a")})
    assert [found.practice_id for found in beside([A, B], {}, [offer])] == [A, B]


def test_an_answer_given_here_after_the_file_was_made_is_a_conflict() -> None:
    """A shows that the file was made before 14:00; B was answered at 17:00 here, so its author did not see that."""
    here_now = {A: here("1", "2"), B: here("1", practice=B, hours=4)}
    file = Offer("a", {A: said("1"), B: said("3", B)})
    found = beside([A, B], here_now, [file])
    assert [one.kind for one in found] == [Kind.OLDER, Kind.CONFLICT]
    other = Offer("b", {B: said("4", B)})
    assert [one.kind for one in beside([B], here_now, [other])] == [Kind.CHANGED]
    earlier = {A: here("1", "2"), B: here("1", practice=B)}
    assert [one.kind for one in beside([A, B], earlier, [file])] == [Kind.OLDER, Kind.CHANGED], "B was there at 13:00"


def test_a_reason_goes_with_its_answer() -> None:
    own = Answer(practice_id=A, answer="na", na_reason="none", comment="ours")
    assert merged(own, Answer(practice_id=A, answer="2")) == Answer(practice_id=A, answer="2", comment="ours")
    assert merged(own, Answer(practice_id=A, comment="theirs")) == own.model_copy(update={"comment": "theirs"})


LEVELS = st.sampled_from(["", "-", "0", "1", "2 law", "2 plan", "3", "dk", "- law"])


@given(st.lists(LEVELS, max_size=4), st.lists(LEVELS, max_size=3))
def test_taking_what_was_offered_leaves_nothing_to_take_from_that_file(history: list[str], files: list[str]) -> None:
    found = one(here(*history), *files)
    if found is None:
        return
    for side in found.sides:
        past = (*found.here.history, *here(f"{side.answer.answer or '-'} {side.answer.evidence}").history)
        after = Here(side.answer, found.here.based_on + 1, past)
        (source, *_rest) = side.sources
        again = beside([A], {A: after}, [Offer(source, {A: said(files["abc".index(source)])})])
        assert [one.kind for one in again] == [Kind.SAME]


@given(st.lists(LEVELS, max_size=4), LEVELS)
def test_a_second_copy_of_a_file_changes_nothing(history: list[str], file: str) -> None:
    found, twice = one(here(*history), file), one(here(*history), file, file)
    assert (found and found.kind) == (twice and twice.kind)


def test_who_is_preferred() -> None:
    offers = [Offer("a", {A: said("3"), B: said("1", B)}), Offer("b", {A: said("4")})]
    found = beside([A, B], {}, offers)
    assert chosen(found, Prefer.OURS) == [Taken(said("1", B), 0)]
    assert chosen(found, Prefer.THEIRS) == [Taken(said("4"), 0), Taken(said("1", B), 0)]
    older = beside([A], {A: here("1", "2")}, [Offer("a", {A: said("1")})])
    assert chosen(older, Prefer.THEIRS) == []


def test_conflicts_and_counts_in_words() -> None:
    found = beside(
        [A, B], {A: here("2 law")}, [Offer("a.csv", {A: said("3"), B: said("1", B)}), Offer("b", {A: said("4 plan")})]
    )
    assert counts_sentence(found) == "1 conflict, 1 new, 0 changed, 0 older than here, 0 the same"
    assert list(conflict_lines(found)) == [
        f"practice {A}: here 2 (local, 2026-03-01 13:00 UTC); in files 3 (a.csv); 4, evidence 'plan' (b)"
    ]
    nothing = beside([A], {}, [Offer("a", {A: said("3")}), Offer("b", {A: said("4")})])
    assert list(conflict_lines(nothing)) == [f"practice {A}: here nothing; in files 3 (a); 4 (b)"]


def test_a_file_for_others_is_refused_and_another_name_is_only_said() -> None:
    into = Assessment(id="x", stakeholder_types=("origin",), organisation="Ministry", subject="Plan Coast")
    sheet = AnswerSheet(assessment=into, answers={A: said("1")})

    def of(**details: object) -> AnswerSheet:
        return sheet.model_copy(update={"assessment": into.model_copy(update=details)})

    assert offered("a.csv", [sheet], into, SMALL).warnings == ()
    said_of_others = offered("a.csv", [of(organisation="Agency", subject="Plan Hills")], into, SMALL)
    assert [str(one) for one in said_of_others.warnings] == [
        "a.csv: it names the organization 'Agency', here it is 'Ministry'. Look whether it is the right file.",
        "a.csv: it is about the plan 'Plan Hills'. Look whether it is the right file.",
    ]
    assert [offer.source for offer in offered("a.csv", [sheet, of(id="y")], into, SMALL).offers] == [
        "a.csv: x",
        "a.csv: y",
    ]


class Office:
    """A service with a clock that moves on, and one assessment."""

    def __init__(self, store: object) -> None:
        numbers = count(1)
        self.service = AssessmentService(
            store,  # type: ignore[arg-type]
            SMALL,
            clock=lambda: NOON + timedelta(minutes=next(numbers)),
            ids=lambda: f"id{next(numbers)}",
        )
        self.id = self.service.start(Assessment(id="", organisation="Office", stakeholder_types=("origin",))).id

    def answers(self, written: str, practice: str = A) -> None:
        kept = self.service.answers(self.id).get(practice)
        self.service.record_answer(self.id, said(written, practice), kept.revision if kept else 0)

    def beside(self, **answers: str) -> list[Beside]:
        names = {"a": A, "b": B}
        return self.service.beside_files(
            self.id, [Offer("file", {names[key]: said(text, names[key]) for key, text in answers.items()})]
        )

    def levels(self, practice: str = A) -> list[str]:
        return [kept.answer.answer for kept in self.service.history(self.id, practice)]


@pytest.fixture(params=["memory", "sqlite"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    if request.param == "memory":
        yield Office(MemoryStore())
        return
    with closing(open_store(f"sqlite:///{tmp_path / 'a.db'}")) as store:
        yield Office(store)


def test_what_is_taken_in_stands_on_top_of_the_history(office: Office) -> None:
    office.answers("1 law")
    found = office.beside(a="3", b="2")
    assert [one.kind for one in found] == [Kind.CHANGED, Kind.NEW]
    kept = office.service.take_in(office.id, chosen(found, Prefer.OURS))
    assert [(one.answer.answer, one.revision, one.author) for one in kept] == [("3", 2, "local"), ("2", 1, "local")]
    assert office.levels() == ["1", "3"]
    assert office.service.answers(office.id)[A].answer.evidence == "law"
    assert [one.kind for one in office.beside(a="3", b="2")] == [Kind.SAME, Kind.SAME]


def test_a_save_in_between_keeps_everything_out(office: Office) -> None:
    office.answers("1")
    found = office.beside(a="3", b="2")
    office.answers("4")
    with pytest.raises(Conflict):
        office.service.take_in(office.id, chosen(found, Prefer.OURS))
    assert (office.levels(), office.levels(B)) == (["1", "4"], [])


def test_one_answer_that_is_not_allowed_keeps_everything_out(office: Office) -> None:
    wrong = Taken(Answer(practice_id=A, answer="9"), 0)
    with pytest.raises(InvalidAnswer, match="answer '9' is not one of"):
        office.service.take_in(office.id, [Taken(said("2", B), 0), wrong])
    assert office.levels(B) == []
    with pytest.raises(NotFound):
        office.service.take_in("nothing", [])


def test_a_plan_is_not_given_what_it_takes_from_its_organisation() -> None:
    office = Office(MemoryStore())
    plan = office.service.plan_from(office.id, "Plan Coast").id
    office.answers("1")
    sheet = office.service.sheet(plan)
    assert sheet.sources, "the practice is about the organisation"
    exported = [Offer("file", sheet.answers)]
    assert [one.kind for one in office.service.beside_files(plan, exported)] == [Kind.SAME]
    office.answers("2")
    assert [one.kind for one in office.service.beside_files(plan, exported)] == [Kind.OLDER]
    (own,) = office.service.beside_files(plan, [Offer("file", {A: said("4")})])
    assert (own.kind, own.here.based_on) == (Kind.CHANGED, 0)
    office.service.take_in(plan, chosen([own], Prefer.OURS))
    assert office.service.answers(plan)[A].answer == said("4")
