"""Templates of the message catalogues (``.pot``): all that a translator translates, drawn from code and bank.

``make texts`` writes them. A language is added by translating each into ``<lang>/LC_MESSAGES/<domain>.po`` beside it.
The same sources give the same bytes: no date, no line numbers, no release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

import assessment.texts
import questions.translate
from questions.load import load_instrument
from questions.model import Instrument
from questions.translate import texts

HOUSE = Path(__file__).parents[1]
ROOMS = ("assessment", "scoring")
SCREENS = "assessment"
# What marks a text: the function or class, and which of its arguments are texts.
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "translate_count": (1, 2), "Sentence": (1, 2)}
_HEADER = r"""# Messages of the domain "{domain}". Written by "make texts"; translate a copy.
msgid ""
msgstr ""
"Project-Id-Version: micic\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
_VALUE = re.compile(r"\{\w*\}")


def screen_messages(house: Path = HOUSE) -> Catalog:
    """The messages of screens, reports, commands and warnings, by file."""
    found = Catalog(charset="utf-8")
    for room in ROOMS:
        for path in sorted((house / room).rglob("*.py")):
            place = path.relative_to(house).as_posix()
            for message, context in _marked(path):
                _add(found, message, context, place)
    return found


def bank_messages(instrument: Instrument) -> Catalog:
    """The texts of the instrument in its order; the context is the id of what a text belongs to."""
    found = Catalog(charset="utf-8")
    for context, text in texts(instrument):
        found.add(text, context=context).flags.clear()
    return found


def template(messages: Catalog, domain: str) -> bytes:
    """A catalogue without translations as a file."""
    written = BytesIO()
    write_po(written, messages, width=0, omit_header=True, include_lineno=False)
    return _HEADER.replace("{domain}", domain).encode() + written.getvalue()


def templates() -> Mapping[Path, bytes]:
    """Every template by the place where it belongs."""
    bank = questions.translate.DOMAIN
    return {
        assessment.texts.LOCALE / f"{SCREENS}.pot": template(screen_messages(), SCREENS),
        questions.translate.LOCALE / f"{bank}.pot": template(bank_messages(load_instrument()), bank),
    }


def main() -> None:
    """Write the templates."""
    for path, content in templates().items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def _marked(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    with path.open("rb") as file:
        for _line, message, _comments, context in extract("python", file, keywords=KEYWORDS):
            yield message, context


def _add(found: Catalog, message: str | tuple[str, ...], context: str | None, place: str) -> None:
    sources = (message,) if isinstance(message, str) else message
    entry = found.add(message, locations=[(place, 0)], context=context)
    # Values are filled in by str.format alone: a per cent sign is only a sign.
    entry.flags.clear()
    if any(_VALUE.search(source) for source in sources):
        entry.flags.add("python-brace-format")


if __name__ == "__main__":
    main()
