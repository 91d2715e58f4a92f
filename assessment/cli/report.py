"""``micic report``: the gap report for reading."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.shared import (
    FILES,
    INSTRUMENT,
    LANG,
    OUTPUT,
    STANDARD_OUTPUT,
    TYPES,
    TargetType,
    _,
    check_types,
    is_terminal,
    loaded_instrument,
    read_sheets,
    with_progress,
    with_target,
    write,
)

if TYPE_CHECKING:
    from assessment.model import AnswerSheet
    from questions.model import Instrument
    from scoring.result import Result


@click.command()
@FILES
@TYPES
@click.option("--target", type=TargetType(), help="Target of all recommendations, above 0 and at most 100.")
@click.option("--format", "form", type=click.Choice(["pdf", "xlsx", "html", "docx"]), required=True)
@click.option("--shareable", is_flag=True, help="Leave out evidence, comments and who is responsible.")
@click.option("--marking", default="", metavar="TEXT", help="Classification for every page.")
@click.option(
    "--paper",
    type=click.Choice(["a4", "letter"]),
    default="a4",
    show_default=True,
    help="Size of the pages of PDF and Word.",
)
@LANG
@INSTRUMENT
@OUTPUT
def report(
    files: tuple[str, ...],
    types: tuple[str, ...],
    target: float | None,
    form: str,
    shareable: bool,
    marking: str,
    paper: str,
    lang: str,
    bank: Path | None,
    output: str,
) -> None:
    """Write the gap report for reading.

    Several assessments give one ZIP archive. A FILE is what micic score reads.

    \b
    Example:
      micic report answers.csv --format pdf -o gap-report.pdf
    """
    from assessment.report.write import Edition, report_archive, report_file

    if output == STANDARD_OUTPUT and is_terminal(sys.stdout) and form != "html":
        raise click.UsageError(_("{format} is not for a terminal. Name a file with -o.").format(format=form))
    loaded = loaded_instrument(bank, lang)
    check_types(loaded, types)
    sheets = list(with_target(read_sheets(files, loaded, types), target))
    edition = Edition(form, date.today(), shareable, marking, "a4" if paper == "a4" else "us-letter")
    scored = _scored(loaded, sheets, output)
    if len(sheets) == 1:
        write(output, (report_file(loaded, *one, edition) for one in scored))
    else:
        write(output, report_archive(loaded, scored, edition))


def _scored(loaded: Instrument, sheets: Sequence[AnswerSheet], output: str) -> Iterator[tuple[AnswerSheet, Result]]:
    """Each sheet with its result; on a terminal, many of them show how far the work is."""
    from assessment.results import result_of

    for sheet in with_progress(sheets, _("Writing"), output):
        yield sheet, result_of(loaded, sheet)
