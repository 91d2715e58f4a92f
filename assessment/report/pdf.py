"""The gap report as PDF: tagged (PDF/UA-1), with vector charts and with fonts for Latin, Arabic and Chinese text.

Typst sets the page from ``report.typ``; the content goes in as data, so nothing that a user typed is read as markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst
import weblate_fonts

from assessment.palette import ALERT_COLOUR, SCORE_COLOUR
from assessment.report.content import ReportContent
from assessment.words import ALERT_GLYPH, range_text

Paper = Literal["a4", "us-letter"]
_FONTS = ("source-sans/ttf", "kurinto/ttf")


def report_pdf(content: ReportContent, paper: Paper = "a4") -> bytes:
    """The whole report.

    Raises:
        ValueError: the text could not be set, which no text of a user should bring about.
    """
    try:
        made = typst.compile(
            _template(),
            sys_inputs={"content": json.dumps(_data(content, paper))},
            font_paths=_fonts(),
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        raise ValueError(f"The report could not be set as PDF: {error}") from error
    return bytes(made)


@cache
def _template() -> bytes:
    return files("assessment.report").joinpath("report.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    base = Path(weblate_fonts.__file__).parent / "static" / "weblate_fonts"
    return typst.Fonts(include_system_fonts=False, font_paths=[base / folder for folder in _FONTS])


def _data(content: ReportContent, paper: Paper) -> dict[str, Any]:
    """The content with what only paper needs."""
    data = asdict(content)
    for topic, part in zip(data["topics"], content.topics, strict=True):
        topic["range"] = range_text(part.figures)
    return data | {
        "paper": paper,
        "accent": SCORE_COLOUR,
        "alert": ALERT_COLOUR,
        "alert_glyph": ALERT_GLYPH,
    }
