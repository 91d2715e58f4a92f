"""A PostgreSQL server of the tests' own: the system's programs, data in a folder that is thrown away."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import psycopg

from tests.programs import postgresql_folder

OWNER = "postgres"
WAIT_SECONDS = "60"
# A crash of the machine may lose the tests' data; a crash of the server may not.
DURABLE = {"fsync": "on", "full_page_writes": "on"}
SETTINGS = {"fsync": "off", "full_page_writes": "off", "max_connections": "60", "listen_addresses": "127.0.0.1"}


class Cluster:
    """One server on a port of the loopback address; it refuses to run as root, so root lends it another user."""

    def __init__(self, own_settings: Mapping[str, str] = MappingProxyType({})) -> None:
        found = postgresql_folder()
        assert found, "python -m tests.programs brings PostgreSQL"
        self._programs = found
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._data = self._folder / "data"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        if os.geteuid() == 0:
            shutil.chown(self._folder, OWNER)
        self._run("initdb", "--pgdata", self._data, "--username", OWNER, "--auth", "trust", "--no-sync", "-E", "UTF8")
        settings = (
            SETTINGS | dict(own_settings) | {"port": str(self.port), "unix_socket_directories": str(self._folder)}
        )
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self.start()

    def start(self) -> None:
        """Start, and return when connections are taken."""
        self._control("start", "--log", self._folder / "log")

    def stop(self, mode: str = "fast") -> None:
        """Stop; ``immediate`` is as if it had been killed."""
        self._control("stop", "--mode", mode)

    def remove(self) -> None:
        """Stop for good and throw the data away."""
        self.stop("immediate")
        shutil.rmtree(self._folder)

    @property
    def url(self) -> str:
        """Where the one database is."""
        return f"postgresql+psycopg://{OWNER}@127.0.0.1:{self.port}/{OWNER}"

    def empty(self) -> str:
        """Empty the database and return its URL; quicker than another database for each test."""
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return self.url

    def _control(self, *arguments: str | Path) -> None:
        self._run("pg_ctl", "--pgdata", self._data, "--wait", "--timeout", WAIT_SECONDS, "--silent", *arguments)

    def _run(self, program: str, *arguments: str | Path) -> None:
        lent: Sequence[str] = ("runuser", "-u", OWNER, "--") if os.geteuid() == 0 else ()
        command = [*lent, str(self._programs / program), *map(str, arguments)]
        # What the server prints later must not keep this call waiting, so nothing is read through a pipe.
        with (self._folder / "output").open("ab") as output:
            done = subprocess.run(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd="/", check=False)
        assert done.returncode == 0, (self._folder / "output").read_text(encoding="utf-8")
