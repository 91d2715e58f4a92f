"""The client of ODK that fills in forms in a browser, ODK Web Forms, at a fixed version.

``python -m tests.webforms.client`` installs it beside the Python packages, once for each change of the lock file.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = Path(sys.prefix) / "webforms"
FILES = ("package.json", ".npmrc", "package-lock.json")
INSTALLED = FOLDER / "installed"


def packages_folder() -> Path | None:
    """The folder of the packages, when it is that of the lock file here."""
    lock = (HERE / FILES[-1]).read_bytes()
    return FOLDER / "node_modules" if INSTALLED.is_file() and INSTALLED.read_bytes() == lock else None


def main() -> None:
    """Install what the lock file names."""
    FOLDER.mkdir(exist_ok=True)
    INSTALLED.unlink(missing_ok=True)
    for name in FILES:
        shutil.copy(HERE / name, FOLDER)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=FOLDER, check=True)
    shutil.copy(HERE / FILES[-1], INSTALLED)


if __name__ == "__main__":
    main()
