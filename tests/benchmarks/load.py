"""Many respondents at once on a running server, as ratios to a page of the same widgets that saves nothing.

Every number of respondents is found in the same way: they arrive at four a second, each answers every two seconds,
until the 95th percentile of the replies reaches a second. The client runs on the same machine and takes its share
of it.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from assessment.ui.server import streamlit_flags, streamlit_options
from tests.benchmarks import saves
from tests.benchmarks.crowd import Crowd, assessments, held, missing
from tests.benchmarks.figure import Figure
from tests.benchmarks.respondent import Respondent, memory_mb, processor_seconds
from tests.servers import Running, free_port
from tests.store.postgres import DURABLE, Cluster

PAGE = Path(__file__).parent / "pages" / "same_widgets.py"
MOST = 320
STEADY_SECONDS = 20
MOST_SHARED = 160
BAR_HELD = 0.7
BAR_MEMORY_MB = 1.0
BAR_TWO = 1.2


@dataclass(frozen=True)
class Load:
    """What one crowd made of a server.

    Attributes:
        respondents: how many it held.
        milliseconds: processor time an answer, the opening of the pages included.
        memory: MB a session.
        p95: of the last replies, in seconds.
        lost: answers that were said to be saved and are not in the database.
        saved: answers that were said to be saved.
    """

    respondents: int
    milliseconds: float
    memory: float
    p95: float
    lost: int
    saved: int


def figures() -> list[Figure]:
    """Respondents held, memory, one process and two, answers counted; then the rate of saving alone."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        cluster = Cluster(DURABLE)
        stack.callback(cluster.remove)
        sqlite, postgresql = f"sqlite:///{folder}/assessments.db", cluster.url
        before = _plain(folder)
        on_sqlite = _ours(sqlite)
        on_postgresql = _ours(postgresql)
        after = _plain(folder)
        shared = min(on_postgresql.respondents, MOST_SHARED)
        one, two = (_steady(postgresql, shared, processes) for processes in (1, 2))
        rates = saves.figures(sqlite, postgresql)
    plain = (before.respondents + after.respondents) / 2
    plain_cost = (before.milliseconds + after.milliseconds) / 2
    return [
        *(
            figure
            for name, ours in (("SQLite", on_sqlite), ("PostgreSQL", on_postgresql))
            for figure in (
                _more(f"respondents held, {name}: to a page that saves nothing", ours.respondents, plain, BAR_HELD),
                Figure(f"… processor ms an answer, {name}: to that page", ours.milliseconds, plain_cost),
                Figure(f"… memory a session in MB, {name}", ours.memory, BAR_MEMORY_MB, 1),
                Figure(f"… answers lost, {name}: of those said to be saved", ours.lost, ours.saved, 0),
            )
        ),
        Figure(
            f"{shared} respondents on two processes, ms an answer: to one", two.milliseconds, one.milliseconds, BAR_TWO
        ),
        Figure("… the later p95 in s: to 1 s", two.p95, 1, 1),
        Figure("… answers lost: of those said to be saved", one.lost + two.lost, one.saved + two.saved, 0),
        *rates,
    ]


def _more(name: str, ours: float, floor: float, bar: float) -> Figure:
    return Figure(name, ours, floor, bar, more_is_better=True)


def _plain(folder: str) -> Load:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(PAGE), *streamlit_flags(streamlit_options(port))]
    with Running(f"sqlite:///{folder}/none.db", port, command) as server:
        return asyncio.run(_ramp(server, [""] * MOST, ""))


def _ours(database: str) -> Load:
    ids = assessments(database, MOST)
    with Running(database) as server:
        return asyncio.run(_ramp(server, ids, database))


async def _ramp(server: Running, ids: Sequence[str], database: str) -> Load:
    first = Respondent(server.url, ids[0])
    await first.open()
    await first.close()
    memory = memory_mb(server.pid)
    found: list[int] = []

    async def arrive(crowd: Crowd) -> None:
        found.append(await held(crowd, MOST))

    return await _measured([server], ids, database, arrive, memory, found)


def _steady(database: str, number: int, processes: int) -> Load:
    """So many respondents on one process or several, after all have arrived."""
    ids = assessments(database, number)
    with ExitStack() as stack:
        servers = [stack.enter_context(Running(database)) for _ in range(processes)]

        async def arrive(crowd: Crowd) -> None:
            for _ in range(number):
                await crowd.arrive()
            await asyncio.sleep(STEADY_SECONDS)

        return asyncio.run(_measured(servers, ids, database, arrive, 0.0, [number]))


async def _measured(
    servers: Sequence[Running],
    ids: Sequence[str],
    database: str,
    arrive: Callable[[Crowd], Awaitable[None]],
    memory: float,
    found: list[int],
) -> Load:
    crowd = Crowd([server.url for server in servers], ids)
    began = sum(processor_seconds(server.pid) for server in servers)
    await arrive(crowd)
    spent = sum(processor_seconds(server.pid) for server in servers) - began
    answers, p95 = len(crowd.told.times), crowd.told.p95() or 0.0
    session = (memory_mb(servers[0].pid) - memory) / max(len(crowd), 1)
    await crowd.leave()
    lost = len(list(missing(database, crowd.told))) if database else 0
    saved = crowd.told.acknowledged
    assert not database or saved == len(crowd.told.times), crowd.told.troubles[:3]
    return Load(found[0], spent * 1000 / max(answers, 1), session, p95, lost, max(saved, 1))
