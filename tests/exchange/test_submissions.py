"""What KoboToolbox and ODK export of our form gives the answers that were given."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.errors import InputError, TypesMissing
from assessment.exchange.answer_files import AnswerFiles, read_answers
from assessment.exchange.answers_csv import answers_csv
from assessment.exchange.gap_report import gap_report
from assessment.model import Answer, AnswerSheet, Assessment
from assessment.sample import sample_sheet
from questions.load import load_instrument
from questions.model import Instrument
from tests.exchange import submissions as made
from tests.exchange.submissions import UUID, fields, last, values

TYPES = ("origin",)
bank = cache(load_instrument)
ODD = {
    "R1.1.2a": Answer(practice_id="R1.1.2a", answer="2", evidence='Two; "lines",\nof text', comment="'=1+1"),
    "R1.1.3b": Answer(practice_id="R1.1.3b", answer="dk", comment="-1 @post"),
}


def full_path(path: str) -> str:
    return path


def with_hyphens(path: str) -> str:
    return path.replace("/", "-")


SHAPES: dict[str, Callable[[made.Filled], bytes]] = {
    "kobo csv": lambda filled: made.kobo_csv(made.kobo_rows(filled, fields(TYPES))),
    "kobo csv, groups": lambda filled: made.kobo_csv(made.kobo_rows(filled, fields(TYPES), full_path)),
    "kobo csv, groups with hyphens": lambda filled: made.kobo_csv(made.kobo_rows(filled, fields(TYPES), with_hyphens)),
    "kobo csv, commas": lambda filled: made.kobo_csv(made.kobo_rows(filled, fields(TYPES)), ","),
    "kobo csv, hxl": lambda filled: made.kobo_csv(made.hashtags(made.kobo_rows(filled, fields(TYPES)))),
    "kobo csv, groups, hxl": lambda filled: made.kobo_csv(
        made.hashtags(made.kobo_rows(filled, fields(TYPES), full_path))
    ),
    "kobo xlsx": lambda filled: made.kobo_xlsx(made.kobo_rows(filled, fields(TYPES))),
    "kobo xlsx, groups": lambda filled: made.kobo_xlsx(made.kobo_rows(filled, fields(TYPES), full_path)),
    "kobo xlsx, hxl": lambda filled: made.kobo_xlsx(made.hashtags(made.kobo_rows(filled, fields(TYPES)))),
    "odk central": lambda filled: made.central_csv(filled, fields(TYPES)),
    "odk central, no groups": lambda filled: made.central_csv(filled, fields(TYPES), with_groups=False),
    "submission": lambda filled: made.submission_xml(*filled[0], TYPES),
}
EACH_SHAPE = pytest.mark.parametrize("shape", SHAPES)


def read(instrument: Instrument, data: bytes, types: tuple[str, ...] = (), **options: int) -> AnswerFiles:
    return read_answers(io.BytesIO(data), "export", instrument, types, **options)


def problems(instrument: Instrument, data: bytes, types: tuple[str, ...] = (), **options: int) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(instrument, data, types, **options)
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture(scope="session")
def filled_in(instrument: Instrument) -> AnswerSheet:
    """The sample with odd texts in it, named as the submission is."""
    sheet = sample_sheet(instrument, date(2026, 6, 1))
    told = sheet.assessment.model_copy(update={"id": UUID, "country": "NAM", "organisation": 'Côte; d\'"Or"'})
    return AnswerSheet(assessment=told, answers={**sheet.answers, **ODD})


def table(*records: dict[str, str], titles: list[str] | None = None) -> bytes:
    """A small export, with the columns that the records name."""
    names = titles or list(dict.fromkeys(name for record in records for name in record))
    rows = [names, *([record.get(name, "") for name in names] for record in records)]
    return made.kobo_csv(rows)


def record(key: str = "k1", **said: str) -> dict[str, str]:
    return {
        "stakeholder_types": "origin",
        "instrument_id": "micic-io-2016",
        "instrument_version": "1",
        **said,
        "_uuid": key,
    }


def xml(inner: str, start: str = "") -> bytes:
    return f'{start}<data id="x" version="1">\n<a>\n{inner}</a></data>'.encode("utf-8", "surrogatepass")


GOOD = "<stakeholder_types>origin</stakeholder_types><R1_1_2a>3</R1_1_2a>"


@EACH_SHAPE
def test_every_export_gives_the_answers_and_the_report_of_the_answers_csv(
    instrument: Instrument, filled_in: AnswerSheet, shape: str
) -> None:
    expected = read(instrument, answers_csv(instrument, [filled_in]))
    found = read(instrument, SHAPES[shape]([(UUID, values(filled_in))]))
    assert found.warnings == ()
    assert found.sheets == expected.sheets
    (sheet,) = found.sheets
    assert dict(sheet.answers) == {id: answer for id, answer in filled_in.answers.items() if not answer.is_empty}
    assert gap_report(instrument, found.sheets) == gap_report(instrument, expected.sheets)


@EACH_SHAPE
def test_an_empty_submission_is_an_assessment_without_answers(instrument: Instrument, shape: str) -> None:
    empty = AnswerSheet(assessment=Assessment(id=UUID, stakeholder_types=TYPES), answers={})
    (sheet,) = read(instrument, SHAPES[shape]([(UUID, values(empty))])).sheets
    assert (sheet.assessment.id, dict(sheet.answers)) == (UUID, {})


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "submission"])
def test_each_submission_is_an_assessment_of_its_own(
    instrument: Instrument, filled_in: AnswerSheet, shape: str
) -> None:
    other = filled_in.assessment.model_copy(update={"subject": "Plan Coast", "organisation": "Other"})
    empty = AnswerSheet(assessment=other, answers={"R1.1.2a": ODD["R1.1.2a"]})
    found = read(instrument, SHAPES[shape]([(UUID, values(filled_in)), ("second", values(empty))]))
    first, second = found.sheets
    assert (first.assessment.id, second.assessment.id) == (UUID, "second")
    assert (second.assessment.organisation, second.assessment.subject) == ("Other", "Plan Coast")
    assert dict(second.answers) == {"R1.1.2a": ODD["R1.1.2a"]}
    assert len(first.answers) > 100


def test_text_that_begins_like_a_formula_is_text_in_a_csv(instrument: Instrument) -> None:
    (sheet,) = read(instrument, table(record(organisation="=1+1", R1_1_2a="3", R1_1_2a_comment="=HYPERLINK(1)"))).sheets
    assert sheet.assessment.organisation == "=1+1"
    assert sheet.answers["R1.1.2a"].comment == "=HYPERLINK(1)"


def test_a_live_formula_in_a_spreadsheet_is_refused_with_its_cell(instrument: Instrument) -> None:
    titles = ["stakeholder_types", "R1_1_2a", "R1_1_2a_comment", "R1_1_2a_evidence", "_uuid", "mine"]
    rows = [titles, ["origin", "3", "=1+1", "=2", "k1", "=3"], ["origin", "9", "", "", "k2", ""]]
    told = problems(instrument, made.kobo_xlsx(rows))
    sheet = "export:Self-assessment of readiness t"
    formula = "the cell holds a formula, so its text is lost. Export as CSV instead."
    assert told == [
        f"{sheet}!C2: {formula}",
        f"{sheet}!D2: {formula}",
        f"{sheet}!B3: answer '9' is not one of 0, 1, 2, 3, 4, na, dk or empty. Use one of these.",
    ]


@pytest.mark.parametrize(
    ("said", "place", "words"),
    [
        ({"R1_1_2a": "9"}, "2", "column R1_1_2a: answer '9' is not one of 0, 1, 2, 3, 4, na, dk or empty"),
        ({"R1_1_7a": "na"}, "2", "column R1_1_7a_na_reason: "),
        ({"R1_1_1a": "3"}, "2", "column R1_1_1a: practice R1.1.1a is not asked of State of origin"),
        ({"country": "xx"}, "2", "column country: "),
        ({"assessed_on": "June"}, "2", "column assessed_on: "),
        ({"stakeholder_types": "moon"}, "2", "column stakeholder_types: 'moon' is not a stakeholder type"),
        ({"stakeholder_types": ""}, "2", "column stakeholder_types: it is empty for this assessment"),
        ({"instrument_version": "0"}, "2", "column instrument_version: the file is for '0'"),
        ({"R1_1_2a_comment": "x" * 4001}, "2", "column R1_1_2a_comment: comment has 4001 characters"),
    ],
)
def test_a_fault_is_told_with_line_and_column(
    instrument: Instrument, said: dict[str, str], place: str, words: str
) -> None:
    data = table(record(**{"R1_1_2a": "", "R1_1_7a": "", "R1_1_7a_na_reason": "", **said}))
    (told,) = problems(instrument, data)
    assert told.startswith(f"export:{place}: {words}")


def test_a_column_is_named_as_it_stands_in_the_file(instrument: Instrument) -> None:
    good, bad = record(about_x="1"), record("k2")
    for entry, code in ((good, "3"), (bad, "7")):
        entry["topic_1/g_1_1/page_R1_1_2/R1_1_2a"] = code
    (told,) = problems(instrument, table(good, bad))
    assert told.startswith("export:3: column topic_1/g_1_1/page_R1_1_2/R1_1_2a: answer '7'")


def test_labels_instead_of_names_are_refused(instrument: Instrument, filled_in: AnswerSheet) -> None:
    label = made.labels(TYPES)
    rows = made.kobo_rows([(UUID, values(filled_in))], fields(TYPES), lambda path: label.get(last(path), last(path)))
    for data in (made.kobo_csv(rows), made.kobo_csv(rows, ","), made.kobo_xlsx(rows)):
        (told,) = problems(instrument, data)
        assert "the columns are named by labels: export again with XML values and headers." in told


@pytest.mark.parametrize("label", ["In place", "Don't know", "Partly in place: It works for some posts, groups"])
def test_labels_instead_of_codes_are_refused_once(instrument: Instrument, label: str) -> None:
    data = table(record(R1_1_2a="3"), record("k2", R1_1_2a=label, R1_1_3b=label), record("k3", R1_1_2a=label))
    (told,) = problems(instrument, data)
    assert told == "export:3: column R1_1_2a: it holds a label, not a code: export again with XML values and headers."


def test_a_column_that_stands_twice_is_refused(instrument: Instrument) -> None:
    titles = ["stakeholder_types", "topic_1/R1_1_2a", "R1_1_2a", "_uuid", "_notes", "_notes", "mine", "mine"]
    (told,) = problems(instrument, made.kobo_csv([titles, ["origin", "3", "3", "k1", "", "", "", ""]]))
    assert told == "export:1: column R1_1_2a: it stands twice. Keep one of the two."


def test_unknown_columns_are_listed_in_one_warning(instrument: Instrument) -> None:
    own = ["start", "end", "today", "about/about_note", "__version__", "meta/rootUuid", "formhub/uuid", "_geolocation"]
    data = table(
        {**record(R1_1_2a="3"), **dict.fromkeys([*own, "mine", "about/colour"], "x"), "stakeholder_types/origin": "1"}
    )
    (warning,) = read(instrument, data).warnings
    assert str(warning) == "export:1: unknown columns are ignored: mine, about/colour."


def test_absent_fields_are_as_in_the_answers_csv(instrument: Instrument) -> None:
    data = made.kobo_csv([["R1_1_2a", "_uuid"], ["3", "k1"]])
    with pytest.raises(TypesMissing, match="no column stakeholder_types"):
        read(instrument, data)
    found = read(instrument, data, TYPES)
    assert [str(warning) for warning in found.warnings] == [
        "export: no instrument_id and version are given; the answers are read as micic-io-2016 version 1."
    ]
    told = found.sheets[0].assessment
    assert (told.organisation, told.country, told.subject, told.assessed_on) == ("", "", "organisation", None)


def test_a_submission_that_nothing_names_is_named_by_its_file(instrument: Instrument) -> None:
    rows = [["stakeholder_types", "R1_1_2a"], ["origin", "3"]]
    (sheet,) = read(instrument, made.kobo_csv(rows)).sheets
    assert sheet.assessment.id == "export"
    (told,) = problems(instrument, made.kobo_csv([*rows, rows[1]]))
    assert told.startswith("export:3: ")
    assert "nothing names this submission. Export again with the column _uuid or KEY." in told


def test_the_same_submission_twice_is_refused(instrument: Instrument) -> None:
    told = problems(instrument, table(record(R1_1_2a="3"), record(), record("uuid:k1", R1_1_2a="2")))
    message = "column _uuid: submission k1 stands at line 2 already. Keep one of the two."
    assert told == [f"export:3: {message}", f"export:4: {message}"]


def test_answers_are_counted_against_the_limit(instrument: Instrument) -> None:
    records = [record(f"k{n}", R1_1_2a="3", R1_1_3b="3") for n in range(3)]
    assert len(read(instrument, table(*records), row_limit=6).sheets) == 3
    (told,) = problems(instrument, table(*records), row_limit=5)
    assert "more than 5 rows" in told
    titles = list(records[0])
    (told,) = problems(instrument, made.kobo_xlsx([titles, *map(list, map(dict.values, records))]), row_limit=5)
    assert "more than 5 rows" in told


def test_an_answers_csv_that_speaks_of_fields_is_no_export(instrument: Instrument) -> None:
    (sheet,) = read(instrument, b"practice_id,answer,R1_1_2a\nR1.1.2a,3,R1.1.2a yes\n", TYPES).sheets
    assert sheet.answers["R1.1.2a"].answer == "3"
    told = problems(instrument, b"R1.1.2a,3\nR1.1.3b,2\n", TYPES)
    assert "column practice_id: it is missing" in told[1]


CELLS = st.one_of(
    st.sampled_from(
        ["", "3", "na", "dk", "In place", "origin", "NAM", "2024-05-31", "uuid:k", "=", '"', "'=1", "x" * 300]
    ),
    st.text(max_size=5),
)
TITLES = st.sampled_from(
    [
        "R1_1_2a",
        "a/R1_1_7a",
        "a-R1_1_7a_na_reason",
        "R1_1_3b_evidence",
        "stakeholder_types",
        "country",
        "KEY",
        "_uuid",
        "",
        "x",
    ]
)


@given(
    st.one_of(
        st.tuples(st.lists(TITLES, min_size=1, max_size=8), st.lists(st.lists(CELLS, max_size=8), max_size=4)).map(
            lambda drawn: made.kobo_csv([["R1_1_2b", *drawn[0]], *drawn[1]])
        ),
        st.text(max_size=40).map(lambda text: xml(f"{GOOD}{text}")),
        st.lists(st.tuples(TITLES, CELLS)).map(lambda drawn: xml("".join(f"<{t}>{c}</{t}>" for t, c in drawn))),
    )
)
@settings(deadline=None)
def test_any_export_gives_sheets_or_problems(data: bytes) -> None:
    try:
        told = read(bank(), data, TYPES).sheets
    except InputError as error:
        told = error.problems  # type: ignore[assignment]
    assert told


# A submission in XML


HOSTILE = {
    "entities": xml("<b>&x;</b>", '<!DOCTYPE data [<!ENTITY x "boom">]>'),
    "a file": xml("<b>&x;</b>", '<!DOCTYPE data [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "billions": xml("&c;", '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>'),
    "a document type": xml(GOOD, "<!DOCTYPE data>"),
    "an outer one": xml(GOOD, '<!DOCTYPE data SYSTEM "http://127.0.0.1:9/x.dtd">'),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused(instrument: Instrument, name: str) -> None:
    (told,) = problems(instrument, HOSTILE[name], TYPES)
    assert told.startswith("export: the file declares a document type or entities")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (xml("<b>" * 40 + "</b>" * 40), "export: the file is larger, or nested deeper"),
        (xml("<b/>" * 60_000), "export: the file is larger, or nested deeper"),
        (xml(" " * (17 << 20)), "export: the file is larger, or nested deeper"),
        (xml("<b>"), "export:3: this is no well-formed XML"),
        (b"<", "export:1: this is no well-formed XML"),
        (xml("<b>\xff</b>").decode().encode("latin-1"), "export:3: this is no well-formed XML"),
        (xml("<b/>", '<?xml version="1.0" encoding="klingon"?>'), "export: this is no well-formed XML"),
        (xml("<colour>red</colour>"), "export: nothing in it is an answer to this questionnaire"),
        (xml(""), "export: nothing in it is an answer to this questionnaire"),
        (xml(f"{GOOD}\n<R1_1_3b>9</R1_1_3b>"), "export:4: column a/R1_1_3b: answer '9' is not one of"),
        (xml(f"{GOOD}\n<R1_1_2a>3</R1_1_2a>"), "export:4: column a/R1_1_2a: it stands twice"),
    ],
)
def test_xml_that_is_no_submission_is_refused_with_its_line(instrument: Instrument, data: bytes, words: str) -> None:
    (told,) = problems(instrument, data)
    assert told.startswith(words)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_submission_in_any_encoding(instrument: Instrument, encoding: str) -> None:
    text = '\n<h:data xmlns:h="x"><o:R1_1_2a xmlns:o="y">3</o:R1_1_2a><h:organisation>Côte</h:organisation></h:data>'
    (sheet,) = read(instrument, text.lstrip().encode(encoding), TYPES).sheets
    assert (sheet.assessment.organisation, sheet.answers["R1.1.2a"].answer) == ("Côte", "3")
