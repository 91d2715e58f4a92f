"""How the web application is served: Streamlit's options, in one place.

``micic run`` passes them itself, so an installed copy needs no configuration file; ``.streamlit/config.toml`` holds
the same for ``streamlit run app.py``, and a test compares the two.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
APPLICATION = HERE / "asgi.py"
ENTRY = HERE / "entry.py"
SHARED_ENTRY = HERE / "shared_entry.py"
THEME = HERE / "theme.toml"
ADDRESS = "127.0.0.1"
DEFAULT_PORT = 8501


def streamlit_options(port: int, address: str = ADDRESS, host: str = "") -> dict[str, str | list[str]]:
    """Options of the server, by their names: loopback only, nothing sent elsewhere, no details of errors shown.

    A list is an option that is given several times. ``host`` is a further name that the application is reached by.
    """
    return {
        "browser.gatherUsageStats": "false",
        "client.showErrorDetails": "none",
        "client.toolbarMode": "minimal",
        "runner.magicEnabled": "false",
        # A full garbage collection after every run would hold up all sessions; Python collects by itself.
        "runner.postScriptGC": "false",
        "server.address": address,
        # Against pages elsewhere that have their name point to this machine.
        "server.allowedHosts": list(dict.fromkeys([ADDRESS, "localhost", *([host] if host else [])])),
        "server.enableCORS": "true",
        # What a page draws goes over the socket: a fifth of the bytes on a slow line.
        "server.enableWebsocketCompression": "true",
        "server.enableXsrfProtection": "true",
        "server.fileWatcherType": "none",
        "server.headless": "true",
        "server.maxUploadSize": "10",
        "server.port": str(port),
        "server.showEmailPrompt": "false",
        "theme.base": str(THEME),
    }


def streamlit_flags(options: dict[str, str | list[str]]) -> list[str]:
    """The options as arguments of ``streamlit run``.

    >>> streamlit_flags({"server.port": "8501", "server.allowedHosts": ["a", "b"]})
    ['--server.port=8501', '--server.allowedHosts=a', '--server.allowedHosts=b']
    """
    return [
        f"--{name}={value}"
        for name, given in options.items()
        for value in (given if isinstance(given, list) else [given])
    ]
