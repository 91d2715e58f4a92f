"""The client of ODK that fills in forms in a browser, ODK Web Forms, at a fixed version.

``python -m tests.webforms.client`` installs it beside the Python packages, once for each change of the lock file.
"""

from __future__ import annotations

from pathlib import Path

from tests.npm import Packages

HERE = Path(__file__).parent
PACKAGES = Packages(HERE, "webforms")


if __name__ == "__main__":
    PACKAGES.bring()
