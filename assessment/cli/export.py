"""``micic export``: an assessment out of the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.shared import DATA, INSTRUMENT, OUTPUT, _, loaded_instrument, opened_service, refuse, write

if TYPE_CHECKING:
    from assessment.model import Assessment
    from assessment.service import AssessmentService
    from questions.model import Instrument


@click.command()
@click.argument("id", required=False)
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True)
@INSTRUMENT
@DATA
@OUTPUT
def export(id: str | None, form: str, bank: Path | None, data: Path | None, output: str) -> None:
    """Write an assessment, or list what there is.

    json is the bundle, with the whole history; csv its current answers.

    Without an ID, list what there is: id, organization, subject, stakeholder types and date, separated by tabs.

    \b
    Example:
      micic export 5f0c2d8e --format json -o assessment.json
    """
    loaded = loaded_instrument(bank)
    with opened_service(data, loaded) as service:
        write(output, _lines(service) if id is None else [_file(service, loaded, id, form)])


def _file(service: AssessmentService, loaded: Instrument, id: str, form: str) -> bytes:
    from assessment.errors import NotFound
    from assessment.exchange.answers_csv import answers_csv
    from assessment.exchange.bundle import bundle_json

    try:
        if form == "json":
            return bundle_json(service.whole(id))
        return answers_csv(loaded, [service.sheet(id)])
    except NotFound:
        refuse([_("There is no assessment '{id}'. micic export without an id lists what there is.").format(id=id)])


def _lines(service: AssessmentService) -> Iterator[bytes]:
    from assessment.exchange.result_text import printable

    for assessment in service.assessments():
        yield "\t".join(map(printable, _cells(assessment))).encode() + b"\n"


def _cells(assessment: Assessment) -> Iterator[str]:
    yield assessment.id
    yield assessment.organisation
    yield assessment.subject
    yield " ".join(assessment.stakeholder_types)
    yield assessment.assessed_on.isoformat() if assessment.assessed_on else ""
