"""``micic steps`` as people script it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.test_cli import EXAMPLE, EXAMPLE_ANSWERS, micic, plain_environment

__all__ = ["plain_environment"]  # an empty folder for each test here too

STEPS = ["steps", EXAMPLE_ANSWERS, "--instrument", str(EXAMPLE)]
TWO = "assessment_id,practice_id,answer\nb,R1.1.2a,2\na,R1.1.2a,4\n"


def test_text_is_the_default_and_ten_steps() -> None:
    found = micic(*STEPS)
    assert (found.exit_code, found.stderr) == (0, "")
    assert "These 5 steps bring 2 recommendations to met." in found.stdout
    assert found.stdout == micic(*STEPS, "--steps", "10", "--format", "text").stdout


@pytest.mark.parametrize(
    ("options", "practices"),
    [
        (["--recommendation", "R1.1.2"], ["R1.1.2a"]),
        (["--reach", "60"], ["R1.1.1a", "R1.1.2a", "R1.1.2a"]),
        (["--steps", "4"], ["R1.1.2a"]),
    ],
)
def test_the_three_goals_in_both_formats_and_in_a_file(options: list[str], practices: list[str]) -> None:
    found = json.loads(micic(*STEPS, *options, "--format", "json").stdout)
    assert [step["practice_id"] for step in found["steps"]] == practices
    printed = micic(*STEPS, *options, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(printed.stdout_bytes.decode("utf-8-sig"), newline="")))
    assert [row["practice_id"] for row in rows] == practices
    assert micic(*STEPS, *options, "--format", "csv", "-o", "steps.csv").stdout == ""
    assert Path("steps.csv").read_bytes() == printed.stdout_bytes


def test_each_assessment_of_a_file_has_steps_of_its_own_under_its_id() -> None:
    Path("two.csv").write_text(TWO)
    arguments = ("steps", "two.csv", "--as", "origin", "--recommendation", "R1.1.2")
    found = micic(*arguments)
    assert found.exit_code == 0
    heads = [line.split(":")[0] for line in found.stdout.splitlines() if line.endswith("State of origin")]
    assert heads == ["b", "a"]
    several = json.loads(micic(*arguments, "--format", "json").stdout)
    assert [entry["assessment"]["assessment_id"] for entry in several] == ["b", "a"]


def test_why_there_are_no_steps_has_no_place_in_a_csv() -> None:
    found = micic(*STEPS, "--recommendation", "R1.1.3", "--format", "csv")
    assert found.exit_code == 0
    assert found.stderr == "first: Nothing asked in R1.1.3 applies, so it has no steps.\n"
    assert len(found.stdout.splitlines()) == 1


def test_standard_input_and_the_types_of_the_command() -> None:
    answers = "practice_id,answer\nR1.1.2a,0\n"
    found = micic("steps", "-", "--as", "origin", "--reach", "1", "--format", "json", stdin=answers)
    assert found.exit_code == 0
    assert json.loads(found.stdout)["steps"]


def test_faults_of_the_data_are_status_1_and_write_nothing() -> None:
    Path("a.csv").write_text("practice_id,answer\nR1.1.2a,9\n")
    found = micic("steps", "a.csv", "--as", "origin", "-o", "out.txt")
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith("a.csv:2: ")
    assert not Path("out.txt").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--reach", "60", "--steps", "3"], "Give only one of --recommendation, --reach and --steps."),
        (["--recommendation", "R9.9.9"], "there is no recommendation 'R9.9.9' in this instrument"),
        (["--reach", "0"], "not a number above 0 and at most 100"),
        (["--reach", "100.5"], "not a number above 0 and at most 100"),
        (["--steps", "0"], "not in the range"),
        (["--steps", "some"], "not a valid integer"),
        (["--as", "orgin"], "'orgin' is not a stakeholder type"),
        (["--format", "jsonl"], "'jsonl' is not one of"),
        (["another.csv"], "unexpected extra argument"),
    ],
)
def test_wrong_usage_is_status_2(options: list[str], words: str) -> None:
    found = micic(*STEPS, *options)
    assert (found.exit_code, found.stdout) == (2, "")
    assert words in " ".join(found.stderr.split())
