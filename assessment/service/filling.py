"""Answer sheets out of the store, the plans among them filled from their organisations (METHOD 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assessment.model import AnswerRevision, AnswerSheet, Assessment
from assessment.service.base import Base
from assessment.sharing import SharedAnswer, answers_for, is_plan, organisation_answers, with_organisation_answers


class Filling(Base):
    """What a plan takes from its organisation, for all use cases that read."""

    def organisation_answers(self, assessment_id: str) -> Mapping[str, SharedAnswer]:
        """What the organisation answered for a plan, by practice, whether or not the plan answers it itself."""
        assessment = self._store.assessment(assessment_id)
        everybody = self._store.assessments() if is_plan(assessment) else []
        sources = by_organisation([assessment], everybody).get(assessment.id, [])
        current = self._store.current_of([source.id for source in sources])
        sheets = [answer_sheet(source, current.get(source.id, {})) for source in sources]
        return organisation_answers(self.instrument_of(assessment), assessment, sheets)

    def _filled(
        self, assessments: Sequence[Assessment], current: Mapping[str, Mapping[str, AnswerRevision]] | None = None
    ) -> list[AnswerSheet]:
        """These with their answers and, for plans, what they take from their organisations; read in one go.

        Args:
            assessments: of versions that are at hand, in any order, which is kept.
            current: the answers of all that this needs, when they have been read already.
        """
        everybody = self._store.assessments() if any(map(is_plan, assessments)) else []
        sources = by_organisation(assessments, everybody)
        if current is None:
            wanted = {one.id for one in assessments} | {one.id for found in sources.values() for one in found}
            current = self._store.current_of(wanted)
        return [
            with_organisation_answers(
                self.instrument_of(assessment),
                answer_sheet(assessment, current.get(assessment.id, {})),
                [answer_sheet(source, current.get(source.id, {})) for source in sources.get(assessment.id, ())],
            )
            for assessment in assessments
        ]


def answer_sheet(assessment: Assessment, current: Mapping[str, AnswerRevision]) -> AnswerSheet:
    """An assessment with the answers that it gave itself."""
    return AnswerSheet(assessment=assessment, answers={id: kept.answer for id, kept in current.items()})


def by_organisation(
    assessments: Sequence[Assessment], everybody: Sequence[Assessment]
) -> Mapping[str, list[Assessment]]:
    """For each plan among these, by its id, the assessments that it may take answers from.

    Everybody's assessments are together in a store, so an organisation without a name is nobody's.
    """
    named: dict[str, list[Assessment]] = {}
    for one in everybody:
        if (name := one.organisation.strip()) and not is_plan(one):
            named.setdefault(name, []).append(one)
    return {
        plan.id: [one for one in named.get(plan.organisation.strip(), []) if answers_for(one, plan)]
        for plan in assessments
        if is_plan(plan)
    }
