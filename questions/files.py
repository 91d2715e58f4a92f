"""Reading a question bank from its YAML files: the only YAML reader.

Two readings come out of one pass: the raw data, for rules about numbering, and the parsed shapes. A mistake takes
out the smallest thing it lies in, so that everything else is still checked and all problems are told at once.

The dialect is YAML without surprises: ``yes`` and ``No`` are text, dates are text, a duplicate key is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError
from yaml.constructor import ConstructorError
from yaml.nodes import MappingNode, Node

from questions.changes import Changes
from questions.errors import Problem
from questions.model import Instrument, NaReason, Shape, WorkingGroup, id_key
from questions.shape_problems import Way, shape_problems, value_at

INSTRUMENT = "instrument.yaml"
CHANGES = "changes.yaml"
OLDER = "versions"
REQUIRED_FILES = (INSTRUMENT, "scale.yaml", "stakeholders.yaml")
KEY_OF_FILE = {
    "scale.yaml": "scales",
    "stakeholders.yaml": "stakeholder_types",
    "references.yaml": "references",
    "glossary.yaml": "glossary",
    "neighbours.yaml": "neighbours",
}
FILE_OF_KEY = {key: file for file, key in KEY_OF_FILE.items()}
DECLARING_KEYS = ("topics", "phases", "guidelines", "na_reasons", *FILE_OF_KEY)

# What takes the place of a top-level key that is unusable, so that the rest can still be checked.
_STAND_IN: Mapping[str, Any] = {
    "id": "unknown",
    "version": "unknown",
    "title": "unknown",
    "language": "en",
    "target": 75,
    "partly_met_from": 25,
    "rollup": ["recommendation"],
    "role_weights": {"lead": 1, "support": 0.5},
    "stakeholder_types": [],
    "scales": [],
    "topics": [],
}
S = TypeVar("S", bound=Shape)


class _Reasons(Shape):
    na_reasons: tuple[NaReason, ...] = ()


class _DuplicateKey(ConstructorError):
    pass


class _Loader(yaml.CSafeLoader):
    """Safe loader that refuses duplicate keys and knows only ``true`` and ``false`` as booleans."""

    def construct_object(self, node: Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            kind = node.tag.rpartition(":")[2]
            raise ConstructorError(None, None, f"this cannot be read as '{kind}'", node.start_mark) from error


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in entries if not tag.endswith((":timestamp", ":bool", ":merge"))]
    for first, entries in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def _mapping(loader: _Loader, node: MappingNode) -> dict[Any, Any]:
    mapping: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            raise ConstructorError(None, None, "a key is a list or a mapping, expected text", key_node.start_mark)
        if key in mapping:
            raise _DuplicateKey(None, None, f"the key '{key}' stands twice", key_node.start_mark)
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


def _unknown_tag(_: _Loader, node: Node) -> Any:
    raise ConstructorError(None, None, f"the tag '{node.tag.rpartition(':')[2]}' is not known here", node.start_mark)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor(None, _unknown_tag)


@dataclass
class Bank:
    """A bank as far as it could be read.

    Attributes:
        raw_groups: by file, the working group's data as written.
        groups: by file, the working groups that could be parsed, perhaps without their broken parts.
        group_ids: every working group as written, also of files that could not be read, in order.
        instrument: everything together; ``None`` when ``instrument.yaml`` could not be read.
        na_reasons: every reason that could be parsed, by id.
        declared: by top-level key, the ids as written, with repetitions; no key for a file that could not be read.
        changes: what became of the practices of the version before; ``None`` when it was not written or not readable.
        kept: by name of their folder, the older versions that are kept; for one of those, all of them.
        problems: what was found while reading.
    """

    path: Path
    raw_groups: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    groups: dict[str, WorkingGroup] = field(default_factory=dict)
    group_ids: list[str] = field(default_factory=list)
    instrument: Instrument | None = None
    na_reasons: dict[str, NaReason] = field(default_factory=dict)
    declared: dict[str, list[str]] = field(default_factory=dict)
    changes: Changes | None = None
    kept: dict[str, Bank] = field(default_factory=dict, repr=False, compare=False)
    problems: list[Problem] = field(default_factory=list)

    def file_of(self, identifier: str) -> str:
        """The file in which a working group, recommendation or practice is written first."""
        for name, raw in self.raw_groups.items():
            if identifier == str(raw.get("id", "")) or any(identifier in pair for pair in written_ids(raw)):
                return name
        return INSTRUMENT

    @property
    def is_older(self) -> bool:
        """Does it lie among the older versions of another bank?"""
        return self.path.resolve().parent.name == OLDER

    @property
    def ids(self) -> set[str]:
        """Every topic, working group, recommendation and practice as written."""
        asked = (pair for raw in self.raw_groups.values() for pair in written_ids(raw))
        return {*self.declared.get("topics", ()), *self.group_ids, *(id for pair in asked for id in pair if id)}

    def lineage(self) -> Iterator[Bank]:
        """The versions before this one, the nearest first, as far as they are kept."""
        bank = self
        passed: set[str] = set()
        while bank.changes is not None and bank.changes.replaces in self.kept.keys() - passed:
            passed.add(bank.changes.replaces)
            bank = self.kept[bank.changes.replaces]
            yield bank

    def retired_ids(self) -> set[str]:
        """What earlier versions had and this one has not: ids that leave a gap, since none is used again."""
        return {id for bank in self.lineage() for id in bank.ids} - self.ids


def written_ids(raw_group: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """(recommendation, practice) ids of a working group as written, one pair a practice.

    A recommendation without practices gives one pair with ``None``.
    """
    for recommendation in entries_of(raw_group, "recommendations"):
        identifier = str(recommendation.get("id", ""))
        practices = entries_of(recommendation, "practices")
        yield from ((identifier, str(practice.get("id", ""))) for practice in practices)
        if not practices:
            yield identifier, None


def entries_of(data: Any, key: str) -> list[dict[str, Any]]:
    """The entries of a list that are mappings, as far as there are any."""
    entries = data.get(key) if isinstance(data, Mapping) else None
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def read_bank(path: Path) -> Bank:
    """Read every file of the bank in ``path`` and of its older versions; never raises for what is written in them."""
    bank = _read_version(path)
    older = path.resolve().parent if bank.is_older else path / OLDER
    folders = sorted(older.iterdir(), key=lambda folder: (id_key(folder.name), folder.name)) if older.is_dir() else []
    bank.kept = {folder.name: _read_version(folder) for folder in folders if folder.is_dir()}
    for kept in bank.kept.values():
        kept.kept = bank.kept
    return bank


def _read_version(path: Path) -> Bank:
    bank = Bank(path)
    data = _read_top_level(bank)
    if data is not None:
        reasons = {"na_reasons": data.pop("na_reasons", [])}
        bank.na_reasons = {r.id: r for r in _parsed(bank, lambda _: INSTRUMENT, _Reasons, reasons, {}).na_reasons}
    for file in sorted((path / "topics").glob("*.yaml"), key=lambda file: (id_key(file.stem), file.stem)):
        _read_group(bank, f"topics/{file.name}", file.stem)
    if data is not None:
        bank.instrument = _assembled(bank, data)
    if (path / CHANGES).exists():
        bank.changes = _changes(bank)
    return bank


def _changes(bank: Bank) -> Changes | None:
    raw = _read_file(bank, CHANGES)
    if raw is None:
        return None
    changes = _parsed(bank, lambda _: CHANGES, Changes, raw, {"replaces": "unknown"})
    return changes if changes.replaces == raw.get("replaces") else None


def _read_top_level(bank: Bank) -> dict[str, Any] | None:
    """The top-level keys of all files but those of working groups; ``None`` without a readable instrument.yaml."""
    data: dict[str, Any] = {}
    unreadable = set()
    for name in (INSTRUMENT, *KEY_OF_FILE):
        if name not in REQUIRED_FILES and not (bank.path / name).exists():
            continue
        found = _read_file(bank, name)
        if found is None:
            unreadable.add(name)
        for key, value in (found or {}).items():
            if name != INSTRUMENT and key != KEY_OF_FILE[name]:
                message, remedy = f"'{key}' is not a known key", f"This file holds '{KEY_OF_FILE[name]}' alone."
                bank.problems.append(Problem(name, "", "structure", message, remedy))
            elif key in data:
                message = f"the key '{key}' stands in {INSTRUMENT} too"
                bank.problems.append(Problem(name, "", "duplicate_key", message, "Keep one of the two."))
            else:
                data[key] = value
    if INSTRUMENT in unreadable:
        return None
    for key in DECLARING_KEYS:
        if FILE_OF_KEY.get(key) in unreadable:
            data.setdefault(key, [])
        elif isinstance(data.get(key, []), list):
            bank.declared[key] = [str(entry["id"]) for entry in entries_of(data, key) if "id" in entry]
    return data


def _read_group(bank: Bank, name: str, stem: str) -> None:
    raw = _read_file(bank, name)
    if raw is None:
        bank.group_ids.append(stem)
        return
    bank.raw_groups[name] = raw
    bank.group_ids.append(str(raw.get("id", "")))
    stand_in = {"id": stem if re.fullmatch(r"\d+\.\d+", stem) else "0.0", "title": "unknown"}
    bank.groups[name] = _parsed(bank, lambda _: name, WorkingGroup, _with_reasons(bank, name, raw), stand_in)


def _read_file(bank: Bank, name: str) -> dict[str, Any] | None:
    """The keys and values of a file; ``None`` and a problem when it has none."""
    try:
        data = yaml.load((bank.path / name).read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    except FileNotFoundError:
        problem = Problem(name, "", "missing_file", "the file is missing", "Add it to the bank.")
    except OSError:
        problem = Problem(name, "", "missing_file", "the file cannot be opened", "Check its permissions.")
    except UnicodeDecodeError:
        problem = Problem(name, "", "yaml", "the file is not UTF-8 text", "Save it as UTF-8.")
    except _DuplicateKey as error:
        problem = Problem(name, "", "duplicate_key", _with_line(error), "Keep one of the two.")
    except yaml.MarkedYAMLError as error:
        problem = Problem(name, "", "yaml", _with_line(error), "Mend the YAML at this line.")
    except yaml.YAMLError as error:
        problem = Problem(name, "", "yaml", f"{error}".splitlines()[0], "Mend the YAML.")
    else:
        if isinstance(data, dict):
            return data
        problem = Problem(name, "", "yaml", "the file does not hold keys and values", "Fill it.")
    bank.problems.append(problem)
    return None


def _with_line(error: yaml.MarkedYAMLError) -> str:
    line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
    return f"{line}{error.problem}"


def _assembled(bank: Bank, data: dict[str, Any]) -> Instrument:
    if isinstance(data.get("topics"), list):
        data["topics"] = [
            {**topic, "working_groups": []} if isinstance(topic, dict) else topic for topic in data["topics"]
        ]

    def file_of(way: Way) -> str:
        return FILE_OF_KEY.get(str(way[0]), INSTRUMENT) if way else INSTRUMENT

    shell = _parsed(bank, file_of, Instrument, data, _STAND_IN)
    groups = sorted(bank.groups.values(), key=lambda group: id_key(group.id))
    topics = tuple(
        topic.model_copy(update={"working_groups": tuple(g for g in groups if g.id.partition(".")[0] == topic.id)})
        for topic in shell.topics
    )
    return shell.model_copy(update={"topics": topics})


def _with_reasons(bank: Bank, name: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The working group with the ids of its ``na`` reasons replaced by the reasons themselves."""
    group: dict[str, Any] = _plain(raw)
    known = bank.declared.get("na_reasons")
    for recommendation in entries_of(group, "recommendations"):
        for practice in entries_of(recommendation, "practices"):
            reasons = practice.get("na_reasons", [])
            if not isinstance(reasons, list):
                continue
            for reason in reasons:
                if known is not None and (not isinstance(reason, str) or reason not in known):
                    message = f"'{reason}' is not among the reasons of {INSTRUMENT}"
                    remedy = "Correct the id, or add the reason there."
                    identifier = str(practice.get("id", ""))
                    bank.problems.append(Problem(name, identifier, "unknown_na_reason", message, remedy))
            parsed = (bank.na_reasons.get(reason) for reason in reasons if isinstance(reason, str))
            practice["na_reasons"] = [reason.model_dump() for reason in parsed if reason is not None]
    return group


