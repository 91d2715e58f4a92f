"""What there is to see: assessments, their answers with the history of each, and what these are worth."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assessment.model import AnswerRevision, AnswerSheet, Assessment, AssessmentHistory
from assessment.results import plan_of, result_of, results_of
from assessment.service.filling import Filling, by_organisation
from assessment.sharing import organisation_sources
from scoring.result import Result


@dataclass(frozen=True)
class Overview:
    """One line of "my assessments".

    Attributes:
        is_scored: false when its version of the instrument is not at hand; then nothing counts as asked.
        practices_answered: those that the organisation answered for its plan among them.
        practices_shared: the latter alone.
        is_newest: it belongs to the newest version of the instrument.
    """

    assessment: Assessment
    is_scored: bool
    practices_asked: int
    practices_answered: int
    practices_shared: int
    last_change: datetime | None
    is_newest: bool = True


class Reading(Filling):
    """The use cases that change nothing."""

    def assessment(self, assessment_id: str) -> Assessment:
        """One assessment; raises ``NotFound`` or ``OtherVersion``."""
        assessment = self._store.assessment(assessment_id)
        self.instrument_of(assessment)
        return assessment

    def assessments(self) -> list[Assessment]:
        """Every assessment, of whatever version of the instrument, newest first."""
        return self._store.assessments()

    def answers(self, assessment_id: str) -> Mapping[str, AnswerRevision]:
        """The newest revision of each practice that this assessment answered itself so far."""
        return self._store.current(assessment_id)

    def history(self, assessment_id: str, practice_id: str) -> list[AnswerRevision]:
        """All revisions of one answer, oldest first."""
        return self._store.history(assessment_id, practice_id)

    def whole(self, assessment_id: str) -> AssessmentHistory:
        """An assessment with every revision of every answer, of whichever version; raises ``NotFound``."""
        return self._store.whole(assessment_id)

    def sheet(self, assessment_id: str) -> AnswerSheet:
        """The assessment with its answers and its plan of action, for a plan with what it takes from its organisation.

        What is scored, shown and exported is this; saving, new rounds and bundles go by the assessment's own answers.
        """
        return self.with_actions(self._filled([self.assessment(assessment_id)])[0])

    def with_actions(self, sheet: AnswerSheet) -> AnswerSheet:
        """The same with its plan of action."""
        actions = tuple(kept.action for kept in self._store.actions(sheet.assessment.id))
        return sheet.model_copy(update={"actions": actions})

    def sheets(self) -> list[AnswerSheet]:
        """As :meth:`sheet`, every assessment of the newest version, newest first, read in one go; without actions."""
        newest = [assessment for assessment in self._store.assessments() if self._is_newest(assessment)]
        return self._filled(newest, self._store.current_of_all())

    def result(self, assessment_id: str) -> Result:
        """The result of the current answers, computed afresh."""
        sheet = self.sheet(assessment_id)
        return result_of(self.instrument_of(sheet.assessment), sheet)

    def results(self, assessments: Sequence[Assessment]) -> dict[str, Result]:
        """The results of these assessments, by id, read in one go; those whose version is not at hand are left out."""
        filled = self._filled([one for one in assessments if self._find(one)])
        found: dict[str, Result] = {}
        for version in self.instruments.versions:
            instrument = self.instruments.version(version)
            sheets = [sheet for sheet in filled if self._find(sheet.assessment) is instrument]
            ids = [sheet.assessment.id for sheet in sheets]
            found |= dict(zip(ids, results_of(instrument, sheets), strict=True))
        return found

    def overviews(self) -> list[Overview]:
        """All assessments with progress and last change, newest first; nothing is scored for it."""
        changes, answered = self._store.last_changes(), self._store.answered()
        assessments = self._store.assessments()
        sources = by_organisation(assessments, assessments)
        return [
            self._overview(
                assessment,
                answered.get(assessment.id, ()),
                [(source, answered.get(source.id, ())) for source in sources.get(assessment.id, ())],
                changes.get(assessment.id),
            )
            for assessment in assessments
        ]

    def _overview(
        self,
        assessment: Assessment,
        answered: Collection[str],
        sources: Sequence[tuple[Assessment, Collection[str]]],
        last_change: datetime | None,
    ) -> Overview:
        instrument = self._find(assessment)
        asked = plan_of(instrument, assessment.stakeholder_types).column if instrument else {}
        own = asked.keys() & set(answered)
        shared = organisation_sources(instrument, assessment, sources).keys() - own if instrument else set()
        return Overview(
            assessment=assessment,
            is_scored=instrument is not None,
            practices_asked=len(asked),
            practices_answered=len(own) + len(shared),
            practices_shared=len(shared),
            last_change=last_change or assessment.created_at,
            is_newest=self._is_newest(assessment),
        )
