"""One full assessment through the formats that take longest, each against its library doing as little as can be.

Every practice of the real bank is answered, with evidence and comments. A PDF of forty pages cannot be set as fast as
empty ones, so its bar is against the engine setting the same words; the empty pages stand beside it. Memory is that of
a process that reads one file, against one that only loads the reader. A million rows of CSV are read in ``files``.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path

import typst
import xlsxwriter
from openpyxl import load_workbook

from assessment.exchange.answer_files import read_answers
from assessment.exchange.answers_csv import answers_csv
from assessment.exchange.bundle import bundle_json
from assessment.exchange.workbook import answers_workbook
from assessment.model import Answer, AnswerSheet, Assessment
from assessment.report.content import ReportContent, report_content
from assessment.report.pdf import report_pdf
from assessment.report.questionnaire import questionnaire_pdf
from assessment.report.typesetting import fonts
from assessment.results import plan_of, result_of
from assessment.service import AssessmentService
from questions.load import load_instrument
from questions.model import Instrument
from tests.benchmarks.figure import Figure
from tests.benchmarks.files import least
from tests.exchange.submissions import submission_xml, values
from tests.fakes import MemoryStore

ROOT = Path(__file__).parents[2]
TYPES = ("origin",)
DAY = date(2026, 6, 1)
MADE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
BAR_READ, BAR_WRITE, BAR_PDF = 1.5, 2, 3

# What reading a spreadsheet cannot do without: a process of its own, the cells, and a look for formulas in every part.
BARE_READER = """
import io, json, sys, zipfile
from xml.sax.handler import ContentHandler
import defusedxml.sax
from python_calamine import CalamineWorkbook
class Formulas(ContentHandler):
    found = 0
    def startElement(self, name, attrs):
        self.found += name == "f"
data = sys.stdin.buffer.read()
with zipfile.ZipFile(io.BytesIO(data)) as parts:
    for name in parts.namelist():
        if name.startswith("xl/worksheets/sheet"):
            with parts.open(name) as part:
                defusedxml.sax.parse(part, Formulas(), forbid_dtd=True)
book = CalamineWorkbook.from_filelike(io.BytesIO(data))
json.dump([book.get_sheet_by_name(name).to_python() for name in book.sheet_names], sys.stdout, default=str)
"""
EMPTY_PAGES = (
    b'#set document(title: "Empty", date: none)\n#set text(font: "Source Sans 3")\n#pagebreak()\n#pagebreak()\n.'
)
PLAIN_PAGES = b"""#set document(title: "Plain", date: none)
#set text(font: ("Source Sans 3", "Kurinto Sans", "Kurinto Sans SC"), size: 10pt)
#for words in json(bytes(sys.inputs.content)) { par(text(words)) }
"""
READ_ONE = """
import sys
from assessment.exchange.answer_files import read_answer_files
from assessment.exchange.answers_workbook import read_workbook
from questions.load import load_instrument
instrument = load_instrument()
if sys.argv[1:]:
    assert read_answer_files(sys.argv[1:], instrument).sheets
import resource
status = open("/proc/self/status").read()
own = int(status.partition("VmHWM:")[2].split()[0])
print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""


def figures() -> list[Figure]:
    """Reading and writing the workbook, setting the PDFs, and the memory of each reader."""
    bank = load_instrument()
    sheet = full_sheet(bank)
    book = answers_workbook(bank, sheet)
    content = report_content(bank, sheet, result_of(bank, sheet), DAY)
    empty = partial(typst.compile, EMPTY_PAGES, font_paths=fonts(), pdf_standards="ua-1")
    plain = plain_pages(content)
    cells = cells_of(book)
    return [
        Figure("XLSX of an assessment, read: to its libraries alone", *least(*reading(bank, book)), BAR_READ),
        Figure("… written: to as many cells", *least(partial(answers_workbook, bank, sheet), cells), BAR_WRITE),
        Figure("report as PDF: to the same words without a form", *least(partial(report_pdf, content), plain), BAR_PDF),
        Figure("… to three empty pages", *least(partial(report_pdf, content), empty)),
        Figure("questionnaire as PDF: to three empty pages", *least(partial(questionnaire_pdf, bank, TYPES), empty)),
        *memory(bank, sheet, book),
    ]


def full_sheet(bank: Instrument) -> AnswerSheet:
    """Every practice answered, with texts of the usual length."""
    text = "Circular 12 of the Ministry, chapter 4, and the minutes of the meeting of the working group. "
    answers = {
        practice.id: Answer(
            practice_id=practice.id,
            answer=str(number % 5),
            evidence=text,
            evidence_date="2026-05",
            responsible="Consular section",
            comment=text * (number % 3),
        )
        for number, practice in enumerate(plan_of(bank, TYPES).practices)
    }
    told = Assessment(
        id="full",
        organisation="Ministry",
        stakeholder_types=TYPES,
        instrument_id=bank.id,
        instrument_version=bank.version,
        assessed_on=DAY,
    )
    return AnswerSheet(assessment=told, answers=answers)


def reading(bank: Instrument, book: bytes) -> tuple[Callable[[], object], Callable[[], object]]:
    """Our reader and the bare one."""
    bare = [sys.executable, "-P", "-c", BARE_READER]
    return (
        lambda: read_answers(io.BytesIO(book), "full.xlsx", bank),
        lambda: subprocess.run(bare, input=book, check=True, capture_output=True),
    )


def cells_of(book: bytes) -> Callable[[], None]:
    """Writes what stands in a workbook, and nothing of how it looks."""
    sheets = [[[*row] for row in sheet.iter_rows(values_only=True)] for sheet in load_workbook(io.BytesIO(book))]

    def write() -> None:
        with xlsxwriter.Workbook(io.BytesIO(), MADE) as made:
            for rows in sheets:
                page = made.add_worksheet()
                for number, row in enumerate(rows):
                    for column, value in enumerate(row):
                        if isinstance(value, str) and value.startswith("="):
                            page.write_formula(number, column, value)
                        elif value is not None:
                            page.write_string(number, column, str(value))

    return write


def plain_pages(content: ReportContent) -> Callable[[], object]:
    """Sets every text of a report as a paragraph, with the same fonts and the same claim: the least there is to do."""
    texts = json.dumps(list(_texts(asdict(content))))
    return partial(typst.compile, PLAIN_PAGES, sys_inputs={"content": texts}, font_paths=fonts(), pdf_standards="ua-1")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def memory(bank: Instrument, sheet: AnswerSheet, book: bytes) -> list[Figure]:
    """The most that a process, or its child, holds while it reads a file of each kind, in MB, as Linux counts it."""
    service = AssessmentService(MemoryStore(), bank)
    files = {
        "csv": answers_csv(bank, [sheet]),
        "xlsx": book,
        "json": bundle_json(service.whole(service.add_sheet(sheet).id)),
        "xml": submission_xml("full", values(sheet), TYPES),
    }
    with tempfile.TemporaryDirectory() as folder:
        before = held()
        found = []
        for form, data in files.items():
            path = Path(folder) / f"full.{form}"
            path.write_bytes(data)
            found.append(Figure(f"{form}, read: peak memory in MB, to the reader alone", held(path), before))
    return found


def held(*paths: Path) -> float:
    """Peak memory in MB of a process that reads these files."""
    command = [sys.executable, "-c", READ_ONE, *map(str, paths)]
    done = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
    return int(done.stdout.split()[-1]) / 1024
