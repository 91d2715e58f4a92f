"""The form passes the tools of those who will use it, and asks what the instrument asks."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from defusedxml import ElementTree
from pyxform.xls2xform import convert

import questions.translate
from assessment import texts
from assessment.exchange.form_columns import field_name
from assessment.exchange.xlsform import form_languages, xlsform
from assessment.results import plan_of
from questions.model import Instrument
from tests.pseudo import LANGUAGE, write_language

ROOT = Path(__file__).parents[2]
Rows = list[dict[str, str]]


def sheets(data: bytes) -> dict[str, Rows]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    found = {}
    for sheet in book:
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [
            {str(name): str(cell) for name, cell in zip(head, row, strict=True) if cell is not None} for row in rows
        ]
    return found


def by_name(rows: Rows) -> Mapping[str, dict[str, str]]:
    return {row["name"]: row for row in rows if "name" in row}


def converted(data: bytes, folder: Path, but: str = "") -> str:
    """What pyxform makes of the form, after ODK Validate has let it pass without a warning, perhaps but one."""
    path = folder / "form.xlsx"
    path.write_bytes(data)
    result = convert(path, validate=True)
    assert [warning for warning in result.warnings if not but or but not in warning] == []
    return str(result.xform)


@pytest.mark.parametrize("types", [("origin",), ("io", "private_sector:recruiter")])
def test_pyxform_and_odk_validate_let_it_pass(instrument: Instrument, types: tuple[str, ...], tmp_path: Path) -> None:
    xml = converted(xlsform(instrument, types, ["en"]), tmp_path)
    model = ElementTree.fromstring(xml)
    named = {element.tag.rpartition("}")[2] for element in model.iter()}
    plan = plan_of(instrument, instrument.ordered_types(types))
    assert {field_name(practice.id) for practice in plan.practices} <= named
    others = {field_name(id) for id in instrument.practices if id not in plan.column}
    assert not others & named


def test_all_languages_are_in_one_form(instrument: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for template, module in (("assessment", texts), ("questions", questions.translate)):
        write_language(ROOT / template / "locale" / f"{template}.pot", tmp_path / template)
        monkeypatch.setattr(module, "LOCALE", tmp_path / template)
    assert form_languages(instrument, "en") == ["en", LANGUAGE]
    assert form_languages(instrument, LANGUAGE) == [LANGUAGE, "en"]
    data = xlsform(instrument, ["transit"], ["en", LANGUAGE], topic="2")
    xml = converted(data, tmp_path, but=f"valid machine-readable codes: {LANGUAGE}")
    assert len(re.findall(r"<translation ", xml)) == 2
    survey = sheets(data)["survey"]
    columns = {name for row in survey for name in row if name.startswith("label::")}
    assert len(columns) == 2
    assert all(len([name for name in row if name.startswith("label::")]) in (0, 2) for row in survey)


def test_a_practice_carries_its_types_its_statement_and_its_choices(instrument: Instrument) -> None:
    found = sheets(xlsform(instrument, ["host", "origin"], ["en"]))
    survey = by_name(found["survey"])
    plan = plan_of(instrument, ("origin", "host"))
    for practice in plan.practices:
        row = survey[field_name(practice.id)]
        role = plan.role_of(practice.id)
        assert row["label::English (en)"] == f"{practice.id} {practice.statement(role)}"
        asked = [code for code in ("origin", "host") if practice.role_of(code)]
        assert row["relevant"] == " or ".join(f"selected(${{stakeholder_types}}, '{code}')" for code in asked)
        assert row["type"] == ("select_one readiness_na" if practice.na_reasons else "select_one readiness")
        assert (f"{field_name(practice.id)}_na_reason" in survey) == bool(practice.na_reasons)
    assert survey["stakeholder_types"]["calculation"] == "'origin host'"
    assert survey["instrument_version"]["calculation"] == f"'{instrument.version}'"


def test_the_names_of_the_choices_are_the_codes_of_the_answers(instrument: Instrument) -> None:
    choices = sheets(xlsform(instrument, ["origin"], ["en"]))["choices"]
    lists: dict[str, list[str]] = {}
    for row in choices:
        lists.setdefault(row["list_name"], []).append(row["name"])
    assert lists["readiness"] == ["0", "1", "2", "3", "4", "dk"]
    assert lists["readiness_na"] == ["0", "1", "2", "3", "4", "na", "dk"]
    reasons = {reason.id for practice in plan_of(instrument, ("origin",)).practices for reason in practice.na_reasons}
    assert {name for name, ids in lists.items() if name.startswith("reasons_") for name in ids} == reasons


def test_one_topic_asks_that_topic_alone(instrument: Instrument) -> None:
    survey = by_name(sheets(xlsform(instrument, ["origin"], ["en"], topic="4"))["survey"])
    asked = {name for name in survey if re.fullmatch(r"R\d+_\d+_\d+[a-z]", name)}
    assert asked
    assert all(name.startswith("R4_") for name in asked)


def test_what_is_asked_about_people_says_not_to(instrument: Instrument) -> None:
    found = sheets(xlsform(instrument, ["origin"], ["en"]))["survey"]
    assert not [row for row in found if row["type"] in ("username", "phonenumber", "deviceid", "email", "geopoint")]
    assert "never about individual people" in by_name(found)["about_note"]["label::English (en)"]


def test_a_text_that_looks_like_a_reference_stays_text(example: Instrument, tmp_path: Path) -> None:
    first = example.recommendations["R1.1.1"].practices[0]
    odd = first.model_copy(update={"text": "We count ${stakeholder_types} & <b>them</b>"})
    topic = example.topics[0]
    group = topic.working_groups[0]
    recommendation = group.recommendations[0]
    changed = example.model_copy(
        update={
            "topics": (
                topic.model_copy(
                    update={
                        "working_groups": (
                            group.model_copy(
                                update={
                                    "recommendations": (
                                        recommendation.model_copy(
                                            update={"practices": (odd, *recommendation.practices[1:])}
                                        ),
                                        *group.recommendations[1:],
                                    )
                                }
                            ),
                            *topic.working_groups[1:],
                        )
                    }
                ),
                *example.topics[1:],
            )
        }
    )
    xml = converted(xlsform(changed, ["origin"], ["en"]), tmp_path)
    assert "We count $ {stakeholder_types} &amp; &lt;b&gt;them" in xml
