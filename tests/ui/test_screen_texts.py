"""No text of a screen is written past the catalogues: read from the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import assessment.ui

FILES = sorted(Path(assessment.ui.__file__).parent.glob("*.py"))
# Arguments of Streamlit's functions that nobody reads.
NOT_SHOWN = {
    *("anchor", "args", "border", "color", "config", "file_name", "format", "gap", "height", "horizontal_alignment"),
    *("bind", "icon", "key", "kwargs", "label_visibility", "layout", "mime", "on_change", "on_click", "page_icon"),
    *("persist_state", "position", "query_params", "type", "url_path", "vertical_alignment", "visibility", "width"),
}
NOT_DRAWN = ("st.query_params.", "st.session_state.", "st.cache_resource", "st.get_option", "st.App")
TRANSLATED = ("_", "translate_count")
ALONE = re.compile(r"st\.fragment|st\.dialog\([^()]*(\([^()]*\))?[^()]*\)")
# What Markdown uses and does not show.
MARKS = re.compile(r"\(#[\w-]+\)|:material/\w+:")


def escaped(source: str) -> Iterator[str]:
    """Texts with letters that a call of Streamlit shows as they are written, each with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func)).startswith("st."):
            if name.startswith(NOT_DRAWN):
                continue
            shown = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg not in NOT_SHOWN)]
            for argument in shown:
                for text in written(argument):
                    yield f"{node.lineno}: {text}"


def written(node: ast.AST) -> Iterator[str]:
    """Texts with letters in an expression, but for those that are translated or only look something up."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and any(map(str.isalpha, MARKS.sub("", node.value))):
            yield node.value
    elif isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        if name in TRANSLATED or name.startswith(NOT_DRAWN):
            return
        # A call of Streamlit inside another is looked at by itself.
        inside = [] if name.startswith("st.") else [*node.args, *(keyword.value for keyword in node.keywords)]
        for part in [node.func, *inside]:
            yield from written(part)
    elif isinstance(node, ast.FormattedValue | ast.Subscript):
        yield from written(node.value)
    elif isinstance(node, ast.Compare):
        return
    elif isinstance(node, ast.IfExp):
        yield from (*written(node.body), *written(node.orelse))
    else:
        for child in ast.iter_child_nodes(node):
            yield from written(child)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_on_a_screen_can_be_translated(path: Path) -> None:
    assert list(escaped(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        'st.title("Answer")',
        'st.button(_("Go"), help="Goes on")',
        'st.caption(f"Topic {id}")',
        'st.radio(_("Order"), options, captions=[_("All"), "Some"])',
        'st.markdown(plain("Text"))',
        'st.caption(_("Saved {when}").format(when="today"))',
        'st.info("Yes" if done else _("No"))',
        'st.column_config.TextColumn("Role", width="small")',
    ],
)
def test_a_text_that_escapes_is_found(source: str) -> None:
    assert len(list(escaped(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        'st.button(_("Go"), key=f"go-{id}", type="primary", icon=":material/add:")',
        "st.markdown(f\"[{_('The gaps')}](#gaps)\")",
        "st.caption(f\"**{value:g}** {rows['a']}\")",
        'st.query_params.get("lang", "en")',
        'st.dialog(" ")',
    ],
)
def test_what_is_no_text_is_left_alone(source: str) -> None:
    assert list(escaped(source)) == []


def begins(function: ast.FunctionDef) -> str:
    """The name of what the function calls first, after its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    call = next((node for node in ast.walk(body[0]) if isinstance(node, ast.Call)), None)
    return ast.unparse(call.func) if call else ""


def draws_nothing(function: ast.FunctionDef) -> bool:
    """It is there to be run, not to be seen."""
    return len(function.body) == 1 and ast.get_docstring(function) is not None


def test_what_runs_by_itself_chooses_the_language_first() -> None:
    """Fragments and dialogs run without the page around them, perhaps in a new thread."""
    functions: dict[str, ast.FunctionDef] = {}
    alone: set[str] = set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                functions[node.name] = node
                is_alone = any(ALONE.match(ast.unparse(decorator)) for decorator in node.decorator_list)
                if is_alone and not draws_nothing(node):
                    alone.add(node.name)
            elif isinstance(node, ast.Call) and ALONE.fullmatch(ast.unparse(node.func)) and node.args:
                alone.add(ast.unparse(node.args[0]))
    plans = {"_best", "_gaps", "_matrix", "_new_plan", "_ranking", "_spreads"}
    private = {"_card", "_carry_over", "_deletion", "_editor", "_found", "_progress", "_tour"}
    teams = {"_each", "_follow", "_next_stage", "_member_change", "_member_removal", "_leaving", "invite"}
    administration = {
        "_administrator_invitation",
        "_forgetting",
        "_lead_invitation",
        "_organisation_removal",
        "_renaming",
    }
    shared = {"details", "explanation", "gaps", "import_answers", "next_steps", "parts_matrix", "several"}
    assert alone == private | shared | plans | teams | administration
    for name in alone:
        assert begins(functions[name]) in ("choose_language", "opened"), name
