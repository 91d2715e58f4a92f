"""What is written reads back the same, and scores the same."""

from __future__ import annotations

import io
from datetime import date
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.exchange.answer_files import read_answers
from assessment.exchange.answer_rows import COLUMNS
from assessment.exchange.answers_csv import answers_csv, template_csv
from assessment.exchange.gap_report import gap_report
from assessment.model import Answer, AnswerSheet, Assessment
from assessment.results import plan_of, targets_of
from questions.load import load_instrument
from questions.model import Instrument, Practice

bank = cache(load_instrument)

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TRICKY = st.text(st.sampled_from("'=+-@\t\r\n ,;\"\u200b＝−a"), max_size=6)
TEXT = st.one_of(st.text(CHARACTERS, max_size=20), TRICKY)
NAME = TEXT.filter(lambda text: not text or bool(text.strip()))
TYPES = st.lists(st.sampled_from(bank().stakeholders), min_size=1, max_size=3, unique=True)
TARGET = st.floats(min_value=0, max_value=100, exclude_min=True)


@st.composite
def answers(draw: st.DrawFn, practice: Practice) -> Answer:
    codes = [*bank().scale_of(practice).index, "dk", "", *(["na"] if practice.na_reasons else [])]
    code = draw(st.sampled_from(codes))
    return Answer(
        practice_id=practice.id,
        answer=code,
        na_reason=draw(st.sampled_from(practice.na_reasons)).id if code == "na" else "",
        evidence=draw(TEXT),
        evidence_date=draw(TEXT),
        responsible=draw(TEXT),
        comment=draw(TEXT),
    )


@st.composite
def sheets(draw: st.DrawFn, identifier: str = "") -> AnswerSheet:
    types = bank().ordered_types(tuple(draw(TYPES)))
    plan = plan_of(bank(), types)
    chosen = draw(st.lists(st.sampled_from(plan.practices), max_size=6, unique_by=lambda practice: practice.id))
    given_answers = [draw(answers(practice)) for practice in chosen]
    ids = st.sampled_from([recommendation.id for recommendation in plan.recommendations])
    return AnswerSheet(
        assessment=Assessment(
            id=identifier or draw(TEXT.map(str.strip).filter(bool)),
            organisation=draw(NAME),
            country=draw(st.sampled_from(["", "NAM", "NGA"])),
            stakeholder_types=types,
            subject=draw(NAME.filter(bool)),
            instrument_id=bank().id,
            instrument_version=bank().version,
            assessed_on=draw(st.none() | st.dates(min_value=date(1900, 1, 1))),
            targets=draw(st.dictionaries(ids, TARGET, max_size=3)),
        ),
        answers={answer.practice_id: answer for answer in given_answers if not answer.is_empty},
    )


def read_back(instrument: Instrument, data: bytes) -> tuple[AnswerSheet, ...]:
    found = read_answers(io.BytesIO(data), "answers.csv", instrument)
    assert found.warnings == ()
    return found.sheets


@settings(deadline=None)
@given(sheets())
def test_a_written_sheet_reads_back_equal(sheet: AnswerSheet) -> None:
    assert read_back(bank(), answers_csv(bank(), [sheet])) == (sheet,)


@settings(deadline=None, max_examples=30)
@given(st.lists(sheets(), max_size=4, unique_by=lambda sheet: sheet.assessment.id).filter(bool))
def test_several_sheets_in_one_file_read_back_equal(several: list[AnswerSheet]) -> None:
    assert read_back(bank(), answers_csv(bank(), several)) == tuple(several)


@settings(deadline=None, max_examples=50)
@given(sheets(), TARGET)
def test_the_gap_report_of_a_file_is_that_of_its_sheet(sheet: AnswerSheet, target: float) -> None:
    assessment = sheet.assessment.model_copy(update={"target": target})
    sheet = AnswerSheet(assessment=assessment, answers=sheet.answers)
    (again,) = read_back(bank(), answers_csv(bank(), [sheet]))
    plan = plan_of(bank(), assessment.stakeholder_types)
    assert targets_of(again.assessment, plan) == targets_of(assessment, plan)
    reports = [gap_report(bank(), [one]) for one in (sheet, again)]
    assert reports[0] == reports[1]


def test_a_template_has_every_practice_asked_and_no_answer(instrument: Instrument) -> None:
    data = template_csv(instrument, ("host", "origin"))
    lines = data.decode("utf-8-sig").split("\r\n")
    plan = plan_of(instrument, ("origin", "host"))
    assert lines[0] == ",".join([*COLUMNS, "practice"])
    assert len(lines) == 1 + len(plan.practices) + 1
    first = plan.practices[0]
    assert lines[1].startswith(f",,,origin host,organisation,micic-io-2016,1,,,{first.id},,,,,,")
    assert first.statement(plan.role_of(first.id)) in lines[1]
    (sheet,) = read_back(instrument, data)
    assert (sheet.assessment.id, sheet.assessment.stakeholder_types) == ("answers", ("origin", "host"))
    assert sheet.answers == {}


def test_a_template_of_one_topic_holds_only_its_practices(instrument: Instrument) -> None:
    lines = template_csv(instrument, ("origin",), "2").decode("utf-8-sig").splitlines()[1:]
    ids = [line.split(",")[9] for line in lines]
    assert ids == [p.id for p in plan_of(instrument, ("origin",)).practices if p.id.startswith("R2.")]


def test_a_target_stands_on_the_first_row_of_each_recommendation(example: Instrument) -> None:
    sheet = AnswerSheet(
        assessment=Assessment(id="a", stakeholder_types=("origin",), target=80, targets={"R1.1.2": 62.5}), answers={}
    )
    rows = [line.split(",") for line in answers_csv(example, [sheet]).decode("utf-8-sig").splitlines()[1:]]
    assert [(row[9], row[8]) for row in rows] == [
        ("R1.1.1a", "80"),
        ("R1.1.1b", ""),
        ("R1.1.1c", ""),
        ("R1.1.2a", "62.5"),
        ("R1.1.2b", ""),
        ("R1.1.3a", "80"),
        ("R1.1.4a", "80"),
    ]


def test_answers_to_what_is_not_asked_are_not_written(example: Instrument) -> None:
    sheet = AnswerSheet(
        assessment=Assessment(id="a", stakeholder_types=("io",)),
        answers={"R1.1.1a": Answer(practice_id="R1.1.1a", answer="3")},
    )
    assert b"R1.1.1a" not in answers_csv(example, [sheet])
