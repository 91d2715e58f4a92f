"""Reading a question bank from its YAML files: the only YAML reader.

Two readings come out of one pass: the raw data, for rules about numbering, and the parsed shapes. A mistake takes
out the smallest thing it lies in, so that everything else is still checked and all problems are told at once.

The dialect is YAML without surprises: ``yes`` and ``No`` are text, dates are text, a duplicate key is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError
from yaml.constructor import ConstructorError
from yaml.nodes import MappingNode

from questions.errors import Problem
from questions.model import Instrument, NaReason, Shape, WorkingGroup

SINGLE_FILES = ("instrument.yaml", "scale.yaml", "stakeholders.yaml")
OPTIONAL_FILES = ("references.yaml", "glossary.yaml")
S = TypeVar("S", bound=Shape)


class _Loader(yaml.CSafeLoader):
    """Safe loader that refuses duplicate keys and knows only ``true`` and ``false`` as booleans."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in entries if not tag.endswith((":timestamp", ":bool"))]
    for first, entries in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def _mapping(loader: _Loader, node: MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise ConstructorError(None, None, f"the key '{key}' stands twice", key_node.start_mark)
        seen.add(key)
    return dict(loader.construct_pairs(node, deep=True))


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


@dataclass
class Bank:
    """A bank as far as it could be read.

    Attributes:
        raw_groups: by file, the working group's data as written.
        groups: by file, the working groups that could be parsed, perhaps without their broken parts.
        instrument: everything together; ``None`` when ``instrument.yaml`` and its like are not usable.
        na_reasons: every reason declared, by id.
        problems: what was found while reading.
    """

    path: Path
    raw_groups: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    groups: dict[str, WorkingGroup] = field(default_factory=dict)
    instrument: Instrument | None = None
    na_reasons: dict[str, NaReason] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def file_of(self, identifier: str) -> str:
        """The file in which a recommendation or practice is written."""
        for name, raw in self.raw_groups.items():
            if any(identifier in (r_id, p_id) for r_id, p_id in written_ids(raw)):
                return name
        return "instrument.yaml"


def written_ids(raw_group: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """(recommendation, practice) ids of a working group as written, one pair a practice.

    A recommendation without practices gives one pair with ``None``.
    """
    for recommendation in _entries(raw_group, "recommendations"):
        identifier = str(recommendation.get("id", ""))
        practices = _entries(recommendation, "practices")
        yield from ((identifier, str(practice.get("id", ""))) for practice in practices)
        if not practices:
            yield identifier, None


def read_bank(path: Path) -> Bank:
    """Read every file of the bank in ``path``; never raises for what is written in them."""
    bank = Bank(path)
    data: dict[str, Any] = {}
    for name in (*SINGLE_FILES, *OPTIONAL_FILES):
        if (path / name).is_file():
            data |= _read_file(bank, name)
        elif name in SINGLE_FILES:
            bank.problems.append(Problem(name, "", "missing_file", "the file is missing", "Add it to the bank."))
    for entry in _entries(data, "na_reasons"):
        reason = _parsed(bank, "instrument.yaml", NaReason, entry)
        if reason is not None:
            bank.na_reasons[reason.id] = reason
    data.pop("na_reasons", None)
    files = sorted((path / "topics").glob("*.yaml"), key=lambda file: _numbers(file.stem))
    for file in files:
        name = f"topics/{file.name}"
        raw = _read_file(bank, name)
        if raw:
            bank.raw_groups[name] = raw
            group = _parsed(bank, name, WorkingGroup, _with_reasons(bank, name, raw))
            if group is not None:
                bank.groups[name] = group
    bank.instrument = _assembled(bank, data)
    return bank


def _read_file(bank: Bank, name: str) -> dict[str, Any]:
    try:
        text = (bank.path / name).read_text(encoding="utf-8")
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, made stricter above
    except UnicodeDecodeError:
        bank.problems.append(Problem(name, "", "yaml", "the file is not UTF-8 text", "Save it as UTF-8."))
        return {}
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        code = "duplicate_key" if "stands twice" in str(error.problem) else "yaml"
        remedy = "Keep one of the two." if code == "duplicate_key" else "Mend the YAML at this line."
        bank.problems.append(Problem(name, "", code, f"{line}{error.problem}", remedy))
        return {}
    except yaml.YAMLError as error:
        bank.problems.append(Problem(name, "", "yaml", f"{error}".splitlines()[0], "Mend the YAML."))
        return {}
    if not isinstance(data, dict):
        bank.problems.append(Problem(name, "", "yaml", "the file does not hold keys and values", "Fill it."))
        return {}
    return data


def _assembled(bank: Bank, data: dict[str, Any]) -> Instrument | None:
    topics = [dict(topic) for topic in _entries(data, "topics")]
    for topic in topics:
        topic["working_groups"] = ()
    shell = _parsed(bank, "instrument.yaml", Instrument, {**data, "topics": topics})
    if shell is None:
        return None
    groups = sorted(bank.groups.values(), key=lambda group: _numbers(group.id))
    return shell.model_copy(
        update={
            "topics": tuple(
                topic.model_copy(
                    update={
                        "working_groups": tuple(group for group in groups if group.id.partition(".")[0] == topic.id)
                    }
                )
                for topic in shell.topics
            )
        }
    )


def _with_reasons(bank: Bank, name: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The working group with the ids of its ``na`` reasons replaced by the reasons themselves."""
    group = json.loads(json.dumps(raw, default=str))
    for recommendation in _entries(group, "recommendations"):
        for practice in _entries(recommendation, "practices"):
            reasons = practice.get("na_reasons", [])
            if not isinstance(reasons, list):
                continue
            for unknown in (reason for reason in reasons if reason not in bank.na_reasons):
                bank.problems.append(
                    Problem(
                        name,
                        str(practice.get("id", "")),
                        "unknown_na_reason",
                        f"'{unknown}' is not among the reasons of instrument.yaml",
                        "Correct the id, or add the reason there.",
                    )
                )
            practice["na_reasons"] = [
                bank.na_reasons[reason].model_dump() for reason in reasons if reason in bank.na_reasons
            ]
    return dict(group)


def _parsed(bank: Bank, name: str, shape: type[S], data: Mapping[str, Any]) -> S | None:
    """Parse, and after a mistake parse again without the broken practice or recommendation."""
    rest = json.loads(json.dumps(data, default=str))
    first = True
    while True:
        try:
            return shape.model_validate_json(json.dumps(rest))
        except ValidationError as error:
            if first:
                bank.problems.extend(_structure_problems(name, rest, error))
            first = False
            broken = {_smallest_list_entry(entry["loc"]) for entry in error.errors()}
            if () in broken:
                return None
            for *way, position in sorted(broken, key=lambda loc: [str(part).zfill(6) for part in loc], reverse=True):
                entries = _at(rest, way)
                if isinstance(entries, list) and int(position) < len(entries):
                    del entries[int(position)]


def _structure_problems(name: str, data: Any, error: ValidationError) -> Iterator[Problem]:
    for entry in error.errors(include_url=False):
        way = entry["loc"]
        nearest = ""
        for depth in range(len(way) + 1):
            here = _at(data, way[:depth])
            if isinstance(here, dict) and isinstance(here.get("id"), str | int):
                nearest = str(here["id"])
        key = ".".join(str(part) for part in way if not isinstance(part, int)) or "the file"
        found = "" if entry["type"] in ("missing", "extra_forbidden") else f", found {_shown(entry['input'])}"
        remedy = {
            "missing": "Add it.",
            "extra_forbidden": "Remove it or correct its name.",
            "bool_type": "Write true or false without quotes.",
            "string_type": "Put it in quotes.",
        }.get(entry["type"], "Correct it.")
        message = entry["msg"].removeprefix("Input should be ").rstrip(".")
        verb = "" if entry["type"] in ("missing", "extra_forbidden") else "expected "
        yield Problem(name, nearest, "structure", f"'{key}': {verb}{message[0].lower()}{message[1:]}{found}", remedy)


def _smallest_list_entry(way: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Path of the innermost practice, recommendation, topic, ... that a mistake lies in; empty for the file."""
    lists = {"recommendations", "practices", "stakeholder_types", "references", "glossary"}
    positions = [i for i, part in enumerate(way) if isinstance(part, int) and way[i - 1] in lists]
    return way[: positions[-1] + 1] if positions else ()


def _at(data: Any, way: Any) -> Any:
    for part in way:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _entries(data: Any, key: str) -> list[dict[str, Any]]:
    entries = data.get(key) if isinstance(data, dict) else None
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _numbers(stem: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in stem.split("."))


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."
