"""What a person does on the pages, one function a step."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, Page, expect

from assessment.model import Assessment

if TYPE_CHECKING:
    from tests.browser.conftest import Server

OPTION = '[data-testid="stRadio"] label:has(input)'
# Notes when the page last asked the server, heard from it, changed, or was touched.
WATCH = """
window.lastChange = window.lastAsked = window.lastHeard = 0;
const note = () => { window.lastChange = performance.now(); };
window.WebSocket = class extends WebSocket {
  constructor(...args) {
    super(...args);
    this.addEventListener('message', () => { window.lastHeard = performance.now(); note(); });
  }
  send(...args) { window.lastAsked = performance.now(); super.send(...args); }
};
for (const name of ['pointerdown', 'keydown']) addEventListener(name, note, {capture: true});
document.addEventListener('DOMContentLoaded', () => {
  new MutationObserver(note).observe(document.body, {subtree: true, childList: true, characterData: true});
});
"""
# Nothing moves: no question is open (a heartbeat has no answer, so none counts for ever), nothing changed for a moment,
# nothing old is shown greyed, and no fade is under way.
QUIET = """() => {
  const now = performance.now();
  const moves = (one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime < Infinity;
  return now - (window.lastChange || 0) > 200
    && !(window.lastAsked > window.lastHeard && now - window.lastAsked < 5000)
    && !document.querySelector('[data-stale="true"]')
    && !document.getAnimations().some(moves);
}"""
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def settle(page: Page) -> None:
    """Wait until the page has drawn everything that it is going to draw: no script runs, and it has been quiet."""
    page.wait_for_selector(IDLE)
    page.wait_for_function(QUIET)


def redrawn(page: Page) -> None:
    """Wait until the page has drawn itself anew after a change that is not an event of its own, such as of its size."""
    page.evaluate("() => { window.lastChange = performance.now(); }")
    settle(page)


def open_home(page: Page, url: str) -> None:
    """Open the first page."""
    page.goto(url)
    expect(page.get_by_role("button", name="Start an assessment")).to_be_visible(timeout=60_000)
    settle(page)


def start_assessment(page: Page, url: str, name: str, types: tuple[str, ...] = ("State of origin",)) -> str:
    """Start an assessment and arrive on the Answer page; returns its id."""
    open_home(page, url)
    page.get_by_role("button", name="Start an assessment").click()
    expect(page.get_by_role("heading", name="Start an assessment")).to_be_visible()
    settle(page)
    for kind in types:
        page.locator('[data-testid="stCheckbox"]').get_by_text(kind, exact=True).click()
        settle(page)
    field = page.get_by_label("Organization", exact=True)
    # Where people sign in, the only one that a person leads is chosen already.
    if field.get_attribute("role") != "combobox":
        field.fill(name)
        page.keyboard.press("Tab")
    settle(page)
    page.get_by_role("button", name="Start answering").click()
    expect(page.get_by_role("heading", name="Answer", exact=True)).to_be_visible()
    settle(page)
    return assessment_id(page)


def begin(page: Page, server: Server, name: str) -> str:
    """Arrive on the Answer page of a State of origin that has just started; returns the id."""
    started = server.service.start(
        Assessment(id="", organisation=name, stakeholder_types=("origin",), assessed_on=date.today())
    )
    visit(page, server.url, "answer", started.id)
    return started.id


def assessment_id(page: Page) -> str:
    """The id in the address."""
    match = re.search(r"[?&]a=([0-9a-f]+)", page.url)
    assert match, page.url
    return match[1]


def visit(page: Page, url: str, name: str, id: str, extra: str = "") -> None:
    """Open a page by its address, as a link would."""
    page.goto(f"{url}/{'' if name == 'home' else name}?a={id}{extra}")
    page.wait_for_selector('[data-testid="stHeading"]', timeout=60_000)
    settle(page)


def card(page: Page, practice: str) -> Locator:
    """The card of a practice."""
    return page.locator(f".st-key-card-{css(practice)}")


def css(identifier: str) -> str:
    """How a key with dots reads in a class name."""
    return re.sub(r"[^0-9A-Za-z_-]", "-", identifier)


def choose(page: Page, practice: str, title: str) -> None:
    """Choose a level by mouse and wait for "Saved"."""
    here = card(page, practice)
    was_saved = here.get_by_text("Saved", exact=True).count() > 0
    option(here, title).click()
    here.get_by_text("Saved", exact=True).wait_for()  # looks more often than expect, and this is done most
    if was_saved:
        settle(page)


def option(here: Locator, title: str) -> Locator:
    """The option of a card with exactly this title."""
    return here.locator(OPTION).filter(has=here.page.get_by_text(title, exact=True))


def unfold(page: Page, practice: str) -> Locator:
    """Open the details of a card."""
    here = card(page, practice)
    here.get_by_text(re.compile(r"^Criteria, evidence, comment")).click()
    expect(here.get_by_label(re.compile("^Comment"))).to_be_visible()
    settle(page)
    return here


def show_history(page: Page, practice: str) -> None:
    """Show the earlier answers in the unfolded details of a card, by keyboard: what unfolds still moves."""
    settle(page)
    switch = page.get_by_label(f"History · {practice}")
    switch.press("Space")
    expect(switch).to_be_checked()
    settle(page)


def write(page: Page, practice: str, label: str, text: str) -> None:
    """Type into a field of an unfolded card and leave the field."""
    field = card(page, practice).get_by_label(re.compile(f"^{re.escape(label)}"))
    field.fill(text)
    field.press("Tab")
    settle(page)


def expect_chosen(page: Page, practice: str, title: str) -> None:
    """The card shows this option as chosen."""
    expect(option(card(page, practice), title).locator("input")).to_be_checked()


def pick(page: Page, label: str, text: str) -> None:
    """Choose the option that begins with the text from a drop-down; scrolling would close it, so scroll before."""
    box = page.get_by_role("combobox", name=label)
    box.scroll_into_view_if_needed()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    box.fill(text)
    page.get_by_role("option", name=re.compile(f"^{re.escape(text)}")).first.click()
    settle(page)


def go_to_group(page: Page, group: str) -> None:
    """Go on with the button at the foot of the page."""
    page.get_by_role("button", name=f"Next: {group}").click()
    expect(page.get_by_role("heading", name=re.compile(f"^{re.escape(group)} "))).to_be_visible()
    settle(page)
