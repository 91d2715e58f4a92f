"""Handing assessments on while a file is read gives what reading it whole gives: sheets, warnings and every refusal."""

from __future__ import annotations

import csv
import io
import os
import threading
import tracemalloc
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.errors import AssessmentError, InputError, TypesMissing
from assessment.exchange.answer_files import AnswerStream, read_answer_files
from assessment.exchange.answer_rows import COLUMNS, IdReturns
from assessment.model import AnswerSheet
from questions.load import load_instrument
from questions.model import Instrument

bank = cache(load_instrument)

CELLS: dict[str, list[str]] = {
    "assessment_id": ["a", "a", "b", " a", "'=1", "", "c"],
    "organisation": ["", "Ministry", "Ministry ", "x" * 201],
    "country": ["", "NAM", "nam"],
    "stakeholder_types": ["origin", "origin", "host", "moon", ""],
    "instrument_version": ["1", "1", "", "2"],
    "assessed_on": ["", "2024-05-31", "31.5.2024"],
    "target": ["", "", "50", "75.0", "0"],
    "practice_id": ["R1.1.2a", "R1.1.3b", "R1.1.7b", "R1.1.7c", "R1.1.1a", "R9.9.9z", ""],
    "answer": ["0", "3", "4", "dk", "DK", "na", "", "9"],
    "na_reason": ["", "", "holds_no_personal_data"],
    "comment": ["", "", "two\nlines", "x" * 4001, 'a "quote"', "'=1"],
}


@st.composite
def rows(draw: st.DrawFn, faulty: bool) -> list[str]:
    return [
        draw(st.sampled_from(CELLS[name] if faulty else CELLS[name][:2])) if name in CELLS else "" for name in COLUMNS
    ]


@st.composite
def files(draw: st.DrawFn) -> bytes:
    table = draw(st.lists(rows(draw(st.booleans())), max_size=12))
    if draw(st.booleans()):
        table.sort(key=lambda row: row[0])
    buffer = io.StringIO()
    delimiter, end = draw(st.sampled_from(",;\t")), draw(st.sampled_from(["\n", "\r\n", "\r"]))
    csv.writer(buffer, delimiter=delimiter, lineterminator=end).writerows([COLUMNS, *table])
    text = buffer.getvalue()
    if draw(st.integers(0, 5)) == 0:
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.sampled_from(['"', end, delimiter, "é"])) + text[place:]
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])))


def whole(paths: Sequence[Path], types: Sequence[str]) -> tuple[object, object]:
    try:
        read = read_answer_files(paths, bank(), types)
    except AssessmentError as error:
        return type(error), str(error)
    return read.sheets, read.warnings


def in_turn(paths: Sequence[Path], types: Sequence[str]) -> tuple[object, object]:
    with AnswerStream(paths, bank(), types) as stream:
        try:
            return tuple(stream.sheets(in_turn=True)), stream.warnings
        except AssessmentError as error:
            return type(error), str(error)
        except IdReturns:
            return whole(paths, types)


@given(st.lists(files(), min_size=1, max_size=2), st.sampled_from([(), ("origin",)]))
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reading_in_turn_is_reading_whole(tmp_path: Path, contents: list[bytes], types: tuple[str, ...]) -> None:
    paths = [tmp_path / f"{number}.csv" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    assert in_turn(paths, types) == whole(paths, types)


def test_an_assessment_is_handed_on_where_the_next_one_begins(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("assessment_id,practice_id,answer\na,R1.1.2a,3\n a ,R1.1.3b,2\nb,R1.1.2a,9\n")
    with AnswerStream([path], bank(), ("origin",)) as stream:
        sheets = stream.sheets(in_turn=True)
        assert sorted(next(sheets).answers) == ["R1.1.2a", "R1.1.3b"]
        with pytest.raises(InputError, match=r"a\.csv:4: "):
            next(sheets)


def test_an_id_that_returns_is_one_assessment_after_all(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("assessment_id,practice_id,answer\na,R1.1.2a,3\nb,R1.1.2a,1\na,R1.1.3b,2\n")
    with AnswerStream([path], bank(), ("origin",)) as stream:
        with pytest.raises(IdReturns):
            list(stream.sheets(in_turn=True))
        found = list(stream.sheets(in_turn=False))
    assert [(sheet.assessment.id, len(sheet.answers)) for sheet in found] == [("a", 2), ("b", 1)]


def test_what_came_through_a_pipe_can_be_read_again(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = "assessment_id,practice_id,answer\na,R1.1.2a,3\nb,R1.1.2a,1\na,R1.1.3b,2\n"
    writer = threading.Thread(target=lambda: pipe.write_text(text))
    writer.start()
    with AnswerStream([pipe], bank(), ("origin",)) as stream:
        with pytest.raises(IdReturns):
            list(stream.sheets(in_turn=True))
        assert len(list(stream.sheets(in_turn=False))) == 2
        assert stream.share_read == 1
    writer.join()


def test_texts_that_are_not_kept_are_checked_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with AnswerStream([path], bank(), ("origin",), with_texts=False) as stream:
        path.write_text("practice_id,answer,comment\nR1.1.2a,3," + "x" * 4000)
        (sheet,) = stream.sheets(in_turn=True)
        assert (sheet.answers["R1.1.2a"].answer, sheet.answers["R1.1.2a"].comment) == ("3", "")
        path.write_text("practice_id,answer,comment\nR1.1.2a,3," + "x" * 4001)
        with pytest.raises(InputError, match="4001 characters"):
            list(stream.sheets(in_turn=True))


def test_the_types_are_missed_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("practice_id,answer\nR1.1.2a,3\n")
    with AnswerStream([path], bank()) as stream, pytest.raises(TypesMissing):
        next(stream.sheets(in_turn=True))


def test_the_share_read_grows_from_file_to_file(tmp_path: Path) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path in paths:
        path.write_text("practice_id,answer\nR1.1.2a,3\n")
    with AnswerStream(paths, bank(), ("origin",)) as stream:
        shares = [stream.share_read for _sheet in stream.sheets(in_turn=True)]
        assert shares == [0.5, 1.0]


def test_four_times_the_assessments_take_no_more_memory(tmp_path: Path) -> None:
    few, many = (peak_of(many_assessments(tmp_path / f"{count}.csv", count)) for count in (500, 2000))
    assert many < few + 300 * (2000 - 500)  # what is left is the id and the line of each


def many_assessments(path: Path, count: int) -> Path:
    practices = ("R1.1.2a", "R1.1.3b", "R1.1.7b", "R1.1.7c")
    lines = [f"plan-{number},{id},3,{'text ' * 200}\n" for number in range(count) for id in practices]
    path.write_text("assessment_id,practice_id,answer,comment\n" + "".join(lines))
    return path


def peak_of(path: Path) -> int:
    instrument: Instrument = bank()
    tracemalloc.start()
    try:
        with AnswerStream([path], instrument, ("origin",)) as stream:
            last: AnswerSheet | None = None
            for sheet in stream.sheets(in_turn=True):
                last = sheet
            assert last is not None
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
