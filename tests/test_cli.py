"""The command as people script it: what it prints, where, and with which exit status."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from secrets import token_urlsafe

import click
import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from pypdf import PdfReader

from assessment.cli import main
from assessment.exchange.answer_files import read_answer_files
from assessment.exchange.answers_csv import answers_csv
from assessment.exchange.bundle import empty_bundle
from assessment.exchange.gap_report import gap_report
from assessment.service import now
from questions.load import BANK, load_instrument
from questions.model import Instrument
from tests.questions.broken_banks import FIXTURES, broken_bank
from tests.test_sign_in import ENVIRONMENT

TESTS = Path(__file__).parent
EXAMPLE = TESTS / "banks" / "method15"
EXAMPLE_ANSWERS = str(EXAMPLE / "answers.csv")
GOLDEN = TESTS / "golden"
SCORED_EXAMPLE = ["score", EXAMPLE_ANSWERS, "--instrument", str(EXAMPLE)]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder, which also takes the data, and none of this tool's settings."""
    for name in [name for name in os.environ if name.startswith("MICIC_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MICIC_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def micic(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin, prog_name="micic")


def commands() -> Iterator[tuple[str, ...]]:
    """Every command and group, with its help."""
    waiting: list[tuple[tuple[str, ...], click.Command]] = [((), main)]
    while waiting:
        path, command = waiting.pop()
        yield path
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                waiting.append(((*path, name), inner))


def test_the_worked_example_gives_the_table_of_the_method() -> None:
    found = micic(*SCORED_EXAMPLE, "--format", "json")
    assert (found.exit_code, found.stderr) == (0, "")
    result = json.loads(found.stdout)
    names = ("weight", "score", "low", "high", "coverage", "status", "gap", "safeguard_alert")
    table = {row["id"]: tuple(row[name] for name in names) for row in result["recommendations"]}
    score, gap = (pytest.approx(figure, abs=5e-5) for figure in (58.3333, 16.6667))
    assert table == {
        "R1.1.1": (1, score, 43.75, 68.75, 0.75, "partly_met", gap, False),
        "R1.1.2": (1, 75, 75, 75, 1, "partly_met", 0, True),
        "R1.1.3": (None, None, None, None, None, "not_applicable", None, False),
        "R1.1.4": (0.5, None, 0, 100, 0, "not_assessed", None, False),
    }
    assert result["overall"] == {"score": pytest.approx(66.6667, abs=5e-5), "low": 47.5, "high": 77.5, "coverage": 0.7}


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("gap-report.csv", ["--format", "csv"]),
        ("gap-report-hxl.csv", ["--format", "csv", "--hxl"]),
        ("result.json", ["--format", "json"]),
    ],
)
def test_golden_files_on_standard_output_and_in_a_file(name: str, options: list[str]) -> None:
    golden = (GOLDEN / name).read_bytes()
    assert micic(*SCORED_EXAMPLE, *options).stdout_bytes == golden
    assert micic(*SCORED_EXAMPLE, *options, "-o", "-").stdout_bytes == golden
    assert micic(*SCORED_EXAMPLE, *options, "-o", "out").stdout_bytes == b""
    assert Path("out").read_bytes() == golden


def test_text_is_the_default() -> None:
    found = micic(*SCORED_EXAMPLE)
    assert found.exit_code == 0
    assert found.stdout == micic(*SCORED_EXAMPLE, "--format", "text").stdout
    assert "Overall: 67" in found.stdout


def test_a_template_filled_in_is_scored() -> None:
    assert micic("template", "--as", "origin", "--as", "host", "--format", "csv", "-o", "mine.csv").exit_code == 0
    text = Path("mine.csv").read_text(encoding="utf-8-sig")
    Path("mine.csv").write_text(text.replace("R1.1.2a,", "R1.1.2a,3"), encoding="utf-8-sig")
    found = micic("score", "mine.csv", "--format", "json")
    assert (found.exit_code, found.stderr) == (0, "")
    result = json.loads(found.stdout)
    assert result["assessment"]["assessment_id"] == "mine"
    assert result["assessment"]["stakeholder_types"] == ["origin", "host"]
    assert result["counts"]["undetermined"] + result["counts"]["met"] == 1


