"""Draw the picture of docs/architecture.md from the code: which room imports which.

Run with ``make picture``, or by itself with ``python -m docs.architecture``. The picture is text (Mermaid), so a change
of it can be read; a test says when it is out of date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from graphlib import TopologicalSorter
from pathlib import Path

from tests.test_architecture import Module, modules

PAGE = Path(__file__).parent / "architecture.md"
PICTURE = re.compile(r"(?<=```mermaid\n).*?(?=```)", re.DOTALL)
INNER = ("ui", "cli", "service", "store", "exchange", "report")
ELSEWHERE = {
    "assessment.launch": "cli",
    "assessment.__main__": "cli",
    "assessment.guarded": "service",
    "assessment.cohort": "service",
}
"""Modules that lie beside the folder of the room to which they belong."""

DRAWING = {"plotly", "pandas"}
TITLES = {
    "app": "app.py",
    "ui": "assessment/ui<br>screens",
    "cli": "assessment/cli<br>commands",
    "report": "assessment/report<br>reports for reading",
    "exchange": "assessment/exchange<br>files in and out",
    "charts": "assessment<br>charts and tables",
    "service": "assessment/service<br>use cases",
    "store": "assessment/store<br>database",
    "core": "assessment<br>shapes, rules, words",
    "scoring": "scoring<br>what answers are worth",
    "questions": "questions<br>what is asked",
}
Imports = dict[str, set[str]]


def room_of(module: Module) -> str:
    """The room that a module lies in."""
    outer, *inner = module.name.split(".")
    if outer != "assessment":
        return outer
    if module.name in ELSEWHERE:
        return ELSEWHERE[module.name]
    if inner and inner[0] in INNER:
        return inner[0]
    return "charts" if any(name.partition(".")[0] in DRAWING for name in module.imported()) else "core"


def imports(of: Iterable[Module]) -> Imports:
    """Which rooms each room imports."""
    by_name = {module.name: module for module in of}
    rooms = {name: room_of(module) for name, module in by_name.items()}
    found: Imports = {room: set() for room in TITLES}
    for name, module in by_name.items():
        for imported in module.imported():
            target = imported
            while target and target not in rooms:
                target = target.rpartition(".")[0]
            if target and rooms[target] != rooms[name]:
                found[rooms[name]].add(rooms[target])
    return found


def without_detours(rooms: Imports) -> Imports:
    """Without the imports that follow from others; raises ``CycleError`` if rooms import each other in a circle."""
    beneath: Imports = {}
    for room in TopologicalSorter(rooms).static_order():
        beneath[room] = rooms[room].union(*(beneath[other] for other in rooms[room]))
    return {
        room: {other for other in others if not any(other in beneath[between] for between in others - {other})}
        for room, others in rooms.items()
    }


def picture(of: Iterable[Module]) -> str:
    """The picture in Mermaid's language: an arrow from each room to those that it imports."""
    arrows = without_detours(imports(of))
    order = list(TITLES)
    lines = ["flowchart TD", *(f'  {room}["{title}"]' for room, title in TITLES.items())]
    lines += [f"  {room} --> {other}" for room in order for other in sorted(arrows[room], key=order.index)]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the picture into the page."""
    drawn = picture(modules())
    PAGE.write_text(PICTURE.sub(lambda _old: drawn, PAGE.read_text(encoding="utf-8"), count=1), encoding="utf-8")


if __name__ == "__main__":
    main()
