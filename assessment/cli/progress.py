"""``micic progress``: a later round of an assessment beside its baseline."""

from __future__ import annotations

from collections.abc import Sequence
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
    refuse,
    say,
    write,
)

if TYPE_CHECKING:
    from assessment.model import AnswerSheet
    from assessment.rounds import ComparedRounds
    from questions.model import Instrument

ROUNDS = 2


@click.command()
@FILES
@click.option("--baseline", metavar="ID", help="The assessment to start from; the first that is read by default.")
@click.option("--present", metavar="ID", help="The assessment to look at; the second that is read by default.")
@TYPES
@click.option("--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True)
@INSTRUMENT
@OUTPUT
def progress(
    files: tuple[str, ...],
    baseline: str | None,
    present: str | None,
    types: tuple[str, ...],
    form: str,
    bank: Path | None,
    output: str,
) -> None:
    """Show what moved between two rounds of one assessment.

    The baseline comes first, then the present round. Both may stand in one FILE, and among others when --baseline and
    --present name them. A FILE is what micic score reads.

    \b
    Example:
      micic progress 2025.csv 2026.csv --format csv -o progress.csv
    """
    loaded = loaded_instrument(bank)
    check_types(loaded, types)
    first, second = _chosen(files, read_sheets(files, loaded, types), baseline, present)
    compared = _compared(loaded, files, first, second)
    for warning in _warnings(first, second):
        say(_("Warning: {warning}").format(warning=warning))
    write(output, [_content(form, loaded, compared)])


def _chosen(
    files: Sequence[str], sheets: Sequence[AnswerSheet], baseline: str | None, present: str | None
) -> tuple[AnswerSheet, AnswerSheet]:
    """The two to compare: those that are named, and of the others the first that was read."""
    by_id = {sheet.assessment.id: sheet for sheet in sheets}
    for option, id in (("--baseline", baseline), ("--present", present)):
        if id is not None and id not in by_id:
            message = _("there is no assessment '{id}' in what was read. There are: {ids}.")
            raise click.BadParameter(message.format(id=id, ids=", ".join(by_id)), param_hint=option)
    if baseline is not None and baseline == present:
        raise click.UsageError(_("--baseline and --present name the same assessment."))
    if len(sheets) < ROUNDS or (len(sheets) > ROUNDS and None in (baseline, present)):
        message = _(
            "two assessments are compared, and what was read holds {number}: {ids}. Give a baseline and a later round, "
            "or name them with --baseline and --present."
        )
        refuse([f"{files[-1]}: " + message.format(number=len(sheets), ids=", ".join(by_id))])
    others = [id for id in by_id if id not in (baseline, present)]
    first = baseline if baseline is not None else others.pop(0)
    second = present if present is not None else others.pop(0)
    return by_id[first], by_id[second]


def _compared(loaded: Instrument, files: Sequence[str], first: AnswerSheet, second: AnswerSheet) -> ComparedRounds:
    """The comparison; ends the command when there cannot be one."""
    from assessment.rounds import compared_rounds, is_begun, obstacle

    if problem := obstacle(first.assessment, second.assessment):
        refuse([f"{files[0]}: " + _("{id} is not compared. {reason}").format(id=first.assessment.id, reason=problem)])
    empty = [sheet.assessment.id for sheet in (first, second) if not is_begun(loaded, sheet)]
    if empty:
        message = _("nothing is answered in {id}, so there is nothing to compare.")
        refuse(f"{files[0] if id == first.assessment.id else files[-1]}: {message.format(id=id)}" for id in empty)
    return compared_rounds(loaded, first, second)


def _warnings(first: AnswerSheet, second: AnswerSheet) -> list[str]:
    """What makes it doubtful that these are two rounds of one assessment, in this order."""
    from assessment.rounds import are_alike, day_of

    warnings = []
    if not are_alike(first.assessment, second.assessment):
        warnings.append(_("the two name different organizations or subjects; they are compared all the same."))
    days = [day_of(sheet.assessment) for sheet in (first, second)]
    if days[0] and days[1] and days[0] > days[1]:
        warnings.append(
            _("the baseline, {baseline}, is of a later day than {present}.").format(
                baseline=first.assessment.id, present=second.assessment.id
            )
        )
    return warnings


def _content(form: str, loaded: Instrument, compared: ComparedRounds) -> bytes:
    from assessment.exchange.progress_report import progress_csv, progress_json, progress_text

    formats = {"text": progress_text, "csv": progress_csv, "json": progress_json}
    return formats[form](loaded, compared)
