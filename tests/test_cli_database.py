"""Into and out of the database by command: import, export, db, and the schemas."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from assessment.cli import main
from assessment.exchange.gap_report import gap_report
from assessment.model import Answer
from assessment.service import AssessmentService
from assessment.store import open_store
from questions.load import load_instrument

SAMPLIA = Path(__file__).parents[1] / "docs" / "examples" / "samplia.csv"
PLANS = SAMPLIA.with_name("plans.csv")
INSTRUMENT = load_instrument()
NEWEST = f"{INSTRUMENT.id} {INSTRUMENT.version}"


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder, and the data in ``ours`` beneath it."""
    for name in [name for name in os.environ if name.startswith("MICIC_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MICIC_DATA_DIR", str(tmp_path / "ours"))
    monkeypatch.chdir(tmp_path)


def micic(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin, prog_name="micic")


def done(*arguments: str, stdin: bytes | None = None) -> str:
    """Standard output of a command that must succeed."""
    found = micic(*arguments, stdin=stdin)
    assert (found.exit_code, found.stderr) == (0, "")
    return found.stdout


def refused(*arguments: str) -> str:
    """Standard error of a command that must find the data at fault."""
    found = micic(*arguments)
    assert (found.exit_code, found.stdout) == (1, "")
    return found.stderr


@contextmanager
def service(folder: str = "ours") -> Iterator[AssessmentService]:
    with closing(open_store(f"sqlite:///{Path(folder).absolute() / 'assessments.db'}")) as store:
        yield AssessmentService(store, INSTRUMENT, author=folder)


@pytest.fixture
def id() -> str:
    """The sample, imported; the bundle of it is ``b.json``."""
    said = done("import", str(SAMPLIA))
    found = re.search(r"samplia is kept as assessment ([0-9a-f]{32})\.", said)
    assert found
    done("export", found[1], "-o", "b.json")
    return found[1]


def test_answers_come_in_and_go_out_again(id: str) -> None:
    done("export", id, "--format", "csv", "-o", "again.csv")
    (first, second) = (json.loads(done("score", str(file), "--format", "json")) for file in (SAMPLIA, "again.csv"))
    assert second["assessment"].pop("assessment_id") == id
    assert first["assessment"].pop("assessment_id") == "samplia"
    assert first == second


def test_a_file_with_several_assessments_is_kept_whole() -> None:
    assert done("import", str(PLANS)).count("is kept as assessment") == 4
    listed = [line.split("\t") for line in done("export").splitlines()]
    assert {line[2] for line in listed} == {"organisation", "Plan Coast", "Plan Delta", "Plan Hills"}
    assert {len(line) for line in listed} == {5}


def test_answers_that_are_kept_already_are_not_kept_twice(id: str) -> None:
    before = done("export")
    assert done("import", str(SAMPLIA)).endswith("samplia is here already.\n")
    assert done("export") == before
    changed = SAMPLIA.read_text(encoding="utf-8-sig").replace("2026-06-01", "2026-07-01")
    Path("later.csv").write_text(changed, encoding="utf-8")
    assert "is kept as assessment" in done("import", "later.csv", str(SAMPLIA))
    assert len(done("export").splitlines()) == 2
    assert id in before


def test_a_bundle_is_scored_like_the_answers_that_it_holds(id: str) -> None:
    by_file = done("score", "b.json", "--format", "csv")
    assert by_file == done("score", "-", "--format", "csv", stdin=Path("b.json").read_bytes())
    assert by_file.replace(id, "samplia") == done("score", str(SAMPLIA), "--format", "csv")
    for command in ("steps", "corridor", "portfolio"):
        assert done(command, "b.json", "--format", "json").replace(id, "samplia") == done(
            command, str(SAMPLIA), "--format", "json"
        )


def test_the_same_id_in_two_files_is_refused(id: str) -> None:
    Path("c.json").write_bytes(Path("b.json").read_bytes())
    assert refused("score", "b.json", "c.json") == (
        f"c.json: assessment '{id}' is also in b.json. Give each assessment an id of its own.\n"
    )


def test_a_bundle_makes_an_equal_bundle_elsewhere(id: str) -> None:
    number = len({entry["practice_id"] for entry in json.loads(Path("b.json").read_text(encoding="utf-8"))["answers"]})
    said = f"b.json: assessment {id} is new here: {number} answers with their history.\n"
    assert done("import", "b.json", "--data", "theirs") == said
    assert done("export", id, "--data", "theirs") == Path("b.json").read_text(encoding="utf-8")
    before = Path("theirs/assessments.db").read_bytes()
    assert done("import", "b.json", "--data", "theirs") == f"b.json: assessment {id}: 0 saves added.\n"
    assert Path("theirs/assessments.db").read_bytes() == before


def test_what_has_gone_apart_is_shown_and_waits_for_a_choice(id: str) -> None:
    done("import", "b.json", "--data", "theirs")
    for folder, level in (("ours", "4"), ("theirs", "0")):
        with service(folder) as use:
            kept = use.answers(id)["R1.1.2a"]
            use.record_answer(id, kept.answer.model_copy(update={"answer": level}), kept.revision)
    done("export", id, "--data", "theirs", "-o", "theirs.json")
    before = done("export", id)
    said = refused("import", "theirs.json", str(SAMPLIA))
    assert re.search(r"theirs\.json: practice R1\.1\.2a: here 4 \(ours, .* UTC\), there 0 \(theirs, .* UTC\)\n", said)
    assert said.endswith("Choose with --prefer theirs or --prefer ours.\n")
    assert done("export", id) == before
    assert len(done("export").splitlines()) == 1, "the other file is not kept either"
    done("import", "theirs.json", "--prefer", "ours")
    assert done("export", id) == before
    assert done("import", "theirs.json", "--prefer", "theirs") == f"theirs.json: assessment {id}: 1 saves added.\n"
    with service() as use:
        assert [kept.answer.answer for kept in use.history(id, "R1.1.2a")] == ["2", "4", "0"]


def test_one_faulty_file_keeps_all_of_them_out(id: str) -> None:
    altered = Path("b.json").read_text(encoding="utf-8").replace('"answer": "2"', '"answer": "3"', 1)
    Path("altered.json").write_text(altered, encoding="utf-8")
    Path("faulty.csv").write_text("practice_id,answer,stakeholder_types\nR1.1.2a,9,origin\n")
    said = refused("import", "b.json", "altered.json", "faulty.csv", "--data", "theirs").splitlines()
    assert [line.partition(":")[0] for line in said] == ["altered.json", "faulty.csv"]
    assert "checksum" in said[0]
    assert not Path("theirs").exists()
    assert id in Path("b.json").read_text(encoding="utf-8")


def test_a_deleted_assessment_comes_back(id: str) -> None:
    with service() as use:
        use.delete(id)
    assert done("export") == ""
    done("import", "b.json")
    assert done("export", id) == Path("b.json").read_text(encoding="utf-8")


def test_what_is_not_there_is_told(id: str) -> None:
    assert refused("export", "nobody") == (
        "There is no assessment 'nobody'. micic export without an id lists what there is.\n"
    )
    for command in (["export"], ["db", "check"], ["db", "backup", "kept.db"], ["db", "copy", "sqlite:///copy.db"]):
        said = refused(*command, "--data", "none")
        assert said.startswith("There is no database ")
    assert not Path("none").exists()
    for command in (["import", "none.json"], ["db", "restore", "none.db"], ["export", id, "--format", "xml"]):
        assert micic(*command).exit_code == 2


def test_what_a_name_holds_cannot_steer_the_terminal() -> None:
    Path("odd.csv").write_text(
        'organisation,practice_id,answer,stakeholder_types,assessment_id\n"A\tB \x1b[31m",R1.1.2a,3,origin,\x1b[31m\n',
        encoding="utf-8",
    )
    said = micic("import", "odd.csv")
    assert said.exit_code == 0
    assert "\x1b" not in said.output
    (line,) = done("export").splitlines()
    assert len(line.split("\t")) == 5
    assert "\x1b" not in line


def test_an_empty_bundle_is_a_beginning() -> None:
    done("template", "--as", "host", "--as", "origin", "--format", "json", "-o", "empty.json")
    new = json.loads(Path("empty.json").read_text(encoding="utf-8"))["assessment"]
    assert new["stakeholder_types"] == ["origin", "host"]
    assert done("import", "empty.json") == (
        f"empty.json: assessment {new['id']} is new here: 0 answers with their history.\n"
    )
    with service() as use:
        use.record_answer(new["id"], Answer(practice_id="R1.1.2a", answer="3"), 0)
    assert micic("template", "--as", "host", "--topic", "1", "--format", "json").exit_code == 2


def test_a_database_is_backed_up_checked_and_restored(id: str) -> None:
    assert done("db", "migrate") == "Schema 3: there is nothing to do.\n"
    assert done("db", "check") == "The database is sound.\n"
    assert done("db", "backup", "kept.db") == "kept.db holds the whole database.\n"
    with service() as use:
        use.delete(id)
    assert refused("db", "restore", "kept.db").endswith(
        "Use --replace to replace them; they are kept in a file aside.\n"
    )
    said = done("db", "restore", "kept.db", "--replace")
    (aside,) = Path("ours").glob("assessments-replaced-*.db")
    assert said.splitlines()[0] == f"What was there is in {aside.absolute()}."
    assert said.splitlines()[1].endswith("rows restored and compared.")
    assert done("export", id) == Path("b.json").read_text(encoding="utf-8")
    assert done("db", "check") == "The database is sound.\n"


def test_a_database_is_moved(id: str) -> None:
    target = f"sqlite:///{Path('moved').absolute() / 'assessments.db'}"
    assert done("db", "copy", target).endswith("rows copied and compared.\n")
    assert done("export", id, "--data", "moved") == Path("b.json").read_text(encoding="utf-8")
    assert refused("db", "copy", target).endswith("Name an empty database.\n")
    assert "cannot be read" in refused("db", "copy", "nonsense")


def test_findings_are_told_one_a_line(id: str) -> None:
    with closing(sqlite3.connect("ours/assessments.db")) as connection, connection:
        connection.execute("INSERT INTO organisations (id, name) VALUES ('left', 'Left over')")
        connection.execute("DROP TRIGGER answers_unchanged")
    said = refused("db", "check").splitlines()
    assert len(said) == 2
    assert id


@pytest.mark.parametrize("kind", ["result", "bundle", "instrument"])
def test_what_the_commands_write_fits_the_schemas(kind: str, id: str) -> None:
    written = {
        "result": lambda: done("score", "b.json", "--format", "json"),
        "bundle": lambda: done("export", id),
        "instrument": lambda: done("instrument", "show", "--format", "json"),
    }[kind]()
    Draft202012Validator(json.loads(done("schema", kind))).validate(json.loads(written))


def test_the_gap_report_of_the_database_is_that_of_its_files(tmp_path: Path) -> None:
    """Plans and their organisation, other types, and an assessment of a version that is not at hand."""
    done("import", str(PLANS))
    done("import", str(SAMPLIA))
    with service() as opened:
        sheets = sorted(opened.sheets(), key=lambda sheet: (sheet.assessment.stakeholder_types, sheet.assessment.id))
        assert any(sheet.sources for sheet in sheets)
        expected = gap_report(INSTRUMENT, sheets)
    done("db", "gaps", "-o", "gap-report.csv")
    assert (tmp_path / "gap-report.csv").read_bytes() == expected
    with closing(sqlite3.connect(tmp_path / "ours" / "assessments.db")) as connection:
        connection.execute("UPDATE assessments SET instrument_version = '0'")
        connection.commit()
    found = micic("db", "gaps")
    assert (found.exit_code, len(found.stdout.splitlines())) == (0, 1)
    assert found.stderr == f"Warning: {len(sheets)} assessments of other versions than {NEWEST} are left out.\n"


def test_there_is_no_gap_report_without_a_database() -> None:
    assert "There is no database" in refused("db", "gaps")


def test_what_an_organization_keeps_no_longer_expires(id: str) -> None:
    nothing = "Nothing is kept for longer than its organization wants.\n"
    assert done("db", "expire") == nothing
    with closing(sqlite3.connect("ours/assessments.db")) as database:
        database.execute("UPDATE organisations SET keep_days = 30")
        # The history may not be changed, and here it must look old.
        triggers = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for trigger in triggers:
            database.execute(f"DROP TRIGGER {trigger}")
        for statement in ("answers SET at", "events SET at", "assessments SET created_at"):
            database.execute(f"UPDATE {statement} = '2020-01-05 00:00:00.000000'")
        database.commit()
    told = f"{id}: last change 2020-01-05, kept for 30 days.\n"
    assert done("db", "expire", "--dry-run") == f"{told}1 would be deleted.\n"
    assert done("export", id, "-o", "again.json") == ""
    assert done("db", "expire") == f"{told}1 deleted.\n"
    assert done("db", "expire") == nothing
    assert "There is no assessment" in refused("export", id)


def test_expiring_needs_a_database() -> None:
    assert "There is no database" in refused("db", "expire")
    assert not Path("ours").exists()
