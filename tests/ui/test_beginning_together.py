"""Home, Start and import where several use the installation: each is offered what their role allows."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessment.access import Role
from tests.ui.house import AGENCY, MINISTRY, House, built, buttons, ran, said

HEAD = "assessment_id,organisation,stakeholder_types,practice_id,answer\n"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    return built(tmp_path, monkeypatch)


def leads_both(house: House) -> None:
    token = house.teams.invite(house.rights("other"), house.agency.id, Role.LEAD)
    house.teams.accept(house.rights("lead"), token)


def imported(test: AppTest, *files: tuple[str, str]) -> AppTest:
    found = [(name, content.encode(), "text/csv") for name, content in files]
    return ran(test.get("file_uploader")[0].set_value(found).run())


@pytest.mark.parametrize("who", ["viewer", "respondent"])
def test_who_does_not_lead_opens_and_reads(house: House, who: str) -> None:
    id = house.started()
    test = house.page(who)
    keys = {str(button.key) for button in test.button}
    assert {f"open-{id}", f"results-{id}"} <= keys
    for offered in ("duplicate", "plan-from", "delete", "carry-over"):
        assert f"{offered}-{id}" not in keys
    assert "Start an assessment" not in buttons(test)
    assert "Add a sample assessment" not in buttons(test)
    assert not test.get("file_uploader")
    assert "by a lead of your organization" in said(test)
    assert "A lead of your organization starts assessments." in said(house.page(who, "start"))


def test_a_lead_is_offered_everything_of_the_own_organization_only(house: House) -> None:
    own, theirs = house.started(), house.started(AGENCY, "other")
    token = house.teams.invite(house.rights("other"), house.agency.id, Role.VIEWER)
    house.teams.accept(house.rights("lead"), token)
    keys = {str(button.key) for button in house.page("lead").button}
    for offered in ("duplicate", "plan-from", "delete"):
        assert f"{offered}-{own}" in keys
        assert f"{offered}-{theirs}" not in keys
    assert f"open-{theirs}" in keys


@pytest.mark.parametrize(("who", "told"), [("administrator", "You look after this installation"), ("nobody", "invit")])
def test_without_membership_home_says_what_to_do(house: House, who: str, told: str) -> None:
    house.started()
    test = house.page(who)
    assert told in said(test)
    assert MINISTRY not in said(test)
    assert "Start an assessment" not in buttons(test)
    assert "you are a member of none" in said(house.page(who, "start"))


def test_an_assessment_is_started_for_an_organization_that_one_leads(house: House) -> None:
    test = house.page("lead", "start")
    assert test.selectbox("start-organisation").options == [MINISTRY]
    assert test.selectbox("start-organisation").value == MINISTRY
    ran(test.checkbox("chosen-origin").check().run())
    ran(next(button for button in test.button if button.label == "Start answering").click().run())
    (kept,) = house.teams.service_for(house.rights("lead")).assessments()
    assert kept.organisation == MINISTRY


def test_of_several_organizations_one_must_be_chosen(house: House) -> None:
    leads_both(house)
    test = house.page("lead", "start")
    assert test.selectbox("start-organisation").value is None
    ran(test.checkbox("chosen-origin").check().run())
    ran(next(button for button in test.button if button.label == "Start answering").click().run())
    assert "Choose the organization." in said(test)
    test.selectbox("start-organisation").set_value(AGENCY)
    ran(next(button for button in test.button if button.label == "Start answering").click().run())
    (kept,) = house.teams.service_for(house.rights("lead")).assessments()
    assert kept.organisation == AGENCY


@pytest.mark.parametrize("chosen", [MINISTRY, AGENCY])
def test_the_sample_is_the_own_organizations(house: House, chosen: str) -> None:
    leads_both(house)
    test = house.page("lead")
    test.selectbox("organisation-of-sample").set_value(chosen)
    ran(next(button for button in test.button if button.label == "Add a sample assessment").click().run())
    (kept,) = house.teams.service_for(house.rights("lead")).assessments()
    assert (kept.organisation, kept.is_sample) == (chosen, True)


def test_files_of_other_organizations_are_refused_before_anything_is_kept(house: House) -> None:
    test = imported(
        house.page("lead"),
        ("own.csv", f"{HEAD}a,{MINISTRY},origin,R1.1.8a,3\n"),
        ("mixed.csv", f"{HEAD}b,{MINISTRY},origin,R1.1.8a,2\nc,{AGENCY},origin,R1.1.8a,2\n"),
    )
    assert f"It holds assessments of: {AGENCY}. You can keep assessments of: {MINISTRY}." in said(test)
    ran(test.button("import-keep").click().run())
    kept = house.teams.service_for(house.rights("lead")).assessments()
    assert [one.organisation for one in kept] == [MINISTRY]
    assert house.teams.service_for(house.rights("other")).assessments() == []


def test_files_without_an_organization_get_one_that_is_chosen(house: House) -> None:
    leads_both(house)
    test = imported(house.page("lead"), ("a.csv", f"{HEAD}a,,origin,R1.1.8a,3\n"))
    assert "It holds assessments of: no organization." in said(test)
    assert test.button("import-keep").disabled
    ran(test.selectbox("import-organisation").set_value(AGENCY).run())
    ran(test.button("import-keep").click().run())
    (kept,) = house.teams.service_for(house.rights("other")).assessments()
    assert kept.organisation == AGENCY


def test_the_details_name_an_organization_that_one_leads(house: House) -> None:
    leads_both(house)
    id = house.started()
    test = house.page("lead", "answer", id, state={"assessment-details": True})
    box = test.selectbox(f"details-{id}-organisation")
    assert (box.value, box.options) == (MINISTRY, [MINISTRY, AGENCY])
    for who in ("viewer", "respondent"):
        other = house.page(who, "answer", id, state={"assessment-details": True})
        assert "Assessment details: name, date, target" not in [one.label for one in other.expander]
