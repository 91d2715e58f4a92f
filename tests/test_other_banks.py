"""The same engine with the banks of other bodies' shapes: other types, levels, weights and roll-up paths, by hand."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assessment.cli import main
from assessment.exchange.answer_files import read_answer_files
from assessment.exchange.answers_csv import answers_csv
from questions.load import load_instrument
from tests.banks import GHS, SAMM, SPAR

EACH_BANK = pytest.mark.parametrize("bank", [SPAR, GHS, SAMM], ids=lambda bank: bank.name)


def micic(bank: Path, command: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, [command, *arguments, "--instrument", str(bank)], prog_name="micic")


def scored(bank: Path) -> dict[str, dict[str, Any]]:
    """The results of the bank's answers, by assessment."""
    found = micic(bank, "score", str(bank / "answers.csv"), "--format", "json")
    assert (found.exit_code, found.stderr) == (0, "")
    return {result["assessment"]["assessment_id"]: result for result in json.loads(found.stdout)}


def scores(result: dict[str, Any], kind: str) -> dict[str, float | None]:
    return {id: group["score"] for id, group in result["groups"][kind].items()}


def figures(result: dict[str, Any]) -> list[Any]:
    return [pytest.approx(result["overall"][name]) for name in ("score", "low", "high", "coverage")]


# WHO SPAR: [recommendation, topic], levels 1-5 worth level / 5


def test_spar_is_the_mean_of_capacities_that_are_the_mean_of_indicators() -> None:
    """Worked by hand.

    Indicators: level / 5 x 100. Policy: C1.1 level 3 = 60, C1.2 level 1 = 20; the capacity (60 + 20) / 2 = 40.
    Laboratories: 4, 4, 2 = 80, 80, 40; the capacity 200 / 3 = 66.6667. Points of entry: 5 = 100.
    The whole: (40 + 66.6667 + 100) / 3 = 68.8889. By indicators it would be 380 / 6 = 63.3333.
    """
    result = scored(SPAR)["atlantis"]
    assert scores(result, "topic") == {"1": pytest.approx(40), "2": pytest.approx(200 / 3), "3": pytest.approx(100)}
    assert figures(result) == [(40 + 200 / 3 + 100) / 3] * 3 + [1]
    assert [row["score"] for row in result["recommendations"]] == pytest.approx([60, 20, 80, 80, 40, 100])
    statuses = {row["id"]: row["status"] for row in result["recommendations"]}
    assert statuses["R1.1.1"] == "met"  # 60 reaches the target of 60, though level 3 is below "in place"
    assert (statuses["R1.1.2"], statuses["R2.1.3"]) == ("not_met", "partly_met")  # 20 and 40, against 40


def test_spar_with_an_open_indicator_has_a_range() -> None:
    """The northern plan: 3, 2 / 4, 5, open / 1.

    Policy (60 + 40) / 2 = 50. Laboratories: score (80 + 100) / 2 = 90, low 180 / 3 = 60, high 280 / 3 = 93.3333,
    coverage 2 / 3. Points of entry 20. The whole: score 160 / 3, low 130 / 3, high (50 + 93.3333 + 20) / 3, coverage
    (1 + 2 / 3 + 1) / 3.
    """
    result = scored(SPAR)["atlantis-north"]
    assert figures(result) == [160 / 3, 130 / 3, (70 + 280 / 3) / 3, 8 / 9]


def test_spar_asks_a_territory_less_and_weighs_it_by_the_banks_own_weights() -> None:
    """Two indicators as a supporter, of weight 0.25: 40 and 80, each a capacity; the whole 60."""
    result = scored(SPAR)["isle"]
    assert [(row["role"], row["weight"], row["score"]) for row in result["recommendations"]] == [
        ("support", 0.25, pytest.approx(40)),
        ("support", 0.25, pytest.approx(80)),
    ]
    assert result["overall"]["score"] == pytest.approx(60)


def test_spar_gives_steps_since_its_levels_are_evenly_spaced() -> None:
    """Cheapest first: C4.3 needs one level (40 to 60), C1.2 two (20 to 60).

    Overall low after each: laboratories (80 + 80 + 60) / 3 = 73.3333, so (40 + 73.3333 + 100) / 3 = 71.1111; policy
    (60 + 40) / 2 = 50, so 74.4444; policy 60, so 77.7778.
    """
    found = micic(SPAR, "steps", str(SPAR / "answers.csv"), "--format", "json")
    (atlantis, *_others) = json.loads(found.stdout)
    assert [(s["practice_id"], s["from_level"], s["to_level"]) for s in atlantis["steps"]] == [
        ("R2.1.3a", "2", "3"),
        ("R1.1.2a", "1", "2"),
        ("R1.1.2a", "2", "3"),
    ]
    lows = [step["overall_low"] for step in atlantis["steps"]]
    assert lows == pytest.approx([640 / 9, 670 / 9, 700 / 9])


