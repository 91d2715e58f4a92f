"""Answers in many files at once, as they are uploaded: each file is read by itself, and one at fault holds up no other.

Which reader takes a file is decided by its ending (:data:`READERS`).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from assessment.errors import InputError, InputProblem, TypesMissing
from assessment.exchange.answer_files import AnswerFiles, id_from_name, read_answers
from assessment.exchange.result_text import printable
from assessment.model import AnswerSheet
from assessment.texts import translate as _
from questions.model import Instrument

Reader = Callable[[BinaryIO, str, Instrument, Sequence[str], int], AnswerFiles]
MEGABYTE = 1 << 20

READERS: Mapping[str, Reader] = {".csv": read_answers}
"""By the ending of the name, in small letters; others, workbooks too, are read by what is in them."""


@dataclass(frozen=True)
class Upload:
    """A file as it came; nothing in its name is to be trusted."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Limits:
    """What is accepted of one file: rows of answers, and its size in megabytes."""

    rows: int
    megabytes: int


@dataclass(frozen=True)
class UploadReport:
    """What came out of one file: its answer sheets, or every reason why it is refused; never both.

    Attributes:
        warnings: what was noticed; they refuse nothing.
        lacks_types: it does not say whose readiness is assessed. Without types given, that is all there is to say.
    """

    name: str
    sheets: tuple[AnswerSheet, ...] = ()
    problems: tuple[InputProblem, ...] = ()
    warnings: tuple[InputProblem, ...] = ()
    lacks_types: bool = False

    @property
    def is_refused(self) -> bool:
        """Something is wrong with it, so that nothing of it is taken."""
        return bool(self.problems)


def read_uploads(
    uploads: Iterable[Upload], instrument: Instrument, types: Sequence[str], limits: Limits
) -> Iterator[UploadReport]:
    """One report a file, in their order, each as soon as the file is read.

    Args:
        types: stakeholder types of the files that have no column for them; empty while they are not known.
        limits: of each file.
    """
    seen: dict[str, tuple[str, AnswerSheet]] = {}
    for upload in uploads:
        report = read_upload(upload, instrument, types, limits)
        clashes = tuple(_clashes(report, seen))
        if clashes:
            yield UploadReport(upload.name, problems=clashes, lacks_types=report.lacks_types)
            continue
        for sheet in report.sheets:
            seen.setdefault(sheet.assessment.id, (upload.name, sheet))
        yield report


def problems_text(reports: Iterable[UploadReport]) -> bytes:
    """Every problem of all files, one a line as the commands write them; UTF-8."""
    return "".join(f"{printable(str(problem))}\n" for report in reports for problem in report.problems).encode()


def read_upload(upload: Upload, instrument: Instrument, types: Sequence[str], limits: Limits) -> UploadReport:
    """The report on one file by itself; arguments as for :func:`read_uploads`."""
    if len(upload.content) > limits.megabytes * MEGABYTE:
        message = _("the file is larger than {limit} MB. Split it into several files.").format(limit=limits.megabytes)
        return UploadReport(upload.name, problems=(InputProblem(upload.name, "", message),))
    lacks_types = False
    try:
        try:
            read = _read(upload, instrument, (), limits)
        except TypesMissing:
            lacks_types = True
            if not types:
                return UploadReport(upload.name, lacks_types=True)
            read = _read(upload, instrument, types, limits)
    except InputError as error:
        return UploadReport(upload.name, problems=error.problems, lacks_types=lacks_types)
    return UploadReport(upload.name, read.sheets, warnings=read.warnings, lacks_types=lacks_types)


def _read(upload: Upload, instrument: Instrument, types: Sequence[str], limits: Limits) -> AnswerFiles:
    reader = READERS.get(PurePath(upload.name).suffix.lower(), read_answers)
    return reader(io.BytesIO(upload.content), upload.name, instrument, types, limits.rows)


def _clashes(report: UploadReport, seen: Mapping[str, tuple[str, AnswerSheet]]) -> Iterator[InputProblem]:
    """Assessments that another file holds too, with something else in it.

    An id that the file does not name is the stem of its name: two files from different folders may share that.
    """
    for sheet in report.sheets:
        id = sheet.assessment.id
        other, earlier = seen.get(id, ("", sheet))
        if earlier != sheet and id != id_from_name(report.name):
            message = _("assessment '{id}' is also in {file}, with other answers. Leave one of the two files out.")
            yield InputProblem(report.name, "", message.format(id=id, file=other))
