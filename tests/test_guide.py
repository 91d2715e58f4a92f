"""What a search leads to, exactly."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assessment.guide import folded, guide_to
from questions.load import load_instrument
from tests.banks import SMALL

BANK = load_instrument()
GUIDE = guide_to(BANK)


def found(query: str) -> Mapping[str, list[str]]:
    """Practices by recommendation."""
    return {hit.recommendation.id: [practice.id[-1] for practice in hit.practices] for hit in GUIDE.search(query)}


@pytest.mark.parametrize("query", ["R3.1.10b", "r3.1.10B", "3.1.10b", "3110b", "R3110B", "  3.1.10b "])
def test_a_practice_is_found_by_its_id_however_it_is_written(query: str) -> None:
    assert found(query) == {"R3.1.10": ["b"]}


@pytest.mark.parametrize("query", ["R3.1.1", "3.1.1", "311"])
def test_the_id_of_a_recommendation_does_not_find_the_one_whose_id_goes_on(query: str) -> None:
    assert found(query) == {"R3.1.1": []}


def test_a_working_group_is_found_by_its_id_with_the_dot_alone() -> None:
    assert list(found("3.1")) == [f"R3.1.{number}" for number in range(1, 15)]
    assert found("31") == {}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("PDNA", {"R1.2.1": ["a"]}),
        ("pcna", {"R1.2.1": ["b"]}),
        ("sendai", {"R3.1.3": ["a", "b"]}),
        ("UNDAF", {"R3.2.1": ["a", "b"]}),
        ("flash appeal", {"R4.2.1": ["a", "c"]}),
        ("évacuation COST", {"R4.2.2": ["b", "d"], "R4.2.3": ["b"], "R4.2.8": ["b"], "R4.2.9": ["a", "c"]}),
        ("3.1.10 money", {"R3.1.10": ["b"]}),
        ("flash zebra", {}),
        ("", {}),
        (" . - ", {}),
    ],
)
def test_all_words_must_occur(query: str, expected: Mapping[str, list[str]]) -> None:
    assert found(query) == expected


def test_a_word_stands_for_those_that_begin_with_it_and_not_for_those_that_hold_it() -> None:
    assert "R4.2.8" in found("evacuat")
    assert set(found("erp")) == {"R1.1.1", "R3.1.2"}


def test_every_id_leads_to_itself_alone() -> None:
    for practice in BANK.practices.values():
        (hit,) = GUIDE.search(practice.id)
        assert [other.id for other in hit.practices] == [practice.id]
    for recommendation in BANK.recommendations.values():
        assert [hit.recommendation.id for hit in GUIDE.search(recommendation.id)] == [recommendation.id]


def test_terms_are_found_by_their_words_and_by_what_they_are_called_in_short() -> None:
    assert [term.id for term in GUIDE.terms("pdna")] == ["pdna"]
    assert [term.id for term in GUIDE.terms("enforcement assist")] == ["firewall"]
    assert GUIDE.terms("zebra") == ()
    titles = [term.title for term in GUIDE.terms("")]
    assert titles == sorted(titles, key=folded)
    assert len(titles) == len(BANK.glossary)


def test_another_bank_is_searched_too_and_a_script_without_spaces_anywhere_in_its_text() -> None:
    small = load_instrument(SMALL)
    assert [hit.recommendation.id for hit in guide_to(small).search("preparedness")] == ["R1.1.1"]
    topic = small.topics[0]
    group = topic.working_groups[0]
    title = group.recommendations[0].model_copy(update={"title": "移民的疏散计划"})
    changed = group.model_copy(update={"recommendations": (title, *group.recommendations[1:])})
    chinese = small.model_copy(
        update={"topics": (topic.model_copy(update={"working_groups": (changed,)}), *small.topics[1:])}
    )
    assert [hit.recommendation.id for hit in guide_to(chinese).search("疏散")] == ["R1.1.1"]
