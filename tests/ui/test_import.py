"""Importing answers on Home: the report on each file, and what is kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assessment.errors import StoreUnavailable
from assessment.exchange.answers_csv import answers_csv
from assessment.service import AssessmentService
from assessment.ui import answer, compare, guide, home, results, start, take_in
from questions.load import load_instrument
from tests.fakes import MemoryStore

INSTRUMENT = load_instrument()
HEAD = "assessment_id,organisation,stakeholder_types,practice_id,answer\n"
GOOD = f"{HEAD}a,Ministry,origin,R1.1.8a,3\nb,Bureau,origin,R1.1.8a,0\n"
BAD = HEAD + "".join(f"x,Agency,origin,R1.1.8a,{number}\n" for number in range(5, 12))
UNTYPED = "organisation,practice_id,answer\nOffice,R1.1.8a,2\n"
HOSTILE = "![x](http://example.org/x.png) *good*.csv"


class Refusing(MemoryStore):
    """Keeps nothing of some organisations."""

    refused: tuple[str, ...] = ()

    def add_assessments(self, new):  # type: ignore[no-untyped-def]
        if any(assessment.organisation in self.refused for assessment, _revisions in new):
            raise StoreUnavailable("The disk is full.")
        super().add_assessments(new)


def script() -> None:
    """Home, or the page that it leads to, inside the navigation."""
    import streamlit as st

    from assessment.ui import links
    from assessment.ui.session import keep_address

    keep_address()
    st.navigation(list(links.pages().values())).run()


def pages() -> dict[str, st.Page]:
    return {
        "home": st.Page(home.page, title="Home", url_path="home", default=True),
        "start": st.Page(start.page, title="Start", url_path="start"),
        "answer": st.Page(answer.page, title="Answer", url_path="answer"),
        "guide": st.Page(guide.page, title="Guide", url_path="guide"),
        "results": st.Page(results.page, title="Results", url_path="results"),
        "compare": st.Page(compare.page, title="Compare", url_path="compare"),
        "take-in": st.Page(take_in.page, title="Take in answers", url_path="take-in"),
    }


@pytest.fixture
def store() -> Refusing:
    return Refusing()


@pytest.fixture
def service(store: Refusing, monkeypatch: pytest.MonkeyPatch) -> AssessmentService:
    service = AssessmentService(store, INSTRUMENT, clock=lambda: datetime(2026, 6, 1, tzinfo=UTC))
    for module in ("session", "home", "import_answers"):
        monkeypatch.setattr(f"assessment.ui.{module}.service", lambda: service)
    monkeypatch.setattr("assessment.ui.links.pages", pages)
    return service


@pytest.fixture
def page(service: AssessmentService) -> AppTest:  # noqa: ARG001
    return ran(AppTest.from_function(script, default_timeout=30).run())


def ran(test: AppTest) -> AppTest:
    assert not test.exception
    return test


def uploaded(test: AppTest, *files: tuple[str, str | bytes]) -> AppTest:
    contents = [(name, text.encode() if isinstance(text, str) else text, "text/csv") for name, text in files]
    return ran(test.get("file_uploader")[0].set_value(contents).run())


def texts(test: AppTest) -> str:
    """Everything that is said, without the escapes of Markdown."""
    blocks = (*test.markdown, *test.caption, *test.error, *test.warning, *test.success)
    return "\n".join(block.value for block in blocks).replace("\\", "").replace("\u2060", "")


def kept(service: AssessmentService) -> list[str]:
    return sorted(overview.assessment.organisation for overview in service.overviews())


def button(test: AppTest) -> str:
    return test.button("import-keep").label


def test_a_preview_keeps_nothing_and_one_click_keeps_what_is_new(page: AppTest, service: AssessmentService) -> None:
    uploaded(page, ("good.csv", GOOD), ("bad.csv", BAD))
    said = texts(page)
    assert "**2 assessments can be imported.** 1 file is refused, for the reasons below." in said
    assert "- **Ministry** · State of origin · 1 of 115 practices answered" in said
    assert "**bad.csv** is refused: 7 problems. Nothing of it is taken." in said
    assert "- Line 2: column answer: answer '5' is not one of 0, 1, 2, 3, 4, na, dk or empty." in said
    assert "Line 6:" in said
    assert "Line 7:" not in said
    assert "- and 2 more, in the text file with every problem" in said
    assert "Download every problem (text)" in [entry.proto.label for entry in page.get("download_button")]
    assert kept(service) == []
    assert button(page) == "Import 2 assessments"
    ran(page.button("import-keep").click().run())
    assert kept(service) == ["Bureau", "Ministry"]
    assert "2 assessments are imported. You find them in the list below." in texts(page)
    assert len([entry for entry in page.button if str(entry.key).startswith("open-")]) == 2
    assert page.get("file_uploader")[0].value == []


def test_the_refused_file_stands_first(page: AppTest) -> None:
    uploaded(page, ("good.csv", GOOD), ("bad.csv", BAD))
    said = texts(page)
    assert "**good.csv**" in said
    order = [str(getattr(element, "value", "")) for element in page.main]
    bad, good = (next(n for n, text in enumerate(order) if name in text) for name in ("bad\\.csv", "**good\\.csv**"))
    assert bad < good


def test_what_is_here_already_is_left_out(page: AppTest, service: AssessmentService) -> None:
    service.add_sample()
    sample = service.sheet(service.overviews()[0].assessment.id)
    uploaded(page, ("sample.csv", answers_csv(INSTRUMENT, [sample])), ("good.csv", GOOD), ("again.csv", GOOD))
    said = texts(page)
    assert "**2 assessments can be imported.** 3 are left out, because the same are here already" in said
    assert said.count("left out, the same is here already") == 3
    ran(page.button("import-keep").click().run())
    assert kept(service) == ["Bureau", "Ministry", "Republic of Samplia (fictitious)"]
    uploaded(page, ("good.csv", GOOD))
    assert button(page) == "Nothing to import"
    assert page.button("import-keep").disabled
    assert "**No new assessment can be imported.** 2 are left out" in texts(page)


def test_a_file_without_types_asks_for_them(page: AppTest, service: AssessmentService) -> None:
    uploaded(page, ("untyped.csv", UNTYPED), ("good.csv", GOOD))
    said = texts(page)
    assert "Without stakeholder types: untyped.csv" in said
    assert "**untyped.csv** does not say whose readiness is assessed. Choose the stakeholder types above." in said
    assert "1 file waits for stakeholder types." in said
    assert button(page) == "Import 2 assessments"
    ran(page.multiselect("import-types").set_value(["host", "origin"]).run())
    assert button(page) == "Import 3 assessments"
    ran(page.button("import-keep").click().run())
    types = {kept.assessment.organisation: kept.assessment.stakeholder_types for kept in service.overviews()}
    assert types == {"Office": ("origin", "host"), "Ministry": ("origin",), "Bureau": ("origin",)}


def test_names_of_files_are_text(page: AppTest) -> None:
    uploaded(page, (HOSTILE, GOOD), (f"bad {HOSTILE}", BAD))
    shown = [block.value for block in (*page.markdown, *page.error) if "good" in block.value]
    assert len(shown) == 2
    for text in shown:
        assert "\\!\\[x\\]\\(http" in text
        assert "\\*good\\*" in text


def test_a_file_that_cannot_be_kept_is_named_and_the_others_are_kept(
    page: AppTest, service: AssessmentService, store: Refusing
) -> None:
    store.refused = ("Office",)
    other = f"{HEAD}o,Office,origin,R1.1.8a,1\np,Post,origin,R1.1.8a,1\n"
    uploaded(page, ("good.csv", GOOD), ("other.csv", other))
    ran(page.button("import-keep").click().run())
    assert kept(service) == ["Bureau", "Ministry"]
    said = texts(page)
    assert "2 assessments are imported." in said
    assert "other.csv: NOT imported. The disk is full." in said
    assert button(page) == "Import 2 assessments"
    store.refused = ()
    ran(page.button("import-keep").click().run())
    assert kept(service) == ["Bureau", "Ministry", "Office", "Post"]


def test_many_files_and_assessments_are_folded(page: AppTest, service: AssessmentService) -> None:
    whole = HEAD + "".join(f"i{n},Many {n},origin,R1.1.8a,1\n" for n in range(300))
    files = [(f"f{n}.csv", f"{HEAD}s{n},Single {n},origin,R1.1.8a,1\n") for n in range(24)]
    uploaded(page, ("whole.csv", whole), *files)
    said = texts(page)
    assert "- and 290 more assessments" in said
    assert "Show 5 more files" in [box.label for box in page.expander]
    assert button(page) == "Import 324 assessments"
    ran(page.button("import-keep").click().run())
    assert len(service.overviews()) == 324
    assert "20 of 324 are shown. Search for the others." in texts(page)


def test_the_limits_are_those_of_the_settings(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICIC_MAX_ROWS_BROWSER", "1")
    uploaded(page, ("good.csv", GOOD))
    assert "the file has more than 1 rows." in texts(page)


def test_the_start_page_leads_to_the_import(service: AssessmentService, page: AppTest) -> None:  # noqa: ARG001
    assert [box.proto.expanded for box in page.expander if "Import" in box.label] == [False]
    ran(next(entry for entry in page.button if entry.label == "Start an assessment").click().run())
    ran(next(entry for entry in page.button if entry.label.startswith("Answers are in a file")).click().run())
    assert [box.proto.expanded for box in page.expander if "Import" in box.label] == [True]
