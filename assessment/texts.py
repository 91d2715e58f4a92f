"""All words of screens, reports and messages pass through here.

English is the source. A catalogue ``assessment/locale/<lang>/LC_MESSAGES/assessment.po`` adds a language without
touching code. The language belongs to the current task (:data:`language`), never to the process.
"""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path

from babel import Locale, UnknownLocaleError

from questions.translate import catalogue

LOCALE = Path(__file__).parent / "locale"
SOURCE_LANGUAGE = "en"
language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


def translate(message: str) -> str:
    """The message in the current language."""
    return catalogue(LOCALE, "assessment", language.get()).gettext(message)


def translate_count(singular: str, plural: str, number: int) -> str:
    """The message for a number, in the current language's plural form."""
    return catalogue(LOCALE, "assessment", language.get()).ngettext(singular, plural, number)


def languages() -> tuple[str, ...]:
    """Languages there are catalogues for, English first."""
    found = sorted(path.name for path in LOCALE.glob("*") if path.is_dir())
    return (SOURCE_LANGUAGE, *(lang for lang in found if lang != SOURCE_LANGUAGE))


def is_right_to_left(code: str) -> bool:
    """Is this language written from right to left? One that nobody knows is not."""
    locale = _locale(code)
    return locale is not None and locale.text_direction == "rtl"


def english_name(code: str) -> str:
    """What a language is called in English: ``French``; the code itself where nobody knows."""
    locale = _locale(code)
    return (locale and locale.english_name) or code


def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
