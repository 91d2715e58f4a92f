"""What the answers are called on screens."""

from __future__ import annotations

from assessment.model import DONT_KNOW, NA
from assessment.texts import translate as _
from questions.model import Instrument, Practice


def level_title(instrument: Instrument, practice: Practice, code: str) -> str:
    """What an answer code is called on screen."""
    special = {NA: _("Not applicable"), DONT_KNOW: _("Don't know"), "": _("Not answered")}
    if code in special:
        return special[code]
    scale = instrument.scale_of(practice)
    return scale.levels[scale.index[code]].title if code in scale.index else code
