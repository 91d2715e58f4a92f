"""A file's kind is told by how it begins, wherever it comes from: a disk, an upload or a pipe."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assessment.exchange.answer_files import AnswerStream, read_answer_files, read_answers
from assessment.exchange.answers_csv import answers_csv
from assessment.exchange.bundle import empty_bundle
from assessment.exchange.imports import read_import
from assessment.exchange.workbook import answers_workbook
from assessment.model import Answer, AnswerSheet, Assessment
from questions.model import Instrument
from tests.exchange import submissions as made

TYPES = ("origin",)
TOLD = Assessment(id="x", organisation="Ministry", stakeholder_types=TYPES)
SHEET = AnswerSheet(assessment=TOLD, answers={"R1.1.2a": Answer(practice_id="R1.1.2a", answer="3")})
FILLED = [("x", made.values(SHEET)), ("y", made.values(SHEET))]

KINDS: dict[str, Callable[[Instrument], bytes]] = {
    "answers": lambda instrument: answers_csv(instrument, [SHEET]),
    "workbook": lambda instrument: answers_workbook(instrument, SHEET),
    "bundle": lambda instrument: empty_bundle(instrument, TYPES, "0" * 32, datetime(2026, 6, 1, tzinfo=UTC)),
    "kobo csv": lambda _instrument: made.kobo_csv(made.kobo_rows(FILLED, made.fields(TYPES))),
    "kobo xlsx": lambda _instrument: made.kobo_xlsx(made.kobo_rows(FILLED, made.fields(TYPES))),
    "odk central": lambda _instrument: made.central_csv(FILLED, made.fields(TYPES)),
    "submission": lambda _instrument: made.submission_xml(*FILLED[0], TYPES),
}


class Pipe(io.BytesIO):
    """Bytes that come once."""

    def seekable(self) -> bool:
        return False


@pytest.mark.parametrize("kind", KINDS)
def test_a_pipe_gives_what_the_file_gives(instrument: Instrument, tmp_path: Path, kind: str) -> None:
    data = KINDS[kind](instrument)
    (path := tmp_path / "a").write_bytes(data)
    expected = read_answer_files([path], instrument)
    assert expected.sheets
    assert read_answers(Pipe(data), "a", instrument) == expected
    assert read_import(Pipe(data), "a", instrument) == read_import(io.BytesIO(data), "a", instrument)


@pytest.mark.parametrize("kind", KINDS)
def test_a_named_pipe_is_read_in_turn(instrument: Instrument, tmp_path: Path, kind: str) -> None:
    data = KINDS[kind](instrument)
    (path := tmp_path / "a").write_bytes(data)
    (tmp_path / "pipes").mkdir()
    os.mkfifo(pipe := tmp_path / "pipes" / "a")
    writer = threading.Thread(target=pipe.write_bytes, args=(data,))
    writer.start()
    with AnswerStream([pipe], instrument) as stream:
        found = tuple(stream.sheets(in_turn=True))
    writer.join()
    assert found == read_answer_files([path], instrument).sheets
