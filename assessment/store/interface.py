"""What the service needs of a store; the rooms above know only this."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from assessment.access import Identity, Invitation, Membership, Organisation, Person
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


class Store(Protocol):
    """Keeps assessments, the append-only history of their answers, and their plans of action.

    Every method is one transaction, and returns after the database has committed it. All raise
    ``StoreUnavailable`` when the database cannot be used; then nothing was changed. Those that write raise
    ``InvalidAnswer`` for a text that cannot be stored (too long, a NUL, half of a surrogate pair) and for a
    value that the model does not allow. Times must have a zone (``ValueError``) and come back in UTC, to
    the microsecond.
    """

    def by(self, author: str) -> Store:
        """The same store, writing into its log in somebody's name."""

    def add_assessment(
        self,
        assessment: Assessment,
        revisions: Sequence[AnswerRevision] = (),
        actions: Sequence[KeptAction] = (),
    ) -> None:
        """Keep a new assessment together with its first answers and its actions, all or nothing.

        The answers follow the rules of :meth:`append`; actions are kept with whatever revision they have.
        Raises ``Conflict`` when the id is taken.
        """

    def add_assessments(self, new: Sequence[tuple[Assessment, Sequence[AnswerRevision]]]) -> None:
        """Keep several new assessments, each with its first answers, all or nothing.

        Refuses what :meth:`add_assessment` refuses, and then keeps none of them.
        """

    def update_assessment(self, assessment: Assessment) -> None:
        """Replace the details of an assessment, its targets among them; raises ``NotFound``.

        Id, time of creation and answers stay.
        """

    def assessment(self, assessment_id: str) -> Assessment:
        """One assessment with its targets; raises ``NotFound``."""

    def extend(
        self, assessment: Assessment, revisions: Sequence[AnswerRevision], actions: Sequence[KeptAction] = ()
    ) -> None:
        """Replace the details of an assessment, append to its histories and save actions, all or nothing.

        As :meth:`update_assessment`, :meth:`append` and :meth:`save_actions`, in one transaction; raises what they do.
        """

    def whole(self, assessment_id: str) -> AssessmentHistory:
        """One assessment with every revision of every answer and its actions, as of one moment.

        Raises ``NotFound``.
        """

    def actions(self, assessment_id: str) -> list[KeptAction]:
        """The plan of action of an assessment, by id. Empty for an unknown assessment."""

    def save_actions(self, assessment_id: str, new: Sequence[KeptAction]) -> list[KeptAction]:
        """Save actions of one assessment, new or changed, all or nothing; what is now stored, in the same order.

        An action is written only when its revision is exactly one above the stored one (1 for a new one); otherwise
        ``ActionConflict`` with the stored one, and nothing is written. Saving once more what is stored at the same
        revision writes nothing. Raises ``NotFound`` for an unknown assessment.
        """

    def assessments(self) -> list[Assessment]:
        """All assessments, newest first by creation; those without that time last."""

    def delete_assessment(self, assessment_id: str) -> None:
        """Delete an assessment with its histories and its actions; raises ``NotFound``.

        Rounds that were copied from it stay, and still name it as their baseline.
        """

    def append(self, revisions: Sequence[AnswerRevision], settled: Sequence[View] = ()) -> list[AnswerRevision]:
        """Append to the histories, all or nothing, and return what is now stored, in the same order.

        The views that this settles are kept with it, as :meth:`add_view` keeps them.

        A revision is written only when it is exactly one above the newest stored one of its practice; the
        database decides. Otherwise ``Conflict`` with the newest, and nothing is written. When the operation
        id is already stored for that practice with the same answer, the stored revision is returned and
        nothing is written; with another answer, or in another assessment: ``OperationReused``. Raises
        ``NotFound`` for an unknown assessment.
        """

    def current(self, assessment_id: str) -> Mapping[str, AnswerRevision]:
        """The newest revision of every practice answered so far, by practice id. Empty for an unknown id."""

    def current_of(self, assessment_ids: Collection[str]) -> Mapping[str, Mapping[str, AnswerRevision]]:
        """What :meth:`current` gives, of each of these that has answers, by its id, in one go."""

    def current_of_all(self) -> Mapping[str, Mapping[str, AnswerRevision]]:
        """What :meth:`current` gives, of every assessment that has answers, by its id, in one go."""

    def history(self, assessment_id: str, practice_id: str) -> list[AnswerRevision]:
        """All revisions of one answer, oldest first. Empty for unknown ids."""

    def answered(self) -> Mapping[str, Collection[str]]:
        """Ids of the practices that are answered at present, by the id of the assessment.

        Cheaper than :meth:`current_of_all`, for lists. What was cleared again, or only commented on, is not answered.
        """

    def last_changes(self) -> Mapping[str, datetime]:
        """Time of the newest revision of each assessment that has any."""

    def stages(self, assessment_id: str) -> list[StageChange]:
        """All steps of an assessment on its way out, oldest first. Empty for a draft that was always one."""

    def stage_of_all(self) -> Mapping[str, Stage]:
        """Where each assessment stands that was ever submitted, by its id."""

    def change_stage(self, change: StageChange) -> StageChange:
        """Submit, clear or reopen an assessment: from then on its answers and details stand still, or move again.

        The step is written only when its number is one above the newest stored one, otherwise ``StageConflict``.
        While it is submitted or cleared, everything that would change its answers, details or views raises
        ``Frozen``. Raises ``NotFound`` for an unknown assessment.
        """

    def views(self, assessment_id: str) -> list[View]:
        """The newest revision of everybody's differing view of each practice, by practice and person."""

    def add_view(self, view: View) -> View:
        """Keep a differing view on top of the person's earlier ones; its revision is made here.

        Raises ``NotFound`` or ``Frozen``.
        """

    def remarks(self, assessment_id: str) -> list[Remark]:
        """All remarks about an assessment, oldest first."""

    def add_remark(self, remark: Remark) -> Remark:
        """Keep a remark; raises ``NotFound`` for an unknown assessment."""

    def change_remark(self, remark: Remark) -> None:
        """Resolve a remark, open it again or hand it to others; its text stays. Raises ``NotFound``."""


