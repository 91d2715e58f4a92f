"""The bundle: one assessment with all that is known of it, as JSON. The only form in which nothing is lost.

The SHA-256 is taken over the canonical form (RFC 8785) of everything but itself, so spaces, the order of keys and the
way of writing a number do not matter, and a changed answer does. It tells of damage, not of who wrote the file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, BinaryIO, Literal

import rfc8785
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, ValidationError

from assessment.errors import InputError, InputProblem
from assessment.exchange.result_json import dumped
from assessment.exchange.strict_json import UnreadableJson, parsed_json
from assessment.model import (
    AUTHOR,
    ID,
    OPERATION,
    Action,
    Answer,
    AnswerRevision,
    Assessment,
    AssessmentHistory,
    KeptAction,
    Value,
)
from assessment.texts import translate as _
from assessment.validation import history_problems
from questions.model import Instrument

FORMAT = "micic-bundle"
FORMAT_VERSION = 3
"""The newest format read here. Written is the oldest that holds what there is, so that earlier releases read it too."""
CHECKSUM = "sha256"
LARGEST = 64 << 20
_ID = rf"^[0-9A-Za-z_-]{{1,{ID}}}$"
_MOST_PROBLEMS = 100


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the time is too far away") from error


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class BundledAssessment(Assessment):
    """The details of the assessment, its instrument version and its targets among them."""

    id: Annotated[str, StringConstraints(pattern=_ID)]
    baseline_id: Annotated[str, StringConstraints(pattern=_ID)] | None = None
    created_at: Moment | None = None


class BundledAnswer(Answer):
    """One revision of the answer to one practice: who gave it, when, and in which save."""

    practice_id: Annotated[str, StringConstraints(min_length=1, max_length=ID)]
    revision: Annotated[int, Field(ge=1)]
    author: Annotated[str, StringConstraints(max_length=AUTHOR)]
    at: Moment
    operation_id: Annotated[str, StringConstraints(min_length=1, max_length=OPERATION)]


class BundledAction(Action):
    """One action of the plan as it is now: who changed it last, when, and how often it was changed."""

    revision: Annotated[int, Field(ge=1)]
    author: Annotated[str, StringConstraints(max_length=AUTHOR)]
    at: Moment


class Bundle(Value):
    """A bundle file.

    Attributes:
        answers: every revision of every answer, by practice, oldest first.
        format_version: 1 knows no plan of action, 2 no marking.
        plan_of_action: what is to be done about the gaps, by id.
        sha256: of the canonical form (RFC 8785) of the object without this key, in hexadecimal.
    """

    format: Literal["micic-bundle"]
    format_version: Literal[1, 2, 3]
    assessment: BundledAssessment
    answers: tuple[BundledAnswer, ...]
    plan_of_action: tuple[BundledAction, ...]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def bundle_json(history: AssessmentHistory) -> bytes:
    """The bundle of an assessment, UTF-8; the same history gives the same bytes."""
    ordered = sorted(history.revisions, key=lambda revision: (revision.answer.practice_id, revision.revision))
    content = {
        "format": FORMAT,
        "format_version": 3 if history.assessment.marking else 2 if history.actions else 1,
        "assessment": _details(history.assessment),
        "answers": [
            {
                **_plain(revision.answer),
                "revision": revision.revision,
                "author": revision.author,
                "at": _moment(revision.at),
                "operation_id": revision.operation_id,
            }
            for revision in ordered
        ],
        "plan_of_action": [
            {**_plain(kept.action), "revision": kept.revision, "author": kept.author, "at": _moment(kept.at)}
            for kept in sorted(history.actions, key=lambda kept: kept.action.id)
        ],
    }
    return dumped({**content, CHECKSUM: checksum(content)}, indent=2) + b"\n"


def _details(assessment: Assessment) -> dict[str, Any]:
    details = _plain(assessment)
    if not assessment.marking:
        del details["marking"]
    return details


def empty_bundle(instrument: Instrument, types: Sequence[str], id: str, at: datetime) -> bytes:
    """A bundle without an answer for these stakeholder types, in any order."""
    assessment = Assessment(
        id=id,
        stakeholder_types=instrument.ordered_types(tuple(types)),
        instrument_id=instrument.id,
        instrument_version=instrument.version,
        created_at=at,
    )
    return bundle_json(AssessmentHistory(assessment=assessment))


def read_bundle(file: BinaryIO, name: str, instrument: Instrument, size_limit: int = LARGEST) -> AssessmentHistory:
    """Read one bundle that is open already, for example an upload.

    Args:
        name: of the file, for messages.
        size_limit: most bytes; no more than one beyond it is read.

    Raises:
        InputError: it is damaged, of another instrument or of a newer format, or holds what is not allowed; with every
            problem that could be found.
    """
    data = file.read(size_limit + 1)
    try:
        if len(data) > size_limit:
            message = _("the file is larger than {limit} MB. It is no bundle of one assessment.")
            raise UnreadableJson(message.format(limit=size_limit >> 20))
        content = parsed_json(data)
    except UnreadableJson as error:
        raise InputError([InputProblem(name, str(error.line or ""), error.message)]) from error
    problem = _wrapping_problem(content) or _instrument_problem(content, instrument)
    if problem:
        raise InputError([InputProblem(name, "", problem)])
    try:
        bundle = Bundle.model_validate_json(data.removeprefix(b"\xef\xbb\xbf"), strict=True)
    except ValidationError as error:
        raise InputError([InputProblem(name, place, message) for place, message in _faults(error)]) from error
    if bundle.format_version == 1 and bundle.plan_of_action:
        raise InputError([InputProblem(name, "plan_of_action", _("format 1 has no plan of action. Export it again."))])
    history = _history(bundle)
    if problems := [InputProblem(name, "", problem) for problem in history_problems(instrument, history)]:
        raise InputError(problems[:_MOST_PROBLEMS])
    return history


def looks_like_json(start: bytes) -> bool:
    """Do these first bytes of a file begin a JSON object? No table of answers begins like that."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def checksum(content: dict[str, Any]) -> str:
    """SHA-256 over the canonical form of a bundle's content, without the checksum itself.

    >>> checksum({"b": 1.0, "a": "é"}) == checksum({"a": "é", "b": 1})
    True
    """
    kept = {key: value for key, value in content.items() if key != CHECKSUM}
    return hashlib.sha256(rfc8785.dumps(kept)).hexdigest()


