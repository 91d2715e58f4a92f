"""Between the values of :mod:`assessment.model` and the rows of the tables.

Values are checked again on their way in, whoever made them: a frozen value can be copied with anything in
it, and one bad row would make a whole assessment unreadable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Row, String, Table

from assessment.errors import InvalidAnswer
from assessment.model import (
    ID,
    Action,
    Answer,
    AnswerRevision,
    Assessment,
    KeptAction,
    Remark,
    StageChange,
    Value,
    View,
)
from assessment.store.schema import (
    actions,
    answers,
    assessments,
    organisations,
    remarks,
    stages,
    targets,
    utc,
    views,
)
from assessment.texts import translate as _

Values = dict[str, Any]
V = TypeVar("V", bound=Value)

_ANSWER_FIELDS = tuple(Answer.model_fields)
_ACTION_FIELDS = tuple(Action.model_fields)


def is_storable(text: str) -> bool:
    """No NUL, which PostgreSQL refuses, and no lone surrogate, which has no UTF-8.

    >>> [is_storable(text) for text in ("été", "a" + chr(0), chr(0xD800))]
    [True, False, False]
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def revision_row(revision: AnswerRevision) -> Values:
    """The row of ``answers``.

    Raises:
        InvalidAnswer: a text is too long or holds what cannot be stored, or a value is not allowed.
        ValueError: the time has no zone.
    """
    row = revision.answer.model_dump(warnings=False) | {
        "assessment_id": revision.assessment_id,
        "revision": revision.revision,
        "author": revision.author,
        "at": utc(revision.at),
        "operation_id": revision.operation_id,
    }
    _check_texts(answers, row)
    _check_value(revision)
    return row


def action_row(kept: KeptAction) -> Values:
    """The row of ``actions``; raises as :func:`revision_row` does."""
    row = kept.action.model_dump(warnings=False) | {
        "aims": [aim.model_dump(warnings=False) for aim in kept.action.aims],
        "assessment_id": kept.assessment_id,
        "revision": kept.revision,
        "author": kept.author,
        "at": utc(kept.at),
    }
    _check_texts(actions, row)
    for aim in row["aims"]:
        for name, value in aim.items():
            _check_text(name, str(value), ID)
    _check_value(kept)
    return row


def stage_row(change: StageChange) -> Values:
    """The row of ``stages``; raises as :func:`revision_row` does."""
    row = change.model_dump(warnings=False) | {"at": utc(change.at)}
    _check_texts(stages, row)
    _check_value(change)
    return row


def view_row(view: View) -> Values:
    """The row of ``views``; raises as :func:`revision_row` does."""
    row = view.answer.model_dump(warnings=False) | {
        "assessment_id": view.assessment_id,
        "person_id": view.person_id,
        "revision": view.revision,
        "at": utc(view.at),
        "settled_by": view.settled_by,
    }
    _check_texts(views, row)
    _check_value(view)
    return row


def remark_row(remark: Remark) -> Values:
    """The row of ``remarks``; raises as :func:`revision_row` does."""
    row = remark.model_dump(warnings=False) | {
        "mentions": list(remark.mentions),
        "at": utc(remark.at),
        "resolved_at": remark.resolved_at and utc(remark.resolved_at),
    }
    _check_texts(remarks, row)
    _check_value(remark)
    return row


def assessment_row(assessment: Assessment) -> Values:
    """The row of ``assessments``, but for the organisation; raises as :func:`revision_row` does."""
    row = assessment.model_dump(exclude={"organisation", "targets"}, warnings=False)
    row["stakeholder_types"] = list(assessment.stakeholder_types)
    row["created_at"] = assessment.created_at and utc(assessment.created_at)
    _check_texts(assessments, row)
    _check_text("organisation", assessment.organisation, _length(organisations, "name"))
    for code in assessment.stakeholder_types:
        _check_text("stakeholder_types", code, ID)
    _check_value(assessment)
    return row


def target_rows(assessment: Assessment) -> list[Values]:
    """The rows of ``targets``; raises as :func:`revision_row` does."""
    rows = [
        {"assessment_id": assessment.id, "recommendation_id": recommendation_id, "target": target}
        for recommendation_id, target in assessment.targets.items()
    ]
    for row in rows:
        _check_texts(targets, row)
    return rows


def revision_of(row: Row[Any]) -> AnswerRevision:
    """The entry of the history that a row of ``answers`` holds."""
    values = row._mapping
    return AnswerRevision(
        assessment_id=values["assessment_id"],
        answer=Answer(**{field: values[field] for field in _ANSWER_FIELDS}),
        revision=values["revision"],
        author=values["author"],
        at=values["at"],
        operation_id=values["operation_id"],
    )


def view_of(row: Row[Any]) -> View:
    """The differing view that a row of ``views`` holds."""
    values = row._mapping
    return View(
        assessment_id=values["assessment_id"],
        person_id=values["person_id"],
        answer=Answer(**{field: values[field] for field in _ANSWER_FIELDS}),
        revision=values["revision"],
        at=values["at"],
        settled_by=values["settled_by"],
    )


def action_of(row: Row[Any]) -> KeptAction:
    """The action that a row of ``actions`` holds; raises ``ValueError`` when it is none."""
    values = row._mapping
    return KeptAction(
        assessment_id=values["assessment_id"],
        action=Action(**{field: values[field] for field in _ACTION_FIELDS}),
        revision=values["revision"],
        author=values["author"],
        at=values["at"],
    )


def assessments_of(rows: Iterable[Row[Any]]) -> list[Assessment]:
    """Assessments, in order, from rows joined with ``organisation`` and targets: one row a target, or one."""
    found: dict[str, tuple[Mapping[Any, Any], dict[str, float]]] = {}
    for row in rows:
        values = row._mapping
        _first, own_targets = found.setdefault(values["id"], (values, {}))
        if values["recommendation_id"] is not None:
            own_targets[values["recommendation_id"]] = values["recommendation_target"]
    kept = [column.name for column in assessments.c if column.name != "organisation_id"]
    return [
        Assessment(
            **{name: values[name] for name in kept},
            organisation=values["organisation"] or "",
            targets=own_targets,
        )
        for values, own_targets in found.values()
    ]


def _check_texts(table: Table, row: Values) -> None:
    for name, value in row.items():
        if isinstance(value, str):
            _check_text(name, value, _length(table, name))


def _check_text(name: str, text: str, limit: int | None) -> None:
    if not is_storable(text):
        raise InvalidAnswer(
            _("{field} holds a character that cannot be stored. Remove it, or type the text again.").format(field=name)
        )
    if limit is not None and len(text) > limit:
        raise InvalidAnswer(
            _("{field} is {length} characters long, more than {limit}. Shorten it.").format(
                field=name, length=len(text), limit=limit
            )
        )


def _check_value(value: Value) -> None:
    try:
        type(value).model_validate(value.model_dump(warnings=False))
    except ValidationError as error:
        fields = dict.fromkeys(_field(problem["loc"]) for problem in error.errors())
        raise InvalidAnswer(
            _("{fields}: the value is not allowed. Correct it.").format(fields=", ".join(fields))
        ) from error


def _field(location: Sequence[int | str]) -> str:
    names = [part for part in location if isinstance(part, str) and part != "answer"]
    return names[0] if names else "answer"


def _length(table: Table, column: str) -> int | None:
    kind = table.c[column].type
    return kind.length if isinstance(kind, String) else None
