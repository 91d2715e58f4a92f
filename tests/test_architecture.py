"""The rules of the house as tests: who may import what, how large a module is, what must not be written."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("questions", "scoring", "assessment")
LONGEST = 400
FORBIDDEN_STARTS = ("get_", "process_", "handle_")
FORBIDDEN_WORDS = ("utils", "helpers", "manager")
FOREIGN_NAMES = {"process_bind_param", "process_result_value", "get_command"}  # what SQLAlchemy and click call them
SCREEN = {"streamlit", "plotly"}
DATABASE = {"sqlalchemy", "alembic"}


@dataclass(frozen=True)
class Rule:
    """What the modules under some names may import.

    ``only_foreign`` and ``only_rooms`` list all that is allowed of other people's packages and of our modules (their
    own folder is always allowed); ``never`` is refused in any case, ours or others'.
    """

    modules: tuple[str, ...]
    only_foreign: frozenset[str] | None = None
    only_rooms: frozenset[str] | None = None
    never: frozenset[str] = field(default=frozenset())


def rule(
    *modules: str, foreign: set[str] | None = None, rooms: set[str] | None = None, never: set[str] | None = None
) -> Rule:
    return Rule(
        modules,
        None if foreign is None else frozenset(foreign),
        None if rooms is None else frozenset(rooms),
        frozenset(never or ()),
    )


CORE = {
    f"assessment.{name}"
    for name in (
        *("model", "service", "access", "errors", "results", "sample", "validation", "texts", "settings", "sign_in"),
        *("countries", "joining", "sameness", "sharing", "carry_over", "score_changes", "taking_in", "words"),
        *("action_plan", "next_steps", "disagreement", "guarded"),
    )
}

# The table of the design, the narrowest name first: the first rule that fits a module is its own.
RULES = (
    rule("questions.model", "questions.errors", foreign={"pydantic"}, rooms={"questions.model", "questions.errors"}),
    rule("questions.files", foreign={"pydantic", "pydantic_core", "yaml"}, rooms={"questions"}),
    rule("questions.translate", "questions.rules.translations", foreign={"babel"}, rooms={"questions"}),
    rule("questions", foreign={"pydantic", "pydantic_core"}, rooms={"questions"}),
    rule("scoring", foreign={"numpy", "pandas"}, rooms={"scoring", "questions.model"}),
    rule("assessment.store", foreign={*DATABASE, "pydantic"}, never={*SCREEN, "scoring", "assessment.ui"}),
    rule("assessment.ui", never={*DATABASE, "yaml", "assessment.cli"}),
    rule("assessment.cli", "assessment.launch", "assessment.__main__", never={"plotly", "yaml", "pandas"}),
    rule(
        *sorted(CORE - {"assessment.settings"}),
        foreign={"pydantic", "babel"},
        rooms={"questions", "scoring", "assessment.store.interface", *CORE},
    ),
    # Settings hold the database's address, in the form that the store takes it.
    rule("assessment.settings", foreign={"pydantic", "pydantic_settings", "platformdirs", "sqlalchemy"}, rooms=CORE),
    rule("assessment", never={"streamlit", *DATABASE, "yaml", "assessment.ui", "assessment.cli"}),
    rule("app", foreign=set(), rooms={"assessment.ui"}),
)


@dataclass(frozen=True)
class Module:
    name: str
    path: Path

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def imported(self) -> Iterator[str]:
        """Full names of all that is imported, wherever in the file: ``scoring.plan.compile_plan``, ``numpy``."""
        package = self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    above = package.split(".")[: len(package.split(".")) - node.level + 1]
                    base = ".".join([*above, base] if base else above)
                yield from (f"{base}.{alias.name}" for alias in node.names)


def modules() -> Iterator[Module]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield Module(".".join(parts[:-1] if parts[-1] == "__init__" else parts), path)
    if (ROOT / "app.py").is_file():
        yield Module("app", ROOT / "app.py")


MODULES = list(modules())
EACH_MODULE = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)


def lies_in(name: str, outer: str) -> bool:
    return name == outer or name.startswith(outer + ".")


def rule_of(module: Module) -> Rule:
    return next(rule for rule in RULES if any(lies_in(module.name, name) for name in rule.modules))


def breaches(module: Module) -> Iterator[str]:
    own = rule_of(module)
    for name in module.imported():
        top = name.partition(".")[0]
        if any(lies_in(name, refused) for refused in own.never):
            yield name
        elif top in ROOMS:
            family = [name for name in own.modules if name.count(".")] or list(own.modules)
            if own.only_rooms is not None and not any(lies_in(name, room) for room in (*own.only_rooms, *family)):
                yield name
        elif (
            top not in sys.stdlib_module_names
            and top != "__future__"
            and own.only_foreign is not None
            and top not in own.only_foreign
        ):
            yield name


@EACH_MODULE
def test_a_module_imports_what_the_design_allows(module: Module) -> None:
    assert list(breaches(module)) == []


def test_the_rules_notice_a_breach(tmp_path: Path) -> None:
    for name, line in (
        ("questions.model", "import yaml"),
        ("questions.rules.asked", "from scoring import plan"),
        ("questions.shape_problems", "import yaml"),
        ("scoring.plan", "from questions.load import load_instrument"),
        ("scoring.plan", "from questions import load"),
        ("scoring.steps", "import streamlit"),
        ("assessment.store.sql", "from scoring.plan import NA"),
        ("assessment.service", "import plotly.express"),
        ("assessment.service", "from assessment.store import sql"),
        ("assessment.charts", "from assessment.ui import theme"),
        ("assessment.exchange.csv", "from sqlalchemy import text"),
        ("assessment.ui.answer", "import sqlalchemy.orm"),
        ("app", "from assessment.store import open_store"),
    ):
        path = tmp_path / "module.py"
        path.write_text(line, encoding="utf-8")
        assert list(breaches(Module(name, path))), (name, line)


def test_relative_imports_are_read_as_what_they_mean(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text("from ..questions import load\nfrom . import plan\nfrom .plan import NA", encoding="utf-8")
    assert list(Module("scoring.gaps", path).imported()) == ["questions.load", "scoring.plan", "scoring.plan.NA"]


@EACH_MODULE
def test_a_module_is_short_enough_to_read(module: Module) -> None:
    assert len(module.text.splitlines()) <= LONGEST


@EACH_MODULE
def test_a_module_has_no_way_to_run_what_comes_in(module: Module) -> None:
    for name in module.imported():
        assert name.partition(".")[0] not in ("pickle", "shelve", "marshal", "dill"), name
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        assert called not in ("eval", "exec", "os.system", "os.popen"), f"{module.name}:{node.lineno}"
        if called in ("yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load"):
            assert module.name == "questions.files", f"{module.name}:{node.lineno}"
        for keyword in node.keywords:
            in_a_shell = keyword.arg == "shell" and ast.unparse(keyword.value) != "False"
            assert not in_a_shell, f"{module.name}:{node.lineno}"


@EACH_MODULE
def test_names_say_what_a_thing_is(module: Module) -> None:
    names = [module.name.rpartition(".")[2]]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
    for name in names:
        plain = name.lstrip("_").lower()
        if name not in FOREIGN_NAMES:
            assert not plain.startswith(FORBIDDEN_STARTS), name
            assert not any(word in plain for word in FORBIDDEN_WORDS), name


@EACH_MODULE
def test_a_public_name_is_explained(module: Module) -> None:
    if module.text.strip():
        assert ast.get_docstring(module.tree), module.name


def test_scoring_reads_no_clock_and_no_files() -> None:
    for module in MODULES:
        if lies_in(module.name, "scoring"):
            called = {ast.unparse(node.func) for node in ast.walk(module.tree) if isinstance(node, ast.Call)}
            assert not called & {"open", "print", "input", "date.today", "datetime.now", "time.time"}, module.name
            imported = {name.partition(".")[0] for name in module.imported()}
            assert not imported & {"pathlib", "os", "io", "time", "random", "logging", "gettext"}, module.name
