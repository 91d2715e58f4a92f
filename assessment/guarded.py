"""The store as one person may use it. Every use case goes through it, so none can forget to ask.

What belongs to an organisation that the person is no member of answers as what does not exist. What is theirs to see
and not to do raises ``NotAllowed``. Both are noted in the log; ids that lead nowhere are not, since anybody can make
those up without end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from assessment.access import Deed, Rights
from assessment.errors import NotAllowed, NotFound
from assessment.model import (
    AnswerRevision,
    Assessment,
    AssessmentHistory,
    KeptAction,
    Remark,
    Stage,
    StageChange,
    View,
)
from assessment.store.interface import Store
from assessment.texts import translate as _

V = TypeVar("V")

TopicOf = Callable[[Assessment, str], str | None]
"""Id of the topic of a practice, by the version that an assessment belongs to; ``None`` when it has none there."""

_MOVES = {Stage.DRAFT: Deed.REOPEN, Stage.SUBMITTED: Deed.SUBMIT, Stage.CLEARED: Deed.CLEAR}


class GuardedStore:
    """Implements :class:`assessment.store.interface.Store` for one person."""

    def __init__(self, store: Store, rights: Rights, topic_of: TopicOf, note: Callable[[str, str], None]) -> None:
        """
        Args:
            store: everybody's; what is logged there is logged in the person's name.
            rights: as of now.
            topic_of: for those who answer some topics only.
            note: told the kind of what was refused and the id that it was refused for.
        """
        self._store = store.by(rights.person.id)
        self._rights = rights
        self._topic_of = topic_of
        self._note = note

    def by(self, author: str) -> Store:
        """The same: who writes is who is guarded."""
        del author
        return self

    def add_assessment(
        self, assessment: Assessment, revisions: Sequence[AnswerRevision] = (), actions: Sequence[KeptAction] = ()
    ) -> None:
        """Keep a new assessment of an organisation that the person leads."""
        self._may_start([assessment])
        self._store.add_assessment(assessment, revisions, actions)

    def add_assessments(self, new: Sequence[tuple[Assessment, Sequence[AnswerRevision]]]) -> None:
        """Keep several new assessments, all of organisations that the person leads."""
        self._may_start([assessment for assessment, _revisions in new])
        self._store.add_assessments(new)

    def update_assessment(self, assessment: Assessment) -> None:
        """Replace the details of an assessment."""
        self._may_change(assessment)
        self._store.update_assessment(assessment)

    def extend(
        self, assessment: Assessment, revisions: Sequence[AnswerRevision], actions: Sequence[KeptAction] = ()
    ) -> None:
        """Replace the details of an assessment, append to its histories and save actions."""
        self._may_change(assessment)
        self._store.extend(assessment, revisions, actions)

    def assessment(self, assessment_id: str) -> Assessment:
        """One assessment; raises ``NotFound``."""
        return self._theirs(assessment_id, Deed.READ)

    def whole(self, assessment_id: str) -> AssessmentHistory:
        """One assessment with every revision of every answer; raises ``NotFound``."""
        self._theirs(assessment_id, Deed.READ)
        return self._store.whole(assessment_id)

    def assessments(self) -> list[Assessment]:
        """The assessments of the person's organisations, newest first by creation."""
        mine = set(self._rights.organisations)
        return [one for one in self._store.assessments() if one.organisation in mine]

    def delete_assessment(self, assessment_id: str) -> None:
        """Delete an assessment with its histories."""
        self._theirs(assessment_id, Deed.DELETE)
        self._store.delete_assessment(assessment_id)

    def actions(self, assessment_id: str) -> list[KeptAction]:
        """The plan of action of an assessment."""
        return self._store.actions(assessment_id) if self._is_theirs(assessment_id) else []

    def save_actions(self, assessment_id: str, new: Sequence[KeptAction]) -> list[KeptAction]:
        """Save actions of one assessment."""
        self._theirs(assessment_id, Deed.PLAN)
        return self._store.save_actions(assessment_id, new)

    def append(self, revisions: Sequence[AnswerRevision], settled: Sequence[View] = ()) -> list[AnswerRevision]:
        """Append to the histories, in the topics that are assigned; whoever settles views must lead."""
        practices: dict[str, set[str]] = {}
        for revision in revisions:
            practices.setdefault(revision.assessment_id, set()).add(revision.answer.practice_id)
        for assessment_id, ids in practices.items():
            self._theirs(assessment_id, Deed.ANSWER, ids)
        for assessment_id in {view.assessment_id for view in settled}:
            self._theirs(assessment_id, Deed.SETTLE)
        return self._store.append(revisions, settled)

    def current(self, assessment_id: str) -> Mapping[str, AnswerRevision]:
        """The newest revision of every practice answered so far."""
        return self._store.current(assessment_id) if self._is_theirs(assessment_id) else {}

    def current_of(self, assessment_ids: Collection[str]) -> Mapping[str, Mapping[str, AnswerRevision]]:
        """What ``current`` gives, of each of these that is theirs."""
        mine = {one.id for one in self.assessments()}
        return self._store.current_of(mine.intersection(assessment_ids))

    def current_of_all(self) -> Mapping[str, Mapping[str, AnswerRevision]]:
        """What ``current`` gives, of every assessment that is theirs."""
        return self._store.current_of([one.id for one in self.assessments()])

    def history(self, assessment_id: str, practice_id: str) -> list[AnswerRevision]:
        """All revisions of one answer, oldest first."""
        return self._store.history(assessment_id, practice_id) if self._is_theirs(assessment_id) else []

    def answered(self) -> Mapping[str, Collection[str]]:
        """Ids of the practices that are answered at present, of every assessment that is theirs."""
        return self._of_mine(self._store.answered())

    def last_changes(self) -> Mapping[str, datetime]:
        """Time of the newest revision of each assessment that is theirs."""
        return self._of_mine(self._store.last_changes())

    def stages(self, assessment_id: str) -> list[StageChange]:
        """All steps of an assessment, oldest first."""
        return self._store.stages(assessment_id) if self._is_theirs(assessment_id) else []

    def stage_of_all(self) -> Mapping[str, Stage]:
        """Where each assessment of theirs stands that was ever submitted."""
        return self._of_mine(self._store.stage_of_all())

    def change_stage(self, change: StageChange) -> StageChange:
        """Submit, clear or reopen; who is named to clear may also give back what is not to be cleared."""
        deed = _MOVES[change.stage]
        assessment = self._theirs(change.assessment_id, Deed.READ)
        gives_back = deed is Deed.REOPEN and self._rights.may(Deed.CLEAR, assessment.organisation)
        if not gives_back:
            self._theirs(change.assessment_id, deed)
        return self._store.change_stage(change)

    def views(self, assessment_id: str) -> list[View]:
        """The newest revision of everybody's differing views."""
        return self._store.views(assessment_id) if self._is_theirs(assessment_id) else []

    def add_view(self, view: View) -> View:
        """Keep a differing view of the person's own."""
        self._theirs(view.assessment_id, Deed.DISSENT, [view.answer.practice_id])
        if view.person_id != self._rights.person.id or view.settled_by is not None:
            raise NotAllowed(_("A view can be given only for oneself."))
        return self._store.add_view(view)

    def remarks(self, assessment_id: str) -> list[Remark]:
        """All remarks about an assessment, oldest first."""
        return self._store.remarks(assessment_id) if self._is_theirs(assessment_id) else []

    def add_remark(self, remark: Remark) -> Remark:
        """Keep a remark."""
        self._theirs(remark.assessment_id, Deed.COMMENT)
        return self._store.add_remark(remark)

    def change_remark(self, remark: Remark) -> None:
        """Resolve a remark, open it again or hand it to others."""
        self._theirs(remark.assessment_id, Deed.COMMENT)
        self._store.change_remark(remark)

    def _is_theirs(self, assessment_id: str) -> bool:
        try:
            self._theirs(assessment_id, Deed.READ)
        except NotFound:
            return False
        return True

    def _theirs(self, assessment_id: str, deed: Deed, practices: Iterable[str] = ()) -> Assessment:
        """The assessment, when the person may do this with it; raises ``NotFound`` or ``NotAllowed``."""
        assessment = self._store.assessment(assessment_id)
        organisation = assessment.organisation
        if not self._rights.may(Deed.READ, organisation):
            self._note(f"refused {Deed.READ}", assessment_id)
            raise NotFound
        topics = {self._topic_of(assessment, id) for id in practices} or {None}
        if not self._rights.may(deed, organisation, topics):
            self._note(f"refused {deed}", assessment_id)
            raise NotAllowed(self._reason(deed, organisation))
        return assessment

    def _reason(self, deed: Deed, organisation: str) -> str:
        if self._rights.may(deed, organisation):
            return _("This topic is assigned to others. Ask a lead of your organization.")
        return _("Your role does not allow this. Ask a lead of your organization.")

    def _may_start(self, new: Iterable[Assessment]) -> None:
        for assessment in new:
            if not self._rights.may(Deed.START, assessment.organisation):
                self._note(f"refused {Deed.START}", self._rights.person.id)
                led = ", ".join(self._rights.those_with(Deed.START))
                if not led:
                    raise NotAllowed(_("Your role does not allow this. Ask a lead of your organization."))
                raise NotAllowed(
                    _("You can keep assessments of: {led}. This one is of '{other}'.").format(
                        led=led, other=assessment.organisation
                    )
                )

    def _may_change(self, assessment: Assessment) -> None:
        before = self._theirs(assessment.id, Deed.CHANGE)
        if assessment.organisation != before.organisation:
            self._may_start([assessment])

    def _of_mine(self, found: Mapping[str, V]) -> dict[str, V]:
        mine = {one.id for one in self.assessments()}
        return {id: value for id, value in found.items() if id in mine}
