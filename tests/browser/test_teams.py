"""Several organisations on one installation: invited, signed in, working; nothing of others or after signing out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment.access import Rights
from assessment.service import Teams
from assessment.store import directory_of, open_store
from questions.load import load_instrument
from tests.browser import steps
from tests.browser.conftest import Server
from tests.browser.test_faults import stored_answers
from tests.sign_in import people
from tests.sign_in.people import BUTTON, CLIENT_SECRET, COOKIE_SECRET, Shared, name_on, open_signed_out

pytestmark = pytest.mark.browser

AGENCY, MINISTRY = "Relief Agency", "Ministry of Labour"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    running = people.started(tmp_path_factory.mktemp("teams"))
    yield running
    running.stop()
    assert_without_secrets("".join(running.server.said).encode())
    for path in running.server.data.iterdir():
        if path.name != people.HANDED_OVER:
            assert_without_secrets(path.read_bytes())


def assert_without_secrets(content: bytes) -> None:
    for secret in (CLIENT_SECRET, COOKIE_SECRET):
        assert secret.encode() not in content


def invitations(server: Server, *organisations: str) -> list[str]:
    """Secrets of links that make whoever opens them the lead of these organisations."""
    with closing(open_store(f"sqlite+pysqlite:///{server.data / 'assessments.db'}")) as store:
        directory = directory_of(store)
        teams = Teams(directory, store, load_instrument())
        if not organisations:
            return [teams.invite_administrator(None)]
        rights = Rights(directory.administrators()[0])
        return [teams.invite_lead(rights, teams.add_organisation(rights, name).id) for name in organisations]


def accept(page: Page, url: str, token: str, person: str) -> None:
    """Open an invitation link, sign in, and accept."""
    open_signed_out(page, f"{url}/?invitation={token}")
    people.sign_in(page, person)
    expect(page.get_by_role("heading", name="You are invited")).to_be_visible()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", name="You are invited")).to_have_count(0, timeout=30_000)
    steps.settle(page)
    assert "invitation" not in page.url
    steps.settle(page)


def test_each_sees_their_own_and_nobody_sees_anything_after_signing_out(
    shared: Shared, new_page: Callable[..., Page]
) -> None:
    administrator = new_page()
    open_signed_out(administrator, shared.url)
    (token,) = invitations(shared.server)
    accept(administrator, shared.url, token, "cho")
    of_agency, of_ministry = invitations(shared.server, AGENCY, MINISTRY)

    lead = new_page()
    accept(lead, shared.url, of_agency, "ama")
    id = steps.start_assessment(lead, shared.url, AGENCY)
    steps.choose(lead, "R1.1.4a", "Planned")
    assert stored_answers(shared.server, id, "R1.1.4a") == ["1"]
    copied = f"{shared.url}/answer?a={id}"

    steps.visit(lead, shared.url, "export", id)
    with lead.expect_download() as export:
        lead.get_by_role("button", name="Download Bundle (JSON)").click()
    assert_without_secrets(Path(export.value.path()).read_bytes())

    stranger = new_page()
    open_signed_out(stranger, copied)
    people.sign_in(stranger, "ben")
    expect(stranger.get_by_role("heading", name="No organization yet")).to_be_visible(timeout=30_000)
    assert AGENCY not in stranger.content()
    people.sign_out(stranger)
    accept(stranger, shared.url, of_ministry, "ben")
    assert AGENCY not in stranger.content()
    for page in (stranger, administrator):
        page.goto(copied)
        expect(page.get_by_text("There is no such assessment.")).to_be_visible(timeout=30_000)
        assert AGENCY not in page.content()

    used = new_page()
    open_signed_out(used, f"{shared.url}/?invitation={of_agency}")
    people.sign_in(used, "nameless")
    used.get_by_role("button", name="Accept").click()
    expect(used.get_by_text("This invitation was used already")).to_be_visible()

    tab = lead.context.new_page()
    steps.visit(tab, shared.url, "answer", id)
    thief = new_page()
    thief.context.add_cookies([dict(cookie) for cookie in lead.context.cookies(shared.url)])  # type: ignore[arg-type]
    steps.visit(thief, shared.url, "answer", id)
    expect(name_on(thief)).to_have_text("Ama Mensah")
    people.sign_out(lead)
    here = steps.card(tab, "R1.1.4a")
    steps.option(here, "In place").click()
    expect(here.get_by_text("You are signed out")).to_be_visible(timeout=30_000)
    assert stored_answers(shared.server, id, "R1.1.4a") == ["1"]
    thief.reload()
    expect(thief.get_by_text("You are signed out")).to_be_visible(timeout=30_000)
    expect(thief.get_by_role("button", name=BUTTON)).to_be_visible()
    assert AGENCY not in thief.content()
    tab.reload()
    expect(tab.get_by_role("button", name=BUTTON)).to_be_visible(timeout=30_000)
    assert tab.url == copied
    steps.settle(tab)
    people.sign_in(tab, "ama")
    steps.expect_chosen(tab, "R1.1.4a", "Planned")
