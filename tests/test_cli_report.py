"""``micic report`` as people script it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assessment.cli import main

ROOT = Path(__file__).parents[1]
SAMPLIA = str(ROOT / "docs" / "examples" / "samplia.csv")
EXAMPLE = ROOT / "tests" / "banks" / "method15"
STARTS = {"pdf": b"%PDF-", "html": b"<!DOCTYPE html>", "docx": b"PK", "xlsx": b"PK"}


def micic(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="micic")


@pytest.mark.parametrize("form", list(STARTS))
def test_it_writes_each_format(form: str, tmp_path: Path) -> None:
    output = tmp_path / f"report.{form}"
    found = micic("report", SAMPLIA, "--format", form, "-o", str(output))
    assert (found.exit_code, found.stdout, found.stderr) == (0, "", "")
    assert output.read_bytes().startswith(STARTS[form])


def test_the_figures_are_those_of_the_score_command() -> None:
    instrument = str(EXAMPLE)
    page = micic("report", str(EXAMPLE / "answers.csv"), "--instrument", instrument, "--format", "html").stdout
    assert '<p class="overall">67 (47 to 78)</p>' in page
    assert "2 of 3 recommendations are unmet; 1 concerns a safeguard" in page


def test_a_target_replaces_those_of_the_file() -> None:
    page = micic("report", SAMPLIA, "--format", "html", "--target", "10").stdout
    assert "target 10" in page
    assert "target 75" not in page


def test_the_marking_and_the_version_to_share() -> None:
    page = micic("report", SAMPLIA, "--format", "html", "--marking", "Official", "--shareable").stdout
    assert page.count("Official") == 2
    assert "Evidence:" not in page
    assert "Evidence, comments and names are left out of this version." in page
    assert "Evidence:" in micic("report", SAMPLIA, "--format", "html").stdout


def test_several_assessments_give_one_archive(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("practice_id,answer\nR1.1.4a,3\n", encoding="utf-8")
    output = tmp_path / "reports.zip"
    found = micic("report", SAMPLIA, str(other), "--as", "origin", "--format", "html", "-o", str(output))
    assert found.exit_code == 0
    names = zipfile.ZipFile(io.BytesIO(output.read_bytes())).namelist()
    assert [name.partition("-")[0] for name in names] == ["001", "002"]


def test_a_file_at_fault_writes_nothing(tmp_path: Path) -> None:
    output = tmp_path / "report.pdf"
    output.write_text("old", encoding="utf-8")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("practice_id,answer\nR9.9.9a,3\n", encoding="utf-8")
    found = micic("report", str(wrong), "--as", "origin", "--format", "pdf", "-o", str(output))
    assert found.exit_code == 1
    assert "wrong.csv:2:" in found.stderr
    assert output.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(
    "arguments", [("--format", "odt"), (), ("--format", "pdf", "--target", "0"), ("--format", "pdf", "--lang", "xx")]
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert micic("report", SAMPLIA, *arguments).exit_code == 2


def test_a_terminal_gets_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessment.cli.report.is_terminal", lambda _stream: True)
    found = micic("report", SAMPLIA, "--format", "pdf")
    assert found.exit_code == 2
    assert "Name a file with -o." in found.stderr
