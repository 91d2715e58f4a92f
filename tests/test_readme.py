"""The README tells the truth: its commands are run, its tables are calculated again, its paths and names exist."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

from assessment.cli import main
from assessment.findings import gap_sentence
from assessment.results import plan_of
from assessment.settings import DATABASE_FILE, Settings
from assessment.sign_in import NAMES, PREFIX
from assessment.ui.server import ADDRESS
from assessment.words import STATUS_GLYPHS, status_word
from questions.load import load_instrument
from questions.model import Instrument
from questions.translate import texts
from scoring.assemble import results
from scoring.plan import compile_plan
from scoring.result import Result, Score
from tests.benchmarks.answering import BAR_SAVING, BAR_START
from tests.benchmarks.portfolio import BAR_COMPARISON
from tests.test_architecture import Module, breaches

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))
}
EACH_PAGE = pytest.mark.parametrize("name", PAGES)
NOT_IN_A_CHECKOUT = re.compile(
    r"\.venv/|~/|%|changed|my-bank|changes\.yaml|answers\.csv|form\.xlsx|gap-report\.(?:csv|pdf)|gap-reports\.zip|portfolio\.csv|"
    r"corridor\.csv|progress\.csv|.*<lang>|assessments\.db|assessment\.po"
)
END_OF_OUTPUT = "\0"


def section(title: str) -> str:
    """The text under a heading, up to the next heading of its level or above."""
    heading = re.search(rf"^(#+) {re.escape(title)}$", README, re.MULTILINE)
    assert heading, title
    rest = README[heading.end() :]
    following = re.search(rf"^#{{1,{len(heading[1])}}} ", rest, re.MULTILINE)
    return rest[: following.start()] if following else rest


def tables(text: str) -> list[list[dict[str, str]]]:
    """Every table, as a list of rows by column title."""
    found = []
    for block in re.findall(r"(?:^ *\|.*\n)+", text, re.MULTILINE):
        lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in block.strip().splitlines()]
        found.append([dict(zip(lines[0], cells, strict=True)) for cells in lines[2:]])
    return found


def blocks(language: str, text: str = README) -> list[str]:
    """The fenced blocks in a language."""
    return re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)


def prose(text: str) -> str:
    """Without code."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL))


