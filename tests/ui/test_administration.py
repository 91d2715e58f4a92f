"""The Administration page: organizations and people, and never an assessment."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from assessment.access import Role
from assessment.errors import NotFound
from assessment.store.interface import Store
from assessment.store.sql import SqlStore
from tests.ui.house import AGENCY, MINISTRY, NOT_FOUND, House, again, built, buttons, ran, said


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    return built(tmp_path, monkeypatch)


def names(house: House) -> list[str]:
    return [one.name for one in house.teams.organisations(house.rights("administrator"))]


@pytest.mark.parametrize("who", ["lead", "respondent", "viewer", "other", "nobody"])
def test_for_everybody_else_there_is_nothing(house: House, who: str) -> None:
    test = house.page(who, "administration")
    assert NOT_FOUND in said(test)
    assert buttons(test) == ["Go to Home"]
    assert AGENCY not in said(test)


def test_the_first_thing_is_to_add_an_organization(house: House) -> None:
    administrator = house.rights("administrator")
    for one in house.teams.organisations(administrator):
        house.teams.remove_organisation(administrator, one.id)
    test = house.page("administrator", "administration")
    assert "There is no organization yet." in said(test)
    test.text_input("new-organisation-0").set_value("  Ministry of the Interior ")
    ran(next(button for button in test.button if button.label == "Add the organization").click().run())
    assert names(house) == ["Ministry of the Interior"]
    assert "1 organization" in said(test)
    assert test.text_input("new-organisation-1").value == ""


@pytest.mark.parametrize(("name", "reason"), [(AGENCY, "of this name already"), (" ", "NOT saved.")])
def test_a_name_that_cannot_be_is_refused_in_a_sentence(house: House, name: str, reason: str) -> None:
    test = house.page("administrator", "administration")
    test.text_input("new-organisation-0").set_value(name)
    ran(next(button for button in test.button if button.label == "Add the organization").click().run())
    assert reason in said(test)
    assert names(house) == [MINISTRY, AGENCY]


def test_an_organization_gets_another_name_and_its_assessments_with_it(house: House) -> None:
    id = house.started()
    opener = f"rename-{house.ministry.id}"
    test = ran(house.page("administrator", "administration").button(opener).click().run())
    test.text_input(f"name-of-{house.ministry.id}").set_value("Ministry of Work")
    next(button for button in test.button if button.label == "Save the name").click()
    again(test, opener)
    assert names(house) == ["Ministry of Work", AGENCY]
    assert house.teams.service_for(house.rights("lead")).assessment(id).organisation == "Ministry of Work"


def test_a_lead_is_invited_by_a_link(house: House) -> None:
    opener = f"lead-{house.agency.id}"
    test = ran(house.page("administrator", "administration").button(opener).click().run())
    assert not test.code
    test.button("make-lead-link").click()
    again(test, opener)
    assert f"becomes **Lead in {AGENCY}**" in said(test)
    (token,) = parse_qs(urlsplit(test.code[0].value).query)["invitation"]
    joined = house.teams.accept(house.rights("nobody"), token)
    assert joined is not None
    assert (joined.organisation.name, joined.role) == (AGENCY, Role.LEAD)


def test_an_administrator_is_invited_by_a_link(house: House) -> None:
    test = ran(house.page("administrator", "administration").button("invite-administrator").click().run())
    test.button("make-administrator-link").click()
    again(test, "invite-administrator")
    (token,) = parse_qs(urlsplit(test.code[0].value).query)["invitation"]
    assert house.teams.accept(house.rights("nobody"), token) is None
    assert house.rights("nobody").person.is_administrator
    assert "Nobody" in said(house.page("administrator", "administration"))


def test_an_organization_goes_only_when_its_name_is_typed(house: House) -> None:
    id = house.started()
    opener = f"drop-{house.ministry.id}"
    test = ran(house.page("administrator", "administration").button(opener).click().run())
    for typed, left in ((AGENCY, [MINISTRY, AGENCY]), (f" {MINISTRY} ", [AGENCY])):
        test.text_input("typed-name").set_value(typed)
        next(button for button in test.button if button.label == "Remove for good").click()
        again(test, opener)
        assert names(house) == left
        assert ("What you typed is not the name." in said(test)) == (len(left) == 2)
    assert house.rights("lead").memberships == ()
    with pytest.raises(NotFound):
        house.teams.service_for(house.rights("lead")).assessment(id)


def test_the_people_of_an_organization_are_names_and_roles(house: House) -> None:
    test = house.page("administrator", "administration")
    assert "Viewer" not in said(test)
    unfolded = house.page("administrator", "administration", state={f"people-{house.ministry.id}": True})
    for word in ("Lead", "Respondent", "Viewer"):
        assert word in said(unfolded)


def test_a_person_is_forgotten_but_not_the_only_lead(house: House) -> None:
    open_people = {f"people-{house.ministry.id}": True}
    for who, reason in (("lead", "NOT deleted. This is the only lead."), ("viewer", "")):
        id = house.id_of(who)
        opener = f"forget-{house.ministry.id}-{id}"
        test = ran(house.page("administrator", "administration", state=open_people).button(opener).click().run())
        test.button("confirm-forgetting").click()
        again(test, opener)
        left = [person.id for person, _one in house.teams.members(house.rights("lead"), house.ministry.id)]
        assert (id in left) == bool(reason)
        assert reason in said(test)


def test_many_organizations_are_searched(house: House) -> None:
    administrator = house.rights("administrator")
    for number in range(25):
        house.teams.add_organisation(administrator, f"Office {number:02}")
    test = house.page("administrator", "administration")
    assert "20 of 27 are shown." in said(test)
    ran(test.text_input("find-organisation").set_value("office 07").run())
    assert "Office 07" in said(test)
    assert AGENCY not in said(test)
    ran(test.text_input("find-organisation").set_value("zebra").run())
    assert "No organization has all of these words" in said(test)


def test_no_assessment_is_ever_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything of the store that reads or writes assessments fails at a touch; the page does not notice."""
    house.started()
    touched: list[str] = []
    for name in {name for name in vars(Store) if not name.startswith("_")} - {"by"}:
        monkeypatch.setattr(SqlStore, name, lambda *_args, name=name, **_more: touched.append(name) or [])
    state = {f"people-{one.id}": True for one in (house.ministry, house.agency)}
    test = house.page("administrator", "administration", state=state)
    for opener in (f"lead-{house.agency.id}", f"rename-{house.agency.id}", f"drop-{house.agency.id}"):
        ran(test.button(opener).click().run())
    assert "Viewer" in said(test)
    assert touched == []
    house.teams.service_for(house.rights("administrator")).assessments()
    assert touched == ["assessments"]
