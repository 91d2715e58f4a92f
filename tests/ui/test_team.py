"""The Team page: what viewers, respondents and leads see there, and what leads do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from assessment.access import Membership, Role
from tests.ui.house import AGENCY, MINISTRY, House, again, built, buttons, ran, said


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    return built(tmp_path, monkeypatch)


def membership(house: House, who: str) -> Membership | None:
    return house.rights(who).membership(MINISTRY)


def changed(house: House, who: str, **told: object) -> None:
    kept = membership(house, who)
    assert kept is not None
    house.teams.change_member(house.rights("lead"), kept.model_copy(update=told))


@pytest.mark.parametrize("who", ["viewer", "respondent"])
def test_who_does_not_lead_sees_the_members_and_can_only_leave(house: House, who: str) -> None:
    test = house.page(who, "team")
    text = said(test)
    for sentence in (f"You are {who.title()} in {MINISTRY}.", "3 members", "Lead", "Viewer", "Answers: 1 "):
        assert sentence in text.replace("**", "")
    assert buttons(test) == ["Leave this organization"]
    assert not [*test.checkbox, *test.radio, *test.number_input]
    assert "Other" not in text


def test_a_lead_sees_what_can_be_done_about_everybody(house: House) -> None:
    test = house.page("lead", "team")
    assert buttons(test).count("Change") == 3
    assert buttons(test).count("Remove") == 2
    assert test.button(f"change-{house.id_of('lead')}")
    assert "Make an invitation link" in buttons(test)


def test_a_lead_changes_role_topics_and_clearance(house: House) -> None:
    viewer = house.id_of("viewer")
    test = ran(house.page("lead", "team").button(f"change-{viewer}").click().run())
    test.radio(f"change-{viewer}-role").set_value(Role.RESPONDENT)
    again(test, f"change-{viewer}")
    test.multiselect(f"change-{viewer}-topics").set_value(["2", "3"])
    test.checkbox(f"change-{viewer}-clears").check()
    test.button(f"change-{viewer}-save").click()
    again(test, f"change-{viewer}")
    kept = membership(house, "viewer")
    assert kept is not None
    assert (kept.role, kept.topics, kept.clears) == (Role.RESPONDENT, ("2", "3"), True)
    assert "Named: Viewer." in said(ran(test.run()))


def test_a_role_without_topics_forgets_them(house: House) -> None:
    respondent = house.id_of("respondent")
    test = ran(house.page("lead", "team").button(f"change-{respondent}").click().run())
    assert test.multiselect(f"change-{respondent}-topics").value == ["1"]
    test.radio(f"change-{respondent}-role").set_value(Role.LEAD)
    test.button(f"change-{respondent}-save").click()
    again(test, f"change-{respondent}")
    kept = membership(house, "respondent")
    assert kept is not None
    assert (kept.role, kept.topics) == (Role.LEAD, ())


def test_the_last_lead_can_neither_step_down_nor_leave(house: House) -> None:
    lead = house.id_of("lead")
    test = ran(house.page("lead", "team").button(f"change-{lead}").click().run())
    test.radio(f"change-{lead}-role").set_value(Role.VIEWER)
    test.button(f"change-{lead}-save").click()
    again(test, f"change-{lead}")
    assert "NOT saved. This is the only lead. Make somebody else a lead first." in said(test)
    test = ran(house.page("lead", "team").button("leave-organisation").click().run())
    test.button("confirm-leaving").click()
    again(test, "leave-organisation")
    assert "NOT saved. This is the only lead." in said(test)
    kept = membership(house, "lead")
    assert kept is not None
    assert kept.role is Role.LEAD


def test_a_role_taken_away_meanwhile_is_told_in_a_sentence(house: House) -> None:
    """The page was drawn for a lead; the click is a viewer's."""
    viewer = house.id_of("viewer")
    test = ran(house.page("lead", "team").button(f"change-{viewer}").click().run())
    changed(house, "respondent", role=Role.LEAD, topics=())
    kept = membership(house, "lead")
    assert kept is not None
    house.teams.change_member(house.rights("respondent"), kept.model_copy(update={"role": Role.VIEWER}))
    test.button(f"change-{viewer}-save").click()
    again(test, f"change-{viewer}")
    kept = membership(house, "viewer")
    assert kept is not None
    assert kept.role is Role.VIEWER
    assert "Make an invitation link" not in buttons(ran(test.run()))


def test_a_member_is_removed_and_hands_over(house: House) -> None:
    respondent, viewer = house.id_of("respondent"), house.id_of("viewer")
    changed(house, "viewer", role=Role.RESPONDENT, topics=("2",))
    test = ran(house.page("lead", "team").button(f"remove-{respondent}").click().run())
    assert "nobody takes over the topics" in said(test)
    test.selectbox(f"successor-{respondent}").set_value(viewer)
    again(test, f"remove-{respondent}")
    assert "topics that were assigned" in said(test)
    test.button("confirm-removal").click()
    again(test, f"remove-{respondent}")
    assert house.rights("respondent").memberships == ()
    kept = membership(house, "viewer")
    assert kept is not None
    assert kept.topics == ("1", "2")