def test_a_workbook_filled_in_is_scored_like_the_csv() -> None:
    options = ("template", "--as", "origin", "--format")
    assert micic(*options, "csv", "-o", "mine.csv").exit_code == 0
    text = Path("mine.csv").read_text(encoding="utf-8-sig")
    Path("mine.csv").write_text(text.replace("R1.1.2a,", "R1.1.2a,3"), encoding="utf-8-sig")
    assert micic(*options, "xlsx", "-o", "empty.xlsx").exit_code == 0
    book = load_workbook("empty.xlsx")
    book["Topic 1"]["E5"] = "In place"
    Path("books").mkdir()
    book.save("books/mine.xlsx")
    found = micic("score", "books/mine.xlsx", "--format", "csv")
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout_bytes == micic("score", "mine.csv", "--format", "csv").stdout_bytes
    assert micic("steps", "-", stdin=Path("books/mine.xlsx").read_bytes()).exit_code == 0


def test_a_fault_in_a_workbook_is_told_with_its_cell_and_nothing_is_written() -> None:
    micic("template", "--as", "origin", "--topic", "2", "--format", "xlsx", "-o", "a.xlsx")
    book = load_workbook("a.xlsx")
    book["Topic 2"]["E6"] = "=1+1"
    book.save("a.xlsx")
    found = micic("score", "a.xlsx", "--format", "csv", "-o", "out.csv")
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr == "a.xlsx:Topic 2!E6: the cell holds a formula. Type what it gives, or paste it as a value.\n"
    assert not Path("out.csv").exists()


def test_a_template_of_one_topic() -> None:
    found = micic("template", "--as", "io", "--topic", "4", "--format", "csv")
    assert found.exit_code == 0
    assert {line.split(",")[9].split(".")[0] for line in found.stdout.splitlines()[1:]} == {"R4"}


def test_the_questionnaire_for_paper() -> None:
    command = ("template", "--as", "io", "--topic", "4", "--format", "pdf", "--paper", "letter", "-o", "paper.pdf")
    assert micic(*command).exit_code == 0
    pages = PdfReader("paper.pdf").pages
    assert "International organization" in pages[0].extract_text()
    assert round(float(pages[0].mediabox.width)) == 612
    assert micic("template", "--format", "pdf", "-o", "none.pdf").exit_code == 2
    assert not Path("none.pdf").exists()


def test_a_form_for_other_tools_has_its_language_first() -> None:
    assert micic("template", "--as", "io", "--topic", "4", "--format", "xlsform", "-o", "form.xlsx").exit_code == 0
    book = openpyxl.load_workbook("form.xlsx", read_only=True)
    settings = dict(zip(*book["settings"].iter_rows(values_only=True), strict=True))
    assert (settings["form_id"], settings["default_language"]) == ("micic_io_2016_io_topic_4", "English (en)")


