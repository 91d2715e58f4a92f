"""The pages about people: accessible, and nothing of them runs out of a phone's screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.looks import all_looks, expect_sound
from tests.browser.test_teams import MINISTRY, accept, invitations
from tests.sign_in import people
from tests.sign_in.people import Shared, open_signed_out

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    running = people.started(tmp_path_factory.mktemp("people"))
    yield running
    running.stop()


def test_team_and_administration(shared: Shared, new_page: Callable[..., Page]) -> None:
    page = new_page(scheme="dark")
    open_signed_out(page, shared.url)
    (token,) = invitations(shared.server)
    accept(page, shared.url, token, "cho")
    (token,) = invitations(shared.server, MINISTRY)
    lead = new_page(width=360)
    accept(lead, shared.url, token, "ama")
    for person, name, heading in ((page, "administration", "Administration"), (lead, "team", "Team")):
        person.goto(f"{shared.url}/{name}")
        expect(person.get_by_role("heading", name=heading, exact=True)).to_be_visible(timeout=30_000)
        steps.settle(person)
        for look in all_looks(person):
            expect_sound(person, f"{name}-{look}")
    lead.get_by_role("button", name="Make an invitation link").click()
    expect(lead.get_by_text("/?invitation=")).to_be_visible()
