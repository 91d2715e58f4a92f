"""``make bench``: every figure of performance against its floor, as a table and as JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks import answering, cohort, engine, exchange, files, load, portfolio
from tests.benchmarks.figure import Figure

RESULTS = Path(__file__).parent / "results"
PARTS = {
    "engine": engine.figures,
    "files": files.figures,
    "exchange": exchange.figures,
    "answering": answering.figures,
    "portfolio": portfolio.figures,
    "cohort": cohort.figures,
    "load": load.figures,
}


def main(names: list[str]) -> int:
    """Measure the parts named, or all; print tables, keep the JSON; 1 when a bar is missed."""
    RESULTS.mkdir(exist_ok=True)
    holds = True
    for name in names or list(PARTS):
        found = PARTS[name]()
        holds = holds and all(figure.holds for figure in found)
        print(table(name, found), flush=True)  # noqa: T201
        rows = [{**asdict(figure), "ratio": figure.ratio, "holds": figure.holds} for figure in found]
        (RESULTS / f"{name}.json").write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    return 0 if holds else 1


def table(name: str, found: list[Figure]) -> str:
    """The figures of one part, a line each."""
    width = max(len(figure.name) for figure in found)
    lines = [f"{name:{width}}  {'ours ms':>10} {'floor ms':>10} {'ratio':>7}  bar"]
    for figure in found:
        bar = "" if figure.bar is None else f"{'>=' if figure.is_lower_bar else '<='} {figure.bar:g}"
        mark = "" if figure.holds else "  MISSED"
        lines.append(
            f"{figure.name:{width}}  {figure.ours:10.3g} {figure.floor:10.3g} {figure.ratio:7.2f}  {bar}{mark}"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
