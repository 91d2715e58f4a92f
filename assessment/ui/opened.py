"""The open assessment with everything that the Results page reads, fresh on every run."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.model import AnswerSheet, Assessment
from assessment.results import result_of
from assessment.ui.session import choose_language, instrument_of, plan_for, required_assessment, service
from questions.model import Instrument
from scoring.plan import ScoringPlan
from scoring.result import Result


@dataclass(frozen=True)
class Opened:
    """One assessment as it stands now, with texts in the reader's language."""

    assessment: Assessment
    instrument: Instrument
    plan: ScoringPlan
    sheet: AnswerSheet
    result: Result

    @property
    def is_begun(self) -> bool:
        """At least one practice that is asked has an answer."""
        return any(answer.is_answered and id in self.plan.column for id, answer in self.sheet.answers.items())


def opened() -> Opened:
    """Read the open assessment; without one the page says how to open one, and stops.

    A fragment calls it too: on its own rerun nothing else of the page has run, not even the choice of language.
    """
    choose_language()
    assessment = required_assessment()
    sheet = service().sheet(assessment.id)
    version = instrument_of(assessment)
    return Opened(assessment, version, plan_for(assessment), sheet, result_of(version, sheet))
