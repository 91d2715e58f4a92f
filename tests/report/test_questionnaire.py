"""The questionnaire for paper: everything that is asked, once, with all that can be ticked, and nothing else."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache

import pytest
from pypdf import PdfReader

from assessment.report.questionnaire import QuestionnaireContent, questionnaire, questionnaire_pdf
from assessment.results import plan_of
from questions.load import load_instrument
from questions.model import Instrument
from tests.small import small_instrument

bank = cache(load_instrument)


@cache
def pages(types: tuple[str, ...]) -> tuple[str, ...]:
    reader = PdfReader(io.BytesIO(questionnaire_pdf(bank(), types)))
    return tuple(page.extract_text() for page in reader.pages)


def asked(content: QuestionnaireContent) -> Iterator[str]:
    for topic in content.topics:
        for recommendation in topic.recommendations:
            for practice in recommendation.practices:
                yield practice.id


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("types", [("origin",), ("host", "io"), ("private_sector:recruiter",)])
def test_every_practice_that_is_asked_has_a_block_and_no_other(types: tuple[str, ...]) -> None:
    ordered = bank().ordered_types(types)
    assert list(asked(questionnaire(bank(), types))) == [practice.id for practice in plan_of(bank(), ordered).practices]


def test_a_block_has_a_box_for_each_answer() -> None:
    small, types = small_instrument(), ("origin",)
    blocks = {
        block.id: block
        for topic in questionnaire(small, types).topics
        for recommendation in topic.recommendations
        for block in recommendation.practices
    }
    plan = plan_of(small, types)
    for practice in plan.practices:
        levels = small.scale_of(practice).levels
        assert blocks[practice.id].options == (*(f"{level.code} {level.title}" for level in levels), "Don't know")
        assert blocks[practice.id].reasons == tuple(reason.text for reason in practice.na_reasons)
        assert ("Safeguard" in blocks[practice.id].notes) == practice.safeguard


def test_the_pages_hold_every_statement_reason_and_criterion() -> None:
    text = squeezed("".join(pages(("origin",))[1:]))
    plan = plan_of(bank(), ("origin",))
    for practice in plan.practices:
        role = plan.role_of(practice.id)
        told = [practice.statement(role), *practice.criteria(role), *(reason.text for reason in practice.na_reasons)]
        assert [piece for piece in told if squeezed(piece) not in text] == [], practice.id
    assert text.count("Don'tknow") == len(plan.practices)
    assert text.count("Evidence" + "Dateoftheevidence") == len(plan.practices)


def test_no_block_is_torn() -> None:
    """What begins on a page ends there: as many comments as statements on each."""
    for page in pages(("origin",))[1:]:
        assert len(re.findall(r"^Comment$", page, re.MULTILINE)) == len(
            re.findall(r"^R\d+\.\d+\.\d+[a-z] ", page, re.M)
        )


def test_the_cover_says_how_what_and_who_is_meant() -> None:
    cover = squeezed(pages(("origin",))[0])
    (migrant,) = (term for term in bank().glossary if term.id == "migrant")
    content = questionnaire(bank(), ("origin",))
    told = [bank().title, "Questionnaire: State of origin", migrant.meaning, *content.steps, *content.fields]
    told += [part for answer in content.answers for part in answer]
    told += [topic.title for topic in content.topics]
    assert [piece for piece in told if squeezed(piece).replace("-", "") not in cover.replace("-", "")] == []


def test_each_page_has_its_number() -> None:
    found = pages(("origin",))
    assert [f"Page {number} / {len(found)}" in page for number, page in enumerate(found, start=1)] == [True] * len(
        found
    )


def test_one_topic_asks_only_its_own() -> None:
    content = questionnaire(bank(), ("origin",), "4")
    assert [topic.title.split()[0] for topic in content.topics] == ["4"]
    assert {id.partition(".")[0] for id in asked(content)} == {"R4"}


@pytest.mark.parametrize(("paper", "width"), [("a4", 595), ("us-letter", 612)])
def test_it_is_tagged_on_either_paper(paper: str, width: int) -> None:
    reader = PdfReader(io.BytesIO(questionnaire_pdf(small_instrument(), ("origin",), None, paper)))  # type: ignore[arg-type]
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
    assert "Questionnaire: " in str(reader.metadata.title)
    assert round(float(reader.pages[0].mediabox.width)) == width


@pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("fr", "ltr")])
def test_the_direction_is_that_of_its_language(code: str, direction: str) -> None:
    instrument: Instrument = bank().model_copy(update={"language": code})
    assert questionnaire(instrument, ("origin",)).direction == direction
    assert questionnaire_pdf(instrument, ("origin",), "4").startswith(b"%PDF")


def test_text_of_a_bank_is_never_markup() -> None:
    small = small_instrument()
    hostile = "#panic[x] $x^2$ *b* \\ <tag> @ref"
    content = PdfReader(io.BytesIO(questionnaire_pdf(small.model_copy(update={"introduction": hostile}), ("origin",))))
    assert squeezed(hostile) in squeezed(content.pages[0].extract_text())
