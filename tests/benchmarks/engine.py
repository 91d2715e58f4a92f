"""The scoring kernel on a million assessments, against passes over the same data that do far less."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from questions.load import load_instrument
from questions.model import recommendation_of
from scoring.plan import BLANK, NA, Codes, ScoringPlan, compile_plan
from scoring.score import FIGURES, score
from tests.benchmarks.figure import Figure

MANY = 1_000_000
FEWER = 100_000
SAMPLE = 10_000
OPEN_OR_NA = 0.2


def figures() -> list[Figure]:
    """Score, low, high and coverage of overall and topics; then of every recommendation too."""
    plan = compile_plan(load_instrument(), ("origin",))
    codes = random_codes(plan, MANY)
    score(plan, codes[: 4 * 4096 + 1], ("topic",))
    read = best(lambda: codes.sum())
    topics = best(lambda: score(plan, codes, ("topic",), recommendations=False))
    fewer = best(lambda: score(plan, codes[:FEWER], ("topic",), recommendations=False))
    everything = best(lambda: score(plan, codes, ("topic",)), rounds=2)
    filled = best(lambda: filled_arrays(len(plan.recommendations)), rounds=2)
    one = best(lambda: score(plan, codes[:1]), rounds=50)
    weights = plan.weights.astype(np.float32)[:, None]
    product = best(lambda: codes[:FEWER].astype(np.float32) @ weights) * MANY / FEWER
    pandas = best(lambda: by_groupby(plan, codes[:SAMPLE]), rounds=1) * MANY / SAMPLE
    return [
        Figure("1,000,000 assessments, overall and topics: to reading the codes", topics, read, 12),
        Figure("… to the same rules as a pandas groupby (times faster)", topics, pandas, 50, at_least=True),
        Figure("… and every recommendation: to 12 readings plus 1.5 fills", everything, 12 * read + 1.5 * filled, 1),
        Figure("… and every recommendation: to overall and topics plus 1.5 fills", everything, topics + 1.5 * filled),
        Figure("… per assessment: to 100,000 assessments", topics / MANY, fewer / FEWER, 1.3),
        Figure("… to one float32 matrix product", topics, product),
        Figure("one assessment, all groups: to 1 ms", one, 1.0, 1),
    ]


def random_codes(plan: ScoringPlan, rows: int) -> Codes:
    """Answer codes, a fifth of them open or not applicable."""
    random = np.random.default_rng(0)
    codes = random.integers(0, 5, (rows, len(plan.practices)), dtype=np.int8)
    is_open = random.random(codes.shape, dtype=np.float32) < OPEN_OR_NA
    codes[is_open] = random.integers(BLANK, NA + 1, is_open.sum(), dtype=np.int8)
    return codes


def filled_arrays(width: int) -> None:
    """A plain fill of arrays like those of the recommendations."""
    for _ in FIGURES:
        np.empty((width, MANY)).fill(1.0)


def by_groupby(plan: ScoringPlan, codes: Codes) -> pd.Series[float]:
    """METHOD 4 and 5 for the overall score and its bounds, as one would write them in pandas."""
    rows, practices = codes.shape
    code = codes.ravel()
    values = np.append(plan.values[0], [0.0])
    frame = pd.DataFrame(
        {
            "row": np.repeat(np.arange(rows), practices),
            "recommendation": np.tile([recommendation_of(p.id) for p in plan.practices], rows),
            "w": np.tile(plan.weights, rows) * (code != NA),
            "lead": np.tile(plan.lead, rows) & (code != NA),
            "n": np.tile(plan.weights, rows) * (code >= 0),
            "wv": np.tile(plan.weights, rows) * values[np.where(code >= 0, code, -1)],
        }
    )
    grouped = frame.groupby(["row", "recommendation"]).agg({"w": "sum", "n": "sum", "wv": "sum", "lead": "any"})
    weight = np.where(grouped.w > 0, np.where(grouped.lead, 1.0, 0.5), 0.0)
    grouped["ws"] = (weight * 100 * grouped.wv / grouped.n).fillna(0.0)
    grouped["wd"] = np.where(grouped.n > 0, weight, 0.0)
    grouped["wl"] = (weight * 100 * grouped.wv / grouped.w).fillna(0.0)
    grouped["wc"] = (weight * grouped.n / grouped.w).fillna(0.0)
    grouped["W"] = weight
    sums = grouped.groupby("row")[["ws", "wd", "wl", "wc", "W"]].sum()
    return sums.ws / sums.wd + sums.wl / sums.W + sums.wc / sums.W


def best(run: Callable[[], object], rounds: int = 3) -> float:
    """Milliseconds of the fastest of a few runs."""
    times = []
    for _ in range(rounds):
        before = time.perf_counter()
        run()
        times.append((time.perf_counter() - before) * 1000)
    return min(times)
