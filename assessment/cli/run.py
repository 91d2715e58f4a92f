"""``micic run``: start the web application."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Any

import click

from assessment.cli.shared import INSTRUMENT, _, loaded_instrument, refuse


class AddressType(click.ParamType[str]):
    """A numeric address of this computer."""

    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address; anything else is wrong usage."""
        try:
            return str(ip_address(value))
        except ValueError:
            self.fail(_("{value} is not a numeric address such as 0.0.0.0.").format(value=value), param, ctx)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; by default the first free one.")
@click.option(
    "--address",
    type=AddressType(),
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on. One that others can reach needs sign-in: MICIC_SIGN_IN_... in the README.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes, on as many ports; more than one needs a proxy in front. A process uses one core.",
)
@INSTRUMENT
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Folder of the database.")
def run(port: int | None, address: str, workers: int, data: Path | None, bank: Path | None) -> None:
    """Start the web application.

    It prints its address, and serves until it is stopped with Ctrl-C.

    \b
    Example:
      micic run --port 8600 --data ./assessments
    """
    from assessment.errors import SettingsUnusable
    from assessment.launch import PortTaken, launch
    from assessment.workers import WorkersFailed

    if bank is not None:
        loaded_instrument(bank)
    try:
        launch(port, data, click.echo, bank, address, workers)
    except PortTaken as error:
        raise click.UsageError(str(error)) from error
    except SettingsUnusable as error:
        raise click.UsageError("\n".join(error.problems)) from error
    except WorkersFailed as error:
        refuse([error])
