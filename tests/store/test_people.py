"""People, sign-ins, memberships and invitations; on both databases."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from assessment.access import Identity, Invitation, Membership, Organisation, Role
from assessment.errors import InvalidAnswer, InvitationUnusable, NotAllowed, NotFound, NotSignedIn
from assessment.store.people import SqlDirectory
from assessment.store.schema import events, metadata
from assessment.store.sql import SqlStore
from tests.store.samples import NOON, a_revision, an_assessment

ANA = Identity(issuer="https://id.example", subject="1", name="Ana Été")
SAME_SUBJECT = Identity(issuer="https://other.example", subject="1", name="Ana Été")
SESSION, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def directory(store: SqlStore) -> SqlDirectory:
    return SqlDirectory(store.engine, clock=lambda: NOON)


def somebody(directory: SqlDirectory, name: str) -> str:
    identity = Identity(issuer="https://id.example", subject=name, name=name.title())
    return directory.enter(identity, (name * 64)[:64], NOON).id


def invitation(organisation: Organisation | None, digest: str = "d1", **fields: object) -> Invitation:
    filled = {
        "digest": digest,
        "organisation_id": organisation and organisation.id,
        "role": Role.LEAD if organisation else None,
        "inviter": "local",
        "made_at": NOON,
        "expires_at": NOON + timedelta(days=14),
    }
    return Invitation.model_validate(filled | fields)


def joined(
    directory: SqlDirectory, organisation: Organisation, name: str, role: Role = Role.LEAD, **fields: object
) -> str:
    person = somebody(directory, name)
    directory.invite(invitation(organisation, f"digest-{name}", role=role, **fields))
    directory.accept(f"digest-{name}", person, NOON)
    return person


def test_a_person_is_issuer_and_subject_never_the_name(directory: SqlDirectory) -> None:
    ana = directory.enter(ANA, SESSION, NOON)
    assert directory.enter(ANA, SESSION, NOON) == ana
    assert directory.enter(ANA, OTHER, NOON).id == ana.id
    stranger = directory.enter(SAME_SUBJECT, "c" * 64, NOON)
    assert stranger.id != ana.id
    renamed = directory.enter(ANA.model_copy(update={"name": "Ana Lima"}), SESSION, NOON)
    assert (renamed.id, renamed.identity.name) == (ana.id, "Ana Lima")
    assert directory.person(ana.id) == renamed


def test_a_sign_in_that_was_ended_is_refused_and_the_others_go_on(directory: SqlDirectory) -> None:
    directory.enter(ANA, SESSION, NOON)
    directory.enter(ANA, OTHER, NOON)
    directory.leave(SESSION)
    for _again in range(2):
        with pytest.raises(NotSignedIn):
            directory.enter(ANA, SESSION, NOON)
    assert directory.enter(ANA, OTHER, NOON)


def test_nobody_uses_the_sign_in_of_another(directory: SqlDirectory) -> None:
    directory.enter(ANA, SESSION, NOON)
    with pytest.raises(NotSignedIn):
        directory.enter(SAME_SUBJECT, SESSION, NOON)


def test_first_entries_at_the_same_time_make_one_person(directory: SqlDirectory) -> None:
    found: list[str] = []
    start = threading.Barrier(4)

    def enter(session: str) -> None:
        start.wait()
        found.append(directory.enter(ANA, session, NOON).id)

    tabs = [threading.Thread(target=enter, args=(SESSION,)) for _number in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_an_organisation_is_taken_up_once_with_what_it_has_already(store: SqlStore, directory: SqlDirectory) -> None:
    ministry = directory.add_organisation(" Ministry of Labour ")
    assert ministry.name == "Ministry of Labour"
    assert directory.organisations() == [ministry]
    with pytest.raises(InvalidAnswer):
        directory.add_organisation("Ministry of Labour")
    with pytest.raises(InvalidAnswer):
        directory.add_organisation("  ")
    red_cross = directory.add_organisation("Red Cross")
    with pytest.raises(InvalidAnswer):
        directory.change_organisation(red_cross.model_copy(update={"name": "Ministry of Labour"}))
    store.delete_assessment("a1")
    assert directory.organisations() == [ministry, red_cross]
    ruled = red_cross.model_copy(update={"needs_clearance": True, "keep_days": 365})
    directory.change_organisation(ruled)
    assert directory.organisations() == [ministry, ruled]


def test_an_invitation_is_used_once_by_somebody_else_in_time(directory: SqlDirectory) -> None:
    red_cross = directory.add_organisation("Red Cross")
    ana, ben = somebody(directory, "ana"), somebody(directory, "ben")
    directory.invite(invitation(red_cross, "own", inviter=ana))
    directory.invite(invitation(red_cross, "late", expires_at=NOON))
    directory.invite(invitation(red_cross, "good", topics=("T1",)))
    for digest, person in (("own", ana), ("late", ben), ("unknown", ben)):
        with pytest.raises(InvitationUnusable):
            directory.accept(digest, person, NOON)
    membership = directory.accept("good", ben, NOON)
    assert membership == Membership(organisation=red_cross, person_id=ben, role=Role.LEAD, topics=("T1",))
    with pytest.raises(InvitationUnusable):
        directory.accept("good", ana, NOON)
    assert directory.memberships(ben) == [membership]
    assert directory.memberships(ana) == []


def test_an_invitation_to_the_administration(directory: SqlDirectory) -> None:
    ana = somebody(directory, "ana")
    directory.invite(invitation(None))
    assert directory.accept("d1", ana, NOON) is None
    assert [person.id for person in directory.administrators()] == [ana]
    assert directory.memberships(ana) == []


def test_the_last_lead_stays(directory: SqlDirectory) -> None:
    red_cross = directory.add_organisation("Red Cross")
    ana, ben = joined(directory, red_cross, "ana"), joined(directory, red_cross, "ben", Role.VIEWER)
    as_viewer = Membership(organisation=red_cross, person_id=ana, role=Role.VIEWER)
    for refused in (
        lambda: directory.change_member(as_viewer),
        lambda: directory.remove_member(red_cross.id, ana, None),
        lambda: directory.forget(ana),
    ):
        with pytest.raises(NotAllowed):
            refused()
    directory.change_member(Membership(organisation=red_cross, person_id=ben, role=Role.LEAD))
    directory.change_member(as_viewer)
    assert {one.person_id: one.role for _person, one in directory.members(red_cross.id)} == {
        ana: Role.VIEWER,
        ben: Role.LEAD,
    }


def test_who_leaves_hands_over(store: SqlStore, directory: SqlDirectory) -> None:
    from tests.store.test_teamwork import a_remark

    ministry = directory.add_organisation("Ministry of Labour")
    joined(directory, ministry, "lead")
    ana = joined(directory, ministry, "ana", Role.RESPONDENT, topics=("T1",))
    ben = joined(directory, ministry, "ben", Role.RESPONDENT, topics=("T2",))
    store.add_remark(a_remark("open", mentions=(ana, ben)))
    store.add_remark(a_remark("done", mentions=(ana,), resolved_by=ben, resolved_at=NOON))
    directory.remove_member(ministry.id, ana, ben)
    assert directory.memberships(ana) == []
    assert directory.memberships(ben)[0].topics == ("T1", "T2")
    mentions = {remark.id: remark.mentions for remark in store.remarks("a1")}
    assert mentions == {"open": (ben,), "done": (ana,)}
    with pytest.raises(NotFound):
        directory.remove_member(ministry.id, ana, None)


def test_who_is_forgotten_leaves_answers_and_no_name(store: SqlStore, directory: SqlDirectory) -> None:
    ana = somebody(directory, "canary")
    store.append([a_revision(1).model_copy(update={"author": ana})])
    directory.forget(ana)
    assert ana not in directory.names()
    assert store.history("a1", "R1.1.1a")[0].author == ana
    with store.engine.connect() as connection:
        everything = "".join(repr(connection.execute(select(table)).all()) for table in metadata.sorted_tables)
    assert "Canary" not in everything
    assert "'canary'" not in everything
    with pytest.raises(NotFound):
        directory.person(ana)


def test_removing_an_organisation_removes_its_assessments_and_no_others(
    store: SqlStore, directory: SqlDirectory
) -> None:
    ministry = directory.add_organisation("Ministry of Labour")
    ana = joined(directory, ministry, "ana")
    store.add_assessment(an_assessment("b", organisation="Red Cross"))
    directory.remove_organisation(ministry.id)
    assert [one.id for one in store.assessments()] == ["b"]
    assert directory.memberships(ana) == []
    with pytest.raises(NotFound):
        directory.remove_organisation(ministry.id)


def test_the_log_names_who_did_it_by_id(directory: SqlDirectory) -> None:
    ana = somebody(directory, "ana")
    directory.by(ana).note("refused export", "x" * 100)
    directory.by(ana).note("refused read", "a\0")
    with directory.engine.connect() as connection:
        log = connection.execute(select(events.c.author, events.c.kind, events.c.assessment_id)).all()
    assert log[-2:] == [(ana, "refused export", "x" * 64), (ana, "refused read", "unstorable")]
