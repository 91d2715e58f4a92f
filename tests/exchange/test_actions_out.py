"""The plan of action as files: every byte of the calendar, no live formula in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from assessment.exchange.actions_out import ACTION_COLUMNS, actions_calendar, actions_csv, actions_workbook
from assessment.exchange.spreadsheet_text import unguarded
from assessment.model import Action, ActionStatus, Aim, Effort, KeptAction
from tests.small import small_instrument, small_sheet

SMALL, SHEET = small_instrument(), small_sheet()
TODAY = date(2026, 6, 1)
AT = datetime(2026, 5, 1, 8, 30, 15, tzinfo=UTC)
ONE = Action(
    id="p1",
    text="=Agree; on it, all",
    recommendation_id="R1.1.1",
    aims=(Aim(practice_id="R1.1.1a", start="1", level="3"), Aim(practice_id="R1.1.1b", start="1", level="2")),
    owner="Unit",
    partner="origin",
    start=date(2026, 5, 1),
    due=date(2026, 5, 31),
    status=ActionStatus.UNDER_WAY,
    effort=Effort.SMALL,
    note="Line 1\nLine 2",
)


def kept(**fields: object) -> KeptAction:
    action = Action.model_validate({**dict(ONE), **fields})
    return KeptAction(assessment_id="a1", action=action, revision=3, author="ana", at=AT)


def table(*actions: Action) -> list[list[str]]:
    data = b"".join(actions_csv(SMALL, SHEET, actions, TODAY)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(data, newline="")))


def test_the_csv_has_a_row_an_action_and_no_formula() -> None:
    head, row = table(ONE)
    assert tuple(head) == ACTION_COLUMNS
    assert dict(zip(head, row, strict=True)) == {
        "assessment_id": SHEET.assessment.id,
        "action_id": "p1",
        "recommendation_id": "R1.1.1",
        "recommendation": "Count migrants",
        "action": "'=Agree; on it, all",
        "status": "under_way",
        "owner": "Unit",
        "partner": "origin",
        "start": "2026-05-01",
        "due": "2026-05-31",
        "due_in_words": "Overdue by 1 day, since 2026-05-31",
        "effort": "small",
        "practices": "R1.1.1a=3 R1.1.1b=2",
        "practices_reached": "1",
        "practices_aimed": "2",
        "note": "Line 1\nLine 2",
    }
    assert table() == [list(ACTION_COLUMNS)]


def test_the_workbook_says_the_same_and_texts_as_they_were_typed() -> None:
    sheet = load_workbook(io.BytesIO(actions_workbook(SMALL, SHEET, [ONE], TODAY)))["plan"]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert rows == [[unguarded(text) for text in row] for row in table(ONE)]
    assert rows[1][4] == "=Agree; on it, all"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_calendar_is_as_written_by_hand() -> None:
    assert actions_calendar(SMALL, [kept()], "Plan, mine").decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//micic//plan of action//EN",
        "X-WR-CALNAME:Plan\\, mine",
        "BEGIN:VEVENT",
        "UID:a1-p1@micic.invalid",
        "DTSTAMP:20260501T083015Z",
        "LAST-MODIFIED:20260501T083015Z",
        "SEQUENCE:2",
        "DTSTART;VALUE=DATE:20260531",
        "SUMMARY:=Agree\\; on it\\, all",
        # 74 bytes, because the next character has three; a part that follows begins with a space.
        "DESCRIPTION:R1.1.1 Count migrants\\n◐ Under way\\nUnit\\nState of origin\\nLi",
        " ne 1\\nLine 2",
        "CATEGORIES:IN-PROCESS",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_what_is_dropped_or_has_no_day_is_in_no_calendar() -> None:
    data = actions_calendar(SMALL, [kept(id="p2", due=None), kept(id="p3", status="dropped")], "Plan")
    assert b"VEVENT" not in data
    assert data.endswith(b"END:VCALENDAR\r\n")


def unfolded(data: bytes) -> list[str]:
    return data.decode().replace("\r\n ", "").split("\r\n")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_any_text_is_folded_and_comes_back(text: str) -> None:
    data = actions_calendar(SMALL, [kept(text=text)], "Plan")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    (line,) = [line for line in unfolded(data) if line.startswith("SUMMARY:")]
    read, escaped = "", False
    for character in line.removeprefix("SUMMARY:"):
        if escaped or character != "\\":
            read, escaped = read + character, False
        else:
            escaped = True
    assert read == text


def test_no_text_begins_a_line_of_its_own() -> None:
    data = actions_calendar(SMALL, [kept(text="a\r\nBEGIN:VALARM\x00\x0b", note="x\rEND:VEVENT")], "n\nX:1")
    assert not {"BEGIN:VALARM", "X:1"} & set(unfolded(data))
    assert unfolded(data).count("END:VEVENT") == 1
