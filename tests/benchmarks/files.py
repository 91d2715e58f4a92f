"""Many assessments in one CSV, read and scored by the command, against pandas reading and writing the same text.

The command runs as a process of its own, start included; so does pandas, but its start is not counted.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import pandas as pd

from assessment.exchange.answer_files import read_answer_files
from assessment.exchange.answer_rows import COLUMNS
from questions.load import load_instrument
from scoring.plan import BLANK, DONT_KNOW, NA, ScoringPlan, compile_plan
from tests.benchmarks.engine import random_codes
from tests.benchmarks.figure import Figure

FEW, MANY = 1_000, 10_000
ROWS = 1_000_000
BLOCK = 500
ROUNDS = 3
ROOT = Path(__file__).parents[2]


def figures() -> list[Figure]:
    """Scoring 10,000 assessments to the gap report, the memory that takes, and reading 1,000,000 answers."""
    plan = compile_plan(load_instrument(), ("origin",))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few, many = (
            answers_file(folder / f"{count}.csv", islice(answer_rows(plan), count * len(plan.practices)))
            for count in (FEW, MANY)
        )
        million = answers_file(folder / "million.csv", islice(answer_rows(plan), ROWS))
        texts = answers_file(folder / "texts.csv", islice(answer_rows(plan, with_texts=True), ROWS))
        report = folder / "report.csv"
        memory = {count: peak_memory(path, report) for count, path in ((FEW, few), (MANY, many))}
        table = pd.read_csv(report, dtype=str, keep_default_na=False)
        ours, floor = least(
            partial(score_command, many, report),
            lambda: (as_text(many), table.to_csv(folder / "floor.csv", index=False)),
        )
        plain, written = (
            least(partial(read_answer_files, [path], plan.instrument), partial(as_text, path))
            for path in (million, texts)
        )
    return [
        Figure("10,000 assessments to the gap report: to pandas reading and writing", ours, floor, 2),
        Figure("… peak memory in MB: to that of 1,000", memory[MANY], memory[FEW], 1.3),
        Figure("1,000,000 answers, with all checks: to pandas", *plain, 4),
        Figure("… with four texts each: to pandas", *written, 4),
    ]


def answer_rows(plan: ScoringPlan, with_texts: bool = False) -> Iterator[tuple[str, ...]]:
    """Rows of an answers file, assessment by assessment, a fifth of them open or not applicable, without end."""
    special = {DONT_KNOW: "dk", BLANK: ""}
    codes = random_codes(plan, BLOCK).tolist()
    number = 0
    while True:
        for assessment in codes:
            number += 1
            identity = (f"plan-{number:05}", f"Organization {number}", "NAM", "origin", f"plan {number}")
            identity = (*identity, plan.instrument.id, plan.instrument.version, "2024-05-31", "")
            for practice, code in zip(plan.practices, assessment, strict=True):
                reason = practice.na_reasons[0].id if code == NA and practice.na_reasons else ""
                answer = str(code) if code >= 0 else "na" if reason else special.get(code, "dk")
                texts = (f"Plan {number}, chapter {code + 4}", "2023-05", "Consular section", f"See file {number}")
                yield (*identity, practice.id, answer, reason, *(texts if with_texts else [""] * 4))


def answers_file(path: Path, rows: Iterator[tuple[str, ...]]) -> Path:
    """The rows below the header of an answers file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS])
        csv.writer(file).writerows(rows)
    return path


def score_command(path: Path, report: Path) -> None:
    """``micic score``, as a person calls it."""
    command = [sys.executable, "-m", "assessment", "score", str(path), "--format", "csv", "-o", str(report)]
    subprocess.run(command, check=True, cwd=ROOT)


def peak_memory(path: Path, report: Path) -> float:
    """Most memory that the command holds, in MB, as Linux counts it."""
    code = "import sys; from assessment.cli import main; main(sys.argv[1:], standalone_mode=False)"
    code += "; print(open('/proc/self/status').read())"
    command = [sys.executable, "-c", code, "score", str(path), "--format", "csv", "-o", str(report)]
    status = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def as_text(path: Path) -> None:
    """What pandas needs to read a file as text."""
    pd.read_csv(path, dtype=str, keep_default_na=False)


def least(ours: Callable[[], object], floor: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the fastest of a few runs of each, in turn, so that noise meets both alike."""
    times: dict[Callable[[], object], list[float]] = {ours: [], floor: []}
    for _ in range(ROUNDS):
        for run, found in times.items():
            before = time.perf_counter()
            run()
            found.append((time.perf_counter() - before) * 1000)
    return min(times[ours]), min(times[floor])
