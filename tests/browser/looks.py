"""What every page has to stand: no violation of WCAG AA and nothing out of the screen, in each of its looks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser import steps

ARTIFACTS = Path(__file__).parent.parent / "artifacts"
PICTURES = "MICIC_PICTURES"
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOKS = ((360, "light"), (360, "dark"), (1280, "dark"), (1280, "light"))


def all_looks(page: Page) -> Iterator[str]:
    """Give the page each width and colour scheme in turn, as one who turns a phone or whose evening begins would.

    Yields a name for each look, once the page has drawn itself in it.
    """
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        steps.redrawn(page)
        yield f"{width}-{scheme}"


def expect_sound(page: Page, name: str, full: bool = True) -> None:
    """No violation and no sideways scroll; a picture is kept in tests/artifacts where MICIC_PICTURES is set."""
    steps.settle(page)
    if os.environ.get(PICTURES):
        ARTIFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=full)
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate(OVERFLOW) <= 0, name
