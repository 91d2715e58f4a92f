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

_FONTS = ("source-sans/ttf", "kurinto/ttf")


def report_pdf(content: ReportContent) -> bytes:
    """The whole report.

    A character that no font here has costs the claim of PDF/UA, not the report: it shows as an empty box.
    """
    data = json.dumps(_data(content))
    try:
        return _set(data, "ua-1")
    except typst.TypstError:
        return _set(data, None)


def _set(data: str, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(_template(), sys_inputs={"content": data}, font_paths=_fonts(), pdf_standards=standard)


@cache
def _template() -> bytes:
    return files("assessment.report").joinpath("report.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    base = Path(weblate_fonts.__file__).parent / "static" / "weblate_fonts"
    return typst.Fonts(include_system_fonts=False, font_paths=[base / folder for folder in _FONTS])


def _data(content: ReportContent) -> dict[str, Any]:
    """The content with what only paper needs."""
    data = asdict(content)
    for topic, part in zip(data["topics"], content.topics, strict=True):
        topic["range"] = range_text(part.figures)
    return data | {
        "accent": SCORE_COLOUR,
        "alert": ALERT_COLOUR,
        "alert_glyph": ALERT_GLYPH,
    }
