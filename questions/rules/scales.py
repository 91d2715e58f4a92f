"""What the score rests on: response scales and the roll-up path."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from questions.errors import Problem
from questions.files import INSTRUMENT, Bank
from questions.model import Instrument

_OUTWARDS = ("recommendation", "working_group", "topic")
_ANSWER_WORDS = {"na", "dk"}


def scales(_: Bank, instrument: Instrument) -> Iterator[Problem]:
    """Levels rise, codes differ and are not words of the answer format, ``in_place`` is one of them."""
    for scale in instrument.scales:
        codes = [level.code for level in scale.levels]
        if len(set(codes)) < len(codes) or _ANSWER_WORDS & {code.lower() for code in codes}:
            message, remedy = f"level codes are {', '.join(codes)}", "Give each level a code of its own, not na or dk."
            yield Problem("scale.yaml", scale.id, "level_codes", message, remedy)
        if any(lower.value >= higher.value for lower, higher in pairwise(scale.levels)):
            message = "values do not rise from level to level"
            remedy = "Order levels from the lowest to the highest value."
            yield Problem("scale.yaml", scale.id, "levels_not_rising", message, remedy)
        if scale.in_place not in codes:
            message, remedy = f"in_place '{scale.in_place}' is not a level", f"Use one of: {', '.join(codes)}."
            yield Problem("scale.yaml", scale.id, "unknown_level", message, remedy)


def rollup(_: Bank, instrument: Instrument) -> Iterator[Problem]:
    """The path starts with recommendations and goes outwards."""
    positions = [_OUTWARDS.index(level) for level in instrument.rollup]
    if positions[0] != 0 or positions != sorted(set(positions)):
        message = f"the roll-up path is {', '.join(instrument.rollup)}"
        remedy = f"Start with recommendation and go outwards: {', '.join(_OUTWARDS)}."
        yield Problem(INSTRUMENT, "", "rollup", message, remedy)
