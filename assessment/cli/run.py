"""``micic run``: start the web application."""

from __future__ import annotations

from pathlib import Path

import click

from assessment.cli.shared import INSTRUMENT, loaded_instrument


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; by default the first free one.")
@INSTRUMENT
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Folder of the database.")
def run(port: int | None, data: Path | None, bank: Path | None) -> None:
    """Start the web application on this computer.

    It prints its address, and serves until it is stopped with Ctrl-C.

    \b
    Example:
      micic run --port 8600 --data ./assessments
    """
    from assessment.launch import PortTaken, launch

    if bank is not None:
        loaded_instrument(bank)
    try:
        launch(port, data, click.echo, bank)
    except PortTaken as error:
        raise click.UsageError(str(error)) from error
