"""``micic import --into``: answers from files into an assessment that is there."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.shared import (
    _,
    loaded_instrument,
    opened_service,
    reading,
    refuse,
    refuse_any,
    row_limit,
    warn,
    with_progress,
)

if TYPE_CHECKING:
    from assessment.exchange.answer_files import AnswerFiles
    from assessment.joining import Prefer
    from assessment.model import Assessment
    from assessment.taking_in import Offer
    from questions.model import Instrument

STANDARD_INPUT = "-"


def take_in(
    files: Sequence[str],
    into: str,
    types: Sequence[str],
    prefer: Prefer | None,
    bank: Path | None,
    data: Path | None,
) -> None:
    """Save what the files say that is new or changed; with conflicts only when it is said whose answers count.

    Every file is read and compared before anything is written; then all of it is written or nothing.
    """
    from assessment.exchange.offers import conflict_lines, counts_sentence
    from assessment.exchange.result_text import printable
    from assessment.joining import Prefer
    from assessment.taking_in import chosen
    from assessment.texts import translate_count

    with opened_service(data, loaded_instrument(bank)) as service:
        assessment = service.assessment(into)
        offers = _offers(files, assessment, service.instrument_of(assessment), types)
        found = service.beside_files(into, offers)
        conflicts = list(conflict_lines(found))
        if conflicts and prefer is None:
            choose = _("Nothing was changed. Choose with --prefer theirs or --prefer ours.")
            refuse([*conflicts, f"{counts_sentence(found)}. {choose}"])
        kept = service.take_in(into, chosen(found, prefer or Prefer.OURS))
        said = translate_count(
            "assessment {id}: {number} answer taken in; {counts}.",
            "assessment {id}: {number} answers taken in; {counts}.",
            len(kept),
        )
        click.echo(printable(said.format(id=into, number=len(kept), counts=counts_sentence(found))))


def _offers(files: Sequence[str], into: Assessment, instrument: Instrument, types: Sequence[str]) -> list[Offer]:
    """What all files offer; the faults of all of them end the command."""
    from assessment.errors import InputError, InputProblem
    from assessment.exchange.offers import offered

    offers: list[Offer] = []
    problems: list[InputProblem] = []
    warnings: list[InputProblem] = []
    with reading():
        for name in with_progress(files, _("Reading"), ""):
            try:
                read = _read(name, into, instrument, types)
            except InputError as error:
                problems += error.problems
                continue
            said = offered(name, read.sheets, into, instrument)
            offers += said.offers
            problems += said.problems
            warnings += (*read.warnings, *said.warnings)
    refuse_any(problems)
    warn(warnings)
    return offers


def _read(name: str, into: Assessment, instrument: Instrument, types: Sequence[str]) -> AnswerFiles:
    """One file; where nothing else is said, it is for the stakeholder types of the assessment."""
    from assessment.errors import TypesMissing
    from assessment.exchange.answer_files import read_answers
    from assessment.exchange.text_file import seekable

    with (
        nullcontext(sys.stdin.buffer) if name == STANDARD_INPUT else Path(name).open("rb") as file,
        seekable(file) as source,
    ):
        try:
            return read_answers(source, name, instrument, types, row_limit())
        except TypesMissing:
            source.seek(0)
            return read_answers(source, name, instrument, into.stakeholder_types, row_limit())
