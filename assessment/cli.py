"""The command ``micic``: reads arguments, calls the library, prints, and turns errors into clean lines.

Exit status: 0 done, 1 the data is at fault, 2 wrong usage. What is slow to load is loaded by the command that needs it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

if TYPE_CHECKING:
    from assessment.exchange.gap_report import Scored
    from assessment.model import AnswerSheet
    from questions.model import Instrument

STANDARD_OUTPUT = "-"
DATA_AT_FAULT, WRONG_USAGE, INTERRUPTED, CLOSED_PIPE = 1, 2, 130, 141
MANY = 100


def _(message: str) -> str:
    """The message in the current language; the catalogues are loaded when the first one is needed."""
    from assessment.texts import translate

    return translate(message)


class Micic(click.Group):
    """Runs a command and turns what may go wrong outside the program into an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command of the command line."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _say(_("Stopped."))
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            # Whoever read the output has enough; what is still in Python's buffer goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(CLOSED_PIPE)


class TargetType(click.ParamType[float]):
    """A number above 0 and at most 100."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; anything else is wrong usage."""
        from assessment.validation import target_problem

        if problem := target_problem(str(value).strip()):
            self.fail(problem, param, ctx)
        return float(value)


class BankFolder(click.Path):
    """A folder with a question bank."""

    def __init__(self) -> None:
        super().__init__(exists=True, file_okay=False, path_type=Path)