# GHS Index: [recommendation, working_group, topic], equal weights on each level


def test_ghs_is_three_nested_means() -> None:
    """Worked by hand.

    Sub-indicators: yes = 100; (grade 1 = 50, no = 0) = 25; grade 2 = 100; no = 0; grade 1 = 50.
    Indicators: 1.1 (100 + 25) / 2 = 62.5; 1.2 100; 2.1 (0 + 50) / 2 = 25.
    Categories: 1 (62.5 + 100) / 2 = 81.25; 2 25. The whole: (81.25 + 25) / 2 = 53.125. By sub-indicators: 275 / 5 = 55.
    """
    result = scored(GHS)["freedonia"]
    assert [row["score"] for row in result["recommendations"]] == [100, 25, 100, 0, 50]
    assert {row["weight"] for row in result["recommendations"]} == {2}
    assert scores(result, "working_group") == {"1.1": 62.5, "1.2": 100, "2.1": 25}
    assert scores(result, "topic") == {"1": 81.25, "2": 25}
    assert figures(result) == [53.125, 53.125, 53.125, 1]
    assert scores(result, "phase") == {"detect": 62.5, "respond": 50}  # (100 + 25) / 2; (100 + 0 + 50) / 3


def test_ghs_with_an_open_indicator() -> None:
    """The coastal plan: yes / 2, yes / open / yes / open.

    1.1 100; 1.2 open, 0 to 100; 2.1 score 100, low 50, high 100, coverage 0.5. Category 1: score 100, low 50, high 100,
    coverage 0.5; category 2 the same as 2.1. The whole: 100, 50, 100, 0.5.
    """
    assert figures(scored(GHS)["freedonia-coast"]) == [100, 50, 100, 0.5]


def test_ghs_gives_steps_on_scales_of_two_and_three_levels() -> None:
    """R1.1.2 (target 66.7): report yearly (no to yes) makes (0.5 + 1) / 2 = 75. R2.1.1: one step. R2.1.2: one step."""
    found = micic(GHS, "steps", str(GHS / "answers.csv"), "--format", "json")
    steps = json.loads(found.stdout)[0]["steps"]
    assert [(step["practice_id"], step["to_level"]) for step in steps] == [
        ("R1.1.2b", "yes"),
        ("R2.1.1a", "yes"),
        ("R2.1.2a", "2"),
    ]
    assert steps[-1]["overall_low"] == pytest.approx(((75 + 100) / 2 + 100) / 2 / 2 + 50)


def test_ghs_asks_one_kind_of_region_only() -> None:
    assert list(scored(GHS)["union"]["groups"]["topic"]) == ["2"]
    assert micic(GHS, "template", "--as", "region:south", "--format", "csv").stdout.count("\n") == 1


# OWASP SAMM: [recommendation, working_group, topic], answer sets with values 0, 0.25, 0.5, 1


def test_samm_is_the_mean_of_the_levels_of_each_practice() -> None:
    """Worked by hand, a level being the mean of its two streams, a practice the sum of its three levels in 0-3.

    1.1: (1 + 0.5) / 2 = 0.75, (0.25 + 0.5) / 2 = 0.375, 0; sum 1.125, ours 1.125 / 3 x 100 = 37.5.
    1.2: 1, 0.5, 0.125; sum 1.625, ours 54.1667. Governance (1.125 + 1.625) / 2 = 1.375, ours 45.8333.
    2.1: 0.25, 0.125, 0; sum 0.375, ours 12.5. The whole (1.375 + 0.375) / 2 = 0.875, ours 29.1667.
    """
    result = scored(SAMM)["web"]
    groups = {id: score * 3 / 100 for id, score in scores(result, "working_group").items() if score is not None}
    assert groups == pytest.approx({"1.1": 1.125, "1.2": 1.625, "2.1": 0.375})
    topics = {id: score * 3 / 100 for id, score in scores(result, "topic").items() if score is not None}
    assert topics == pytest.approx({"1": 1.375, "2": 0.375})
    assert result["overall"]["score"] * 3 / 100 == pytest.approx(0.875)


def test_samm_with_a_supplier_that_does_not_apply_and_open_streams() -> None:
    """The shop: as above, but 1.1.3a "don't know", 2.1.2b not applicable, 2.1.3 not answered.

    1.1.3: score 0, low 0, high 50, coverage 0.5. 1.1: score 37.5, low 37.5, high (75 + 37.5 + 50) / 3 = 54.1667,
    coverage 2.5 / 3. 1.2: 54.1667. Governance: score 45.8333, low 45.8333, high 54.1667, coverage 11 / 12.
    2.1: 25, 0 (stream a alone), open; score 12.5, low 25 / 3, high 125 / 3, coverage 2 / 3.
    The whole: score (45.8333 + 12.5) / 2, low (45.8333 + 8.3333) / 2, high (54.1667 + 41.6667) / 2, coverage 19 / 24.
    """
    result = scored(SAMM)["web-shop"]
    assert figures(result) == [175 / 6, 325 / 12, 575 / 12, 19 / 24]


