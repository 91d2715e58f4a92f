"""``micic steps``: what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.shared import (
    INSTRUMENT,
    OUTPUT,
    TYPES,
    TargetType,
    _,
    check_types,
    loaded_instrument,
    read_sheets,
    say,
    with_progress,
    write,
)

if TYPE_CHECKING:
    from assessment.model import AnswerSheet
    from assessment.next_steps import Goal, Stepped
    from questions.model import Instrument


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="FILE")
@click.option("--recommendation", metavar="ID", help="The fewest steps to meet this recommendation.")
@click.option(
    "--reach", type=TargetType(), metavar="N", help="The fewest steps to an overall low of N, above 0 and at most 100."
)
@click.option(
    "--steps", "most", type=click.IntRange(min=1), metavar="K", help="Most met with at most K steps; 10 by default."
)
@TYPES
@click.option("--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True)
@INSTRUMENT
@OUTPUT
def steps(
    file: str,
    recommendation: str | None,
    reach: float | None,
    most: int | None,
    types: tuple[str, ...],
    form: str,
    bank: Path | None,
    output: str,
) -> None:
    """Show what to do next.

    Each step raises one practice by one level. A FILE is what micic score reads.

    Without a goal: up to 10 steps that bring as many unmet recommendations to met as can be.

    \b
    Example:
      micic steps answers.csv --reach 60
    """
    if sum(goal is not None for goal in (recommendation, reach, most)) > 1:
        raise click.UsageError(_("Give only one of --recommendation, --reach and --steps."))
    from assessment.next_steps import Goal
    from scoring.steps import DEFAULT_STEPS

    loaded = loaded_instrument(bank)
    check_types(loaded, types)
    if recommendation is not None and recommendation not in loaded.recommendations:
        message = _("there is no recommendation '{id}' in this instrument. Write it like R1.1.1.")
        raise click.BadParameter(message.format(id=recommendation), param_hint="--recommendation")
    goal = Goal(recommendation, reach, most or DEFAULT_STEPS)
    sheets = read_sheets([file], loaded, types)
    write(output, _chunks(form, loaded, goal, _stepped(loaded, goal, sheets, output, form), len(sheets) == 1))


def _stepped(
    loaded: Instrument, goal: Goal, sheets: Sequence[AnswerSheet], output: str, form: str
) -> Iterator[Stepped]:
    """Each sheet with its steps; why there are none has no place in a CSV and goes to standard error."""
    from assessment.next_steps import steps_sentence, steps_towards

    for sheet in with_progress(sheets, _("Looking for steps"), output):
        found = steps_towards(loaded, sheet, goal)
        if form == "csv" and not found.steps:
            say(f"{sheet.assessment.id}: {steps_sentence(loaded, sheet, goal, found)}")
        yield sheet, found


def _chunks(form: str, loaded: Instrument, goal: Goal, stepped: Iterable[Stepped], is_single: bool) -> Iterable[bytes]:
    """The steps in one of the formats; those of a single assessment are a JSON object, of several an array."""
    from assessment.exchange.steps_out import steps_csv, steps_json, steps_json_array, steps_texts

    if form == "csv":
        return steps_csv(loaded, stepped)
    if form == "text":
        return steps_texts(loaded, goal, stepped)
    if is_single:
        return (steps_json(loaded, goal, *one) for one in stepped)
    return steps_json_array(loaded, goal, stepped)
