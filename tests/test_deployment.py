"""``micic check --deploy`` refuses each unsafe setting by itself, in one line that says where it is set."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from streamlit import config

from assessment.cli import main
from assessment.deployment import is_in_wal_mode, options_in_force, variable
from assessment.settings import DATABASE_FILE
from assessment.ui.server import streamlit_options

RANDOM = "Zq3vT8kLw2NxR7yBd5HmJ9pFs4GcV6aE"
Checked = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the command is run; the files of a home stand elsewhere."""
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


@pytest.fixture
def checked(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checked:
    """Runs the command with a safe environment, and what is given over it."""
    monkeypatch.chdir(folder)

    safe = {
        "HOME": str(tmp_path),
        "MICIC_DATA_DIR": str(tmp_path / "data"),
        "STREAMLIT_SERVER_COOKIE_SECRET": RANDOM,
    }

    def run(**variables: str) -> Result:
        monkeypatch.setattr("os.environ", safe | variables)
        return CliRunner().invoke(main, ["check", "--deploy"])

    return run


def write_config(folder: Path, text: str) -> None:
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text(text, encoding="utf-8")


def the_finding(result: Result) -> str:
    assert result.exit_code == 1, result.output
    (line,) = result.stderr.splitlines()
    return line


def test_what_micic_run_uses_is_safe_with_a_cookie_secret(checked: Checked) -> None:
    result = checked()
    assert (result.exit_code, result.output) == (0, "Nothing unsafe was found.\n")


def test_it_is_said_what_to_check() -> None:
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 2
    assert "Say what to check: --deploy." in result.stderr


def test_a_missing_cookie_secret(checked: Checked) -> None:
    assert "STREAMLIT_SERVER_COOKIE_SECRET is missing" in the_finding(checked(STREAMLIT_SERVER_COOKIE_SECRET=""))


@pytest.mark.parametrize("name", ["STREAMLIT_SERVER_COOKIE_SECRET", "MICIC_SIGN_IN_COOKIE_SECRET"])
@pytest.mark.parametrize("secret", ["canary-canary", "abcabcabc" * 5])
def test_a_weak_cookie_secret_is_refused_and_not_shown(checked: Checked, name: str, secret: str) -> None:
    line = the_finding(checked(**{name: secret}))
    assert line.startswith(f"{name}: the cookie secret can be guessed.")
    assert secret not in line


def test_a_cookie_secret_in_a_file(checked: Checked, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(RANDOM + "\n", encoding="utf-8")
    variables = {"STREAMLIT_SERVER_COOKIE_SECRET": "", "MICIC_SIGN_IN_COOKIE_SECRET_FILE": str(file)}
    assert checked(**variables).exit_code == 0
    file.write_text("short", encoding="utf-8")
    assert the_finding(checked(**variables)).startswith("MICIC_SIGN_IN_COOKIE_SECRET_FILE: ")
    file.unlink()
    assert the_finding(checked(**variables)).startswith("MICIC_SIGN_IN_COOKIE_SECRET_FILE: ")


@pytest.mark.parametrize(
    ("option", "value", "finding"),
    [
        ("browser.gatherUsageStats", "true", "usage figures"),
        ("server.enableXsrfProtection", "false", "other sites could upload"),
        ("server.enableCORS", "false", "other sites could connect"),
        ("server.allowedHosts", "*", "lets any name lead here"),
        ("client.showErrorDetails", "full", "shows visitors the inside of errors"),
        ("server.maxUploadSize", "200", "larger than 10 MB"),
        ("server.maxUploadSize", "much", "larger than 10 MB"),
        ("server.address", "192.0.2.7", "nobody signs in"),
        ("server.allowedHosts", "micic.example.org", "nobody signs in"),
    ],
)
def test_an_unsafe_option_of_the_environment(checked: Checked, option: str, value: str, finding: str) -> None:
    line = the_finding(checked(**{variable(option): value}))
    assert line.startswith(variable(option))
    assert finding in line


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("[browser]\ngatherUsageStats = true", "usage figures"),
        ("[server]\nenableXsrfProtection = false", "other sites could upload"),
        ("[server]\nenableCORS = false", "other sites could connect"),
        ("[server]\nallowedHosts = []", "lets any name lead here"),
        ('[client]\nshowErrorDetails = "stacktrace"', "shows visitors the inside of errors"),
        ("[server]\nmaxUploadSize = 11", "larger than 10 MB"),
        ('[server]\naddress = "192.0.2.7"', "nobody signs in"),
    ],
)
@pytest.mark.parametrize("place", ["here", "."])
def test_an_unsafe_option_of_a_configuration_file(
    checked: Checked, tmp_path: Path, place: str, text: str, finding: str
) -> None:
    write_config(tmp_path / place, text)
    line = the_finding(checked())
    assert line.startswith(str(tmp_path / place / ".streamlit" / "config.toml"))
    assert finding in line


