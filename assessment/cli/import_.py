"""``micic import``: bundles and answers into the database."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from assessment.cli.shared import (
    DATA,
    FILES,
    INSTRUMENT,
    STANDARD_OUTPUT,
    TYPES,
    _,
    check_types,
    loaded_instrument,
    opened_service,
    reading,
    refuse,
    refuse_any,
    row_limit,
    warn,
    with_progress,
)
from assessment.cli.taking_in import STANDARD_INPUT, take_in

if TYPE_CHECKING:
    from assessment.errors import AssessmentError, InputProblem
    from assessment.exchange.answer_files import AnswerFiles
    from assessment.joining import Prefer
    from assessment.model import AssessmentHistory
    from assessment.service import AssessmentService
    from questions.model import Instrument

    Content: TypeAlias = AssessmentHistory | AnswerFiles


@click.command("import")
@FILES
@TYPES
@click.option("--into", metavar="ID", help="Take the answers into this assessment, which is in the database already.")
@click.option(
    "--prefer",
    type=click.Choice(["ours", "theirs"]),
    help="Whose answers count where a file and the database have gone apart; without it nothing is changed.",
)
@INSTRUMENT
@DATA
def import_(
    files: tuple[str, ...],
    types: tuple[str, ...],
    into: str | None,
    prefer: str | None,
    bank: Path | None,
    data: Path | None,
) -> None:
    """Keep bundles and answers in the database.

    A bundle keeps its id; other files become new assessments. A FILE is what micic score reads.

    With --into the answers of all files go into one assessment that is there. Blank ones change nothing; where files
    differ, or it was changed meanwhile, --prefer decides. Of files that differ, the last one named counts.

    \b
    Example:
      micic import samplia.json
    """
    from assessment.errors import AssessmentError
    from assessment.exchange.result_text import printable
    from assessment.joining import Prefer

    loaded = loaded_instrument(bank)
    check_types(loaded, types)
    preferred = None if prefer is None else Prefer(prefer)
    if into is not None:
        take_in(files, into, types, preferred, bank, data)
        return
    read = _read(files, loaded, types)
    with opened_service(data, loaded, is_new=True) as service:
        refuse_any(fault for name, content in read for fault in _faults(service, name, content, preferred))
        for name, content in with_progress(read, _("Importing"), STANDARD_OUTPUT):
            try:
                lines = list(_kept(service, content, preferred))
            except AssessmentError as error:
                refuse(_sentences(name, error))
            for line in lines:
                click.echo(printable(f"{name}: {line}"))


def _read(files: Sequence[str], loaded: Instrument, types: Sequence[str]) -> list[tuple[str, Content]]:
    """Every file, before anything is kept; the faults of all of them end the command."""
    from assessment.errors import InputError
    from assessment.exchange.answer_files import AnswerFiles
    from assessment.exchange.imports import read_import

    read: list[tuple[str, Content]] = []
    problems: list[InputProblem] = []
    with reading():
        for name in with_progress(files, _("Reading"), ""):
            with nullcontext(sys.stdin.buffer) if name == STANDARD_INPUT else Path(name).open("rb") as file:
                try:
                    read.append((name, read_import(file, name, loaded, types, row_limit())))
                except InputError as error:
                    problems += error.problems
    refuse_any(problems)
    for _name, content in read:
        if isinstance(content, AnswerFiles):
            warn(content.warnings)
    return read


def _faults(service: AssessmentService, name: str, content: Content, prefer: Prefer | None) -> list[str]:
    """Why a bundle cannot be kept; nothing is written yet."""
    from assessment.errors import AssessmentError
    from assessment.model import AssessmentHistory

    if isinstance(content, AssessmentHistory):
        try:
            service.check_import(content, prefer)
        except AssessmentError as error:
            return _sentences(name, error)
    return []


def _kept(service: AssessmentService, content: Content, prefer: Prefer | None) -> Iterator[str]:
    """Keep what one file holds, all of it or nothing, and say what became of it."""
    from assessment.model import AssessmentHistory

    if isinstance(content, AssessmentHistory):
        done = service.import_history(content, prefer)
        if done.is_new:
            yield _("assessment {id} is new here: {number} answers with their history.").format(
                id=done.assessment.id, number=len(content.by_practice)
            )
        else:
            yield _("assessment {id}: {number} saves added.").format(id=done.assessment.id, number=done.revisions)
        return
    known = service.are_known(content.sheets)
    new = [sheet for sheet, is_known in zip(content.sheets, known, strict=True) if not is_known]
    ids = iter([assessment.id for assessment in service.add_sheets(new)])
    for sheet, is_known in zip(content.sheets, known, strict=True):
        said = _("{name} is here already.") if is_known else _("{name} is kept as assessment {id}.")
        yield said.format(name=sheet.assessment.id, id="" if is_known else next(ids))


def _sentences(name: str, error: AssessmentError) -> list[str]:
    from assessment.errors import HistoriesApart
    from assessment.exchange.imports import apart_lines

    lines = list(apart_lines(error.found)) if isinstance(error, HistoriesApart) else []
    end = _("Choose with --prefer theirs or --prefer ours.") if lines else ""
    return [f"{name}: {line}" for line in (*lines, f"{error} {end}".strip())]