class Directory(Protocol):
    """Keeps people, their sign-ins, and what they are in which organisation.

    Every method is one transaction and is logged in it, by ids only. All raise ``StoreUnavailable`` when the database
    cannot be used.
    """

    def by(self, author: str) -> Directory:
        """The same, writing into the log in somebody's name."""

    def enter(self, identity: Identity, session: str, since: datetime) -> Person:
        """Who this is; somebody new is noted, and so is a new sign-in.

        Args:
            identity: as the provider says; a changed name is taken over.
            session: fingerprint of this sign-in, 64 hexadecimal digits.
            since: when it began.

        Raises:
            NotSignedIn: this sign-in was ended, or it is somebody else's.
        """

    def leave(self, session: str) -> None:
        """End a sign-in, in every tab and for every copy of its cookie."""

    def person(self, person_id: str) -> Person:
        """Somebody who has signed in; raises ``NotFound``."""

    def names(self) -> Mapping[str, str]:
        """The shown names of all people, by id."""

    def memberships(self, person_id: str) -> list[Membership]:
        """What a person is, in order of the organisations' names."""

    def members(self, organisation_id: str) -> list[tuple[Person, Membership]]:
        """The members of an organisation, by name."""

    def administrators(self) -> list[Person]:
        """The administrators of the installation, by name."""

    def organisations(self) -> list[Organisation]:
        """The organisations that were taken up, by name."""

    def add_organisation(self, name: str) -> Organisation:
        """Take up an organisation, also one that has assessments already; raises ``InvalidAnswer``."""

    def change_organisation(self, organisation: Organisation) -> None:
        """Change its name and its rules; raises ``NotFound`` or ``InvalidAnswer``."""

    def remove_organisation(self, organisation_id: str) -> None:
        """Delete an organisation with all its assessments and memberships; raises ``NotFound``."""

    def invite(self, invitation: Invitation) -> None:
        """Keep what an invitation link offers."""

    def accept(self, digest: str, person_id: str, at: datetime) -> Membership | None:
        """Use an invitation, once; ``None`` when it was to the administration of the installation.

        Raises ``InvitationUnusable``; nobody can accept their own invitation.
        """

    def change_member(self, membership: Membership) -> None:
        """Give a member another role, other topics or the clearance.

        Raises ``NotFound``, and ``NotAllowed`` when no lead would be left.
        """

    def remove_member(self, organisation_id: str, person_id: str, successor_id: str | None) -> None:
        """Let a member go. Topics and open remarks go to the successor; raises as :meth:`change_member` does."""

    def forget(self, person_id: str) -> None:
        """Delete a person with sign-ins and memberships; what they answered stays, without a name.

        Raises ``NotFound``, and ``NotAllowed`` when no lead would be left.
        """

    def note(self, kind: str, id: str) -> None:
        """Write into the log who did what, in at most 20 characters, to which id."""


class LevelStore(Protocol):
    """What gives the levels of very many assessments."""

    def levels(self, assessment_ids: Iterable[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
        """(id, answer code by practice id) of each of these that has answers, in the order of ids.

        The codes of what is current, without its texts, for very many assessments: some are read at a time, each of
        them as of one moment, and nothing is held in between.
        """
