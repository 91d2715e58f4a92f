"""Answers read from spreadsheets: the tool's workbook, the sheet of answers, XLSX and ODS, each fault with its cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook, load_workbook

import assessment.texts
import questions.translate
from assessment.errors import InputError, TypesMissing
from assessment.exchange.answer_files import AnswerStream, read_answer_files, read_answers
from assessment.exchange.answer_rows import IdReturns
from assessment.exchange.spreadsheet_child import OWN_FORMULA
from assessment.exchange.workbook import answers_workbook, template_workbook
from assessment.model import Answer
from assessment.sample import sample_sheet
from assessment.texts import language
from questions.load import load_instrument
from questions.model import Instrument
from questions.translate import translated
from tests.exchange.books import book_of, changed, ods_of, ods_row, read, saved, xlsx_of
from tests.pseudo import LANGUAGE, unwrapped, wrapped, write_language

ROOT = Path(__file__).parents[2]
bank = cache(load_instrument)
CASES = yaml.safe_load((Path(__file__).parent / "refused.yaml").read_text(encoding="utf-8"))["cases"]
HEADER = ("practice_id", "answer")
ORIGIN = ("origin",)
R112A = "Topic 1"  # the sheet whose row 5 is R1.1.2a for a State of origin


@cache
def template(types: tuple[str, ...] = ORIGIN) -> bytes:
    return template_workbook(bank(), types)


def filled(cells: dict[str, object], sheet: str = R112A) -> bytes:
    """The workbook of a State of origin with these cells typed in."""

    def fill(book: Workbook) -> None:
        for cell, value in cells.items():
            book[sheet][cell] = value

    return changed(template(), fill)


def answers_of(data: bytes, types: tuple[str, ...] = ()) -> dict[str, Answer]:
    (sheet,) = read(bank(), data, types).sheets
    return dict(sheet.answers)


def problems(data: bytes, types: tuple[str, ...] = (), instrument: Instrument | None = None) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read(instrument or bank(), data, types)
    assert {problem.file for problem in caught.value.problems} == {"book.xlsx"}
    return [(problem.place, problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize("typed", ["3 – In place", "In place", "  in  PLACE ", "3", 3, 3.0])
def test_a_level_may_be_its_label_its_title_or_its_code(typed: object) -> None:
    assert answers_of(filled({"E5": typed}))["R1.1.2a"].answer == "3"
    assert answers_of(book_of([HEADER, ("R1.1.2a", typed)]), ORIGIN)["R1.1.2a"].answer == "3"


@pytest.mark.parametrize(("typed", "code"), [("Don't know", "dk"), ("DK", "dk"), ("0 – Not in place", "0"), (0, "0")])
def test_other_answers(typed: object, code: str) -> None:
    assert answers_of(filled({"E5": typed}))["R1.1.2a"].answer == code


def test_not_applicable_takes_its_reason_by_text_or_id() -> None:
    reason = bank().practices["R1.1.7a"].na_reasons[0]
    for typed in (reason.text, reason.id):
        found = answers_of(book_of([(*HEADER, "na_reason"), ("R1.1.7a", "Not applicable", typed)]), ORIGIN)
        assert found["R1.1.7a"] == Answer(practice_id="R1.1.7a", answer="na", na_reason=reason.id)


@pytest.fixture
def made_up_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instrument]:
    """The bank in a language in which every text is marked; it is the language of the test."""
    for room, module in (("assessment", assessment.texts), ("questions", questions.translate)):
        write_language(ROOT / room / "locale" / f"{room}.pot", tmp_path / room)
        monkeypatch.setattr(module, "LOCALE", tmp_path / room)
    token = language.set(LANGUAGE)
    yield translated(bank(), LANGUAGE)
    language.reset(token)


def test_labels_are_understood_in_every_language(made_up_language: Instrument) -> None:
    """Written in one language, read by a command that speaks another."""
    sheet = sample_sheet(bank(), date(2026, 6, 1))
    data = answers_workbook(made_up_language, sheet)
    assert wrapped("In place") in str(load_workbook(io.BytesIO(data))[wrapped("Topic {id}").format(id=1)]["E7"].value)
    language.set("en")
    assert answers_of(data) == {id: answer for id, answer in sheet.answers.items() if not answer.is_empty}


def test_every_word_of_a_workbook_can_be_translated(made_up_language: Instrument) -> None:
    book = load_workbook(io.BytesIO(template_workbook(made_up_language, ORIGIN)), data_only=True)
    for page in book.worksheets[:5]:
        assert unwrapped(page.title).strip() in ("", "1", "2", "3", "4")
        for row in page.iter_rows():
            shown = [cell for cell in row if not page.column_dimensions[cell.column_letter].hidden]
            is_hidden = page.row_dimensions[row[0].row].hidden
            texts = [] if is_hidden else [str(cell.value) for cell in shown if isinstance(cell.value, str)]
            for text in texts:
                assert not re.search(r"[^\W\d_]{2}", re.sub(r"R\d\.\d\.\d+[a-z]?", "", unwrapped(text))), text


def test_a_filled_workbook_says_who_when_and_what() -> None:
    def fill(book: Workbook) -> None:
        cover = book.worksheets[0]
        cells = {row[0].value: row[2] for row in cover.iter_rows()}
        cells["organisation"].value = "Ministry"
        cells["country"].value = "Namibia (NAM)"
        cells["subject"].value = "Plan North"
        cells["assessed_on"].value = datetime(2024, 5, 31)
        book[R112A]["E5"] = "2 – Partly in place"
        book[R112A]["G5"] = " Register, §4\nline two "
        book[R112A]["H5"] = date(2024, 5, 1)
        book[R112A]["I5"] = 12

    (found,) = read(bank(), changed(template(), fill), name="mine.xlsx").sheets
    kept = found.assessment
    assert (kept.id, kept.organisation, kept.country, kept.subject) == ("mine", "Ministry", "NAM", "Plan North")
    assert (kept.assessed_on, kept.stakeholder_types) == (date(2024, 5, 31), ORIGIN)
    assert found.answers == {
        "R1.1.2a": Answer(
            practice_id="R1.1.2a",
            answer="2",
            evidence=" Register, §4\nline two ",
            evidence_date="2024-05-01",
            responsible="12",
        )
    }


def test_an_empty_workbook_is_an_assessment_without_answers() -> None:
    (found,) = read(bank(), template()).sheets
    assert (found.answers, found.assessment.subject) == ({}, "organisation")


def test_sheets_may_be_renamed_moved_and_shown() -> None:
    def rearrange(book: Workbook) -> None:
        book[R112A]["E5"] = "1"
        book[R112A].title = "Ministry of Labour"
        book.move_sheet("Ministry of Labour", offset=5)
        book["answers"].sheet_state = "visible"
        book.worksheets[0].title = "Notes"

    assert answers_of(changed(template(), rearrange))["R1.1.2a"].answer == "1"


def test_a_program_may_write_over_the_sheet_of_answers() -> None:
    def fill(book: Workbook) -> None:
        rows = {row[9].value: row for row in book["answers"].iter_rows(min_row=2)}
        rows["R1.1.2a"][10].value = "4"
        rows["R1.1.3b"][12].value = "A register"
        book[R112A]["E7"] = "1 – Planned"

    found = answers_of(changed(template(), fill))
    third = str(bank().practices["R1.1.4a"].id)
    assert {id: answer.answer for id, answer in found.items()} == {"R1.1.2a": "4", "R1.1.3b": "", third: "1"}
    assert found["R1.1.3b"].evidence == "A register"


def test_an_answer_on_two_sheets_is_refused_with_both_places() -> None:
    def fill(book: Workbook) -> None:
        book["answers"]["K2"] = "4"
        book[R112A]["E5"] = "1 – Planned"

    ((place, message),) = problems(changed(template(), fill))
    assert place == "answers!J2"
    assert message.startswith("practice R1.1.2a stands at Topic 1!K5 already")


@pytest.mark.parametrize("column", ["E", "F", "G", "H", "I", "J"])
def test_a_formula_in_an_answer_is_refused_with_its_cell(column: str) -> None:
    ((place, message),) = problems(filled({f"{column}5": "=1+2"}))
    assert place == f"Topic 1!{column}5"
    assert message == "the cell holds a formula. Type what it gives, or paste it as a value."


def test_a_formula_on_the_cover_is_refused_once() -> None:
    def fill(book: Workbook) -> None:
        row = next(row for row in book.worksheets[0].iter_rows() if row[0].value == "organisation")
        row[2].value = '="Mini"&"stry"'
        book[R112A]["E5"] = book[R112A]["E6"] = "3"

    ((place, message),) = problems(changed(template(), fill))
    assert (place, "a formula" in message) == ("Start here!C6", True)


def test_a_formula_in_the_sheet_of_answers_is_refused_unless_it_repeats_the_other_sheets() -> None:
    assert answers_of(changed(template(), lambda book: None)) == {}  # noqa: ARG005
    found = problems(changed(template(), lambda book: book["answers"].__setitem__("K2", "=3")))
    assert [place for place, _ in found] == ["answers!K2"]
    (found,) = problems(book_of([HEADER, ("R1.1.2a", "=B9")]), ORIGIN)
    assert found[0] == "answers!B2"


def test_a_formula_beside_the_answers_matters_to_nobody() -> None:
    found = read(bank(), book_of([(*HEADER, "note"), ("R1.1.2a", 3, "=1+1")]), ORIGIN)
    assert found.sheets[0].answers["R1.1.2a"].answer == "3"
    assert "book.xlsx:answers!A1: unknown columns are ignored: note." in map(str, found.warnings)


def test_shared_formulas_are_formulas_and_those_of_the_mirror_are_not() -> None:
    """Spreadsheet programs write a formula once and let the cells below point to it."""
    head = '<row r="1">' + _inline("A1", "practice_id") + _inline("B1", "answer") + "</row>"
    rows = "".join(
        f'<row r="{n}">{_inline(f"A{n}", id)}<c r="B{n}"><f t="shared" si="0">{text}</f><v>3</v></c></row>'
        for n, id, text in ((2, "R1.1.2a", "C2"), (3, "R1.1.3b", ""))
    )
    found = problems(xlsx_of(head + rows), ORIGIN)
    assert [place for place, _ in found] == ["answers!B2", "answers!B3"]
    own = rows.replace("C2", f'IF({OWN_FORMULA},C2,"")')
    assert answers_of(xlsx_of(head + own), ORIGIN) == {}


def _inline(cell: str, text: str) -> str:
    return f'<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_cells_without_addresses_are_counted() -> None:
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("practice_id", "answer"))
    row = '<c t="inlineStr"><is><t>R1.1.2a</t></is></c><c><f>1+2</f></c>'
    (found,) = problems(xlsx_of(f"<row>{cells}</row><row>{row}</row>"), ORIGIN)
    assert found[0] == "answers!B2"


def test_ods_by_hand() -> None:
    rows = ods_row(*HEADER, "comment") + ods_row("R1.1.2a", "In place", "né")
    assert answers_of(ods_of(rows), ORIGIN) == {"R1.1.2a": Answer(practice_id="R1.1.2a", answer="3", comment="né")}


def test_formulas_of_an_ods_are_found_in_rows_that_stand_for_many() -> None:
    gap = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    rows = ods_row(*HEADER) + gap + ods_row("R1.1.2a", "3") + ods_row("R1.1.3b", "=1+2")
    (found,) = problems(ods_of(rows), ORIGIN)
    assert found == ("answers!B6", "the cell holds a formula. Type what it gives, or paste it as a value.")


def test_hxl_blank_rows_and_unnamed_columns_are_left_out() -> None:
    rows = [(*HEADER, None), ("#indicator+code", "#indicator+value", None), (None, None), ("R1.1.2a", 3, "aside")]
    assert answers_of(book_of(rows, "Sheet1"), ORIGIN)["R1.1.2a"].answer == "3"


def test_a_workbook_without_a_sheet_of_answers_is_refused() -> None:
    ((place, message),) = problems(book_of([("practice", "level"), ("R1.1.2a", 3)], "Sheet1"), ORIGIN)
    assert place == ""
    assert message == ("no sheet has columns named practice_id, answer. Put the answers into a sheet called answers.")


def test_a_missing_column_is_named() -> None:
    ((place, message),) = problems(book_of([("practice_id", "level"), ("R1.1.2a", 3)]), ORIGIN)
    assert (place, message) == ("answers!A1", "it is missing. Add it to the header; every other column is optional.")


def test_types_come_from_the_workbook_or_the_command() -> None:
    with pytest.raises(TypesMissing, match="--as"):
        read(bank(), book_of([HEADER, ("R1.1.2a", 3)]))
    (found,) = read(bank(), template(("host",)), ORIGIN).sheets
    assert found.assessment.stakeholder_types == ORIGIN


def test_another_version_is_refused_with_the_cell() -> None:
    older = bank().model_copy(update={"version": "0"})
    found = problems(template_workbook(older, ORIGIN))
    assert [place.split("!")[0] for place, _ in found] == ["Start here"]
    assert "the file is for '0'" in found[0][1]


def test_everything_is_told_at_once_with_its_cell() -> None:
    def fill(book: Workbook) -> None:
        page = book[R112A]
        page["E5"], page["E6"], page["G6"] = "Perfect", "Not applicable", "x" * 4001
        book["Topic 2"]["E5"] = 7
        row = next(row for row in book.worksheets[0].iter_rows() if row[0].value == "assessed_on")
        row[2].value = "last May"

    found = problems(changed(template(), fill))
    assert sorted(place for place, _ in found) == ["Start here!C9", "Topic 1!E5", "Topic 1!E6", "Topic 2!E5"]
    assert not any(message.startswith("column ") for _, message in found)


def spreadsheet_cases() -> Iterable[dict[str, str]]:
    """The cases of the CSV that are about cells, not about the text of the file."""
    for case in CASES:
        if case["says"].startswith("column ") and '"' not in case["file"]:
            yield case


@pytest.mark.parametrize("case", list(spreadsheet_cases()), ids=lambda case: case["name"])
def test_the_rules_are_those_of_the_csv(case: dict[str, str]) -> None:
    rows = list(csv.reader(io.StringIO(case["file"])))
    column, _, says = case["says"].removeprefix("column ").partition(": ")
    found = problems(book_of(rows), ORIGIN)
    (message,) = [message for place, message in found if place.removeprefix("answers!")[1:] == case["line"]]
    assert says.replace("line ", "answers!A") in message
    header = [name.strip().lower() for name in rows[0]]
    if column in header and header.count(column) == 1:
        assert found[0][0] == f"answers!{chr(ord('A') + header.index(column))}{case['line']}"


def test_the_row_limit_holds() -> None:
    data = book_of([HEADER, *((f"R1.1.{n}z", "") for n in range(6))])
    with pytest.raises(InputError, match="more than 5 rows"):
        read_answers(io.BytesIO(data), "book.xlsx", bank(), ORIGIN, row_limit=5)


def test_csv_and_workbooks_are_read_together_whatever_their_ending(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(book_of([HEADER, ("R1.1.2a", 3)]))
    (tmp_path / "b.xlsx").write_text("practice_id,answer\nR1.1.2a,3\n")
    (tmp_path / "c.ods").write_bytes(ods_of(ods_row(*HEADER) + ods_row("R1.1.2a", "3")))
    found = read_answer_files(sorted(tmp_path.iterdir()), bank(), ORIGIN)
    assert [sheet.assessment.id for sheet in found.sheets] == ["a", "b", "c"]
    assert len({sheet.answers["R1.1.2a"] for sheet in found.sheets}) == 1


def test_the_same_id_in_two_workbooks_is_refused(tmp_path: Path) -> None:
    rows = [("assessment_id", *HEADER), ("same", "R1.1.2a", 3)]
    for name in ("one.xlsx", "two.xlsx"):
        (tmp_path / name).write_bytes(book_of(rows))
    with pytest.raises(InputError, match=r"two\.xlsx:answers!A2: assessment 'same' is also in"):
        read_answer_files(sorted(tmp_path.iterdir()), bank(), ORIGIN)


def test_several_assessments_in_one_sheet() -> None:
    book = Workbook()
    book.active.title = "Answers"
    for row in (("assessment_id", *HEADER), ("b", "R1.1.2a", 3), ("a", "R1.1.2a", 1)):
        book.active.append(row)
    assert [sheet.assessment.id for sheet in read(bank(), saved(book), ORIGIN).sheets] == ["b", "a"]


def test_assessments_of_a_workbook_are_handed_on_in_turn(tmp_path: Path) -> None:
    path = tmp_path / "many.xlsx"
    rows = [(id, practice, 3) for id in ("a", "b") for practice in ("R1.1.2a", "R1.1.3b")]
    path.write_bytes(book_of([("assessment_id", *HEADER), *rows]))
    with AnswerStream([path], bank(), ORIGIN) as stream:
        assert [sheet.assessment.id for sheet in stream.sheets(in_turn=True)] == ["a", "b"]
        assert stream.share_read == 1
    path.write_bytes(book_of([("assessment_id", *HEADER), *rows, ("a", "R1.1.7b", 1)]))
    with AnswerStream([path], bank(), ORIGIN) as stream:
        with pytest.raises(IdReturns):
            list(stream.sheets(in_turn=True))
        assert [len(sheet.answers) for sheet in stream.sheets(in_turn=False)] == [3, 2]
