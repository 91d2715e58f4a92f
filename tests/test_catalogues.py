"""The templates hold every text, and texts take their form from the reader's language and from the number."""

from __future__ import annotations

import ast
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

import assessment.texts
from assessment.catalogues import HOUSE, KEYWORDS, ROOMS, template, templates
from assessment.errors import NotFound
from assessment.texts import language, translate
from assessment.words import warning_sentence
from questions.load import load_instrument
from scoring import quality
from scoring.result import QualityWarning, Sentence

TEMPLATES = templates()
SENTENCES = [value for value in vars(quality).values() if isinstance(value, Sentence)]


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A language with three forms, for the duration of a test."""
    messages = Catalog(locale="pl", charset="utf-8")
    messages.add("There is no such assessment.", "Nie ma takiej oceny.")
    sentence = next(s for s in SENTENCES if "rests" in s.one)
    messages.add((sentence.one, sentence.many), ("jedna: {number}", "kilka: {number}", "wiele: {number}, {months}"))
    path = tmp_path / "pl" / "LC_MESSAGES" / "assessment.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, messages)
    monkeypatch.setattr(assessment.texts, "LOCALE", tmp_path)
    token = language.set("pl")
    yield
    language.reset(token)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_is_up_to_date(path: Path) -> None:
    assert path.is_file(), "run `make texts`"
    assert path.read_bytes() == TEMPLATES[path], "texts have changed: run `make texts`"


def test_a_template_is_the_same_on_every_day_and_machine() -> None:
    assert templates() == TEMPLATES
    for content in TEMPLATES.values():
        text = content.decode()
        assert "Date" not in text.partition("\n\n")[0]
        assert str(HOUSE) not in text


def test_a_template_can_be_read_back(tmp_path: Path) -> None:
    for path, content in TEMPLATES.items():
        copy = tmp_path / path.name
        copy.write_bytes(content)
        with copy.open("rb") as file:
            assert template(read_po(file, abort_invalid=True), path.stem) == content


def marked() -> Iterator[tuple[str, ast.Call]]:
    """Every call that marks a text, with where it stands."""
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
                    yield f"{path.name}:{node.lineno}", node


def test_what_is_marked_can_be_extracted() -> None:
    """A text that is not written out where it is marked would reach no translator."""
    through = "words.py"  # hands the forms of a Sentence on; they are marked where they stand
    calls = [(place, call) for place, call in marked() if not place.startswith(through)]
    assert len(calls) > 200
    for place, call in calls:
        places = KEYWORDS[ast.unparse(call.func)] or (1,)
        given = call.args[: max(places)]
        assert len(given) == max(places), place
        assert all(isinstance(text, ast.Constant) and isinstance(text.value, str) for text in given), place


def test_nothing_is_marked_inside_an_f_string() -> None:
    """The extraction does not look into them."""
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            for outer in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(outer, ast.JoinedStr):
                    calls = {ast.unparse(node.func) for node in ast.walk(outer) if isinstance(node, ast.Call)}
                    assert not calls & set(KEYWORDS), f"{path.name}:{outer.lineno}"


def test_the_sentences_of_warnings_are_in_the_template() -> None:
    content = next(content for path, content in TEMPLATES.items() if path.stem == "assessment").decode()
    assert len(SENTENCES) == 6
    for sentence in SENTENCES:
        assert f'msgid "{sentence.one}"\nmsgid_plural "{sentence.many}"' in content


@pytest.mark.parametrize(("number", "start"), [(1, "1 answer rests"), (2, "2 answers rest")])
def test_a_warning_counts_in_english(number: int, start: str) -> None:
    sentence = next(s for s in SENTENCES if "rests" in s.one)
    warning = QualityWarning("stale_evidence", (), sentence, {"number": number, "months": 24})
    assert warning.message.startswith(start)
    assert warning_sentence(warning) == warning.message


@pytest.mark.usefixtures("polish")
@pytest.mark.parametrize(("number", "said"), [(1, "jedna: 1"), (3, "kilka: 3"), (5, "wiele: 5, 24")])
def test_a_warning_counts_as_the_readers_language_does(number: int, said: str) -> None:
    sentence = next(s for s in SENTENCES if "rests" in s.one)
    warning = QualityWarning("stale_evidence", (), sentence, {"number": number, "months": 24})
    assert warning_sentence(warning) == said
    assert "evidence older than 24 months" in warning.message


@pytest.mark.usefixtures("polish")
def test_a_warning_of_the_instrument_keeps_its_own_words() -> None:
    rule = load_instrument().quality_rules.pairs[0]
    warning = QualityWarning(rule.code, rule.when, rule.message)
    assert warning_sentence(warning) == warning.message == rule.message


@pytest.mark.usefixtures("polish")
def test_errors_speak_the_readers_language() -> None:
    assert str(NotFound()) == "Nie ma takiej oceny."


@pytest.mark.usefixtures("polish")
def test_the_language_of_one_run_is_not_that_of_another() -> None:
    said: list[str] = []
    other = threading.Thread(target=lambda: said.append(translate("There is no such assessment.")))
    other.start()
    other.join()
    assert said == ["There is no such assessment."]
    assert translate("There is no such assessment.") == "Nie ma takiej oceny."
