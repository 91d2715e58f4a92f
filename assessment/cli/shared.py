"""What the commands share: options, reading, writing, and how a fault is told.

Exit status: 0 done, 1 the data is at fault, 2 wrong usage. What is slow to load is loaded by the command that needs it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence, Sized
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, TypeVar

import click

if TYPE_CHECKING:
    from assessment.exchange.answer_files import AnswerStream
    from assessment.model import AnswerSheet
    from assessment.service import AssessmentService
    from assessment.settings import Settings
    from assessment.store.sql import SqlStore
    from questions.changes import Changes
    from questions.model import Instrument
    from questions.versions import Instruments

STANDARD_OUTPUT = "-"
DATA_AT_FAULT = 1
MANY = 100
STEPS_SHOWN = 1000

T = TypeVar("T")


def _(message: str) -> str:
    """The message in the current language; the catalogues are loaded when the first one is needed."""
    from assessment.texts import translate

    return translate(message)


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


INSTRUMENT = click.option(
    "--instrument",
    "bank",
    type=BankFolder(),
    envvar="MICIC_INSTRUMENT",
    help="Another question bank; MICIC_INSTRUMENT says the same for every command.",
    metavar="DIR",
)
TYPES = click.option("--as", "types", multiple=True, metavar="TYPE", help="Whose duties are assessed; may be repeated.")
LANG = click.option("--lang", default="en", show_default=True, metavar="XX", help="Language of the texts.")
OUTPUT = click.option(
    "-o",
    "--output",
    default=STANDARD_OUTPUT,
    type=click.Path(dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Write to this file, which is replaced only when the new one is complete; - is standard output.",
)


DATA = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of the database; it wins over MICIC_DATABASE_URL and MICIC_DATA_DIR.",
)

FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="FILE..."
)


def is_terminal(stream: TextIO) -> bool:
    """Does a person look on?"""
    return stream.isatty()


def progress_hidden(work: Sized, output: str) -> bool:
    """Is there too little work to show how far it is, nobody to see it, or the output in its way?"""
    if len(work) < MANY or not is_terminal(sys.stderr):
        return True
    return _is_in_the_way(output)


def _is_in_the_way(output: str) -> bool:
    return output == STANDARD_OUTPUT and is_terminal(sys.stdout)


def loaded_instrument(bank: Path | None, lang: str | None = None) -> Instrument:
    """The instrument, in a language there is a catalogue for."""
    from assessment.texts import language, languages
    from questions.errors import BankError
    from questions.load import load_instruments

    try:
        at_hand = load_instruments(bank)
    except BankError as error:
        refuse(error.problems)
    loaded = at_hand.newest
    if lang is None:
        return loaded
    known = dict.fromkeys([loaded.language, *languages()])
    if lang not in known:
        message = _("there are no texts in '{lang}'. Use one of: {known}.").format(lang=lang, known=", ".join(known))
        raise click.BadParameter(message, param_hint="--lang")
    token = language.set(lang)
    click.get_current_context().call_on_close(lambda: language.reset(token))
    return at_hand.in_language(loaded.version, lang)


@dataclass(frozen=True)
class NamedVersion:
    """One version of an instrument, with the others that lie beside it."""

    instrument: Instrument
    at_hand: Instruments

    def changes_from(self, old: Instrument) -> Changes | None:
        """How the practices of an older version lead to this one; ``None`` when that is not said."""
        if old.id != self.instrument.id:
            return None
        return self.at_hand.changes_between(old.version, self.instrument.version)


def loaded_version(where: str, argument: str) -> NamedVersion:
    """The instrument of a folder, or of a version of the bank that comes with the package; else wrong usage."""
    from questions.errors import BankError, UnknownVersion
    from questions.load import load_instruments

    is_folder = Path(where).is_dir()
    try:
        at_hand = load_instruments(Path(where) if is_folder else None)
        return NamedVersion(at_hand.newest if is_folder else at_hand.version(where), at_hand)
    except BankError as error:
        refuse(f"{where}/{problem}" for problem in error.problems)
    except UnknownVersion as error:
        message = _("'{where}' is no folder with a question bank. {reason}").format(where=where, reason=error)
        raise click.BadParameter(message, param_hint=argument) from error


def type_codes(loaded: Instrument) -> str:
    """Every code that ``--as`` takes, for a message."""
    return ", ".join(loaded.stakeholders)


def check_types(loaded: Instrument, types: Sequence[str]) -> None:
    """Are these stakeholder types? Anything else is wrong usage."""
    from assessment.validation import types_problem

    if problem := types_problem(loaded, types):
        raise click.BadParameter(problem, param_hint="--as")


def read_sheets(files: Sequence[str], loaded: Instrument, types: Sequence[str]) -> Sequence[AnswerSheet]:
    """The answer sheets of all files; warnings go to standard error, faults end the command."""
    from assessment.exchange.answer_files import read_answer_files

    with reading():
        read = read_answer_files(files, loaded, types, row_limit())
    warn(read.warnings)
    return read.sheets


def sheets_in_turn(stream: AnswerStream, output: str, label: str, *, in_turn: bool) -> Iterator[AnswerSheet]:
    """The answer sheets of a stream; warnings and faults as above.

    From the hundredth on, a terminal shows how much of the files has been read.
    """
    hidden = not is_terminal(sys.stderr) or _is_in_the_way(output)
    with reading(), ExitStack() as stack:
        for number, sheet in enumerate(stream.sheets(in_turn=in_turn), start=1):
            if number == MANY:
                bar = click.progressbar(length=STEPS_SHOWN, label=label, file=sys.stderr, hidden=hidden)
                progress = stack.enter_context(bar)
            if number >= MANY:
                progress.update(int(STEPS_SHOWN * stream.share_read) - progress.pos)
            yield sheet
    warn(stream.warnings)


@contextmanager
def reading() -> Iterator[None]:
    """Faults in files end the command: each is told in a line."""
    from assessment.errors import InputError, TypesMissing

    try:
        yield
    except InputError as error:
        refuse(error.problems)
    except TypesMissing as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(_os_error(_("Cannot read {file}: {reason}."), error)) from error


def warn(warnings: Iterable[object]) -> None:
    """One line on standard error for each."""
    for warning in warnings:
        say(_("Warning: {warning}").format(warning=warning))


def with_target(sheets: Iterable[AnswerSheet], target: float | None) -> Iterator[AnswerSheet]:
    """The sheets with this target for all recommendations; with their own targets when it is ``None``."""
    update: dict[str, object] = {"target": target, "targets": {}}
    for sheet in sheets:
        if target is not None:
            sheet = sheet.model_copy(update={"assessment": sheet.assessment.model_copy(update=update)})
        yield sheet


def row_limit() -> int:
    """Most rows of a file, as the environment sets it."""
    return settings().max_rows_command


def settings(data: Path | None = None) -> Settings:
    """The settings of the environment; a folder named on the command line wins."""
    from pydantic import ValidationError

    from assessment.settings import Settings

    try:
        return Settings() if data is None else Settings(data_dir=data, database_url=None)
    except ValidationError as error:
        names = ", ".join("MICIC_" + str(entry["loc"][0]).upper() for entry in error.errors())
        raise click.UsageError(
            _("The environment sets {names} to something else than expected.").format(names=names)
        ) from error


@contextmanager
def refusing() -> Iterator[None]:
    """What this tool cannot do with a database ends the command in one line."""
    from assessment.errors import AssessmentError

    try:
        yield
    except AssessmentError as error:
        refuse([error])


@contextmanager
def opened_service(data: Path | None, loaded: Instrument, *, is_new: bool = False) -> Iterator[AssessmentService]:
    """The use cases over the database; a missing one is made only for what is new."""
    from assessment.service import AssessmentService

    with opened_store(data, is_new=is_new) as store:
        yield AssessmentService(store, loaded)


@contextmanager
def opened_store(data: Path | None, *, is_new: bool = False) -> Iterator[SqlStore]:
    """The database; a missing one is made only for what is new."""
    from assessment.errors import StoreUnavailable
    from assessment.store import open_store
    from assessment.store.engine import is_missing

    url = settings(data).url
    with refusing():
        if not is_new and (missing := is_missing(url)):
            raise StoreUnavailable(_("There is no database {path} yet.").format(path=missing))
        with closing(open_store(url)) as store:
            yield store


def with_progress(work: Sequence[T], label: str, output: str) -> Iterator[T]:
    """The sheets or files one by one; on a terminal, many of them show how far the work is."""
    hidden = progress_hidden(work, output)
    with click.progressbar(work, label=label, file=sys.stderr, hidden=hidden) as progress:
        yield from progress


def write(output: str, chunks: Iterable[bytes]) -> None:
    """To a file, whole or not at all, or to standard output."""
    from assessment.exchange.output_file import complete, replace_file

    try:
        if output == STANDARD_OUTPUT:
            stream = sys.stdout.buffer
            stream.writelines(complete(chunks))
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


def refuse(problems: Iterable[object]) -> NoReturn:
    """Tell every problem, one a line, and stop: the data is at fault."""
    for problem in problems:
        say(str(problem))
    sys.exit(DATA_AT_FAULT)


def refuse_any(problems: Iterable[object]) -> None:
    """Stop as :func:`refuse` does, when there is a problem at all."""
    if found := list(problems):
        refuse(found)


def say(text: str) -> None:
    """One line on standard error; what came out of a file cannot steer the terminal."""
    from assessment.exchange.result_text import printable

    click.echo(printable(text), err=True)
