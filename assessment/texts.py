"""All words of screens, reports and messages pass through here.

English is the source. A catalogue ``assessment/locale/<lang>/LC_MESSAGES/assessment.po`` adds a language without
touching code. The language belongs to the current task (:data:`language`), never to the process.
"""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path

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
