"""Submissions of the real form, and the files that KoboToolbox and ODK make of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import openpyxl
import xlsxwriter
from pyxform.xls2xform import convert

from assessment.exchange.answer_rows import TEXTS
from assessment.exchange.form_columns import field_name
from assessment.exchange.xlsform import xlsform
from assessment.model import AnswerSheet
from questions.load import load_instrument

UUID = "fe833c3c-6324-4f6b-870b-841eba799f11"
Values = Mapping[str, str]
Header = Callable[[str], str]
Filled = Sequence[tuple[str, Values]]
"""Submissions: what names each, and its values by field."""

FORM = "{http://www.w3.org/2002/xforms}"


def values(sheet: AnswerSheet) -> dict[str, str]:
    """What the fields of the form hold when it is filled in like a sheet."""
    told = sheet.assessment
    found = {
        "instrument_id": "micic-io-2016",
        "instrument_version": "1",
        "stakeholder_types": " ".join(told.stakeholder_types),
        "organisation": told.organisation,
        "country": told.country,
        "subject": told.subject,
        "assessed_on": told.assessed_on.isoformat() if told.assessed_on else "",
    }
    for id, answer in sheet.answers.items():
        name = field_name(id)
        found[name] = answer.answer
        found |= {f"{name}_{part}": getattr(answer, part) for part in ("na_reason", *TEXTS)}
    return found


@cache
def xform(types: tuple[str, ...]) -> str:
    """The form as pyxform converts it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(xlsform(load_instrument(), types, ["en"]))
        return str(convert(path, validate=False).xform)


def model(types: tuple[str, ...]) -> ElementTree.Element:
    """The empty submission that stands in the form."""
    instance = ElementTree.fromstring(xform(types)).find(f".//{FORM}instance")  # noqa: S314
    assert instance is not None
    return instance[0]


def fields(types: tuple[str, ...]) -> list[str]:
    """Every field of the form with its groups, in its order; what the tools add is left out."""
    found: list[str] = []

    def walk(element: ElementTree.Element, groups: tuple[str, ...]) -> None:
        for child in element:
            path = (*groups, child.tag.rpartition("}")[2])
            if len(child):
                walk(child, path)
            elif path[0] != "meta":
                found.append("/".join(path))

    walk(model(types), ())
    return found


def last(path: str) -> str:
    return path.rpartition("/")[2]


def kobo_rows(filled: Filled, paths: Sequence[str], title: Header = last) -> list[list[str]]:
    """Header and records, with the columns that KoboToolbox adds."""
    rows = [[*map(title, paths), "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_tags", "_index"]]
    for number, (key, given) in enumerate(filled, start=1):
        own = [str(504238665 + number), key, "2026-06-01T10:11:12", "", "", "", str(number)]
        rows.append([*(given.get(last(path), "") for path in paths), *own])
    return rows


def hashtags(rows: Sequence[list[str]]) -> list[list[str]]:
    """The same with HXL: a row of hashtags below the header, in a few columns."""
    tags = {"organisation": "#org+name", "country": "#country+code", "R1_1_2a": "#indicator"}
    return [rows[0], [tags.get(re.split("[/-]", title)[-1], "") for title in rows[0]], *rows[1:]]


def kobo_csv(rows: Sequence[Sequence[str]], delimiter: str = ";") -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "surrogatepass")


def kobo_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """As KoboToolbox writes it: every text with ``write``, so that ``=`` begins a formula."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Self-assessment of readiness t"[:31])
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell.startswith("="):
                    sheet.write(row, column, cell)
                elif cell:
                    sheet.write_string(row, column, cell)
    return buffer.getvalue()


def central_csv(filled: Filled, paths: Sequence[str], with_groups: bool = True) -> bytes:
    """As ODK Central writes it."""
    own = ["KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status"]
    own += ["ReviewState", "DeviceID", "Edits", "FormVersion"]
    titles = [path.replace("/", "-") if with_groups else last(path) for path in paths]
    rows = [["SubmissionDate", *titles, "meta-instanceID" if with_groups else "instanceID", *own]]
    for key, given in filled:
        said = [given.get(last(path), "") for path in paths]
        named = [f"uuid:{key}", f"uuid:{key}", "5", "Field office", "0", "0", "", "", "collect:x", "0", "1"]
        rows.append(["2026-06-01T10:11:12.345Z", *said, *named])
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()


def submission_xml(key: str, given: Values, types: tuple[str, ...]) -> bytes:
    """The form's own empty submission, filled in."""
    root = model(types)
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name == "instanceID":
            element.text = f"uuid:{key}"
        elif name in given:
            element.text = given[name]
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def labels(types: tuple[str, ...]) -> dict[str, str]:
    """The English label of each field, and of what is chosen in it."""
    sheets = openpyxl.load_workbook(io.BytesIO(xlsform(load_instrument(), types, ["en"])), read_only=True)
    head, *rows = sheets["survey"].iter_rows(values_only=True)
    name, label = head.index("name"), head.index("label::English (en)")
    return {str(row[name]): str(row[label]) for row in rows if row[name] and row[label]}
