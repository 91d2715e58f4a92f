"""Everything that an answers CSV is refused for, each with its line and column."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.errors import InputError
from assessment.exchange.answer_files import read_answers
from assessment.exchange.answer_rows import COLUMNS, MOST_PROBLEMS
from questions.load import load_instrument
from questions.model import Instrument

bank = cache(load_instrument)
CASES = yaml.safe_load((Path(__file__).parent / "refused.yaml").read_text(encoding="utf-8"))["cases"]


def problems(instrument: Instrument, data: bytes, types: tuple[str, ...] = ("origin",)) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read_answers(io.BytesIO(data), "answers.csv", instrument, types=types)
    assert all(problem.file == "answers.csv" for problem in caught.value.problems)
    return [(problem.place, problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_refused(instrument: Instrument, case: dict[str, str]) -> None:
    ((place, message),) = problems(instrument, case["file"].encode())
    assert place == case["line"]
    assert case["says"] in message
    assert message.endswith((".", ")."))


@pytest.mark.parametrize(
    ("column", "limit"),
    [
        ("assessment_id", 200),
        ("organisation", 200),
        ("subject", 200),
        ("na_reason", 200),
        ("evidence", 4000),
        ("evidence_date", 200),
        ("responsible", 200),
        ("comment", 4000),
    ],
)
def test_every_text_has_its_length(instrument: Instrument, column: str, limit: int) -> None:
    text = f"practice_id,answer,{column}\nR1.1.2a,3,"
    assert read_answers(io.BytesIO((text + "x" * limit).encode()), "a.csv", instrument, types=("origin",)).sheets
    ((place, message),) = problems(instrument, (text + "x" * (limit + 1)).encode())
    assert place == "2"
    assert f"column {column}: {column} has {limit + 1} characters, {limit} are allowed" in message


def test_a_cell_beyond_any_length_ends_the_reading(instrument: Instrument) -> None:
    text = 'practice_id,answer,comment\nR1.1.2a,3,"' + "x" * 200_000 + '"\nR1.1.7b,9,\n'
    ((place, message),) = problems(instrument, text.encode())
    assert (place, "cell 3 is longer than 131,072 characters" in message) == ("2", True)


def test_types_in_the_file_are_checked(instrument: Instrument) -> None:
    header = "assessment_id,stakeholder_types,practice_id,answer\n"
    rows = "a,origin hots,R1.1.2a,3\nb,,R1.1.2a,3\nc,origin,R1.1.2a,3\nc,host,R1.1.7b,3\n"
    found = problems(instrument, (header + rows).encode(), types=())
    assert [place for place, _ in found] == ["2", "3", "5"]
    assert all(message.startswith("column stakeholder_types: ") for _, message in found)
    assert "'hots' is not a stakeholder type. Use one of: origin, host" in found[0][1]
    assert "it is empty for this assessment" in found[1][1]
    assert "'host' differs from the value at line 4" in found[2][1]


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"practice_id,answer\nR1.1.2a,3\n\x81\n", "3", "no characters in UTF-8 or Windows-1252"),
        (b"\xef\xbb\xbfpractice_id,answer\n\xff,3\n", "2", "no characters in UTF-8"),
        (b"practice_id,answer\nR1.1.2a,\xed\xa0\x80\n", "2", "no characters in UTF-8"),
        ("practice_id,answer\nR1.1.2a,3\n".encode("utf-16") + b"\x00\xd8\x0a\x00", "3", "no characters in UTF-16"),
        (b"PK\x03\x04rest", "", "the spreadsheet is damaged"),
        (b"\xd0\xcf\x11\xe0rest", "", "an old Excel file, or one with a password"),
        ("practice_id,answer\n".encode("utf-16-le"), "1", "NUL character"),
    ],
)
def test_bytes_that_are_no_text_are_refused(instrument: Instrument, data: bytes, place: str, words: str) -> None:
    ((found_place, message),) = problems(instrument, data)
    assert (found_place, words in message) == (place, True)


def test_lines_are_those_of_an_editor(instrument: Instrument) -> None:
    text = 'practice_id,answer,comment\r\nR1.1.2a,3,"one\r\ntwo\rthree\n"\r\rR1.1.7b,9,"x\ny"\nR1.1.3b,9,\n'
    assert [place for place, _ in problems(instrument, text.encode())] == ["7", "9"]


def test_everything_is_told_at_once_in_the_order_of_lines(instrument: Instrument) -> None:
    rows = ["R1.1.1a,3,,", "R1.1.2a,9,,", "R1.1.7b,9,xx,", 'R1.1.3b,3,,"a"b', "R1.1.7c,3,,", "R1.1.7c,3,,"]
    text = "practice_id,answer,country,comment\n" + "\n".join(rows) + "\n"
    found = problems(instrument, text.encode())
    assert [place for place, _ in found] == ["2", "3", "4", "4", "5", "7"]


def test_a_repeated_fault_of_identity_is_told_once(instrument: Instrument) -> None:
    text = "country,instrument_version,practice_id,answer\n" + "xx,7,R1.1.2a,3\nxx,7,R1.1.7b,3\n"
    assert len(problems(instrument, text.encode())) == 2


def test_reading_stops_when_nothing_fits(instrument: Instrument) -> None:
    found = problems(instrument, b"practice_id,answer\n" + b"x,1\n" * (MOST_PROBLEMS + 5000))
    assert len(found) == MOST_PROBLEMS + 1
    assert "reading stopped here" in found[-1][1]


CELLS = st.one_of(
    st.sampled_from(["", "R1.1.2a", "R1.1.7a", "3", "na", "dk", "origin", "NAM", "2024-05-31", "75", "=", '"', "\0"]),
    st.text(max_size=5),
)


@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=200).map(lambda tail: b"practice_id,answer,comment\nR1.1.2a,3," + tail),
        st.lists(st.lists(CELLS, min_size=1, max_size=20), max_size=6).map(lambda rows: as_csv([COLUMNS, *rows])),
    )
)
@settings(deadline=None)
def test_any_file_gives_sheets_or_problems(data: bytes) -> None:
    try:
        found = read_answers(io.BytesIO(data), "x.csv", bank(), types=("origin",))
    except InputError as error:
        told = error.problems
    else:
        told = found.sheets  # type: ignore[assignment]
    assert told


def as_csv(rows: list[object]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)  # type: ignore[arg-type]
    return buffer.getvalue().encode("utf-8", "surrogatepass")
