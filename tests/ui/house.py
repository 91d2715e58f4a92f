"""An installation that several use, under the pages of the application: two organizations and their people."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest
import streamlit as st
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from assessment.access import Identity, Organisation, Rights, Role
from assessment.errors import NotFound
from assessment.model import Assessment
from assessment.service import Teams
from assessment.sign_in import SignIn
from assessment.ui import session

ROOT = Path(__file__).parents[2]
MINISTRY, AGENCY = "Ministry of Labour", "Relief Agency"
WHO = ("administrator", "lead", "respondent", "viewer", "other", "nobody")
TOPIC = "1"


@dataclass
class House:
    """Two organisations; ``signed_in`` says who sits at the browser."""

    teams: Teams
    ministry: Organisation
    agency: Organisation
    signed_in: str | None = "lead"
    name: Callable[[str], str] = str

    def rights(self, who: str) -> Rights:
        """As of now, as on every run of a page."""
        identity = Identity(issuer="https://id.example", subject=who, name=self.name(who.title()))
        return self.teams.enter(identity, hashlib.sha256(who.encode()).hexdigest(), datetime.now(UTC))

    def id_of(self, who: str) -> str:
        return self.rights(who).person.id

    def started(self, organisation: str = MINISTRY, who: str = "lead") -> str:
        """Id of an assessment of an organisation."""
        details = Assessment(id="", organisation=organisation, stakeholder_types=("origin",))
        return self.teams.service_for(self.rights(who)).start(details).id

    def page(
        self,
        who: str | None,
        name: str = "",
        assessment_id: str = "",
        language: str = "",
        state: Mapping[str, object] = MappingProxyType({}),
    ) -> AppTest:
        """A page, as one of the people sees it; ``None`` where one person works alone."""
        self.signed_in = who
        test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        test._page_hash = calc_hash(name) if name else ""
        for parameter, value in (("a", assessment_id), ("lang", language)):
            if value:
                test.query_params[parameter] = value
        for key, value in state.items():
            test.session_state[key] = value
        return ran(test.run())


def built(folder: Path, monkeypatch: pytest.MonkeyPatch, name: Callable[[str], str] = str) -> House:
    """The installation in a folder, with the sign-in of its people replaced.

    Args:
        name: makes the name of an organisation or a person out of a plain one.
    """
    monkeypatch.setenv("MICIC_DATA_DIR", str(folder))
    st.cache_resource.clear()
    teams = session.teams()
    house = House(teams, Organisation(id="", name="-"), Organisation(id="", name="-"), name=name)
    teams.accept(house.rights("administrator"), teams.invite_administrator(None))
    administrator = house.rights("administrator")
    house.ministry, house.agency = (teams.add_organisation(administrator, name(one)) for one in (MINISTRY, AGENCY))
    for organisation, lead in ((house.ministry, "lead"), (house.agency, "other")):
        teams.accept(house.rights(lead), teams.invite_lead(administrator, organisation.id))
    for who, role, topics in (("respondent", Role.RESPONDENT, (TOPIC,)), ("viewer", Role.VIEWER, ())):
        teams.accept(house.rights(who), teams.invite(house.rights("lead"), house.ministry.id, role, topics))
    monkeypatch.setattr(session, "rights", lambda: house.rights(house.signed_in) if house.signed_in else None)
    secret = SecretStr("-" * 32)
    provider = SignIn("https://id.example/metadata", "id", secret, secret, "https://readiness.example", "Provider")
    monkeypatch.setattr("assessment.ui.invitations.sign_in", lambda: provider)
    return house


def ran(test: AppTest) -> AppTest:
    assert not test.exception
    return test


def again(test: AppTest, opener: str) -> AppTest:
    """Run the page with its dialog left open: here a run would close it, other than in a browser.

    Args:
        opener: key of the button that opens it.
    """
    test.button(opener).click()
    return ran(test.run())


def said(test: AppTest) -> str:
    """All sentences of the page, without Markdown's escapes."""
    kinds = (test.title, test.header, test.markdown, test.caption, test.info, test.warning, test.error, test.success)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def buttons(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


NOT_FOUND = str(NotFound())
