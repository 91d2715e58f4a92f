"""The corridor as screens read it, worked by hand (:mod:`tests.small_corridor`), and the same bytes as the command."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from assessment.corridor import Corridor, corridor_of, leading_types, newest_of_each
from assessment.corridor_charts import cover_bar, cover_matrix
from assessment.corridor_words import corridor_finding, cover_sentence, matrix_sentence
from assessment.exchange.answers_csv import answers_csv
from assessment.exchange.corridor_report import corridor_csv, corridor_json
from assessment.model import AnswerSheet
from assessment.sample import sample_sheet
from assessment.tables import cover_table
from questions.load import load_instrument
from tests.small_corridor import ACTORS, corridor_instrument, corridor_sheets
from tests.test_cli import micic

NAMES = {id: name for id, (name, _kind, _answers) in ACTORS.items()}


def found(sheets: list[AnswerSheet]) -> Corridor:
    return corridor_of(corridor_instrument(), sheets, NAMES)


@pytest.fixture(scope="module")
def three() -> Corridor:
    return found(corridor_sheets())


def ids(practices: Any) -> list[str]:
    return [practice.id for practice in practices]


def trace(figure: go.Figure, name: str) -> Any:
    (one,) = [trace for trace in figure.data if trace.name == name]
    return one


def test_the_finding_and_its_lists(three: Corridor) -> None:
    assert corridor_finding(three) == (
        "Nobody covers 1 practice; 1 practice has no lead at the table; "
        "in 2 several lead and none has it in place; of 1 it is not known yet."
    )
    assert ids(three.uncovered) == ["R1.1.1a"]
    assert ids(three.between_leads) == ["R1.1.1a", "R1.1.2a"]
    assert {types: ids(practices) for types, practices in three.missing.items()} == {("private_sector",): ["R1.1.2b"]}


@pytest.mark.parametrize(
    ("member", "finding"),
    [
        ("a", "So far no practice is known to be left uncovered; 5 practices have no lead at the table."),
        ("m", "Nobody covers 1 practice; 3 practices have no lead at the table."),
    ],
)
def test_one_alone(member: str, finding: str) -> None:
    """The Agency leads R2.1.1a only; the Ministry R1.1.1a and b, and R1.1.2a."""
    alone = found([sheet for sheet in corridor_sheets() if sheet.assessment.id == member])
    assert corridor_finding(alone) == finding


def test_nothing_answered_is_said_as_such() -> None:
    blank = found([sheet.model_copy(update={"answers": {}}) for sheet in corridor_sheets()])
    assert corridor_finding(blank) == (
        "Nothing is known yet, because those who lead have given no level; 1 practice has no lead at the table."
    )


def test_actors_stand_by_type_and_name_whatever_they_answered(three: Corridor) -> None:
    assert dict(three.names) == {"m": "1 Ministry", "h": "2 Hostland", "a": "3 Agency"}
    assert found(corridor_sheets()[::-1]).names == three.names


def test_an_organisation_that_is_here_twice_is_noted() -> None:
    twice = [
        sheet.model_copy(update={"assessment": sheet.assessment.model_copy(update={"organisation": name})})
        for sheet, name in zip(corridor_sheets(), (" Same", "Other", "Same "), strict=True)
    ]
    assert found(twice).repeated == {"Same": 2}


def test_the_matrix_has_a_cell_for_each_part(three: Corridor) -> None:
    rows = [cover for cover in three.covers if cover.id.startswith("R1.")]
    figure = cover_matrix(three, rows, list(three.names))
    assert figure.layout.title.text.replace("<br>", " ") == "1 of 3 recommendations holds a practice that nobody covers"
    leads = trace(figure, "Lead")
    assert list(leads.y) == ["R1.1.1", "R1.1.2", "R1.1.3"]
    assert [list(row) for row in leads.text] == [["L◆", "L✕", ""], ["L◆", "L◆", ""], ["", "L○", ""]]
    assert [[cell is None for cell in row] for row in leads.z] == [
        [False, False, True],
        [False, False, True],
        [True, False, True],
    ]
    support = trace(figure, "Support")
    assert list(zip(support.x, support.y, support.text, strict=True)) == [(2, "R1.1.3", "S●")]
    assert list(trace(figure, "Status").text) == [
        "<b>✕ Not covered</b>",
        "<b>◆ Partly covered</b>",
        "<b>○ Not known</b>",
    ]
    assert [text.replace("<br>", " ") for text in figure.layout.xaxis.ticktext] == list(three.names.values())
    assert "3 Agency<br>Support, all in place" in support.hovertext[0]
    assert matrix_sentence(rows) == "1 of 3 recommendations holds a practice that nobody covers: R1.1.1."


def test_many_columns_are_named_by_number() -> None:
    instrument = corridor_instrument()
    sheets = [
        corridor_sheets()[2].model_copy(
            update={"assessment": corridor_sheets()[2].assessment.model_copy(update={"id": f"{n:02}"})}
        )
        for n in range(12)
    ]
    many = corridor_of(instrument, sheets, {f"{n:02}": "A very long name of a ministry" for n in range(12)})
    figure = cover_matrix(many, many.covers, list(many.names))
    assert list(figure.layout.xaxis.ticktext) == [f"<b>{n}</b>" for n in range(1, 13)]


def test_names_are_text_in_a_chart() -> None:
    hostile = corridor_of(corridor_instrument(), corridor_sheets(), dict.fromkeys(NAMES, "<a href=x>y</a>"))
    figure = cover_matrix(hostile, hostile.covers, list(hostile.names))
    assert "<a" not in figure.to_json().replace("&lt;a", "")


def test_the_bar_counts_every_practice_once(three: Corridor) -> None:
    figure = cover_bar(three)
    assert {one.name: one.x[0] for one in figure.data} == {
        "✕ 1 not covered": 1,
        "○ 1 not known": 1,
        "◆ 1 partly covered": 1,
        "● 2 covered": 2,
        "□ 1 no lead here": 1,
    }
    assert figure.layout.title.text.replace("<br>", " ") == (
        "2 of the 5 practices that somebody here leads are covered"
    )
    assert cover_sentence(three) == (
        "Practices by status: 1 not covered, 1 not known, 1 partly covered, 2 covered, 1 no lead here."
    )


def test_the_table_says_the_same_in_words(three: Corridor) -> None:
    table = cover_table(three, three.covers)
    assert list(table.columns) == ["recommendation_id", "recommendation", "status", "m", "h", "a"]
    assert table.to_numpy().tolist() == [
        ["R1.1.1", "R1.1.1", "✕ Not covered", "Lead, partly in place or begun", "Lead, nothing begun", "–"],
        ["R1.1.2", "R1.1.2", "◆ Partly covered", *["Lead, partly in place or begun"] * 2, "–"],
        ["R1.1.3", "R1.1.3", "○ Not known", "–", "Lead, open", "Support, all in place"],
        ["R2.1.1", "R2.1.1", "● Covered", "Support, nothing begun", "–", "Lead, all in place"],
    ]


def test_who_would_lead_is_named_with_the_subtypes_alone() -> None:
    practices = corridor_instrument().practices
    assert leading_types(corridor_instrument(), practices["R1.1.2b"]) == ("private_sector:recruiter",)
    assert leading_types(corridor_instrument(), practices["R1.1.1a"]) == ("origin", "host")


def test_the_suggestion_takes_the_newest_of_each_and_samples_only_alone() -> None:
    instrument = load_instrument()
    sample = sample_sheet(instrument, date(2026, 6, 1))
    assert newest_of_each([sample]) == (sample,)

    def dated(id: str, day: date, kind: str = "io") -> AnswerSheet:
        update = {"id": id, "assessed_on": day, "is_sample": False, "stakeholder_types": (kind,)}
        return sample.model_copy(update={"assessment": sample.assessment.model_copy(update=update)})

    sheets = [
        sample,
        dated("new", date(2026, 2, 1)),
        dated("old", date(2025, 2, 1)),
        dated("h", date(2024, 1, 1), "host"),
    ]
    assert {sheet.assessment.id for sheet in newest_of_each(sheets)} == {"new", "h"}


def test_the_files_are_those_of_the_command(tmp_path: Path) -> None:
    instrument = load_instrument()
    sample = sample_sheet(instrument, date(2026, 6, 1))
    host = sample.model_copy(
        update={"assessment": sample.assessment.model_copy(update={"id": "h", "stakeholder_types": ("host",)})}
    )
    both = corridor_of(instrument, [host, sample], {"sample": "Samplia", "h": "Hostland"})
    path = tmp_path / "both.csv"
    path.write_bytes(answers_csv(instrument, both.sheets))
    assert micic("corridor", str(path)).stdout_bytes == b"".join(corridor_csv(instrument, both.covers))
    as_json = micic("corridor", str(path), "--format", "json").stdout_bytes
    assert as_json == corridor_json(instrument, both.sheets, both.covers)
