"""``micic score``: from answers to results."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.shared import (
    FILES,
    INSTRUMENT,
    OUTPUT,
    TYPES,
    TargetType,
    _,
    check_types,
    loaded_instrument,
    row_limit,
    sheets_in_turn,
    with_target,
    write,
)

if TYPE_CHECKING:
    from assessment.model import AnswerSheet
    from questions.model import Instrument


@click.command()
@FILES
@TYPES
@click.option("--target", type=TargetType(), help="Target of all recommendations, above 0 and at most 100.")
@click.option(
    "--format", "form", type=click.Choice(["text", "csv", "json", "jsonl"]), default="text", show_default=True
)
@click.option("--hxl", is_flag=True, help="With --format csv: add the row of HXL hashtags.")
@INSTRUMENT
@OUTPUT
def score(
    files: tuple[str, ...],
    types: tuple[str, ...],
    target: float | None,
    form: str,
    hxl: bool,
    bank: Path | None,
    output: str,
) -> None:
    """Score one or many assessments.

    text is for reading, csv the gap report, json all figures, jsonl the same with one assessment a line. A FILE is
    whatever holds answers: CSV, XLSX, ODS, a bundle, what KoboToolbox and ODK export; - is standard input.

    \b
    Example:
      micic score answers.csv --format csv -o gap-report.csv
    """
    if hxl and form != "csv":
        raise click.UsageError(_("--hxl goes with --format csv only."))
    from assessment.exchange.answer_files import AnswerStream
    from assessment.exchange.answer_rows import IdReturns

    loaded = loaded_instrument(bank)
    check_types(loaded, types)
    with AnswerStream(files, loaded, types, row_limit(), with_texts=form != "csv") as stream:

        def write_scored(in_turn: bool) -> None:
            sheets = sheets_in_turn(stream, output, _("Scoring"), in_turn=in_turn)
            write(output, _chunks(form, loaded, with_target(sheets, target), len(files) == 1, hxl))

        try:
            write_scored(in_turn=True)
        except IdReturns:
            write_scored(in_turn=False)


def _chunks(
    form: str, loaded: Instrument, sheets: Iterable[AnswerSheet], is_one_file: bool, hxl: bool
) -> Iterable[bytes]:
    """The results in one of the formats; a single one is a JSON object, several are an array."""
    from assessment.results import scored_blocks, scored_sheets

    if form == "csv":
        from assessment.exchange.gap_report import gap_report_chunks

        return gap_report_chunks(scored_blocks(loaded, sheets, ()), hxl)
    scored = scored_sheets(loaded, sheets)
    if form == "text":
        from assessment.exchange.result_text import result_texts

        return result_texts(loaded, scored)
    from assessment.exchange.result_json import result_json, results_json, results_jsonl

    if form == "jsonl":
        return results_jsonl(loaded, scored)
    first_two = list(islice(scored, 2))
    if is_one_file and len(first_two) == 1:
        return [result_json(loaded, *first_two[0])]
    return results_json(loaded, chain(first_two, scored))
