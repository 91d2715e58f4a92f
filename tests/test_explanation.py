"""How a number came about: the terms that are written out lead to the figures of the kernel."""

from __future__ import annotations

from datetime import date

import pytest

from assessment.explanation import calculation, practice_lines, role_reason, status_reason, weight_reason
from assessment.results import plan_of, result_of
from assessment.sample import sample_sheet
from assessment.tables import gap_table, group_table
from questions.load import load_instrument
from tests.small import ANSWERS, small_instrument, small_sheet

INSTRUMENT = small_instrument()
PLAN = plan_of(INSTRUMENT, ("origin",))
SHEET = small_sheet()
RESULT = result_of(INSTRUMENT, SHEET)


def told(recommendation_id: str, answers: dict[str, str] | None = None) -> list[str]:
    sheet = SHEET if answers is None else small_sheet(answers)
    row = result_of(INSTRUMENT, sheet).by_id[recommendation_id]
    lines = practice_lines(PLAN, sheet, recommendation_id)
    return [*calculation(INSTRUMENT, row, lines), status_reason(INSTRUMENT, row), weight_reason(row, lines)]


def test_the_worked_example_is_told_step_by_step() -> None:
    assert told("R1.1.1") == [
        "Weight of what applies: 1 + 0.5 + 0.5.",
        "Answered with a level: 1 + 0.5. That is 75 % of what applies.",
        "Score: 100 × (1 × 0.75 + 0.5 × 0.25) / (1 + 0.5) = 58.3.",
        "Lowest, as if everything open were not in place: 100 × (1 × 0.75 + 0.5 × 0.25) / (1 + 0.5 + 0.5) = 43.8.",
        "Highest, as if everything open were at the top level: "
        "100 × (1 × 0.75 + 0.5 × 0.25 + 0.5 × 1) / (1 + 0.5 + 0.5) = 68.8.",
        "Partly met: even the highest possible figure, 68.8, stays below the target 75; "
        "from a score of 25 on it is called partly met.",
        "In the overall score it counts with weight 1: you lead in it.",
    ]


def test_each_status_says_its_reason() -> None:
    assert "a safeguard is answered below “in place”" in told("R1.1.2")[-2]
    assert "leaves the calculation" in told("R1.2.1")[0]
    assert told("R1.2.1")[-2:] == [
        "Not applicable: every practice was answered as not applicable.",
        "It does not count in the overall score.",
    ]
    assert told("R2.1.1")[-2] == "Not assessed: no practice has been answered with a level yet."
    assert told("R1.1.2", {"R1.1.2a": "3", "R1.1.2b": "4"})[-2] == "Met: the score 87.5 reaches the target 75."
    assert "a safeguard is still open" in told("R1.1.2", {"R1.1.2b": "4"})[-2]


def test_the_weight_follows_what_applies() -> None:
    only_support = {**ANSWERS, "R1.1.1a": "na", "R1.1.1b": "na", "R1.1.1c": "3"}
    assert told("R1.1.1", only_support)[-1] == (
        "In the overall score it counts with weight 0.5: you support others in it."
    )


def test_the_terms_give_the_figures_of_the_kernel_for_the_whole_sample() -> None:
    instrument = load_instrument()
    sheet = sample_sheet(instrument, date(2026, 6, 1))
    plan = plan_of(instrument, sheet.assessment.stakeholder_types)
    for row in result_of(instrument, sheet).recommendations:
        applying = [line for line in practice_lines(plan, sheet, row.id) if line.applies]
        answered = [line for line in applying if line.value is not None]
        if answered:
            earned = 100 * sum(line.weight * (line.value or 0) for line in answered)
            assert row.score == pytest.approx(earned / sum(line.weight for line in answered))
            assert row.low == pytest.approx(earned / sum(line.weight for line in applying))


def test_tables_hold_the_same_figures_in_the_same_order() -> None:
    table = gap_table(INSTRUMENT, RESULT)
    assert list(table["recommendation_id"]) == list(RESULT.gap_order)
    assert table["score"].isna().tolist() == [False, False, True, True]
    assert group_table(INSTRUMENT, RESULT, "topic")["low"].tolist() == [
        group.low for group in RESULT.groups["topic"].values()
    ]


def test_a_practice_says_its_answer_and_what_it_weighs() -> None:
    lines = practice_lines(PLAN, SHEET, "R1.1.1")
    assert [line.answer for line in lines] == ["3 In place", "1 Planned", "Don't know"]
    assert [role_reason(line) for line in lines] == ["Lead", "Lead, × 0.5", "Support"]
