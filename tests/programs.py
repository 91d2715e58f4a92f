"""The programs that the tests need beside Python: a browser, PostgreSQL, Java, nginx, and what npm brings, a client
that fills in forms and a provider that people sign in with.

``python -m tests.programs`` brings what is missing: the system's own is used, else Debian's package, for the browser
also Playwright's. What cannot be had is an error; no test is skipped for want of it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.sign_in import provider
from tests.webforms import client

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser_path() -> str | None:
    """The browser to drive: the system's, else the one that Playwright brought."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def postgresql_folder() -> Path | None:
    """The folder that holds ``initdb`` and ``pg_ctl``, of the newest version there is."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    on_path = shutil.which("pg_ctl")
    found = [*versions, *([Path(on_path).resolve().parent] if on_path else [])]
    return next((folder for folder in found if (folder / "initdb").exists()), None)


def nginx_program() -> str | None:
    """The web server; Debian keeps it where only root looks."""
    return shutil.which("nginx", path=os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin")))


@dataclass(frozen=True)
class Need:
    """A program, how it is found, and what brings it: Debian's packages, else a command."""

    name: str
    find: Callable[[], object]
    packages: tuple[str, ...]
    otherwise: tuple[str, ...] = ()


NEEDS = (
    Need(
        "a browser",
        browser_path,
        ("chromium", "fonts-noto-core"),
        (sys.executable, "-m", "playwright", "install", "chromium"),
    ),
    Need("PostgreSQL", postgresql_folder, ("postgresql",)),
    Need("Java", lambda: shutil.which("java"), ("default-jre-headless",)),
    Need("nginx", nginx_program, ("nginx-light",)),
    Need("openssl", lambda: shutil.which("openssl"), ("openssl",)),
    Need("npm", lambda: shutil.which("npm"), ("nodejs", "npm")),
    Need("ODK Web Forms", client.PACKAGES.folder, (), (sys.executable, "-m", "tests.webforms.client")),
    Need("a provider to sign in with", provider.PACKAGES.folder, (), (sys.executable, "-m", "tests.sign_in.provider")),
)


def bring(missing: list[Need]) -> None:
    """Try Debian's packages, where that is possible, then what else there is."""
    packages = [package for need in missing for package in need.packages]
    if packages and shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", "--quiet", *command], env=environment, check=False, stdout=subprocess.DEVNULL)
    for need in missing:
        if need.otherwise and not need.find():
            subprocess.run(need.otherwise, check=False)


def remedy(need: Need) -> str:
    """What to do about a program that could not be had."""
    if need.packages:
        return f"The tests need {need.name}. On Debian or Ubuntu: sudo apt-get install {' '.join(need.packages)}"
    return f"The tests need {need.name}. It could not be installed: {' '.join(need.otherwise)}"


def main() -> None:
    """Bring what is missing, and say what could not be had."""
    if missing := [need for need in NEEDS if not need.find()]:
        bring(missing)
    if missing := [need for need in NEEDS if not need.find()]:
        sys.exit("\n".join(map(remedy, missing)))


if __name__ == "__main__":
    main()
