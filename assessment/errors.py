"""Errors of this room.

AssessmentError
├── NotFound             no such assessment, or not yours: the same words for both
├── OtherVersion         it was answered with a version of the instrument that is not at hand
├── CannotCarryOver      no way leads from the version it was answered with to the newest
├── InvalidAnswer        the instrument or a limit does not allow this answer, or this action
├── NotAllowed           it is theirs to see, and their role does not allow this
├── Frozen               the assessment is submitted; it must be reopened first
├── NotCleared           the organization wants a named person's approval first
├── NotSignedIn          the sign-in has ended, or is unknown here
├── InvitationUnusable   the link was used, has expired or never was
├── StageConflict        somebody submitted, cleared or reopened the assessment meanwhile
├── Conflict             somebody saved a newer revision; holds it
├── ActionConflict       somebody changed the action meanwhile; holds what is stored
├── HistoriesApart       an import found answers of both sides; somebody must choose; holds them
├── OperationReused      the same operation id with another body
├── StoreUnavailable     the database cannot be read or written just now; nothing was saved
├── DatabaseInUse        a database that must be empty is not
├── NewerSchema          the database was written by a newer release
├── SettingsUnusable     what is set from outside cannot be used; holds every problem found
├── InputError           a file is at fault; holds every problem found
└── TypesMissing         neither the file nor its reader names a stakeholder type
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.model import AnswerRevision, KeptAction
from assessment.texts import translate as _

if TYPE_CHECKING:
    from assessment.joining import Comparison


class AssessmentError(Exception):
    """Base of every error that leaves this room."""


class NotFound(AssessmentError):
    """There is no such assessment."""

    def __init__(self) -> None:
        super().__init__(_("There is no such assessment."))


class OtherVersion(AssessmentError):
    """The assessment belongs to an instrument version that is not at hand; the message names both."""

    def __init__(self, answered_with: str, at_hand: str) -> None:
        super().__init__(
            _(
                "This assessment was answered with {answered_with}; here is {at_hand}. Scores of one version say "
                "nothing about another, so open it with the release that it was answered with."
            ).format(answered_with=answered_with, at_hand=at_hand)
        )


class CannotCarryOver(AssessmentError):
    """There is no way from one version to another; the message says why."""


class InvalidAnswer(AssessmentError):
    """The answer is not allowed; the message says why and what to do."""


class NotAllowed(AssessmentError):
    """The person's role does not allow it; the message says whom to ask."""


class Frozen(AssessmentError):
    """The assessment was submitted, so nothing was written."""

    def __init__(self) -> None:
        super().__init__(_("This assessment is submitted, so its answers stand still. A lead can reopen it."))


class NotCleared(AssessmentError):
    """Nothing leaves before a named person has approved it."""

    def __init__(self) -> None:
        super().__init__(
            _("This organization lets nothing out before it is submitted and a named person has cleared it.")
        )


class NotSignedIn(AssessmentError):
    """The sign-in has ended; a copy of its cookie is worth nothing."""

    def __init__(self) -> None:
        super().__init__(_("You are signed out. Sign in again."))


class InvitationUnusable(AssessmentError):
    """An invitation link cannot be used; the same words whatever the reason."""

    def __init__(self) -> None:
        super().__init__(_("This invitation was used already, has expired, or never was. Ask for a new one."))


class StageConflict(AssessmentError):
    """Somebody else moved the assessment in the meantime."""

    def __init__(self) -> None:
        super().__init__(_("Somebody submitted, cleared or reopened this assessment in the meantime. Look again."))


class Conflict(AssessmentError):
    """The answer was not saved, because ``current`` is newer than what it was made from."""

    def __init__(self, current: AnswerRevision | None) -> None:
        self.current = current
        super().__init__(_("Somebody saved another answer in the meantime. Nothing was overwritten."))


class ActionConflict(AssessmentError):
    """The action was not saved, because ``current`` is newer than what it was made from."""

    def __init__(self, current: KeptAction | None) -> None:
        self.current = current
        super().__init__(_("Somebody changed this action in the meantime. Nothing was overwritten."))


class HistoriesApart(AssessmentError):
    """Nothing was imported, because both sides have gone on without each other; ``found`` holds what to choose from."""

    def __init__(self, found: Comparison) -> None:
        self.found = found
        super().__init__(_("The histories have gone apart. Choose theirs or ours; until then nothing is changed."))


class OperationReused(AssessmentError):
    """An operation id came back with a different answer."""


class StoreUnavailable(AssessmentError):
    """The database cannot be used just now; nothing was changed."""


class DatabaseInUse(AssessmentError):
    """There is something in a database that others are to be copied into; it was left as it is."""

    def __init__(self, database: str) -> None:
        super().__init__(
            _("There are assessments in {database} already, so nothing was changed.").format(database=database)
        )


class NewerSchema(AssessmentError):
    """The database belongs to a newer release; it was left as it is."""


@dataclass(frozen=True)
class InputProblem:
    """One fault in a file: where, what, and what to do. ``place`` is ``112`` or ``answers!D7``."""

    file: str
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.place}: {self.message}" if self.place else f"{self.file}: {self.message}"


class SettingsUnusable(AssessmentError):
    """What is set from outside cannot be used.

    Attributes:
        problems: one sentence each: the variable, what is wrong with it and what to do.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


class InputError(AssessmentError):
    """A file cannot be used; ``problems`` lists every fault found in it."""

    def __init__(self, problems: Sequence[InputProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class TypesMissing(AssessmentError):
    """A file has no column of stakeholder types and none were given; the message says what to do."""