def test_one_file_gives_an_object_and_several_an_array_in_their_order() -> None:
    for name in ("b", "a"):
        Path(f"{name}.csv").write_text("practice_id,answer\nR1.1.2a,3\n")
    one = micic("score", "b.csv", "--as", "origin", "--format", "json")
    several = micic("score", "b.csv", "a.csv", "--as", "origin", "--format", "json")
    assert json.loads(several.stdout)[0] == json.loads(one.stdout)
    assert [entry["assessment"]["assessment_id"] for entry in json.loads(several.stdout)] == ["b", "a"]
    lines = micic("score", "b.csv", "a.csv", "--as", "origin", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(several.stdout)


def test_files_scored_together_give_what_they_give_alone() -> None:
    for name, answer in (("x", 1), ("y", 4)):
        Path(f"{name}.csv").write_text(f"practice_id,answer\nR1.1.2a,{answer}\nR1.1.7a,2\n")
    alone = [micic("score", name, "--as", "origin", "--format", "csv").stdout for name in ("x.csv", "y.csv")]
    together = micic("score", "x.csv", "y.csv", "--as", "origin", "--format", "csv").stdout
    header, _, rest = alone[1].partition("\n")
    assert together == alone[0] + rest
    assert alone[0].startswith(header)


def test_the_file_and_the_command_agree_byte_for_byte(instrument: Instrument) -> None:
    Path("a.csv").write_text("practice_id,answer,comment\nR1.1.2a,3,=1+1\nR1.1.7a,2,\n")
    (sheet,) = read_answer_files(["a.csv"], instrument, ("origin",)).sheets
    Path("again.csv").write_bytes(answers_csv(instrument, [sheet]))
    made = gap_report(instrument, [sheet])
    assert micic("score", "again.csv", "--format", "csv").stdout_bytes == made


def test_standard_input_is_an_assessment_of_its_own() -> None:
    found = micic("score", "-", "--as", "origin", "--format", "jsonl", stdin="practice_id,answer\nR1.1.2a,3\n")
    assert found.exit_code == 0
    assert json.loads(found.stdout)["assessment"]["assessment_id"] == "stdin"


def test_target_overrides_every_target() -> None:
    Path("a.csv").write_text("practice_id,answer,target\nR1.1.2a,3,50\n")
    found = json.loads(micic("score", "a.csv", "--as", "origin", "--target", "62.5", "--format", "json").stdout)
    assert {row["target"] for row in found["recommendations"]} == {62.5}


def test_warnings_stand_on_standard_error_and_change_nothing() -> None:
    Path("a.csv").write_text("practice_id,answer,extra\nR1.1.2a,3,x\n")
    found = micic("score", "a.csv", "--as", "origin", "--format", "csv")
    assert found.exit_code == 0
    assert found.stderr.splitlines() == [
        "Warning: a.csv: no instrument_id and version are given; the answers are read as micic-io-2016 version 1.",
        "Warning: a.csv:1: unknown columns are ignored: extra.",
    ]
    assert found.stdout_bytes.startswith(b"\xef\xbb\xbfassessment_id,")


def test_faults_of_the_data_are_told_with_their_line_and_nothing_is_written() -> None:
    Path("a.csv").write_text("practice_id,answer\nR1.1.2a,9\nR9.9.9z,1\n")
    Path("out.csv").write_text("as it was")
    found = micic("score", "a.csv", "--as", "origin", "--format", "csv", "-o", "out.csv")
    assert (found.exit_code, found.stdout) == (1, "")
    assert [line.split(": ")[0] for line in found.stderr.splitlines()] == ["a.csv:2", "a.csv:3"]
    assert Path("out.csv").read_text() == "as it was"
    assert sorted(path.name for path in Path().iterdir()) == ["a.csv", "out.csv"]


USAGE = [
    (["score"], "Missing argument"),
    (["score", "missing.csv"], "does not exist"),
    (["score", "."], "is a directory"),
    (["score", "a.csv"], "no column stakeholder_types"),
    (["score", "a.csv", "--as", "orgin"], "'orgin' is not a stakeholder type. Use one of: origin, host"),
    (["score", "a.csv", "--as", "origin", "--format", "xml"], "'xml' is not one of"),
    (["score", "a.csv", "--as", "origin", "--target", "0"], "not a number above 0 and at most 100"),
    (["score", "a.csv", "--as", "origin", "--target", "100.01"], "not a number above 0 and at most 100"),
    (["score", "a.csv", "--as", "origin", "--target", "nan"], "not a number above 0 and at most 100"),
    (["score", "a.csv", "--as", "origin", "--target", "high"], "not a number above 0 and at most 100"),
    (["score", "a.csv", "--as", "origin", "--colour"], "No such option"),
    (["score", "a.csv", "--as", "origin", "--hxl"], "--hxl goes with --format csv only"),
    (["score", "a.csv", "--as", "origin", "-o", "no/folder/out"], "Cannot write no/folder/out"),
    (["score", "a.csv", "--as", "origin", "-o", "."], "is a directory"),
    (["score", "a.csv", "--as", "origin", "--instrument", "nowhere"], "does not exist"),
    (["template", "--format", "csv"], "Say whose duties are assessed with --as: origin, host"),
    (["template", "--as", "origin"], "Missing option '--format'"),
    (["template", "--as", "origin", "--format", "doc"], "'doc' is not"),
    (["template", "--as", "moon", "--format", "csv"], "'moon' is not a stakeholder type"),
    (["template", "--as", "origin", "--topic", "9", "--format", "csv"], "topic '9' is not one of 1, 2, 3, 4"),
    (["template", "--as", "origin", "--format", "csv", "--lang", "xx"], "there are no texts in 'xx'"),
    (["instrument", "show", "--lang", "xx"], "there are no texts in 'xx'"),
    (["instrument", "check", "nowhere"], "does not exist"),
    (["run", "--port", "0"], "not in the range"),
    (["nothing"], "No such command"),
]


@pytest.mark.parametrize(("arguments", "words"), USAGE, ids=[" ".join(case[0]) for case in USAGE])
def test_wrong_usage_is_status_2(arguments: list[str], words: str) -> None:
    Path("a.csv").write_text("practice_id,answer\nR1.1.2a,3\n")
    found = micic(*arguments)
    assert (found.exit_code, found.stdout) == (2, "")
    assert words in " ".join(found.stderr.split())


def test_an_unusable_environment_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICIC_MAX_ROWS_COMMAND", "many")
    found = micic(*SCORED_EXAMPLE)
    assert found.exit_code == 2
    assert "MICIC_MAX_ROWS_COMMAND" in found.stderr


def test_the_row_limit_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICIC_MAX_ROWS_COMMAND", "6")
    found = micic(*SCORED_EXAMPLE)
    assert found.exit_code == 1
    assert "more than 6 rows" in found.stderr


def test_instrument_show() -> None:
    found = micic("instrument", "show", "--format", "json")
    assert found.exit_code == 0
    assert json.loads(found.stdout)["id"] == "micic-io-2016"
    assert micic("instrument", "show").stdout == found.stdout
    assert micic("instrument", "show", "--format", "md", "--lang", "en").stdout.startswith("# Readiness")


def test_instrument_check_of_a_sound_bank() -> None:
    found = micic("instrument", "check")
    assert (found.exit_code, found.stderr) == (0, "")
    assert "66 recommendations and 197 practices" in found.stdout
    assert micic("instrument", "check", str(EXAMPLE)).exit_code == 0


def test_instrument_check_tells_every_problem(tmp_path: Path) -> None:
    broken = tmp_path / "bank"
    (broken / "topics").mkdir(parents=True)
    for name in ("instrument.yaml", "scale.yaml", "stakeholders.yaml"):
        (broken / name).write_text((EXAMPLE / name).read_text())
    text = (EXAMPLE / "topics" / "1.1.yaml").read_text()
    (broken / "topics" / "1.1.yaml").write_text(text.replace("origin: lead", "orgin: lead").replace("[11, 2]", "[77]"))
    found = micic("instrument", "check", str(broken))
    assert (found.exit_code, found.stdout) == (1, "")
    lines = found.stderr.splitlines()
    assert len(lines) >= 2
    assert any("R1.1.1a" in line and "unknown_type" in line for line in lines)
    assert any("R1.1.1a" in line and "unknown_guideline" in line for line in lines)
    assert micic(*SCORED_EXAMPLE[:2], "--instrument", str(broken)).exit_code == 1


def test_instrument_check_tells_what_is_not_translated_and_scoring_goes_on(tmp_path: Path) -> None:
    bank = broken_bank(tmp_path, FIXTURES["translation_without_text"])
    found = micic("instrument", "check", str(bank))
    assert (found.exit_code, found.stdout) == (1, "")
    assert "[translation_without_text]" in found.stderr
    assert micic("instrument", "show", "--instrument", str(bank)).exit_code == 0


def test_an_empty_folder_is_no_bank(tmp_path: Path) -> None:
    found = micic("instrument", "check", str(tmp_path))
    assert found.exit_code == 1
    assert "instrument.yaml" in found.stderr


def test_another_bank_refuses_answers_of_this_one() -> None:
    found = micic("score", EXAMPLE_ANSWERS)
    assert found.exit_code == 1
    assert f"{EXAMPLE_ANSWERS}:2: column instrument_id: the file is for 'worked-example'" in found.stderr
    assert "micic-io-2016 version 1" in found.stderr


def test_a_file_cannot_steer_the_terminal() -> None:
    Path("a.csv").write_text("practice_id,answer\n\x1b[2JR,1\n")
    found = micic("score", "a.csv", "--as", "origin")
    assert found.exit_code == 1
    assert "\x1b" not in found.stderr


def test_an_output_file_keeps_its_permissions_and_a_link_its_place() -> None:
    Path("real.csv").write_text("old")
    Path("real.csv").chmod(0o640)
    Path("link.csv").symlink_to("real.csv")
    assert micic(*SCORED_EXAMPLE, "--format", "csv", "-o", "link.csv").exit_code == 0
    assert Path("link.csv").is_symlink()
    assert Path("real.csv").read_bytes() == (GOLDEN / "gap-report.csv").read_bytes()
    assert Path("real.csv").stat().st_mode & 0o777 == 0o640


def test_a_failure_midway_leaves_the_old_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    Path("out.csv").write_text("old")
    monkeypatch.setattr("assessment.results.scored_blocks", interrupted)
    found = micic(*SCORED_EXAMPLE, "--format", "csv", "-o", "out.csv")
    assert (found.exit_code, found.stdout, found.stderr.strip()) == (130, "", "Stopped.")
    assert Path("out.csv").read_text() == "old"
    assert [path.name for path in Path().iterdir()] == ["out.csv"]


def test_a_fault_far_down_lets_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessment.exchange.output_file.KEPT_IN_MEMORY", 1000)
    rows = "".join(f"a{number:03},R1.1.2a,3\n" for number in range(300))
    Path("many.csv").write_text("assessment_id,practice_id,answer\n" + rows + "b,R1.1.2a,9\n")
    for form in ("csv", "json"):
        found = micic("score", "many.csv", "--as", "origin", "--format", form)
        assert (found.exit_code, found.stdout) == (1, "")
        assert found.stderr.startswith("many.csv:302: column answer: ")


def test_rows_of_one_assessment_may_stand_apart() -> None:
    rows = [f"{id},{practice},{answer}\n" for practice, answer in (("R1.1.2a", 3), ("R1.1.7a", 2)) for id in "ba"]
    for name, order in (("apart.csv", rows), ("together.csv", [rows[0], rows[2], rows[1], rows[3]])):
        Path(name).write_text("assessment_id,practice_id,answer\n" + "".join(order))
    for form in ("csv", "json", "jsonl", "text"):
        apart, together = (
            micic("score", name, "--as", "origin", "--format", form) for name in ("apart.csv", "together.csv")
        )
        assert apart.exit_code == 0
        assert apart.stdout_bytes == together.stdout_bytes
    from_a_pipe = micic("score", "-", "--as", "origin", "--format", "csv", stdin=Path("apart.csv").read_text())
    assert from_a_pipe.stdout_bytes == micic("score", "apart.csv", "--as", "origin", "--format", "csv").stdout_bytes


def test_a_full_disk_is_one_line() -> None:
    if not Path("/dev/full").exists():
        return
    found = micic(*SCORED_EXAMPLE, "--format", "csv", "-o", "/dev/full")
    assert found.exit_code == 2
    assert "Cannot write /dev/full: No space left on device." in found.stderr


def test_progress_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("many.csv").write_text("assessment_id,practice_id,answer\n" + "".join(f"a{n},R1.1.2a,3\n" for n in range(120)))
    arguments = ("score", "many.csv", "--as", "origin", "--format", "csv", "-o", "out.csv")
    assert "Scoring" not in micic(*arguments).stderr
    monkeypatch.setattr("assessment.cli.shared.is_terminal", lambda _: True)
    assert "Scoring" in micic(*arguments).stderr


def python(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(TESTS.parent)}
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, *arguments], env=environment, stderr=subprocess.PIPE, check=False, **options
    )


