"""The hidden sheet that calculates a preview of the overall score, from the sheet ``answers`` (METHOD 4 and 5).

It is a convenience while somebody types; the result is what the tool calculates when it reads the workbook.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from assessment.exchange.answer_rows import COLUMNS
from assessment.exchange.answers_workbook import ANSWERS_SHEET
from assessment.model import NA
from questions.model import Practice, recommendation_of
from scoring.plan import ScoringPlan

PREVIEW_SHEET = "preview"
Cell = tuple[str, float | str]
"""A formula without its equals sign, and what it gives now."""

_PRACTICE = (
    "recommendation",
    "weight",
    "lead",
    "top",
    "value",
    "applies",
    "answered",
    "scored",
    "open",
    "high",
    "leads",
)
_RECOMMENDATION = ("id", "answered", "scored", "applicable", "high", "W", "W answered", "W score", "W low", "W high")
_FIRST = len(_PRACTICE) + 1
_OVERALL = _FIRST + len(_RECOMMENDATION) + 1


@dataclass(frozen=True)
class Preview:
    """Score, low and high: the address of each, and its present value, empty while undefined."""

    addresses: tuple[str, ...]
    values: tuple[float | str, ...]


def can_preview(plan: ScoringPlan) -> bool:
    """Is the overall score the mean over recommendations? Longer roll-ups are left to the tool."""
    return plan.instrument.rollup == ("recommendation",)


def write_preview(book: Workbook, plan: ScoringPlan, rows: Sequence[tuple[Practice, str]]) -> Preview:
    """Write the sheet.

    Args:
        rows: each practice with its present answer code, in the order of the sheet ``answers``.
    """
    sheet = book.add_worksheet(PREVIEW_SHEET)
    sheet.hide()
    sheet.protect("")
    for column, title in enumerate((*_PRACTICE, "", *_RECOMMENDATION)):
        sheet.write_string(0, column, title)
    practices = [_practice(plan, number, *row) for number, row in enumerate(rows, start=2)]
    for number, (recommendation, cells) in enumerate(practices, start=1):
        sheet.write_string(number, 0, recommendation)
        _write(sheet, number, 1, cells)
    ids = list(dict.fromkeys(recommendation for recommendation, _cells in practices))
    sums = [_recommendation(plan, number, id, practices) for number, id in enumerate(ids, start=2)]
    for number, (id, cells) in enumerate(zip(ids, sums, strict=True), start=1):
        sheet.write_string(number, _FIRST, id)
        _write(sheet, number, _FIRST + 1, cells)
    overall = _overall(sums)
    for number, cell in enumerate(overall, start=1):
        _write(sheet, number, _OVERALL, [cell])
    addresses = tuple(f"{PREVIEW_SHEET}!${xl_col_to_name(_OVERALL)}${number}" for number in (2, 3, 4))
    return Preview(addresses, tuple(value for _formula, value in overall))


def _practice(plan: ScoringPlan, number: int, practice: Practice, code: str) -> tuple[str, list[Cell]]:
    """What one answer adds: to the score, to what is open, to the best that can be."""
    column = plan.column[practice.id]
    weight, lead, top = float(plan.weights[column]), float(plan.lead[column]), float(plan.top[column])
    values = {level.code: level.value for level in plan.instrument.scale_of(practice).levels}
    value, applies = values.get(code, ""), float(code != NA)
    answer = f"{ANSWERS_SHEET}!${xl_col_to_name(COLUMNS.index('answer'))}${number}"
    found = f"INDEX(values_{practice.scale},MATCH({answer},codes_{practice.scale},0))"
    b, c, d, e, f = (f"{letter}{number}" for letter in "BCDEF")
    is_open = isinstance(value, str)
    known = 0.0 if isinstance(value, str) else weight * value
    cells: list[Cell] = [
        (str(weight), weight),
        (str(lead), lead),
        (str(top), top),
        (f'IFERROR({found},"")', value),
        (f'IF({answer}="{NA}",0,1)', applies),
        (f'IF({e}="",0,{b})', 0.0 if is_open else weight),
        (f'IF({e}="",0,{b}*{e})', known),
        (f"{b}*{f}", weight * applies),
        (f'{f}*{b}*IF({e}="",{d},{e})', applies * weight * top if is_open else known),
        (f"{c}*{f}", lead * applies),
    ]
    return recommendation_of(practice.id), cells


def _recommendation(plan: ScoringPlan, number: int, id: str, practices: Sequence[tuple[str, list[Cell]]]) -> list[Cell]:
    """Sums over the practices of a recommendation, and its weighted figures."""
    last = len(practices) + 1
    letters = {title: xl_col_to_name(_FIRST + position) for position, title in enumerate(_RECOMMENDATION)}

    def total(title: str) -> Cell:
        column = _PRACTICE.index(title)
        letter = xl_col_to_name(column)
        formula = f"SUMIF($A$2:$A${last},{letters['id']}{number},{letter}$2:{letter}${last})"
        return formula, sum(float(cells[column - 1][1]) for other, cells in practices if other == id)

    answered, scored, applicable, high = (total(title) for title in ("answered", "scored", "open", "high"))
    leads = total("leads")
    lead, support = plan.role_weights
    n, s, a, h, w = (f"{letters[title]}{number}" for title in ("answered", "scored", "applicable", "high", "W"))
    weight = 0.0 if not applicable[1] else lead if float(leads[1]) > 0 else support

    def share(part: Cell, whole: Cell, formula: str) -> Cell:
        return formula, weight * 100 * float(part[1]) / float(whole[1]) if whole[1] else 0.0

    return [
        answered,
        scored,
        applicable,
        high,
        (f"IF({a}=0,0,IF({leads[0]}>0,{lead},{support}))", weight),
        (f"IF({n}=0,0,{w})", weight if answered[1] else 0.0),
        share(scored, answered, f"IF({n}=0,0,{w}*100*{s}/{n})"),
        share(scored, applicable, f"IF({a}=0,0,{w}*100*{s}/{a})"),
        share(high, applicable, f"IF({a}=0,0,{w}*100*{h}/{a})"),
    ]


def _overall(sums: Sequence[list[Cell]]) -> list[Cell]:
    """Score, low and high: weighted means over the recommendations."""
    last = len(sums) + 1

    def mean(part: str, whole: str) -> Cell:
        columns = [_RECOMMENDATION.index(title) for title in (part, whole)]
        above, below = (f"SUM({_letters(column, last)})" for column in columns)
        values = [sum(float(cells[column - 1][1]) for cells in sums) for column in columns]
        return f'IF({below}=0,"",{above}/{below})', values[0] / values[1] if values[1] else ""

    return [mean("W score", "W answered"), mean("W low", "W"), mean("W high", "W")]


def _letters(column: int, last: int) -> str:
    letter = xl_col_to_name(_FIRST + column)
    return f"${letter}$2:${letter}${last}"


def _write(sheet: Worksheet, row: int, first: int, cells: Sequence[Cell]) -> None:
    for column, (formula, value) in enumerate(cells, start=first):
        sheet.write_formula(row, column, f"={formula}", None, value)
