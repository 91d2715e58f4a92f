"""Two members of one organisation at one assessment at the same time, each in a browser of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from assessment.access import Membership, Rights, Role
from assessment.service import Teams
from assessment.store import directory_of, open_store
from questions.load import load_instrument
from tests.browser import steps
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound
from tests.browser.test_teams import accept, invitations
from tests.sign_in import people
from tests.sign_in.people import Shared, open_signed_out

pytestmark = pytest.mark.browser

MINISTRY = "Ministry of Labour"
PRACTICE, ANOTHER = "R1.1.4a", "R1.1.4b"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    running = people.started(tmp_path_factory.mktemp("together"))
    yield running
    running.stop()


def respondent_invited(server: Server) -> str:
    """Secret of a link that the lead would make on the Team page."""
    with closing(open_store(f"sqlite+pysqlite:///{server.data / 'assessments.db'}")) as store:
        directory = directory_of(store)
        teams = Teams(directory, store, load_instrument())
        (organisation,) = directory.organisations()
        (lead,) = directory.members(organisation.id)
        rights = Rights(lead[0], (Membership.model_validate(lead[1]),))
        return teams.invite(rights, organisation.id, Role.RESPONDENT)


def test_they_see_each_other_differ_talk_submit_and_lose_nothing(shared: Shared, new_page: Callable[..., Page]) -> None:
    administrator = new_page()
    open_signed_out(administrator, shared.url)
    (token,) = invitations(shared.server)
    accept(administrator, shared.url, token, "cho")
    (of_lead,) = invitations(shared.server, MINISTRY)
    lead, colleague = new_page(), new_page(width=360, scheme="dark")
    accept(lead, shared.url, of_lead, "ama")
    id = steps.start_assessment(lead, shared.url, MINISTRY)
    accept(colleague, shared.url, respondent_invited(shared.server), "ben")
    for page in (lead, colleague):
        steps.visit(page, shared.url, "answer", id, extra="&r=R1.1.4")

    # What one saves appears on the other's page by itself, and a text being typed there stays.
    steps.unfold(colleague, ANOTHER)
    typed = steps.card(colleague, ANOTHER).get_by_label(re.compile("^Comment"))
    typed.fill("Half a sentence")
    steps.choose(lead, PRACTICE, "Planned")
    steps.choose(lead, ANOTHER, "In place")
    steps.expect_chosen(colleague, PRACTICE, "Planned")
    expect(steps.card(colleague, ANOTHER).get_by_text("Ama Mensah, 20")).to_be_visible()
    expect(typed).to_have_value("Half a sentence")

    # A view of one's own, decided by the lead.
    steps.settle(colleague)
    steps.unfold(colleague, PRACTICE)
    here = steps.card(colleague, PRACTICE)
    here.get_by_label(f"I see it differently · {PRACTICE}").press("Space")
    steps.settle(colleague)
    steps.pick(colleague, f"Your answer to {PRACTICE}", "In place")
    here.get_by_role("button", name="Keep my view").click()
    expect(here.get_by_text("Your view is kept.")).to_be_visible()
    lead.reload()
    expect(lead.get_by_text("1 practice is seen differently")).to_be_visible()
    steps.settle(lead)
    lead.get_by_text("1 practice is seen differently").click()
    steps.settle(lead)
    expect_sound(lead, "disputed")
    expect_sound(colleague, "view-360-dark")
    lead.get_by_role("button", name="Take the answer of Ben").click()
    here.get_by_role("button", name="Show it").click()
    steps.expect_chosen(colleague, PRACTICE, "In place")

    # Submitted: the colleague's page stands still by itself.
    steps.visit(lead, shared.url, "export", id)
    lead.get_by_role("button", name="Submit").click()
    expect(lead.get_by_text("Submitted: its answers stand still")).to_be_visible()
    expect_sound(lead, "submitted-1280-light")
    expect(colleague.get_by_text("This assessment is submitted")).to_be_visible()
    expect(steps.card(colleague, PRACTICE).locator("input[type=radio]").first).to_be_disabled()
