"""No formula leaves, every text comes back, numbers are written as the contract says."""

from __future__ import annotations

import csv
import io
import math
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assessment.exchange.spreadsheet_text import (
    csv_chunks,
    decimal_text,
    exact_decimal_text,
    guarded,
    starts_formula,
    unguarded,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
TRICKY = st.text(st.sampled_from("'’=+-@\t\r\n \u00a0\u200b\ufeff＝−ab0"), max_size=6)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "  =1",
        "\n=1",
        "\u200b=1",
        "\ufeff=1",
        "\u00a0+1",
        "\u2060\u200d@x",
        "'=1",
        "''' =1",
        "’=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "−1",
        "﹣1",
        "﹢1",
        "﹦1",
        "﹫x",
        "⁼1",
        "\u3164=1",
        "\x01=1",
    ],
)
def test_what_could_be_a_formula_is_written_with_one_apostrophe(text: str) -> None:
    assert guarded(text) == "'" + text
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    "text", ["", " ", "'", "plain", "a=1", "#org", "'tis", "1-2", "№ 5", "NA", "null", "inf", "–dash", "é=1", "中=1"]
)
def test_other_text_is_written_as_it_is(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


@given(st.one_of(TEXTS, TRICKY))
@example("'=")
@example("''=")
@example("'")
def test_reading_gives_back_what_was_written(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.one_of(TEXTS, TRICKY))
def test_written_text_begins_with_an_apostrophe_or_is_no_formula(text: str) -> None:
    written = guarded(text)
    assert written.startswith("'") or not starts_formula(written)


@given(st.lists(st.lists(st.one_of(TEXTS, TRICKY), min_size=2, max_size=4), max_size=5))
def test_csv_cells_come_back_whatever_they_hold(rows: list[list[str]]) -> None:
    written = b"".join(csv_chunks(rows))
    assert written.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), strict=True)) == rows


def test_quotes_stand_only_where_they_are_needed() -> None:
    rows = [("a", "b,c", 'd"e', "f\ng", "h\ri", "", " j ")]
    assert b"".join(csv_chunks(rows))[3:] == b'a,"b,c","d""e","f\ng","h\ri",, j \r\n'


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (None, ""),
        (0.0, "0"),
        (-0.0, "0"),
        (-1e-9, "0"),
        (75.0, "75"),
        (100, "100"),
        (58.333333333333336, "58.333333"),
        (16.666666666666664, "16.666667"),
        (0.0078125, "0.007812"),
        (0.0234375, "0.023438"),
        (1e-7, "0"),
        (1e16, "10000000000000000"),
        (99.9999999, "100"),
        (12.5, "12.5"),
    ],
)
def test_numbers_have_at_most_six_decimals(number: float | None, text: str) -> None:
    assert decimal_text(number) == text


@given(st.floats(min_value=-1000, max_value=1000))
def test_numbers_are_rounded_half_even(number: float) -> None:
    rounded = Decimal(number).quantize(Decimal("0.000001"), rounding=ROUND_HALF_EVEN)
    assert Decimal(decimal_text(number)) == rounded
    assert not any(mark in decimal_text(number) for mark in ("e", "E", "-0.000000"))


@given(st.floats(min_value=0, max_value=100, exclude_min=True))
def test_a_target_reads_back_exactly(target: float) -> None:
    text = exact_decimal_text(target)
    assert float(text) == target
    assert "e" not in text.lower()
    assert math.isfinite(float(text))