_INSTRUMENT = click.option("--instrument", "bank", type=BankFolder(), help="Another question bank.", metavar="DIR")
_TYPES = click.option(
    "--as", "types", multiple=True, metavar="TYPE", help="Whose duties are assessed; may be repeated."
)
_LANG = click.option("--lang", default="en", show_default=True, metavar="XX", help="Language of the texts.")
_OUTPUT = click.option(
    "-o",
    "--output",
    default=STANDARD_OUTPUT,
    type=click.Path(dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Write to this file, which is replaced only when the new one is complete; - is standard output.",
)


@click.group(cls=Micic, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Self-assessment of readiness to protect migrants in countries in crisis.

    \b
    Example:
      micic run
    """


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; by default the first free one.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Folder of the database.")
def run(port: int | None, data: Path | None) -> None:
    """Start the web application on this computer.

    \b
    Example:
      micic run --port 8600 --data ./assessments
    """
    from assessment.launch import PortTaken, launch

    try:
        launch(port, data, announce=click.echo)
    except PortTaken as error:
        raise click.UsageError(str(error)) from error


@main.group()
def instrument() -> None:
    """Show or check a question bank.

    \b
    Example:
      micic instrument check
    """


@instrument.command()
@click.option("--format", "form", type=click.Choice(["json", "md"]), default="json", show_default=True)
@_LANG
@_INSTRUMENT
@_OUTPUT
def show(form: str, lang: str, bank: Path | None, output: str) -> None:
    """Print the whole instrument.

    \b
    Example:
      micic instrument show --format md -o instrument.md
    """
    from assessment.exchange.instrument_json import instrument_json
    from assessment.exchange.instrument_md import instrument_md

    loaded = _loaded(bank, lang)
    _write(output, [instrument_md(loaded) if form == "md" else instrument_json(loaded)])


@instrument.command()
@click.argument("folder", required=False, type=BankFolder(), metavar="[DIR]")
def check(folder: Path | None) -> None:
    """Check a question bank; every problem is told at once.

    \b
    Example:
      micic instrument check
    """
    loaded = _loaded(folder)
    click.echo(
        _("{id} version {version}: no problem in {recommendations} recommendations and {practices} practices.").format(
            id=loaded.id,
            version=loaded.version,
            recommendations=len(loaded.recommendations),
            practices=len(loaded.practices),
        )
    )


@main.command()
@_TYPES
@click.option("--topic", metavar="N", help="Only the practices of this topic.")
@click.option("--format", type=click.Choice(["csv"]), required=True, expose_value=False)
@_LANG
@_INSTRUMENT
@_OUTPUT
def template(types: tuple[str, ...], topic: str | None, lang: str, bank: Path | None, output: str) -> None:
    """Write an empty answer sheet.

    \b
    Example:
      micic template --as origin --format csv -o answers.csv
    """
    from assessment.exchange.answers_csv import template_csv

    loaded = _loaded(bank, lang)
    if not types:
        raise click.UsageError(_("Say whose duties are assessed with --as: {types}.").format(types=_type_codes(loaded)))
    _check_types(loaded, types)
    topics = [entry.id for entry in loaded.topics]
    if topic is not None and topic not in topics:
        message = _("topic '{topic}' is not one of {topics}.").format(topic=topic, topics=", ".join(topics))
        raise click.BadParameter(message, param_hint="--topic")
    _write(output, [template_csv(loaded, types, topic)])


@main.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="FILE..."
)
@_TYPES
@click.option("--target", type=TargetType(), help="Target of all recommendations, above 0 and at most 100.")
@click.option(
    "--format", "form", type=click.Choice(["text", "csv", "json", "jsonl"]), default="text", show_default=True
)
@click.option("--hxl", is_flag=True, help="With --format csv: add the row of HXL hashtags.")
@_INSTRUMENT
@_OUTPUT
def score(
    files: tuple[str, ...],
    types: tuple[str, ...],
    target: float | None,
    form: str,
    hxl: bool,
    bank: Path | None,
    output: str,
) -> None:
    """Score one or many assessments; csv is the gap report. A FILE of - is standard input.

    \b
    Example:
      micic score answers.csv --format csv -o gap-report.csv
    """
    if hxl and form != "csv":
        raise click.UsageError(_("--hxl goes with --format csv only."))
    loaded = _loaded(bank)
    _check_types(loaded, types)
    sheets = _read(files, loaded, types)
    if target is not None:
        update = {"target": target, "targets": {}}
        sheets = [s.model_copy(update={"assessment": s.assessment.model_copy(update=update)}) for s in sheets]
    _write(output, _chunks(form, loaded, _scored(loaded, sheets, output), len(sheets) == len(files) == 1, hxl))


def is_terminal(stream: TextIO) -> bool:
    """Does a person look on?"""
    return stream.isatty()


def _loaded(bank: Path | None, lang: str | None = None) -> Instrument:
    """The instrument, in a language there is a catalogue for."""
    from assessment.texts import language, languages
    from questions.errors import BankError
    from questions.load import load_instrument
    from questions.translate import translated

    try:
        loaded = load_instrument(bank)
    except BankError as error:
        _refuse(error.problems)
    if lang is None:
        return loaded
    known = dict.fromkeys([loaded.language, *languages()])
    if lang not in known:
        message = _("there are no texts in '{lang}'. Use one of: {known}.").format(lang=lang, known=", ".join(known))
        raise click.BadParameter(message, param_hint="--lang")
    token = language.set(lang)
    click.get_current_context().call_on_close(lambda: language.reset(token))
    return translated(loaded, lang)


def _type_codes(loaded: Instrument) -> str:
    return ", ".join(loaded.stakeholders)


def _check_types(loaded: Instrument, types: Sequence[str]) -> None:
    from assessment.validation import types_problem

    if problem := types_problem(loaded, types):
        raise click.BadParameter(problem, param_hint="--as")


def _read(files: Sequence[str], loaded: Instrument, types: Sequence[str]) -> Sequence[AnswerSheet]:
    from assessment.errors import InputError, TypesMissing
    from assessment.exchange.answers_csv import read_answer_files

    try:
        read = read_answer_files(files, loaded, types, _row_limit())
    except InputError as error:
        _refuse(error.problems)
    except TypesMissing as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(_os_error(_("Cannot read {file}: {reason}."), error)) from error
    for warning in read.warnings:
        _say(_("Warning: {warning}").format(warning=warning))
    return read.sheets


def _row_limit() -> int:
    """Most rows of a file, as the environment sets it."""
    from pydantic import ValidationError

    from assessment.settings import Settings

    try:
        return Settings().max_rows_command
    except ValidationError as error:
        names = ", ".join("MICIC_" + str(entry["loc"][0]).upper() for entry in error.errors())
        raise click.UsageError(
            _("The environment sets {names} to something else than expected.").format(names=names)
        ) from error


def _scored(loaded: Instrument, sheets: Sequence[AnswerSheet], output: str) -> Iterator[Scored]:
    """Each sheet with its result; on a terminal, many of them show how far the work is."""
    from assessment.results import result_of

    is_hidden = (
        len(sheets) < MANY or not is_terminal(sys.stderr) or (output == STANDARD_OUTPUT and is_terminal(sys.stdout))
    )
    label = _("Scoring")
    with click.progressbar(sheets, label=label, file=sys.stderr, hidden=is_hidden) as progress:
        for sheet in progress:
            yield sheet, result_of(loaded, sheet)


def _chunks(form: str, loaded: Instrument, scored: Iterable[Scored], is_single: bool, hxl: bool) -> Iterable[bytes]:
    """The results in one of the formats; a single one is a JSON object, several are an array."""
    if form == "csv":
        from assessment.exchange.gap_report import gap_report_chunks

        return gap_report_chunks(loaded, scored, hxl)
    if form == "text":
        from assessment.exchange.result_text import result_texts

        return result_texts(loaded, scored)
    from assessment.exchange.result_json import result_json, results_json, results_jsonl

    if form == "jsonl":
        return results_jsonl(loaded, scored)
    return (result_json(loaded, *one) for one in scored) if is_single else results_json(loaded, scored)


def _write(output: str, chunks: Iterable[bytes]) -> None:
    """To a file, whole or not at all, or to standard output."""
    from assessment.exchange.output_file import replace_file

    try:
        if output == STANDARD_OUTPUT:
            stream = sys.stdout.buffer
            stream.writelines(chunks)
            stream.flush()
        else:
            replace_file(Path(output), chunks)
    except BrokenPipeError:
        raise
    except OSError as error:
        file = _("standard output") if output == STANDARD_OUTPUT else output
        raise click.UsageError(_os_error(_("Cannot write {file}: {reason}."), error, file)) from error


def _os_error(message: str, error: OSError, file: str | None = None) -> str:
    return message.format(file=file or error.filename, reason=error.strerror or error)


def _refuse(problems: Iterable[object]) -> NoReturn:
    """Tell every problem, one a line, and stop: the data is at fault."""
    for problem in problems:
        _say(str(problem))
    sys.exit(DATA_AT_FAULT)


def _say(text: str) -> None:
    """One line on standard error; what came out of a file cannot steer the terminal."""
    from assessment.exchange.result_text import printable

    click.echo(printable(text), err=True)
