"""Catalogues translate what the bank says, and all that they claim to.

An unfinished translation is a problem for whoever translates, and for nobody else: what has none stands there in the
language of the bank. So its problems (:data:`UNFINISHED`) are told, and keep nobody from using the bank.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po

from questions.errors import Problem
from questions.model import Instrument
from questions.translate import DOMAIN, texts

UNFINISHED = frozenset({"translation_fuzzy", "translation_outdated", "translation_without_text"})


def translations(instrument: Instrument, locale: Path) -> Iterator[Problem]:
    """Every message of a catalogue has its text and still belongs to the bank."""
    wanted = set(texts(instrument))
    for path in sorted(locale.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        file = f"locale/{path.relative_to(locale).as_posix()}"
        try:
            with path.open("rb") as opened:
                messages = [message for message in read_po(opened, abort_invalid=True) if message.id]
        except (PoFileError, UnicodeDecodeError, LookupError, ValueError, OSError):
            message, remedy = "this is not a gettext catalogue in UTF-8", "Write it anew with a translation tool."
            yield Problem(file, "", "translation_unreadable", message, remedy)
            continue
        for entry in messages:
            yield from _entry_problems(file, entry, wanted)


def _entry_problems(file: str, entry: Message, wanted: set[tuple[str, str]]) -> Iterator[Problem]:
    source = entry.id if isinstance(entry.id, str) else entry.id[0]
    given = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
    context = entry.context or ""
    if (context, source) not in wanted:
        message = f"'{_start(source)}' is no longer in the bank"
        yield Problem(file, context, "translation_outdated", message, "Update the catalogue.")
    elif not given or not all(text.strip() for text in given):
        message, remedy = f"'{_start(source)}' has no translation", "Translate it, or remove the entry."
        yield Problem(file, context, "translation_without_text", message, remedy)
    elif entry.fuzzy:
        message, remedy = (
            f"the translation of '{_start(source)}' is marked as fuzzy and not used",
            "Look at it, then unmark it.",
        )
        yield Problem(file, context, "translation_fuzzy", message, remedy)


def _start(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
