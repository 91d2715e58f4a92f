"""An application that people sign in to, the provider they sign in with, and what a person does to get in and out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.conftest import Server, free_port
from tests.sign_in.provider import PERSONS, Provider

CLIENT_SECRET = "canary-7d1f0c52b6-of-the-client"  # noqa: S105 - made up
COOKIE_SECRET = "canary-93ab77e410-of-the-cookie-that-is-long"  # noqa: S105 - likewise
HANDED_OVER = "client-secret"
NAME = "The Agency"
BUTTON = f"Sign in with {NAME}"


@dataclass
class Shared:
    """A shared installation and its provider, both on this computer."""

    server: Server
    provider: Provider

    @property
    def url(self) -> str:
        """The public address."""
        return self.server.url

    def stop(self) -> None:
        """Stop both."""
        self.server.kill()
        self.provider.stop()


def started(data: Path) -> Shared:
    """A shared installation with an empty database, and its provider."""
    server = Server(data, free_port())
    provider = Provider(free_port(), server.url, "readiness", CLIENT_SECRET)
    secret = data / HANDED_OVER
    secret.write_text(f"{CLIENT_SECRET}\n", encoding="utf-8")
    server.settings = {
        "MICIC_SIGN_IN_METADATA_URL": provider.metadata_url,
        "MICIC_SIGN_IN_CLIENT_ID": "readiness",
        "MICIC_SIGN_IN_CLIENT_SECRET_FILE": str(secret),
        "MICIC_SIGN_IN_COOKIE_SECRET": COOKIE_SECRET,
        "MICIC_SIGN_IN_ADDRESS": server.url,
        "MICIC_SIGN_IN_PROVIDER": NAME,
    }
    provider.start()
    server.start()
    return Shared(server, provider)


def open_signed_out(page: Page, url: str) -> None:
    """Open an address without being signed in."""
    page.goto(url)
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible(timeout=60_000)
    steps.settle(page)


def sign_in(page: Page, person: str) -> None:
    """From the sign-in page through the provider to the page that was wanted."""
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_role("button", name=person, exact=True).click()
    expect(name_on(page)).to_have_text(PERSONS[person].get("name", person), timeout=30_000)
    steps.settle(page)


def sign_out(page: Page) -> None:
    """Sign out here and with the provider."""
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Provider").wait_for()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible(timeout=30_000)
    steps.settle(page)


def name_on(page: Page) -> Locator:
    """The name of the person who is signed in."""
    return page.locator(".st-key-signed-in").get_by_test_id("stCaptionContainer")
