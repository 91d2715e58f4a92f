"""A working group in one phase is scored from the practices of its recommendations that carry the phase (METHOD 5)."""

from __future__ import annotations

import pytest

from assessment.results import result_of
from tests.small import small_instrument, small_sheet

GROUPS = result_of(small_instrument(), small_sheet()).groups


def test_only_the_practices_of_the_phase_count() -> None:
    """R1.1.1 before a crisis: a (weight 1, 0.75) and b (0.5, 0.25); R1.1.2: a (1, 0.5) and b (1, 1)."""
    first, second = 100 * (0.75 + 0.5 * 0.25) / 1.5, 75.0
    before = GROUPS["working_group_phase"]["1.1/prep"]
    assert before.score == pytest.approx((first + second) / 2)
    assert before.low == before.high == before.score
    assert before.coverage == 1


def test_an_open_practice_opens_the_range_of_its_phase() -> None:
    """R1.1.1 during a crisis: a (1, 0.75) and c (support 0.5, don't know); R1.1.2 has nothing there."""
    during = GROUPS["working_group_phase"]["1.1/emerg"]
    assert during.score == pytest.approx(75)
    assert during.low == pytest.approx(100 * 0.75 / 1.5)
    assert during.high == pytest.approx(100 * (0.75 + 0.5) / 1.5)
    assert during.coverage == pytest.approx(1 / 1.5)


def test_a_group_is_there_when_something_is_asked_even_if_nothing_applies() -> None:
    assert set(GROUPS["working_group_phase"]) == {"1.1/prep", "1.1/emerg", "1.2/emerg", "2.1/prep"}
    assert GROUPS["working_group_phase"]["1.2/emerg"].coverage is None


def test_a_phase_is_the_mean_of_its_parts_in_all_working_groups() -> None:
    """Before a crisis: 1.1 holds two leads, 2.1 one support without a score (weight 0.5, 0 to 100)."""
    assert GROUPS["phase"]["prep"].low == pytest.approx((100 * 0.875 / 1.5 + 75 + 0.5 * 0) / 2.5)
