"""The bank in another language: every text passes, nothing stale stays, an unknown language changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from questions.check import check_bank
from questions.errors import BankError
from questions.load import load_instrument, load_instruments
from questions.model import Instrument
from questions.translate import catalogue, texts, translated
from tests.banks import SMALL
from tests.questions.broken_banks import FIXTURES, broken_bank

OPEN, CLOSE = "⟦", "⟧"


@pytest.fixture(scope="module")
def bank() -> Instrument:
    return load_instrument()


@pytest.fixture(scope="module")
def pseudo(bank: Instrument, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of a made-up language that wraps every text."""
    locale = tmp_path_factory.mktemp("locale")
    messages = Catalog(charset="utf-8")
    for context, text in texts(bank):
        messages.add(text, f"{OPEN}{text}{CLOSE}", context=context)
    write(messages, locale, "xx")
    return locale


def write(messages: Catalog, locale: Path, language: str, domain: str = "questions") -> None:
    path = locale / language / "LC_MESSAGES" / f"{domain}.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, messages)


def test_every_text_passes_through_the_catalogue(bank: Instrument, pseudo: Path) -> None:
    wrapped = list(texts(translated(bank, "xx", pseudo)))
    assert len(wrapped) == len(list(texts(bank))) > 1000
    assert [text for _, text in wrapped if not (text.startswith(OPEN) and text.endswith(CLOSE))] == []


def test_what_a_person_reads_is_among_the_texts(bank: Instrument, pseudo: Path) -> None:
    """Nothing with a space in it stays in English, wherever it stands in the instrument's JSON."""
    plain: list[str] = []

    def visit(value: object) -> None:
        if isinstance(value, dict):
            for entry in value.values():
                visit(entry)
        elif isinstance(value, list):
            for entry in value:
                visit(entry)
        elif isinstance(value, str) and " " in value and not value.startswith(OPEN):
            plain.append(value)

    visit(translated(bank, "xx", pseudo).model_dump(mode="json"))
    assert plain == []


def test_everything_but_the_texts_stays(bank: Instrument, pseudo: Path) -> None:
    other = translated(bank, "xx", pseudo)
    assert other.language == "xx"
    assert list(other.practices) == list(bank.practices)
    for identifier, practice in bank.practices.items():
        assert other.practices[identifier].roles == practice.roles
        assert other.practices[identifier].weight == practice.weight
    assert [scale.in_place for scale in other.scales] == [scale.in_place for scale in bank.scales]


def test_nothing_stale_stays_when_the_source_was_used_before(bank: Instrument, pseudo: Path) -> None:
    assert not bank.practices["R1.1.1a"].text.startswith(OPEN)
    assert not bank.recommendations["R1.1.1"].title.startswith(OPEN)
    assert not bank.scales_by_id["readiness"].levels[0].title.startswith(OPEN)
    other = translated(bank, "xx", pseudo)
    assert other.practices["R1.1.1a"].text.startswith(OPEN)
    assert other.recommendations["R1.1.1"].title.startswith(OPEN)
    assert other.scales_by_id["readiness"].levels[0].title.startswith(OPEN)


def test_the_source_is_left_as_it_is(bank: Instrument, pseudo: Path) -> None:
    before = bank.model_dump_json()
    translated(bank, "xx", pseudo)
    assert bank.model_dump_json() == before


@pytest.mark.parametrize("language", ["en", "zz", "", "../xx", "xx/../xx", "x" * 50])
def test_without_a_catalogue_it_is_the_source_and_says_so(bank: Instrument, pseudo: Path, language: str) -> None:
    assert translated(bank, language, pseudo) is bank


def test_a_text_without_translation_stays(tmp_path: Path) -> None:
    small = load_instrument(SMALL)
    messages = Catalog(charset="utf-8")
    messages.add("Warn people", "Avertir", context="R2.1.1")
    messages.add("Study needs", "Etudier", context="R9.9.9")
    messages.add("Share data", "Partager ?", context="R1.1.1", flags={"fuzzy"})
    write(messages, tmp_path, "fr")
    french = translated(small, "fr", tmp_path)
    titles = [recommendation.title for recommendation in french.recommendations.values()]
    assert titles == ["Share data", "Protect data", "Study needs", "Avertir"]


def test_a_bank_can_be_used_while_a_translation_is_unfinished(tmp_path: Path) -> None:
    """A catalogue that a translator has just begun: one text done, one empty, one fuzzy, one of an older bank."""
    bank = tmp_path / "bank"
    shutil.copytree(SMALL, bank)
    messages = Catalog(charset="utf-8")
    messages.add("Warn people", "Avertir", context="R2.1.1")
    messages.add("Study needs", "", context="R1.2.1")
    messages.add("Share data", "Partager ?", context="R1.1.1", flags={"fuzzy"})
    messages.add("Study need", "Étudier", context="R1.2.1")
    write(messages, bank / "locale", "fr")
    french = load_instruments(bank).in_language("1", "fr")
    titles = [recommendation.title for recommendation in french.recommendations.values()]
    assert titles == ["Share data", "Protect data", "Study needs", "Avertir"]
    assert [problem.code for problem in check_bank(bank)] == [
        "translation_fuzzy",
        "translation_outdated",
        "translation_without_text",
    ]


def test_an_unreadable_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BankError):
        load_instruments(broken_bank(tmp_path, FIXTURES["translation_unreadable"]))


def test_plurals_follow_the_language(tmp_path: Path) -> None:
    messages = Catalog(locale="pl", charset="utf-8")
    messages.add(("{n} answer", "{n} answers"), ("{n} odpowiedź", "{n} odpowiedzi", "{n} odpowiedzi!"))
    write(messages, tmp_path, "pl", "screens")
    polish = catalogue(tmp_path, "screens", "pl")
    found = [polish.ngettext("{n} answer", "{n} answers", number) for number in (1, 3, 5)]
    assert found == ["{n} odpowiedź", "{n} odpowiedzi", "{n} odpowiedzi!"]
    unknown = catalogue(tmp_path, "screens", "zz")
    assert [unknown.ngettext("{n} answer", "{n} answers", number) for number in (1, 2)] == ["{n} answer", "{n} answers"]


def test_a_copy_of_a_shape_forgets_what_was_computed() -> None:
    small = load_instrument(SMALL)
    assert len(small.practices) == 5
    shorter = small.model_copy(update={"topics": small.topics[:1]})
    assert list(shorter.practices) == ["R1.1.1a", "R1.1.1b", "R1.1.2a", "R1.2.1a"]
    assert len(small.practices) == 5
