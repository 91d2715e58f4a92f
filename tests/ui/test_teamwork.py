"""Several people at one assessment, each on their own screen: what each sees, may do, and is told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from assessment.access import Identity, Membership, Organisation, Rights, Role
from assessment.model import Answer, Assessment
from assessment.service import AssessmentService
from assessment.ui import session
from assessment.ui.links import pages

ROOT = Path(__file__).parents[2]
PRACTICE, OF_TOPIC_2 = "R1.1.2a", "R2.1.1a"
MINISTRY = "Ministry of Labour"


@dataclass
class Team:
    """An organisation with a begun assessment; whoever ``sits`` at the screen is signed in there."""

    organisation: Organisation
    id: str
    sits: str = "lead"

    def rights(self, who: str | None = None) -> Rights:
        name = who or self.sits
        identity = Identity(issuer="https://id.example", subject=name, name=name.title())
        digest = hashlib.sha256(name.encode()).hexdigest()
        return session.teams().enter(identity, digest, datetime.now(UTC))

    def service(self, who: str) -> AssessmentService:
        return session.teams().service_for(self.rights(who))

    def person(self, who: str) -> str:
        return self.rights(who).person.id


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    monkeypatch.setenv("MICIC_DATA_DIR", str(tmp_path))
    st.cache_resource.clear()
    teams = session.teams()
    found = Team(Organisation(id="none", name="none"), "")
    teams.accept(found.rights("admin"), teams.invite_administrator(None))
    found.organisation = teams.add_organisation(found.rights("admin"), MINISTRY)
    teams.accept(found.rights("lead"), teams.invite_lead(found.rights("admin"), found.organisation.id))
    for who, role, topics in (("viewer", Role.VIEWER, ()), ("ana", Role.RESPONDENT, ()), ("ben", Role.RESPONDENT, "1")):
        token = teams.invite(found.rights("lead"), found.organisation.id, role, tuple(topics))
        teams.accept(found.rights(who), token)
    details = Assessment(id="", organisation=MINISTRY, stakeholder_types=("origin",), marking="Official")
    found.id = found.service("lead").start(details).id
    for practice in (PRACTICE, OF_TOPIC_2):
        found.service("lead").record_answer(found.id, Answer(practice_id=practice, answer="1"), 0)
    monkeypatch.setattr(session, "rights", found.rights)
    for module in ("answering", "names", "remarks", "standing", "views"):
        monkeypatch.setattr(f"assessment.ui.{module}.rights", found.rights)
    yield found
    st.cache_resource.clear()


def opened(team: Team, who: str, page: str = "answer", recommendation: str = "R1.1.2") -> AppTest:
    team.sits = who
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test._page_hash = calc_hash(page) if page else ""
    test.query_params["a"] = team.id
    test.query_params["r"] = recommendation
    test.run()
    assert not test.exception
    return test


def said(test: AppTest) -> str:
    """All texts, without the marks that keep the Markdown of users from being live."""
    return "\n".join(str(getattr(element, "value", "")) for element in test.main).replace("\\", "")


def downloads(test: AppTest) -> list[str]:
    return [element.proto.label for element in test.get("download_button")]


def test_the_marking_stands_on_every_page_of_the_assessment(team: Team) -> None:
    for page in ("answer", "results", "plan", "export"):
        assert "Official" in said(opened(team, "lead", page)), page


def test_a_viewer_reads_and_changes_nothing(team: Team) -> None:
    test = opened(team, "viewer")
    assert "You can read this assessment." in said(test)
    level = test.radio(f"answer-{team.id}-{PRACTICE}")
    assert level.disabled
    assert level.value == "1"


def test_a_role_taken_away_holds_at_the_next_click(team: Team) -> None:
    test = opened(team, "ana")
    as_viewer = Membership(organisation=team.organisation, person_id=team.person("ana"), role=Role.VIEWER)
    session.teams().change_member(team.rights("lead"), as_viewer)
    test.radio(f"answer-{team.id}-{PRACTICE}").set_value("3").run()
    assert "NOT saved. Your role does not allow this." in said(test)
    assert team.service("lead").answers(team.id)[PRACTICE].revision == 1


def test_a_respondent_of_one_topic_reads_the_others(team: Team) -> None:
    test = opened(team, "ben")
    assert not test.radio(f"answer-{team.id}-{PRACTICE}").disabled
    assert "To read only: 2 " in said(test)
    assert opened(team, "ben", recommendation="R2.1.1").radio(f"answer-{team.id}-{OF_TOPIC_2}").disabled


def test_what_a_colleague_saves_appears_and_a_clash_names_them(team: Team) -> None:
    test = opened(team, "ana")
    team.service("lead").record_answer(team.id, Answer(practice_id=PRACTICE, answer="2"), 1)
    team.sits = "ana"
    test.radio(f"answer-{team.id}-{PRACTICE}").set_value("3").run()
    assert "NOT saved: Lead saved another answer at" in said(test)
    test.button(f"mine-{PRACTICE}").click().run()
    kept = team.service("lead").history(team.id, PRACTICE)
    assert [(one.answer.answer, one.author) for one in kept][1:] == [
        ("2", team.person("lead")),
        ("3", team.person("ana")),
    ]


def test_the_history_names_who_answered(team: Team) -> None:
    team.service("ana").record_answer(team.id, Answer(practice_id=PRACTICE, answer="2"), 1)
    test = opened(team, "viewer")
    test.session_state[f"details-{PRACTICE}"] = True
    test.run()
    test.toggle(f"history-{team.id}-{PRACTICE}").set_value(True).run()
    assert "Ana, 20" in said(test)
    assert "Lead, 20" in said(test)
    assert [button for button in test.button if button.label == "Restore"] == []


def test_home_says_how_each_assessment_stands_and_how_it_is_marked(team: Team) -> None:
    assert "Submitted" not in said(opened(team, "viewer", ""))
    team.service("lead").submit(team.id)
    home = said(opened(team, "viewer", ""))
    assert "Submitted" in home
    assert "Official" in home


def test_submitting_freezes_and_opening_again_needs_a_reason(team: Team) -> None:
    test = opened(team, "lead", "export")
    assert downloads(test)
    test.button("stage-submit").click().run()
    assert "Submitted: its answers stand still until a lead opens it again." in said(test)
    answer = opened(team, "ana")
    assert "This assessment is submitted" in said(answer)
    assert answer.radio(f"answer-{team.id}-{PRACTICE}").disabled
    again = opened(team, "lead", "export")
    again.button("stage-reopen").click().run()
    assert "NOT done. Say why it is opened again" in said(again)
    again.text_input(f"stage-note-{team.id}-submitted").set_value("A figure was wrong").run()
    again.button("stage-reopen").click().run()
    assert not opened(team, "ana").radio(f"answer-{team.id}-{PRACTICE}").disabled
    assert "A figure was wrong" in said(opened(team, "viewer", "export"))


def test_who_may_not_export_gets_no_file_anywhere(team: Team) -> None:
    for who in ("viewer", "ana"):
        export = opened(team, who, "export")
        assert "Your role does not allow this." in said(export)
        assert downloads(export) == ["Download the questionnaire"]
        for page in ("results", "plan"):
            assert downloads(opened(team, who, page)) == [], (who, page)
    assert len(downloads(opened(team, "lead", "export"))) > 5


def test_clearance_holds_the_files_back_until_the_named_person_gives_it(team: Team) -> None:
    teams, lead = session.teams(), team.rights("lead")
    teams.change_rules(lead, team.organisation.model_copy(update={"needs_clearance": True}))
    named = Membership(organisation=team.organisation, person_id=team.person("viewer"), role=Role.VIEWER, clears=True)
    teams.change_member(lead, named)
    test = opened(team, "lead", "export")
    assert downloads(test) == ["Download the questionnaire"]
    test.button("stage-submit").click().run()
    assert downloads(test) == ["Download the questionnaire"]
    opened(team, "viewer", "export").button("stage-clear").click().run()
    cleared = opened(team, "lead", "export")
    assert "Cleared: its answers stand still" in said(cleared)
    assert len(downloads(cleared)) > 5


def test_a_differing_view_is_given_shown_to_the_lead_and_settled(team: Team) -> None:
    test = opened(team, "ana")
    test.session_state[f"details-{PRACTICE}"] = True
    test.run()
    test.toggle(f"view-{team.id}-{PRACTICE}").set_value(True).run()
    next(box for box in test.selectbox if box.label.startswith("Your answer to")).set_value("3")
    next(area for area in test.text_area if area.label == "Why").set_value("Two posts have none")
    next(button for button in test.button if button.label == "Keep my view").click().run()
    assert "Your view is kept." in said(test)
    assert team.service("lead").answers(team.id)[PRACTICE].answer.answer == "1"
    lead = opened(team, "lead")
    assert [one.label for one in lead.expander if "differently" in one.label] == ["1 practice is seen differently"]
    assert "At most 2 levels apart." in said(lead)
    assert "Two posts have none" in said(lead)
    lead.button(f"take-{PRACTICE}-{team.person('ana')}").click().run()
    kept = team.service("lead").answers(team.id)[PRACTICE]
    assert (kept.answer.answer, kept.author) == ("3", team.person("lead"))
    assert not any("differently" in one.label for one in opened(team, "lead").expander)


def test_a_respondent_sees_the_disagreement_and_does_not_decide(team: Team) -> None:
    team.service("ana").record_view(team.id, Answer(practice_id=PRACTICE, answer="3"))
    test = opened(team, "ben")
    assert any("differently" in one.label for one in test.expander)
    assert not any(button.label in ("It stays", "Take the answer of Ana") for button in test.button)


def test_a_remark_reaches_whom_it_names_and_is_resolved(team: Team) -> None:
    test = opened(team, "lead")
    test.session_state[f"details-{PRACTICE}"] = True
    test.run()
    test.toggle(f"remarks-{team.id}-{PRACTICE}").set_value(True).run()
    next(area for area in test.text_area if area.label.startswith("Say something")).set_value("Which *year*?")
    test.multiselect(f"remark-for-{team.id}-{PRACTICE}").set_value([team.person("ana")])
    next(button for button in test.button if button.label == "Send").click().run()
    (remark,) = team.service("lead").remarks(team.id)
    assert (remark.text, remark.mentions) == ("Which *year*?", (team.person("ana"),))
    ana = opened(team, "ana")
    assert [one.label for one in ana.expander if "for you" in one.label] == ["1 remark for you"]
    assert "Which *year*?" in said(ana)
    ana.session_state[f"details-{PRACTICE}"] = True
    ana.run()
    ana.toggle(f"remarks-{team.id}-{PRACTICE}").set_value(True).run()
    ana.button(f"resolve-{remark.id}").click().run()
    assert team.service("lead").remarks(team.id)[0].resolved_by == team.person("ana")
    assert not any("for you" in one.label for one in opened(team, "ana").expander)


# What a person of another organisation gets on each page with the copied address of this one.
NOT_FOUND, NOTHING_OF_IT = "There is no such assessment", ""
PAGES = {
    "home": NOTHING_OF_IT,
    "start": NOTHING_OF_IT,
    "answer": NOT_FOUND,
    "results": NOT_FOUND,
    "plan": NOT_FOUND,
    "compare": NOTHING_OF_IT,
    "export": NOT_FOUND,
    "guide": NOTHING_OF_IT,
    "take-in": NOT_FOUND,
    "team": NOTHING_OF_IT,
    "administration": NOT_FOUND,
}


def test_every_page_has_a_row() -> None:
    assert pages().keys() == PAGES.keys()


@pytest.mark.parametrize("who", ["stranger", "admin"])
@pytest.mark.parametrize("page", PAGES)
def test_another_organisations_address_leads_nowhere(team: Team, page: str, who: str) -> None:
    test = opened(team, who, "" if page == "home" else page)
    administers = (page, who) == ("administration", "admin")
    assert (PAGES[page] in said(test)) != administers
    # Whoever administers sees the names of organisations, and nothing of what they answered.
    for secret in ("Official",) if administers else (MINISTRY, "Official"):
        assert secret not in said(test) + repr(test.main)
