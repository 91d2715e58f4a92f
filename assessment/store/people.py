"""People, their sign-ins, their organisations and what they are in them, in the database."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Row, and_, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from assessment.access import Identity, Invitation, Membership, Organisation, Person, Role
from assessment.errors import InvalidAnswer, InvitationUnusable, NotAllowed, NotFound, NotSignedIn
from assessment.store.base import SqlBase, insert_unless_known
from assessment.store.rows import Values, is_storable
from assessment.store.schema import (
    assessments,
    invitations,
    memberships,
    organisations,
    people,
    remarks,
    sessions,
)
from assessment.texts import translate as _


class SqlDirectory(SqlBase):
    """Implements :class:`assessment.store.interface.Directory`."""

    def enter(self, identity: Identity, session: str, since: datetime) -> Person:
        """Who this is, noted at first sight."""
        if not all(map(is_storable, (identity.issuer, identity.subject, identity.name, session))):
            raise NotSignedIn
        found = self._known(identity, session)
        return found or self._noted(identity, session, since)

    def leave(self, session: str) -> None:
        """End a sign-in."""
        is_open = and_(sessions.c.digest == session, sessions.c.ended_at.is_(None))
        with self._writing() as connection:
            connection.execute(update(sessions).where(is_open), {"ended_at": self._clock()})

    def person(self, person_id: str) -> Person:
        """Somebody who has signed in; raises ``NotFound``."""
        with self._reading() as connection:
            row = connection.execute(select(people).where(people.c.id == person_id)).first()
        if row is None:
            raise NotFound
        return _person_of(row)

    def names(self) -> Mapping[str, str]:
        """The shown names of all people, by id."""
        with self._reading() as connection:
            return {row.id: row.name for row in connection.execute(select(people.c.id, people.c.name))}

    def memberships(self, person_id: str) -> list[Membership]:
        """What a person is, by name of the organisation."""
        with self._reading() as connection:
            return _memberships(connection, memberships.c.person_id == person_id)

    def members(self, organisation_id: str) -> list[tuple[Person, Membership]]:
        """The members of an organisation, by name."""
        with self._reading() as connection:
            found = _memberships(connection, memberships.c.organisation_id == organisation_id)
            ids = [one.person_id for one in found]
            known = {row.id: _person_of(row) for row in connection.execute(select(people).where(people.c.id.in_(ids)))}
        return sorted(((known[one.person_id], one) for one in found), key=lambda pair: pair[0].identity.name)

    def administrators(self) -> list[Person]:
        """The administrators of the installation, by name."""
        query = select(people).where(people.c.is_administrator).order_by(people.c.name, people.c.id)
        with self._reading() as connection:
            return [_person_of(row) for row in connection.execute(query)]

    def organisations(self) -> list[Organisation]:
        """The organisations of the installation, by name."""
        query = select(organisations).where(organisations.c.is_enrolled).order_by(organisations.c.name)
        with self._reading() as connection:
            return [_organisation_of(row) for row in connection.execute(query)]

    def add_organisation(self, name: str) -> Organisation:
        """Take up an organisation, also one that has assessments already."""
        new = _organisation(uuid.uuid4().hex, name)
        with self._writing() as connection:
            row = {"id": new.id, "name": new.name, "is_enrolled": False, "needs_clearance": False}
            connection.execute(insert_unless_known(connection, organisations), row)
            is_this = organisations.c.name == new.name
            taken = connection.scalar(select(organisations.c.is_enrolled).where(is_this))
            if taken:
                raise InvalidAnswer(_("There is an organization of this name already."))
            connection.execute(update(organisations).where(is_this), {"is_enrolled": True})
            found = connection.execute(select(organisations).where(is_this)).one()
            self._log(connection, "organisation", found.id)
            return _organisation_of(found)

    def change_organisation(self, organisation: Organisation) -> None:
        """Change its name and its rules; raises ``NotFound``."""
        _organisation(organisation.id, organisation.name)
        row = organisation.model_dump(exclude={"id"})
        with self._writing() as connection:
            try:
                is_this = organisations.c.id == organisation.id
                if connection.execute(update(organisations).where(is_this), row).rowcount == 0:
                    raise NotFound
            except IntegrityError as taken:
                raise InvalidAnswer(_("There is an organization of this name already.")) from taken
            self._log(connection, "rules", organisation.id)

    def remove_organisation(self, organisation_id: str) -> None:
        """Delete an organisation with its assessments, their histories and its memberships; raises ``NotFound``."""
        with self._writing() as connection:
            if connection.execute(delete(organisations).where(organisations.c.id == organisation_id)).rowcount == 0:
                raise NotFound
            self._log(connection, "removed", organisation_id)

    def invite(self, invitation: Invitation) -> None:
        """Keep what an invitation link offers."""
        row = invitation.model_dump() | {"topics": list(invitation.topics)}
        with self._writing() as connection:
            connection.execute(insert(invitations), row)
            self._log(connection, "invited", invitation.organisation_id or "administration")

    def accept(self, digest: str, person_id: str, at: datetime) -> Membership | None:
        """Use an invitation, once; ``None`` when it was to the administration."""
        with self._writing() as connection:
            query = select(invitations).where(invitations.c.digest == digest).with_for_update()
            offered = connection.execute(query).first()
            if offered is None or offered.used_by or offered.expires_at <= at or offered.inviter == person_id:
                raise InvitationUnusable
            is_this = invitations.c.digest == digest
            connection.execute(update(invitations).where(is_this), {"used_by": person_id, "used_at": at})
            if offered.organisation_id is None:
                connection.execute(update(people).where(people.c.id == person_id), {"is_administrator": True})
                self._log(connection, "administrator", person_id)
                return None
            row: Values = {"role": offered.role, "topics": offered.topics, "clears": False}
            self._put(connection, offered.organisation_id, person_id, row)
            self._log(connection, "joined", person_id)
            is_new = _is_membership(offered.organisation_id, person_id)
            return _memberships(connection, is_new)[0]

    def change_member(self, membership: Membership) -> None:
        """Give a member another role, other topics, or the clearance."""
        organisation_id = membership.organisation.id
        row: Values = {
            "role": str(membership.role),
            "topics": list(membership.topics),
            "clears": membership.clears,
        }
        with self._writing() as connection:
            self._lock(connection, organisation_id)
            is_this = _is_membership(organisation_id, membership.person_id)
            if connection.execute(update(memberships).where(is_this), row).rowcount == 0:
                raise NotFound
            _refuse_leaderless(connection, organisation_id)
            self._log(connection, "role", membership.person_id)

    def remove_member(self, organisation_id: str, person_id: str, successor_id: str | None) -> None:
        """Let a member go; what was theirs to do goes to the successor."""
        with self._writing() as connection:
            self._lock(connection, organisation_id)
            found = _memberships(connection, _is_membership(organisation_id, person_id))
            if not found:
                raise NotFound
            connection.execute(delete(memberships).where(_is_membership(organisation_id, person_id)))
            if successor_id is not None:
                self._hand_over(connection, found[0], successor_id)
            _refuse_leaderless(connection, organisation_id)
            self._log(connection, "left", person_id)

    def forget(self, person_id: str) -> None:
        """Delete a person; what they answered stays, without a name."""
        with self._writing() as connection:
            led = _memberships(connection, memberships.c.person_id == person_id)
            if connection.execute(delete(people).where(people.c.id == person_id)).rowcount == 0:
                raise NotFound
            for membership in led:
                if membership.role is Role.LEAD:
                    _refuse_leaderless(connection, membership.organisation.id)
            self._log(connection, "forgotten", person_id)

    def note(self, kind: str, id: str) -> None:
        """Write into the log who did what to which id; ids that cannot be stored are noted as such."""
        with self._writing() as connection:
            self._log(connection, kind, id[:64] if is_storable(id) else "unstorable")

    def _known(self, identity: Identity, session: str) -> Person | None:
        query = (
            select(people, sessions.c.ended_at)
            .join_from(people, sessions, sessions.c.person_id == people.c.id)
            .where(people.c.issuer == identity.issuer, people.c.subject == identity.subject)
            .where(sessions.c.digest == session)
        )
        with self._reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        if row.ended_at is not None:
            raise NotSignedIn
        return _person_of(row) if row.name == identity.name else None

    def _noted(self, identity: Identity, session: str, since: datetime) -> Person:
        with self._writing() as connection:
            new = {"id": uuid.uuid4().hex, "is_administrator": False} | identity.model_dump()
            connection.execute(insert_unless_known(connection, people), new)
            is_this = and_(people.c.issuer == identity.issuer, people.c.subject == identity.subject)
            connection.execute(update(people).where(is_this), {"name": identity.name})
            row = connection.execute(select(people).where(is_this)).one()
            begun = {"digest": session, "person_id": row.id, "began_at": since}
            if connection.execute(insert_unless_known(connection, sessions), begun).rowcount:
                self._log(connection, "signed in", row.id)
            kept = connection.execute(select(sessions).where(sessions.c.digest == session)).one()
            if kept.person_id != row.id or kept.ended_at is not None:
                raise NotSignedIn
            return _person_of(row)

    def _put(self, connection: Connection, organisation_id: str, person_id: str, row: Values) -> None:
        connection.execute(delete(memberships).where(_is_membership(organisation_id, person_id)))
        keys = {"organisation_id": organisation_id, "person_id": person_id}
        connection.execute(insert(memberships), keys | row)
        _refuse_leaderless(connection, organisation_id)

    def _hand_over(self, connection: Connection, gone: Membership, successor_id: str) -> None:
        """The topics of who leaves, and the open remarks meant for them, to somebody else."""
        organisation_id = gone.organisation.id
        found = _memberships(connection, _is_membership(organisation_id, successor_id))
        if not found:
            raise NotFound
        (successor,) = found
        if gone.role is Role.RESPONDENT and successor.role is Role.RESPONDENT and successor.topics:
            topics = sorted({*successor.topics, *gone.topics}) if gone.topics else []
            is_theirs = _is_membership(organisation_id, successor_id)
            connection.execute(update(memberships).where(is_theirs), {"topics": topics})
        here = select(assessments.c.id).where(assessments.c.organisation_id == organisation_id)
        is_open = and_(remarks.c.assessment_id.in_(here), remarks.c.resolved_at.is_(None))
        for row in connection.execute(select(remarks).where(is_open)).all():
            if gone.person_id in row.mentions:
                mentions = [successor_id if id == gone.person_id else id for id in row.mentions]
                is_this = and_(remarks.c.assessment_id == row.assessment_id, remarks.c.id == row.id)
                connection.execute(update(remarks).where(is_this), {"mentions": list(dict.fromkeys(mentions))})

    @staticmethod
    def _lock(connection: Connection, organisation_id: str) -> None:
        connection.execute(select(organisations.c.id).where(organisations.c.id == organisation_id).with_for_update())


def _refuse_leaderless(connection: Connection, organisation_id: str) -> None:
    """An organisation with members but no lead could never change again."""
    here = memberships.c.organisation_id == organisation_id
    has_members = exists().where(here)
    has_lead = exists().where(here, memberships.c.role == str(Role.LEAD))
    if connection.scalar(select(and_(has_members, ~has_lead))):
        raise NotAllowed(_("This is the only lead. Make somebody else a lead first."))


def _is_membership(organisation_id: str, person_id: str) -> Any:
    return and_(memberships.c.organisation_id == organisation_id, memberships.c.person_id == person_id)


def _memberships(connection: Connection, condition: Any) -> list[Membership]:
    columns = (organisations.c.id, organisations.c.name, organisations.c.needs_clearance, organisations.c.keep_days)
    query = (
        select(memberships, *columns)
        .join_from(memberships, organisations)
        .where(condition)
        .order_by(organisations.c.name, memberships.c.person_id)
    )
    return [
        Membership(
            organisation=_organisation_of(row),
            person_id=row.person_id,
            role=Role(row.role),
            topics=tuple(row.topics),
            clears=row.clears,
        )
        for row in connection.execute(query)
    ]


def _person_of(row: Row[Any]) -> Person:
    identity = Identity(issuer=row.issuer, subject=row.subject, name=row.name)
    return Person(id=row.id, identity=identity, is_administrator=row.is_administrator)


def _organisation_of(row: Row[Any]) -> Organisation:
    return Organisation(id=row.id, name=row.name, needs_clearance=row.needs_clearance, keep_days=row.keep_days)


def _organisation(id: str, name: str) -> Organisation:
    try:
        new = Organisation(id=id, name=name.strip())
    except ValidationError as error:
        raise InvalidAnswer(_("Give the organization a name of at most 200 characters.")) from error
    if not is_storable(new.name):
        raise InvalidAnswer(_("Give the organization a name of at most 200 characters."))
    return new
