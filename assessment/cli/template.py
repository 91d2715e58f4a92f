"""``micic template``: an empty answer sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.shared import INSTRUMENT, LANG, OUTPUT, TYPES, _, check_types, loaded_instrument, type_codes, write

if TYPE_CHECKING:
    from questions.model import Instrument


@click.command()
@TYPES
@click.option("--topic", metavar="N", help="Only the practices of this topic.")
@click.option("--format", "form", type=click.Choice(["csv", "xlsx", "xlsform", "json"]), required=True)
@LANG
@INSTRUMENT
@OUTPUT
def template(types: tuple[str, ...], topic: str | None, form: str, lang: str, bank: Path | None, output: str) -> None:
    """Write an empty answer sheet; xlsx is a workbook to choose answers in, json an empty bundle with an id of its own.

    xlsform is a form for KoboToolbox and ODK, in all languages there are texts for, that of --lang first.

    \b
    Example:
      micic template --as origin --format csv -o answers.csv
    """
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
    write(output, [_made(form, source, types, topic, lang)])


def _made(form: str, loaded: Instrument, types: tuple[str, ...], topic: str | None, lang: str) -> bytes:
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
        raise click.UsageError(_("--topic goes with --format csv, xlsx and xlsform only."))
    from assessment.exchange.bundle import empty_bundle
    from assessment.service import new_id, now

    return empty_bundle(loaded, types, new_id(), now())
