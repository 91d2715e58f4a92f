"""Spreadsheets that are made to harm: each is refused with a sentence, within seconds and little memory."""

from __future__ import annotations

import io
import sys
import time
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from assessment.errors import InputError
from assessment.exchange import spreadsheet
from assessment.exchange import spreadsheet_child as child
from questions.load import load_instrument
from tests.exchange.books import XLSX_NS, book_of, ods_of, ods_row, packed, read, xlsx_of, xlsx_parts

bank = cache(load_instrument)
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>practice_id</t></is></c></row>'
ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
BOMB = "<!DOCTYPE x [{}]>".format("".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 20)))
SECONDS, BYTES = 15, 1 << 30
# Stands between the tests and the reader: what a process measures of its children begins with its own size.
MEASURED = """\
import resource, subprocess, sys
code = subprocess.run([{python!r}, *sys.argv[1:]]).returncode
open({peak!r}, "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code and 1)
"""


def declared(part: str, start: str) -> bytes:
    """An XLSX in which one part begins with a document type."""
    parts = xlsx_parts(ROW)
    parts[part] = start + str(parts[part])
    return packed(parts)


def many_parts() -> bytes:
    return packed({**xlsx_parts(ROW), **{f"xl/media/{n}.xml": "" for n in range(child.MOST_PARTS)}})


def dense() -> bytes:
    parts = xlsx_parts(ROW)
    parts["xl/worksheets/sheet1.xml"] = f"<worksheet {XLSX_NS}><sheetData>{' ' * (16 << 20)}</sheetData></worksheet>"
    return packed(parts)


def large() -> bytes:
    """Every part is small, all of them together are not."""
    return packed({**xlsx_parts(ROW), **{f"xl/{n}.xml": " " * child.FREE_OF_RATIO for n in range(130)}})


def understated() -> bytes:
    """The directory gives a size of 10 bytes for a part of many megabytes."""
    data = dense()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    return data.replace(entry.file_size.to_bytes(4, "little"), (10).to_bytes(4, "little"))


def repeated_text() -> bytes:
    """One text of 32,000 letters, in 20,000 cells."""
    shared = f"<sst><si><t>{'x' * 32_000}</t></si></sst>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_001))
    return xlsx_of(rows, shared)


def two_of_a_name() -> bytes:
    data = packed(xlsx_parts(ROW))
    return data.replace(b"xl/sharedStrings.xml", b"xl/workbook.xml\0\0\0\0\0")


def protected() -> bytes:
    data = bytearray(packed(xlsx_parts(ROW)))
    at = data.index(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def repeated_rows(row: str, times: int) -> str:
    return row.replace("<table:table-row", f'<table:table-row table:number-rows-repeated="{times}"')


CELL = ods_row("R1.1.2a").replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="16384"')
FORMULAS = CELL.replace("office:value", 'table:formula="of:=1" office:value')
CORNER = '<row r="1048576"><c r="XFD1048576">{}</c></row>'


def without_relations() -> bytes:
    return packed({**xlsx_parts(ROW), "xl/_rels/workbook.xml.rels": "<Relationships/>"})


def out_of_the_file() -> bytes:
    parts = xlsx_parts(ROW)
    return packed(
        {name: str(text).replace("worksheets/sheet1.xml", "../../worksheets/etc") for name, text in parts.items()}
    )


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a cell in the last corner": (lambda: xlsx_of(ROW + CORNER.format("<v>1</v>")), "too_wide"),
    "a formula in the last corner": (lambda: xlsx_of(CORNER.format("<f>1</f>")), "too_wide"),
    "a cell beyond any sheet": (lambda: xlsx_of('<row r="1"><c r="ZZZ9999999"><v>1</v></c></row>'), "too_wide"),
    "a row that is no number": (lambda: xlsx_of('<row r="x"><c><v>1</v></c></row>'), "damaged"),
    "an ods full of one cell": (lambda: ods_of(repeated_rows(CELL, 1_048_576)), "too_wide"),
    "an ods full of one formula": (lambda: ods_of(repeated_rows(FORMULAS, 1_048_576)), "too_wide"),
    "an ods that repeats without end": (lambda: ods_of(repeated_rows(CELL, 10**30)), "too_wide"),
    "an ods that repeats no number": (lambda: ods_of(CELL.replace("16384", "many")), "damaged"),
    "a dense zip": (dense, "too_dense"),
    "a large zip": (large, "too_large"),
    "a zip that understates a size": (understated, "damaged"),
    "too many parts": (many_parts, "too_large"),
    "two parts of one name": (two_of_a_name, "damaged"),
    "one long text in many cells": (repeated_text, "too_large"),
    "an entity in a sheet": (lambda: declared("xl/worksheets/sheet1.xml", ENTITY), "hostile"),
    "an entity in the texts": (lambda: declared("xl/sharedStrings.xml", ENTITY), "hostile"),
    "an entity in the workbook": (lambda: declared("xl/workbook.xml", ENTITY), "hostile"),
    "an entity in the relations": (lambda: declared("xl/_rels/workbook.xml.rels", ENTITY), "hostile"),
    "entities of entities": (lambda: declared("xl/worksheets/sheet1.xml", BOMB), "hostile"),
    "an entity in an ods": (lambda: ods_of("", ENTITY), "hostile"),
    "a password": (protected, "protected"),
    "relations that are missing": (without_relations, "damaged"),
    "a relation out of the file": (out_of_the_file, "damaged"),
    "half a file": (lambda: book_of([("practice_id", "answer")])[:2000], "damaged"),
    "no zip at all": (lambda: b"PK\x03\x04" + b"\0" * 1000, "damaged"),
    "broken xml": (lambda: xlsx_of("<row>"), "damaged"),
    "a text document": (lambda: packed({"word/document.xml": "<document/>"}), "other_format"),
    "an old binary workbook": (lambda: packed({"xl/workbook.bin": b"\0"}), "other_format"),
    "an old excel file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "protected"),
}


