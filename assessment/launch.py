"""Starting the web application: a port that is free, the data folder, and Streamlit in this process's place."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from assessment.errors import SettingsUnusable
from assessment.sign_in import check_who_gets_in, sign_in_settings
from assessment.texts import translate as _
from assessment.ui.server import ADDRESS, DEFAULT_PORT, ENTRY, SHARED_ENTRY, streamlit_flags, streamlit_options

PORTS_TRIED = 100


class PortTaken(Exception):
    """Somebody else listens on the port; the message says what to do."""


def launch(
    port: int | None,
    data: Path | None,
    announce: Callable[[str], None],
    bank: Path | None = None,
    address: str = ADDRESS,
) -> None:
    """Serve the application until it is stopped.

    Args:
        port: to listen on; ``None`` takes the first free one from 8501 on.
        data: folder of the database; it wins over a database that the environment names.
        announce: told where the application is before the server starts.
        bank: folder of another question bank; it wins over the one that the environment names.
        address: of this computer, to listen on; one that others can reach needs sign-in.

    Raises:
        PortTaken: the port asked for, or every port tried, is in use.
        SettingsUnusable: sign-in is set up wrongly, or is missing where others could reach the application.
    """
    sign_in = sign_in_settings()
    check_who_gets_in(address, sign_in)
    chosen = free_port(address=address) if port is None else checked_port(port, address)
    options = streamlit_options(chosen, address, sign_in.host if sign_in else address)
    if _has_screen() and sign_in is None:
        options["server.headless"] = "false"
    environment = dict(os.environ)
    if data is not None:
        environment["MICIC_DATA_DIR"] = str(data.expanduser().absolute())
        environment.pop("MICIC_DATABASE_URL", None)
    if bank is not None:
        environment["MICIC_INSTRUMENT"] = str(bank.expanduser().absolute())
    if sign_in is not None:
        # Signs what is remembered of somebody on the way to the provider, who may come back to another process.
        environment["STREAMLIT_SERVER_COOKIE_SECRET"] = sign_in.cookie_secret.get_secret_value()
    entry = ENTRY if sign_in is None else SHARED_ENTRY
    command = [sys.executable, "-m", "streamlit", "run", str(entry), *streamlit_flags(options)]
    url = sign_in.address if sign_in else f"http://{f'[{address}]' if ':' in address else address}:{chosen}"
    announce(_("Open {url} in a browser. Stop with Ctrl-C.").format(url=url))
    sys.stdout.flush()
    if os.name == "nt":
        sys.exit(subprocess.call(command, env=environment))  # noqa: S603 - our own interpreter and options
    os.execve(command[0], command, environment)  # noqa: S606 - likewise


def checked_port(port: int, address: str = ADDRESS) -> int:
    """The port, when nobody listens on it; raises ``PortTaken``."""
    if not _is_free(port, address):
        message = _("Port {port} is in use or not allowed. Name another with --port, or leave --port out.")
        raise PortTaken(message.format(port=port))
    return port


def free_port(first: int = DEFAULT_PORT, address: str = ADDRESS) -> int:
    """The first free port from ``first`` on; raises ``PortTaken`` when there is none near."""
    for port in range(first, first + PORTS_TRIED):
        if _is_free(port, address):
            return port
    message = _("No port from {first} to {last} is free. Name another with --port.")
    raise PortTaken(message.format(first=first, last=first + PORTS_TRIED - 1))


def _is_free(port: int, address: str) -> bool:
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
