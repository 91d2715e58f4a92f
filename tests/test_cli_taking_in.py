"""``micic import --into``: conflicts are listed and wait, the rest goes in whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.model import Answer, Assessment
from tests.test_cli_database import done, micic, plain_environment, refused, service

__all__ = ["plain_environment"]

HEAD = "instrument_id,instrument_version,practice_id,answer,evidence\n"
A, B, C = "R1.1.8a", "R1.1.8b", "R1.1.7a"


@pytest.fixture
def id(plain_environment: None) -> str:  # noqa: ARG001
    """An assessment of a State of origin, R1.1.8a answered 1 and then 2."""
    with service() as ours:
        made = ours.start(Assessment(id="", organisation="Ministry", stakeholder_types=("origin",)))
        for based_on, level in enumerate(("1", "2")):
            ours.record_answer(made.id, Answer(practice_id=A, answer=level), based_on)
        return made.id


def levels(id: str) -> dict[str, str]:
    with service() as ours:
        return {practice: kept.answer.answer for practice, kept in ours.answers(id).items()}


def write(name: str, *rows: str) -> str:
    Path(name).write_text(HEAD + "".join(f"micic-io-2016,1,{row}\n" for row in rows), encoding="utf-8")
    return name


def test_new_and_changed_answers_go_in_and_older_ones_do_not(id: str) -> None:
    file = write("part.csv", f"{A},3,", f"{B},,", f"{C},4,Data law")
    expected = f"assessment {id}: 2 answers taken in; 0 conflicts, 1 new, 1 changed, 0 older than here, 0 the same.\n"
    assert done("import", file, "--into", id) == expected
    assert levels(id) == {A: "3", C: "4"}
    assert "0 answers taken in; 0 conflicts, 0 new, 0 changed, 0 older than here, 2 the same." in done(
        "import", file, "--into", id
    )
    old = write("old.csv", f"{A},1,")
    assert "0 answers taken in; 0 conflicts, 0 new, 0 changed, 1 older than here, 0 the same." in done(
        "import", old, "--into", id, "--prefer", "theirs"
    )


def test_conflicts_are_listed_and_wait_for_a_preference(id: str) -> None:
    files = (write("a.csv", f"{A},3,", f"{C},4,"), write("b.csv", f"{A},4,"))
    said = refused("import", *files, "--into", id).splitlines()
    assert said[0].startswith(f"practice {A}: here 2 (ours, ")
    assert said[0].endswith("UTC); in files 3 (a.csv); 4 (b.csv)")
    assert said[1].endswith("1 conflict, 1 new, 0 changed, 0 older than here, 0 the same. "
                            "Nothing was changed. Choose with --prefer theirs or --prefer ours.")  # fmt: skip
    assert levels(id) == {A: "2"}
    assert "1 answer taken in" in done("import", *files, "--into", id, "--prefer", "ours")
    assert levels(id) == {A: "2", C: "4"}
    done("import", *files, "--into", id, "--prefer", "theirs")
    assert levels(id) == {A: "4", C: "4"}


def test_one_file_at_fault_keeps_everything_out(id: str) -> None:
    good = write("good.csv", f"{C},4,")
    bad = write("bad.csv", f"{A},7,")
    other = micic("template", "--as", "host", "-o", "host.csv", "--format", "csv")
    assert other.exit_code == 0
    said = refused("import", good, bad, "host.csv", "--into", id).splitlines()
    assert said[0].startswith("bad.csv:2: column answer: answer '7' is not one of")
    assert said[1].startswith(
        "host.csv: assessment 'host' is for Host State (host), the one to take it in is for State"
    )
    assert levels(id) == {A: "2"}
    assert refused("import", good, "--into", "nothing") == "There is no such assessment.\n"
    assert micic("import", good, "--into", id, "--data", "elsewhere").exit_code == 1
    assert not Path("elsewhere").exists()
    assert micic("import", "none.csv", "--into", id).exit_code == 2


def test_the_workbook_of_one_topic_comes_back_through_a_pipe(id: str) -> None:
    done("template", "--as", "origin", "--topic", "1", "--format", "xlsx", "-o", "topic.xlsx")
    assert "0 answers taken in" in done("import", "topic.xlsx", "--into", id)
    found = micic("import", "-", "--into", id, stdin=f"{HEAD}micic-io-2016,1,{B},dk,\n".encode())
    assert (found.exit_code, found.stdout.split(";")[0]) == (0, f"assessment {id}: 1 answer taken in")
