"""JSON from anywhere, read strictly: what two readers could understand differently is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, NoReturn

from assessment.texts import translate as _

DEEPEST = 32
_LONGEST_NUMBER = 32


class UnreadableJson(Exception):
    """The text is no JSON that can be kept; ``line`` is where, 0 for the whole file."""

    def __init__(self, message: str, line: int = 0) -> None:
        self.line = line
        self.message = message
        super().__init__(message)


def parsed_json(data: bytes) -> Any:
    """The value in a JSON file, UTF-8 with or without byte order mark.

    Raises:
        UnreadableJson: it is no JSON; or it has the same key twice in one object, a number that JSON or this tool does
            not have (NaN, 1e400, hundreds of digits), a NUL character, half of a surrogate pair, or is nested too deep.

    >>> parsed_json(b'{"a": [1, 2.5, null]}')
    {'a': [1, 2.5, None]}
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableJson(_("the line is not UTF-8. Save the file as UTF-8."), line) from error
    try:
        value = json.loads(
            text,
            object_pairs_hook=_without_repetition,
            parse_constant=_refuse_number,
            parse_float=_float,
            parse_int=_int,
        )
    except json.JSONDecodeError as error:
        raise UnreadableJson(
            _("this is no JSON: {reason} (column {column}). Export the file again.").format(
                reason=error.msg, column=error.colno
            ),
            error.lineno,
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    for inner in _texts(value):
        if "\0" in inner:
            raise UnreadableJson(_("a text holds a NUL character. Remove it, and export the file again."))
        if any("\ud800" <= character <= "\udfff" for character in inner):
            raise UnreadableJson(
                _("a text holds half of a surrogate pair, which is no character. Remove it, and export the file again.")
            )
    return value


def _texts(value: Any) -> Iterator[str]:
    """Every text in it, keys too. Walks without recursion: the depth is what is being checked."""
    waiting = [(value, 0)]
    while waiting:
        entry, depth = waiting.pop()
        if depth > DEEPEST:
            raise _too_deep()
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, list):
            waiting += ((inner, depth + 1) for inner in entry)
        elif isinstance(entry, dict):
            waiting += ((inner, depth + 1) for pair in entry.items() for inner in pair)


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableJson(
            _("the key '{key}' stands twice in one object. Keep one of the two.").format(key=twice[:40])
        )
    return found


def _float(text: str) -> float:
    if len(text) > _LONGEST_NUMBER or not math.isfinite(float(text)):
        _refuse_number(text)
    return float(text)


def _int(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        _refuse_number(text)
    return int(text)


def _refuse_number(text: str) -> NoReturn:
    raise UnreadableJson(_("'{number}' is no number that can be read. Export the file again.").format(number=text[:40]))


def _too_deep() -> UnreadableJson:
    return UnreadableJson(_("objects and lists are nested deeper than {depth} levels.").format(depth=DEEPEST))
