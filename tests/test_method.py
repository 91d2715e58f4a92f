"""Every figure of docs/method.md is computed again: tables of answers by the scoring, arithmetic by itself."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

import pytest

from questions.load import load_instrument
from questions.model import Instrument
from scoring.assemble import results
from scoring.corridor import Actor, corridor
from scoring.plan import ScoringPlan, compile_plan
from scoring.portfolio import portfolio
from scoring.progress import progress
from scoring.result import RecommendationResult, Result, Score
from scoring.robustness import AHEAD_SHARE, DRAWS, INTERVAL, LEAST_FACTOR, MOST_FACTOR
from scoring.steps import DEFAULT_STEPS, steps_to_meet
from tests.scoring.short import instrument
from tests.test_readme import PAGES, blocks, tables

PAGE = PAGES["docs/method.md"]
TABLES = tables(PAGE)
ANSWERS = {"practice", "role", "answer"}
OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
Table = list[dict[str, str]]


def titled(*titles: str) -> Table:
    """The one table with exactly these column titles."""
    (found,) = (table for table in TABLES if tuple(table[0]) == titles)
    return found


def shown(value: float | None) -> str:
    """A figure as the page writes it: four decimals at most."""
    return "–" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")


def code(answer: str) -> str:
    return "" if answer == "empty" else answer


def plan_and_answers(table: Table) -> tuple[ScoringPlan, dict[str, str]]:
    plan = compile_plan(instrument({row["practice"]: row["role"] for row in table}), ("origin",))
    return plan, {row["practice"]: code(row["answer"]) for row in table}


def scored(table: Table) -> Result:
    """The result of a table of answers with the target of the bank."""
    plan, answers = plan_and_answers(table)
    targets = [[plan.instrument.target] * len(plan.recommendations)]
    (result,) = results(plan, plan.codes(answers)[None, :], targets)
    return result


FIGURES: Mapping[str, Callable[[RecommendationResult], str]] = {
    "weight": lambda row: shown(row.weight),
    "score": lambda row: shown(row.score),
    "low": lambda row: shown(row.low),
    "high": lambda row: shown(row.high),
    "coverage": lambda row: shown(row.coverage),
    "status": lambda row: row.status.value.replace("_", " "),
    "alert": lambda row: "yes" if row.safeguard_alert else "",
    "gap": lambda row: shown(row.gap),
    "priority": lambda row: shown(row.priority),
    "rank": lambda row: "–" if row.rank is None else str(row.rank),
}


def examples() -> Iterator[tuple[Table, Table]]:
    """Each table of answers with the table of recommendations that follows it, and with the one after that."""
    question: Table = []
    for table in TABLES:
        titles = set(table[0])
        if titles == ANSWERS:
            question = table
        elif "recommendation" in titles and titles - {"recommendation"} <= set(FIGURES):
            yield question, table


EXAMPLES = list(examples())


def test_the_examples_are_found() -> None:
    assert len(EXAMPLES) == 4
    assert sum(set(table[0]) == ANSWERS for table in TABLES) == 5


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: ",".join(example[1][0]))
def test_an_example_is_what_the_scoring_gives(example: tuple[Table, Table]) -> None:
    question, expected = example
    result = scored(question)
    for row in expected:
        found = result.by_id[row["recommendation"]]
        assert {name: FIGURES[name](found) for name in row if name != "recommendation"} == {
            name: value for name, value in row.items() if name != "recommendation"
        }
    assert {row["recommendation"] for row in expected} == set(result.by_id)


def test_the_example_of_gaps_stands_in_the_order_of_the_list() -> None:
    question, expected = EXAMPLES[-1]
    assert [row["recommendation"] for row in expected] == [row.id for row in scored(question).in_gap_order]


def test_the_example_of_groups() -> None:
    position = TABLES.index(groups := titled("group", "score", "low", "high", "coverage"))
    result = scored(TABLES[position - 1])
    found: dict[str, Score] = {f"topic {id}": group for id, group in result.groups["topic"].items()}
    found["overall"] = result.overall
    assert [row["group"] for row in groups] == list(found)
    for row in groups:
        score = found[row["group"]]
        assert list(row.values())[1:] == [shown(v) for v in (score.score, score.low, score.high, score.coverage)]


def test_the_example_of_progress() -> None:
    for row in titled("baseline", "score", "target", "progress"):
        found = progress(float(row["score"]), float(row["baseline"]), float(row["target"]))
        assert ("fell back" if found.fell_back else shown(found.value)) == row["progress"]


def test_the_example_of_steps() -> None:
    position = TABLES.index(expected := titled("step", "practice", "from", "to", "low", "overall low"))
    plan, answers = plan_and_answers(TABLES[position - 1])
    found = steps_to_meet(plan, plan.codes(answers), [75.0] * len(plan.recommendations), "R1.1.1")
    assert found.reached
    steps = [(s.practice_id, s.from_code, s.to_code, shown(s.low), shown(s.overall_low)) for s in found.steps]
    assert steps == [tuple(row.values())[1:] for row in expected]


def test_the_example_of_plans() -> None:
    expected = titled(
        *("recommendation", "plans", "share met", "share unmet", "lowest", "median", "highest"),
    )
    question = TABLES[TABLES.index(expected) - 1]
    names = [title for title in question[0] if title not in ("practice", "role")]
    plan = compile_plan(instrument({row["practice"]: row["role"] for row in question}), ("origin",))
    codes = plan.code_rows({row["practice"]: code(row[name]) for row in question} for name in names)
    found = portfolio(plan, names, codes, [[75.0] * len(plan.recommendations)] * len(names))
    assert [
        [s.id, str(s.plans), *map(shown, (s.share_met, s.share_unmet, s.lowest, s.median, s.highest))]
        for s in found.common_gaps
    ] == [list(row.values()) for row in expected]


def test_the_example_of_a_corridor() -> None:
    (table,) = (table for table in TABLES if "roles" in table[0])
    short = instrument({row["practice"]: row["roles"] for row in table})
    actors = []
    for title in table[0]:
        if kind := re.search(r"\((\w+)\)", title):
            plan = compile_plan(short, (kind[1],))
            given = {row["practice"]: row[title] for row in table if row["practice"] in plan.column}
            actors.append(Actor(title, plan, plan.codes(given)))
    found = {cover.id: cover.status for whole in corridor(short, actors) for cover in whole.practices}
    assert {id: status.value.replace("_", " ") for id, status in found.items()} == {
        row["practice"]: row["status"] for row in table
    }


# Arithmetic


def worked(text: str) -> float:
    """What a line of arithmetic gives: numbers, brackets and the four operations."""

    def value(node: ast.expr) -> float:
        if isinstance(node, ast.BinOp):
            return OPERATIONS[type(node.op)](value(node.left), value(node.right))
        assert isinstance(node, ast.Constant), text
        assert isinstance(node.value, int | float), text
        return float(node.value)

    return value(ast.parse(text.replace("×", "*").strip(), mode="eval").body)


def lines_of_arithmetic() -> list[str]:
    blocks_of_text = [line.partition(":")[2] for block in blocks("text", PAGE) for line in block.splitlines()]
    in_running_text = re.findall(r"\d[\d.]* (?:[×+/] [\d.]+ ?)+= [\d.]*\d", PAGE)
    return list(dict.fromkeys(line.strip() for line in (*blocks_of_text, *in_running_text)))


@pytest.mark.parametrize("line", lines_of_arithmetic())
def test_a_line_of_arithmetic_is_right(line: str) -> None:
    for left, right in pairwise(line.split("=")):
        assert worked(left) == pytest.approx(worked(right), abs=5e-5)


def test_there_are_lines_of_arithmetic() -> None:
    assert len(lines_of_arithmetic()) == 10
    assert worked("100 × (1 + 0.5) / 2") == 75


# The numbers in the text


@pytest.fixture(scope="module")
def bank() -> Instrument:
    return load_instrument()


def test_the_values_are_those_of_the_bank(bank: Instrument) -> None:
    rows = {row["answer"].strip("`"): row for row in titled("answer", "meaning", "value")}
    (scale,) = bank.scales
    for level in scale.levels:
        assert (rows[level.code]["meaning"], float(rows[level.code]["value"])) == (level.title.lower(), level.value)
    assert f"{bank.target:g}" == "75"
    assert "is the target of a recommendation: 75" in PAGE
    assert f"the score is at least {bank.partly_met_from:g}" in PAGE


def test_the_warnings_are_all_there_with_their_thresholds(bank: Instrument) -> None:
    rules = bank.quality_rules
    table = {row["warning"]: row["when"] for row in titled("warning", "when")}
    said = " ".join(table)
    named = re.findall(r"\w+", said.replace("`", " "))
    assert set(named) >= {"straight_lining", "tested_without_evidence", "stale_evidence", "many_na", "many_dk"}
    assert set(named) >= {pair.code for pair in rules.pairs} | {"personal_data"}
    assert (
        f"at least {rules.straight_lining_levels} levels, {rules.straight_lining_share:.0%}".replace("%", " %")
        in (table["`straight_lining`"])
    )
    assert f"more than {rules.stale_evidence_months} months" in table["`stale_evidence`"]
    assert rules.many_na_share == rules.many_dk_share == 0.25


def test_the_draws_are_those_of_the_comparison() -> None:
    text = re.sub(r"\s+", " ", PAGE)
    assert f"each of {DRAWS:,} draws" in text
    assert f"evenly from {LEAST_FACTOR:g} to {MOST_FACTOR:g}" in text
    assert f"at least {AHEAD_SHARE:.0%}".replace("%", " %") in text
    assert INTERVAL == (0.05, 0.95)
    assert DEFAULT_STEPS == 10
