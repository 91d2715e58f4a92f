"""The command ``micic``: each command reads its arguments, calls the library and prints.

Commands stand in files of their own and are loaded when they are called; :mod:`assessment.cli.shared` holds what they
have in common.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from assessment.cli.shared import _, say

INTERRUPTED, CLOSED_PIPE = 130, 141
COMMANDS = (
    *("run", "instrument", "template", "score", "report", "steps", "progress", "portfolio", "corridor"),
    *("carry-over", "import", "export", "db", "invite", "schema", "check"),
)


class Micic(click.Group):
    """Loads the command that is called, and turns what may go wrong outside the program into an exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order of the work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, from its file."""
        del ctx
        if name not in COMMANDS:
            return None
        module = f"{name}_" if iskeyword(name) else name.replace("-", "_")
        command = getattr(import_module(f"assessment.cli.{module}"), module)
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command of the command line."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            say(_("Stopped."))
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            # Whoever read the output has enough; what is still in Python's buffer goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(CLOSED_PIPE)


@click.group(cls=Micic, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Self-assessment of readiness to protect migrants in countries in crisis.

    \b
    Example:
      micic run
    """
