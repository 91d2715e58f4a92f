"""Broken copies of a sound bank, each described by one file in ``broken``.

A fixture names the file that it patches and how: ``set`` (dotted path and new value), ``remove`` (dotted paths),
``text`` (the whole file) or ``absent``; ``also_set`` and ``also_absent`` do the same to other files. ``expect`` is the
problem that must be found: its file, its id, words of its message. ``also`` lists codes that follow from it. The bank
is the small one; ``of: grown`` takes the one that keeps an older version.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from tests.banks import GROWN, SMALL

FOLDER = Path(__file__).parent / "broken"
FIXTURES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}


def broken_bank(folder: Path, *fixtures: dict[str, Any]) -> Path:
    """A copy of a sound bank with the mistakes of these fixtures, which are of the same bank."""
    bank = folder / "bank"
    shutil.copytree(GROWN if any(fixture.get("of") == "grown" for fixture in fixtures) else SMALL, bank)
    for fixture in fixtures:
        file = bank / fixture["file"]
        if "text" in fixture:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(fixture["text"], encoding="utf-8")
        _patch(file, fixture.get("set", {}), fixture.get("remove", []))
        for name, changes in fixture.get("also_set", {}).items():
            _patch(bank / name, changes, [])
        for name in [fixture["file"]] * fixture.get("absent", False) + fixture.get("also_absent", []):
            (bank / name).unlink()
    return bank


def _patch(file: Path, changes: dict[str, Any], removed: list[str]) -> None:
    if not changes and not removed:
        return
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    for path, value in changes.items():
        place, last = _place(data, path)
        if isinstance(place, list) and last == len(place):
            place.append(value)
        else:
            place[last] = value
    for path in removed:
        place, last = _place(data, path)
        del place[last]
    file.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")


def _place(data: Any, path: str) -> tuple[Any, Any]:
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in way:
        data = data[part]
    return data, last