def test_samm_says_why_it_gives_no_steps() -> None:
    found = micic(SAMM, "steps", str(SAMM / "answers.csv"), "--format", "csv")
    assert found.exit_code == 0
    assert found.stdout.count("\n") == 1
    sentence = "There are no steps, because not all levels are evenly spaced in: cadence, coverage."
    assert found.stderr.splitlines() == [f"{id}: {sentence}" for id in ("web", "web-shop", "parts")]


# What every bank must do


@EACH_BANK
def test_the_bank_is_sound(bank: Path) -> None:
    found = CliRunner().invoke(main, ["instrument", "check", str(bank)])
    assert (found.exit_code, found.stderr) == (0, "")
    assert "no problem" in found.stdout


@EACH_BANK
def test_a_template_filled_in_reads_back(bank: Path, tmp_path: Path) -> None:
    instrument = load_instrument(bank)
    for kind in instrument.stakeholder_types:
        empty = tmp_path / f"{kind.id}.csv"
        made = micic(bank, "template", "--as", kind.id, "--format", "csv", "-o", str(empty))
        assert (made.exit_code, made.stderr) == (0, "")
        (sheet,) = read_answer_files([empty], instrument).sheets
        assert sheet.assessment.stakeholder_types == (kind.id,)
    sheets = read_answer_files([bank / "answers.csv"], instrument).sheets
    copy = tmp_path / "copy.csv"
    copy.write_bytes(answers_csv(instrument, sheets))
    assert [sheet.answers for sheet in read_answer_files([copy], instrument).sheets] == [s.answers for s in sheets]


@EACH_BANK
def test_plans_and_actors_are_compared(bank: Path) -> None:
    """Two plans of one organisation, and a third assessment of other types that cannot be compared with them."""
    instrument = load_instrument(bank)
    answers = str(bank / "answers.csv")
    plans = json.loads(micic(bank, "portfolio", answers, "--format", "json").stdout)
    assert [len(plans[name]) for name in ("compared", "not_comparable", "plans")] == [2, 1, 2]
    assert len(plans["recommendations"]) == len(instrument.recommendations)
    actors = micic(bank, "corridor", answers, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(actors.stdout.removeprefix("\ufeff"))))
    assert [row["practice_id"] for row in rows] == list(instrument.practices)
    codes = {"", "na", *(level.code for scale in instrument.scales for level in scale.levels)}
    assert {row["best_answer"] for row in rows} <= codes


@EACH_BANK
def test_the_gap_report_and_the_questions_are_written(bank: Path) -> None:
    instrument = load_instrument(bank)
    report = micic(bank, "score", str(bank / "answers.csv"), "--format", "csv", "--hxl")
    assert (report.exit_code, report.stderr) == (0, "")
    shown = CliRunner().invoke(main, ["instrument", "show", "--format", "md", "--instrument", str(bank)]).stdout
    for practice in instrument.practices.values():
        assert practice.text in shown
        assert (f"Answered on the scale `{practice.scale}`" in shown) == (len(instrument.scales) > 1)


@EACH_BANK
def test_types_and_codes_are_the_banks_own(bank: Path, tmp_path: Path) -> None:
    instrument = load_instrument(bank)
    first = next(iter(instrument.practices.values()))
    sheet = tmp_path / "answers.csv"
    sheet.write_text(f"practice_id,answer\n{first.id},7\n", encoding="utf-8")
    found = micic(bank, "score", str(sheet), "--as", instrument.stakeholders[0])
    assert found.exit_code == 1
    assert f"is not one of {', '.join(instrument.scale_of(first).index)}, na, dk" in found.stderr
    assert micic(bank, "score", str(sheet), "--as", "origin").exit_code == 2
    sheet.write_text(f"practice_id,answer,stakeholder_types\n{first.id},,\n", encoding="utf-8")
    assert f"such as {instrument.stakeholders[0]}" in micic(bank, "score", str(sheet)).stderr


@EACH_BANK
def test_the_report_for_reading_is_of_this_bank(bank: Path, tmp_path: Path) -> None:
    instrument = load_instrument(bank)
    archive = tmp_path / "reports.zip"
    found = micic(bank, "report", str(bank / "answers.csv"), "--format", "html", "-o", str(archive))
    assert (found.exit_code, found.stderr) == (0, "")
    with zipfile.ZipFile(archive) as reports:
        pages = [reports.read(name).decode() for name in reports.namelist()]
    assert len(pages) == 3
    for page in pages:
        assert instrument.title in page
        assert (instrument.notice or "") in html.unescape(page)
        assert not re.search("MICIC|migrant|State of origin", page)