def code(text: str) -> list[str]:
    """What stands between single backticks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL))


# Commands


def session(block: str) -> list[tuple[str, str]]:
    """The (command, output) of a console block."""
    parts = re.split(r"^\$ (.+)\n", block, flags=re.MULTILINE)
    assert parts[0] == "", "a block begins with a command"
    return list(zip(parts[1::2], parts[2::2], strict=True))


def printed(commands: list[str], folder: Path) -> list[str]:
    """What each command prints on a terminal, run one after the other in one shell."""
    script = [f'micic() {{ "{sys.executable}" -m assessment "$@"; }}']
    for command in commands:
        script += [command, "readme_status=$?", f"printf '\\{ord(END_OF_OUTPUT):03o}'", "(exit $readme_status)"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MICIC_")}
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    outputs = done.stdout.decode("utf-8-sig").replace("\r\n", "\n").split(END_OF_OUTPUT)
    assert outputs.pop() == ""
    return [output.removeprefix("\ufeff") for output in outputs]


@pytest.fixture
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the commands use, and may be written to."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "docs" / "examples", folder / "docs" / "examples")
    shutil.copytree(ROOT / "questions" / "bank", folder / "questions" / "bank")
    return folder


@pytest.mark.parametrize("name", [name for name, text in PAGES.items() if blocks("console", text)])
def test_each_command_prints_what_the_page_shows(name: str, checkout: Path) -> None:
    for block in blocks("console", PAGES[name]):
        commands, expected = zip(*session(block), strict=True)
        for command, shown, found in zip(commands, expected, printed(list(commands), checkout), strict=True):
            assert found == shown, command


def test_a_refused_file_leaves_the_older_output_alone(checkout: Path) -> None:
    report = checkout / "gap-report.csv"
    report.write_text("older", encoding="utf-8")
    printed(["micic score docs/examples/mistakes.csv --as origin -o gap-report.csv"], checkout)
    assert report.read_text(encoding="utf-8") == "older"


def command_names() -> Iterator[str]:
    """Every command that does something: ``micic instrument check``."""
    waiting: list[tuple[str, click.Command]] = [("micic", main)]
    while waiting:
        name, command = waiting.pop()
        if isinstance(command, click.Group):
            context = click.Context(command)
            for inner in command.list_commands(context):
                found = command.get_command(context, inner)
                assert found is not None
                waiting.append((f"{name} {inner}", found))
        else:
            yield name


def test_every_command_and_setting_is_named() -> None:
    joined = re.sub(r"\s+", " ", README)
    names = list(command_names())
    assert "micic instrument check" in names
    for name in names:
        assert name in joined, name
    for field in Settings.model_fields:
        assert f"MICIC_{field.upper()}" in README
    for name in NAMES:
        assert f"{PREFIX}{name}" in README


def test_the_make_commands_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for page in PAGES.values():
        for target in re.findall(r"(?:`|^)make ([a-z]+)", page, re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


# Figures


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument()


def worked_example() -> Result:
    """The result of the first table of the worked example, made with nothing but what stands in it."""
    ids = {"R1": "R1.1.1", "R2": "R1.1.2", "R3": "R1.1.3", "R4": "R1.1.4"}
    practices: dict[str, list[dict[str, object]]] = {id: [] for id in ids}
    answers = {}
    for row in tables(section("A worked example"))[0]:
        role, _, mark = row["role"].partition(", ")
        own = 1.0 if role == "lead" else 0.5
        id = ids[row["recommendation"]] + row["practice"]
        practices[row["recommendation"]].append(
            {
                "id": id,
                "text": id,
                "roles": {"origin": role},
                "scale": "readiness",
                "weight": float(row["weight"]) / own,
                "safeguard": mark == "safeguard",
                "na_reasons": [{"id": "reason", "text": "Reason"}],
            }
        )
        assert (float(row["weight"]) < own) == (mark == "illustrative")
        answers[id] = "" if row["answer"] == "empty" else row["answer"]
    plan = compile_plan(instrument_of(ids, practices), ("origin",))
    (result,) = results(plan, plan.codes(answers)[None, :], [[75.0] * len(ids)])
    return result


def instrument_of(ids: dict[str, str], practices: dict[str, list[dict[str, object]]]) -> Instrument:
    """The smallest instrument with these practices, and with the scale and weights of the README."""
    levels = [
        {"code": row["answer"].strip("`"), "value": float(row["value"]), "title": row["meaning"]}
        for row in tables(section("How a score is made"))[0]
        if row["answer"].strip("`").isdigit()
    ]
    recommendations = [{"id": id, "title": name, "practices": practices[name]} for name, id in ids.items()]
    group = {"id": "1.1", "title": "Group", "recommendations": recommendations}
    return Instrument.model_validate_json(
        json.dumps(
            {
                "id": "worked-example",
                "version": "1",
                "title": "Worked example",
                "language": "en",
                "target": 75,
                "partly_met_from": 25,
                "rollup": ["recommendation"],
                "role_weights": {"lead": 1, "support": 0.5},
                "stakeholder_types": [{"id": "origin", "title": "State of origin", "description": "A State."}],
                "scales": [{"id": "readiness", "in_place": "3", "levels": levels}],
                "topics": [{"id": "1", "title": "Topic", "working_groups": [group]}],
            }
        )
    )


def shown(value: float | None) -> str:
    """A figure as the README writes it: four decimals at most."""
    return "–" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")


def score_cells(score: Score) -> list[str]:
    return [shown(score.score), shown(score.low), shown(score.high), shown(score.coverage)]


def test_the_worked_example_is_what_the_kernel_gives() -> None:
    result = worked_example()
    expected = []
    for name, row in zip(("R1", "R2", "R3", "R4"), result.recommendations, strict=True):
        status = status_word(row.status).lower() + (", safeguard alert" if row.safeguard_alert else "")
        expected.append([name, shown(row.weight), *score_cells(row), status, shown(row.gap)])
    expected.append(["overall", "", *score_cells(result.overall), "", ""])
    assert [list(row.values()) for row in tables(section("A worked example"))[1]] == expected
    assert [row.id for row in result.in_gap_order][:3] == ["R1.1.2", "R1.1.1", "R1.1.4"]


def test_the_scale_and_the_thresholds_are_the_instruments(instrument: Instrument) -> None:
    (scale,) = instrument.scales
    rows = {row["answer"].strip("`"): row for row in tables(section("How a score is made"))[0]}
    for level in scale.levels:
        assert rows[level.code]["meaning"].startswith(level.title.lower())
        assert float(rows[level.code]["value"]) == level.value
    assert (instrument.target, instrument.partly_met_from) == (75, 25)
    assert (instrument.role_weights.lead, instrument.role_weights.support) == (1, 0.5)
    assert {practice.weight for practice in instrument.practices.values()} == {1, 0.5}


def test_the_statuses_are_all_there() -> None:
    rows = [(row["sign"], row["status"]) for row in tables(section("Statuses"))[0]]
    assert rows == [(glyph, status_word(status).lower()) for status, glyph in STATUS_GLYPHS.items()]


def test_the_safeguards_are_all_there(instrument: Instrument) -> None:
    named = re.findall(r"R\d\.\d\.\d+[a-z]", section("Safeguards"))
    assert named == [practice.id for practice in instrument.practices.values() if practice.safeguard]
    assert len(named) == 9


def test_what_is_asked_of_whom_is_counted(instrument: Instrument) -> None:
    expected = []
    for kind in instrument.stakeholder_types:
        plan = plan_of(instrument, (kind.id,))
        counts = (len(plan.recommendations), len(plan.practices), plan.roles.count("lead"))
        expected.append([kind.title, *map(str, counts)])
    assert [list(row.values()) for row in tables(section("What a score does not say"))[0]] == expected
    assert f"the {len(instrument.recommendations)} recommendations" in README
    assert f"into {len(instrument.practices)} practices" in README


def test_how_little_is_said_on_two_guidelines_is_counted(instrument: Instrument) -> None:
    counts = Counter(number for practice in instrument.practices.values() for number in practice.guidelines)
    said = re.sub(r"\s+", " ", section("What a score does not say"))
    assert f"{counts[10]} practice of {len(instrument.practices)} belongs to Guideline 10" in said
    assert f"{counts[1]} to Guideline 1 " in said


def test_the_bars_of_performance_are_those_of_the_benchmark() -> None:
    rows = tables(section("Performance"))[0]
    bars = (BAR_SAVING, BAR_SAVING, BAR_START, BAR_COMPARISON, BAR_COMPARISON)
    assert [row["at most"] for row in rows] == [f"{bar:g} times" for bar in bars]
    for row in rows:
        assert float(row["measured"].removesuffix(" times")) <= float(row["at most"].removesuffix(" times"))


# The picture


def test_the_picture_is_there_and_said_in_words(sample: tuple[Instrument, Result]) -> None:
    (alternative, path) = re.findall(r"!\[(.*?)\]\((.*?)\)", README)[0]
    assert (ROOT / path).read_bytes().startswith(b"\x89PNG")
    assert alternative.endswith(gap_sentence(*sample)), "the sample has changed: `make picture`, and its words"


# The rest


def test_the_data_folders_are_those_of_the_platforms() -> None:
    (folders, _) = tables(section("Where the data lies"))
    by_system = {row["system"]: row["folder"].strip("`") for row in folders}
    assert Path(by_system["macOS"]).expanduser() == MacOS("micic", appauthor=False).user_data_path
    if "XDG_DATA_HOME" not in os.environ:
        assert Path(by_system["Linux"]).expanduser() == Unix("micic", appauthor=False).user_data_path
    assert DATABASE_FILE in README
    assert ADDRESS in README


def test_who_may_import_what_is_what_the_architecture_allows(tmp_path: Path) -> None:
    checked = 0
    (path := tmp_path / "module.py").touch()
    for row in tables(section("How the code is laid out"))[1]:
        for room in code(row["modules"]):
            module = Module(room, path)
            for name in code(row["may import"]):
                path.write_text(f"import {name}", encoding="utf-8")
                elsewhere = Module("questions.files" if name == "yaml" else "questions.translate", path)
                assert not list(breaches(elsewhere if name in ("yaml", "babel") else module)), (room, name)
            for name in code(row["never"]):
                path.write_text(f"import {name}", encoding="utf-8")
                assert list(breaches(module)) == [name], (room, name)
                checked += 1
    assert checked > 20


def test_the_example_of_a_translation_belongs_to_the_bank(instrument: Instrument, tmp_path: Path) -> None:
    (block,) = blocks("po")
    file = tmp_path / "questions.po"
    file.write_text(re.sub("^ +", "", block, flags=re.MULTILINE), encoding="utf-8")
    with file.open("rb") as opened:
        entries = [(entry.context, entry.id) for entry in read_po(opened) if entry.id]
    assert entries
    assert set(entries) <= set(texts(instrument))


@EACH_PAGE
def test_every_path_exists(name: str) -> None:
    for word in code(PAGES[name]):
        is_path = re.fullmatch(r"[\w.~%<>-]*(/[\w.<>-]+)+/?|[\w-]+\.(py|md|yaml|csv|toml)", word)
        if is_path and not NOT_IN_A_CHECKOUT.match(word):
            known = (ROOT / word, ROOT / "questions" / "bank" / word)
            assert any(path.exists() for path in known), word


@EACH_PAGE
def test_the_words_are_those_of_the_house(name: str) -> None:
    text = prose(PAGES[name])
    assert not re.search(r"complian|organisation|behavior|color\b|\bcenter|licens(?!e[ds])", text, re.IGNORECASE)
    assert "://" not in text
    assert not re.search(r"/(work|root|tmp|home|opt)\b", PAGES[name])
