"""A provider of OpenID Connect of the tests' own: the certified ``oidc-provider``, on a port of this computer.

``python -m tests.sign_in.provider`` installs it beside the Python packages, once for each change of the lock file.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from pathlib import Path
from typing import IO

from tests.npm import Packages

HERE = Path(__file__).parent
PACKAGES = Packages(HERE, "sign-in")
START_SECONDS = 30
PERSONS = {
    "ama": {"name": "Ama Mensah", "email": "ama@agency.example"},
    "ben": {"name": "Ben Okoro", "email": "ben@agency.example"},
    "cho": {"name": "Cho Min-seo", "email": "cho@ministry.example"},
    "nameless": {},
    "long": {"name": "Maria del Carmen *Rodríguez* :red[y] Fernández-de-la-Vega von und zu " + "Hohen" * 16},
}


class Provider:
    """One provider with one client, this application at ``address``; the persons above may sign in."""

    def __init__(self, port: int, address: str, client_id: str, client_secret: str) -> None:
        self._packages = PACKAGES.folder()
        assert self._packages, "python -m tests.programs brings the provider"
        self.port = port
        self._environment = {
            **os.environ,
            "CLIENT_ID": client_id,
            "CLIENT_SECRET": client_secret,
            "REDIRECT_URI": f"{address}/oauth2callback",
            "PERSONS": json.dumps(PERSONS),
        }
        self._process: subprocess.Popen[str] | None = None

    @property
    def metadata_url(self) -> str:
        """Where it describes itself."""
        return f"http://127.0.0.1:{self.port}/.well-known/openid-configuration"

    def start(self) -> None:
        """Start, and return when it takes requests."""
        self._process = subprocess.Popen(
            ["node", str(HERE / "provider.mjs"), str(self._packages), str(self.port)],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        is_up = threading.Event()
        threading.Thread(target=self._listen, args=(self._process.stdout, is_up), daemon=True).start()
        assert is_up.wait(START_SECONDS), "the provider does not start"

    @staticmethod
    def _listen(output: IO[str], is_up: threading.Event) -> None:
        with output:
            for line in output:
                if "listening" in line:
                    is_up.set()

    def stop(self) -> None:
        """Stop; who signed in is forgotten."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


if __name__ == "__main__":
    PACKAGES.bring()
