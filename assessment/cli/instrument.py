"""``micic instrument``: show or check a question bank."""

from __future__ import annotations

from pathlib import Path

import click

from assessment.cli.shared import INSTRUMENT, LANG, OUTPUT, BankFolder, _, loaded_instrument, write


@click.group()
def instrument() -> None:
    """Show or check a question bank.

    \b
    Example:
      micic instrument check
    """


@instrument.command()
@click.option("--format", "form", type=click.Choice(["json", "md"]), default="json", show_default=True)
@LANG
@INSTRUMENT
@OUTPUT
def show(form: str, lang: str, bank: Path | None, output: str) -> None:
    """Print the whole instrument.

    \b
    Example:
      micic instrument show --format md -o instrument.md
    """
    from assessment.exchange.instrument_json import instrument_json
    from assessment.exchange.instrument_md import instrument_md

    loaded = loaded_instrument(bank, lang)
    write(output, [instrument_md(loaded) if form == "md" else instrument_json(loaded)])


@instrument.command()
@click.argument("folder", required=False, type=BankFolder(), metavar="[DIR]")
def check(folder: Path | None) -> None:
    """Check a question bank; every problem is told at once.

    \b
    Example:
      micic instrument check
    """
    loaded = loaded_instrument(folder)
    click.echo(
        _("{id} version {version}: no problem in {recommendations} recommendations and {practices} practices.").format(
            id=loaded.id,
            version=loaded.version,
            recommendations=len(loaded.recommendations),
            practices=len(loaded.practices),
        )
    )
