"""The pages for people hold together: links lead somewhere, and the picture of the architecture is that of the code."""

from __future__ import annotations

import re
from graphlib import CycleError
from pathlib import Path

import pytest

from assessment.catalogues import screen_messages
from assessment.settings import Settings
from docs import architecture
from questions.load import load_instrument
from tests.test_architecture import MODULES, Module
from tests.test_readme import EACH_PAGE, PAGES, ROOT, prose, tables

LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")


def anchors(page: str) -> set[str]:
    """What GitHub calls the headings of a page: lower case, no punctuation, hyphens for spaces, numbered if twice."""
    found: set[str] = set()
    without_blocks = re.sub(r"^ *```.*?^ *```$", "", page, flags=re.MULTILINE | re.DOTALL)
    for heading in re.findall(r"^#+ (.+)$", without_blocks, re.MULTILINE):
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        number = sum(re.fullmatch(rf"{re.escape(anchor)}(-\d+)?", other) is not None for other in found)
        found.add(f"{anchor}-{number}" if number else anchor)
    return found


def broken_links(name: str, pages: dict[str, str]) -> list[str]:
    """Links of a page to what is not there: a file of the project, or a heading of a page."""
    broken = []
    for target in LINK.findall(prose(pages[name])):
        path, _, anchor = target.partition("#")
        file = (ROOT / Path(name).parent / path).resolve() if path else ROOT / name
        page = file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else ""
        if not (page and file.exists() and (not anchor or anchor in anchors(pages.get(page, "")))):
            broken.append(target)
    return broken


@EACH_PAGE
def test_every_link_leads_somewhere(name: str) -> None:
    assert broken_links(name, PAGES) == []


def test_a_broken_link_is_noticed() -> None:
    page = (
        "# One\n\n## The two: halves\n\n## One\n\n[a](#the-two-halves) [b](#one-1) [c](../README.md) [d](#2) [e](no.md)"
    )
    assert broken_links("docs/method.md", {"docs/method.md": page}) == ["#2", "no.md"]


def test_every_page_is_linked_from_the_readme() -> None:
    linked = {target.partition("#")[0] for target in LINK.findall(PAGES["README.md"])}
    assert {name for name in PAGES if name.startswith("docs/")} <= linked


def test_the_picture_of_the_architecture_is_that_of_the_code() -> None:
    (shown,) = architecture.PICTURE.findall(PAGES["docs/architecture.md"])
    assert shown == architecture.picture(MODULES), "the imports have changed: `python -m docs.architecture`"


def test_a_circle_of_rooms_is_refused(tmp_path: Path) -> None:
    for name, line in (("model", "from scoring import plan"), ("plan", "from questions import model")):
        (tmp_path / f"{name}.py").write_text(line, encoding="utf-8")
    circle = [Module("questions.model", tmp_path / "model.py"), Module("scoring.plan", tmp_path / "plan.py")]
    with pytest.raises(CycleError):
        architecture.picture(circle)


def test_every_picture_is_there_and_said_in_words() -> None:
    for name, page in PAGES.items():
        for words, path in re.findall(r"!\[(.*?)\]\((.*?)\)", page, re.DOTALL):
            assert (ROOT / Path(name).parent / path).read_bytes().startswith(b"\x89PNG"), path
            assert len(words) > 60, path


# The handbooks


def words_on_screen() -> set[str]:
    """Every text that the screens may show, as the catalogues hold it, and the titles of levels."""
    found = {level.title for scale in load_instrument().scales for level in scale.levels}
    for message in screen_messages():
        for text in [message.id] if isinstance(message.id, str) else message.id:
            found.update((text, text.removesuffix(" · {id}")))
    return found


@pytest.mark.parametrize("name", ["docs/respondent.md", "docs/lead.md"])
def test_words_in_bold_stand_on_the_screen(name: str) -> None:
    on_screen = words_on_screen()
    named = {re.sub(r"\s+", " ", words) for words in re.findall(r"\*\*(.+?)\*\*", PAGES[name], re.DOTALL)}
    assert len(named) > 20
    own = {"Safeguards that are not in place.", "The overall score and its range."}
    assert {words for words in named - own if words not in on_screen} == set()


def test_the_handbook_explains_the_levels_as_the_card_does() -> None:
    (levels,) = (table for table in tables(PAGES["docs/respondent.md"]) if "level" in table[0])
    (scale,) = load_instrument().scales
    shown = [(row["level"], f"{row['choose it when']}.".capitalize()) for row in levels]
    assert shown == [(level.title, level.description) for level in scale.levels]


def test_the_settings_are_those_of_the_tool() -> None:
    rows = {row["setting"].strip("`"): row["default"] for row in tables(PAGES["docs/administrator.md"])[0]}
    assert set(rows) == {f"MICIC_{name.upper()}" for name in Settings.model_fields}
    for name in ("max_upload_mb", "max_rows_browser", "max_rows_command"):
        assert rows[f"MICIC_{name.upper()}"] == str(Settings.model_fields[name].default)
