"""Every sentence of the store's interface, over every database."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from assessment.errors import Conflict, InvalidAnswer, NotFound, OperationReused
from assessment.model import AnswerRevision, Assessment, AssessmentHistory
from assessment.store import history
from assessment.store.interface import Store
from assessment.store.schema import organisations
from assessment.store.sql import SqlStore
from tests.store.samples import NOON, a_revision, an_assessment

UNKNOWN_IDS = ("a2", "", "-1", "99999999999999999999", "A1", "a1 ", "a" * 10_000, "\0", "\ud800", "a1' OR '1'='1")
STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)


def test_the_store_has_what_the_interface_names() -> None:
    for name, promised in inspect.getmembers(Store, inspect.isfunction):
        if not name.startswith("_"):
            kept = getattr(SqlStore, name)
            assert inspect.signature(kept).parameters.keys() == inspect.signature(promised).parameters.keys()


class TestAssessments:
    def test_come_back_as_they_were_with_their_targets(self, store: SqlStore) -> None:
        assert store.assessment("a1") == an_assessment()

    def test_may_have_nothing_but_an_id_and_a_type(self, store: SqlStore) -> None:
        bare = Assessment(id="bare", stakeholder_types=("host",))
        store.add_assessment(bare)
        assert store.assessment("bare") == bare

    def test_are_kept_together_with_their_first_answers(self, store: SqlStore) -> None:
        first = [a_revision(assessment_id="b", practice=practice) for practice in ("R1.1.1a", "R1.1.1b")]
        store.add_assessment(an_assessment("b"), first)
        assert list(store.current("b").values()) == first

    def test_and_their_first_answers_are_all_or_nothing(self, store: SqlStore) -> None:
        first = [a_revision(assessment_id="b"), a_revision(2, assessment_id="b", practice="R1.1.1b")]
        with pytest.raises(Conflict):
            store.add_assessment(an_assessment("b"), first)
        with pytest.raises(NotFound):
            store.assessment("b")
        assert store.current("b") == {}
        assert [kept.id for kept in store.assessments()] == ["a1"]

    def test_take_no_first_answers_of_another_assessment(self, store: SqlStore) -> None:
        with pytest.raises(ValueError, match="must belong"):
            store.add_assessment(an_assessment("b"), [a_revision(assessment_id="a1")])

    def test_may_come_several_at_once(self, store: SqlStore) -> None:
        several = [
            (an_assessment("b"), [a_revision(assessment_id="b"), a_revision(assessment_id="b", practice="R2.1.1a")]),
            (an_assessment("c", organisation="Red Cross", targets={}), []),
        ]
        store.add_assessments(several)
        assert [store.assessment(id) for id in "bc"] == [assessment for assessment, _revisions in several]
        assert list(store.current("b").values()) == several[0][1]
        assert store.current("c") == {}
        store.add_assessments([])

    @pytest.mark.parametrize(
        ("bad", "refusal"),
        [
            pytest.param((an_assessment("a1"), []), Conflict, id="id taken"),
            pytest.param((an_assessment("b"), []), Conflict, id="same id twice"),
            pytest.param((an_assessment("c"), [a_revision(2, assessment_id="c")]), Conflict, id="revision"),
            pytest.param((an_assessment("c"), [a_revision(assessment_id="b")]), ValueError, id="another's answer"),
            pytest.param((an_assessment("c", subject="a\0b"), []), InvalidAnswer, id="text"),
        ],
    )
    def test_that_come_several_at_once_are_all_kept_or_none(
        self, store: SqlStore, bad: tuple[Assessment, list[AnswerRevision]], refusal: type[Exception]
    ) -> None:
        good = [(an_assessment(id, organisation="New"), [a_revision(assessment_id=id)]) for id in ("b", "d")]
        with pytest.raises(refusal):
            store.add_assessments([good[0], bad, good[1]])
        assert store.assessments() == [an_assessment()]
        assert store.current_of_all() == {}
        with store.engine.connect() as connection:
            names = [row.name for row in connection.execute(select(organisations.c.name))]
        assert names == ["Ministry of Labour"]

    def test_do_not_take_the_id_of_another(self, store: SqlStore) -> None:
        with pytest.raises(Conflict):
            store.add_assessment(an_assessment(organisation="Another"))
        assert store.assessments() == [an_assessment()]

    def test_have_their_details_and_targets_replaced(self, store: SqlStore) -> None:
        store.append([a_revision()])
        changed = Assessment(id="a1", stakeholder_types=("host",), targets={"R2.2.2": 10.0}, is_sample=True)
        store.update_assessment(changed)
        assert store.assessment("a1") == changed.model_copy(update={"created_at": NOON})
        assert store.history("a1", "R1.1.1a") == [a_revision()]

    def test_share_an_organisation_until_the_last_leaves_it(self, store: SqlStore) -> None:
        store.add_assessment(an_assessment("b"))
        store.update_assessment(an_assessment("b", organisation="Red Cross"))
        assert [kept.organisation for kept in store.assessments()] == ["Ministry of Labour", "Red Cross"]
        store.delete_assessment("a1")
        assert store.assessment("b").organisation == "Red Cross"

    def test_are_listed_newest_first_and_those_without_a_time_last(self, store: SqlStore) -> None:
        store.add_assessment(an_assessment("timeless", created_at=None))
        store.add_assessment(an_assessment("newer", created_at=NOON + timedelta(microseconds=1), targets={}))
        store.add_assessment(an_assessment("older", created_at=NOON - timedelta(days=1)))
        assert [kept.id for kept in store.assessments()] == ["newer", "a1", "older", "timeless"]
        assert store.assessments()[1] == an_assessment()

    @pytest.mark.parametrize("unknown", UNKNOWN_IDS)
    def test_that_are_not_there_are_not_found(self, store: SqlStore, unknown: str) -> None:
        for attempt in (store.assessment, store.delete_assessment):
            with pytest.raises(NotFound):
                attempt(unknown)
        assert store.current(unknown) == {}
        assert store.history(unknown, "R1.1.1a") == []
        assert store.history("a1", unknown) == []

    def test_that_are_not_there_cannot_be_changed_or_answered(self, store: SqlStore) -> None:
        with pytest.raises(NotFound):
            store.update_assessment(an_assessment("a2"))
        with pytest.raises(NotFound):
            store.append([a_revision(), a_revision(assessment_id="a2")])
        assert store.current("a1") == {}
        assert [kept.id for kept in store.assessments()] == ["a1"]


class TestWholeHistories:
    def test_come_in_and_go_out_with_their_authors_and_times(self, store: SqlStore) -> None:
        revisions = (a_revision(1, assessment_id="b"), a_revision(2, assessment_id="b", level="3"))
        foreign = tuple(kept.model_copy(update={"author": "ben", "at": NOON - timedelta(days=9)}) for kept in revisions)
        store.add_assessment(an_assessment("b"), foreign)
        assert store.whole("b") == AssessmentHistory(assessment=an_assessment("b"), revisions=foreign)
        assert store.whole("a1") == AssessmentHistory(assessment=an_assessment())

    def test_of_a_practice_stand_together_oldest_first(self, store: SqlStore) -> None:
        practices = ("R3.1.10b", "R1.1.1a", "R1.1.10a")
        for number in range(1, 13):
            store.append([a_revision(number, practice=practice) for practice in practices])
        assert store.whole("a1").by_practice.keys() == set(practices)
        for practice, revisions in store.whole("a1").by_practice.items():
            assert list(revisions) == store.history("a1", practice)
        seen = [revision.answer.practice_id for revision in store.whole("a1").revisions]
        assert sum(one != other for one, other in pairwise(seen)) == len(practices) - 1

    @pytest.mark.parametrize("unknown", UNKNOWN_IDS)
    def test_of_what_is_not_there_are_not_found(self, store: SqlStore, unknown: str) -> None:
        with pytest.raises(NotFound):
            store.whole(unknown)

    def test_are_extended_together_with_the_details_or_not_at_all(self, store: SqlStore) -> None:
        store.append([a_revision()])
        changed = an_assessment(organisation="Red Cross", targets={})
        with pytest.raises(Conflict):
            store.extend(changed, [a_revision(2), a_revision(2, practice="R2.2.2c")])
        assert store.whole("a1") == AssessmentHistory(assessment=an_assessment(), revisions=(a_revision(),))
        store.extend(changed, [a_revision(2)])
        assert store.whole("a1") == AssessmentHistory(assessment=changed, revisions=(a_revision(), a_revision(2)))
        with pytest.raises(NotFound):
            store.extend(an_assessment("a2"), [])


class TestDeleting:
    def test_takes_answers_and_targets_along_and_nothing_of_others(self, store: SqlStore) -> None:
        store.add_assessment(an_assessment("b"), [a_revision(assessment_id="b")])
        store.append([a_revision(1), a_revision(2)])
        store.delete_assessment("a1")
        assert store.assessments() == [an_assessment("b")]
        assert store.history("a1", "R1.1.1a") == []
        assert store.current_of_all().keys() == store.last_changes().keys() == {"b"}
        store.add_assessment(an_assessment(targets={}))
        assert store.assessment("a1").targets == {}

    def test_leaves_the_rounds_that_were_copied_from_it(self, store: SqlStore) -> None:
        store.add_assessment(an_assessment("round2", baseline_id="a1"))
        store.delete_assessment("a1")
        assert store.assessment("round2").baseline_id == "a1"

    def test_happens_once(self, store: SqlStore) -> None:
        store.delete_assessment("a1")
        with pytest.raises(NotFound):
            store.delete_assessment("a1")


class TestAppending:
    def test_returns_what_is_stored_in_the_same_order(self, store: SqlStore) -> None:
        revisions = [a_revision(practice=practice) for practice in ("R3.1.10b", "R1.1.1a", "R2.2.2c")]
        assert store.append(revisions) == revisions
        assert store.current("a1") == {kept.answer.practice_id: kept for kept in revisions}

    def test_keeps_every_field(self, store: SqlStore) -> None:
        full = a_revision(
            level="na",
            na_reason="no_duty",
            evidence="Circular 12",
            evidence_date="2025-03",
            responsible="Consular unit",
            comment="Drill in May",
        )
        store.append([full])
        assert store.history("a1", "R1.1.1a") == [full]

    def test_nothing_writes_nothing(self, store: SqlStore) -> None:
        assert store.append([]) == []

    def test_goes_one_revision_at_a_time(self, store: SqlStore) -> None:
        revisions = [a_revision(number) for number in range(1, 6)]
        for revision in revisions:
            store.append([revision])
        assert store.history("a1", "R1.1.1a") == revisions
        assert store.current("a1") == {"R1.1.1a": revisions[-1]}

    def test_may_bring_several_revisions_of_one_practice_at_once(self, store: SqlStore) -> None:
        revisions = [a_revision(number) for number in range(1, 4)]
        assert store.append(revisions) == revisions
        assert store.history("a1", "R1.1.1a") == revisions

    @pytest.mark.parametrize("forged", [-(2**70), -1, 0, 1, 2, 4, 5, 2**31, 2**70])
    def test_refuses_any_revision_but_the_next(self, store: SqlStore, forged: int) -> None:
        newest = [a_revision(1), a_revision(2)]
        store.append(newest)
        with pytest.raises(Conflict) as refusal:
            store.append([a_revision(forged, level="4", operation="forged")])
        assert refusal.value.current == newest[-1]
        assert store.history("a1", "R1.1.1a") == newest

    @pytest.mark.parametrize("forged", [-1, 0, 2, 2**70])
    def test_refuses_to_begin_with_any_revision_but_the_first(self, store: SqlStore, forged: int) -> None:
        with pytest.raises(Conflict) as refusal:
            store.append([a_revision(forged)])
        assert refusal.value.current is None
        assert store.current("a1") == {}

    @pytest.mark.parametrize(
        "bad",
        [
            pytest.param(a_revision(3, practice="R1.1.2a"), id="conflict"),
            pytest.param(a_revision(practice="R1.1.2a", assessment_id="unknown"), id="unknown assessment"),
            pytest.param(a_revision(practice="R0.0.0a", operation="used", level="0"), id="operation used"),
        ],
    )
    def test_is_all_or_nothing(self, store: SqlStore, bad: object) -> None:
        used = a_revision(practice="R0.0.0a", operation="used")
        store.append([used])
        good = [a_revision(practice=f"R1.1.{number}b") for number in range(1, 100)]
        with pytest.raises((Conflict, NotFound, OperationReused)):
            store.append([*good[:50], bad, *good[50:]])  # type: ignore[list-item]
        assert store.current("a1") == {"R0.0.0a": used}

    def test_of_many_writes_them_all(self, store: SqlStore) -> None:
        many = [a_revision(practice=f"R1.1.{number}b") for number in range(1, 1200)]
        assert store.append(many) == many
        assert store.append(many) == many
        assert len(store.current("a1")) == len(many)

    def test_has_the_database_as_last_word(self, store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
        kept = a_revision()
        store.append([kept])
        monkeypatch.setattr(history, "_newest_of", lambda *_: {})
        with pytest.raises(Conflict) as refusal:
            store.append([a_revision(practice="R1.1.1b"), a_revision(level="4")])
        assert refusal.value.current == kept
        assert store.current("a1") == {"R1.1.1a": kept}


class TestOperations:
    def test_repeated_are_one_save(self, store: SqlStore) -> None:
        first = a_revision(operation="o")
        store.append([first])
        again = first.model_copy(update={"at": NOON + timedelta(days=1), "author": "somebody"})
        assert store.append([again]) == [first]
        assert store.history("a1", "R1.1.1a") == [first]

    def test_repeated_are_one_save_also_after_a_newer_one(self, store: SqlStore) -> None:
        first, second = a_revision(1), a_revision(2)
        store.append([first])
        store.append([second])
        assert store.append([first]) == [first]
        assert store.history("a1", "R1.1.1a") == [first, second]

    def test_repeated_within_one_call_are_one_save(self, store: SqlStore) -> None:
        assert store.append([a_revision(), a_revision()]) == [a_revision(), a_revision()]
        assert store.history("a1", "R1.1.1a") == [a_revision()]

    @pytest.mark.parametrize("change", [{"level": "3"}, {"comment": "other"}, {"na_reason": "other"}])
    def test_with_another_answer_are_refused(self, store: SqlStore, change: dict[str, str]) -> None:
        kept = a_revision(operation="o")
        store.append([kept])
        for number in (1, 2):
            with pytest.raises(OperationReused):
                store.append([a_revision(number, operation="o", **change)])
        assert store.history("a1", "R1.1.1a") == [kept]

    def test_in_another_assessment_are_refused(self, store: SqlStore) -> None:
        store.append([a_revision(operation="o")])
        store.add_assessment(an_assessment("b"))
        with pytest.raises(OperationReused):
            store.append([a_revision(operation="o", assessment_id="b")])
        assert store.current("b") == {}

    def test_may_write_several_practices(self, store: SqlStore) -> None:
        both = [a_revision(practice=practice, operation="o") for practice in ("R1.1.1a", "R1.1.1b")]
        assert store.append(both) == both
        assert store.append(both) == both


class TestReading:
    def test_current_of_all_is_current_of_each(self, store: SqlStore) -> None:
        store.add_assessment(an_assessment("b"), [a_revision(assessment_id="b", practice="R2.1.1a")])
        store.add_assessment(an_assessment("empty"))
        store.append([a_revision(1), a_revision(2), a_revision(1, practice="R1.1.1b")])
        assert store.current_of_all() == {"a1": store.current("a1"), "b": store.current("b")}
        assert store.current("a1")["R1.1.1a"].revision == 2

    def test_current_of_some_is_current_of_each_that_has_answers(self, store: SqlStore) -> None:
        for id in ("b", "c"):
            store.add_assessment(an_assessment(id), [a_revision(assessment_id=id)])
        store.add_assessment(an_assessment("empty"))
        store.append([a_revision(1), a_revision(2)])
        assert store.current_of(["a1", "b", "b", "empty", *UNKNOWN_IDS]) == {
            id: store.current(id) for id in ("a1", "b")
        }
        assert store.current_of([]) == {}

    def test_of_more_than_one_statement_can_name(self, store: SqlStore) -> None:
        many = [(an_assessment(f"m{n}"), [a_revision(assessment_id=f"m{n}")]) for n in range(1, 600)]
        store.add_assessments(many)
        assert store.current_of([assessment.id for assessment, _revisions in many]) == store.current_of_all()

    def test_levels_are_the_codes_of_what_is_current(self, store: SqlStore) -> None:
        many = [(an_assessment(f"m{n:03}"), [a_revision(assessment_id=f"m{n:03}")]) for n in range(600)]
        store.add_assessments(many)
        store.add_assessment(an_assessment("empty"))
        store.append([a_revision(1), a_revision(2, level="na", na_reason="none"), a_revision(practice="R1.1.1b")])
        store.append([a_revision(3, level="", comment="Cleared")])
        wanted = ["a1", "empty", *UNKNOWN_IDS, *(assessment.id for assessment, _ in many), "a1"]
        found = list(store.levels(iter(wanted)))
        assert found[0] == ("a1", {"R1.1.1a": "", "R1.1.1b": "2"})
        assert found == [
            (id, {practice: kept.answer.answer for practice, kept in current.items()})
            for id, current in sorted(store.current_of(wanted).items())
        ]
        assert list(store.levels([])) == []

    def test_nothing_is_held_between_the_blocks_of_levels(self, store: SqlStore) -> None:
        store.add_assessments([(an_assessment(f"m{n}"), [a_revision(assessment_id=f"m{n}")]) for n in range(600)])
        levels = store.levels([f"m{n}" for n in range(600)])
        next(levels)
        assert store.append([a_revision(1)])[0].revision == 1
        assert len(list(levels)) == 599

    def test_answered_is_what_has_an_answer_at_present(self, store: SqlStore) -> None:
        assert store.answered() == {}
        store.add_assessment(an_assessment("b"), [a_revision(assessment_id="b", level="dk")])
        store.append([a_revision(1), a_revision(2, level="", comment="Cleared"), a_revision(practice="R1.1.1b")])
        assert store.answered() == {"a1": {"R1.1.1b"}, "b": {"R1.1.1a"}}

    def test_last_changes_are_those_of_the_newest_revisions(self, store: SqlStore) -> None:
        assert store.last_changes() == {}
        store.append([a_revision(1), a_revision(2)])
        assert store.last_changes() == {"a1": a_revision(2).at}

    def test_all_is_there_after_opening_again(self, store: SqlStore, opened: Callable[..., SqlStore]) -> None:
        store.append([a_revision(1), a_revision(2)])
        store.close()
        again = opened()
        assert again.assessments() == [an_assessment()]
        assert again.history("a1", "R1.1.1a") == [a_revision(1), a_revision(2)]


class TestTimes:
    def test_come_back_in_utc(self, store: SqlStore) -> None:
        manila = timezone(timedelta(hours=8))
        at = datetime(2026, 3, 1, 3, 0, 0, 1, tzinfo=manila)
        (returned,) = store.append([a_revision().model_copy(update={"at": at})])
        (kept,) = store.history("a1", "R1.1.1a")
        assert returned.at == kept.at == at
        assert returned.at.tzinfo == kept.at.tzinfo == UTC

    def test_without_a_zone_are_a_mistake_of_the_caller(self, store: SqlStore) -> None:
        naive = datetime(2026, 3, 1)
        with pytest.raises(ValueError, match="zone"):
            store.append([a_revision().model_copy(update={"at": naive})])
        with pytest.raises(ValueError, match="zone"):
            store.add_assessment(an_assessment("b", created_at=naive))


class TestTexts:
    @pytest.mark.parametrize(
        "text", ["مرحبا", "日本語", "🛟👩🏽‍✈️", "e\u0301 é", "=1+1", "'); DROP TABLE answers;--", "\u202e\ufeff\r\n\t"]
    )
    def test_come_back_to_the_letter(self, store: SqlStore, text: str) -> None:
        store.append([a_revision(comment=text)])
        store.update_assessment(an_assessment(organisation=text, subject=text))
        assert store.current("a1")["R1.1.1a"].answer.comment == text
        assert store.assessment("a1").organisation == text

    @given(STORABLE)
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
    def test_of_any_kind_come_back(self, store: SqlStore, text: str) -> None:
        store.update_assessment(an_assessment(organisation=text, subject=text))
        kept = store.assessment("a1")
        assert (kept.organisation, kept.subject) == (text, text)

    @pytest.mark.parametrize("text", ["a\0b", "\ud800", "\udfff!"])
    @pytest.mark.parametrize("field", ["evidence", "comment", "na_reason", "answer", "practice_id"])
    def test_that_cannot_be_stored_are_refused(self, store: SqlStore, text: str, field: str) -> None:
        good = a_revision()
        bad = good.model_copy(update={"answer": good.answer.model_copy(update={field: text})})
        with pytest.raises(InvalidAnswer, match=f"^{field} holds a character that cannot be stored. Remove it"):
            store.append([a_revision(practice="R1.1.1b"), bad])
        assert store.current("a1") == {}

    @pytest.mark.parametrize(
        "details",
        [
            {"organisation": "a\0"},
            {"subject": "\ud800"},
            {"stakeholder_types": ("origin", "\ud800")},
            {"targets": {"\0": 50.0}},
            {"organisation": "a" * 201},
            {"subject": "a" * 201},
            {"country": "Philippines"},
            {"country": "phl"},
            {"target": 101.0},
            {"targets": {"R1.1.1": 0.0}},
            {"targets": {"R" * 65: 50.0}},
        ],
    )
    def test_of_an_assessment_are_checked_too(self, store: SqlStore, details: dict[str, object]) -> None:
        for attempt, id in ((store.update_assessment, "a1"), (store.add_assessment, "b")):
            with pytest.raises(InvalidAnswer):
                attempt(an_assessment(id).model_copy(update=details))
        assert store.assessments() == [an_assessment()]

    @pytest.mark.parametrize(
        ("field", "limit"), [("evidence", 4000), ("comment", 4000), ("responsible", 200), ("answer", 20)]
    )
    def test_have_a_length(self, store: SqlStore, field: str, limit: int) -> None:
        good = a_revision()
        longest = good.model_copy(update={"answer": good.answer.model_copy(update={field: "ü" * limit})})
        assert store.append([longest]) == [longest]
        longer = longest.answer.model_copy(update={field: "ü" * (limit + 1)})
        with pytest.raises(InvalidAnswer, match=f"^{field} is {limit + 1} characters long, more than {limit}"):
            store.append([a_revision(2).model_copy(update={"answer": longer})])

    @pytest.mark.parametrize("field", ["author", "operation_id"])
    def test_of_ids_have_a_length_too(self, store: SqlStore, field: str) -> None:
        with pytest.raises(InvalidAnswer, match=f"^{field} is 300 characters long"):
            store.append([a_revision().model_copy(update={field: "x" * 300})])

    def test_are_texts(self, store: SqlStore) -> None:
        good = a_revision()
        bad = good.model_copy(update={"answer": good.answer.model_copy(update={"comment": 7})})
        with pytest.raises(InvalidAnswer, match=r"^comment: the value is not allowed"):
            store.append([bad])
