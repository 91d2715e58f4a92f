"""The answer workbook as it is written: what a person can change and choose, and that no text is a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange import spreadsheet, spreadsheet_child
from assessment.exchange.answer_files import read_answer_files, read_answers
from assessment.exchange.answer_rows import COLUMNS
from assessment.exchange.answers_csv import answers_csv
from assessment.exchange.gap_report import gap_report
from assessment.exchange.workbook import answers_workbook, template_workbook
from assessment.model import Answer, AnswerSheet, Assessment
from assessment.results import plan_of
from assessment.sample import sample_sheet
from questions.model import Instrument
from tests.exchange.books import read
from tests.exchange.conftest import WORKED_EXAMPLE
from tests.exchange.test_round_trip import bank, sheets
from tests.small import small_instrument, small_sheet

HEADER = 4
NAMES = 3
TYPED = ("E", "G", "H", "I", "J")


@cache
def empty_book() -> Workbook:
    """The template of a State of origin, only to be looked at."""
    return load_workbook(io.BytesIO(template_workbook(bank(), ("origin",))))


def topics(book: Workbook) -> list[Worksheet]:
    return [sheet for sheet in book.worksheets if sheet.title.startswith("Topic")]


def value_of(book: Workbook, label: str) -> object:
    """What stands beside a label on the first sheet."""
    cover = book.worksheets[0]
    return next(row[2].value for row in cover.iter_rows() if row[1].value == label)


def without_empty(sheet: AnswerSheet) -> dict[str, Answer]:
    return {id: answer for id, answer in sheet.answers.items() if not answer.is_empty}


def test_the_sheets_are_a_cover_the_topics_and_what_is_hidden() -> None:
    found = [(sheet.title, sheet.sheet_state) for sheet in empty_book().worksheets]
    assert found == [
        ("Start here", "visible"),
        *((f"Topic {n}", "visible") for n in (1, 2, 3, 4)),
        *((name, "hidden") for name in ("lists", "answers", "preview")),
    ]


def test_every_practice_asked_has_a_row_in_its_topic() -> None:
    plan = plan_of(bank(), ("origin",))
    found = [row[10].value for sheet in topics(empty_book()) for row in sheet.iter_rows(min_row=HEADER + 1)]
    assert found == [practice.id for practice in plan.practices]
    sheet = topics(empty_book())[0]
    first = plan.practices[0]
    role = plan.role_of(first.id)
    assert [sheet.cell(HEADER + 1, column).value for column in range(1, 5)] == [
        "R1.1.2 " + bank().recommendations["R1.1.2"].title,
        f"{first.id} {first.statement(role)}",
        "Support",
        "\n".join(f"• {text}" for text in first.criteria(role)),
    ]
    assert any(sheet.cell(row, 3).value == "Lead\nSafeguard" for row in range(HEADER + 1, sheet.max_row + 1))


def test_only_the_cells_to_be_typed_in_are_unlocked_and_they_are_text() -> None:
    for sheet in topics(empty_book()):
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert not sheet.protection.autoFilter
        assert not sheet.protection.formatColumns
        assert not sheet.protection.formatRows
        for row in sheet.iter_rows(min_row=HEADER + 1):
            practice = bank().practices[str(row[10].value)]
            unlocked = {cell.column_letter for cell in row if not cell.protection.locked}
            assert unlocked == {*TYPED, *(["F"] if practice.na_reasons else [])}
            assert {cell.number_format for cell in row if not cell.protection.locked} == {"@"}
    cover = empty_book().worksheets[0]
    assert cover.protection.sheet
    unlocked = {row[0].value for row in cover.iter_rows() if not row[2].protection.locked}
    assert unlocked == {"organisation", "country", "subject", "assessed_on"}
    for name in ("lists", "answers", "preview"):
        assert empty_book()[name].protection.sheet


def test_answers_are_chosen_from_named_ranges_never_from_lists_in_the_cell() -> None:
    book = empty_book()
    seen = set()
    for sheet in topics(book):
        rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
        for row in range(HEADER + 1, sheet.max_row + 1):
            practice = bank().practices[str(sheet.cell(row, 11).value)]
            answer = rules[f"E{row}"]
            assert (answer.type, answer.errorStyle) == ("list", None)
            labels = choices(book, str(answer.formula1))
            assert labels[:5] == [f"{level.code} – {level.title}" for level in bank().scale_of(practice).levels]
            assert labels[5:] == ["Don't know", *(["Not applicable"] if practice.na_reasons else [])]
            if practice.na_reasons:
                reasons = choices(book, str(rules[f"F{row}"].formula1))
                assert reasons == [reason.text for reason in practice.na_reasons]
                seen.add(tuple(reasons))
            else:
                assert f"F{row}" not in rules
    assert len(seen) > 3
    (country,) = (r for r in book.worksheets[0].data_validations.dataValidation if r.type == "list")
    assert "Namibia (NAM)" in choices(book, str(country.formula1))


def choices(book: Workbook, name: str) -> list[str]:
    """What a named range holds."""
    ((sheet, cells),) = book.defined_names[name].destinations
    found = book[sheet][cells]
    return [row[0].value for row in (found if isinstance(found, tuple) else ((found,),))]


def test_what_software_needs_is_hidden() -> None:
    for sheet in topics(empty_book()):
        assert sheet.row_dimensions[NAMES].hidden
        assert sheet.column_dimensions["K"].hidden
        assert [cell.value for cell in sheet[NAMES]][4:] == [
            *("answer", "na_reason", "evidence", "evidence_date", "responsible", "comment", "practice_id", "target")
        ]
    cover = empty_book().worksheets[0]
    assert cover.column_dimensions["A"].hidden
    hidden = {r[0].value: r[2].value for r in cover.iter_rows() if cover.row_dimensions[r[0].row].hidden}
    assert hidden == {
        "assessment_id": "",
        "stakeholder_types": "origin",
        "instrument_id": bank().id,
        "instrument_version": bank().version,
    }


def test_the_sheets_print_and_scroll_as_a_person_would_have_set_them_up() -> None:
    for sheet in topics(empty_book()):
        assert sheet.freeze_panes == "C5"
        assert sheet.auto_filter.ref == f"A{HEADER}:J{sheet.max_row}"
        assert sheet.print_title_rows == f"${HEADER}:${HEADER}"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.right.text == "Page &P of &N"
        assert all(sheet.column_dimensions[letter].width >= 10 for letter in "ABCDEFGHIJ")
        for row in range(HEADER + 1, sheet.max_row + 1):
            criteria = str(sheet.cell(row, 4).value)
            assert sheet.cell(row, 4).alignment.wrap_text
            assert sheet.row_dimensions[row].height >= min(409, 15 * len(criteria) / sheet.column_dimensions["D"].width)


def test_the_cover_says_what_to_do_what_the_levels_mean_and_who_a_migrant_is() -> None:
    cover = empty_book().worksheets[0]
    texts = {str(row[1].value): str(row[2].value) for row in cover.iter_rows()}
    assert "Answer workbook: State of origin" in texts
    for level in bank().scales[0].levels:
        assert texts[f"{level.code} – {level.title}"] == level.description
    assert texts["Migrant"] == next(term.meaning for term in bank().glossary if term.id == "migrant")
    assert any(str(row[2].value).startswith("Only a preview") for row in cover.iter_rows())


def test_a_workbook_of_one_topic_asks_nothing_else() -> None:
    book = load_workbook(io.BytesIO(template_workbook(bank(), ("origin",), "4")))
    assert [sheet.title for sheet in topics(book)] == ["Topic 4"]
    ids = [row[9].value for row in book["answers"].iter_rows(min_row=2)]
    assert ids == [p.id for p in plan_of(bank(), ("origin",)).practices if p.id.startswith("R4.")]


def test_no_text_of_a_user_is_a_formula(example: Instrument) -> None:
    hostile = '=HYPERLINK("x")'
    sheet = AnswerSheet(
        assessment=Assessment(id="=id", organisation=hostile, subject="@SUM(1)", stakeholder_types=("origin",)),
        answers={
            "R1.1.1a": Answer(
                practice_id="R1.1.1a", answer="3", evidence=hostile, evidence_date="+1", responsible="-1", comment="@x"
            )
        },
    )
    book = load_workbook(io.BytesIO(answers_workbook(example, sheet)))
    formulas = [cell.value for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas
    assert not any("HYPERLINK" in str(formula) or "SUM(1)" in str(formula) for formula in formulas)
    assert (topics(book)[0]["G5"].value, topics(book)[0]["G5"].data_type) == (hostile, "s")
    assert not any(page._hyperlinks for page in book)
    assert read(example, answers_workbook(example, sheet)).sheets[0].answers == sheet.answers


def test_the_same_answers_give_the_same_bytes() -> None:
    assert template_workbook(bank(), ("transit",)) == template_workbook(bank(), ("transit",))


def test_the_answers_stand_in_the_columns_of_the_csv_as_well() -> None:
    sheet = sample_sheet(bank(), date(2026, 6, 1))
    data = answers_workbook(bank(), sheet)
    shown = load_workbook(io.BytesIO(data), data_only=True)["answers"]
    rows = [[cell or "" for cell in row] for row in shown.iter_rows(values_only=True)]
    assert rows[0][:-1] == list(COLUMNS)
    assert rows == list(csv.reader(io.StringIO(answers_csv(bank(), [sheet]).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("topic", [None, "1"])
def test_the_preview_is_the_score_of_the_worked_example(topic: str | None) -> None:
    """METHOD 15: 66.6667 between 47.5 and 77.5; topic 1 leaves out R4, so low is 95 / 2 and high 137.5 / 2."""
    small = small_instrument()
    book = load_workbook(io.BytesIO(answers_workbook(small, small_sheet(), topic)), data_only=True)
    expected = {None: "67 (47 to 78)", "1": "67 (59 to 72)"}
    assert value_of(book, "Preview of the score") == expected[topic]


def test_the_preview_says_nothing_before_the_first_level() -> None:
    book = load_workbook(io.BytesIO(template_workbook(bank(), ("io",))), data_only=True)
    assert value_of(book, "Preview of the score") == "–"


def test_an_instrument_with_a_longer_rollup_has_no_preview() -> None:
    small = small_instrument().model_copy(update={"rollup": ("recommendation", "topic")})
    book = load_workbook(io.BytesIO(answers_workbook(small, small_sheet())))
    assert "preview" not in book.sheetnames
    assert "Preview of the score" not in [row[1].value for row in book.worksheets[0].iter_rows()]
    assert read(small, answers_workbook(small, small_sheet())).sheets[0].answers == without_empty(small_sheet())


def test_the_progress_counts_answers() -> None:
    book = load_workbook(io.BytesIO(answers_workbook(small_instrument(), small_sheet())), data_only=True)
    counts = {row[1].value: (row[3].value, row[4].value) for row in book.worksheets[0].iter_rows() if row[3].value}
    assert counts["Topic 1"] == (6, 6)
    assert counts["All topics"] == (6, 7)
    assert book["Topic 2"]["A2"].value == "0 of 1 practice is answered."


def test_what_a_program_calculates_again_is_what_was_written() -> None:
    """Saved by LibreOffice Calc from a workbook in which nothing was calculated."""
    for form in ("xlsx", "ods"):
        path = WORKED_EXAMPLE.parents[1] / "golden" / f"libreoffice.{form}"
        with path.open("rb") as file:
            pages = {sheet.name: sheet.rows for sheet in calculated(file.read())}
        cover = {row[1]: row for row in pages["Start here"] if len(row) > 1}
        assert cover["Preview of the score"][2] == "67 (47 to 78)"
        assert cover["Topic 1"][3:5] == ["6", "7"]
        figures = [float(row[23]) for row in pages["preview"][1:4]]
        assert figures == pytest.approx([200 / 3, 47.5, 77.5])


def calculated(data: bytes) -> list[spreadsheet.Sheet]:
    """The values of a file, those of formulas too."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [
        spreadsheet.Sheet(
            name,
            [
                [spreadsheet_child._text(cell) for cell in row]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ],
        )
        for name in book.sheet_names
    ]


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_what_libreoffice_saved_reads_like_the_answers_it_was_made_of(example: Instrument, form: str) -> None:
    (expected,) = read_answer_files([WORKED_EXAMPLE / "answers.csv"], example).sheets
    found = read_answer_files([WORKED_EXAMPLE.parents[1] / "golden" / f"libreoffice.{form}"], example)
    assert found.warnings == ()
    (sheet,) = found.sheets
    assert sheet.assessment == expected.assessment
    assert sheet.answers == without_empty(expected)


