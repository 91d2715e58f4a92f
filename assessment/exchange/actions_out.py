"""The plan of action for other software: CSV, a workbook, and its due dates as a calendar (RFC 5545)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

from assessment.action_plan import in_order, progress
from assessment.action_words import due_text, partner_title, status_sign
from assessment.exchange.spreadsheet_text import csv_chunks, guarded
from assessment.exchange.text_workbook import mark, text_workbook
from assessment.exchange.workbook_style import styles
from assessment.model import Action, ActionStatus, AnswerSheet, KeptAction
from questions.model import Instrument

ACTION_COLUMNS = (
    *("assessment_id", "action_id", "recommendation_id", "recommendation", "action", "status", "owner", "partner"),
    *("start", "due", "due_in_words", "effort", "practices", "practices_reached", "practices_aimed", "note"),
)
_WIDTHS = (14, 14, 12, 40, 50, 14, 24, 20, 12, 12, 26, 10, 30, 10, 10, 40)
_LINE = 75
_CATEGORIES = {
    ActionStatus.NOT_STARTED: "NEEDS-ACTION",
    ActionStatus.UNDER_WAY: "IN-PROCESS",
    ActionStatus.DONE: "COMPLETED",
    ActionStatus.DROPPED: "CANCELLED",
}


def actions_csv(instrument: Instrument, sheet: AnswerSheet, actions: Sequence[Action], today: date) -> Iterator[bytes]:
    """One row an action, in the order of the plan; practices are written ``R1.1.1a=3``, separated by a space."""
    return csv_chunks([ACTION_COLUMNS, *map(_guarded, _rows(instrument, sheet, actions, today))])


def actions_workbook(instrument: Instrument, sheet: AnswerSheet, actions: Sequence[Action], today: date) -> bytes:
    """The same as one sheet of a workbook, every cell a text."""
    buffer = io.BytesIO()
    with text_workbook(buffer) as book:
        look = styles(book)
        page = book.add_worksheet("plan")
        for column, (name, width) in enumerate(zip(ACTION_COLUMNS, _WIDTHS, strict=True)):
            page.set_column(column, column, width)
            page.write_string(0, column, name, look.header)
        for number, row in enumerate(_rows(instrument, sheet, actions, today), start=1):
            for column, text in enumerate(row):
                page.write_string(number, column, text, look.text)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, len(actions), len(ACTION_COLUMNS) - 1)
        mark(book, sheet.assessment.marking)
    return buffer.getvalue()


def actions_calendar(instrument: Instrument, kept: Iterable[KeptAction], name: str) -> bytes:
    """The actions that have a due date and are not dropped, each a day in a calendar, UTF-8.

    An entry keeps its identity over exports (``UID``), and its revision says which is newer, so that a calendar
    replaces what it took in before.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//micic//plan of action//EN", f"X-WR-CALNAME:{_escaped(name)}"]
    by_id = {one.action.id: one for one in kept}
    for action in in_order(one.action for one in by_id.values()):
        if action.due and action.status is not ActionStatus.DROPPED:
            lines += _event(instrument, by_id[action.id], action.due)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(instrument: Instrument, kept: KeptAction, due: date) -> list[str]:
    action = kept.action
    recommendation = instrument.recommendations.get(action.recommendation_id)
    told = [
        f"{action.recommendation_id} {recommendation.title if recommendation else ''}".rstrip(),
        status_sign(action.status),
        action.owner,
        partner_title(instrument, action.partner),
        action.note,
    ]
    return [
        "BEGIN:VEVENT",
        f"UID:{kept.assessment_id}-{action.id}@micic.invalid",
        f"DTSTAMP:{_moment(kept.at)}",
        f"LAST-MODIFIED:{_moment(kept.at)}",
        f"SEQUENCE:{kept.revision - 1}",
        f"DTSTART;VALUE=DATE:{due.isoformat().replace('-', '')}",
        f"SUMMARY:{_escaped(action.text)}",
        "DESCRIPTION:" + _escaped("\n".join(filter(None, told))),
        f"CATEGORIES:{_CATEGORIES[action.status]}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """A text value of RFC 5545, 3.3.11: no control character but the line break, which is written as ``\\n``."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    for character in ("\\", ";", ","):
        lines = lines.replace(character, f"\\{character}")
    return "".join(c for c in lines.replace("\n", "\\n") if c >= " " and c != "\x7f")


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 bytes, no character cut in two; each further part begins with a space."""
    part, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _LINE:
            yield part
            part, size = " ", 1
        part, size = part + character, size + width
    yield part


def _rows(
    instrument: Instrument, sheet: AnswerSheet, actions: Iterable[Action], today: date
) -> Iterator[tuple[str, ...]]:
    for action in in_order(actions):
        recommendation = instrument.recommendations.get(action.recommendation_id)
        found = progress(instrument, sheet, action)
        yield (
            sheet.assessment.id,
            action.id,
            action.recommendation_id,
            recommendation.title if recommendation else "",
            action.text,
            action.status.value,
            action.owner,
            action.partner,
            action.start.isoformat() if action.start else "",
            action.due.isoformat() if action.due else "",
            due_text(action, today),
            action.effort.value if action.effort else "",
            " ".join(f"{aim.practice_id}={aim.level}" for aim in action.aims),
            str(found.reached),
            str(found.aimed),
            action.note,
        )


def _guarded(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(guarded, row))
