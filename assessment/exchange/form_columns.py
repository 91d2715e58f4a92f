"""The columns of what KoboToolbox and ODK export from our form: which holds what of an answer.

A column is named as the field of the form, ``R1_1_1a_evidence``, perhaps with the groups it lies in before it, as
``topic_1/g_1_1/page_R1_1_1/R1_1_1a_evidence`` or with ``-`` in the place of ``/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from assessment.exchange.answer_draft import IDENTITY, TEXTS
from questions.model import Instrument

KEYS = ("key", "_uuid", "instanceid")
"""What names a submission, the best first: in ODK Central's table, in Kobo's, in the submission itself."""
ANSWER, NA_REASON = "answer", "na_reason"

_LONGEST_HEADER = 2 << 20
_OWN = {"about_note", "start", "end", "today", "username", "deviceid", "phonenumber", "simserial", "subscriberid"}
_CENTRAL = {"submissiondate", "submitterid", "submittername", "attachmentspresent", "attachmentsexpected"}
_CENTRAL |= {"status", "reviewstate", "edits", "formversion"}
_SILENT = {*KEYS, *_OWN, *_CENTRAL, "audit", "email"}
_GROUPS_OF_TOOLS = {"meta", "formhub"}
_NAME = re.compile(r"[A-Za-z0-9_.]+")
_LABELLED = re.compile(r"(?<![\w.])[A-Za-z0-9.]+(?=[ \t]+\w)")


def field_name(practice_id: str) -> str:
    """A practice's name in the form.

    >>> field_name("R3.1.10b")
    'R3_1_10b'
    """
    return practice_id.replace(".", "_")


@dataclass(frozen=True)
class FormColumns:
    """Where everything stands, by position.

    Attributes:
        identity: by column of the answers.
        practices: by practice id, then by what is said of it: ``answer``, ``na_reason`` or a text.
        keys: columns that name the submission, the best first.
        repeated: columns that stand twice.
        unknown: columns that are neither ours nor the tools' own.
    """

    identity: Mapping[str, int]
    practices: Mapping[str, Mapping[str, int]]
    keys: Sequence[int]
    repeated: Sequence[int]
    unknown: Sequence[int]

    def said(self, cells: Sequence[str | None], practice_id: str) -> dict[str, str]:
        """What a record says of a practice; a column that is not there, or holds a formula, says nothing."""
        return {name: cells[position] or "" for name, position in self.practices[practice_id].items()}

    def known(self) -> Iterator[int]:
        """Positions that are read."""
        yield from self.identity.values()
        for said in self.practices.values():
            yield from said.values()


def form_columns(titles: Sequence[str], instrument: Instrument) -> FormColumns:
    """Find the columns of an export by their titles."""
    fields = _fields(instrument)
    identity: dict[str, int] = {}
    practices: dict[str, dict[str, int]] = {}
    keys: dict[str, int] = {}
    repeated, unknown = [], []
    for position, title in enumerate(titles):
        *groups, name = _path(title)
        if name in fields:
            practice_id, part = fields[name]
            taken = practices.setdefault(practice_id, {}) if practice_id else identity
            if taken.setdefault(part, position) != position:
                repeated.append(position)
        elif name in KEYS and (not groups or groups[-1] in _GROUPS_OF_TOOLS):
            keys.setdefault(name, position)
        elif name and not _is_silent(groups, name, fields):
            unknown.append(position)
    return FormColumns(identity, practices, [keys[name] for name in KEYS if name in keys], repeated, unknown)


def is_form_header(text: str, instrument: Instrument) -> bool:
    """Is this the header of an export from our form, with names or with labels?

    Args:
        text: one line, as it stands in the file.
    """
    found = set(_NAME.findall(text.lower()))
    if "practice_id" in found:
        return False
    fields = _fields(instrument)
    return any(fields[name][0] for name in found & fields.keys()) or has_labels(text, instrument)


def is_form_export(file: BinaryIO, instrument: Instrument) -> bool:
    """The same of the first line of a seekable text file that is not blank."""
    file.seek(0)
    lines = iter(lambda: file.readline(_LONGEST_HEADER), b"")
    first = next((line for line in lines if line.strip()), b"")
    file.seek(0)
    return is_form_header(first.replace(b"\0", b"").decode("utf-8", "replace"), instrument)


def has_labels(text: str, instrument: Instrument) -> bool:
    """Does a practice stand there by its label, ``R1.1.1a We count migrants``?"""
    return any(id in instrument.practices for id in _LABELLED.findall(text))


def _is_silent(groups: Sequence[str], name: str, fields: Mapping[str, object]) -> bool:
    """Columns that the tools add by themselves, or for one choice of a field that takes several."""
    is_choice = bool(groups) and groups[-1] in fields
    return name in _SILENT or name.startswith("_") or is_choice or not _GROUPS_OF_TOOLS.isdisjoint(groups)


def _path(title: str) -> list[str]:
    """Groups and name, in small letters."""
    return re.split("[/-]", title.strip().lower())


def _fields(instrument: Instrument) -> Mapping[str, tuple[str, str]]:
    """By name in small letters: practice, empty for what concerns the whole, and what is said of it."""
    found = {name: ("", name) for name in IDENTITY if name != "assessment_id"}
    for id in instrument.practices:
        name = field_name(id).lower()
        found[name] = (id, ANSWER)
        found |= {f"{name}_{part}": (id, part) for part in (NA_REASON, *TEXTS)}
    return found