@settings(deadline=None, max_examples=20)
@given(sheets())
def test_a_written_workbook_reads_back_equal_and_scores_the_same(sheet: AnswerSheet) -> None:
    data = answers_workbook(bank(), sheet)
    in_this_process = {"sheets": spreadsheet_child.read(data)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spreadsheet, "_answer", lambda _data: in_this_process)
        found = read_answers(io.BytesIO(data), "book.xlsx", bank())
    assert found.warnings == ()
    assert found.sheets == (sheet,)
    reports = [gap_report(bank(), [one]) for one in (sheet, *found.sheets)]
    assert reports[0] == reports[1]


def test_the_sample_reads_back_equal_through_the_other_process() -> None:
    sheet = sample_sheet(bank(), date(2026, 6, 1))
    (found,) = read(bank(), answers_workbook(bank(), sheet)).sheets
    assert found.answers == without_empty(sheet)
    assert (found.assessment.organisation, found.assessment.assessed_on) == (
        sheet.assessment.organisation,
        date(2026, 6, 1),
    )
    again = found.model_copy(update={"assessment": found.assessment.model_copy(update={"is_sample": True})})
    reports = [gap_report(bank(), [one]) for one in (sheet, again)]
    assert reports[0] == reports[1]


def test_a_target_for_all_is_read_back_as_that_of_each_recommendation() -> None:
    sheet = small_sheet(target=62.5, targets={"R1.1.2": 50.0})
    (found,) = read(small_instrument(), answers_workbook(small_instrument(), sheet)).sheets
    assert dict(found.assessment.targets) == {"R1.1.1": 62.5, "R1.1.2": 50, "R1.2.1": 62.5, "R2.1.1": 62.5}


def test_a_marking_stands_over_every_printed_page() -> None:
    assessment = Assessment(id="", stakeholder_types=("origin",), marking="Official & Sensitive")
    data = answers_workbook(bank(), AnswerSheet(assessment=assessment, answers={}))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert all(b"&amp;C&amp;BOfficial &amp;&amp; Sensitive" in sheet for sheet in sheets)
