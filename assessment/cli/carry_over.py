"""``micic carry-over``: from an older version of the questionnaire to a newer one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assessment.cli.shared import (
    STANDARD_OUTPUT,
    TYPES,
    NamedVersion,
    _,
    check_types,
    loaded_version,
    read_sheets,
    refuse,
    write,
)

if TYPE_CHECKING:
    from assessment.carry_over import CarriedOver
    from questions.changes import Changes


@click.command("carry-over")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="FILE")
@click.option("--from", "old", metavar="OLD", help="What it was answered with; by default the version before NEW.")
@click.option("--to", "new", required=True, metavar="NEW", help="What it is carried over to.")
@TYPES
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="The answers of the new version; what changed is told on standard output, with - on standard error.",
)
def carry_over(file: str, old: str | None, new: str, types: tuple[str, ...], output: str) -> None:
    """Carry answers over to a newer version of the questionnaire.

    It tells what becomes of each answer, and which scores change and why.

    OLD and NEW are folders with a question bank, or versions of the bank that comes with the tool. The file
    changes.yaml of NEW says what became of the practices of OLD. FILE is what micic score reads, and is left as it is.

    \b
    Example:
      micic carry-over answers.csv --from 1 --to 1 -o carried-over.csv
    """
    from assessment.carry_over import carried_over
    from assessment.errors import CannotCarryOver
    from assessment.exchange.answers_csv import answers_csv
    from assessment.exchange.carry_over_text import carry_over_text

    after = loaded_version(new, "--to")
    before = loaded_version(old, "--from") if old is not None else _version_before(after)
    changes = _changes(before, after)
    check_types(before.instrument, types)
    carried: list[CarriedOver] = []
    problems = []
    for sheet in read_sheets([file], before.instrument, types):
        try:
            carried.append(carried_over(sheet, before.instrument, after.instrument, changes))
        except CannotCarryOver as error:
            problems.append(f"{file}: {sheet.assessment.id}: {error}")
    if problems:
        refuse(problems)
    write(output, [answers_csv(after.instrument, [one.sheet for one in carried])])
    text = "\n\n".join(carry_over_text(one) for one in carried)
    click.echo(text, nl=False, err=output == STANDARD_OUTPUT)


def _version_before(after: NamedVersion) -> NamedVersion:
    """The version that this one replaces, from the same bank."""
    older = after.at_hand.changes.get(after.instrument.version)
    if older is None:
        message = _("{id} version {version} replaces no version. Say with --from what the answers were given to.")
        raise click.UsageError(message.format(id=after.instrument.id, version=after.instrument.version))
    return NamedVersion(after.at_hand.version(older.replaces), after.at_hand)


def _changes(before: NamedVersion, after: NamedVersion) -> Changes:
    changes = after.changes_from(before.instrument)
    if changes is None:
        message = _(
            "nothing leads from {old_id} version {old} to {new_id} version {new}. Say in changes.yaml of the new bank "
            "what became of the practices, and keep the old bank in its folder versions."
        )
        text = message.format(
            old_id=before.instrument.id,
            old=before.instrument.version,
            new_id=after.instrument.id,
            new=after.instrument.version,
        )
        raise click.UsageError(text)
    return changes
