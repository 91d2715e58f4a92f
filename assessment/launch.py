"""Starting the web application: ports that are free, the data folder, and Streamlit in this process's place.

With several workers this process stays, and looks after them.
"""

from __future__ import annotations

import errno
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from assessment.errors import SettingsUnusable
from assessment.sign_in import SignIn, check_who_gets_in, sign_in_settings
from assessment.texts import translate as _
from assessment.ui.server import (
    ADDRESS,
    APPLICATION,
    DEFAULT_PORT,
    SHARED_ENTRY,
    streamlit_flags,
    streamlit_options,
)
from assessment.workers import Worker, keep_running

PORTS_TRIED, LAST_PORT = 100, 65_535
COOKIE_SECRET = "STREAMLIT_SERVER_COOKIE_SECRET"  # noqa: S105 - the name of the variable


class PortTaken(Exception):
    """Somebody else listens on the port; the message says what to do."""


def launch(
    port: int | None,
    data: Path | None,
    announce: Callable[[str], None],
    bank: Path | None = None,
    address: str = ADDRESS,
    workers: int = 1,
) -> None:
    """Serve the application until it is stopped.

    Args:
        port: to listen on, with several workers the first port; ``None`` takes the first free one from 8501 on.
        data: folder of the database; it wins over a database that the environment names.
        announce: told where the application is before the server starts, and what becomes of the workers.
        bank: folder of another question bank; it wins over the one that the environment names.
        address: of this computer, to listen on; one that others can reach needs sign-in.
        workers: processes, each on a port of its own.

    Raises:
        PortTaken: a port asked for, or every port tried, is in use.
        SettingsUnusable: sign-in is set up wrongly, or is missing where others could reach the application.
        WorkersFailed: one of several workers ends again and again.
    """
    sign_in = sign_in_settings()
    check_who_gets_in(address, sign_in)
    ports = range(port or 0, (port or 0) + workers)
    chosen = free_ports(workers, address=address) if port is None else [checked_port(one, address) for one in ports]
    environment = _environment(data, bank, sign_in)
    commands = [_command(one, address, sign_in, is_alone=workers == 1) for one in chosen]
    if workers > 1:
        places = [f"{_bracketed(address)}:{one}" for one in chosen]
        _keep_several([Worker(*worker) for worker in zip(places, commands, strict=True)], environment, announce)
    url = sign_in.address if sign_in else f"http://{_bracketed(address)}:{chosen[0]}"
    announce(_("Open {url} in a browser. Stop with Ctrl-C.").format(url=url))
    sys.stdout.flush()
    (command,) = commands
    if os.name == "nt":
        sys.exit(subprocess.call(command, env=environment))  # noqa: S603 - our own interpreter and options
    os.execve(command[0], command, environment)  # noqa: S606 - likewise


def _environment(data: Path | None, bank: Path | None, sign_in: SignIn | None) -> dict[str, str]:
    environment = dict(os.environ)
    if data is not None:
        environment["MICIC_DATA_DIR"] = str(data.expanduser().absolute())
        environment.pop("MICIC_DATABASE_URL", None)
    if bank is not None:
        environment["MICIC_INSTRUMENT"] = str(bank.expanduser().absolute())
    if sign_in is not None:
        # Signs what is remembered of somebody on the way to the provider, who may come back to another process.
        environment[COOKIE_SECRET] = sign_in.cookie_secret.get_secret_value()
    return environment


def _command(port: int, address: str, sign_in: SignIn | None, *, is_alone: bool) -> list[str]:
    """What serves on one port; the only process opens a browser, where there is a screen and one person."""
    options = streamlit_options(port, address, sign_in.host if sign_in else address)
    if not is_alone:
        options["logger.hideWelcomeMessage"] = "true"
    elif sign_in is None and _has_screen():
        options["server.headless"] = "false"
    application = APPLICATION if sign_in is None else SHARED_ENTRY
    return [sys.executable, "-m", "streamlit", "run", str(application), *streamlit_flags(options)]


def _keep_several(workers: list[Worker], environment: dict[str, str], announce: Callable[[str], None]) -> NoReturn:
    """They sign cookies with the same secret, so that any can read what another wrote."""
    environment.setdefault(COOKIE_SECRET, secrets.token_urlsafe(32))
    places = ", ".join(worker.place for worker in workers)
    announce(
        _(
            "{number} processes serve the application. Have a proxy send each person always to the same one of "
            "{places}, as deploy/nginx.conf does. Stop all with Ctrl-C."
        ).format(number=len(workers), places=places)
    )
    if not environment.get("MICIC_DATABASE_URL", "").startswith("postgresql"):
        announce(
            _(
                "All of them write to one SQLite file, one after the other. That is safe on a disk of this computer, "
                "and quick enough for some dozens of people. For more, or for a disk on a network, use PostgreSQL."
            )
        )
    sys.stdout.flush()
    keep_running(workers, environment, announce)


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def checked_port(port: int, address: str = ADDRESS) -> int:
    """The port, when nobody listens on it; raises ``PortTaken``."""
    if not _is_free(port, address):
        message = _("Port {port} is in use or not allowed. Name another with --port, or leave --port out.")
        raise PortTaken(message.format(port=port))
    return port


def free_port(first: int = DEFAULT_PORT, address: str = ADDRESS) -> int:
    """The first free port from ``first`` on; raises ``PortTaken`` when there is none near."""
    return free_ports(1, first, address)[0]


def free_ports(number: int, first: int = DEFAULT_PORT, address: str = ADDRESS) -> list[int]:
    """The first free ports from ``first`` on that follow each other; raises ``PortTaken`` when there are none near."""
    found: list[int] = []
    for port in range(first, first + PORTS_TRIED):
        found = [*found, port] if _is_free(port, address) else []
        if len(found) == number:
            return found
    message = _("No port from {first} to {last} is free. Name another with --port.")
    raise PortTaken(message.format(first=first, last=first + PORTS_TRIED - 1))


def _is_free(port: int, address: str) -> bool:
    if port > LAST_PORT:
        return False
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                message = _("This computer has no address {address}. Name another with --address.")
                raise SettingsUnusable([message.format(address=address)]) from error
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def _has_screen() -> bool:
    """Is there a desktop on which a browser could open?"""
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True
