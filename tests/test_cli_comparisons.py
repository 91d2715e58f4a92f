"""``micic portfolio`` and ``micic corridor`` as people script them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.test_cli import EXAMPLE, GOLDEN, micic, plain_environment, python

__all__ = ["plain_environment"]
PLANS = str(EXAMPLE / "plans.csv")
BANK = ("--instrument", str(EXAMPLE))


@pytest.mark.parametrize("command", ["portfolio", "corridor"])
def test_csv_on_standard_output_and_in_a_file(command: str) -> None:
    golden = (GOLDEN / f"{command}.csv").read_bytes()
    assert micic(command, PLANS, *BANK).stdout_bytes == golden
    assert micic(command, PLANS, *BANK, "--format", "csv", "-o", "out").stdout_bytes == b""
    assert Path("out").read_bytes() == golden


def test_what_is_not_compared_is_told_and_holds_nothing_up() -> None:
    found = micic("portfolio", PLANS, *BANK)
    assert found.exit_code == 0
    assert found.stderr.splitlines() == [
        "Warning: embassy is not compared. Its stakeholder types are host, those of the others origin.",
        "Warning: agency is not compared. Its stakeholder types are io:humanitarian, those of the others origin.",
    ]


def test_the_same_seed_gives_the_same_file_and_another_one_other_intervals() -> None:
    default, zero, one = (
        micic("portfolio", PLANS, *BANK, "--format", "json", *seed).stdout_bytes
        for seed in ((), ("--seed", "0"), ("--seed", "1"))
    )
    assert default == zero
    assert json.loads(zero)["ahead"] != json.loads(one)["ahead"]
    assert json.loads(zero)["recommendations"] == json.loads(one)["recommendations"]


def test_answers_of_the_organisation_are_taken_and_told() -> None:
    Path("whole.csv").write_text("organisation,practice_id,answer\nA,R1.1.7a,4\n")
    for name in ("x", "y"):
        Path(f"{name}.csv").write_text(f"organisation,subject,practice_id,answer\nA,Plan {name},R1.1.7b,1\n")
    found = micic("portfolio", "whole.csv", "x.csv", "y.csv", "--as", "io", "--format", "json")
    assert found.exit_code == 0
    assert "x: 1 of the answers about the organization are taken from whole." in found.stderr.splitlines()
    coverage = {plan["id"]: plan["coverage"] for plan in json.loads(found.stdout)["plans"]}
    assert coverage["x"] > coverage["whole"]


def test_the_organisation_as_a_whole_may_give_answers_and_stand_apart() -> None:
    Path("whole.csv").write_text("organisation,practice_id,answer\nA,R1.1.7a,4\n")
    Path("x.csv").write_text("organisation,subject,practice_id,answer\nA,Plan x,R1.1.7b,1\n")
    found = micic("portfolio", "whole.csv", "x.csv", "--as", "io", "--plans-only", "--format", "json")
    assert json.loads(found.stdout)["compared"] == ["x"]
    assert "x: 1 of the answers about the organization are taken from whole." in found.stderr.splitlines()
    refused = micic("portfolio", "whole.csv", "--as", "io", "--plans-only")
    assert refused.exit_code == 2
    assert "every assessment is of the organization as a whole" in refused.stderr


def test_one_plan_and_one_where_nothing_is_answered() -> None:
    Path("a.csv").write_text("practice_id,answer\nR1.1.2a,3\n")
    Path("b.csv").write_text("practice_id,answer\nR1.1.2a,\n")
    alone = json.loads(micic("portfolio", "a.csv", "--as", "origin", "--format", "json").stdout)
    assert [(plan["rank"], plan["tied_with"]) for plan in alone["plans"]] == [(1, [])]
    both = json.loads(micic("portfolio", "b.csv", "a.csv", "--as", "origin", "--format", "json").stdout)
    assert [(plan["id"], plan["score"], plan["rank"]) for plan in both["plans"]] == [("a", 75, 1), ("b", None, None)]
    assert both["ahead"] == {"a": {}}
    nothing = micic("portfolio", "b.csv", "--as", "origin", "--format", "csv")
    assert nothing.exit_code == 0
    assert micic("corridor", "b.csv", "--as", "origin").exit_code == 0


def test_plans_that_do_not_tell_lose_no_row() -> None:
    for name, kind in (("a", "origin"), ("b", "host"), ("c", "io")):
        Path(f"{name}.csv").write_text(f"stakeholder_types,practice_id,answer\n{kind},R1.1.2a,\n")
    found = json.loads(micic("corridor", "a.csv", "b.csv", "c.csv", "--format", "json").stdout)
    assert [entry["types"] for entry in found["assessments"]] == [["origin"], ["host"], ["io"]]
    assert len(found["recommendations"]) == 66
    assert len(micic("corridor", "a.csv").stdout.splitlines()) == 1 + 197


@pytest.mark.parametrize("command", ["portfolio", "corridor"])
def test_faults_of_the_data_are_told_and_nothing_is_written(command: str) -> None:
    Path("a.csv").write_text("stakeholder_types,instrument_version,practice_id,answer\norigin,1,R1.1.2a,9\n")
    Path("b.csv").write_text("stakeholder_types,instrument_version,practice_id,answer\norigin,7,R1.1.2a,1\n")
    found = micic(command, "a.csv", "b.csv", "-o", "out.csv")
    assert (found.exit_code, found.stdout) == (1, "")
    lines = found.stderr.splitlines()
    assert [line.split(": ")[0] for line in lines] == ["a.csv:2", "b.csv:2"]
    assert "'7'" in lines[1]
    assert "version 1" in lines[1]
    assert not Path("out.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["portfolio"], "Missing argument"),
        (["corridor"], "Missing argument"),
        (["portfolio", "missing.csv"], "does not exist"),
        (["portfolio", "a.csv"], "no column stakeholder_types"),
        (["portfolio", "a.csv", "--as", "moon"], "'moon' is not a stakeholder type"),
        (["portfolio", "a.csv", "--as", "io", "--seed", "-1"], "not in the range"),
        (["portfolio", "a.csv", "--as", "io", "--seed", "x"], "not a valid integer"),
        (["portfolio", "a.csv", "--as", "io", "--format", "pdf"], "'pdf' is not one of"),
        (["corridor", "a.csv", "--as", "io", "--format", "text"], "'text' is not one of"),
        (["corridor", "a.csv", "--as", "io", "-o", "no/folder/out"], "Cannot write no/folder/out"),
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str], words: str) -> None:
    Path("a.csv").write_text("practice_id,answer\nR1.1.2a,3\n")
    found = micic(*arguments)
    assert (found.exit_code, found.stdout) == (2, "")
    assert words in " ".join(found.stderr.split())


@pytest.mark.parametrize("command", ["portfolio", "corridor"])
def test_progress_is_shown_on_a_terminal_only(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("many.csv").write_text("assessment_id,practice_id,answer\n" + "".join(f"a{n},R1.1.2a,3\n" for n in range(120)))
    arguments = (command, "many.csv", "--as", "origin", "-o", "out.csv")
    assert "Comparing" not in micic(*arguments).stderr
    monkeypatch.setattr("assessment.cli.shared.is_terminal", lambda _: True)
    assert "Comparing" in micic(*arguments).stderr


@pytest.mark.parametrize("command", ["portfolio", "corridor"])
def test_comparing_loads_no_screens_and_no_database(command: str) -> None:
    code = (
        "import sys; from click.testing import CliRunner; from assessment.cli import main; "
        f"assert CliRunner().invoke(main, {[command, PLANS, *BANK]!r}).exit_code == 0; print(*sys.modules)"
    )
    done = python("-c", code, stdout=subprocess.PIPE)
    loaded = set(done.stdout.decode().split())
    assert "numpy" in loaded, done.stderr
    assert not {"pandas", "streamlit", "plotly", "sqlalchemy"} & loaded
