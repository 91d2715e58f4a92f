"""What members tell each other about an assessment: differing views, which a lead settles, and remarks."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.disagreement import Disagreement, disagreement
from assessment.errors import InvalidAnswer, NotFound
from assessment.model import Answer, AnswerRevision, Remark, View
from assessment.results import plan_of
from assessment.service.standing import Standing
from assessment.texts import translate as _


class Discussing(Standing):
    """The use cases of disagreement and talk."""

    def views(self, assessment_id: str) -> Sequence[View]:
        """The newest of everybody's differing views, settled ones among them, by practice and person."""
        return self._store.views(assessment_id)

    def record_view(self, assessment_id: str, answer: Answer) -> View:
        """Keep what this person thinks the answer should be, beside the one that counts; an empty one takes it back.

        Raises:
            InvalidAnswer: the instrument or a limit does not allow the answer.
            NotFound, NotAllowed, Frozen, OtherVersion, StoreUnavailable: nothing was written.
        """
        self._check(self.assessment(assessment_id), [answer])
        view = View(assessment_id=assessment_id, person_id=self._author, answer=answer, revision=1, at=self._clock())
        return self._store.add_view(view)

    def disagreement(self, assessment_id: str) -> Disagreement:
        """What is disputed, how far apart people are, and how well they agree."""
        sheet = self.sheet(assessment_id)
        plan = plan_of(self.instrument_of(sheet.assessment), sheet.assessment.stakeholder_types)
        return disagreement(plan, sheet.answers, self._store.views(assessment_id))

    def settle(self, assessment_id: str, answer: Answer, based_on: int) -> AnswerRevision:
        """Decide about a practice: this answer counts from now on, and every open view of it is settled, in one step.

        Args:
            assessment_id: where.
            answer: what counts, be it the answer that counted already.
            based_on: revision of the answer that was looked at; 0 when there was none.

        Raises:
            InvalidAnswer: the instrument or a limit does not allow the answer.
            Conflict: another answer was saved in the meantime; nothing was written.
            NotFound, NotAllowed, Frozen, OtherVersion, StoreUnavailable: likewise.
        """
        self._check(self.assessment(assessment_id), [answer])
        at = self._clock()
        open_ones = [
            view
            for view in self._store.views(assessment_id)
            if view.is_open and view.answer.practice_id == answer.practice_id
        ]
        settled = [view.model_copy(update={"at": at, "settled_by": self._author}) for view in open_ones]
        revision = self._revision(assessment_id, answer, based_on + 1, None)
        return self._store.append([revision], settled)[0]

    def remarks(self, assessment_id: str) -> Sequence[Remark]:
        """All remarks about an assessment, oldest first."""
        return self._store.remarks(assessment_id)

    def add_remark(self, assessment_id: str, practice_id: str, text: str, mentions: Sequence[str] = ()) -> Remark:
        """Say something about a practice, for some or for all.

        Raises:
            InvalidAnswer: there is no text, or it is too long.
            NotFound: no such assessment or practice.
            NotAllowed, OtherVersion, StoreUnavailable: nothing was written.
        """
        if practice_id not in self.instrument_of(self.assessment(assessment_id)).practices:
            raise InvalidAnswer(
                _("there is no practice '{id}' in this instrument. Check the id.").format(id=practice_id)
            )
        if not text.strip():
            raise InvalidAnswer(_("Write something first."))
        remark = Remark.model_construct(
            assessment_id=assessment_id,
            id=self._ids(),
            practice_id=practice_id,
            author=self._author,
            at=self._clock(),
            text=text.strip(),
            mentions=tuple(mentions),
        )
        return self._store.add_remark(remark)

    def resolve_remark(self, assessment_id: str, remark_id: str, *, is_resolved: bool = True) -> Remark:
        """Mark a remark as dealt with, or open it again; raises ``NotFound`` or ``NotAllowed``."""
        found = [remark for remark in self._store.remarks(assessment_id) if remark.id == remark_id]
        if not found:
            raise NotFound
        by, at = (self._author, self._clock()) if is_resolved else (None, None)
        changed = found[0].model_copy(update={"resolved_by": by, "resolved_at": at})
        self._store.change_remark(changed)
        return changed
