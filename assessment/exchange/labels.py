"""What people choose in a list, and the codes that it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assessment.countries import country_name
from assessment.model import DONT_KNOW, NA
from assessment.texts import language, languages
from assessment.texts import translate as _
from questions.model import Instrument, Scale
from questions.translate import translated


def level_labels(scale: Scale) -> dict[str, str]:
    """What each answer is called in a list, by its code: the levels, then "don't know", then "not applicable"."""
    levels = {level.code: f"{level.code} – {level.title}" for level in scale.levels}
    return {**levels, DONT_KNOW: _("Don't know"), NA: _("Not applicable")}


def country_label(code: str) -> str:
    """A country by name, its code behind it: ``Namibia (NAM)``."""
    return f"{country_name(code)} ({code})" if code else ""


def country_code(text: str) -> str:
    """The code behind the name, or the text as it is.

    >>> country_code("Namibia (NAM)"), country_code(" NAM "), country_code("Namibia")
    ('NAM', 'NAM', 'Namibia')
    """
    text = text.strip()
    return text[-4:-1] if text[-5:-4] == "(" and text.endswith(")") else text


class Codes:
    """Codes of labels in every language that there are texts for; what is no label stays as it is.

    Args:
        instrument: in its source language.
    """

    def __init__(self, instrument: Instrument) -> None:
        self._levels: dict[str, dict[str, str]] = {scale.id: {} for scale in instrument.scales}
        self._reasons: dict[str, str] = {}
        for lang in dict.fromkeys([instrument.language, *languages()]):
            token = language.set(lang)
            try:
                self._learn(translated(instrument, lang))
            finally:
                language.reset(token)
        self._scale_of = {id: practice.scale for id, practice in instrument.practices.items()}

    def level(self, practice_id: str, text: str) -> str:
        """Code of an answer to a practice."""
        known: Mapping[str, str] = self._levels.get(self._scale_of.get(practice_id.strip(), ""), {})
        return known.get(_plain(text), text)

    def reason(self, text: str) -> str:
        """Id of a reason for "not applicable"."""
        return self._reasons.get(_plain(text), text)

    def _learn(self, instrument: Instrument) -> None:
        for scale in instrument.scales:
            known = self._levels[scale.id]
            for text, code in _names(scale):
                known.setdefault(_plain(text), code)
        for practice in instrument.practices.values():
            for reason in practice.na_reasons:
                self._reasons.setdefault(_plain(reason.text), reason.id)


def _names(scale: Scale) -> Iterator[tuple[str, str]]:
    """Everything that stands for a code: label and title."""
    for code, label in level_labels(scale).items():
        yield label, code
    for level in scale.levels:
        yield level.title, level.code


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
