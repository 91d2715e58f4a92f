"""Several processes of the web application that live and end together.

One process uses one core. Each listens on a port of its own; a proxy in front sends each person always to the same one.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from assessment.texts import translate as _

LOOK_SECONDS = 0.5
STOP_SECONDS = 10.0
QUICK_SECONDS = 10.0
MOST_QUICK_ENDS = 5
TERMINATED = 143


class WorkersFailed(Exception):
    """A process ends again and again as soon as it is started; the message names it."""


@dataclass
class Worker:
    """One process: what it is called on the terminal, what starts it, and how it has fared.

    Attributes:
        place: where it listens, ``127.0.0.1:8502``.
        command: program and arguments.
        quick_ends: how often in a row it has ended within ten seconds of its start.
    """

    place: str
    command: Sequence[str]
    quick_ends: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _started: float = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it, or start it again."""
        self._started = time.monotonic()
        self._process = subprocess.Popen(self.command, env=dict(environment))  # noqa: S603 - our own interpreter

    def has_ended(self) -> bool:
        """Has it ended? Counts those that end quickly; to be asked once after each end."""
        if self._process is None or self._process.poll() is None:
            return False
        is_quick = time.monotonic() - self._started < QUICK_SECONDS
        self.quick_ends = self.quick_ends + 1 if is_quick else 0
        return True

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The process, once started."""
        return self._process


def keep_running(
    workers: Sequence[Worker], environment: Mapping[str, str], announce: Callable[[str], None]
) -> NoReturn:
    """Start all, and start again what ends, until this process is told to stop; then all are stopped.

    Args:
        workers: what to start.
        environment: of each of them.
        announce: told of each that ended.

    Raises:
        WorkersFailed: one ends again and again; the others are stopped.
        KeyboardInterrupt: stopped at the terminal.
        SystemExit: stopped with SIGTERM.
    """
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        for worker in workers:
            worker.start(environment)
        while True:
            time.sleep(LOOK_SECONDS)
            for worker in workers:
                if worker.has_ended():
                    _start_again(worker, environment, announce)
    finally:
        stop([worker.process for worker in workers if worker.process])
        signal.signal(signal.SIGTERM, before)


def stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, and end those that have not after ten seconds."""
    for process in processes:
        process.terminate()
    until = time.monotonic() + STOP_SECONDS
    try:
        for process in processes:
            process.wait(max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        pass
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _start_again(worker: Worker, environment: Mapping[str, str], announce: Callable[[str], None]) -> None:
    status = worker.process.returncode if worker.process else 0
    if worker.quick_ends >= MOST_QUICK_ENDS:
        message = _(
            "The process on {place} ends as soon as it is started, with status {status}. Everything was stopped."
        )
        raise WorkersFailed(message.format(place=worker.place, status=status))
    message = _("The process on {place} has ended, with status {status}. It is started again.")
    announce(message.format(place=worker.place, status=status))
    worker.start(environment)


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(TERMINATED)
