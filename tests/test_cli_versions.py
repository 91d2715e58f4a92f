"""``micic instrument diff`` and ``micic carry-over``: what they say, write and refuse."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assessment.cli import main
from assessment.exchange.instrument_diff import instrument_diff_json, instrument_diff_text
from questions.differences import Difference, differences, score_effect
from questions.load import load_instrument, load_instruments
from questions.model import Instrument
from tests.banks import GROWN, SMALL

GOLDEN = Path(__file__).parent / "golden"
ANSWERS = str(GROWN / "answers-1.csv")
VERSION_1 = str(GROWN / "versions" / "1")


def micic(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin, prog_name="micic")


def golden(name: str) -> str:
    return (GOLDEN / name).read_text(encoding="utf-8")


# Differences


def test_the_differences_are_told_in_words() -> None:
    found = micic("instrument", "diff", VERSION_1, str(GROWN))
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout == golden("instrument-diff.txt")


def test_the_differences_as_json_say_the_same() -> None:
    found = json.loads(micic("instrument", "diff", VERSION_1, str(GROWN), "--format", "json").stdout)
    assert (found["old"], found["new"]) == ({"id": "grown", "version": "1"}, {"id": "grown", "version": "2"})
    weight = {"kind": "practice", "id": "R1.1.1c", "field": "weight", "before": 0.5, "after": 1.0}
    assert weight in found["differences"]
    assert found["successors"] == {"R1.1.1b": ["R1.1.1d", "R1.1.1e"], "R1.1.2c": ["R1.1.2b"], "R1.2.1a": []}
    assert found["scores"] == {
        "recommendations": {
            "origin": ["R1.1.1", "R1.1.2", "R1.2.1", "R2.1.1", "R2.1.2"],
            "io": ["R1.1.1", "R2.1.2"],
        },
        "overall": False,
        "statuses": True,
    }


def test_a_version_of_the_own_bank_can_be_named() -> None:
    found = micic("instrument", "diff", "1", "1")
    assert (found.exit_code, found.stdout) == (
        0,
        "micic-io-2016 version 1 → micic-io-2016 version 1\n\nNothing differs.\n",
    )


def test_what_is_neither_folder_nor_version_is_wrong_usage() -> None:
    found = micic("instrument", "diff", "1", "nowhere")
    assert found.exit_code == 2
    assert "'nowhere' is no folder with a question bank" in found.stderr
    assert "There is: 1." in found.stderr


def test_a_broken_bank_is_told_with_its_folder(tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    shutil.copytree(SMALL, bank)
    (bank / "scale.yaml").unlink()
    found = micic("instrument", "diff", str(SMALL), str(bank), "-o", str(tmp_path / "out"))
    assert found.exit_code == 1
    assert f"{bank}/scale.yaml: the file is missing" in found.stderr
    assert not (tmp_path / "out").exists()


def test_every_kind_of_difference_has_words() -> None:
    worked = load_instrument(GROWN.parent / "method15")
    small = load_instrument(SMALL)
    kinds = {one.kind for one in differences(small, worked)}
    assert len(kinds) >= 12
    text = instrument_diff_text(small, worked).decode()
    for field in {one.field for one in differences(small, worked)}:
        assert f"{field}:" not in text or "_" not in field, field
    assert json.loads(instrument_diff_json(worked, small))["differences"]


def one_changed(instrument: Instrument, **update: object) -> Instrument:
    return instrument.model_copy(update=update)


def test_each_part_of_an_instrument_is_compared() -> None:
    small = load_instrument(SMALL)
    changed = one_changed(
        small,
        partly_met_from=30.0,
        role_weights=small.role_weights.model_copy(update={"support": 0.25}),
        phases=small.phases[:1],
        quality_rules=small.quality_rules.model_copy(update={"many_na_share": 0.5}),
        safeguard_na_reasons=(),
    )
    assert set(differences(small, changed)) == {
        Difference("instrument", "", "partly_met_from", 25.0, 30.0),
        Difference("instrument", "", "role_weight:support", 0.5, 0.25),
        Difference("instrument", "", "many_na_share", 0.25, 0.5),
        Difference("instrument", "", "safeguard_na_reasons", ("holds_no_data",), None),
        Difference("phase", "emerg", "", "During", None),
    }
    assert differences(small, small) == ()


def test_a_subtype_that_is_affected_in_another_way_is_named_by_itself() -> None:
    """R1.1.1a of the small bank is asked of origin, and of io only if humanitarian."""
    small = load_instrument(SMALL)
    weights = small.role_weights.model_copy(update={"support": 0.25})
    effect = score_effect(small, one_changed(small, role_weights=weights))
    assert effect.recommendations == {"origin": ("R1.1.1",)}
    group = small.topics[0].working_groups[0]
    first = group.recommendations[0]
    narrowed = first.practices[0].model_copy(update={"only_for": ("io:bank",)})
    changed = first.model_copy(update={"practices": (narrowed, *first.practices[1:])})
    groups = (group.model_copy(update={"recommendations": (changed, *group.recommendations[1:])}),)
    topics = (small.topics[0].model_copy(update={"working_groups": groups + small.topics[0].working_groups[1:]}),)
    effect = score_effect(small, one_changed(small, topics=topics + small.topics[1:]))
    assert effect.recommendations == {"io:humanitarian": ("R1.1.1",), "io:bank": ("R1.1.1",)}
    assert not effect.overall
    assert not effect.statuses


# Carrying over


def test_the_answers_are_written_and_what_changed_is_told(tmp_path: Path) -> None:
    output = tmp_path / "new.csv"
    found = micic("carry-over", ANSWERS, "--to", str(GROWN), "-o", str(output))
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout == golden("carry-over.txt")
    assert output.read_bytes() == (GOLDEN / "carried-over.csv").read_bytes()
    scored = micic("score", str(output), "--instrument", str(GROWN), "--format", "json")
    assert scored.exit_code == 0
    assert json.loads(scored.stdout)["overall"] == {
        "score": pytest.approx(61.111111),
        "low": 33.75,
        "high": 78.75,
        "coverage": pytest.approx(0.55),
    }


def test_on_standard_output_the_answers_stand_alone() -> None:
    content = Path(ANSWERS).read_bytes()
    found = micic("carry-over", "-", "--from", VERSION_1, "--to", str(GROWN), "-o", "-", stdin=content)
    assert found.exit_code == 0
    assert found.stdout_bytes == (GOLDEN / "carried-over.csv").read_bytes()
    assert found.stderr == golden("carry-over.txt")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--to", "1"], "micic-io-2016 version 1 replaces no version"),
        (["--from", "1", "--to", str(GROWN)], "nothing leads from micic-io-2016 version 1 to grown version 2"),
        (["--from", str(GROWN), "--to", VERSION_1], "nothing leads from grown version 2 to grown version 1"),
        (["--from", VERSION_1, "--to", str(GROWN), "--as", "host"], "'host' is not a stakeholder type"),
    ],
)
def test_where_no_way_leads_it_is_wrong_usage(arguments: list[str], words: str, tmp_path: Path) -> None:
    found = micic("carry-over", ANSWERS, *arguments, "-o", str(tmp_path / "new.csv"))
    assert found.exit_code == 2
    assert words in " ".join(found.stderr.split())
    assert not (tmp_path / "new.csv").exists()


def test_types_that_are_gone_are_the_datas_fault_and_nothing_is_written(tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    shutil.copytree(GROWN, bank)
    for file in [bank / "stakeholders.yaml", *(bank / "topics").iterdir()]:
        text = file.read_text(encoding="utf-8").replace("io: lead", "agency: lead").replace("id: io\n", "id: agency\n")
        file.write_text(text, encoding="utf-8")
    answers = tmp_path / "answers.csv"
    answers.write_text("assessment_id,practice_id,answer\nagency,R1.1.1b,2\n", encoding="utf-8")
    found = micic("carry-over", str(answers), "--to", str(bank), "--as", "io", "-o", str(tmp_path / "new.csv"))
    assert found.exit_code == 1
    assert "agency: Version 2 does not have these stakeholder types: io." in found.stderr
    assert not (tmp_path / "new.csv").exists()


def test_a_file_of_the_wrong_version_is_refused(tmp_path: Path) -> None:
    at_hand = load_instruments(GROWN)
    assert at_hand.versions == ("1", "2")
    found = micic(
        *("carry-over", str(GOLDEN / "carried-over.csv"), "--from", VERSION_1, "--to", str(GROWN)),
        *("-o", str(tmp_path / "new.csv")),
    )
    assert found.exit_code == 1
    assert "the file is for '2', the question bank here is grown version 1" in found.stderr
