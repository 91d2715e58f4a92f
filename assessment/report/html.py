"""The gap report as one HTML file: opens without a network, follows the reader's light or dark, prints.

Jinja escapes every text; the file forbids itself scripts and everything from elsewhere.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from assessment.palette import SCORE_COLOUR
from assessment.report.content import ReportContent
from assessment.words import ALERT_GLYPH, range_text


def report_html(content: ReportContent) -> bytes:
    """The whole report, UTF-8."""
    text = _template().render(
        report=content, words=content.labels, accent=SCORE_COLOUR, alert_glyph=ALERT_GLYPH, range_text=range_text
    )
    return text.encode("utf-8", "replace")


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(files("assessment.report").joinpath("report.html").read_text(encoding="utf-8"))