def test_a_closed_pipe_ends_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = python("-m", "assessment", "instrument", "show", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("group", [(), ("instrument",), ("db",)], ids=" ".join)
def test_a_list_of_commands_says_in_a_whole_sentence_what_each_does(group: tuple[str, ...]) -> None:
    listed = micic(*group, "--help").stdout.partition("Commands:\n")[2].splitlines()
    assert listed
    for line in listed:
        assert re.fullmatch(r"  [a-z-]+ +[A-Z].*[^.]\.", line), line


def test_help_loads_nothing_slow() -> None:
    slow = {"numpy", "pandas", "streamlit", "plotly", "sqlalchemy", "pydantic", "babel", "yaml"}
    code = (
        "import sys; from click.testing import CliRunner; from assessment.cli import main; "
        "CliRunner().invoke(main, ['--help']); print(*sys.modules)"
    )
    loaded = set(python("-c", code, stdout=subprocess.PIPE).stdout.decode().split())
    assert "click" in loaded
    assert not slow & loaded


def test_scoring_loads_no_screens_and_no_database() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from assessment.cli import main; "
        f"assert CliRunner().invoke(main, {SCORED_EXAMPLE!r}).exit_code == 0; print(*sys.modules)"
    )
    done = python("-c", code, stdout=subprocess.PIPE)
    loaded = set(done.stdout.decode().split())
    assert "numpy" in loaded, done.stderr
    assert not {"pandas", "streamlit", "plotly", "sqlalchemy"} & loaded


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_every_help_has_one_example_that_runs(path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples run one after the other in an empty folder, but for the one that would serve for ever.

    What they name is made before: an answer sheet, an assessment in the database, a backup of it.
    """
    found = micic(*path, "--help")
    assert found.exit_code == 0
    (example,) = re.findall(r"Example:\n\s+micic (.+)\n", found.stdout)
    monkeypatch.setattr("assessment.launch.launch", lambda *given: given[2]("started"))
    monkeypatch.setenv("STREAMLIT_SERVER_COOKIE_SECRET", token_urlsafe(32))
    assert micic("template", "--as", "origin", "--format", "csv", "-o", "answers.csv").exit_code == 0
    for year in ("2025", "2026"):
        Path(f"{year}.csv").write_text("stakeholder_types,practice_id,answer\norigin,R1.1.2a,3\n", encoding="utf-8")
    if path == ("invite",):
        for name, value in ENVIRONMENT.items():
            monkeypatch.setenv(name, value)
    if path and path[0] in ("import", "export", "db"):
        Path("samplia.json").write_bytes(empty_bundle(load_instrument(), ("origin",), "5f0c2d8e", now()))
        assert micic("import", "samplia.json").exit_code == 0
        assert micic("db", "backup", "monday.db").exit_code == 0
        example = example.replace("postgresql+psycopg://micic@localhost/micic", "sqlite:///moved.db")
    assert micic(*example.split()).exit_code == 0


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument(BANK)
