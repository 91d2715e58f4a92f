"""Cases worked by hand (``cases/*.yaml``): one rule of the method each, the name as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from questions.load import load_instrument
from questions.model import Instrument
from scoring.assemble import results
from scoring.plan import ScoringPlan, compile_plan
from scoring.progress import Progress, ProgressSince, progress, progress_since
from scoring.quality import looks_personal, quality_warnings
from scoring.result import RecommendationResult, Result, Score
from tests.scoring.short import instrument

FOLDER = Path(__file__).parent / "cases"
FACTS = ("rollup", "scales", "role_weights", "partly_met_from", "quality_rules")
ATTRIBUTES = {
    "alert": "safeguard_alert",
    "asked": "practices_asked",
    "answered": "practices_answered",
    "unmet": "unmet_practices",
    "open": "open_practices",
}


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def cases(*names: str) -> list[Any]:
    return [pytest.param(case, id=f"{name}: {case['name']}") for name in names for case in read(name)]


def code(answer: object) -> str:
    return "" if answer == "blank" else str(answer)


def scored(plan: ScoringPlan, case: Mapping[str, Any]) -> Result:
    target, targets = case.get("target", plan.instrument.target), case.get("targets", {})
    codes = plan.codes({practice: code(answer) for practice, answer in case.get("answers", {}).items()})
    (result,) = results(plan, codes[None, :], [[targets.get(r.id, target) for r in plan.recommendations]])
    return result


def check_figures(found: Score, expected: Mapping[str, Any]) -> None:
    for name, value in expected.items():
        got = getattr(found, ATTRIBUTES.get(name, name))
        if isinstance(value, list):
            assert list(got) == value, name
        elif value is None or isinstance(value, bool | str):
            assert got == value, name
        else:
            assert got == pytest.approx(value, abs=5e-5), name


def check_result(result: Result, expect: Mapping[str, Any]) -> None:
    check_figures(result.overall, expect.get("overall", {}))
    for identifier, expected in expect.get("recommendations", {}).items():
        check_figures(result.by_id[identifier], expected)
    for kind, groups in expect.get("groups", {}).items():
        assert list(result.groups[kind]) == list(groups)
        for identifier, expected in groups.items():
            check_figures(result.groups[kind][identifier], expected)
    if "counts" in expect:
        assert {str(status): count for status, count in result.counts.items()} == expect["counts"]
    if "order" in expect:
        assert list(result.gap_order) == expect["order"]
    if "order_begins" in expect:
        assert list(result.gap_order)[: len(expect["order_begins"])] == expect["order_begins"]
    if "finish_first" in expect:
        assert [r.id for r in result.finish_first] == expect["finish_first"]


@pytest.mark.parametrize(
    "case",
    cases(
        "02_who_is_asked",
        "03_answers",
        "04_recommendation",
        "05_groups",
        "06_status",
        "07_gaps",
        "15_worked_example",
    ),
)
def test_the_figures_are_those_worked_by_hand(case: Mapping[str, Any]) -> None:
    facts = {name: case[name] for name in FACTS if name in case}
    plan = compile_plan(instrument(case["practices"], **facts), tuple(case.get("as", ["origin"])))
    if "asked" in case["expect"]:
        assert {p.id: plan.role_of(p.id) for p in plan.practices} == case["expect"]["asked"]
    check_result(scored(plan, case), case["expect"])


@pytest.fixture(scope="module")
def bank() -> Instrument:
    return load_instrument()


@pytest.mark.parametrize("case", cases("real_bank"))
def test_each_type_on_the_real_bank(bank: Instrument, case: Mapping[str, Any]) -> None:
    check_result(scored(compile_plan(bank, tuple(case["as"])), case), case["expect"])


@pytest.mark.parametrize("case", cases("07_progress"))
def test_progress_of_one_score(case: Mapping[str, Any]) -> None:
    found = progress(case["score"], case["baseline"], case["target"])
    assert found.fell_back is case.get("fell_back", False)
    assert found.value == (None if case["value"] is None else pytest.approx(case["value"]))


def test_progress_of_an_assessment() -> None:
    """R1.1.1 goes from 25 to 50, R1.1.2 falls back, R1.1.3 is answered only now, R1.1.4 has the target 100."""
    practices = {"R1.1.1a": "lead", "R1.1.2a": "lead", "R1.1.3a": "lead", "R1.1.4a": "lead"}
    plan = compile_plan(instrument(practices), ("origin",))
    before = scored(plan, {"answers": {"R1.1.1a": 1, "R1.1.2a": 3, "R1.1.4a": 2}})
    after = scored(
        plan, {"answers": {"R1.1.1a": 2, "R1.1.2a": 2, "R1.1.3a": 2, "R1.1.4a": 3}, "targets": {"R1.1.4": 100}}
    )
    assert progress_since(before, after, 75) == ProgressSince(
        overall=Progress(pytest.approx((56.25 - 50) / (75 - 50))),
        recommendations={
            "R1.1.1": Progress(0.5),
            "R1.1.2": Progress(None, fell_back=True),
            "R1.1.3": Progress(None),
            "R1.1.4": Progress(0.5),
        },
    )


def test_progress_where_the_baseline_was_asked_less() -> None:
    short = instrument({"R1.1.1a": "lead", "R1.1.2a": "host=lead"})
    before = scored(compile_plan(short, ("origin",)), {"answers": {"R1.1.1a": 1}})
    after = scored(compile_plan(short, ("origin", "host")), {"answers": {"R1.1.1a": 3, "R1.1.2a": 4}})
    assert progress_since(before, after, 75).recommendations == {"R1.1.1": Progress(1.0), "R1.1.2": Progress(None)}


@pytest.mark.parametrize("case", cases("12_warnings"))
def test_the_warnings_are_those_expected(bank: Instrument, case: Mapping[str, Any]) -> None:
    answers = dict(case.get("answers", {}))
    practices = dict(case.get("practices", {}))
    for answer, number in case.get("series", {}).items():
        for _ in range(number):
            practice = f"R1.1.{len(practices) + 1}a"
            practices[practice], answers[practice] = "lead", answer
    if "bank" in case:
        plan = compile_plan(bank, tuple(case["bank"]))
    else:
        facts = {name: case[name] for name in FACTS if name in case}
        plan = compile_plan(instrument(practices, **facts), ("origin",))
    found = quality_warnings(plan, {practice: texts(a) for practice, a in answers.items()}, case.get("assessed_on"))
    assert [
        {warning.code: list(warning.practices)} if isinstance(expected, dict) else warning.code
        for warning, expected in zip(found, case["expect"], strict=True)
    ] == case["expect"]
    assert all(warning.message.endswith(".") for warning in found)


def texts(answer: object) -> SimpleNamespace:
    given = answer if isinstance(answer, dict) else {"answer": answer}
    empty = {"evidence": "", "evidence_date": "", "responsible": "", "comment": ""}
    return SimpleNamespace(**empty | {name: code(value) for name, value in given.items()})


@pytest.mark.parametrize("text", read("12_personal_data")["looks_personal"])
def test_personal_data_is_noticed(text: str) -> None:
    assert looks_personal(text)


@pytest.mark.parametrize("text", read("12_personal_data")["harmless"])
def test_what_organisations_cite_is_not_taken_for_personal_data(text: str) -> None:
    assert not looks_personal(text)


@pytest.mark.parametrize("piece", ["a", "1", "1 ", "123,", "@a.", "(1", "+1.", "USD ", "decree ", "passport ", "2020 "])
def test_long_texts_are_read_in_a_blink(piece: str) -> None:
    """The longest text that a field may hold; a pattern that backtracks without end would hang here."""
    assert isinstance(looks_personal(piece * (4000 // len(piece))), bool)


def test_an_unknown_type_or_answer_is_refused_by_name() -> None:
    short = instrument({"R1.1.1a": "lead"})
    with pytest.raises(ValueError, match=r"'donor' is not a stakeholder type\. Use one of: origin, host"):
        compile_plan(short, ("origin", "donor"))
    with pytest.raises(KeyError):
        compile_plan(short, ("origin",)).codes({"R1.1.1a": "5"})


def test_a_recommendation_result_is_found_by_id_and_order() -> None:
    plan = compile_plan(instrument({"R1.1.1a": "lead", "R1.1.2a": "lead"}), ("origin",))
    result = scored(plan, {"answers": {"R1.1.1a": 3, "R1.1.2a": 0}})
    assert [r.id for r in result.unmet] == ["R1.1.2"]
    assert isinstance(result.by_id["R1.1.1"], RecommendationResult)
