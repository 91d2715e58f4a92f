"""The containers, without an engine: the steps of the Dockerfile one by one in a fresh folder, and what compose says.

Dependencies are those of the wheel's own environment (`make wheel`); the step that would fetch them installs the wheel.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from assessment.launch import free_ports

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
FRESH = ROOT / "build" / "fresh"
KNOWN = ("FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "HEALTHCHECK", "CMD")
SECONDS = 120


@dataclass(frozen=True)
class Step:
    """An instruction of the Dockerfile and what it is given."""

    name: str
    given: str


def steps() -> list[Step]:
    """The instructions, in their order."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [Step(*line.split(" ", 1)) for line in lines]


def the_step(name: str) -> str:
    (found,) = [step.given for step in steps() if step.name == name]
    return found


def environment() -> dict[str, str]:
    """Nothing that leads to this checkout; dependencies are not fetched again."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "MICIC_", "STREAMLIT_"))}
    set_by_file = dict(pair.split("=", 1) for pair in shlex.split(the_step("ENV")))
    path = os.pathsep.join((str(Path(sys.executable).parent), kept.get("PATH", os.defpath)))
    return {**kept, **set_by_file, "PATH": path, "PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as the steps leave it, with the dependencies lent."""
    assert FRESH.is_dir(), "the wheel is not installed: run `make wheel`"
    folder = tmp_path_factory.mktemp("image")
    for step in steps():
        if step.name == "COPY":
            *sources, target = step.given.split()
            for source in sources:
                (path,) = ROOT.glob(source)
                shutil.copy2(path, folder / target)
        elif step.name == "RUN":
            subprocess.run(["sh", "-c", step.given], cwd=folder, env=environment(), check=True, timeout=SECONDS)
    (lent,) = FRESH.glob("lib/python*/site-packages")
    (packages,) = folder.glob("environment/lib/python*/site-packages")
    (packages / "lent.pth").write_text(f"{lent}\n", encoding="utf-8")
    return folder


@pytest.fixture
def port() -> int:
    """The first of two free ports."""
    return free_ports(2, 23_000)[0]


@pytest.fixture
def running(folder: Path, port: int, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """What the container runs, on ports that are free."""
    command = [str(port) if word == "8501" else word for word in json.loads(the_step("CMD"))]
    process = subprocess.Popen(
        command, cwd=folder, env={**environment(), "MICIC_DATA_DIR": str(tmp_path)}, stdin=subprocess.DEVNULL
    )
    yield process
    process.kill()
    process.wait()


def test_the_steps_lead_to_an_application_that_is_healthy_and_stops_when_told(
    folder: Path, running: subprocess.Popen[bytes], port: int
) -> None:
    kind, check = the_step("HEALTHCHECK").split(" ", 1)
    assert kind == "CMD"
    command = json.loads(check.replace(":8501/", f":{port}/"))
    pause = threading.Event()
    for _ in range(SECONDS * 5):
        done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, check=False)
        if done.returncode == 0:
            break
        assert running.poll() is None, "it has ended"
        pause.wait(0.2)
    assert done.returncode == 0, done.stderr.decode()
    running.terminate()
    assert running.wait(SECONDS) == 143


def test_the_application_is_the_wheels(folder: Path, tmp_path: Path) -> None:
    script = "import assessment; print(assessment.__file__)"
    done = subprocess.run(
        [folder / "environment" / "bin" / "python", "-c", script],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(folder)


def test_only_steps_that_are_understood_stand_in_the_dockerfile() -> None:
    assert {step.name for step in steps()} == set(KNOWN)
    assert steps()[0].name == "FROM"
    minimum = re.search(r'requires-python = ">=(\d+)\.(\d+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    image = re.fullmatch(r"python:(\d+)\.(\d+)-slim", the_step("FROM"))
    assert minimum
    assert image
    assert tuple(map(int, image.groups())) >= tuple(map(int, minimum.groups()))
    assert the_step("USER") != "root"


def test_what_is_copied_is_not_left_out_of_the_context() -> None:
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert kept[0] == "*"
    assert sorted(line.removeprefix("!") for line in kept[1:]) == sorted(the_step("COPY").split()[:-1])


def test_what_compose_puts_together_fits() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert set(services) == {"database", "application", "proxy"}
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
    application, proxy = services["application"], services["proxy"]
    build = application["build"]
    assert (DEPLOY / build["context"]).resolve() == ROOT
    assert (ROOT / build["dockerfile"]).is_file()
    assert "@database/" in application["environment"]["MICIC_DATABASE_URL"]
    assert services["database"]["environment"]["POSTGRES_USER"] == "micic"
    assert proxy["network_mode"] == "service:application"
    for volume in proxy["volumes"]:
        source, target, mode = volume.split(":")
        assert mode == "ro"
        assert source == "./certificates" or (DEPLOY / source).is_file()
        assert target.startswith("/etc/nginx/")
    assert all("ports" not in services[name] for name in ("database", "proxy"))


def test_the_proxy_knows_every_worker_of_the_container() -> None:
    command = json.loads(the_step("CMD"))
    number, first = (int(command[command.index(name) + 1]) for name in ("--workers", "--port"))
    configuration = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    named = [int(port) for port in re.findall(r"^    server 127\.0\.0\.1:(\d+)", configuration, re.MULTILINE)]
    assert named == list(range(first, first + number))
