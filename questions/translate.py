"""The instrument in another language, and gettext catalogues straight from ``.po`` files.

Catalogues are compiled in memory, so a language is added by adding a file. In the bank's catalogues the context
(``msgctxt``) of a message is the id of the thing that it belongs to.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from questions.model import Instrument, Shape

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "questions"
S = TypeVar("S", bound=Shape)

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*")


@lru_cache(maxsize=64)
def catalogue(locale: Path, domain: str, language: str) -> gettext.NullTranslations:
    """The messages of one domain and language; the source language where there is no catalogue."""
    path = locale / language / "LC_MESSAGES" / f"{domain}.po"
    if not _LANGUAGE.fullmatch(language) or not path.is_file():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translated(instrument: Instrument, language: str, locale: Path | None = None) -> Instrument:
    """The instrument with every text in ``language``; texts without a translation stay as they are.

    Without a catalogue for the language it is the same instrument, which says in which language it is. Catalogues lie
    in ``locale``, by default in :data:`LOCALE`.
    """
    messages = catalogue(LOCALE if locale is None else locale, DOMAIN, language)
    if language == instrument.language or not isinstance(messages, gettext.GNUTranslations):
        return instrument
    result = _mapped(instrument, instrument.id, messages.pgettext)
    return result.model_copy(update={"language": language})


def texts(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """Every (context, text) of the instrument, in order: what a translator translates."""
    found: list[tuple[str, str]] = []

    def collect(context: str, text: str) -> str:
        found.append((context, text))
        return text

    _mapped(instrument, instrument.id, collect)
    yield from dict.fromkeys(found)


def _mapped(shape: S, context: str, change: Callable[[str, str], str]) -> S:
    """A copy of the shape with ``change(context, text)`` in place of each text."""
    context = str(getattr(shape, "id", context))

    def mapped(name: str, value: Any) -> Any:
        if isinstance(value, Shape):
            return _mapped(value, context, change)
        if isinstance(value, tuple):
            return tuple(mapped(name, entry) for entry in value)
        return change(context, value) if name in shape.texts and value else value

    fields = {name: getattr(shape, name) for name in type(shape).model_fields}
    return shape.model_copy(update={name: mapped(name, value) for name, value in fields.items()})
