"""``make fuzz``: files grown towards new paths through the readers, for FUZZ_SECONDS in all (60 unless set).

Whatever comes in, a reader gives sheets or tells problems; and the sheets that it gives can be reported, written and
read back the same. What breaks that is printed with its bytes, and belongs into ``tests/exchange/test_hostile.py``.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["assessment.exchange", "assessment.validation", "defusedxml"]):
    from assessment.errors import InputError, TypesMissing
    from assessment.exchange.answer_files import AnswerFiles, read_answers
    from assessment.exchange.answers_csv import answers_csv
    from assessment.exchange.bundle import CHECKSUM, bundle_json, checksum, empty_bundle, looks_like_json
    from assessment.exchange.gap_report import gap_report
    from assessment.exchange.spreadsheet import is_spreadsheet

from assessment.service import AssessmentService, now
from tests.fakes import MemoryStore
from tests.small import small_instrument, small_sheet

SECONDS = 60
ROOT = Path(__file__).parents[1]
BANK = small_instrument()
TYPES = ("origin",)
XML = "<data><a><stakeholder_types>origin</stakeholder_types><R1_1_1a>{}</R1_1_1a></a></data>"


def seeds() -> dict[str, list[bytes]]:
    """Files to begin with, by the reader they are for."""
    table = answers_csv(BANK, [small_sheet(organisation="Côte")])
    text = table.decode("utf-8-sig")
    export = b"R1_1_1a;stakeholder_types;R1_1_2a;R1_1_2a_evidence;_uuid\n3;origin;dk;x;k1\n"
    service = AssessmentService(MemoryStore(), BANK)
    whole = bundle_json(service.whole(service.add_sheet(small_sheet()).id))
    return {
        "csv": [
            table,
            export,
            text.encode("cp1252"),
            text.replace(",", ";").encode("utf-16"),
            text.replace("\r\n", "\r").encode(),
            b'practice_id,answer,comment\nR1.1.1a,3,"x\ny"\n',
        ],
        "json": [whole, empty_bundle(BANK, TYPES, "e1", now()), b'{"a": [1.5, "\\ud83d\\ude00", null]}'],
        "xml": [XML.format(3).encode(), XML.format("<b>&lt;</b>").encode("utf-16"), b"<?xml version='1.0'?><a/>"],
    }


def sealed(data: bytes) -> bytes:
    """JSON with the checksum that fits it, so that what lies behind the check is reached."""
    try:
        content = json.loads(data)
        return json.dumps({**content, CHECKSUM: checksum(content)}).encode() if isinstance(content, dict) else data
    except (ValueError, RecursionError, UnicodeError):
        return data


PREPARED: dict[str, Callable[[bytes], bytes]] = {
    "csv": bytes,
    "json": sealed,
    "xml": lambda data: data if data.lstrip().startswith((b"<", b"\xff\xfe", b"\xfe\xff", b"\xef")) else b"<" + data,
}


def check(data: bytes) -> None:
    """Read a file, and hold the reader to its word.

    Raises:
        Exception: what the reader let out, or an ``AssertionError`` about what it gave.
    """
    if is_spreadsheet(data):
        return  # another process reads these; too slow to be fuzzed here
    try:
        found = read_answers(io.BytesIO(data), "file.csv", BANK, TYPES)
    except TypesMissing:
        return
    except InputError as error:
        problems = error.problems
    else:
        assert found.sheets
        _written_again(data, found)
        return
    assert problems
    assert all(problem.file == "file.csv" and problem.message.strip() for problem in problems)


def _written_again(data: bytes, found: AnswerFiles) -> None:
    """The sheets can be reported and written, and a table of them reads back the same."""
    gap_report(BANK, found.sheets)
    again = read_answers(io.BytesIO(answers_csv(BANK, found.sheets)), "file.csv", BANK).sheets
    if not looks_like_json(data):  # a bundle also keeps texts of spaces alone, which mean nothing in a table
        assert answers_csv(BANK, again) == answers_csv(BANK, found.sheets)


def main(names: list[str]) -> int:
    """Fuzz the readers named, or all, each in a process of its own; 1 when one of them broke its word."""
    chosen = names or list(PREPARED)
    seconds = max(1, int(os.environ.get("FUZZ_SECONDS", SECONDS)) // len(chosen))
    return max(_in_a_process(name, seconds) for name in chosen)


def _in_a_process(name: str, seconds: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number, data in enumerate(seeds()[name]):
            (corpus / str(number)).write_bytes(data)
        command = [sys.executable, "-m", "tests.fuzz", "--one", name, str(corpus)]
        options = [f"-max_total_time={seconds}", f"-artifact_prefix={folder}/", "-timeout=10", "-max_len=4000"]
        done = subprocess.run([*command, *options], check=False, cwd=ROOT)
        broken = [path.read_bytes() for path in Path(folder).iterdir() if path.is_file()]
    for data in broken:
        print(f"{name}: {PREPARED[name](data)!r}")  # noqa: T201
    return int(bool(done.returncode or broken))


def _fuzz(name: str, arguments: list[str]) -> None:
    """Does not come back: the fuzzer ends the process."""
    atheris.Setup([sys.argv[0], *arguments], lambda data: check(PREPARED[name](data)))
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _fuzz(sys.argv[2], sys.argv[3:])
    sys.exit(main(sys.argv[1:]))