def test_a_member_is_kept_when_one_thinks_again(house: House) -> None:
    viewer = house.id_of("viewer")
    test = ran(house.page("lead", "team").button(f"remove-{viewer}").click().run())
    test.button("cancel-removal").click()
    again(test, f"remove-{viewer}")
    assert membership(house, "viewer") is not None
    assert "confirm-removal" not in [button.key for button in test.button]


def test_a_viewer_leaves(house: House) -> None:
    test = ran(house.page("viewer", "team").button("leave-organisation").click().run())
    test.button("confirm-leaving").click()
    again(test, "leave-organisation")
    assert house.rights("viewer").memberships == ()
    assert "no organization here has you as a member" in said(ran(test.run()))


def test_the_only_member_is_told_what_leaving_means(house: House) -> None:
    test = ran(house.page("other", "team").button("leave-organisation").click().run())
    assert "You are the only member" in said(test)
    test.button("confirm-leaving").click()
    again(test, "leave-organisation")
    assert house.rights("other").memberships == ()


def test_an_invitation_link_is_shown_once_and_works_once(house: House) -> None:
    key = f"invite-{house.ministry.id}"
    test = house.page("lead", "team")
    test.multiselect(f"{key}-topics").set_value(["2"])
    ran(test.button(f"{key}-make").click().run())
    (code,) = test.code
    link = urlsplit(code.value)
    assert (link.scheme, link.netloc, link.path) == ("https", "readiness.example", "/")
    last_day = (datetime.now(UTC) + timedelta(days=14)).date().isoformat()
    assert f"becomes **Respondent in {MINISTRY}**" in said(test)
    assert f"until {last_day}, 14 days from now" in said(test)
    (token,) = parse_qs(link.query)["invitation"]
    joined = house.teams.accept(house.rights("nobody"), token)
    assert joined is not None
    assert (joined.organisation.id, joined.role, joined.topics) == (house.ministry.id, Role.RESPONDENT, ("2",))
    assert not ran(test.run()).code


def test_a_lead_is_invited_for_all_topics(house: House) -> None:
    key = f"invite-{house.ministry.id}"
    test = house.page("lead", "team")
    ran(test.radio(f"{key}-role").set_value(Role.LEAD).run())
    assert not test.multiselect
    ran(test.button(f"{key}-make").click().run())
    assert "becomes **Lead in" in said(test)


def test_the_rules_say_what_they_do_before_they_are_saved(house: House) -> None:
    key = f"rules-{house.ministry.id}"
    test = house.page("lead", "team")
    assert "They are kept until somebody deletes them." in said(test)
    ran(test.checkbox(f"{key}-clearance").check().run())
    assert "Nobody is named, so nothing could be exported." in said(test)
    ran(test.checkbox(f"{key}-has-end").check().run())
    ran(test.number_input(f"{key}-days").set_value(90).run())
    assert "nobody has changed for more than 90 days" in said(test)
    kept = membership(house, "lead")
    assert kept is not None
    assert (kept.organisation.needs_clearance, kept.organisation.keep_days) == (False, None)
    ran(test.button(f"{key}-save").click().run())
    kept = membership(house, "lead")
    assert kept is not None
    assert (kept.organisation.needs_clearance, kept.organisation.keep_days) == (True, 90)
    assert kept.organisation.name == MINISTRY


def test_a_forged_number_of_days_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessment.ui.team_rules._keep_days", lambda *_: 0)
    test = house.page("lead", "team")
    ran(test.button(f"rules-{house.ministry.id}-save").click().run())
    assert "NOT saved. The number of days is too small or too large." in said(test)


def test_somebody_in_two_organizations_chooses(house: House) -> None:
    token = house.teams.invite(house.rights("other"), house.agency.id, Role.VIEWER)
    house.teams.accept(house.rights("lead"), token)
    test = house.page("lead", "team")
    (choice,) = [box for box in test.selectbox if box.key == "team-organisation"]
    assert choice.options == [MINISTRY, AGENCY]
    ran(choice.set_value(house.agency.id).run())
    assert f"You are **Viewer** in **{AGENCY}**" in said(test)
    assert buttons(test) == ["Leave this organization"]


def test_members_of_the_same_name_can_be_told_apart(house: House) -> None:
    house.teams.enter(
        house.rights("viewer").person.identity.model_copy(update={"name": "Lead"}), "0" * 64, datetime.now(UTC)
    )
    # The name is taken over at every sign-in, so the page must not ask as the viewer before it is drawn.
    ids = [person.id for person, _one in house.teams.members(house.rights("lead"), house.ministry.id)]
    text = said(house.page("lead", "team"))
    assert sum(f"Lead ({id[:4]})" in text for id in ids) == 2


@pytest.mark.parametrize("who", ["nobody", "administrator"])
def test_without_membership_the_page_says_what_to_do(house: House, who: str) -> None:
    text = said(house.page(who, "team"))
    assert "invitation link" in text
    assert MINISTRY not in text


def test_alone_there_is_no_team(house: House) -> None:
    for name in ("team", "administration"):
        test = house.page(None, name)
        assert "This installation is for one person" in said(test)
        assert buttons(test) == ["Go to Home"]