def _parsed(
    bank: Bank, file_of: Callable[[Way], str], shape: type[S], data: Mapping[str, Any], stand_in: Mapping[str, Any]
) -> S:
    """Parse; after mistakes, tell them, and parse again without the smallest things that they lie in."""
    rest = _plain(data)
    try:
        return shape.model_validate_json(json.dumps(rest))
    except ValidationError as error:
        bank.problems.extend(shape_problems(file_of, shape, rest, error))
        _take_out(rest, error, stand_in)
    while True:
        try:
            return shape.model_validate_json(json.dumps(rest))
        except ValidationError as error:
            _take_out(rest, error, stand_in)


def _take_out(data: dict[str, Any], error: ValidationError, stand_in: Mapping[str, Any]) -> None:
    """Remove unknown keys and the innermost list entries with a mistake; replace top-level keys with one."""
    keys, positions, tops = set(), set(), set()
    for mistake in error.errors(include_url=False):
        way = mistake["loc"]
        depths = [depth for depth, part in enumerate(way) if isinstance(part, int)]
        if mistake["type"] == "extra_forbidden":
            keys.add(way)
        elif depths:
            positions.add(way[: depths[-1] + 1])
        else:
            tops.add(str(way[0]))
    for way in keys:
        value_at(data, way[:-1]).pop(way[-1], None)
    for way in sorted(positions, key=lambda way: [str(part).zfill(6) for part in way], reverse=True):
        del value_at(data, way[:-1])[way[-1]]
    for top in tops:
        data.pop(top, None)
        if top in stand_in:
            data[top] = stand_in[top]


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """A deep copy with keys that are text and values that JSON knows."""
    copy: dict[str, Any] = json.loads(json.dumps(data, default=str))
    return copy
