"""The files that results leave in: byte for byte for the worked example of METHOD 15."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from assessment.exchange.answer_files import read_answer_files
from assessment.exchange.gap_report import GAP_COLUMNS, gap_report
from assessment.exchange.instrument_json import instrument_json
from assessment.exchange.instrument_md import instrument_md
from assessment.exchange.result_json import result_json, results_json, results_jsonl
from assessment.exchange.result_text import printable, result_text
from assessment.model import Answer, AnswerSheet, Assessment
from assessment.results import result_of
from questions.model import Instrument
from scoring.result import Result
from tests.exchange.conftest import WORKED_EXAMPLE

GOLDEN = Path(__file__).parents[1] / "golden"
CONTRACT_COLUMNS = [
    "assessment_id",
    "organisation",
    "country",
    "stakeholder_types",
    "subject",
    "instrument_version",
    "assessed_on",
    "rank",
    "recommendation_id",
    "recommendation",
    "topic",
    "working_group",
    "role",
    "status",
    "safeguard_alert",
    "score",
    "score_low",
    "score_high",
    "coverage",
    "target",
    "gap",
    "gap_low",
    "gap_high",
    "priority",
    "practices_asked",
    "practices_answered",
    "unmet_practices",
    "open_practices",
    "phases",
    "micic_guidelines",
    "source",
]


@pytest.fixture(scope="module")
def scored(example: Instrument) -> tuple[AnswerSheet, Result]:
    (sheet,) = read_answer_files([WORKED_EXAMPLE / "answers.csv"], example).sheets
    return sheet, result_of(example, sheet)


def sheet_of(types: Iterable[str], answers: dict[str, str], **identity: str) -> AnswerSheet:
    return AnswerSheet(
        assessment=Assessment(id="a", stakeholder_types=tuple(types), **identity),  # type: ignore[arg-type]
        answers={id: Answer(practice_id=id, answer=answer) for id, answer in answers.items()},
    )


@pytest.mark.parametrize(("name", "hxl"), [("gap-report.csv", False), ("gap-report-hxl.csv", True)])
def test_the_gap_report_byte_for_byte(
    example: Instrument, scored: tuple[AnswerSheet, Result], name: str, hxl: bool
) -> None:
    assert gap_report(example, [scored[0]], hxl) == (GOLDEN / name).read_bytes()


def test_the_result_byte_for_byte(example: Instrument, scored: tuple[AnswerSheet, Result]) -> None:
    assert result_json(example, *scored) == (GOLDEN / "result.json").read_bytes()


def test_columns_are_those_of_the_contract() -> None:
    assert list(GAP_COLUMNS) == CONTRACT_COLUMNS
    assert len(set(GAP_COLUMNS.values())) == len(GAP_COLUMNS)
    assert all(tag.startswith("#") for tag in GAP_COLUMNS.values())


def test_the_figures_are_those_of_the_worked_example(example: Instrument, scored: tuple[AnswerSheet, Result]) -> None:
    rows = list(csv.DictReader(io.StringIO(gap_report(example, [scored[0]]).decode("utf-8-sig"), newline="")))
    names = ("recommendation_id", "rank", "status", "score", "score_low", "score_high", "coverage", "gap")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("R1.1.2", "1", "partly_met", "75", "75", "75", "1", "0"),
        ("R1.1.1", "2", "partly_met", "58.333333", "43.75", "68.75", "0.75", "16.666667"),
        ("R1.1.4", "", "not_assessed", "", "0", "100", "0", ""),
        ("R1.1.3", "", "not_applicable", "", "", "", "", ""),
    ]


def test_every_row_is_of_one_shape_in_the_real_bank(instrument: Instrument) -> None:
    sheets = [sheet_of([kind.id], {}) for kind in instrument.stakeholder_types]
    report = gap_report(instrument, sheets).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(report, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(GAP_COLUMNS)}
    assert len(rows) == 1 + sum(len(result_of(instrument, sheet).recommendations) for sheet in sheets)
    assert all(row[-1].startswith("Topic ") for row in rows[1:])


def test_a_text_that_looks_like_a_formula_is_guarded_and_a_number_is_not(example: Instrument) -> None:
    sheet = sheet_of(["origin"], {"R1.1.1a": "0"}, organisation="@SUM(A1)", subject="-1")
    rows = list(csv.reader(io.StringIO(gap_report(example, [sheet]).decode("utf-8-sig"))))
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (row["organisation"], row["subject"], row["score"]) == ("'@SUM(A1)", "'-1", "0")


def test_json_of_several_is_an_array_and_jsonl_one_object_a_line(
    example: Instrument, scored: tuple[AnswerSheet, Result]
) -> None:
    one = json.loads(result_json(example, *scored))
    assert json.loads(b"".join(results_json(example, [scored, scored]))) == [one, one]
    assert json.loads(b"".join(results_json(example, []))) == []
    lines = b"".join(results_jsonl(example, [scored, scored])).splitlines()
    assert [json.loads(line) for line in lines] == [one, one]


def test_the_result_has_the_keys_of_the_contract(example: Instrument, scored: tuple[AnswerSheet, Result]) -> None:
    found = json.loads(result_json(example, *scored))
    assert list(found) == ["assessment", "instrument", "overall", "counts", "groups", "recommendations", "warnings"]
    assert list(found["groups"]) == ["topic", "working_group", "phase", "guideline"]
    assert list(found["counts"]) == ["met", "partly_met", "not_met", "undetermined", "not_assessed", "not_applicable"]
    assert list(found["recommendations"][0]) == [
        "id",
        "status",
        "role",
        "weight",
        "score",
        "low",
        "high",
        "coverage",
        "target",
        "gap",
        "gap_low",
        "gap_high",
        "priority",
        "rank",
        "safeguard_alert",
        "unmet_practices",
        "open_practices",
    ]


def test_the_text_begins_with_safeguards_and_names_what_to_do(
    example: Instrument, scored: tuple[AnswerSheet, Result]
) -> None:
    text = result_text(example, *scored)
    lines = text.splitlines()
    assert lines[0] == 'Ministry "Abroad" (NAM), =Plan A, State of origin, 2024-05-31'
    places = [text.index(words) for words in ("R1.1.2a", "Overall: 67", "2 partly met", "1. R1.1.2", "2. R1.1.1")]
    assert places == sorted(places)
    assert text.index("Finish these first") < text.index("open: R1.1.4a")


def test_the_text_of_every_state_an_assessment_can_be_in(example: Instrument) -> None:
    unanswered = sheet_of(["origin"], {})
    met = sheet_of(["origin"], dict.fromkeys(example.practices, "4"))
    assert "Unmet" not in result_text(example, unanswered, result_of(example, unanswered))
    text = result_text(example, met, result_of(example, met))
    assert "4 met" in text
    assert "tested_without_evidence" in text
    assert text.startswith("a, State of origin\n")


def test_text_cannot_steer_the_terminal(example: Instrument) -> None:
    sheet = sheet_of(["origin"], {}, organisation="Minis\x1b[2Jtry\r\nof \u2028 lines \x9b")
    assert result_text(example, sheet, result_of(example, sheet)).startswith("Minis?[2Jtry of lines ?, State")
    assert printable("العربية 中文 é") == "العربية 中文 é"


def test_the_instrument_as_json_has_the_keys_of_the_contract(instrument: Instrument) -> None:
    found = json.loads(instrument_json(instrument))
    assert (found["id"], found["version"], found["language"]) == ("micic-io-2016", "1", "en")
    assert found["role_weights"] == {"lead": 1, "support": 0.5}
    practice = found["topics"][0]["working_groups"][0]["recommendations"][0]["practices"][0]
    assert practice["id"] == "R1.1.1a"
    assert (practice["safeguard"], practice["weight"], practice["scope"]) == (False, 1, "plan")
    assert found["scales"][0]["levels"][0]["value"] == 0
    assert Instrument.model_validate_json(instrument_json(instrument)) == instrument


def test_the_instrument_as_markdown_names_every_practice(instrument: Instrument) -> None:
    text = instrument_md(instrument).decode()
    assert all(f"**{id}** {practice.text}" in text for id, practice in instrument.practices.items())
    assert text.startswith(f"# {instrument.title}\n")
    assert "\n\n\n" not in text
