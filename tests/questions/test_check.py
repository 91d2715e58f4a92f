"""Every mistake that a bank can have is found, told with its place, and told together with all others."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import questions
from questions.check import check_bank
from questions.errors import CODES, BankError, Problem
from questions.load import load_instrument
from tests.banks import SMALL
from tests.questions.broken_banks import FIXTURES, broken_bank

ROOM = Path(questions.__file__).parent
TEN = (
    "duplicate_id",
    "forbidden_word",
    "identical_text",
    "levels_not_rising",
    "practice_without_lead--nobody",
    "safeguard_allows_na",
    "structure--missing",
    "structure--target",
    "unknown_reference",
    "translation_outdated",
)


def code_of(stem: str) -> str:
    return stem.partition("--")[0]


def test_the_small_bank_is_sound() -> None:
    assert check_bank(SMALL) == []
    assert list(load_instrument(SMALL).recommendations) == ["R1.1.1", "R1.1.2", "R1.2.1", "R2.1.1"]


@pytest.mark.parametrize("stem", FIXTURES)
def test_one_mistake_is_one_problem_with_place_and_remedy(stem: str, tmp_path: Path) -> None:
    fixture = FIXTURES[stem]
    found = check_bank(broken_bank(tmp_path, fixture))
    expected = fixture["expect"]
    matching = [
        problem
        for problem in found
        if (problem.code, problem.file, problem.id) == (code_of(stem), expected["file"], expected["id"])
        and all(words in str(problem) for words in expected["words"])
    ]
    assert len(matching) == 1, "\n".join(map(str, found))
    others = [problem.code for problem in found if problem is not matching[0]]
    assert set(others) == set(fixture.get("also", []))


def test_every_code_has_a_fixture_and_every_fixture_a_code() -> None:
    assert {code_of(stem) for stem in FIXTURES} == set(CODES)


def test_the_source_emits_exactly_the_codes_of_the_catalogue() -> None:
    catalogue = ROOM / "errors.py"
    words = {
        node.value
        for path in ROOM.rglob("*.py")
        if path != catalogue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(CODES) - words == set()
    third_arguments = {
        call.args[2].value
        for path in ROOM.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "Problem"
        and isinstance(call.args[2], ast.Constant)
    }
    assert third_arguments <= set(CODES)


def test_ten_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = check_bank(broken_bank(tmp_path, *(FIXTURES[stem] for stem in TEN)))
    told = {(problem.code, problem.file, problem.id) for problem in found}
    for stem in TEN:
        expected = FIXTURES[stem]["expect"]
        assert (code_of(stem), expected["file"], expected["id"]) in told
    assert len(found) == len(TEN), "\n".join(map(str, found))


def test_a_broken_bank_is_not_loaded_and_all_problems_are_in_the_error(tmp_path: Path) -> None:
    bank = broken_bank(tmp_path, FIXTURES["unknown_type"], FIXTURES["unknown_term"])
    with pytest.raises(BankError) as caught:
        load_instrument(bank)
    assert [problem.code for problem in caught.value.problems] == ["unknown_term", "unknown_type"]
    assert str(caught.value).splitlines()[0] == (
        "topics/1.1.yaml, R1.1.1: term 'migrants' is not declared in glossary.yaml. "
        "Correct the id, or declare it. Did you mean 'migrant'? [unknown_term]"
    )


def test_problems_stand_in_the_order_of_ids(tmp_path: Path) -> None:
    practices = [
        {"id": f"R2.1.{number}a", "text": f"We do {number}.", "roles": {"io": "lead"}, "scale": "gone"}
        for number in range(1, 12)
    ]
    recommendations = [
        {"id": f"R2.1.{number}", "title": f"Do {number}", "source": "Here", "practices": [practice]}
        for number, practice in enumerate(practices, 1)
    ]
    fixture = {"file": "topics/2.1.yaml", "set": {"recommendations": recommendations}}
    found = check_bank(broken_bank(tmp_path, fixture))
    assert [problem.id for problem in found] == [f"R2.1.{number}a" for number in range(1, 12)]


def test_no_message_speaks_of_the_inside(tmp_path: Path) -> None:
    for stem, fixture in FIXTURES.items():
        for problem in check_bank(broken_bank(tmp_path / stem, fixture)):
            text = f"{problem.message} {problem.remedy}"
            for word in ("pydantic", "Input should", "valid string", "yaml.org", "NoneType", "dict", "array", r"\S"):
                assert word not in text, text
            assert problem.remedy.rstrip("?").endswith((".", "'"))
            assert not problem.message.endswith(".")


def test_a_folder_that_does_not_exist_gives_problems_not_an_exception(tmp_path: Path) -> None:
    assert {problem.code for problem in check_bank(tmp_path / "nowhere")} == {"missing_file"}


def test_a_problem_reads_as_one_line() -> None:
    assert str(Problem("a.yaml", "", "yaml", "it is broken", "Mend it.")) == "a.yaml: it is broken. Mend it. [yaml]"


def test_catalogues_of_the_package_are_not_those_of_another_bank(tmp_path: Path) -> None:
    folder = tmp_path / "bank"
    bank = broken_bank(tmp_path, FIXTURES["translation_outdated"])
    assert [problem.code for problem in check_bank(bank)] == ["translation_outdated"]
    (folder / "locale").rename(tmp_path / "locale")
    assert check_bank(bank) == []
