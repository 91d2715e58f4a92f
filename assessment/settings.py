"""What is set from outside: environment variables that begin with ``MICIC_``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

DATABASE_FILE = "assessments.db"

Limit = Annotated[int, Field(gt=0)]


class Settings(BaseSettings):
    """Where the data is, and what is accepted. Values given here win over the environment.

    Attributes:
        database_url: SQLAlchemy's URL; it may hold a password, so it is never shown.
        data_dir: folder of the SQLite file that is used when there is no URL.
        instrument: folder of a question bank to use in place of the one that comes with the package.
        max_upload_mb: size of an uploaded file, in megabytes.
        max_rows_browser: rows of a file read in the browser.
        max_rows_command: rows of a file read by the command.
    """

    model_config = SettingsConfigDict(
        env_prefix="MICIC_", env_ignore_empty=True, frozen=True, extra="forbid", hide_input_in_errors=True
    )

    database_url: SecretStr | None = None
    data_dir: Path = Field(default_factory=lambda: user_data_path("micic", appauthor=False))
    instrument: Path | None = None
    max_upload_mb: Limit = 10
    max_rows_browser: Limit = 100_000
    max_rows_command: Limit = 5_000_000

    @property
    def url(self) -> str:
        """The database to open: ``database_url``, else a file in ``data_dir``. Not for messages or logs."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        from sqlalchemy import URL

        file = self.data_dir.expanduser().absolute() / DATABASE_FILE
        return URL.create("sqlite+pysqlite", database=file.as_posix()).render_as_string(hide_password=False)
