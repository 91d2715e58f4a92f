"""Reading the answers of very many assessments from PostgreSQL into the kernel's matrix of codes.

Held against the driver's own COPY of the same rows, which is neither parsed nor sorted. ``MICIC_COHORT=100000``
measures the full size: 12.6 million current answers, some minutes and 6 GB of disk to make them; by default it is a
twentieth of that.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import psycopg

from assessment.store import open_store
from questions.load import load_instrument
from scoring.plan import Codes, ScoringPlan, compile_plan
from tests.benchmarks.figure import Figure
from tests.store.postgres import DURABLE, Cluster

TYPES = ("host",)
SIZE = int(os.environ.get("MICIC_COHORT", "5000"))
SMALL = 500
OLDER_EVERY = 20
ROUNDS = 3
BLOCK = 1000
BAR_COPY = 3.0
BAR_MEMORY = 1.3
COPY = "COPY (SELECT assessment_id, practice_id, answer FROM answers) TO STDOUT"
COPY_NEWEST = (
    "COPY (SELECT DISTINCT ON (assessment_id, practice_id) assessment_id, practice_id, answer FROM answers "
    "ORDER BY assessment_id, practice_id, revision DESC) TO STDOUT"
)
_ADD = """
INSERT INTO assessments (id, country, stakeholder_types, subject, instrument_id, instrument_version, lead_first,
                         is_sample)
SELECT 'a' || lpad(n::text, 8, '0'), '', '["host"]', 'organisation', %(id)s, %(version)s, false, false
FROM generate_series(0, %(last)s) AS n
"""
_ANSWER = """
INSERT INTO answers (assessment_id, practice_id, revision, answer, na_reason, evidence, evidence_date, responsible,
                     comment, author, at, operation_id)
SELECT a.id, p.id, r, (array['0', '1', '2', '3', '4', 'dk', ''])[1 + abs(hashtext(a.id || p.id || r)) %% 7],
       '', 'Decree of 2024', '', '', '', 'local', now(), md5(a.id || p.id || r)
FROM assessments AS a, unnest(%(practices)s::text[]) WITH ORDINALITY AS p (id, position),
     generate_series(1, CASE WHEN p.position %% %(every)s = 0 THEN 2 ELSE 1 END) AS r
ORDER BY a.id, p.position
"""


def figures() -> list[Figure]:
    """Time to COPY, and memory to that of a tenth, each read by a program of its own."""
    plan = compile_plan(load_instrument(), TYPES)
    cluster = Cluster(DURABLE)
    try:
        current = fill(cluster.url, plan, SIZE)
        times = [(_seconds(cluster.url), *_copies(cluster.url)) for _ in range(ROUNDS)]
        small, all_of_them = (_memory(cluster.url, number) for number in (min(SMALL, SIZE), SIZE))
    finally:
        cluster.remove()
    ours, copied, newest = (min(column) * 1000 for column in zip(*times, strict=True))
    name = f"{SIZE:,} assessments, {current:,} current answers, PostgreSQL to matrix"
    return [
        Figure(f"{name}: to the driver's COPY", ours, copied, BAR_COPY),
        Figure("… to COPY of the newest revisions alone", ours, newest),
        Figure(f"… peak memory in MB: to that of {min(SMALL, SIZE):,}", all_of_them, small, BAR_MEMORY),
    ]


def fill(url: str, plan: ScoringPlan, number: int) -> int:
    """Make so many assessments with all answers, some of them changed once; number of current answers."""
    open_store(url).close()
    practices = [practice.id for practice in plan.practices]
    instrument = plan.instrument
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(_ADD, {"id": instrument.id, "version": instrument.version, "last": number - 1})
        connection.execute(_ANSWER, {"practices": practices, "every": OLDER_EVERY})
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
    return number * len(practices)


def read(url: str, plan: ScoringPlan, number: int) -> Iterator[Codes]:
    """The codes of the first assessments, block by block."""
    with closing(open_store(url)) as store:
        for start in range(0, number, BLOCK):
            ids = [f"a{position:08}" for position in range(start, min(start + BLOCK, number))]
            yield plan.code_rows(levels for _id, levels in store.levels(ids))


def _seconds(url: str) -> float:
    plan = compile_plan(load_instrument(), TYPES)
    matrix = np.empty((SIZE, len(plan.practices)), dtype=np.int8)
    began = time.perf_counter()
    done = 0
    for block in read(url, plan, SIZE):
        matrix[done : done + len(block)] = block
        done += len(block)
    assert done == SIZE
    return time.perf_counter() - began


def _copies(url: str) -> tuple[float, float]:
    return _copy(url, COPY), _copy(url, COPY_NEWEST)


def _copy(url: str, statement: str) -> float:
    with psycopg.connect(url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        began = time.perf_counter()
        with cursor.copy(statement) as rows:
            received = sum(len(block) for block in rows)
        assert received
        return time.perf_counter() - began


def _memory(url: str, number: int) -> float:
    """Peak memory in MB of a program that reads so many."""
    command = [sys.executable, "-m", "tests.benchmarks.cohort", url, str(number)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main(url: str, number: str) -> None:
    """Read, and print the peak of memory in MB; a block is dropped when the next one comes."""
    for _block in read(url, compile_plan(load_instrument(), TYPES), int(number)):
        pass
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
