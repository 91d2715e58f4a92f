"""``make bench``: every figure of performance against its floor, as a table and as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.benchmarks.answering import figures

RESULTS = Path(__file__).parent / "results"


def main() -> int:
    """Measure, print the table, keep the JSON; 1 when a bar is missed."""
    found = figures()
    width = max(len(figure.name) for figure in found)
    print(f"{'':{width}}  {'ours ms':>9} {'floor ms':>9} {'ratio':>6} {'bar':>5}")  # noqa: T201
    for figure in found:
        bar = "" if figure.bar is None else f"{figure.bar:.1f}"
        mark = "" if figure.holds else "  MISSED"
        line = f"{figure.name:{width}}  {figure.ours:9.1f} {figure.floor:9.1f} {figure.ratio:6.2f} {bar:>5}{mark}"
        print(line)  # noqa: T201
    RESULTS.mkdir(exist_ok=True)
    rows = [{"name": f.name, "ours_ms": f.ours, "floor_ms": f.floor, "ratio": f.ratio, "bar": f.bar} for f in found]
    (RESULTS / "answering.json").write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    return 0 if all(figure.holds for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
