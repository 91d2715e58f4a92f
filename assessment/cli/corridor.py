"""``micic corridor``: who covers what around one crisis or along one migration corridor."""

from __future__ import annotations

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
    read_sheets,
    with_progress,
    write,
)

if TYPE_CHECKING:
    from assessment.model import AnswerSheet
    from questions.model import Instrument
    from scoring.corridor import RecommendationCover


@click.command()
@FILES
@TYPES
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@INSTRUMENT
@OUTPUT
def corridor(files: tuple[str, ...], types: tuple[str, ...], form: str, bank: Path | None, output: str) -> None:
    """Show who covers what, and what nobody covers.

    csv has a row a practice; json also tells the recommendations. A FILE is what micic score reads.

    \b
    Example:
      micic corridor answers.csv --format csv -o corridor.csv
    """
    loaded = loaded_instrument(bank)
    check_types(loaded, types)
    sheets = read_sheets(files, loaded, types)
    write(output, _chunks(form, loaded, sheets, _covers(loaded, sheets, output)))


def _covers(loaded: Instrument, sheets: Sequence[AnswerSheet], output: str) -> Sequence[RecommendationCover]:
    """Who covers what; on a terminal, many assessments show how far the work is."""
    from assessment.comparison import compared_actors

    return compared_actors(loaded, with_progress(sheets, _("Comparing"), output))


def _chunks(
    form: str, loaded: Instrument, sheets: Sequence[AnswerSheet], covers: Sequence[RecommendationCover]
) -> Iterable[bytes]:
    from assessment.exchange.corridor_report import corridor_csv, corridor_json

    return corridor_csv(loaded, covers) if form == "csv" else [corridor_json(loaded, sheets, covers)]
