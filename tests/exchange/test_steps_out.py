"""Next steps as text, CSV and JSON, and the sentence that stands above them."""

from __future__ import annotations

import csv
import io
import json

import pytest

from assessment.exchange.answer_files import read_answer_files
from assessment.exchange.steps_out import STEP_COLUMNS, steps_csv, steps_json, steps_json_array, steps_texts
from assessment.model import AnswerSheet
from assessment.next_steps import Goal, step_runs, steps_sentence, steps_towards
from assessment.results import plan_of
from questions.model import Instrument
from tests.exchange.conftest import WORKED_EXAMPLE
from tests.scoring.short import instrument as short_instrument
from tests.small import ANSWERS, small_instrument, small_sheet

SMALL = small_instrument()
TEXT = """\
first: Ministry "Abroad" (NAM), =Plan A, State of origin, 2024-05-31
These 5 steps bring 2 recommendations to met.
Low is the score if everything still open were not in place.

R1.1.2 =Protect data
  R1.1.2a We protect.
      1. Partly in place → In place: low 87.5, met; overall low 52.5

R1.1.1 Count, locate and map
  R1.1.1a We count.
      2. In place → In place and tested: low 56.2, undetermined; overall low 57.5
  R1.1.1b We draw maps.
      3. Planned → Partly in place: low 62.5, undetermined; overall low 60
      4. Partly in place → In place: low 68.8, undetermined; overall low 62.5
      5. In place → In place and tested: low 75, met; overall low 65
"""


@pytest.fixture(scope="module")
def sheet(example: Instrument) -> AnswerSheet:
    (sheet,) = read_answer_files([WORKED_EXAMPLE / "answers.csv"], example).sheets
    return sheet


def test_the_text_of_the_worked_example(example: Instrument, sheet: AnswerSheet) -> None:
    stepped = (sheet, steps_towards(example, sheet, Goal()))
    assert b"".join(steps_texts(example, Goal(), [stepped])).decode() == TEXT
    assert b"".join(steps_texts(example, Goal(), [stepped, stepped])).decode() == f"{TEXT}\n\n{TEXT}"


def test_steps_of_one_practice_in_a_row_are_told_as_one() -> None:
    plan = plan_of(SMALL, ("origin",))
    runs = step_runs(plan, steps_towards(SMALL, small_sheet(), Goal()))
    assert [(run.first, run.last, run.practice_id, run.from_title, run.to_title) for run in runs] == [
        (1, 1, "R1.1.2a", "Partly in place", "In place"),
        (2, 2, "R1.1.1a", "In place", "In place and tested"),
        (3, 5, "R1.1.1b", "Planned", "In place and tested"),
    ]
    assert [(run.recommendation_id, run.low, run.status, run.overall_low) for run in runs] == [
        ("R1.1.2", 87.5, "met", 52.5),
        ("R1.1.1", 56.25, "undetermined", 57.5),
        ("R1.1.1", 75.0, "met", 65.0),
    ]
    (_count, _protect, help_with, _map) = step_runs(plan, steps_towards(SMALL, small_sheet(), Goal(reach=90)))
    assert (help_with.first, help_with.last, help_with.was_open) == (4, 7, True)
    assert (help_with.statement, help_with.from_title) == ("We help with what R2.1.1a says.", "Not in place")


def test_an_open_practice_is_shown_as_such_in_the_role_it_is_asked_in(example: Instrument, sheet: AnswerSheet) -> None:
    goal = Goal(recommendation_id="R1.1.4")
    text = b"".join(steps_texts(example, goal, [(sheet, steps_towards(example, sheet, goal))])).decode()
    assert "R1.1.4a We contribute.\n      1. Not in place (not answered yet) → Planned: low 25, partly met" in text


def test_the_csv_has_one_row_a_step(example: Instrument, sheet: AnswerSheet) -> None:
    goal = Goal(reach=60)
    content = b"".join(steps_csv(example, [(sheet, steps_towards(example, sheet, goal))])).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(content, newline=""))
    assert header == list(STEP_COLUMNS)
    assert ["|".join(row[1:]) for row in rows] == [
        "1|R1.1.1|Count, locate and map|R1.1.1a|We count.|3|In place||4|In place and tested|56.25|undetermined|52.5",
        "2|R1.1.2|'=Protect data|R1.1.2a|We protect.|2|Partly in place||3|In place|87.5|met|57.5",
        "3|R1.1.2|'=Protect data|R1.1.2a|We protect.|3|In place||4|In place and tested|100|met|62.5",
    ]


