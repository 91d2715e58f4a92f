"""Krippendorff's alpha, against the example that its author works through."""

from __future__ import annotations

import pytest

from scoring.agreement import ordinal_alpha

_ = None
# Four observers, twelve units; "Computing Krippendorff's Alpha-Reliability", 2011, example C.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
UNITS = [[value - 1 for value in unit if value is not None] for unit in zip(*OBSERVERS, strict=True)]


def test_the_published_example() -> None:
    assert ordinal_alpha(UNITS, 5) == pytest.approx(0.815, abs=0.0005)


def test_by_hand_two_people_two_levels() -> None:
    # Pairs 0-0 and 0-1: coincidences 00: 2, 01: 1, 10: 1; totals 3 and 1. Distance of the levels ((3 + 1) / 2)^2 = 4.
    # Observed 2 * 1 * 4 = 8, expected 2 * 3 * 1 * 4 = 24, so 1 - 3 * 8 / 24 = 0.
    assert ordinal_alpha([[0, 0], [0, 1]], 2) == pytest.approx(0)


def test_full_agreement_is_one_and_worse_than_chance_is_below_zero() -> None:
    assert ordinal_alpha([[0, 0], [3, 3]], 4) == 1
    found = ordinal_alpha([[0, 3], [3, 0]], 4)
    assert found is not None
    assert found < 0


@pytest.mark.parametrize("units", [[], [[2]], [[1], [3]], [[2, 2], [2, 2, 2]]])
def test_nothing_to_compare(units: list[list[int]]) -> None:
    assert ordinal_alpha(units, 4) is None


def test_more_levels_than_are_used_change_nothing() -> None:
    assert ordinal_alpha(UNITS, 9) == pytest.approx(ordinal_alpha(UNITS, 5))
