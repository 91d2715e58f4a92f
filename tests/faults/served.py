"""Faults of a running server while twenty respondents answer."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from dataclasses import dataclass

from tests.benchmarks.crowd import Told, assessments, missing, respond
from tests.benchmarks.respondent import Respondent
from tests.faults.outcome import Outcome, said
from tests.faults.relay import Relay
from tests.servers import Running
from tests.store.postgres import Cluster

RESPONDENTS = 20
EVERY_SECONDS = 1.0
RECOVERY_SECONDS = 90.0
SHORT_CUT, LONG_CUT = 5.0, 130.0
"""Seconds without a line; Streamlit forgets a session that nobody came back to after 120."""
DOWN_SECONDS = 5.0
LOCKED_SECONDS = 8.0

Fault = Callable[[], Awaitable[None]]
STOP = "until the line is back, inputs are locked by the page; nothing more was said to be saved"


@dataclass(frozen=True)
class Scene:
    """A running server with its database, and the relay that its respondents come through."""

    server: Running
    relay: Relay
    database: str
    cluster: Cluster | None

    @property
    def engine(self) -> str:
        return "PostgreSQL" if self.cluster else "SQLite"


async def outcome(scene: Scene, name: str, fault: Fault, times: int, respondents: int = RESPONDENTS) -> Outcome:
    """Do something to the server so often while respondents answer, and count what is stored afterwards."""
    ids = await asyncio.to_thread(assessments, scene.database, respondents)
    told, stop = Told(), asyncio.Event()
    tabs = [Respondent(scene.relay.url, id) for id in ids]
    tasks = [asyncio.create_task(respond(tab, told, stop, again=True, every=EVERY_SECONDS)) for tab in tabs]
    recovered = await _all_saved(told, ids)
    chance = random.Random(name)
    for _ in range(times):
        await asyncio.sleep(chance.uniform(0.5, 2.5))
        await fault()
        recovered = await _all_saved(told, ids) and recovered
    stop.set()
    await asyncio.gather(*tasks)
    lost = await asyncio.to_thread(lambda: list(missing(scene.database, told)))
    words = said(told.troubles) if told.troubles else STOP
    return Outcome(name, scene.engine, times, told.acknowledged, len(lost), words, recovered)


async def _all_saved(told: Told, ids: list[str]) -> bool:
    """Is everybody told of a save again, from now on and within bounds?"""
    begun = time.perf_counter()
    while time.perf_counter() - begun < RECOVERY_SECONDS:
        if all(told.last_saved.get(id, 0.0) > begun for id in ids):
            return True
        await asyncio.sleep(0.1)
    return False


async def killed(scene: Scene, times: int = 5) -> Outcome:
    """SIGKILL at a random moment, and a start."""

    async def fault() -> None:
        await asyncio.to_thread(scene.server.kill)
        await asyncio.to_thread(scene.server.start)

    return await outcome(scene, "server killed (-9)", fault, times)


async def restarted(scene: Scene, times: int = 2) -> Outcome:
    """SIGTERM, and a start."""

    async def fault() -> None:
        await asyncio.to_thread(scene.server.stop)
        await asyncio.to_thread(scene.server.start)

    return await outcome(scene, "server restarted", fault, times)


async def cut(scene: Scene, seconds: float = SHORT_CUT, times: int = 2) -> Outcome:
    """The line of every respondent cut, and mended later."""

    async def fault() -> None:
        await scene.relay.cut()
        await asyncio.sleep(seconds)
        await scene.relay.mend()

    return await outcome(scene, f"line cut for {seconds:g} s", fault, times)


async def database_restarted(scene: Scene, times: int = 3) -> Outcome:
    """PostgreSQL stopped as by a crash and started at once."""
    cluster = _cluster(scene)

    async def fault() -> None:
        await asyncio.to_thread(cluster.stop, "immediate")
        await asyncio.to_thread(cluster.start)

    return await outcome(scene, "PostgreSQL crashes and restarts", fault, times)


async def database_stopped(scene: Scene, times: int = 1) -> Outcome:
    """PostgreSQL down for some seconds."""
    cluster = _cluster(scene)

    async def fault() -> None:
        await asyncio.to_thread(cluster.stop, "fast")
        await asyncio.sleep(DOWN_SECONDS)
        await asyncio.to_thread(cluster.start)

    return await outcome(scene, f"PostgreSQL down for {DOWN_SECONDS:g} s", fault, times)


async def locked(scene: Scene, times: int = 1) -> Outcome:
    """Another program holds SQLite's lock for longer than a save waits."""
    path = scene.database.removeprefix("sqlite:///")

    def hold() -> None:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(LOCKED_SECONDS)
            with suppress(sqlite3.Error):
                other.execute("ROLLBACK")

    async def fault() -> None:
        await asyncio.to_thread(hold)

    return await outcome(scene, f"locked for {LOCKED_SECONDS:g} s", fault, times)


def _cluster(scene: Scene) -> Cluster:
    assert scene.cluster is not None
    return scene.cluster


async def outcomes(database: str, cluster: Cluster | None) -> list[Outcome]:
    """Every fault of a server over this database."""
    with Running(database) as server:
        scene = Scene(server, Relay(server.port), database, cluster)
        await scene.relay.mend()
        found = [await killed(scene), await restarted(scene), await cut(scene)]
        if cluster:
            found += [await database_restarted(scene), await database_stopped(scene)]
        else:
            found += [await locked(scene), await cut(scene, LONG_CUT, 1)]
        await scene.relay.cut()
    return found
