"""Who wrote what, where several people work together."""

from __future__ import annotations

from datetime import datetime

from assessment.texts import translate as _
from assessment.ui.plain import plain
from assessment.ui.session import rights, teams


def shown_names() -> dict[str, str]:
    """Shown names of the colleagues, by id of the person, ready for Markdown; empty where one person works alone."""
    found = rights()
    return {id: plain(name) for id, name in teams().names(found).items()} if found else {}


def name_in(names: dict[str, str], author: str) -> str:
    """The name of an author, ready for Markdown; empty where one person works alone."""
    return names.get(author, _("a former member")) if names else ""


def by_and_when(names: dict[str, str], author: str, at: datetime) -> str:
    """Name and time, or the time alone."""
    when = at.strftime("%Y-%m-%d %H:%M UTC")
    name = name_in(names, author)
    return _("{name}, {when}").format(name=name, when=when) if name else when
