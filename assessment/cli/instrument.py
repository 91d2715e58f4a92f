"""``micic instrument``: show, check or compare question banks."""

from __future__ import annotations

from pathlib import Path

import click

from assessment.cli.shared import (
    INSTRUMENT,
    LANG,
    OUTPUT,
    BankFolder,
    _,
    loaded_instrument,
    loaded_version,
    refuse_any,
    write,
)


@click.group()
def instrument() -> None:
    """Show, check or compare question banks.

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

    DIR is its folder; without it, the bank that comes with the tool. Unfinished translations are told, too.

    \b
    Example:
      micic instrument check
    """
    from questions.check import BANK, check_bank

    refuse_any(check_bank(folder or BANK))
    loaded = loaded_instrument(folder)
    click.echo(
        _("{id} version {version}: no problem in {recommendations} recommendations and {practices} practices.").format(
            id=loaded.id,
            version=loaded.version,
            recommendations=len(loaded.recommendations),
            practices=len(loaded.practices),
        )
    )


@instrument.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@OUTPUT
def diff(old: str, new: str, form: str, output: str) -> None:
    """Tell what changed from OLD to NEW, and whose scores can change.

    Each is a folder with a question bank, or a version of the bank that comes with the tool.

    \b
    Example:
      micic instrument diff 1 1
    """
    from assessment.exchange.instrument_diff import instrument_diff_json, instrument_diff_text

    before, after = loaded_version(old, "OLD"), loaded_version(new, "NEW")
    changes = after.changes_from(before.instrument)
    form_of = instrument_diff_json if form == "json" else instrument_diff_text
    write(output, [form_of(before.instrument, after.instrument, changes)])
