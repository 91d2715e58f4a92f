"""``micic run``: start the web application."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; by default the first free one.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Folder of the database.")
def run(port: int | None, data: Path | None) -> None:
    """Start the web application on this computer.

    \b
    Example:
      micic run --port 8600 --data ./assessments
    """
    from assessment.launch import PortTaken, launch

    try:
        launch(port, data, announce=click.echo)
    except PortTaken as error:
        raise click.UsageError(str(error)) from error
