"""Older versions are loaded with the bank that keeps them, and their practices lead to those of today."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from questions.changes import Changes
from questions.check import check_bank
from questions.errors import UnknownVersion
from questions.load import load_instrument, load_instruments
from questions.versions import Instruments
from tests.banks import GROWN, SMALL


def three_versions(folder: Path, third: str) -> Path:
    """The grown bank once more as version 3, with these changes since version 2."""
    bank = folder / "bank"
    shutil.copytree(GROWN, bank)
    shutil.copytree(GROWN, bank / "versions" / "2", ignore=shutil.ignore_patterns("versions"))
    instrument = bank / "instrument.yaml"
    instrument.write_text(instrument.read_text(encoding="utf-8").replace('version: "2"', 'version: "3"'), "utf-8")
    (bank / "changes.yaml").write_text(third, encoding="utf-8")
    return bank


def test_a_bank_without_older_versions_has_one() -> None:
    at_hand = load_instruments(SMALL)
    assert at_hand.versions == ("1",)
    assert at_hand.find("small", "1") is at_hand.newest
    assert at_hand.find("small", "2") is None
    assert at_hand.find("another", "1") is None


def test_a_version_that_is_kept_is_the_one_that_was_answered() -> None:
    old = load_instrument(GROWN, "1")
    assert (old.version, old.target) == ("1", 75)
    assert "R1.2.1a" in old.practices
    assert old == load_instrument(GROWN / "versions" / "1")
    assert load_instrument(GROWN).version == "2"


def test_a_version_that_is_not_kept_is_named_with_those_that_are() -> None:
    with pytest.raises(UnknownVersion, match=r"grown has no version '7' here\. There is: 1, 2\."):
        load_instrument(GROWN, "7")


def test_from_a_version_to_itself_nothing_changes_and_back_leads_no_way() -> None:
    at_hand = load_instruments(GROWN)
    assert at_hand.changes_between("2", "2") == Changes(replaces="2")
    assert at_hand.changes_between("2", "1") is None
    assert at_hand.changes_between("0", "2") is None


def test_over_two_versions_both_changes_count(tmp_path: Path) -> None:
    third = 'replaces: "2"\npractices: {R1.1.1e: [R1.1.1d], R2.1.2a: []}\n'
    bank = three_versions(tmp_path, third)
    groups = bank / "topics"
    for name, gone in (("1.1", "R1.1.1e"), ("2.1", "R2.1.2a")):
        file = groups / f"{name}.yaml"
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join(line for line in lines if gone not in line), "utf-8")
    file = groups / "2.1.yaml"
    file.write_text(file.read_text(encoding="utf-8").partition("  - id: R2.1.2")[0], "utf-8")
    assert check_bank(bank) == []
    at_hand = load_instruments(bank)
    assert at_hand.versions == ("1", "2", "3")
    changes = at_hand.changes_between("1", "3")
    assert changes is not None
    assert changes.heirs("R1.1.1b") == ("R1.1.1d",)
    assert changes.heirs("R1.1.2c") == ("R1.1.2b",)
    assert changes.heirs("R1.2.1a") == ()
    assert changes.heirs("R2.1.2a") == ()


def test_an_id_that_was_dropped_long_ago_is_not_used_again(tmp_path: Path) -> None:
    bank = three_versions(tmp_path, 'replaces: "2"\n')
    file = bank / "topics" / "1.2.yaml"
    text = file.read_text(encoding="utf-8")
    comes_back = "      - {id: R1.2.1a, text: We sell studies., roles: {origin: lead}, scale: readiness}\n"
    file.write_text(text.replace("      - {id: R1.2.1b", comes_back + "      - {id: R1.2.1b"), "utf-8")
    (problem,) = check_bank(bank)
    assert (problem.code, problem.file, problem.id) == ("id_reused", "changes.yaml", "R1.2.1a")


def test_versions_that_replace_each_other_lead_nowhere() -> None:
    newest = load_instrument(SMALL)
    circle = {"1": Changes(replaces="2"), "2": Changes(replaces="1")}
    assert Instruments(newest, changes=circle).changes_between("0", "2") is None
