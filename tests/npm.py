"""Packages of npm that tests need, at the versions of a lock file, installed beside the Python packages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

LOCK = "package-lock.json"
FILES = ("package.json", ".npmrc", LOCK)


@dataclass(frozen=True)
class Packages:
    """What the lock file in a folder of the tests names, under a name of its own."""

    wanted: Path
    name: str

    @property
    def _home(self) -> Path:
        return Path(sys.prefix) / self.name

    @property
    def _installed(self) -> Path:
        return self._home / "installed"

    def folder(self) -> Path | None:
        """The folder of the packages, when it is that of the lock file."""
        is_there = self._installed.is_file() and self._installed.read_bytes() == (self.wanted / LOCK).read_bytes()
        return self._home / "node_modules" if is_there else None

    def bring(self) -> None:
        """Install what the lock file names."""
        self._home.mkdir(exist_ok=True)
        self._installed.unlink(missing_ok=True)
        for name in FILES:
            shutil.copy(self.wanted / name, self._home)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=self._home, check=True)
        shutil.copy(self.wanted / LOCK, self._installed)
