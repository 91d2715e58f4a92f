"""Who works here: signing in, organisations, members, invitations. And the use cases for one person."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from assessment.access import Deed, Identity, Invitation, Membership, Organisation, Person, Rights, Role
from assessment.errors import InvalidAnswer, NotAllowed, NotFound, NotSignedIn
from assessment.guarded import GuardedStore
from assessment.model import Assessment
from assessment.service.answering import AssessmentService
from assessment.service.base import LOCAL_AUTHOR, new_id, now
from assessment.store.interface import Directory, Store
from assessment.texts import translate as _
from questions.model import Instrument
from questions.versions import Instruments

INVITATION_DAYS = 14
LONGEST_SESSION = timedelta(hours=12)


class Teams:
    """People and organisations of one installation, and everybody's way to the assessments."""

    def __init__(
        self,
        directory: Directory,
        store: Store,
        instrument: Instrument | Instruments,
        *,
        clock: Callable[[], datetime] = now,
        ids: Callable[[], str] = new_id,
        tokens: Callable[[], str] = lambda: secrets.token_urlsafe(32),
        longest_session: timedelta = LONGEST_SESSION,
    ) -> None:
        """
        Args:
            directory: people, organisations and memberships.
            store: everybody's assessments.
            instrument: with its older versions, where they are at hand.
            clock: gives the present time in UTC.
            ids: gives a fresh id.
            tokens: gives the secret of a fresh invitation link.
            longest_session: after which everybody signs in again.
        """
        self._directory = directory
        self._store = store
        self.instruments = instrument if isinstance(instrument, Instruments) else Instruments(instrument)
        self._clock = clock
        self._ids = ids
        self._tokens = tokens
        self._longest = longest_session

    def enter(self, identity: Identity, session: str, since: datetime) -> Rights:
        """What somebody who signed in may do, as of now; asked on every run of a page.

        Args:
            identity: as the provider says.
            session: fingerprint of the sign-in, 64 hexadecimal digits.
            since: when it began.

        Raises:
            NotSignedIn: it was ended, or is too long ago.
        """
        if self._clock() - since > self._longest:
            raise NotSignedIn
        person = self._directory.enter(identity, session, since)
        return self._rights(person)

    def leave(self, session: str) -> None:
        """End a sign-in, in every tab and for every copy of its cookie."""
        self._directory.leave(session)

    def service_for(self, rights: Rights) -> AssessmentService:
        """All use cases, for one person: what is not theirs does not exist in it."""
        guarded = GuardedStore(self._store, rights, self._topic_of, self._directory.by(rights.person.id).note)
        return AssessmentService(
            guarded, self.instruments, clock=self._clock, ids=self._ids, author=rights.person.id, rights=rights
        )

    def names(self, rights: Rights) -> Mapping[str, str]:
        """Shown names by id of the person, for those who share an organisation with them."""
        colleagues = {
            person.id: person.identity.name
            for membership in rights.memberships
            for person, _membership in self._directory.members(membership.organisation.id)
        }
        return colleagues | {rights.person.id: rights.person.identity.name}

    # What a lead does.

    def members(self, rights: Rights, organisation_id: str) -> Sequence[tuple[Person, Membership]]:
        """The members of an organisation, by name; every member may see them. Raises ``NotFound``."""
        self._team(rights, organisation_id, Deed.READ)
        return self._directory.members(organisation_id)

    def invite(self, rights: Rights, organisation_id: str, role: Role, topics: Sequence[str] = ()) -> str:
        """Invite whoever opens the link first; returns the secret of the link, which is kept nowhere.

        Raises:
            NotFound, NotAllowed, StoreUnavailable: no invitation was made.
        """
        self._team(rights, organisation_id, Deed.LEAD_TEAM)
        return self._invite(rights, organisation_id, role, topics)

    def change_member(self, rights: Rights, membership: Membership) -> None:
        """Give a member another role, other topics or the clearance; raises ``NotFound`` or ``NotAllowed``."""
        self._team(rights, membership.organisation.id, Deed.LEAD_TEAM)
        self._check_topics(membership.topics)
        self._directory.by(rights.person.id).change_member(membership)

    def remove_member(
        self, rights: Rights, organisation_id: str, person_id: str, successor_id: str | None = None
    ) -> None:
        """Let a member go, or go oneself; topics and open remarks go to the successor.

        Raises:
            NotFound: no such member, or successor.
            NotAllowed: only a lead may, or nobody would lead.
        """
        self._team(rights, organisation_id, Deed.READ if person_id == rights.person.id else Deed.LEAD_TEAM)
        self._directory.by(rights.person.id).remove_member(organisation_id, person_id, successor_id)

    def change_rules(self, rights: Rights, organisation: Organisation) -> None:
        """Ask for clearance or not, and say how long assessments are kept; the name stays as it is."""
        kept = self._team(rights, organisation.id, Deed.LEAD_TEAM).organisation
        self._directory.by(rights.person.id).change_organisation(organisation.model_copy(update={"name": kept.name}))

    def accept(self, rights: Rights, token: str) -> Membership | None:
        """Use an invitation link; ``None`` when it was to the administration. Raises ``InvitationUnusable``."""
        return self._directory.by(rights.person.id).accept(_digest(token), rights.person.id, self._clock())

    # What an administrator does: it never leads to an answer.

    def organisations(self, rights: Rights) -> Sequence[Organisation]:
        """The organisations of the installation, by name."""
        self._administration(rights)
        return self._directory.organisations()

    def team_of(self, rights: Rights, organisation_id: str) -> Sequence[tuple[Person, Membership]]:
        """The members of any organisation, by name."""
        self._administration(rights)
        return self._directory.members(organisation_id)

    def add_organisation(self, rights: Rights, name: str) -> Organisation:
        """Take up an organisation; raises ``InvalidAnswer`` for a name that is taken."""
        self._administration(rights)
        return self._directory.by(rights.person.id).add_organisation(name)

    def rename_organisation(self, rights: Rights, organisation: Organisation) -> None:
        """Change the name of an organisation, and nothing else."""
        self._administration(rights)
        for kept in self._directory.organisations():
            if kept.id == organisation.id:
                changed = kept.model_copy(update={"name": organisation.name})
                self._directory.by(rights.person.id).change_organisation(changed)
                return
        raise NotFound

    def remove_organisation(self, rights: Rights, organisation_id: str) -> None:
        """Delete an organisation with all its assessments; raises ``NotFound``."""
        self._administration(rights)
        self._directory.by(rights.person.id).remove_organisation(organisation_id)

    def invite_lead(self, rights: Rights, organisation_id: str) -> str:
        """Invite a lead of an organisation; returns the secret of the link. Nobody can accept their own."""
        self._administration(rights)
        return self._invite(rights, organisation_id, Role.LEAD, ())

    def administrators(self, rights: Rights) -> Sequence[Person]:
        """The administrators of the installation, by name."""
        self._administration(rights)
        return self._directory.administrators()

    def invite_administrator(self, rights: Rights | None) -> str:
        """Invite an administrator; returns the secret of the link.

        Args:
            rights: ``None`` for the command line, which is how the first one comes to be.
        """
        if rights is not None:
            self._administration(rights)
        return self._invite(rights, None, None, ())

    def forget(self, rights: Rights, person_id: str) -> None:
        """Delete a person; what they answered stays, without a name. Everybody may ask for themselves."""
        if person_id != rights.person.id:
            self._administration(rights)
        self._directory.by(rights.person.id).forget(person_id)

    def _rights(self, person: Person) -> Rights:
        return Rights(person, tuple(self._directory.memberships(person.id)))

    def _team(self, rights: Rights, organisation_id: str, deed: Deed) -> Membership:
        log = self._directory.by(rights.person.id)
        for membership in rights.memberships:
            if membership.organisation.id == organisation_id:
                if not membership.may(deed):
                    log.note(f"refused {deed}", organisation_id)
                    raise NotAllowed(_("Your role does not allow this. Ask a lead of your organization."))
                return membership
        log.note(f"refused {deed}", organisation_id)
        raise NotFound

    def _administration(self, rights: Rights) -> None:
        if not rights.person.is_administrator:
            self._directory.by(rights.person.id).note("refused administer", rights.person.id)
            raise NotFound

    def _invite(
        self, rights: Rights | None, organisation_id: str | None, role: Role | None, topics: Sequence[str]
    ) -> str:
        self._check_topics(topics)
        token, made_at = self._tokens(), self._clock()
        inviter = rights.person.id if rights else LOCAL_AUTHOR
        invitation = Invitation(
            digest=_digest(token),
            organisation_id=organisation_id,
            role=role,
            topics=tuple(topics),
            inviter=inviter,
            made_at=made_at,
            expires_at=made_at + timedelta(days=INVITATION_DAYS),
        )
        self._directory.by(inviter).invite(invitation)
        return token

    def _check_topics(self, topics: Sequence[str]) -> None:
        known = {topic.id for topic in self.instruments.newest.topics}
        if unknown := sorted(set(topics) - known):
            raise InvalidAnswer(
                _("There is no topic {topic}. Choose from: {topics}.").format(
                    topic=unknown[0], topics=", ".join(sorted(known))
                )
            )

    def _topic_of(self, assessment: Assessment, practice_id: str) -> str | None:
        version = self.instruments.find(assessment.instrument_id, assessment.instrument_version)
        return version.topic_of.get(practice_id) if version else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
