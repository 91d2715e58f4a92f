"""``make faults``: every fault, on both engines where it applies, and what came of it as a table."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.faults import served, stored
from tests.faults.outcome import Outcome, table
from tests.store.postgres import DURABLE, Cluster


def main() -> int:
    """Do them all; 1 when something that was acknowledged is lost, or something does not recover."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(DURABLE)
        try:
            for outcome in outcomes(Path(folder), cluster):
                print(table([outcome]).splitlines()[1], flush=True)  # noqa: T201
                found.append(outcome)
        finally:
            cluster.remove()
    print("\n" + table(found))  # noqa: T201
    return 0 if all(outcome.holds for outcome in found) else 1


def outcomes(folder: Path, cluster: Cluster) -> Iterator[Outcome]:
    """One after the other, the quick ones first."""
    yield from quick(folder, cluster)
    yield from asyncio.run(served.outcomes(f"sqlite:///{folder}/served.db", None))
    yield from asyncio.run(served.outcomes(cluster.empty(), cluster))


def quick(folder: Path, cluster: Cluster, imports: int = 40) -> Iterator[Outcome]:
    """Those of the store, each on a database of its own."""
    yield stored.disk_full(f"sqlite:///{folder}/full.db")
    for check in (stored.read_only, stored.locked, stored.clock_back, stored.two_migrate):
        yield check(f"sqlite:///{folder}/{check.__name__}.db")
        yield check(cluster.empty())
    yield stored.import_killed(f"sqlite:///{folder}/import.db", imports)
    yield stored.import_killed(cluster.empty(), imports)
    for name, url in (("s", f"sqlite:///{folder}/backup.db"), ("p", cluster.empty())):
        (folder / name).mkdir()
        yield stored.backup_while_writing(url, folder / name)


if __name__ == "__main__":
    sys.exit(main())
