"""Many files at once: what comes out of each, and that none holds up another."""

from __future__ import annotations

import pytest

from assessment.exchange import answer_uploads
from assessment.exchange.answer_files import AnswerFiles
from assessment.exchange.answer_uploads import Limits, Upload, UploadReport, problems_text, read_uploads
from assessment.exchange.answers_csv import answers_csv, template_csv
from assessment.exchange.workbook import answers_workbook
from assessment.model import AnswerSheet
from tests.exchange.books import changed
from tests.small import small_instrument, small_sheet

SMALL = small_instrument()
LIMITS = Limits(rows=10, megabytes=1)
GOOD = "assessment_id,stakeholder_types,practice_id,answer\na,origin,R1.1.1a,3\nb,origin,R1.1.1a,0\n"
BAD = "stakeholder_types,practice_id,answer\norigin,R1.1.1a,9\norigin,R9.9.9z,1\n"
UNTYPED = "organisation,practice_id,answer\nOffice,R1.1.1a,2\n"


def read(*files: tuple[str, str | bytes], types: tuple[str, ...] = (), limits: Limits = LIMITS) -> list[UploadReport]:
    uploads = [Upload(name, text.encode() if isinstance(text, str) else text) for name, text in files]
    return list(read_uploads(uploads, SMALL, types, limits))


def answers(sheet: AnswerSheet) -> dict[str, str]:
    return {id: answer.answer for id, answer in sheet.answers.items()}


def test_a_file_at_fault_is_refused_whole_and_holds_up_no_other() -> None:
    first, bad, last = read(("good.csv", GOOD), ("bad.csv", BAD), ("last.csv", GOOD.replace("a,o", "c,o")))
    assert [(sheet.assessment.id, answers(sheet)) for sheet in first.sheets] == [
        ("a", {"R1.1.1a": "3"}),
        ("b", {"R1.1.1a": "0"}),
    ]
    assert (bad.is_refused, bad.sheets) == (True, ())
    assert [(problem.file, problem.place) for problem in bad.problems] == [("bad.csv", "2"), ("bad.csv", "3")]
    assert not first.is_refused
    assert [sheet.assessment.id for sheet in last.sheets] == ["c", "b"]


def test_a_workbook_is_read_beside_the_others_and_its_faults_have_cells() -> None:
    book = answers_workbook(SMALL, small_sheet(id=""))
    broken = changed(book, lambda opened: opened["Topic 1"].__setitem__("E5", "=1"))
    good, bad, hostile = read(("mine.xlsx", book), ("bad.xlsx", broken), ("odd.ods", b"PK\x03\x04"))
    assert [(sheet.assessment.id, sheet.answers) for sheet in good.sheets] == [("mine", small_sheet().answers)]
    assert [str(problem) for problem in bad.problems] == [
        "bad.xlsx:Topic 1!E5: the cell holds a formula. Type what it gives, or paste it as a value."
    ]
    assert hostile.is_refused


def test_each_report_comes_as_soon_as_its_file_is_read() -> None:
    taken: list[str] = []

    def uploads() -> object:
        for name in ("one.csv", "two.csv"):
            taken.append(name)
            yield Upload(name, GOOD.encode())

    reports = read_uploads(uploads(), SMALL, (), LIMITS)  # type: ignore[arg-type]
    assert next(reports).name == "one.csv"
    assert taken == ["one.csv"]


def test_a_file_without_types_waits_for_them_and_keeps_its_own_when_it_has_them() -> None:
    waiting, typed = read(("untyped.csv", UNTYPED), ("good.csv", GOOD))
    assert (waiting.lacks_types, waiting.sheets, waiting.problems) == (True, (), ())
    assert not typed.lacks_types
    done, typed = read(("untyped.csv", UNTYPED), ("good.csv", GOOD), types=("origin",))
    assert done.lacks_types
    assert [sheet.assessment.stakeholder_types for sheet in done.sheets] == [("origin",)]
    assert not typed.lacks_types
    assert len(typed.sheets) == 2


def test_what_is_wrong_besides_is_told_once_the_types_are_there() -> None:
    (report,) = read(("untyped.csv", UNTYPED.replace(",2", ",9")), types=("origin",))
    assert report.lacks_types
    assert [problem.place for problem in report.problems] == ["2"]


def test_what_the_export_page_and_the_template_give_is_read() -> None:
    exported, empty = read(
        ("export.csv", answers_csv(SMALL, [small_sheet()])), ("template.csv", template_csv(SMALL, ["origin"]))
    )
    assert exported.sheets[0].answers == small_sheet().answers
    assert (empty.problems, len(empty.sheets)) == ((), 1)


def test_the_limits_hold_for_each_file() -> None:
    many = "stakeholder_types,practice_id,answer\n" + "origin,R1.1.1a,\n" * 11
    rows, size, fits = read(("rows.csv", many), ("size.csv", b"x" * ((1 << 20) + 1)), ("fits.csv", GOOD))
    assert rows.problems[-1].message == "the file has more than 10 rows. Split it into several files."
    assert size.problems[0].message == "the file is larger than 1 MB. Split it into several files."
    assert not fits.is_refused


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("book.xls", b"\xd0\xcf\x11\xe0rest", "this is an old Excel file"),
        ("empty.csv", b"", "the file is empty"),
        ("no ending", b"one,two\n1,2\n", "it is missing"),
        ("nul.csv", b"practice_id,answer\n\0", "NUL"),
    ],
)
def test_what_is_no_answer_sheet_is_refused_with_a_reason(name: str, content: bytes, words: str) -> None:
    (report,) = read((name, content))
    assert words in report.problems[0].message


def test_one_assessment_in_two_files_is_refused_the_second_time_unless_it_is_the_same() -> None:
    first, same, other = read(("one.csv", GOOD), ("two.csv", GOOD), ("three.csv", GOOD.replace("1a,3", "1a,4")))
    assert not first.is_refused
    assert same.sheets == first.sheets
    assert [str(problem) for problem in other.problems] == [
        "three.csv: assessment 'a' is also in one.csv, with other answers. Leave one of the two files out."
    ]


def test_files_of_one_name_without_ids_are_two_assessments() -> None:
    own = "stakeholder_types,practice_id,answer\norigin,R1.1.1a,{}\n"
    one, two = read(("answers.csv", own.format(1)), ("answers.csv", own.format(2)))
    assert [answers(*report.sheets) for report in (one, two)] == [{"R1.1.1a": "1"}, {"R1.1.1a": "2"}]


def test_the_ending_chooses_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def reader(file: object, name: str, *_rest: object) -> AnswerFiles:  # noqa: ARG001
        return AnswerFiles((small_sheet(id=name),))

    monkeypatch.setattr(answer_uploads, "READERS", {**answer_uploads.READERS, ".new": reader})
    new, csv = read(("Answers.NEW", b"?"), ("answers.csv", GOOD))
    assert [sheet.assessment.id for sheet in new.sheets] == ["Answers.NEW"]
    assert len(csv.sheets) == 2


def test_every_problem_is_in_the_text_on_a_line_of_its_own() -> None:
    text = problems_text(read(("good.csv", GOOD), ("evil\x1b\n.csv", BAD), ("bad.csv", BAD))).decode()
    lines = text.splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("evil? .csv:2: column answer: answer '9'")
    assert lines[3].startswith("bad.csv:3: column practice_id: there is no practice 'R9.9.9z'")
