"""A baseline and a later round as files: byte for byte for the worked example, and the same figures in each form."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from assessment.exchange.answer_files import read_answer_files
from assessment.exchange.progress_report import PROGRESS_COLUMNS, progress_csv, progress_json, progress_text
from assessment.rounds import ComparedRounds, compared_rounds
from questions.model import Instrument
from tests.exchange.conftest import WORKED_EXAMPLE

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="module")
def compared(example: Instrument) -> ComparedRounds:
    baseline, present = read_answer_files([WORKED_EXAMPLE / "rounds.csv"], example).sheets
    return compared_rounds(example, baseline, present)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_csv_byte_for_byte(example: Instrument, compared: ComparedRounds) -> None:
    """R1.1.1 goes from 58.3333 to 62.5: (62.5 - 58.3333) / (75 - 58.3333) = 0.25; its a alone from 3 to 4."""
    made = progress_csv(example, compared)
    assert made == (GOLDEN / "progress.csv").read_bytes()
    assert tuple(rows(made)[0]) == PROGRESS_COLUMNS
    assert rows(made)[0]["assessment_id"] == "'=2026"


def test_the_json_holds_both_rounds_and_what_moved(example: Instrument, compared: ComparedRounds) -> None:
    found = json.loads(progress_json(example, compared))
    assert (found["baseline"]["assessment_id"], found["assessment"]["assessment_id"]) == ("=2024", "=2026")
    assert found["overall"] == {
        "before": {"score": pytest.approx(200 / 3), "low": 47.5, "high": 77.5, "coverage": 0.7},
        "after": dict.fromkeys(("score", "low", "high"), pytest.approx(400 / 7)) | {"coverage": 1},
        "like_for_like": {"before": pytest.approx(200 / 3), "after": 68.75},
        "target": 75,
        "progress": pytest.approx((400 / 7 - 200 / 3) / (75 - 200 / 3)),
        "fell_back": False,
    }
    assert found["counts"] == {"fell_back": 1, "down": 0, "up": 1, "other_answers": 2, "same": 0}
    assert (found["newly_met"], found["targets_before"]) == (["R1.1.3"], {})
    second = found["recommendations"][1]
    assert second["practices"] == [{"id": "R1.1.2a", "before": "2", "after": "1", "change": "down"}]
    assert (second["progress"], second["fell_back"]) == (None, True)


def test_csv_and_json_say_the_same(example: Instrument, compared: ComparedRounds) -> None:
    entries = json.loads(progress_json(example, compared))["recommendations"]
    for row, entry in zip(rows(progress_csv(example, compared)), entries, strict=True):
        assert (row["recommendation_id"], row["movement"]) == (entry["id"], entry["movement"])
        assert (row["status_before"], row["status"]) == (entry["before"]["status"], entry["after"]["status"])
        for column, value in (("score_before", entry["before"]["score"]), ("progress", entry["progress"])):
            assert row[column] == ("" if value is None else f"{value:.6f}".rstrip("0").rstrip("."))
        named = {id for name in PROGRESS_COLUMNS[-6:] for id in row[name].split()}
        assert named == {practice["id"] for practice in entry["practices"]}


def test_the_text_tells_the_finding_then_what_fell_back(example: Instrument, compared: ComparedRounds) -> None:
    lines = progress_text(example, compared).decode().splitlines()
    assert lines[:2] == ["=2024: Ministry, State of origin, 2024-05-31", "=2026: Ministry, State of origin, 2026-05-31"]
    assert lines[3] == "Since 2024-05-31: 1 recommendation moved to met, 1 fell back."
    assert [line for line in lines if line and not line.startswith((" ", "="))][3:] == [
        "↓ Fell back (1)",
        "↑ Moved up (1)",
        "± Other answers (2)",
    ]


def test_what_is_unchanged_is_named_in_one_line(example: Instrument, compared: ComparedRounds) -> None:
    same = progress_text(example, compared_rounds(example, compared.baseline, compared.baseline)).decode()
    assert same.endswith("= Unchanged (4)\n  R1.1.2, R1.1.1, R1.1.4, R1.1.3\n")
    assert "no answer has changed" in same
