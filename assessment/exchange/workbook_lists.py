"""The hidden sheet with the choices of the drop-down lists, each a named range."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs

from assessment.countries import country_codes
from assessment.exchange.labels import country_label, level_labels
from assessment.exchange.spreadsheet_child import OWN_FORMULA
from assessment.exchange.workbook_style import text_constant
from assessment.model import NA
from assessment.texts import translate as _
from questions.model import Instrument, Practice
from scoring.plan import ScoringPlan

LISTS_SHEET = "lists"
COUNTRIES = "list_countries"
NOT_APPLICABLE = "label_na"


class Lists:
    """Writes the choices, and knows the name of the range that a cell takes its own from."""

    def __init__(self, book: Workbook, plan: ScoringPlan) -> None:
        self._book = book
        self._sheet = book.add_worksheet(LISTS_SHEET)
        self._sheet.hide()
        self._sheet.protect("")
        self._column = 0
        self._reasons: dict[tuple[str, ...], str] = {}
        book.define_name(OWN_FORMULA, "=TRUE")
        book.define_name(NOT_APPLICABLE, "=" + text_constant(_("Not applicable")))
        self._write_scales(plan.instrument)
        self._write_reasons(plan.practices)
        self._write(COUNTRIES, [country_label(code) for code in country_codes()])

    def levels(self, practice: Practice) -> str:
        """Range of the answers that a practice takes."""
        return f"labels_{practice.scale}" if practice.na_reasons else f"levels_{practice.scale}"

    def reasons(self, practice: Practice) -> str | None:
        """Range of the reasons for "not applicable"; ``None`` where the practice allows none."""
        return self._reasons.get(tuple(reason.id for reason in practice.na_reasons))

    def _write_scales(self, instrument: Instrument) -> None:
        for scale in instrument.scales:
            labels = level_labels(scale)
            self._write(f"labels_{scale.id}", list(labels.values()))
            shorter = [label for code, label in labels.items() if code != NA]
            self._name(f"levels_{scale.id}", self._column - 1, len(shorter))
            self._write(f"codes_{scale.id}", list(labels))
            self._write(f"values_{scale.id}", [level.value for level in scale.levels])

    def _write_reasons(self, practices: Sequence[Practice]) -> None:
        for practice in practices:
            ids = tuple(reason.id for reason in practice.na_reasons)
            if ids and ids not in self._reasons:
                name = self._reasons[ids] = f"reasons_{len(self._reasons) + 1}"
                self._write(name, [reason.text for reason in practice.na_reasons])
        texts = {reason.text: reason.id for practice in practices for reason in practice.na_reasons}
        self._write("reason_texts", list(texts) or [""])
        self._write("reason_ids", list(texts.values()) or [""])

    def _write(self, name: str, values: Sequence[str | float]) -> None:
        for row, value in enumerate(values):
            if isinstance(value, str):
                self._sheet.write_string(row, self._column, value)
            else:
                self._sheet.write_number(row, self._column, value)
        self._name(name, self._column, len(values))
        self._column += 1

    def _name(self, name: str, column: int, length: int) -> None:
        self._book.define_name(name, f"={LISTS_SHEET}!{xl_range_abs(0, column, length - 1, column)}")
