"""How the web application is started: its options, its port, its data folder."""

from __future__ import annotations

import asyncio
import os
import socket
import tomllib
from pathlib import Path
from typing import Any, NoReturn

import pytest
from streamlit import config

from assessment.errors import SettingsUnusable
from assessment.launch import PortTaken, checked_port, free_port, free_ports, launch
from assessment.ui.navigation import EVERY_ADDRESS
from assessment.ui.server import ADDRESS, APPLICATION, ENTRY, SHARED_ENTRY, THEME, streamlit_flags, streamlit_options
from assessment.workers import Worker
from tests.test_sign_in import CLIENT_SECRET, COOKIE_SECRET, ENVIRONMENT

TOP = Path(__file__).parents[1]
GIVEN = "given by somebody"


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
    assert APPLICATION.is_file()
    assert ENTRY.is_file()
    assert SHARED_ENTRY.is_file()
    assert THEME.is_file()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Takes the place of the program that would take this one's place."""
    calls: list[Any] = []
    monkeypatch.setattr("os.execve", lambda *call: calls.append(call))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.startswith("MICIC_SIGN_IN_")]:
        monkeypatch.delenv(name)
    return calls


def test_streamlit_is_started_with_all_options(started: list[Any], tmp_path: Path) -> None:
    said: list[str] = []
    port = free_port(20_000)
    launch(port, tmp_path / "data", said.append)
    ((program, command, environment),) = started
    assert command[:5] == [program, "-m", "streamlit", "run", str(APPLICATION)]
    assert command[5:] == streamlit_flags(streamlit_options(port))
    assert "--server.allowedHosts=127.0.0.1" in command
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


@pytest.mark.parametrize("headless", [True, False])
def test_the_browser_is_opened_once_the_port_is_listened_on(monkeypatch: pytest.MonkeyPatch, headless: bool) -> None:
    monkeypatch.setattr(config, "_main_script_path", str(APPLICATION))
    from assessment.ui import asgi

    opened: list[str] = []
    options = {"server.headless": headless, "server.address": "127.0.0.1", "server.port": 8600}
    monkeypatch.setattr(asgi.config, "get_option", options.__getitem__)
    monkeypatch.setattr(asgi.webbrowser, "open", opened.append)

    async def serve() -> None:
        async with asgi.opened(asgi.app):
            assert opened == ([] if headless else ["http://127.0.0.1:8600"])

    asyncio.run(serve())


def test_a_port_in_use_is_refused_when_asked_for_and_passed_over_otherwise() -> None:
    with socket.socket() as taken:
        taken.bind((ADDRESS, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is in use"):
            checked_port(port)
        assert free_port(port) > port


def test_no_free_port_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessment.launch._is_free", lambda _, __: False)
    with pytest.raises(PortTaken, match="No port from 8501 to 8600 is free"):
        free_port()


@pytest.mark.parametrize("address", [EVERY_ADDRESS, "::", "192.0.2.1"])
def test_without_sign_in_nothing_is_started_where_others_could_reach_it(started: list[Any], address: str) -> None:
    with pytest.raises(SettingsUnusable) as refusal:
        launch(None, None, lambda _: None, address=address)
    assert started == []
    assert address in str(refusal.value)
    for name in ("METADATA_URL", "CLIENT_ID", "CLIENT_SECRET", "COOKIE_SECRET", "ADDRESS"):
        assert f"MICIC_SIGN_IN_{name}" in str(refusal.value)


def test_with_sign_in_it_listens_where_it_is_told_and_answers_to_its_public_name(
    started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    launch(None, None, said.append, address=EVERY_ADDRESS)
    ((_, command, environment),) = started
    assert command[4] == str(SHARED_ENTRY)
    assert "--server.address=0.0.0.0" in command
    hosts = [flag.partition("=")[2] for flag in command if flag.startswith("--server.allowedHosts")]
    assert hosts == ["127.0.0.1", "localhost", "assessments.example.org"]
    assert said == ["Open https://assessments.example.org in a browser. Stop with Ctrl-C."]
    assert environment["STREAMLIT_SERVER_COOKIE_SECRET"] == COOKIE_SECRET
    assert not any(secret in argument for argument in command for secret in (CLIENT_SECRET, COOKIE_SECRET))


def test_another_loopback_address_needs_no_sign_in(started: list[Any]) -> None:
    said: list[str] = []
    launch(20_100, None, said.append, address="127.0.0.2")
    assert "--server.allowedHosts=127.0.0.2" in started[0][1]
    assert said[0].startswith("Open http://127.0.0.2:20100 ")


def test_an_address_of_another_computer_is_refused(started: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsUnusable, match=r"This computer has no address 192\.0\.2\.1"):
        launch(None, None, lambda _: None, address="192.0.2.1")
    assert started == []


def test_sign_in_without_its_packages_says_what_to_install(started: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("assessment.sign_in.find_spec", lambda name: None if name == "authlib" else object())
    with pytest.raises(SettingsUnusable, match=r"micic\[shared\]"):
        launch(None, None, lambda _: None)
    assert started == []


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Takes the place of what looks after several workers."""
    calls: list[Any] = []

    def keep_running(workers: list[Worker], environment: dict[str, str], _: Any) -> NoReturn:
        calls.append((workers, environment))
        raise SystemExit(0)

    monkeypatch.setattr("assessment.launch.keep_running", keep_running)
    for name in ("STREAMLIT_SERVER_COOKIE_SECRET", "MICIC_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return calls


def launched(workers: int, said: list[str] | None = None) -> None:
    with pytest.raises(SystemExit):
        launch(free_ports(workers, 20_000)[0], None, (said if said is not None else []).append, workers=workers)


def test_several_workers_listen_side_by_side_and_sign_with_one_secret(kept: list[Any]) -> None:
    said: list[str] = []
    launched(3, said)
    ((workers, environment),) = kept
    ports = [int(worker.place.rpartition(":")[2]) for worker in workers]
    assert ports == [ports[0], ports[0] + 1, ports[0] + 2]
    for port, worker in zip(ports, workers, strict=True):
        assert set(streamlit_flags(streamlit_options(port))) <= set(worker.command)
        assert "--server.headless=true" in worker.command
    assert len(environment["STREAMLIT_SERVER_COOKIE_SECRET"]) >= 32
    assert ", ".join(worker.place for worker in workers) in said[0]
    assert "SQLite" in said[1]


def test_a_secret_that_is_given_is_kept_and_postgresql_needs_no_word(
    kept: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_COOKIE_SECRET", GIVEN)
    monkeypatch.setenv("MICIC_DATABASE_URL", "postgresql+psycopg://micic@localhost/micic")
    said: list[str] = []
    launched(2, said)
    assert kept[0][1]["STREAMLIT_SERVER_COOKIE_SECRET"] == GIVEN
    assert len(said) == 1


def test_ports_that_follow_each_other_are_looked_for_past_one_in_use() -> None:
    with socket.socket() as taken:
        first = free_ports(3, 21_000)[0]
        taken.bind((ADDRESS, first + 1))
        taken.listen()
        assert free_ports(2, first) == [first + 2, first + 3]
        with pytest.raises(PortTaken, match=f"Port {first + 1} is in use"):
            launch(first, None, lambda _: None, workers=2)
