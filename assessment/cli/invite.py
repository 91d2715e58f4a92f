"""``micic invite``: the link that makes somebody the administrator of a shared installation."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from assessment.cli.shared import DATA, _, refusing, say, settings


@click.command()
@DATA
def invite(data: Path | None) -> None:
    """Print a link that makes whoever opens it first an administrator.

    The administrator of an installation takes up organizations and invites their leads, and sees no answers. The link
    works once, within 14 days. It is a secret: send it to one person, by a way that others do not read.

    \b
    Example:
      micic invite
    """
    from assessment.errors import SettingsUnusable
    from assessment.service import Teams
    from assessment.sign_in import sign_in_settings
    from assessment.store import directory_of, open_store
    from questions.load import load_instruments

    try:
        sign_in = sign_in_settings()
    except SettingsUnusable as error:
        raise click.UsageError("\n".join(error.problems)) from error
    if sign_in is None:
        raise click.UsageError(_("Nobody signs in here. Set MICIC_SIGN_IN_... as the README says."))
    chosen = settings(data)
    with refusing(), closing(open_store(chosen.url)) as store:
        teams = Teams(directory_of(store), store, load_instruments(chosen.instrument))
        click.echo(sign_in.invitation(teams.invite_administrator(None)))
    say(_("Whoever opens this link first becomes an administrator. It works once, within 14 days."))