def _wrapping_problem(content: Any) -> str | None:
    """Is it a bundle of this format, and undamaged?"""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return _("this is no bundle of an assessment. Use a file that this tool exported as a bundle.")
    version = content.get("format_version")
    if isinstance(version, int) and not isinstance(version, bool) and version > FORMAT_VERSION:
        return _("the bundle has format {found}, this release reads up to format {known}. Update the tool.").format(
            found=version, known=FORMAT_VERSION
        )
    try:
        found = checksum(content)
    except rfc8785.CanonicalizationError:
        return _("a number is too large for a bundle. Export the file again.")
    if content.get(CHECKSUM) != found:
        return _("the checksum does not fit: the file was damaged or altered. Export the file again.")
    return None


def _instrument_problem(content: dict[str, Any], instrument: Instrument) -> str | None:
    """Is it for this instrument in this version?"""
    details = content.get("assessment")
    if not isinstance(details, dict):
        return None
    given = [str(details.get(key, ""))[:40] for key in ("instrument_id", "instrument_version")]
    if given == [instrument.id, instrument.version]:
        return None
    return _(
        "the bundle is for {given_id} version {given_version}, the question bank here is {id} version {version}. "
        "Use it with the bank that it was answered with (--instrument)."
    ).format(given_id=given[0], given_version=given[1], id=instrument.id, version=instrument.version)


def _faults(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Where, and what is wrong, in the words of the model's checks."""
    for fault in error.errors(include_url=False, include_context=False, include_input=False)[:_MOST_PROBLEMS]:
        path = ".".join(str(part) for part in fault["loc"])
        yield re.sub(r"\.(\d+)", r"[\1]", path), _("{reason}. Export the file again.").format(reason=fault["msg"])


def _history(bundle: Bundle) -> AssessmentHistory:
    return AssessmentHistory(
        assessment=Assessment(**bundle.assessment.model_dump()),
        revisions=tuple(
            AnswerRevision(
                assessment_id=bundle.assessment.id,
                answer=Answer(**{field: getattr(entry, field) for field in Answer.model_fields}),
                revision=entry.revision,
                author=entry.author,
                at=entry.at,
                operation_id=entry.operation_id,
            )
            for entry in bundle.answers
        ),
        actions=tuple(
            KeptAction(
                assessment_id=bundle.assessment.id,
                action=Action(**{field: getattr(entry, field) for field in Action.model_fields}),
                revision=entry.revision,
                author=entry.author,
                at=entry.at,
            )
            for entry in sorted(bundle.plan_of_action, key=lambda entry: entry.id)
        ),
    )


def _plain(value: Value) -> dict[str, Any]:
    return value.model_dump(mode="json")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
