"""Portfolio and corridor as files: byte for byte for five small assessments, with the keys of the contract."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from assessment.comparison import compared_actors, compared_plans
from assessment.exchange.answer_files import read_answer_files
from assessment.exchange.corridor_report import corridor_csv, corridor_json
from assessment.exchange.portfolio_report import (
    RANKING_COLUMNS,
    matrix_csv,
    portfolio_csv,
    portfolio_json,
    ranking_csv,
)
from assessment.model import AnswerSheet
from questions.model import Instrument
from tests.exchange.conftest import WORKED_EXAMPLE

GOLDEN = Path(__file__).parents[1] / "golden"
PORTFOLIO = [
    "recommendation_id",
    "recommendation",
    "topic",
    "plans",
    "share_met",
    "share_unmet",
    "lowest",
    "quartile_1",
    "median",
    "quartile_3",
    "highest",
    "lowest_plan",
    "highest_plan",
]
CORRIDOR = [
    "practice_id",
    "recommendation_id",
    "practice",
    "status",
    "best_answer",
    "best_assessment",
    "best_type",
    "leads",
]


@pytest.fixture(scope="module")
def sheets(example: Instrument) -> tuple[AnswerSheet, ...]:
    return read_answer_files([WORKED_EXAMPLE / "plans.csv"], example).sheets


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_portfolio_byte_for_byte(example: Instrument, sheets: tuple[AnswerSheet, ...]) -> None:
    """R1.1.1 of plan North is 58.3333 (METHOD 15), of South 100, of West 0: quartiles 29.1667, 58.3333, 79.1667."""
    made = b"".join(portfolio_csv(example, compared_plans(example, sheets)))
    assert made == (GOLDEN / "portfolio.csv").read_bytes()
    assert list(rows(made)[0]) == PORTFOLIO


def test_the_corridor_byte_for_byte(example: Instrument, sheets: tuple[AnswerSheet, ...]) -> None:
    made = b"".join(corridor_csv(example, compared_actors(example, sheets)))
    assert made == (GOLDEN / "corridor.csv").read_bytes()
    assert list(rows(made)[0]) == CORRIDOR


def test_the_portfolio_as_json(example: Instrument, sheets: tuple[AnswerSheet, ...]) -> None:
    found = json.loads(portfolio_json(example, compared_plans(example, sheets, draws=100)))
    assert list(found) == ["compared", "not_comparable", "plans", "ahead", "recommendations"]
    assert found["compared"] == ["north", "=south", "west"]
    assert found["not_comparable"] == [
        {"id": "embassy", "reason": "Its stakeholder types are host, those of the others origin."},
        {"id": "agency", "reason": "Its stakeholder types are io:humanitarian, those of the others origin."},
    ]
    assert [list(plan) for plan in found["plans"]] == [
        ["id", "subject", "score", "low", "high", "coverage", "rank", "score_interval", "rank_interval", "tied_with"]
    ] * 3
    assert [(plan["id"], plan["subject"], plan["rank"]) for plan in found["plans"]] == [
        ("=south", "Plan South", 1.5),
        ("north", "Plan North", 1.5),
        ("west", "Plan West", 3),
    ]
    assert [plan["score"] for plan in found["plans"]] == pytest.approx([200 / 3, 200 / 3, 50])
    assert {(one, other) for one, shares in found["ahead"].items() for other in shares} == {
        (one, other) for one in found["compared"] for other in found["compared"] if one != other
    }
    assert [list(row) for row in found["recommendations"]] == [PORTFOLIO] * 4
    assert found["recommendations"][2]["recommendation"] == "=Protect data"


def test_csv_and_json_say_the_same(example: Instrument, sheets: tuple[AnswerSheet, ...]) -> None:
    compared = compared_plans(example, sheets)
    entries = json.loads(portfolio_json(example, compared))["recommendations"]
    for row, entry in zip(rows(b"".join(portfolio_csv(example, compared))), entries, strict=True):
        assert row["recommendation_id"] == entry["recommendation_id"]
        assert row["median"] == ("" if entry["median"] is None else f"{entry['median']:.6f}".rstrip("0").rstrip("."))
    covers = compared_actors(example, sheets)
    practices = [
        p for r in json.loads(corridor_json(example, sheets, covers))["recommendations"] for p in r["practices"]
    ]
    for row, entry in zip(rows(b"".join(corridor_csv(example, covers))), practices, strict=True):
        assert (row["practice_id"], row["status"]) == (entry["practice_id"], entry["status"])


def test_the_corridor_as_json(example: Instrument, sheets: tuple[AnswerSheet, ...]) -> None:
    found = json.loads(corridor_json(example, sheets, compared_actors(example, sheets)))
    assert list(found) == ["assessments", "recommendations"]
    assert found["assessments"][-1] == {"id": "agency", "organisation": "Agency", "types": ["io:humanitarian"]}
    assert {row["id"]: row["status"] for row in found["recommendations"]} == {
        "R1.1.1": "partial",
        "R1.1.2": "covered",
        "R1.1.3": "covered",
        "R1.1.4": "uncovered",
    }
    practice = found["recommendations"][2]["practices"][0]
    assert practice == {
        "practice_id": "R1.1.3a",
        "recommendation_id": "R1.1.3",
        "practice": "We plan.",
        "status": "covered",
        "best_answer": "4",
        "best_assessment": "west",
        "best_type": ["origin"],
        "leads": ["=south", "agency", "north", "west"],
    }


def test_the_order_of_files_changes_no_figure(example: Instrument, sheets: tuple[AnswerSheet, ...]) -> None:
    one, other = (json.loads(portfolio_json(example, compared_plans(example, s))) for s in (sheets, sheets[::-1]))
    assert one["compared"] == other["compared"][::-1]
    for key in ("plans", "ahead", "recommendations"):
        assert json.dumps(one[key]) == json.dumps(other[key])


def test_the_ranking_and_the_matrix_as_csv(example: Instrument, sheets: tuple[AnswerSheet, ...]) -> None:
    compared = compared_plans(example, sheets, draws=100)
    ranking = rows(b"".join(ranking_csv(compared)))
    assert list(ranking[0]) == list(RANKING_COLUMNS)
    assert [row["assessment_id"] for row in ranking] == ["'=south", "north", "west"]
    assert [row["rank"] for row in ranking] == ["1.5", "1.5", "3"]
    assert [row["score"] for row in ranking] == ["66.666667", "66.666667", "50"]
    assert (ranking[1]["tied_with"], ranking[1]["shared_answers"]) == ("'=south", "0")
    matrix = rows(b"".join(matrix_csv(compared)))
    ids = [f"R1.1.{number}" for number in range(1, 5)]
    assert list(matrix[0]) == ["assessment_id", "subject", *(name for id in ids for name in (id, f"{id}_score"))]
    assert [(row["subject"], row["R1.1.1"], row["R1.1.1_score"]) for row in matrix] == [
        ("Plan South", "met", "100"),
        ("Plan North", "partly_met", "58.333333"),
        ("Plan West", "not_met", "0"),
    ]
