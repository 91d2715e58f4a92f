"""Two histories of one assessment, brought together: what of theirs is new to us, and where they have gone apart.

A save is known by its operation id, wherever it was made. So a history that was taken in once is recognised later,
although its revisions stand at other numbers by then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessment.errors import OperationReused
from assessment.model import Answer, AnswerRevision, Assessment, AssessmentHistory, KeptAction

_NOT_COMPARED = frozenset({"id", "created_at"})


class Prefer(StrEnum):
    """Whose answers count where the histories have gone apart."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True)
class ApartAnswer:
    """A practice that both sides answered without knowing of each other: the newest answer of each."""

    ours: AnswerRevision
    theirs: AnswerRevision

    @property
    def practice_id(self) -> str:
        """The practice."""
        return self.ours.answer.practice_id


@dataclass(frozen=True)
class ApartDetail:
    """A detail of the assessment that differs; details have no history, so nobody can tell which is newer."""

    name: str
    ours: object
    theirs: object


@dataclass(frozen=True)
class ApartAction:
    """An action that differs; earlier forms of it are not kept, so nobody can tell which is newer."""

    ours: KeptAction
    theirs: KeptAction


@dataclass(frozen=True)
class Comparison:
    """Their history beside ours.

    Attributes:
        later: their revisions that continue our histories, numbered from where ours end.
        unseen: likewise, of the practices that have gone apart.
        new_actions: their actions that are not here.
        apart, details, actions: what somebody must choose between.
    """

    later: tuple[AnswerRevision, ...]
    unseen: tuple[AnswerRevision, ...]
    apart: tuple[ApartAnswer, ...]
    details: tuple[ApartDetail, ...]
    new_actions: tuple[KeptAction, ...] = ()
    actions: tuple[ApartAction, ...] = ()

    @property
    def is_apart(self) -> bool:
        """Must somebody choose?"""
        return bool(self.apart or self.details or self.actions)


def compared(ours: AssessmentHistory, theirs: AssessmentHistory) -> Comparison:
    """Compare two histories of the same assessment, practice by practice.

    Raises:
        OperationReused: the same save holds different answers in the two.
    """
    own = ours.by_practice
    later: list[AnswerRevision] = []
    unseen: list[AnswerRevision] = []
    apart: list[ApartAnswer] = []
    for practice_id, their in sorted(theirs.by_practice.items()):
        mine = own.get(practice_id, ())
        _refuse_altered(mine, their)
        new = _numbered_after(mine, their)
        if _has_gone_apart(mine, their):
            apart.append(ApartAnswer(mine[-1], their[-1]))
            unseen += new
        elif not mine or their[-1].operation_id != mine[-1].operation_id:
            later += new
    details = _apart_details(ours.assessment, theirs.assessment)
    here = {kept.action.id: kept for kept in ours.actions}
    return Comparison(
        later=tuple(later),
        unseen=tuple(unseen),
        apart=tuple(apart),
        details=details,
        new_actions=tuple(kept for kept in theirs.actions if kept.action.id not in here),
        actions=tuple(
            ApartAction(here[kept.action.id], kept)
            for kept in theirs.actions
            if kept.action.id in here and here[kept.action.id].action != kept.action
        ),
    )


def to_append(
    found: Comparison, prefer: Prefer | None, restated: Callable[[Answer, int], AnswerRevision]
) -> list[AnswerRevision]:
    """The revisions that bring our history up to theirs.

    Args:
        prefer: with ``theirs``, their answers follow ours where the histories have gone apart; ours stay beneath.
        restated: a new save of an answer, as the revision of that number; needed where their newest answer stands in
            our history already, below another one.
    """
    if prefer is not Prefer.THEIRS:
        return list(found.later)
    last = {revision.answer.practice_id: revision for revision in found.unseen}
    again = []
    for pair in found.apart:
        top = last.get(pair.practice_id, pair.ours)
        if top.operation_id != pair.theirs.operation_id:
            again.append(restated(pair.theirs.answer, top.revision + 1))
    return [*found.later, *found.unseen, *again]


def actions_to_save(found: Comparison, prefer: Prefer | None) -> list[KeptAction]:
    """The actions that bring our plan up to theirs; those that differ follow ours only where theirs are preferred."""
    again = found.actions if prefer is Prefer.THEIRS else ()
    new = [kept.model_copy(update={"revision": 1}) for kept in found.new_actions]
    return [*new, *(pair.theirs.model_copy(update={"revision": pair.ours.revision + 1}) for pair in again)]


def _has_gone_apart(mine: Sequence[AnswerRevision], their: Sequence[AnswerRevision]) -> bool:
    """Does each side have saves that the other has not, or the same saves in another order at the end?"""
    known, theirs = ({revision.operation_id for revision in history} for history in (mine, their))
    if theirs <= known:
        return False
    if not known <= theirs:
        return True
    newest = their[-1].operation_id
    return newest in known and newest != mine[-1].operation_id


def _numbered_after(mine: Sequence[AnswerRevision], their: Sequence[AnswerRevision]) -> list[AnswerRevision]:
    """Their saves that we have not, numbered from where ours end."""
    known = {revision.operation_id for revision in mine}
    new = [revision for revision in their if revision.operation_id not in known]
    return [revision.model_copy(update={"revision": len(mine) + n}) for n, revision in enumerate(new, start=1)]


def _refuse_altered(mine: Sequence[AnswerRevision], their: Sequence[AnswerRevision]) -> None:
    known = {revision.operation_id: revision for revision in mine}
    for revision in their:
        ours = known.get(revision.operation_id)
        if ours and (ours.answer, ours.author, ours.at) != (revision.answer, revision.author, revision.at):
            raise OperationReused


def _apart_details(ours: Assessment, theirs: Assessment) -> tuple[ApartDetail, ...]:
    names = (name for name in Assessment.model_fields if name not in _NOT_COMPARED)
    pairs = ((name, getattr(ours, name), getattr(theirs, name)) for name in names)
    return tuple(ApartDetail(name, own, their) for name, own, their in pairs if own != their)
