"""``micic portfolio``: the plans of one organisation, compared."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.shared import (
    FILES,
    INSTRUMENT,
    OUTPUT,
    TYPES,
    _,
    check_types,
    loaded_instrument,
    progress_hidden,
    read_sheets,
    say,
    write,
)

if TYPE_CHECKING:
    from assessment.comparison import ComparedPlans
    from assessment.model import AnswerSheet
    from questions.model import Instrument

STEPS = 1000


@click.command()
@FILES
@TYPES
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="Another N gives other random weights.",
)
@click.option(
    "--plans-only", is_flag=True, help="Assessments of the organization as a whole give answers and are not compared."
)
@INSTRUMENT
@OUTPUT
def portfolio(
    files: tuple[str, ...],
    types: tuple[str, ...],
    form: str,
    seed: int,
    plans_only: bool,
    bank: Path | None,
    output: str,
) -> None:
    """Compare the plans of one organization.

    csv has a row a recommendation, common gaps first; json also ranks the plans. A FILE is what micic score reads.

    \b
    Example:
      micic portfolio answers.csv --format json -o portfolio.json
    """
    loaded = loaded_instrument(bank)
    check_types(loaded, types)
    sheets = read_sheets(files, loaded, types)
    plans, shared = _split(sheets) if plans_only else (sheets, ())
    compared = _compared(loaded, plans, shared, seed, output)
    for id, reason in compared.comparable.reasons.items():
        say(_("Warning: {id} is not compared. {reason}").format(id=id, reason=reason))
    for line in _taken(compared):
        say(line)
    write(output, _chunks(form, loaded, compared))


def _split(sheets: Sequence[AnswerSheet]) -> tuple[Sequence[AnswerSheet], Sequence[AnswerSheet]]:
    """Plans, and assessments of the organisation as a whole."""
    from assessment.sharing import is_plan

    plans = [sheet for sheet in sheets if is_plan(sheet.assessment)]
    if not plans:
        raise click.UsageError(_("--plans-only: every assessment is of the organization as a whole. Leave it out."))
    return plans, [sheet for sheet in sheets if not is_plan(sheet.assessment)]


def _compared(
    loaded: Instrument, sheets: Sequence[AnswerSheet], shared: Sequence[AnswerSheet], seed: int, output: str
) -> ComparedPlans:
    """The comparison; on a terminal, many plans show how far the work is."""
    from assessment.comparison import compared_plans

    with click.progressbar(
        length=STEPS, label=_("Comparing"), file=sys.stderr, hidden=progress_hidden(sheets, output)
    ) as progress:
        return compared_plans(
            loaded, sheets, seed, step=lambda share: progress.update(round(share * STEPS) - progress.pos), shared=shared
        )


def _taken(compared: ComparedPlans) -> Iterable[str]:
    """Which plans took answers of the organisation, how many, and from where."""
    for id, sources in compared.sources.items():
        for source in sorted(set(sources.values())):
            number = sum(1 for one in sources.values() if one == source)
            yield _("{id}: {number} of the answers about the organization are taken from {source}.").format(
                id=id, number=number, source=source
            )


def _chunks(form: str, loaded: Instrument, compared: ComparedPlans) -> Iterable[bytes]:
    from assessment.exchange.portfolio_report import portfolio_csv, portfolio_json

    return portfolio_csv(loaded, compared) if form == "csv" else [portfolio_json(loaded, compared)]
