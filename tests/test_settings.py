"""Settings come from the environment and show no secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from platformdirs import user_data_path
from pydantic import ValidationError

from assessment.settings import Settings
from assessment.store import open_store


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATA_DIR", "MAX_UPLOAD_MB", "MAX_ROWS_BROWSER", "MAX_ROWS_COMMAND"):
        monkeypatch.delenv(f"MICIC_{name}", raising=False)


def test_by_default_a_file_in_the_user_s_data_folder() -> None:
    folder = user_data_path("micic", appauthor=False)
    assert Settings().data_dir == folder
    assert Settings().url == f"sqlite+pysqlite:///{(folder / 'assessments.db').as_posix()}"


def test_limits() -> None:
    settings = Settings()
    assert (settings.max_upload_mb, settings.max_rows_browser, settings.max_rows_command) == (
        10,
        100_000,
        5_000_000,
    )


@pytest.mark.parametrize("name", ["data", "a b", "données #1?", "100%20%"])
def test_a_data_folder_of_any_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    monkeypatch.setenv("MICIC_DATA_DIR", str(tmp_path / name))
    open_store(Settings().url).close()
    assert (tmp_path / name / "assessments.db").is_file()


def test_a_relative_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(data_dir=Path("data"))
    assert settings.url == f"sqlite+pysqlite:///{tmp_path.as_posix()}/data/assessments.db"


def test_a_database_url_wins_and_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICIC_DATABASE_URL", "postgresql+psycopg://me:canary@db/micic")
    settings = Settings()
    assert settings.url == "postgresql+psycopg://me:canary@db/micic"
    for shown in (repr(settings), str(settings), repr(settings.model_dump()), settings.model_dump_json()):
        assert "canary" not in shown


def test_empty_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICIC_DATABASE_URL", "")
    monkeypatch.setenv("MICIC_MAX_UPLOAD_MB", "")
    assert Settings().database_url is None
    assert Settings().max_upload_mb == 10


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_is_a_number_above_0(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setenv("MICIC_MAX_ROWS_BROWSER", limit)
    with pytest.raises(ValidationError):
        Settings()
