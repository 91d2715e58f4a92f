"""Files of every kind that are made to harm, or came to harm: each is refused with a sentence, or read as it was meant.

What spreadsheets can be made of beyond that stands in ``test_hostile_spreadsheets.py``.
"""

from __future__ import annotations

import io
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assessment.errors import InputError, InputProblem
from assessment.exchange import spreadsheet, spreadsheet_child
from assessment.exchange.answer_files import AnswerFiles, read_answers
from assessment.exchange.answer_uploads import Limits, Upload, read_uploads
from assessment.exchange.answers_csv import answers_csv
from assessment.exchange.bundle import CHECKSUM, bundle_json, checksum
from assessment.exchange.gap_report import gap_report
from assessment.exchange.workbook import answers_workbook
from assessment.model import SHORT_TEXT, AnswerSheet
from assessment.report.write import file_stem
from assessment.service import AssessmentService
from tests.exchange.books import book_of, ods_of, ods_row
from tests.fakes import MemoryStore
from tests.small import small_instrument, small_sheet

SMALL = small_instrument()
TYPES = ("origin",)
HEAD = "practice_id,answer,country\n"
GOOD = f"{HEAD}R1.1.1a,3,\n"
NAME = "answers.csv"


def read(data: bytes | str, name: str = NAME, row_limit: int = 1000) -> AnswerFiles:
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return read_answers(io.BytesIO(raw), name, SMALL, TYPES, row_limit)


@cache
def whole() -> bytes:
    """A bundle."""
    service = AssessmentService(MemoryStore(), SMALL)
    return bundle_json(service.whole(service.add_sheet(small_sheet()).id))


def bundle(**keys: object) -> bytes:
    """The bundle with something else in its first answer, and a checksum that fits."""
    content: dict[str, Any] = json.loads(whole())
    content["answers"][0].update(keys)
    return json.dumps({**content, CHECKSUM: checksum(content)}).encode()


def xml(inner: str) -> bytes:
    said = f"<stakeholder_types>origin</stakeholder_types>\n{inner}"
    return f"<data><a>\n{said}</a></data>".encode("utf-8", "surrogatepass")


def level(code: str) -> dict[str, bytes]:
    """One answer in a file of each kind."""
    return {
        "csv": f"{HEAD}R1.1.1a,{code},\n".encode(),
        "xlsx": book_of([("practice_id", "answer"), ("R1.1.1a", code)]),
        "ods": ods_of(ods_row("practice_id", "answer") + ods_row("R1.1.1a", code)),
        "json": bundle(answer=code),
        "xml": xml(f"<R1_1_1a>{code}</R1_1_1a>"),
    }


PLACES = {"csv": "2", "xlsx": "answers!B2", "ods": "answers!B2", "json": "", "xml": "3"}


