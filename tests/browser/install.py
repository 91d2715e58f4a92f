"""Bring a browser for the tests: the system's, else Debian's package, else Playwright's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HELP = """\
The tests need a browser and none could be had.
Install Chromium, on Debian or Ubuntu with: sudo apt-get install chromium
or Playwright's own with: .venv/bin/python -m playwright install --with-deps chromium
"""


def browser_path() -> str | None:
    """The browser to drive: the system's, else the one that Playwright brought."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> bool:
    """Try Debian's package, where that is possible, then Playwright's own."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium", "fonts-noto-core"]):
            subprocess.run(["apt-get", "--quiet", *command], env=environment, check=False, stdout=subprocess.DEVNULL)
        if browser_path():
            return True
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return browser_path() is not None


if __name__ == "__main__":
    if browser_path() is None and not install():
        sys.exit(HELP)
