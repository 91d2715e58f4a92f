"""``micic schema``: the shapes of the files in JSON."""

from __future__ import annotations

import click

from assessment.cli.shared import OUTPUT, write


@click.command()
@click.argument("kind", type=click.Choice(["result", "bundle", "instrument"]))
@OUTPUT
def schema(kind: str, output: str) -> None:
    """Print a JSON Schema.

    Of one result (micic score), of a bundle (micic export), or of the instrument (micic instrument show).

    \b
    Example:
      micic schema result -o result.schema.json
    """
    from assessment.exchange.schemas import schema_json

    write(output, [schema_json(kind)])
