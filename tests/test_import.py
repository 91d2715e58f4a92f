"""Importing a history: what is new is added, what is known is left, what has gone apart is shown and waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.errors import HistoriesApart, InvalidAnswer, OperationReused, OtherVersion
from assessment.exchange.imports import apart_lines
from assessment.joining import Prefer
from assessment.model import Answer, Assessment, AssessmentHistory
from assessment.service import AssessmentService
from assessment.store import open_store
from assessment.store.interface import Store
from tests.fakes import MemoryStore
from tests.small import small_instrument

SMALL = small_instrument()
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
A, B = "R1.1.1a", "R1.1.1b"


class Side:
    """One installation: answers are written ``R1.1.1a=3``."""

    def __init__(self, name: str, store: Store | None = None) -> None:
        numbers = count(1)
        self.store = store or MemoryStore()
        self.service = AssessmentService(
            self.store,
            SMALL,
            clock=lambda: NOON + timedelta(minutes=next(numbers)),
            ids=lambda: f"{name}{next(numbers)}",
            author=name,
        )

    def starts(self) -> str:
        self.id = self.service.start(Assessment(id="", organisation="Ministry", stakeholder_types=("origin",))).id
        return self.id

    def answers(self, *answers: str) -> None:
        for written in answers:
            practice, _, level = written.partition("=")
            kept = self.service.answers(self.id).get(practice)
            based_on = kept.revision if kept else 0
            self.service.record_answer(self.id, Answer(practice_id=practice, answer=level), based_on)

    def takes(self, other: Side, prefer: Prefer | None = None) -> int:
        self.id = other.id
        return self.service.import_history(other.whole, prefer).revisions

    @property
    def whole(self) -> AssessmentHistory:
        return self.service.whole(self.id)

    def levels(self, practice: str) -> str:
        """All levels of a practice, oldest first."""
        return "".join(revision.answer.answer for revision in self.service.history(self.id, practice))


@pytest.fixture(params=["memory", "sqlite"])
def sides(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Side, Side]]:
    """Ours and theirs: they have the assessment, with R1.1.1a answered 1; we have nothing."""
    if request.param == "memory":
        ours, theirs = Side("ours"), Side("theirs")
        theirs.starts()
        theirs.answers(f"{A}=1")
        yield ours, theirs
        return
    with (
        closing(open_store(f"sqlite:///{tmp_path / 'ours.db'}")) as our_store,
        closing(open_store(f"sqlite:///{tmp_path / 'theirs.db'}")) as their_store,
    ):
        ours, theirs = Side("ours", our_store), Side("theirs", their_store)
        theirs.starts()
        theirs.answers(f"{A}=1")
        yield ours, theirs


Sides = tuple[Side, Side]


def test_a_new_assessment_is_kept_as_it_is_and_again_changes_nothing(sides: Sides) -> None:
    ours, theirs = sides
    theirs.answers(f"{A}=2", f"{B}=3")
    done = ours.service.import_history(theirs.whole)
    ours.id = theirs.id
    assert (done.is_new, done.revisions) == (True, 3)
    assert ours.whole == theirs.whole
    for prefer in (None, *Prefer):
        again = ours.service.import_history(theirs.whole, prefer)
        assert (again.is_new, again.revisions) == (False, 0)
    assert ours.whole == theirs.whole


def test_what_they_added_since_is_added_with_its_authors_and_times(sides: Sides) -> None:
    ours, theirs = sides
    ours.takes(theirs)
    theirs.answers(f"{A}=2", f"{A}=3", f"{B}=0")
    assert ours.takes(theirs) == 3
    assert ours.whole == theirs.whole
    assert {revision.author for revision in ours.whole.revisions} == {"theirs"}


def test_what_we_added_since_is_left(sides: Sides) -> None:
    ours, theirs = sides
    ours.takes(theirs)
    ours.answers(f"{A}=4", f"{B}=2")
    assert ours.takes(theirs) == 0
    assert (ours.levels(A), ours.levels(B)) == ("14", "2")


def test_different_practices_answered_on_both_sides_need_no_choice(sides: Sides) -> None:
    ours, theirs = sides
    ours.takes(theirs)
    ours.answers(f"{A}=4")
    theirs.answers(f"{B}=2")
    assert ours.takes(theirs) == 1
    assert (ours.levels(A), ours.levels(B)) == ("14", "2")


def test_one_practice_answered_on_both_sides_is_shown_and_nothing_is_changed(sides: Sides) -> None:
    ours, theirs = sides
    ours.takes(theirs)
    ours.answers(f"{A}=4")
    theirs.answers(f"{A}=0", f"{A}=2", f"{B}=2")
    before = ours.whole
    with pytest.raises(HistoriesApart) as refused:
        ours.takes(theirs)
    (pair,) = refused.value.found.apart
    assert (pair.practice_id, pair.ours.answer.answer, pair.theirs.answer.answer) == (A, "4", "2")
    (line,) = apart_lines(refused.value.found)
    assert line == ("practice R1.1.1a: here 4 (ours, 2026-03-01 12:01 UTC), there 2 (theirs, 2026-03-01 12:07 UTC)")
    with pytest.raises(HistoriesApart):
        ours.service.check_import(theirs.whole)
    assert ours.whole == before


def test_ours_preferred_keeps_our_answer_and_takes_what_is_not_apart(sides: Sides) -> None:
    ours, theirs = sides
    ours.takes(theirs)
    ours.answers(f"{A}=4")
    theirs.answers(f"{A}=0", f"{B}=2")
    assert ours.takes(theirs, Prefer.OURS) == 1
    assert (ours.levels(A), ours.levels(B)) == ("14", "2")


def test_theirs_preferred_puts_theirs_above_ours_and_loses_neither(sides: Sides) -> None:
    ours, theirs = sides
    ours.takes(theirs)
    ours.answers(f"{A}=4")
    theirs.answers(f"{A}=0", f"{A}=2")
    assert ours.takes(theirs, Prefer.THEIRS) == 2
    assert ours.levels(A) == "1402"
    assert [revision.author for revision in ours.service.history(ours.id, A)] == ["theirs", "ours", "theirs", "theirs"]
    assert ours.takes(theirs) == 0, "what was taken in once is known"


def test_after_a_choice_both_sides_can_go_on(sides: Sides) -> None:
    ours, theirs = sides
    ours.takes(theirs)
    ours.answers(f"{A}=4")
    theirs.answers(f"{A}=0")
    ours.takes(theirs, Prefer.THEIRS)
    assert theirs.takes(ours) == 0, "their answer is the current one on both sides"
    assert theirs.levels(A) == "10"
    ours.answers(f"{A}=3")
    assert theirs.takes(ours) == 2
    assert (ours.levels(A), theirs.levels(A)) == ("1403", "1043")


def test_an_answer_that_stands_in_our_history_already_can_be_preferred(sides: Sides) -> None:
    ours, theirs = sides
    ours.takes(theirs)
    ours.answers(f"{A}=4")
    theirs.answers(f"{A}=0")
    ours.takes(theirs, Prefer.THEIRS)
    theirs.takes(ours)
    ours.answers(f"{A}=3")
    # Now they choose their own 0 again, above what we had; we know that 0 already.
    mixed = theirs.whole.revisions[0], ours.whole.revisions[1], theirs.whole.revisions[1]
    strange = mixed[1].model_copy(update={"operation_id": "elsewhere", "revision": 2})
    history = AssessmentHistory(
        assessment=ours.whole.assessment,
        revisions=(mixed[0], strange, mixed[2].model_copy(update={"revision": 3})),
    )
    with pytest.raises(HistoriesApart):
        ours.service.import_history(history)
    assert ours.service.import_history(history, Prefer.THEIRS).revisions == 2
    assert ours.levels(A) == "140340"
    assert ours.service.import_history(history).revisions == 0


def test_details_that_differ_wait_for_a_choice(sides: Sides) -> None:
    ours, theirs = sides
    ours.takes(theirs)
    theirs.service.change_details(theirs.whole.assessment.model_copy(update={"organisation": "Office", "target": 60.0}))
    theirs.answers(f"{B}=2")
    with pytest.raises(HistoriesApart) as refused:
        ours.takes(theirs)
    assert list(apart_lines(refused.value.found)) == [
        "organisation: here 'Ministry', there 'Office'",
        "target: here 'None', there '60.0'",
    ]
    assert ours.levels(B) == ""
    assert ours.takes(theirs, Prefer.OURS) == 1
    assert ours.whole.assessment.organisation == "Ministry"
    ours.takes(theirs, Prefer.THEIRS)
    assert ours.whole == theirs.whole
    assert ours.takes(theirs) == 0


def test_a_deleted_assessment_comes_back_with_its_id(sides: Sides) -> None:
    ours, theirs = sides
    ours.takes(theirs)
    ours.service.delete(ours.id)
    assert ours.service.import_history(theirs.whole).is_new
    assert ours.whole == theirs.whole


def test_the_same_save_with_another_answer_is_refused(sides: Sides) -> None:
    ours, theirs = sides
    ours.takes(theirs)
    before = ours.whole
    (revision,) = theirs.whole.revisions
    altered = revision.model_copy(update={"answer": Answer(practice_id=A, answer="4")})
    with pytest.raises(OperationReused, match="other answers or in another assessment"):
        ours.service.import_history(AssessmentHistory(assessment=before.assessment, revisions=(altered,)))
    assert ours.whole == before


def test_the_saves_of_another_assessment_are_refused(tmp_path: Path) -> None:
    theirs = Side("theirs")
    theirs.starts()
    theirs.answers(f"{A}=1")
    with closing(open_store(f"sqlite:///{tmp_path / 'ours.db'}")) as store:
        ours = Side("ours", store)
        ours.takes(theirs)
        copied = AssessmentHistory(
            assessment=theirs.whole.assessment.model_copy(update={"id": "copied"}),
            revisions=tuple(r.model_copy(update={"assessment_id": "copied"}) for r in theirs.whole.revisions),
        )
        with pytest.raises(OperationReused, match="in another assessment"):
            ours.service.import_history(copied)
        assert [kept.id for kept in ours.service.assessments()] == [ours.id]


def test_another_version_is_refused_whichever_side_it_is_on(sides: Sides) -> None:
    ours, theirs = sides
    other = theirs.whole.assessment.model_copy(update={"instrument_version": "2"})
    with pytest.raises(OtherVersion):
        ours.service.import_history(AssessmentHistory(assessment=other, revisions=theirs.whole.revisions))
    ours.store.add_assessment(other)
    with pytest.raises(OtherVersion):
        ours.service.import_history(theirs.whole)


def test_a_history_with_a_gap_is_refused(sides: Sides) -> None:
    ours, theirs = sides
    theirs.answers(f"{A}=2")
    torn = AssessmentHistory(assessment=theirs.whole.assessment, revisions=theirs.whole.revisions[1:])
    with pytest.raises(InvalidAnswer, match="not numbered 1, 2, 3"):
        ours.service.import_history(torn)
    assert ours.service.assessments() == []


ACTIONS = st.lists(
    st.tuples(st.sampled_from(["ours", "theirs"]), st.sampled_from([A, B]), st.sampled_from("01234"))
    | st.tuples(st.sampled_from(["ours", "theirs"]), st.sampled_from(Prefer)),
    max_size=25,
)


@settings(max_examples=200, deadline=None)
@given(ACTIONS)
def test_however_both_sides_go_on_nothing_is_lost_and_importing_again_changes_nothing(
    actions: list[tuple[str, str, str] | tuple[str, Prefer]],
) -> None:
    both = {"ours": Side("ours"), "theirs": Side("theirs")}
    both["theirs"].starts()
    both["ours"].takes(both["theirs"])
    for name, *action in actions:
        side, other = both[name], both["theirs" if name == "ours" else "ours"]
        before = side.whole.by_practice
        if len(action) == 2:
            side.answers("=".join(action))
        else:
            (prefer,) = action
            side.takes(other, Prefer(prefer))
            for practice, theirs in other.whole.by_practice.items():
                known = {revision.operation_id for revision in before.get(practice, ())}
                if prefer is Prefer.THEIRS and not {revision.operation_id for revision in theirs} <= known:
                    assert side.whole.by_practice[practice][-1].answer == theirs[-1].answer
            assert side.takes(other, Prefer(prefer)) == 0
        for practice, revisions in before.items():
            after = side.whole.by_practice[practice]
            assert after[: len(revisions)] == revisions, "a history only grows"
            assert [revision.revision for revision in after] == list(range(1, len(after) + 1))
