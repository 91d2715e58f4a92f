"""Several processes live and end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from assessment import workers
from assessment.workers import Worker, WorkersFailed, keep_running, stop

ENDS = (sys.executable, "-c", "raise SystemExit(3)")
STAYS = (sys.executable, "-c", "import signal; signal.pause()")
DEAF = (
    *(sys.executable, "-c"),
    "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); sys.stdin.read()",
)


@pytest.fixture(autouse=True)
def _looking_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "LOOK_SECONDS", 0.01)


def test_one_that_ends_at_once_each_time_is_given_up_and_the_others_are_stopped() -> None:
    said: list[str] = []
    bad, good = Worker("127.0.0.1:1", ENDS), Worker("127.0.0.1:2", STAYS)
    with pytest.raises(WorkersFailed, match=r"127\.0\.0\.1:1 ends as soon as it is started, with status 3"):
        keep_running([bad, good], {"PATH": os.environ["PATH"]}, said.append)
    assert said == ["The process on 127.0.0.1:1 has ended, with status 3. It is started again."] * 4
    assert good.process is not None
    assert good.process.returncode is not None


def test_one_that_has_lived_long_is_started_again_however_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "QUICK_SECONDS", 0.0)
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        if len(said) == workers.MOST_QUICK_ENDS + 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep_running([Worker("here", ENDS)], {}, say)
    assert len(said) == workers.MOST_QUICK_ENDS + 2


def test_a_signal_to_stop_stops_all_and_is_then_as_it_was() -> None:
    before = signal.getsignal(signal.SIGTERM)
    both = [Worker(str(number), STAYS) for number in (1, 2)]

    def signalled() -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    timer = threading.Timer(0.2, signalled)
    timer.start()
    with pytest.raises(SystemExit) as ended:
        keep_running(both, {}, lambda _: None)
    timer.join()
    assert ended.value.code == 143
    assert [worker.process is not None and worker.process.returncode for worker in both] == [-signal.SIGTERM] * 2
    assert signal.getsignal(signal.SIGTERM) is before


def test_one_that_does_not_listen_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "STOP_SECONDS", 0.1)
    process = subprocess.Popen(DEAF, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        assert process.stdout.readline() == b"here\n"
        stop([process])
    assert process.returncode == -signal.SIGKILL


def test_they_get_the_environment_that_they_are_given(tmp_path: Path) -> None:
    file = tmp_path / "seen"
    script = "import os, pathlib; pathlib.Path(os.environ['FILE']).write_text(os.environ['SECRET'])"
    with pytest.raises(WorkersFailed):
        keep_running(
            [Worker("here", (sys.executable, "-c", script))],
            {"FILE": str(file), "SECRET": "the same for all"},
            lambda _: None,
        )
    assert file.read_text() == "the same for all"