def test_the_environment_wins_over_the_files_and_the_nearer_file_over_the_farther(
    checked: Checked, folder: Path, tmp_path: Path
) -> None:
    write_config(tmp_path, "[server]\nenableCORS = false")
    write_config(folder, "[server]\nenableCORS = true\nenableXsrfProtection = false")
    assert "XSRF" in the_finding(checked()).upper()
    assert checked(STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION="true").exit_code == 0


def test_a_cookie_secret_of_a_configuration_file_counts(checked: Checked, folder: Path) -> None:
    write_config(folder, f'[server]\ncookieSecret = "{RANDOM}"')
    assert checked(STREAMLIT_SERVER_COOKIE_SECRET="").exit_code == 0


def test_a_configuration_file_that_cannot_be_read_is_named(checked: Checked, folder: Path) -> None:
    write_config(folder, "[server")
    assert "config.toml cannot be read" in the_finding(checked())


def test_the_configuration_file_of_this_project_is_safe(checked: Checked, folder: Path) -> None:
    ours = Path(__file__).parents[1] / ".streamlit" / "config.toml"
    write_config(folder, ours.read_text(encoding="utf-8"))
    assert checked().exit_code == 0


def test_an_upload_limit_of_this_tool_over_10_mb(checked: Checked) -> None:
    assert the_finding(checked(MICIC_MAX_UPLOAD_MB="50")).startswith("MICIC_MAX_UPLOAD_MB is 50")


def test_sign_in_makes_a_name_of_its_own_safe(checked: Checked) -> None:
    sign_in = {"MICIC_SIGN_IN_ADDRESS": "https://micic.example.org"}
    assert checked(STREAMLIT_SERVER_ALLOWED_HOSTS="micic.example.org", **sign_in).exit_code == 0


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_write_ahead_mode_of_a_build_that_can_lose_answers(
    checked: Checked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    file = tmp_path / "data" / DATABASE_FILE
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA journal_mode={mode}")
        connection.execute("CREATE TABLE t (x)")
    assert is_in_wal_mode(file) == (mode == "WAL")
    monkeypatch.setattr("assessment.store.engine.has_wal_reset_bug", lambda _: False)
    assert checked().exit_code == 0
    monkeypatch.setattr("assessment.store.engine.has_wal_reset_bug", lambda _: True)
    if mode == "WAL":
        assert f"{file} is in write-ahead mode" in the_finding(checked())
    else:
        assert checked().exit_code == 0


def test_opening_the_database_as_the_finding_says_mends_it(
    checked: Checked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessment.store.engine.has_wal_reset_bug", lambda _: True)
    checked()
    assert CliRunner().invoke(main, ["db", "migrate"]).exit_code == 0
    file = tmp_path / "data" / DATABASE_FILE
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    assert is_in_wal_mode(file)
    assert CliRunner().invoke(main, ["db", "migrate"]).exit_code == 0
    assert not is_in_wal_mode(file)
    assert checked().exit_code == 0


def test_what_is_no_database_is_in_no_mode(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("SQLite format 3", encoding="utf-8")
    assert not is_in_wal_mode(tmp_path / "text")
    assert not is_in_wal_mode(tmp_path / "none")


def test_a_package_that_guards_against_hostile_files_is_missing(
    checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessment.cli.check.find_spec", lambda _: None)
    assert the_finding(checked()).startswith("defusedxml is not installed")


def test_all_that_is_unsafe_is_told_at_once(checked: Checked) -> None:
    result = checked(STREAMLIT_SERVER_COOKIE_SECRET="", STREAMLIT_SERVER_ENABLE_CORS="false", MICIC_MAX_UPLOAD_MB="11")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 3


def test_the_variables_are_those_that_streamlit_reads() -> None:
    for name in (*streamlit_options(8501), "server.cookieSecret"):
        assert variable(name) == config._config_options_template[name].env_var


def test_a_list_in_the_environment_is_read_as_streamlit_reads_it() -> None:
    found = options_in_force({"server.allowedHosts": ["a"]}, [], {"STREAMLIT_SERVER_ALLOWED_HOSTS": "b c"})
    assert found["server.allowedHosts"].value == ["b", "c"]
