"""The worked example of METHOD 15 as a report, with every kind of text that a user can type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assessment.model import Action, Aim, Answer, AnswerSheet
from assessment.report.content import ReportContent, report_content
from assessment.results import result_of
from questions.model import Instrument
from tests.small import small_instrument, small_sheet

DAY = date(2026, 11, 24)
HOSTILE = '=HYPERLINK("http://example.org") <script>alert(1)</script> #emph[x] $x^2$ \\ * _ & \x07'
ARABIC = "وزارة الخارجية"
CHINESE = "领事保护"

Reported = Callable[..., ReportContent]


@pytest.fixture
def instrument() -> Instrument:
    return small_instrument()


@pytest.fixture
def sheet() -> AnswerSheet:
    """The example; R1.1.2a is a failed safeguard with evidence, a name and a comment."""
    plain = small_sheet(organisation=f"{ARABIC} {CHINESE} {HOSTILE}", assessed_on=date(2026, 6, 1))
    noted = Answer(
        practice_id="R1.1.2a",
        answer="2",
        evidence="Evidence-of-the-law",
        evidence_date="2026-01",
        responsible="Name-of-somebody",
        comment=f"Comment-text {HOSTILE}",
    )
    planned = Action(
        id="p1",
        text=f"Text-of-the-action {HOSTILE}",
        recommendation_id="R1.1.1",
        aims=(Aim(practice_id="R1.1.1b", start="1", level="3"),),
        owner="Name-of-somebody",
        partner="origin",
        due=date(2026, 11, 1),
        note="Comment-text",
    )
    return plain.model_copy(update={"answers": {**plain.answers, "R1.1.2a": noted}, "actions": (planned,)})


@pytest.fixture
def reported(instrument: Instrument, sheet: AnswerSheet) -> Reported:
    """The content of the report, with other choices."""

    def made(**choices: object) -> ReportContent:
        return report_content(instrument, sheet, result_of(instrument, sheet), DAY, **choices)  # type: ignore[arg-type]

    return made
