"""What every use case needs: the store, the versions of the instrument, a clock, ids and an author."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime

from assessment.access import Deed, Rights
from assessment.errors import InvalidAnswer, OtherVersion
from assessment.model import Answer, AnswerRevision, AnswerSheet, Assessment
from assessment.results import plan_of
from assessment.store.interface import Store
from assessment.texts import translate as _
from assessment.validation import answer_problem
from questions.model import Instrument
from questions.versions import Instruments

LOCAL_AUTHOR = "local"


def now() -> datetime:
    """The present time in UTC, to the microsecond."""
    return datetime.now(UTC)


def new_id() -> str:
    """A fresh id, unguessable."""
    return uuid.uuid4().hex


class Base:
    """The use cases over one store and one instrument, of which older versions may be at hand.

    A new assessment takes the newest version, ``instrument``. Every other is shown, answered and scored with the
    version that it belongs to.
    """

    def __init__(
        self,
        store: Store,
        instrument: Instrument | Instruments,
        clock: Callable[[], datetime] = now,
        ids: Callable[[], str] = new_id,
        author: str = LOCAL_AUTHOR,
        rights: Rights | None = None,
    ) -> None:
        """
        Args:
            store: guarded for one person where several use it.
            instrument: with its older versions, where they are at hand.
            clock: gives the present time in UTC.
            ids: gives a fresh id.
            author: who is written beside each save.
            rights: of the person; ``None`` when whoever sits at this computer may do everything.
        """
        self._store = store
        self.instruments = instrument if isinstance(instrument, Instruments) else Instruments(instrument)
        self.instrument = self.instruments.newest
        self._clock = clock
        self._ids = ids
        self._author = author
        self.rights = rights

    def may(self, deed: Deed, assessment: Assessment, topic: str | None = None) -> bool:
        """Would this be allowed; for answering, in this topic? What the screen offers goes by it."""
        return self.rights is None or self.rights.may(deed, assessment.organisation, [topic])

    def today(self) -> date:
        """The present day in UTC."""
        return self._clock().date()

    def instrument_of(self, assessment: Assessment) -> Instrument:
        """The version that an assessment was answered with: scores are computed with no other (METHOD 13).

        Raises:
            OtherVersion: it is not at hand.
        """
        found = self._find(assessment)
        if found is None:
            answered_with = f"{assessment.instrument_id} {assessment.instrument_version}".strip()
            raise OtherVersion(answered_with, f"{self.instrument.id} {' '.join(self.instruments.versions)}")
        return found

    def _find(self, assessment: Assessment) -> Instrument | None:
        return self.instruments.find(assessment.instrument_id, assessment.instrument_version)

    def _is_newest(self, assessment: Assessment) -> bool:
        return self._find(assessment) is self.instrument

    def _begun(self, details: Assessment) -> Assessment:
        """A new assessment with these details, of the newest version."""
        return details.model_copy(
            update={
                "id": self._ids(),
                "stakeholder_types": self._checked_types(self.instrument, details.stakeholder_types),
                "instrument_id": self.instrument.id,
                "instrument_version": self.instrument.version,
                "created_at": self._clock(),
            }
        )

    @staticmethod
    def _checked_types(instrument: Instrument, codes: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [code for code in codes if code not in instrument.stakeholders]
        if unknown or not codes:
            raise InvalidAnswer(
                _("'{code}' is not a stakeholder type. Choose from: {types}.").format(
                    code=" ".join(unknown), types=", ".join(instrument.stakeholders)
                )
            )
        return instrument.ordered_types(codes)

    def _first_entries(self, sheet: AnswerSheet) -> tuple[Assessment, list[AnswerRevision]]:
        """A new assessment with the first revisions of its answers, checked."""
        assessment = self._begun(sheet.assessment)
        self._check(assessment, sheet.answers.values())
        return assessment, self._first_revisions(assessment.id, sheet.answers)

    def _check(self, assessment: Assessment, answers: Iterable[Answer]) -> None:
        """Raise ``InvalidAnswer`` for the first answer that the instrument or a limit does not allow."""
        plan = plan_of(self.instrument_of(assessment), assessment.stakeholder_types)
        for answer in answers:
            if problem := answer_problem(plan, answer):
                raise InvalidAnswer(problem)

    def _first_revisions(self, assessment_id: str, answers: Mapping[str, Answer]) -> list[AnswerRevision]:
        return [self._revision(assessment_id, answer, 1, None) for answer in answers.values() if not answer.is_empty]

    def _revision(self, assessment_id: str, answer: Answer, revision: int, operation_id: str | None) -> AnswerRevision:
        return AnswerRevision(
            assessment_id=assessment_id,
            answer=answer,
            revision=revision,
            author=self._author,
            at=self._clock(),
            operation_id=operation_id or self._ids(),
        )
