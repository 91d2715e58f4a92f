"""The instrument as JSON: everything that is asked, without what has no value."""

from __future__ import annotations

import json
from typing import Any

from questions.model import Instrument


def instrument_json(instrument: Instrument) -> bytes:
    """The whole instrument as one JSON object, UTF-8; keys without a value are left out."""
    data = _filled(instrument.model_dump(mode="json"))
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2).encode() + b"\n"


def _filled(value: Any) -> Any:
    """The value without empty texts, lists and objects; ``false`` and 0 are values."""
    if isinstance(value, dict):
        return {key: _filled(entry) for key, entry in value.items() if entry not in (None, "", [], {})}
    return [_filled(entry) for entry in value] if isinstance(value, list) else value
