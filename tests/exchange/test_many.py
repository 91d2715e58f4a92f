"""Many assessments in one go give what each gives alone, whatever is shared between them on the way."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.exchange import gap_report as gap_reports
from assessment.exchange.gap_report import gap_report
from assessment.exchange.spreadsheet_text import decimal_text
from assessment.model import Answer, AnswerSheet, Assessment
from assessment.results import plan_of, result_of
from questions.load import load_instrument
from questions.model import Instrument, recommendation_of

bank = cache(load_instrument)


@st.composite
def sheets(draw: st.DrawFn) -> AnswerSheet:
    types = draw(st.sampled_from([("origin",), ("host",), ("origin", "host"), ("io:humanitarian",)]))
    practices = plan_of(bank(), types).practices
    ids = draw(st.lists(st.sampled_from(practices).map(lambda practice: practice.id), max_size=12, unique=True))
    codes = draw(st.lists(st.sampled_from(["0", "2", "4", "dk", ""]), min_size=len(ids), max_size=len(ids)))
    targets = {recommendation_of(id): draw(st.sampled_from([50.0, 62.5])) for id in ids[:2]}
    organisation = draw(st.sampled_from(["", "=1", 'Office "A", north', "Zweigstelle"]))
    return AnswerSheet(
        assessment=Assessment(
            id=draw(st.text(max_size=3)), stakeholder_types=types, organisation=organisation, targets=targets
        ),
        answers={id: Answer(practice_id=id, answer=code) for id, code in zip(ids, codes, strict=True)},
    )


@given(st.lists(sheets(), min_size=1, max_size=6))
@settings(deadline=None, max_examples=40)
def test_a_report_of_many_is_that_of_each_below_the_other(many: list[AnswerSheet]) -> None:
    header = gap_report(bank(), [])
    assert gap_report(bank(), many) == header + b"".join(gap_report(bank(), [one])[len(header) :] for one in many)


@given(sheets())
@settings(deadline=None, max_examples=40)
def test_a_report_says_what_the_result_says(sheet: AnswerSheet) -> None:
    result = result_of(bank(), sheet)
    rows = rows_of(gap_report(bank(), [sheet] * 3)[: len(gap_report(bank(), [sheet]))])
    assert [row["recommendation_id"] for row in rows] == list(result.gap_order)
    for row, found in zip(rows, result.in_gap_order, strict=True):
        assert row["rank"] == str(found.rank or "")
        assert row["status"] == found.status
        figures = (found.score, found.low, found.high, found.coverage, found.target, found.gap, found.priority)
        names = ("score", "score_low", "score_high", "coverage", "target", "gap", "priority")
        assert [row[name] for name in names] == [decimal_text(figure) for figure in figures]
        assert row["safeguard_alert"] == ("yes" if found.safeguard_alert else "")
        assert row["open_practices"].split() == list(found.open_practices)
        assert row["unmet_practices"].split() == list(found.unmet_practices)


def test_forgetting_rows_on_the_way_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    instrument = bank()
    many = [sheet_of(instrument, types) for types in (("origin",), ("host",)) * 3]
    whole = gap_report(instrument, many)
    monkeypatch.setattr(gap_reports, "ENDINGS_KEPT", 0)
    assert gap_report(instrument, many) == whole


def sheet_of(instrument: Instrument, types: tuple[str, ...]) -> AnswerSheet:
    answers = {practice.id: Answer(practice_id=practice.id, answer="3") for practice in instrument.practices.values()}
    return AnswerSheet(assessment=Assessment(id=types[0], stakeholder_types=types), answers=answers)


def rows_of(report: bytes) -> list[Mapping[str, str]]:
    return list(csv.DictReader(io.StringIO(report.decode("utf-8-sig"), newline="")))
