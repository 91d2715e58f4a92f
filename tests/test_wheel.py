"""The wheel, installed with nothing else into an environment of its own: `make wheel` builds and installs it."""

from __future__ import annotations

import os
import subprocess
import threading
import urllib.request
from pathlib import Path

import pytest

from tests.browser.conftest import free_port

BIN = Path(__file__).parents[1] / "build" / "fresh" / "bin"
SECONDS = 120


@pytest.fixture(scope="module")
def micic() -> str:
    """The command of the wheel."""
    path = BIN / "micic"
    assert path.is_file(), "the wheel is not installed: run `make wheel`"
    return str(path)


def environment(data: Path) -> dict[str, str]:
    """Nothing that could lead back to this checkout."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "MICIC_", "STREAMLIT_"))}
    return {**kept, "MICIC_DATA_DIR": str(data)}


def test_the_bank_is_in_the_wheel_and_sound(micic: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [micic, "instrument", "check"], cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "66 recommendations and 197 practices" in done.stdout


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_template_can_be_written_and_scored(micic: str, tmp_path: Path, form: str) -> None:
    for command in (
        ["template", "--as", "origin", "--format", form, "-o", f"answers.{form}"],
        ["score", f"answers.{form}", "--format", "csv", "-o", "report.csv"],
    ):
        subprocess.run([micic, *command], cwd=tmp_path, env=environment(tmp_path), check=True)
    assert (tmp_path / "report.csv").read_bytes().count(b"\r\n") == 51


def test_the_first_page_is_served_from_an_empty_folder(micic: str, tmp_path: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [micic, "run", "--port", str(port), "--data", str(tmp_path / "data")],
        cwd=tmp_path,
        env={**environment(tmp_path), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    timer = threading.Timer(SECONDS, process.kill)
    timer.start()
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "server started" in line or "URL:" in line:
                break
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as reply:
            assert reply.status == 200, "".join(said)
            assert b'<div id="root">' in reply.read()
    finally:
        timer.cancel()
        process.kill()
        process.communicate()
