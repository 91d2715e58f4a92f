"""``micic db``: look after the database."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.shared import (
    DATA,
    INSTRUMENT,
    OUTPUT,
    _,
    is_terminal,
    loaded_instrument,
    opened_store,
    refuse,
    refuse_any,
    refusing,
    say,
    settings,
    write,
)

if TYPE_CHECKING:
    from assessment.model import AnswerSheet
    from assessment.store.sql import SqlStore
    from questions.model import Instrument
    from scoring.assemble import ScoredBlock

STEPS = 1000


@click.group()
def db() -> None:
    """Look after the database.

    \b
    Example:
      micic db backup monday.db
    """


@db.command()
@DATA
def migrate(data: Path | None) -> None:
    """Bring the database to the schema of this release.

    Every answer is kept. Starting the tool does the same.

    \b
    Example:
      micic db migrate
    """
    from assessment.store.soundness import upgrade

    with refusing():
        before, after = upgrade(settings(data).url)
    if before == after:
        click.echo(_("Schema {number}: there is nothing to do.").format(number=after))
    else:
        click.echo(_("Schema {before} is now schema {after}.").format(before=before, after=after))


@db.command()
@DATA
def check(data: Path | None) -> None:
    """Read the whole database and tell what is wrong.

    Every finding is told on a line of its own; nothing is changed.

    \b
    Example:
      micic db check
    """
    from assessment.store.soundness import findings

    with refusing():
        refuse_any(findings(settings(data).url))
    click.echo(_("The database is sound."))


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@DATA
def backup(file: Path, data: Path | None) -> None:
    """Write the whole database, as it is now, to FILE.

    Others may go on writing meanwhile. FILE is a SQLite database, whichever kind this one is.

    \b
    Example:
      micic db backup monday.db
    """
    from assessment.store.backup import back_up

    with refusing(), _progress(_("Backing up")) as step:
        back_up(settings(data).url, file, step)
    click.echo(_("{file} holds the whole database.").format(file=file))


@db.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace what the database holds; it is kept in a file aside.")
@DATA
def restore(file: Path, replace: bool, data: Path | None) -> None:
    """Bring back what the backup FILE holds.

    All of it or nothing. What is there is replaced only with --replace.

    \b
    Example:
      micic db restore monday.db --replace
    """
    from assessment.errors import DatabaseInUse
    from assessment.service import now
    from assessment.store.backup import place_aside
    from assessment.store.backup import restore as bring_back

    chosen = settings(data)
    with refusing(), _progress(_("Restoring")) as step:
        aside = place_aside(chosen.url, chosen.data_dir, now()) if replace else None
        try:
            rows = bring_back(chosen.url, file, aside, step)
        except DatabaseInUse as error:
            refuse([_("{error} Use --replace to replace them; they are kept in a file aside.").format(error=error)])
    if aside and aside.exists():
        click.echo(_("What was there is in {file}.").format(file=aside))
    click.echo(_("{rows} rows restored and compared.").format(rows=rows))


@db.command()
@click.argument("url")
@DATA
def copy(url: str, data: Path | None) -> None:
    """Copy everything into the empty database at URL.

    It may be SQLite or PostgreSQL; every row is compared.

    \b
    Example:
      micic db copy postgresql+psycopg://micic@localhost/micic
    """
    from assessment.errors import DatabaseInUse
    from assessment.store.backup import copy as copy_all

    with refusing(), _progress(_("Copying")) as step:
        try:
            rows = copy_all(settings(data).url, url, step)
        except DatabaseInUse as error:
            refuse([_("{error} Name an empty database.").format(error=error)])
    click.echo(_("{rows} rows copied and compared.").format(rows=rows))


@db.command()
@click.option("--hxl", is_flag=True, help="Add the row of HXL hashtags.")
@INSTRUMENT
@DATA
@OUTPUT
def gaps(hxl: bool, bank: Path | None, data: Path | None, output: str) -> None:
    """The gap report of all its assessments, as CSV.

    In order of stakeholder types, then of ids.

    \b
    Example:
      micic db gaps -o gap-report.csv
    """
    from assessment.errors import StoreUnavailable
    from assessment.store import open_store
    from assessment.store.engine import is_missing

    loaded = loaded_instrument(bank)
    url = settings(data).url
    with refusing():
        if missing := is_missing(url):
            raise StoreUnavailable(_("There is no database {path} yet.").format(path=missing))
        with closing(open_store(url)) as store, _progress(_("Scoring")) as step:
            write(output, _gap_report(store, loaded, hxl, step))


def _gap_report(store: SqlStore, loaded: Instrument, hxl: bool, step: Callable[[int, int], None]) -> Iterator[bytes]:
    from assessment.cohort import stored_blocks
    from assessment.exchange.gap_report import gap_report_chunks
    from assessment.sharing import answered_with

    everybody = store.assessments()
    wanted = f"{loaded.id} {loaded.version}"
    of_this = [one for one in everybody if answered_with(one) == wanted]
    if others := len(everybody) - len(of_this):
        message = _("Warning: {number} assessments of other versions than {version} are left out.")
        say(message.format(number=others, version=wanted))

    def told() -> Iterator[tuple[list[AnswerSheet], ScoredBlock]]:
        done = 0
        for sheets, block in stored_blocks(store, loaded, of_this):
            yield sheets, block
            done += len(sheets)
            step(done, len(of_this))

    return gap_report_chunks(told(), hxl)


@db.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
@DATA
def expire(dry_run: bool, data: Path | None) -> None:
    """Delete the assessments that are kept no longer.

    Those that nobody has changed for more days than their organization keeps them.

    A lead sets the number of days on the Team page; without it nothing is deleted.

    \b
    Example:
      micic db expire --dry-run
    """
    from assessment.service import now
    from assessment.store.keeping import keeping_of

    with opened_store(data) as store:
        keeping, at, number = keeping_of(store.engine), now(), 0
        for one in keeping.overdue(at):
            if dry_run or keeping.expire(one.assessment_id, at):
                number += 1
                click.echo(
                    _("{id}: last change {day}, kept for {days} days.").format(
                        id=one.assessment_id, day=one.last_change.date().isoformat(), days=one.keep_days
                    )
                )
    click.echo(
        (_("{number} would be deleted.") if dry_run else _("{number} deleted.")).format(number=number)
        if number
        else _("Nothing is kept for longer than its organization wants.")
    )


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, told (rows done, rows in all)."""
    with click.progressbar(length=STEPS, label=label, file=sys.stderr, hidden=not is_terminal(sys.stderr)) as bar:
        yield lambda done, number: bar.update(round(done / max(number, 1) * STEPS) - bar.pos)
