"""``micic template``: an empty answer sheet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.shared import (
    INSTRUMENT,
    LANG,
    OUTPUT,
    STANDARD_OUTPUT,
    TYPES,
    _,
    check_types,
    is_terminal,
    loaded_instrument,
    type_codes,
    write,
)

if TYPE_CHECKING:
    from questions.model import Instrument


@click.command()
@TYPES
@click.option("--topic", metavar="N", help="Only the practices of this topic.")
@click.option("--format", "form", type=click.Choice(["csv", "xlsx", "xlsform", "json", "pdf"]), required=True)
@click.option(
    "--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True, help="Size of the pages of a PDF."
)
@LANG
@INSTRUMENT
@OUTPUT
def template(
    types: tuple[str, ...], topic: str | None, form: str, paper: str, lang: str, bank: Path | None, output: str
) -> None:
    """Write an empty answer sheet.

    csv has a row a practice; xlsx is a workbook to choose answers in; json is an empty bundle with an id of its own;
    xlsform is a form for KoboToolbox and ODK, in all languages there are texts for, that of --lang first; pdf is the
    questionnaire for paper.

    \b
    Example:
      micic template --as origin --format csv -o answers.csv
    """
    if form == "pdf" and output == STANDARD_OUTPUT and is_terminal(sys.stdout):
        raise click.UsageError(_("{format} is not for a terminal. Name a file with -o.").format(format=form))
    loaded = loaded_instrument(bank, lang)
    if not types:
        raise click.UsageError(_("Say whose duties are assessed with --as: {types}.").format(types=type_codes(loaded)))
    check_types(loaded, types)
    topics = [entry.id for entry in loaded.topics]
    if topic is not None and topic not in topics:
        message = _("topic '{topic}' is not one of {topics}.").format(topic=topic, topics=", ".join(topics))
        raise click.BadParameter(message, param_hint="--topic")
    # A form holds several languages, so it is made from the texts in the bank's own.
    source = loaded_instrument(bank) if form == "xlsform" else loaded
    write(output, [_made(form, source, types, topic, lang, paper)])


def _made(form: str, loaded: Instrument, types: tuple[str, ...], topic: str | None, lang: str, paper: str) -> bytes:
    if form == "pdf":
        from assessment.report.write import questionnaire_file

        return questionnaire_file(loaded, types, "a4" if paper == "a4" else "us-letter", topic)
    if form == "csv":
        from assessment.exchange.answers_csv import template_csv

        return template_csv(loaded, types, topic)
    if form == "xlsform":
        from assessment.exchange.xlsform import form_languages, xlsform

        return xlsform(loaded, types, form_languages(loaded, lang), topic)
    if form == "xlsx":
        from assessment.exchange.workbook import template_workbook

        return template_workbook(loaded, types, topic)
    if topic is not None:
        raise click.UsageError(_("--topic goes with --format csv, xlsx, xlsform and pdf only."))
    from assessment.exchange.bundle import empty_bundle
    from assessment.service import new_id, now

    return empty_bundle(loaded, types, new_id(), now())