def test_the_json_holds_the_goal_what_is_reached_and_the_steps(example: Instrument, sheet: AnswerSheet) -> None:
    goal = Goal(recommendation_id="R1.1.2")
    found = steps_towards(example, sheet, goal)
    one = json.loads(steps_json(example, goal, sheet, found))
    assert one["assessment"]["assessment_id"] == "first"
    assert one["instrument"] == {"id": "worked-example", "version": "1"}
    assert {name: value for name, value in one.items() if name not in ("assessment", "instrument", "steps")} == {
        "goal": {"rule": "recommendation", "recommendation_id": "R1.1.2"},
        "reached": True,
        "limit": None,
        "message": "This step brings R1.1.2 to met.",
        "low_before": 75,
        "highest_low": None,
        "uneven_scales": [],
        "newly_met": ["R1.1.2"],
        "still_unmet": ["R1.1.1"],
    }
    levels = {"from_level": "2", "to_level": "3", "was_open": False}
    after = {"low": 87.5, "status": "met", "overall_low": 52.5}
    assert one["steps"] == [{"step": 1, "practice_id": "R1.1.2a", "recommendation_id": "R1.1.2", **levels, **after}]
    assert json.loads(b"".join(steps_json_array(example, goal, [(sheet, found)] * 2))) == [one, one]
    assert json.loads(b"".join(steps_json_array(example, goal, []))) == []


ALL_MET = dict.fromkeys(SMALL.practices, "4")
ALL_NA = dict.fromkeys(SMALL.practices, "na")
SENTENCES: list[tuple[dict[str, str], Goal, str]] = [
    (ANSWERS, Goal("R1.1.1"), "These 4 steps bring R1.1.1 to met."),
    (ANSWERS, Goal("R1.1.2"), "This step brings R1.1.2 to met."),
    (ANSWERS, Goal("R1.2.1"), "Nothing asked in R1.2.1 applies, so it has no steps."),
    (ALL_MET, Goal("R1.1.1"), "R1.1.1 is met already, so no step is needed."),
    (
        ANSWERS,
        Goal(reach=60.0),
        "These 3 steps bring the overall low from 47.5 to 62.5, and so reach 60.",
    ),
    (ANSWERS, Goal(reach=50.0), "This step brings the overall low from 47.5 to 52.5, and so reaches 50."),
    (ANSWERS, Goal(reach=47.5), "The overall low is 47.5 already, so no step is needed to reach 47.5."),
    (ALL_NA, Goal(reach=60.0), "Nothing asked here applies, so there are no steps."),
    (ALL_NA, Goal(), "Nothing asked here applies, so there are no steps."),
    (ANSWERS, Goal(), "These 5 steps bring 2 recommendations to met."),
    (ANSWERS, Goal(steps=4), "This step brings 1 recommendation to met. 1 is left unmet."),
    (
        {"R1.1.1a": "2", "R1.1.1b": "2", "R1.1.1c": "2"},
        Goal(steps=1),
        "No unmet recommendation can be met with 1 step.",
    ),
    ({}, Goal(), "Nothing is known to be unmet, so no step is needed."),
]


@pytest.mark.parametrize(("answers", "goal", "sentence"), SENTENCES)
def test_a_sentence_says_what_the_steps_bring(answers: dict[str, str], goal: Goal, sentence: str) -> None:
    sheet = small_sheet(answers)
    assert steps_sentence(SMALL, sheet, goal, steps_towards(SMALL, sheet, goal)) == sentence


@pytest.mark.parametrize(
    ("goal", "sentence"),
    [
        (Goal("R1.1.1"), "R1.1.1 cannot be met: its low can rise to 50 at most, below its target 75."),
        (Goal(reach=60.0), "The overall low cannot be brought to 60: it can rise to 50 at most."),
        (Goal(), "Steps cannot bring the 1 unmet recommendation to its target."),
        (Goal("R1.1.2"), "R1.1.2 is not asked of origin, so it has no steps."),
    ],
)
def test_a_sentence_says_why_there_are_none(goal: Goal, sentence: str) -> None:
    scales = {"short": {"values": [0, 0.25, 0.5], "in_place": 2}}
    instrument = short_instrument({"R1.1.1a": "lead scale=short", "R1.1.2a": "io=lead"}, scales=scales)
    sheet = small_sheet({"R1.1.1a": "0"})
    assert steps_sentence(instrument, sheet, goal, steps_towards(instrument, sheet, goal)) == sentence


@pytest.mark.parametrize("goal", [Goal("R1.1.1"), Goal(reach=10.0), Goal()])
def test_a_scale_that_is_not_evenly_spaced_is_named(goal: Goal) -> None:
    scales = {"steep": {"values": [0, 0.1, 1], "in_place": 2}}
    instrument = short_instrument({"R1.1.1a": "lead scale=steep"}, scales=scales)
    sheet = small_sheet({"R1.1.1a": "0"})
    sentence = steps_sentence(instrument, sheet, goal, steps_towards(instrument, sheet, goal))
    assert sentence == "There are no steps, because not all levels are evenly spaced in: steep."


def test_targets_of_the_assessment_count() -> None:
    sheet = small_sheet(targets={"R1.1.1": 50.0})
    assert len(steps_towards(SMALL, sheet, Goal("R1.1.1")).steps) == 1
