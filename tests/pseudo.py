"""A made-up language in which every text of the catalogues is wrapped, and how to find a text that is not."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

LANGUAGE = "xx"
OPEN, CLOSE = "⟦", "⟧"
USER_OPEN, USER_CLOSE = "⦅", "⦆"
_VALUE = re.compile(r"(\{\w*\})")
_WRAPPED = re.compile(r"⟦[^⟦⟧]*⟧|⦅[^⦅⦆]*⦆", re.DOTALL)


def wrapped(text: str) -> str:
    """The text with ⟦ ⟧ around all but its values: what is filled in must come from a catalogue of its own."""
    return "".join(
        part if not part or _VALUE.fullmatch(part) else f"{OPEN}{part}{CLOSE}" for part in _VALUE.split(text)
    )


def of_a_user(text: str) -> str:
    """The text marked as a user's own, which nobody translates."""
    return f"{USER_OPEN}{text}{USER_CLOSE}"


def unwrapped(text: str) -> str:
    """What of a shown text is neither translated nor a user's own."""
    return _WRAPPED.sub("", text)


def write_language(template: Path, locale: Path) -> None:
    """Translate a template into the made-up language."""
    with template.open("rb") as file:
        messages = read_po(file)
    translated = Catalog(locale="en", charset="utf-8")
    for message in messages:
        if isinstance(message.id, str) and message.id:
            translated.add(message.id, wrapped(message.id), context=message.context)
        elif message.id:
            translated.add(message.id, tuple(wrapped(text) for text in message.id), context=message.context)
    path = locale / LANGUAGE / "LC_MESSAGES" / f"{template.stem}.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, translated)
