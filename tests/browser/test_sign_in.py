"""Signing in with a real provider: asked first, named, let out, asked again; and no secret on any way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.looks import expect_sound
from tests.sign_in import people
from tests.sign_in.people import BUTTON, CLIENT_SECRET, COOKIE_SECRET, Shared, name_on, open_signed_out

pytestmark = pytest.mark.browser

FIRST_STOPS = 4  # the link to the content, and what scrolls, stand before the first button
UNKNOWN = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """A shared installation for the tests of this module; at the end no secret stands in anything it said."""
    running = people.started(tmp_path_factory.mktemp("shared"))
    yield running
    running.stop()
    assert_without_secrets("".join(running.server.said))


def assert_without_secrets(text: str) -> None:
    for secret in (CLIENT_SECRET, COOKIE_SECRET):
        assert secret not in text


def test_one_is_asked_named_let_out_and_asked_again(shared: Shared, new_page: Callable[..., Page]) -> None:
    page = new_page()
    received: list[str] = []
    page.on("response", lambda response: received.append(f"{response.url} {response.headers}"))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(str(frame))))
    open_signed_out(page, f"{shared.url}/guide")
    assert page.get_by_role("link", name="Home").count() == 0
    people.sign_in(page, "ama")
    assert page.url == f"{shared.url}/guide"
    expect(page.get_by_role("heading", name="No organization yet")).to_be_visible()
    assert page.get_by_role("link", name="Home").count() == 0
    cookies = page.context.cookies(shared.url)
    assert {cookie["httpOnly"] for cookie in cookies if cookie["name"].startswith("_streamlit_user")} == {True}
    assert not [cookie for cookie in cookies if cookie["name"] == "micic_wanted"]
    received.append(page.content())
    people.sign_out(page)
    assert page.url == f"{shared.url}/"
    open_signed_out(page, f"{shared.url}/guide")
    people.sign_in(page, "nameless")
    assert len(received) > 20
    assert_without_secrets("\n".join(received))


def test_who_breaks_off_is_told_and_may_try_again(shared: Shared, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_signed_out(page, f"{shared.url}/guide")
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_role("button", name="nobody").click()
    expect(page.get_by_text("You are not signed in")).to_be_visible()
    steps.settle(page)
    people.sign_in(page, "ben")
    assert page.url == f"{shared.url}/guide"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_the_sign_in_page_and_the_name_can_be_used_by_everybody(
    shared: Shared, new_page: Callable[..., Page], width: int, scheme: str
) -> None:
    page = new_page(width=width, scheme=scheme)
    open_signed_out(page, f"{shared.url}/?sign-in=failed")
    expect_sound(page, f"sign-in-{width}-{scheme}")
    people.sign_in(page, "long")
    expect_sound(page, f"signed-in-{width}-{scheme}")


def test_by_keyboard_from_a_link_to_its_page_over_a_restart(shared: Shared, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_signed_out(page, f"{shared.url}/answer?a={UNKNOWN}")
    button = page.get_by_role("button", name=BUTTON)
    for _ in range(FIRST_STOPS):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Provider")).to_be_visible()
    # Another process may be the one that somebody comes back to.
    shared.server.kill()
    shared.server.start()
    page.get_by_role("button", name="cho", exact=True).press("Enter")
    expect(name_on(page)).to_have_text("Cho Min-seo", timeout=60_000)
    expect(page.get_by_role("heading", name="No organization yet")).to_be_visible()
    assert page.url == f"{shared.url}/answer?a={UNKNOWN}"
    steps.settle(page)
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page.get_by_role("heading", name="Provider")).to_be_visible()


def test_a_cookie_that_was_made_up_lets_nobody_in(shared: Shared, new_page: Callable[..., Page]) -> None:
    page = new_page()
    made_up = re.sub(r"\W", "", f"is_logged_in {UNKNOWN}")
    page.context.add_cookies([{"name": "_streamlit_user", "value": made_up, "url": shared.url}])
    open_signed_out(page, f"{shared.url}/answer?a={UNKNOWN}")


def test_a_provider_that_is_gone_is_said_and_tried_again(shared: Shared, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_signed_out(page, f"{shared.url}/guide")
    shared.provider.stop()
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_text("The Agency cannot be reached just now.")).to_be_visible()
    steps.settle(page)
    assert any("Traceback" in line for line in shared.server.said), "whoever runs the server is told"
    shared.provider.start()
    people.sign_in(page, "ben")
    assert page.url == f"{shared.url}/guide"