@pytest.mark.parametrize("code", ["2.5", "-1", "1e400", "NaN", "true", "5", "３", "1_0", "0x1", "++3"])
@pytest.mark.parametrize("form", PLACES)
def test_what_is_no_level_is_refused_with_its_place(form: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(level(code)[form])
    (problem,) = caught.value.problems
    assert (problem.file, problem.place) == (NAME, PLACES[form])
    assert f"answer '{code}'" in problem.message
    assert problem.message.endswith(".")


@pytest.mark.parametrize("value", [True, False, 2.5, -1, 10, 1])
def test_a_cell_of_another_type_is_no_level(value: object) -> None:
    """A number of one digit is what a spreadsheet makes of a level; all else is refused."""
    data = book_of([("practice_id", "answer"), ("R1.1.1a", value)])
    if value is not True and value == 1:
        assert read(data).sheets[0].answers["R1.1.1a"].answer == "1"
    else:
        with pytest.raises(InputError, match=r"answers!B2: answer '[^']+' is not one of"):
            read(data)


@dataclass(frozen=True)
class Case:
    """A file, where its fault stands, and words of what is said about it."""

    data: bytes | str
    place: str
    words: str


def deep(levels: int) -> str:
    return '{"a":' * levels + "1" + "}" * levels


REFUSED = {
    "empty": Case(b"", "", "the file is empty"),
    "a byte order mark alone": Case(b"\xef\xbb\xbf", "", "the file is empty"),
    "a utf-16 mark alone": Case(b"\xff\xfe", "", "the file is empty"),
    "spaces": Case("  \n \n", "", "column"),
    "nul": Case(f"{HEAD}R1.1.1a,3,\0\n", "2", "NUL"),
    "nul in utf-16": Case(f"{HEAD}R1.1.1a,3,\0\n".encode("utf-16"), "2", "NUL"),
    "utf-16 without its mark": Case(GOOD.encode("utf-16-le"), "1", "NUL"),
    "utf-16 cut in a character": Case(GOOD.encode("utf-16")[:-1], "2", "UTF-16"),
    "utf-32": Case(GOOD.encode("utf-32"), "1", "NUL"),
    "half a surrogate pair": Case(f"{HEAD}R1.1.1a,3,\ud800\n", "2", "UTF-8"),
    "half a pair in utf-16": Case(GOOD.encode("utf-16") + b"\x00\xdc\n\x00", "3", "UTF-16"),
    "neither utf-8 nor windows": Case(f"{HEAD}R1.1.1a,3,".encode() + b"\x8f\n", "2", "Windows-1252"),
    "a quote never closed": Case(f'{HEAD}R1.1.1a,3,"\n' + "R1.1.1b,3,\n" * 5, "2", "quote"),
    "a column twice": Case("practice_id,answer,answer\nR1.1.1a,3,3\n", "1", "twice"),
    "a practice twice": Case(f"{GOOD}R1.1.1a,3,\n", "3", "already"),
    "a practice twice, mixed ends": Case("practice_id,answer\r\nR1.1.1a,3\rR1.1.1b,2\nR1.1.1a,3\n", "4", "already"),
    "json: an array": Case("[]", "1", "column"),
    "json: cut": Case(whole()[:-40], "", "no JSON"),
    "json: a key twice": Case('{"a": 1, "a": 2}', "", "twice"),
    "json: too deep": Case(deep(40), "", "nested deeper"),
    "json: far too deep": Case('{"a":' * 100_000, "", "nested deeper"),
    "json: NaN": Case('{"a": NaN}', "", "'NaN' is no number"),
    "json: 1e400": Case('{"a": 1e400}', "", "'1e400' is no number"),
    "json: nul": Case('{"a": "\\u0000"}', "", "NUL"),
    "json: half a pair": Case('{"a": "\\udfff"}', "", "surrogate"),
    "json: utf-16": Case('{"a": 1}'.encode("utf-16"), "1", "column"),
    "json: true as a level": Case(bundle(answer=True), "answers[0].answer", "Export the file again"),
    "json: 2.5 as a level": Case(bundle(answer=2.5), "answers[0].answer", "Export the file again"),
    "json: altered": Case(whole().replace(b'"answer": "3"', b'"answer": "4"'), "", "checksum"),
    "xml: cut": Case(xml("")[:-8], "3", "no well-formed XML"),
    "xml: nul": Case(xml("<R1_1_1a>\0</R1_1_1a>"), "3", "no well-formed XML"),
    "xml: nul as an entity": Case(xml("<R1_1_1a>&#0;</R1_1_1a>"), "3", "no well-formed XML"),
    "xml: half a pair": Case(xml("<R1_1_1a>\ud800</R1_1_1a>"), "3", "no well-formed XML"),
    "xml: entities": Case(b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "", "document type"),
    "xml: a field twice": Case(xml("<R1_1_1a>3</R1_1_1a>\n<R1_1_1a>3</R1_1_1a>"), "4", "stands twice"),
    "html": Case("<!DOCTYPE html><html><body></body></html>", "", "document type"),
    "pdf": Case(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "1", "column"),
    "png": Case(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "3", "NUL"),
    "gzip": Case(b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "1", "NUL"),
    "an empty zip": Case(b"PK\x05\x06" + b"\0" * 18, "", "spreadsheet"),
    "pickle": Case(b"cos\nsystem\n(S'true'\ntR.", "1", "column"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_is_refused(case: Case) -> None:
    begun = time.monotonic()
    with pytest.raises(InputError) as caught:
        read(case.data)
    assert time.monotonic() - begun < 5
    problem = caught.value.problems[0]
    assert problem.file == NAME
    assert case.words in problem.message
    if case.place:
        assert problem.place == case.place
    assert problem.message.endswith((".", ")."))
    assert str(caught.value).encode()


TAKEN = {
    "utf-8": GOOD.encode(),
    "utf-8 with its mark": GOOD.encode("utf-8-sig"),
    "utf-16, little end first": b"\xff\xfe" + GOOD.encode("utf-16-le"),
    "utf-16, big end first": b"\xfe\xff" + GOOD.encode("utf-16-be"),
    "mixed line ends": b"practice_id,answer\r\n\r\rR1.1.1a,3\r\nR1.1.1b,\rR1.1.2a,",
    "no last line end": GOOD.rstrip().encode(),
    "semicolons": GOOD.replace(",", ";").encode(),
    "tabs": GOOD.replace(",", "\t").encode(),
    "spaces around codes": b"practice_id , answer\n R1.1.1a , 3 \n",
    "xml with spaces before it": b"  \n" + xml("<R1_1_1a>3</R1_1_1a>"),
    "NA as text": b"practice_id,answer,evidence\nR1.1.1a,3,NA\n",
}


@pytest.mark.parametrize("data", TAKEN.values(), ids=TAKEN)
def test_what_is_read_as_it_was_meant(data: bytes) -> None:
    (sheet,) = read(data).sheets
    assert sheet.answers["R1.1.1a"].answer == "3"


@pytest.mark.parametrize("text", ["NA", "N/A", "null", "None", "nan", "inf", "-", "1e400", "true", "#N/A"])
def test_words_that_elsewhere_mean_nothing_are_text(text: str) -> None:
    data = f"practice_id,answer,evidence,organisation\nR1.1.1a,3,{text},{text}\n"
    (sheet,) = read(data).sheets
    assert (sheet.answers["R1.1.1a"].evidence, sheet.assessment.organisation) == (text, text)


WHOLE: dict[str, Callable[[], bytes]] = {
    "csv": lambda: answers_csv(SMALL, [small_sheet()]),
    "xlsx": lambda: answers_workbook(SMALL, small_sheet()),
    "ods": lambda: ods_of(ods_row("practice_id", "answer") + ods_row("R1.1.1a", "3")),
    "json": whole,
    "xml": lambda: xml("<R1_1_1a>3</R1_1_1a>"),
}


@pytest.mark.parametrize("form", WHOLE)
@pytest.mark.parametrize("tenth", range(10))
def test_a_file_that_was_cut_off(form: str, tenth: int) -> None:
    """A table may still be one; all other formats notice that their end is missing."""
    data = WHOLE[form]()
    cut = data[: len(data) * tenth // 10]
    sheets, problems = outcome(cut, NAME)
    assert bool(sheets) != bool(problems)
    assert problems or form == "csv"


def test_more_rows_than_allowed_are_refused_within_a_second() -> None:
    data = (HEAD + "R1.1.1a,3,\n" * 2_000_000).encode()
    begun = time.monotonic()
    with pytest.raises(InputError, match=r"answers.csv: the file has more than 1,000 rows. Split it"):
        read(data)
    assert time.monotonic() - begun < 1


NAMES = {
    "": "answers",
    "/": "answers",
    " .csv": "answers",
    "\t\n.csv": "__",
    "../../etc/passwd.csv": "passwd",
    "x" * 500 + ".csv": "x" * SHORT_TEXT,
    "\udcff\udcfe.csv": "__",
    "a\0b.csv": "a_b",
    "a\r\nSet-Cookie: x.csv": "a__Set-Cookie: x",
    "=cmd|'x'!A1.csv": "=cmd|'x'!A1",
    "line\u2028end.csv": "line_end",
}


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_hostile_name_becomes_an_id_that_can_be_kept(name: str) -> None:
    (sheet,) = read(GOOD, name).sheets
    assert sheet.assessment.id == NAMES[name]
    assert gap_report(SMALL, [sheet])
    (again,) = read(answers_csv(SMALL, [sheet])).sheets
    assert again.assessment.id == NAMES[name]
    assert set(file_stem(sheet)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_nothing_of_a_refused_file_is_kept_whatever_its_name(name: str) -> None:
    uploads = [Upload(name, case.data) for case in REFUSED.values() if isinstance(case.data, bytes)]
    uploads = [upload for upload in uploads if not upload.content.startswith(b"PK")]
    reports = list(read_uploads(uploads, SMALL, TYPES, Limits(rows=1000, megabytes=10)))
    assert [report.is_refused for report in reports] == [True] * len(uploads)
    assert [report.sheets for report in reports] == [()] * len(uploads)


# Whatever comes in


STARTS = [
    b"",
    b"{",
    b"<",
    b"PK\x03\x04",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"practice_id,answer\nR1.1.1a,",
    b"\xd0\xcf\x11\xe0",
]


@given(st.sampled_from(STARTS), st.binary(max_size=300), st.text(max_size=20))
@example(b"", b"practice_id,answer\nR1.1.1a,3\n", "\udcff.csv")
@settings(deadline=None, max_examples=200)
def test_random_bytes_under_any_name(start: bytes, rest: bytes, name: str) -> None:
    held_to_its_word(start + rest, name)


@given(st.sampled_from(sorted(WHOLE)), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=150)
def test_a_file_with_a_few_bytes_changed(form: str, luck: random.Random) -> None:
    data = bytearray(WHOLE[form]())
    for _ in range(luck.randint(1, 4)):
        at = luck.randrange(len(data))
        data[at : at + luck.randint(0, 3)] = luck.randbytes(luck.randint(0, 3))
    held_to_its_word(bytes(data), NAME)


def held_to_its_word(data: bytes, name: str) -> None:
    """Sheets that can be reported, or problems that can be told; spreadsheets are read in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spreadsheet, "_answer", in_this_process)
        sheets, problems = outcome(data, name)
    assert bool(sheets) != bool(problems)
    assert not sheets or gap_report(SMALL, sheets)
    assert all(problem.message.strip() for problem in problems)


def outcome(data: bytes, name: str) -> tuple[Sequence[AnswerSheet], Sequence[InputProblem]]:
    """The sheets in a file, or what is wrong with it."""
    try:
        return read(data, name).sheets, ()
    except InputError as error:
        return (), error.problems


def in_this_process(data: bytes) -> dict[str, Any]:
    try:
        return {"sheets": spreadsheet_child.read(data)}
    except spreadsheet_child.Refused as error:
        return {"refused": str(error)}
