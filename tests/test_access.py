"""Who may do what: every use case, for everybody. A use case without a row here fails the suite."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from assessment.access import ALLOWED, Deed, Identity, Membership, Organisation, Rights, Role
from assessment.errors import InvitationUnusable, NotAllowed, NotCleared, NotFound, NotSignedIn
from assessment.model import Action, Answer, AnswerSheet, Assessment, Stage
from assessment.results import plan_of
from assessment.service import AssessmentService, Teams
from assessment.store import directory_of, open_store
from assessment.store.schema import events
from assessment.taking_in import Taken
from questions.load import load_instrument

INSTRUMENT = load_instrument()
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MINISTRY, AGENCY = "Ministry of Labour", "Relief Agency"
PRACTICE, OF_ANOTHER_TOPIC = "R1.1.2a", "R2.1.1a"
WHO = ("nobody", "other", "viewer", "respondent", "limited", "lead", "administrator")


@dataclass
class House:
    """An installation with two organisations, their people, and one begun assessment of each."""

    teams: Teams
    people: dict[str, Rights]
    ministry: Organisation
    agency: Organisation
    mine: Assessment
    theirs: Assessment

    def service(self, who: str) -> AssessmentService:
        return self.teams.service_for(self.rights(who))

    def rights(self, who: str) -> Rights:
        """As of now, as on every run of a page."""
        return self.teams.enter(self.people[who].person.identity, session(who), NOON)


def session(who: str) -> str:
    return hashlib.sha256(who.encode()).hexdigest()


def identity(who: str) -> Identity:
    return Identity(issuer="https://id.example", subject=who, name=who.title())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, House]:
    """The installation as a file, to be copied for each test."""
    path = tmp_path_factory.mktemp("house") / "a.db"
    with closing(open_store(f"sqlite:///{path}")) as store:
        teams = Teams(directory_of(store), store, INSTRUMENT, clock=lambda: NOON)
        people = {who: teams.enter(identity(who), session(who), NOON) for who in WHO}
        teams.accept(people["administrator"], teams.invite_administrator(None))
        administrator = teams.enter(identity("administrator"), session("administrator"), NOON)
        ministry, agency = (teams.add_organisation(administrator, name) for name in (MINISTRY, AGENCY))
        for organisation, lead in ((ministry, "lead"), (agency, "other")):
            teams.accept(people[lead], teams.invite_lead(administrator, organisation.id))
        lead = teams.enter(identity("lead"), session("lead"), NOON)
        for who, role, topics in (
            ("viewer", Role.VIEWER, ()),
            ("respondent", Role.RESPONDENT, ()),
            ("limited", Role.RESPONDENT, (INSTRUMENT.topic_of[PRACTICE],)),
        ):
            teams.accept(people[who], teams.invite(lead, ministry.id, role, topics))
        services = {who: teams.service_for(teams.enter(identity(who), session(who), NOON)) for who in ("lead", "other")}
        mine, theirs = services["lead"].start(details(MINISTRY)), services["other"].start(details(AGENCY))
        for service, id in ((services["lead"], mine.id), (services["other"], theirs.id)):
            for practice in (PRACTICE, OF_ANOTHER_TOPIC):
                service.record_answer(id, a_level("1", practice), 0)
            service.add_action(id, action("p1"))
            service.add_remark(id, PRACTICE, "Look")
    return path, House(teams, people, ministry, agency, mine, theirs)


@pytest.fixture
def house(built: tuple[Path, House], tmp_path: Path) -> Iterator[House]:
    path, house = built
    copied = shutil.copy(path, tmp_path / "a.db")
    with closing(open_store(f"sqlite:///{copied}")) as store:
        yield replace(house, teams=Teams(directory_of(store), store, INSTRUMENT, clock=lambda: NOON))


def details(organisation: str) -> Assessment:
    return Assessment(id="", organisation=organisation, stakeholder_types=("origin",))


def action(id: str) -> Action:
    return Action(id=id, text="Write it", recommendation_id="R1.1.2")


def a_level(level: str, practice: str = PRACTICE) -> Answer:
    return Answer(practice_id=practice, answer=level)


def submitted(house: House) -> None:
    house.service("lead").submit(house.mine.id)


# For each use case: what it is asked, and what nobody, a member of another organisation, a viewer, a respondent, a
# respondent of one topic, a lead and an administrator get: ok, empty, no (not allowed), or - (as if it did not exist).
READING, LEADING = "- - ok ok ok ok -", "- - no no no ok -"
ANSWERING = "- - no ok ok ok -"
SERVICE: dict[str, tuple[Callable[[AssessmentService, House], Any], str]] = {
    "assessment": (lambda s, h: s.assessment(h.mine.id), READING),
    "assessments": (lambda s, h: [a for a in s.assessments() if a.id == h.mine.id], "empty empty ok ok ok ok empty"),
    "overviews": (
        lambda s, h: [o for o in s.overviews() if o.assessment.id == h.mine.id],
        "empty empty ok ok ok ok empty",
    ),
    "answers": (lambda s, h: s.answers(h.mine.id), "empty empty ok ok ok ok empty"),
    "history": (lambda s, h: s.history(h.mine.id, PRACTICE), "empty empty ok ok ok ok empty"),
    "whole": (lambda s, h: s.whole(h.mine.id), READING),
    "sheet": (lambda s, h: s.sheet(h.mine.id), READING),
    "sheets": (lambda s, h: [x for x in s.sheets() if x.assessment.id == h.mine.id], "empty empty ok ok ok ok empty"),
    "with_actions": (
        lambda s, h: s.with_actions(AnswerSheet(assessment=h.mine, answers={})).actions,
        "empty empty ok ok ok ok empty",
    ),
    "result": (lambda s, h: s.result(h.mine.id), READING),
    # Forged: of details that are not theirs, only the empty result of the details themselves comes back.
    "results": (lambda s, h: answered_share(s, h.mine), "empty empty ok ok ok ok empty"),
    "organisation_answers": (lambda s, h: s.organisation_answers(h.mine.id) is not None, READING),
    "actions": (lambda s, h: s.actions(h.mine.id), "empty empty ok ok ok ok empty"),
    "stages": (lambda s, h: (submitted(h), s.stages(h.mine.id))[1], "empty empty ok ok ok ok empty"),
    "stage": (
        lambda s, h: (submitted(h), s.stage(h.mine.id) is not Stage.DRAFT)[1],
        "empty empty ok ok ok ok empty",
    ),
    "stage_of_all": (lambda s, h: (submitted(h), s.stage_of_all())[1], "empty empty ok ok ok ok empty"),
    "views": (
        lambda s, h: (h.service("respondent").record_view(h.mine.id, a_level("3")), s.views(h.mine.id))[1],
        "empty empty ok ok ok ok empty",
    ),
    "disagreement": (lambda s, h: s.disagreement(h.mine.id), READING),
    "remarks": (lambda s, h: s.remarks(h.mine.id), "empty empty ok ok ok ok empty"),
    "carried_over": (lambda s, h: s.carried_over(h.mine.id), READING),
    "beside_files": (lambda s, h: s.beside_files(h.mine.id, []) is not None, READING),
    "check_import": (lambda s, h: s.check_import(h.service("lead").whole(h.mine.id)) is None, "ok ok ok ok ok ok ok"),
    "are_known": (
        lambda s, h: [x for x in s.are_known([h.service("lead").sheet(h.mine.id)]) if x],
        "empty empty ok ok ok ok empty",
    ),
    "record_answer": (lambda s, h: s.record_answer(h.mine.id, a_level("2"), 1), ANSWERING),
    "take_in": (lambda s, h: s.take_in(h.mine.id, [Taken(a_level("2"), 1)]), ANSWERING),
    "record_view": (lambda s, h: s.record_view(h.mine.id, a_level("3")), ANSWERING),
    "add_remark": (lambda s, h: s.add_remark(h.mine.id, PRACTICE, "Why?"), ANSWERING),
    "resolve_remark": (
        lambda s, h: s.resolve_remark(h.mine.id, h.service("lead").remarks(h.mine.id)[0].id),
        ANSWERING,
    ),
    "add_action": (lambda s, h: s.add_action(h.mine.id, action("p2")), ANSWERING),
    "add_actions": (lambda s, h: s.add_actions(h.mine.id, [action("p2")]), ANSWERING),
    "change_action": (lambda s, h: s.change_action(h.mine.id, action("p1"), 1), ANSWERING),
    "settle": (
        lambda s, h: (
            h.service("respondent").record_view(h.mine.id, a_level("3")),
            s.settle(h.mine.id, a_level("3"), 1),
        )[1],
        LEADING,
    ),
    "submit": (lambda s, h: s.submit(h.mine.id), LEADING),
    "reopen": (lambda s, h: (submitted(h), s.reopen(h.mine.id, "A figure was wrong"))[1], LEADING),
    # Nobody is named to clear; test_clearance names somebody.
    "clear": (lambda s, h: (submitted(h), s.clear(h.mine.id))[1], "- - no no no no -"),
    "check_export": (lambda s, h: s.check_export(h.mine) is None, "no no no no no ok no"),
    "start": (lambda s, _h: s.start(details(MINISTRY)), "no no no no no ok no"),
    "add_sample": (lambda s, _h: s.add_sample(MINISTRY), "no no no no no ok no"),
    "add_sheet": (
        lambda s, _h: s.add_sheet(AnswerSheet(assessment=details(MINISTRY), answers={})),
        "no no no no no ok no",
    ),
    "add_sheets": (
        lambda s, _h: s.add_sheets([AnswerSheet(assessment=details(MINISTRY), answers={})]),
        "no no no no no ok no",
    ),
    "import_history": (lambda s, h: s.import_history(of_the_ministry(h)), "no no no no no ok no"),
    "change_details": (
        lambda s, h: s.change_details(h.mine.model_copy(update={"country": "PHL"})) is None,
        LEADING,
    ),
    "duplicate": (lambda s, h: s.duplicate(h.mine.id), LEADING),
    "plan_from": (lambda s, h: s.plan_from(h.mine.id, "Evacuation plan"), LEADING),
    "carry_over": (lambda s, h: s.carry_over(h.mine.id), LEADING),
    "delete": (lambda s, h: s.delete(h.mine.id) is None, LEADING),
}
ANSWER_NOTHING = {"today", "may", "instrument_of", "needs_clearance"}  # no data of anybody


def answered_share(service: AssessmentService, assessment: Assessment) -> object:
    from scoring.result import Result

    found: Result = service.results([assessment])[assessment.id]
    return found.overall.coverage if found.overall.coverage else ()


def of_the_ministry(house: House) -> object:
    history = house.service("lead").whole(house.mine.id)
    return history.model_copy(
        update={
            "assessment": history.assessment.model_copy(update={"id": "elsewhere"}),
            "revisions": (),
            "actions": (),
        }
    )


TEAMS: dict[str, tuple[Callable[[Teams, Rights, House], Any], str]] = {
    "members": (lambda t, r, h: t.members(r, h.ministry.id), READING),
    "names": (
        lambda t, r, h: h.people["limited"].person.id in t.names(r) or (),
        "empty empty ok ok ok ok empty",
    ),
    "invite": (lambda t, r, h: t.invite(r, h.ministry.id, Role.VIEWER), LEADING),
    "change_member": (
        lambda t, r, h: (
            t.change_member(r, Membership(organisation=h.ministry, person_id=id_of(h, "viewer"), role=Role.LEAD))
            is None
        ),
        LEADING,
    ),
    "remove_member": (
        lambda t, r, h: t.remove_member(r, h.ministry.id, id_of(h, "limited")) is None,
        "- - no no ok ok -",
    ),
    "change_rules": (lambda t, r, h: t.change_rules(r, h.ministry) is None, LEADING),
    "organisations": (lambda t, r, _h: t.organisations(r), "- - - - - - ok"),
    "team_of": (lambda t, r, h: t.team_of(r, h.ministry.id), "- - - - - - ok"),
    "add_organisation": (lambda t, r, _h: t.add_organisation(r, "New"), "- - - - - - ok"),
    "rename_organisation": (lambda t, r, h: t.rename_organisation(r, h.ministry) is None, "- - - - - - ok"),
    "remove_organisation": (lambda t, r, h: t.remove_organisation(r, h.ministry.id) is None, "- - - - - - ok"),
    "invite_lead": (lambda t, r, h: t.invite_lead(r, h.ministry.id), "- - - - - - ok"),
    "administrators": (lambda t, r, _h: t.administrators(r), "- - - - - - ok"),
    "invite_administrator": (lambda t, r, _h: t.invite_administrator(r), "- - - - - - ok"),
    "forget": (lambda t, r, h: t.forget(r, id_of(h, "limited")) is None, "- - - - ok - ok"),
}
ABOUT_ONESELF = {"enter", "leave", "service_for", "accept"}


def as_lead(house: House, who: str) -> Membership:
    return Membership(organisation=house.ministry, person_id=id_of(house, who), role=Role.LEAD)


def id_of(house: House, who: str) -> str:
    return house.people[who].person.id


def outcome(call: Callable[[], Any]) -> str:
    try:
        found = call()
    except NotFound:
        return "-"
    except NotAllowed:
        return "no"
    return "ok" if found or found is None else "empty"


def public(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_") and callable(getattr(kind, name))}


def test_every_use_case_has_a_row() -> None:
    assert public(AssessmentService) == SERVICE.keys() | ANSWER_NOTHING
    assert public(Teams) == TEAMS.keys() | ABOUT_ONESELF


def rows(table: dict[str, tuple[Any, str]]) -> list[tuple[str, str, str]]:
    return [(name, who, said) for name, (_, all_) in table.items() for who, said in zip(WHO, all_.split(), strict=True)]


@pytest.mark.parametrize(("name", "who", "said"), rows(SERVICE))
def test_use_cases(house: House, name: str, who: str, said: str) -> None:
    call, _all = SERVICE[name]
    assert outcome(lambda: call(house.service(who), house)) == said


@pytest.mark.parametrize(("name", "who", "said"), rows(TEAMS))
def test_teams(house: House, name: str, who: str, said: str) -> None:
    call, _all = TEAMS[name]
    assert outcome(lambda: call(house.teams, house.rights(who), house)) == said


def test_a_respondent_answers_the_topics_assigned_and_no_other(house: House) -> None:
    limited, id = house.service("limited"), house.mine.id
    limited.record_answer(id, a_level("2"), 1)
    for refused in (
        lambda: limited.record_answer(id, a_level("2", OF_ANOTHER_TOPIC), 1),
        lambda: limited.take_in(id, [Taken(a_level("3"), 2), Taken(a_level("2", OF_ANOTHER_TOPIC), 1)]),
        lambda: limited.record_view(id, a_level("2", OF_ANOTHER_TOPIC)),
    ):
        with pytest.raises(NotAllowed, match="assigned to others"):
            refused()
    assert limited.answers(id)[PRACTICE].revision == 2


@pytest.mark.parametrize("id", ["0" * 32, "-1", "1", "9" * 400, "x' OR '1'='1", "", "a\0", "\ud800", "../a"])
@pytest.mark.parametrize("who", ["nobody", "other", "lead"])
def test_forged_ids_lead_nowhere(house: House, who: str, id: str) -> None:
    service = house.service(who)
    for call in (service.assessment, service.whole, service.sheet, service.result, service.delete, service.submit):
        with pytest.raises(NotFound):
            call(id)
    assert service.answers(id) == {}
    assert house.service("lead").assessment(house.mine.id) == house.mine


def test_not_found_says_the_same_for_what_is_anothers_and_what_is_not(house: House) -> None:
    said = set()
    for id in (house.mine.id, "0" * 32):
        with pytest.raises(NotFound) as error:
            house.service("other").assessment(id)
        said.add(str(error.value))
    assert len(said) == 1


def test_a_role_taken_away_works_at_the_next_click(house: House) -> None:
    lead = house.rights("lead")
    as_viewer = Membership(organisation=house.ministry, person_id=id_of(house, "respondent"), role=Role.VIEWER)
    house.teams.change_member(lead, as_viewer)
    with pytest.raises(NotAllowed):
        house.service("respondent").record_answer(house.mine.id, a_level("2"), 1)
    house.teams.remove_member(lead, house.ministry.id, id_of(house, "respondent"))
    with pytest.raises(NotFound):
        house.service("respondent").assessment(house.mine.id)


def test_a_sign_in_ends_in_every_tab_and_after_its_time(house: House) -> None:
    house.teams.leave(session("lead"))
    with pytest.raises(NotSignedIn):
        house.rights("lead")
    with pytest.raises(NotSignedIn):
        house.teams.enter(identity("viewer"), session("old"), NOON - timedelta(hours=13))


def test_an_assessment_cannot_be_moved_to_an_organisation_that_one_does_not_lead(house: House) -> None:
    with pytest.raises(NotAllowed, match=MINISTRY):
        house.service("lead").change_details(house.mine.model_copy(update={"organisation": AGENCY}))
    with pytest.raises(NotAllowed):
        house.service("lead").change_details(house.mine.model_copy(update={"organisation": ""}))


def test_a_plan_takes_answers_from_its_own_organisation_alone(house: House) -> None:
    asked = plan_of(INSTRUMENT, ("io",)).practices
    shared = next(practice.id for practice in asked if practice.scope == "organisation")
    for who, organisation in (("lead", MINISTRY), ("other", AGENCY)):
        own = house.service(who).start(details(organisation).model_copy(update={"stakeholder_types": ("io",)}))
        house.service(who).record_answer(own.id, a_level("2", shared), 0)
        house.mine = own if who == "lead" else house.mine
    plan = house.service("lead").plan_from(house.mine.id, "Evacuation plan")
    sources = set(house.service("lead").sheet(plan.id).sources.values())
    assert sources == {house.mine.id}


def test_clearance_is_a_named_persons_and_holds_everything_back_until_then(house: House) -> None:
    lead = house.rights("lead")
    house.teams.change_rules(lead, house.ministry.model_copy(update={"needs_clearance": True, "name": "Renamed"}))
    clears = Membership(organisation=house.ministry, person_id=id_of(house, "viewer"), role=Role.VIEWER, clears=True)
    house.teams.change_member(lead, clears)
    assert house.rights("lead").organisations == (MINISTRY,)  # the rules do not change the name
    with pytest.raises(NotCleared):
        house.service("lead").check_export(house.mine)
    house.service("lead").submit(house.mine.id, "All topics are in")
    with pytest.raises(NotCleared):
        house.service("lead").check_export(house.mine)
    with pytest.raises(NotAllowed):
        house.service("lead").clear(house.mine.id)
    house.service("viewer").reopen(house.mine.id, "The evidence of topic 2 is old")
    house.service("lead").submit(house.mine.id)
    house.service("viewer").clear(house.mine.id)
    house.service("lead").check_export(house.mine)
    with pytest.raises(NotAllowed):
        house.service("viewer").check_export(house.mine)
    steps = house.service("viewer").stages(house.mine.id)
    assert [step.stage for step in steps] == [Stage.SUBMITTED, Stage.DRAFT, Stage.SUBMITTED, Stage.CLEARED]
    assert steps[1].author == id_of(house, "viewer")


def test_a_view_is_ones_own_and_the_lead_settles_it(house: House) -> None:
    house.service("respondent").record_view(house.mine.id, a_level("3"))
    found = house.service("lead").disagreement(house.mine.id)
    (disputed,) = found.disputed
    assert (disputed.practice_id, disputed.answer.answer, disputed.apart) == (PRACTICE, "1", 2)
    kept = house.service("lead").settle(house.mine.id, a_level("2"), 1)
    assert (kept.revision, kept.author) == (2, id_of(house, "lead"))
    assert house.service("lead").disagreement(house.mine.id).disputed == ()
    assert house.service("lead").views(house.mine.id)[0].settled_by == id_of(house, "lead")


def test_a_view_is_taken_back_by_an_empty_one(house: House) -> None:
    respondent = house.service("respondent")
    respondent.record_view(house.mine.id, a_level("3"))
    respondent.record_view(house.mine.id, a_level(""))
    assert house.service("lead").disagreement(house.mine.id).disputed == ()


def test_what_was_refused_is_in_the_log_by_ids(house: House) -> None:
    with pytest.raises(NotFound):
        house.service("other").assessment(house.mine.id)
    with pytest.raises(NotAllowed):
        house.service("viewer").submit(house.mine.id)
    store = house.teams._store
    with store.engine.connect() as connection:
        log = connection.execute(select(events.c.author, events.c.kind, events.c.assessment_id)).all()
    assert log[-2:] == [
        (id_of(house, "other"), "refused read", house.mine.id),
        (id_of(house, "viewer"), "refused submit", house.mine.id),
    ]


def test_no_secret_of_a_link_is_kept(house: House, tmp_path: Path) -> None:
    token = house.teams.invite(house.rights("lead"), house.ministry.id, Role.VIEWER)
    assert token.encode() not in (tmp_path / "a.db").read_bytes()
    for wrong in (token[:-1], "", "\ud800"):
        with pytest.raises(InvitationUnusable):
            house.teams.accept(house.rights("nobody"), wrong)
    joined = house.teams.accept(house.rights("nobody"), token)
    assert joined is not None
    assert joined.role is Role.VIEWER


def test_roles_contain_each_other() -> None:
    assert ALLOWED[Role.VIEWER] < ALLOWED[Role.RESPONDENT] < ALLOWED[Role.LEAD]
    assert all(len(f"refused {deed}") <= 20 for deed in Deed)
