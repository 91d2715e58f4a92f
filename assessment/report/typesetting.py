"""Pages set by typst: tagged PDF (PDF/UA-1), with fonts for Latin, Arabic and Chinese text.

A template ``NAME.typ`` beside this module gives the form; the content goes in as data, so no text is read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst
import weblate_fonts

_FONTS = ("source-sans/ttf", "kurinto/ttf")


def typeset(name: str, content: Mapping[str, Any]) -> bytes:
    """The PDF of a template, filled with content that JSON can hold.

    A character that no font here has costs the claim of PDF/UA, not the file: it shows as an empty box.
    """
    data = json.dumps(content)
    try:
        return _set(name, data, "ua-1")
    except typst.TypstError:
        return _set(name, data, None)


@cache
def fonts() -> typst.Fonts:
    """The fonts that pages are set in; the system's own are left out, so that pages look alike everywhere."""
    base = Path(weblate_fonts.__file__).parent / "static" / "weblate_fonts"
    return typst.Fonts(include_system_fonts=False, font_paths=[base / folder for folder in _FONTS])


def _set(name: str, data: str, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(_template(name), sys_inputs={"content": data}, font_paths=fonts(), pdf_standards=standard)


@cache
def _template(name: str) -> bytes:
    return files("assessment.report").joinpath(f"{name}.typ").read_bytes()
