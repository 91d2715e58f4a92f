"""What is wrong with the shape of written data, in words of the person who wrote it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from questions.errors import Problem

Way = tuple[int | str, ...]

_EXPECTED = {
    "bool_type": "true or false",
    "string_type": "text",
    "string_too_short": "text",
    "float_type": "a number",
    "int_type": "a whole number",
    "finite_number": "a number that is not infinite",
    "tuple_type": "a list",
    "mapping_type": "keys and values",
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "literal_error": "{expected}",
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "at least {ge:g}",
    "less_than_equal": "at most {le:g}",
    "too_short": "at least {min_length} of them",
    "too_long": "at most {max_length} of them",
}
_PATTERNS = {
    r"^\S(?:.*\S)?$": "text on one line without spaces around it",
    r"^[a-z][a-z0-9_]*$": "an id of small letters, digits and _",
    r"^[a-z][a-z0-9-]*$": "an id of small letters, digits and -",
    r"^R\d+\.\d+\.\d+$": "an id such as R3.1.10",
    r"^R\d+\.\d+\.\d+[a-z]$": "an id such as R3.1.10b",
    r"^\d+\.\d+$": "an id such as 3.1, in quotes",
    r"^\d+$": "an id such as 3, in quotes",
    r"^[0-9A-Za-z_]+$": "a code of letters, digits and _",
    r"^[a-z]{2,3}(-[A-Za-z]+)?$": "a language code such as en",
}


def shape_problems(
    file_of: Callable[[Way], str], shape: type[BaseModel], data: Any, error: ValidationError
) -> Iterator[Problem]:
    """One problem for each mistake that pydantic found in ``data``."""
    mistakes = error.errors(include_url=False)
    for mistake in mistakes:
        way = mistake["loc"]
        if mistake["type"] == "too_short" and any(other["loc"][:-1] == way for other in mistakes):
            continue  # it is too short only because its entries are broken
        nearest, depth = _nearest_id(data, way)
        file = file_of(way)
        if depth == 0 and file != file_of(()):
            nearest = ""
        key = _shown_way(way[depth:]) or "the whole"
        message, remedy = _words(key, shape, way, mistake)
        yield Problem(file, nearest, "structure", message, remedy)


def value_at(data: Any, way: Way) -> Any:
    """What stands there in nested lists and mappings; ``None`` when there is nothing."""
    for part in way:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _words(key: str, shape: type[BaseModel], way: Way, mistake: ErrorDetails) -> tuple[str, str]:
    kind, found = mistake["type"], mistake["input"]
    if kind == "missing":
        return f"'{key}' is missing", "Add it."
    if kind == "extra_forbidden":
        similar = get_close_matches(str(way[-1]), _keys_at(shape, way[:-1]), n=1)
        hint = f" Did you mean '{similar[0]}'?" if similar else ""
        return f"'{key}' is not a known key", f"Remove it, or correct its name.{hint}"
    expected = _PATTERNS.get(mistake.get("ctx", {}).get("pattern", ""))
    if expected is None:
        expected = _EXPECTED.get(kind, "something else").format(**mistake.get("ctx", {}))
    return f"'{key}' is {_shown(found)}, expected {expected}", _remedy(kind, found)


def _remedy(kind: str, found: Any) -> str:
    if kind == "string_type" and isinstance(found, int | float):
        return "Put it in quotes."
    if kind in ("bool_type", "float_type", "int_type") and isinstance(found, str):
        return "Remove the quotes." if kind != "bool_type" else "Write true or false, without quotes."
    return "Correct it."


def _keys_at(shape: type[BaseModel], way: Way) -> list[str]:
    """Names of the fields of the shape that lies at ``way``; nothing where there is no shape."""
    for part in way:
        if isinstance(part, str):
            field = shape.model_fields.get(part)
            inner = None if field is None else _shape_in(field.annotation)
            if inner is None:
                return []
            shape = inner
    return list(shape.model_fields)


def _shape_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, UnionType):
        return next((found for inner in get_args(annotation) if (found := _shape_in(inner))), None)
    return None


def _nearest_id(data: Any, way: Way) -> tuple[str, int]:
    """Id of the innermost named thing on the way, and how many steps lead to it."""
    nearest, steps = "", 0
    for depth in range(len(way) + 1):
        here = value_at(data, way[:depth])
        if isinstance(here, Mapping) and isinstance(here.get("id"), str | int):
            nearest, steps = str(here["id"]), depth
    return nearest, steps


def _shown_way(way: Way) -> str:
    """``pairs, entry 2, below`` for ``("pairs", 1, "below")``."""
    return ", ".join(f"entry {part + 1}" if isinstance(part, int) else part for part in way)


def _shown(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "keys and values"
    text = json.dumps(value, ensure_ascii=False)
    text = text if len(text) <= 60 else text[:57] + '..."'
    if isinstance(value, str):
        return f"the text {text}"
    return text if isinstance(value, bool) else f"the number {text}"
