"""The pages about people in a made-up language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import assessment.texts
import questions.translate
from assessment.access import Membership, Role
from tests.pseudo import LANGUAGE, of_a_user, write_language
from tests.ui.house import WHO, House, again, built, ran
from tests.ui.test_pseudo_language import escaped

ROOT = Path(__file__).parents[2]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The installation, with catalogues of this test alone and people named as users name themselves."""
    for template, module in (("assessment", assessment.texts), ("questions", questions.translate)):
        locale = tmp_path / template
        write_language(ROOT / template / "locale" / f"{template}.pot", locale)
        monkeypatch.setattr(module, "LOCALE", locale)
    token = assessment.texts.language.set(LANGUAGE)
    yield built(tmp_path / "data", monkeypatch, of_a_user)
    assessment.texts.language.reset(token)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("page", ["", "start", "team", "administration"])
def test_every_page_for_everybody(house: House, page: str, who: str) -> None:
    assert escaped(house.page(who, page, language=LANGUAGE)) == set()


@pytest.mark.parametrize("page", ["team", "administration"])
def test_where_one_person_works_alone(house: House, page: str) -> None:
    assert escaped(house.page(None, page, language=LANGUAGE)) == set()


def test_every_dialog_of_the_team(house: House) -> None:
    lead, viewer = house.rights("lead"), house.id_of("viewer")
    named = Membership(organisation=house.ministry, person_id=viewer, role=Role.VIEWER, clears=True)
    house.teams.change_member(lead, named)
    test = house.page("lead", "team", language=LANGUAGE)
    test.checkbox(f"rules-{house.ministry.id}-has-end").check()
    assert escaped(ran(test.run())) == set()
    for opener in (f"change-{viewer}", f"change-{house.id_of('respondent')}", f"remove-{viewer}", "leave-organisation"):
        assert escaped(again(test, opener)) == set()
    test.button(f"invite-{house.ministry.id}-make").click()
    ran(test.run())
    assert escaped(test) == {test.code[0].value}


def test_every_dialog_of_the_administration(house: House) -> None:
    people = {f"people-{house.ministry.id}": True}
    test = house.page("administrator", "administration", language=LANGUAGE, state=people)
    id, agency = house.id_of("viewer"), house.agency.id
    for opener in (f"rename-{agency}", f"drop-{agency}", f"lead-{agency}", f"forget-{house.ministry.id}-{id}"):
        assert escaped(again(test, opener)) == set()
    assert escaped(again(test, "invite-administrator")) == set()
    test.button("make-administrator-link").click()
    assert escaped(again(test, "invite-administrator")) == {test.code[0].value}
