"""How the web application is started: its options, its port, its data folder."""

from __future__ import annotations

import os
import socket
import tomllib
from pathlib import Path
from typing import Any

import pytest
from streamlit import config

from assessment.launch import PortTaken, checked_port, free_port, launch
from assessment.ui.server import ADDRESS, ENTRY, THEME, streamlit_flags, streamlit_options

TOP = Path(__file__).parents[1]


def test_the_configuration_file_says_the_same() -> None:
    written = tomllib.loads((TOP / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    flat = {f"{section}.{name}": value for section, values in written.items() for name, value in values.items()}
    assert (TOP / flat.pop("theme.base")).resolve() == THEME
    options = streamlit_options(8501)
    del options["server.port"], options["theme.base"]
    assert {name: value if isinstance(value, list) else str(value).lower() for name, value in flat.items()} == options


def test_streamlit_knows_every_option() -> None:
    assert set(streamlit_options(8501)) <= set(config._config_options_template)


def test_entry_and_theme_come_with_the_package() -> None:
    assert ENTRY.is_file()
    assert THEME.is_file()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Takes the place of the program that would take this one's place."""
    calls: list[Any] = []
    monkeypatch.setattr("os.execve", lambda *call: calls.append(call))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return calls


def test_streamlit_is_started_with_all_options(started: list[Any], tmp_path: Path) -> None:
    said: list[str] = []
    port = free_port(20_000)
    launch(port, tmp_path / "data", said.append)
    ((program, command, environment),) = started
    assert command[:5] == [program, "-m", "streamlit", "run", str(ENTRY)]
    assert command[5:] == streamlit_flags(streamlit_options(port))
    assert environment["MICIC_DATA_DIR"] == str(tmp_path / "data")
    assert said == [f"Open http://127.0.0.1:{port} in a browser. Stop with Ctrl-C."]


def test_the_folder_given_wins_over_the_database_of_the_environment(
    started: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MICIC_DATABASE_URL", "sqlite:///elsewhere.db")
    launch(None, tmp_path, lambda _: None)
    launch(None, None, lambda _: None)
    assert "MICIC_DATABASE_URL" not in started[0][2]
    assert started[1][2]["MICIC_DATABASE_URL"] == "sqlite:///elsewhere.db"


def test_a_browser_opens_only_where_there_is_a_screen(started: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    launch(None, None, lambda _: None)
    monkeypatch.setenv("DISPLAY", ":0")
    launch(None, None, lambda _: None)
    assert ["--server.headless=true" in call[1] for call in started] == [True, False]
    assert os.environ["DISPLAY"] == ":0"


def test_a_port_in_use_is_refused_when_asked_for_and_passed_over_otherwise() -> None:
    with socket.socket() as taken:
        taken.bind((ADDRESS, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is in use"):
            checked_port(port)
        assert free_port(port) > port


def test_no_free_port_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessment.launch._is_free", lambda _: False)
    with pytest.raises(PortTaken, match="No port from 8501 to 8600 is free"):
        free_port()