@pytest.mark.parametrize(("make", "reason"), CASES.values(), ids=CASES)
def test_a_hostile_file_is_refused_soon_and_cheaply(
    make: Callable[[], bytes], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make()
    peak = tmp_path / "peak"
    monkeypatch.setattr(sys, "executable", _measuring(tmp_path, peak))
    assert len(data) < 1 << 20
    begun = time.monotonic()
    with pytest.raises(InputError) as caught:
        read(bank(), data, ("origin",))
    assert time.monotonic() - begun < SECONDS
    kilobytes = int(peak.read_text(encoding="utf-8")) if peak.exists() else 0  # some are not even handed to the reader
    assert kilobytes * (1024 if sys.platform != "darwin" else 1) < BYTES
    assert str(caught.value) == f"book.xlsx: {spreadsheet._refusal(reason)}"
    assert reason in child.REASONS


def test_a_file_over_the_size_limit_is_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MOST_BYTES", 100)
    monkeypatch.setattr(spreadsheet, "_answer", lambda data: pytest.fail(f"{len(data)} bytes were handed on"))
    with pytest.raises(InputError, match="too much memory or time"):
        read(bank(), book_of([("practice_id", "answer")]))


def test_a_reader_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(child, "__file__", _script(tmp_path, "while True: pass"))
    monkeypatch.setattr(child, "SECONDS", -1.5)
    with pytest.raises(InputError, match="too much memory or time"):
        read(bank(), book_of([("practice_id", "answer")]))


def test_a_reader_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(child, "__file__", _script(tmp_path, "import os; os.abort()"))
    with pytest.raises(InputError, match="too much memory or time"):
        read(bank(), book_of([("practice_id", "answer")]))


def test_the_reader_bounds_its_own_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What no check foresees meets the limit of the process."""
    source = Path(child.__file__).read_text(encoding="utf-8")
    greedy = source.replace('answer = {"sheets": read(', 'answer = {"sheets": bytearray(1 << 30) and read(')
    assert greedy != source
    monkeypatch.setattr(child, "__file__", _script(tmp_path, greedy))
    with pytest.raises(InputError, match="too much memory or time"):
        read(bank(), book_of([("practice_id", "answer")]))


def _measuring(folder: Path, peak: Path) -> str:
    """A program that runs Python, and notes how much memory that took at most."""
    launcher = folder / "measured.py"
    launcher.write_text(MEASURED.format(python=sys.executable, peak=str(peak)), encoding="utf-8")
    program = folder / "python"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "{launcher}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def _script(folder: Path, text: str) -> str:
    path = folder / "child.py"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_every_reason_has_a_sentence_of_its_own() -> None:
    sentences = {spreadsheet._refusal(reason) for reason in child.REASONS}
    assert len(sentences) == len(child.REASONS)
    assert all(sentence.endswith(".") for sentence in sentences)
