"""Who may do what: people, their roles in organizations, and the one table of what each role is allowed.

A person is known by issuer and subject of the sign-in, never by an e-mail address. What is not theirs does not exist
for them. The administrator of an installation makes organizations and invites, and sees no answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from assessment.model import ID, SHORT_TEXT, ShortText, Value


class Role(StrEnum):
    """What a member of an organization is in it."""

    VIEWER = "viewer"
    RESPONDENT = "respondent"
    LEAD = "lead"


class Deed(StrEnum):
    """What a person may want to do with the assessments of an organization."""

    READ = "read"
    ANSWER = "answer"
    DISSENT = "dissent"
    COMMENT = "comment"
    PLAN = "plan"
    START = "start"
    CHANGE = "change"
    SETTLE = "settle"
    SUBMIT = "submit"
    REOPEN = "reopen"
    EXPORT = "export"
    CLEAR = "clear"
    DELETE = "delete"
    LEAD_TEAM = "lead_team"


_READING = frozenset({Deed.READ})
_ANSWERING = _READING | {Deed.ANSWER, Deed.DISSENT, Deed.COMMENT, Deed.PLAN}
ALLOWED: Mapping[Role, frozenset[Deed]] = {
    Role.VIEWER: _READING,
    Role.RESPONDENT: _ANSWERING,
    # Clearing takes a name beside the role: nobody approves for having the power to.
    Role.LEAD: frozenset(Deed) - {Deed.CLEAR},
}
"""The deeds of each role. Answering is further limited to the topics that are assigned."""


class Identity(Value):
    """Who signed in, as the provider of the sign-in says.

    Attributes:
        issuer, subject: of OpenID Connect; together they are the person.
        name: to be shown, never to recognize anybody by.
    """

    issuer: Annotated[str, StringConstraints(min_length=1, max_length=SHORT_TEXT)]
    subject: Annotated[str, StringConstraints(min_length=1, max_length=SHORT_TEXT)]
    name: ShortText = ""


class Organisation(Value):
    """An organization of an installation that several use.

    Attributes:
        needs_clearance: nothing of a submitted assessment leaves before a named person approved it.
        keep_days: days after its last change that an assessment is kept; ``None`` for no end.
    """

    id: str
    name: Annotated[str, StringConstraints(min_length=1, max_length=SHORT_TEXT)]
    needs_clearance: bool = False
    keep_days: Annotated[int, Field(ge=1, le=36_500)] | None = None


class Membership(Value):
    """What one person is in one organization.

    Attributes:
        topics: ids of the topics that a respondent answers; empty for all.
        clears: the person is named to approve what leaves the organization.
    """

    organisation: Organisation
    person_id: str
    role: Role
    topics: tuple[Annotated[str, StringConstraints(min_length=1, max_length=ID)], ...] = ()
    clears: bool = False

    def may(self, deed: Deed, topic: str | None = None) -> bool:
        """Is this deed allowed; for answering, in this topic?"""
        if deed is Deed.CLEAR:
            return self.clears
        if deed not in ALLOWED[self.role]:
            return False
        is_limited = self.role is Role.RESPONDENT and bool(self.topics) and deed in (Deed.ANSWER, Deed.DISSENT)
        return not is_limited or topic is None or topic in self.topics


class Person(Value):
    """Somebody who has signed in at least once.

    Attributes:
        is_administrator: of the installation.
    """

    id: str
    identity: Identity
    is_administrator: bool = False


class Invitation(Value):
    """What an invitation link offers to whoever opens it first; the link's secret itself is not kept.

    Attributes:
        organisation_id: ``None`` for the administration of the installation.
        inviter: id of the person who made it, or ``local`` from the command line.
    """

    digest: str
    organisation_id: str | None
    role: Role | None
    topics: tuple[str, ...] = ()
    inviter: str
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Rights:
    """What one person may do, as of now; asked afresh for every click."""

    person: Person
    memberships: tuple[Membership, ...] = ()

    @property
    def organisations(self) -> tuple[str, ...]:
        """Names of the person's organizations, in order."""
        return tuple(sorted(membership.organisation.name for membership in self.memberships))

    def those_with(self, deed: Deed) -> tuple[str, ...]:
        """Names of the organizations in which the person may do this, in order."""
        return tuple(sorted(one.organisation.name for one in self.memberships if one.may(deed)))

    def membership(self, organisation: str) -> Membership | None:
        """The person's membership in the organization of this name."""
        return next((one for one in self.memberships if one.organisation.name == organisation), None)

    def may(self, deed: Deed, organisation: str, topics: Iterable[str | None] = (None,)) -> bool:
        """Is this allowed in an organization; for answering, in all of these topics?"""
        membership = self.membership(organisation)
        return membership is not None and all(membership.may(deed, topic) for topic in topics)
