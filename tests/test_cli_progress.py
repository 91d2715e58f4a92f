"""``micic progress`` as people script it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.test_cli import EXAMPLE, GOLDEN, micic, plain_environment, python

__all__ = ["plain_environment"]
ROUNDS = str(EXAMPLE / "rounds.csv")
BANK = ("--instrument", str(EXAMPLE))


def wrote(name: str, *rows: str, types: str = "origin", day: str = "", organisation: str = "A") -> str:
    """A file with one assessment."""
    head = "organisation,stakeholder_types,assessed_on,practice_id,answer\n"
    Path(name).write_text(head + "".join(f"{organisation},{types},{day},{row}\n" for row in rows), encoding="utf-8")
    return name


def ids(*arguments: str) -> tuple[str, str]:
    """Baseline and present, as they were chosen."""
    found = micic("progress", *arguments, "--format", "json")
    assert found.exit_code == 0, found.stderr
    result = json.loads(found.stdout)
    return result["baseline"]["assessment_id"], result["assessment"]["assessment_id"]


def test_csv_on_standard_output_and_in_a_file() -> None:
    golden = (GOLDEN / "progress.csv").read_bytes()
    arguments = ("progress", ROUNDS, *BANK, "--format", "csv")
    assert micic(*arguments).stdout_bytes == golden
    assert micic(*arguments, "-o", "out.csv").stdout_bytes == b""
    assert Path("out.csv").read_bytes() == golden


def test_the_first_is_the_baseline_unless_named_otherwise() -> None:
    first = wrote("first.csv", "R1.1.2a,1", day="2025-01-01")
    second = wrote("second.csv", "R1.1.2a,3", day="2026-01-01")
    third = wrote("third.csv", "R1.1.2a,4", day="2027-01-01")
    assert ids(first, second) == ("first", "second")
    assert ids(ROUNDS, *BANK) == ("=2024", "=2026")
    assert ids(first, second, "--present", "first") == ("second", "first")
    assert ids(first, second, third, "--baseline", "first", "--present", "third") == ("first", "third")


def test_what_makes_it_doubtful_that_these_are_rounds_is_told() -> None:
    first = wrote("first.csv", "R1.1.2a,1", day="2026-01-01")
    second = wrote("second.csv", "R1.1.2a,3", day="2025-01-01", organisation="B")
    found = micic("progress", first, second)
    assert found.exit_code == 0
    assert [line for line in found.stderr.splitlines() if "are read as" not in line] == [
        "Warning: the two name different organizations or subjects; they are compared all the same.",
        "Warning: the baseline, first, is of a later day than second.",
    ]


def test_standard_input_and_the_types_of_the_command() -> None:
    wrote("first.csv", "R1.1.2a,1")
    found = micic("progress", "first.csv", "-", "--as", "origin", stdin="practice_id,answer\nR1.1.2a,3\n")
    assert found.exit_code == 0
    assert "R1.1.2a moved up: 1 Planned → 3 In place" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["a.csv"],
            "a.csv: two assessments are compared, and what was read holds 1: a. Give a baseline and a later round, or "
            "name them with --baseline and --present.",
        ),
        (
            ["a.csv", "b.csv", "c.csv", "--baseline", "a"],
            "c.csv: two assessments are compared, and what was read holds 3: a, b, c. Give a baseline and a later "
            "round, or name them with --baseline and --present.",
        ),
        (
            ["host.csv", "a.csv"],
            "host.csv: host is not compared. Its stakeholder types are host, those of this one origin: they are asked "
            "different practices, so the denominators of their scores differ.",
        ),
        (["a.csv", "empty.csv"], "empty.csv: nothing is answered in empty, so there is nothing to compare."),
        (["empty.csv", "a.csv"], "empty.csv: nothing is answered in empty, so there is nothing to compare."),
    ],
)
def test_data_that_cannot_be_compared_is_status_1_and_writes_nothing(arguments: list[str], message: str) -> None:
    for name in ("a", "b", "c"):
        wrote(f"{name}.csv", "R1.1.2a,3")
    wrote("host.csv", "R1.1.2a,3", types="host")
    wrote("empty.csv", "R1.1.2a,")
    found = micic("progress", *arguments, "-o", "out.txt")
    assert (found.exit_code, found.stdout) == (1, "")
    assert [line for line in found.stderr.splitlines() if not line.startswith("Warning: ")] == [message]
    assert not Path("out.txt").exists()


def test_another_version_is_refused_with_both_named() -> None:
    wrote("a.csv", "R1.1.2a,3")
    Path("old.csv").write_text("stakeholder_types,instrument_version,practice_id,answer\norigin,0,R1.1.2a,1\n")
    found = micic("progress", "old.csv", "a.csv", "-o", "out.csv")
    assert (found.exit_code, found.stdout) == (1, "")
    assert "old.csv:2: " in found.stderr
    assert "'0'" in found.stderr
    assert not Path("out.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Missing argument"),
        (["missing.csv", "a.csv"], "does not exist"),
        (["a.csv", "b.csv", "--baseline", "z"], "there is no assessment 'z' in what was read. There are: a, b."),
        (["a.csv", "b.csv", "--baseline", "a", "--present", "a"], "name the same assessment"),
        (["a.csv", "b.csv", "--as", "moon"], "'moon' is not a stakeholder type"),
        (["a.csv", "b.csv", "--format", "pdf"], "'pdf' is not one of"),
        (["a.csv", "b.csv", "-o", "no/folder/out"], "Cannot write no/folder/out"),
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str], words: str) -> None:
    for name in ("a", "b"):
        wrote(f"{name}.csv", "R1.1.2a,3")
    found = micic("progress", *arguments)
    assert (found.exit_code, found.stdout) == (2, "")
    assert words in " ".join(found.stderr.split())


def test_comparing_rounds_loads_no_screens_and_no_database() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from assessment.cli import main; "
        f"assert CliRunner().invoke(main, ['progress', {ROUNDS!r}, '--instrument', {str(EXAMPLE)!r}]).exit_code == 0; "
        "print(*sys.modules)"
    )
    done = python("-c", code, stdout=subprocess.PIPE)
    loaded = set(done.stdout.decode().split())
    assert "scoring.rounds" in loaded
    assert not {"pandas", "streamlit", "plotly", "sqlalchemy"} & loaded
