"""``micic check --deploy``: is it safe to serve the application to others with these settings?"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import click

from assessment.cli.shared import DATA, _, refuse, settings

GUARDS = ("defusedxml",)


@click.command()
@click.option("--deploy", is_flag=True, help="Look at what matters before others can reach the application.")
@DATA
def check(deploy: bool, data: Path | None) -> None:
    """Refuse unsafe settings, one line a finding.

    It looks at the environment, at Streamlit's configuration files and at what `micic run` uses.

    \b
    Example:
      micic check --deploy
    """
    from assessment.deployment import Deployment, findings, options_in_force
    from assessment.ui.server import DEFAULT_PORT, streamlit_options

    if not deploy:
        raise click.UsageError(_("Say what to check: --deploy."))
    files = [folder / ".streamlit" / "config.toml" for folder in (Path.home(), Path.cwd())]
    try:
        options = options_in_force(streamlit_options(DEFAULT_PORT), files, os.environ)
    except ValueError as error:
        refuse([error])
    chosen = settings(data)
    missing = tuple(name for name in GUARDS if find_spec(name) is None)
    looked_at = Deployment(options, os.environ, chosen.max_upload_mb, _unsafe_wal(chosen.url), missing)
    if found := list(findings(looked_at)):
        refuse(found)
    click.echo(_("Nothing unsafe was found."))


def _unsafe_wal(url: str) -> Path | None:
    """The SQLite file, when this build could lose what is committed to it."""
    import sqlite3

    from sqlalchemy import make_url

    from assessment.deployment import is_in_wal_mode
    from assessment.store.engine import has_wal_reset_bug

    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not has_wal_reset_bug(sqlite3.sqlite_version_info[:3]):
        return None
    file = Path(parsed.database or "")
    return file if is_in_wal_mode(file) else None
