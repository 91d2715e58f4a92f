"""Any file that can be kept in the database: a bundle with its histories, or answers for new assessments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from assessment.exchange.answer_files import LOOKED_AT, ROW_LIMIT, AnswerFiles, read_answers
from assessment.exchange.bundle import looks_like_json, read_bundle
from assessment.exchange.text_file import seekable
from assessment.joining import Comparison
from assessment.model import Answer, AnswerRevision, AssessmentHistory, KeptAction
from assessment.texts import translate as _
from questions.model import Instrument

_TEXTS = ("na_reason", "evidence", "evidence_date", "responsible", "comment")
_SHOWN = 60


def read_import(
    file: BinaryIO, name: str, instrument: Instrument, types: Sequence[str] = (), row_limit: int = ROW_LIMIT
) -> AssessmentHistory | AnswerFiles:
    """Read one file that is open already: a whole history from a bundle, answer sheets from all else.

    Arguments and errors as for :func:`~assessment.exchange.answer_files.read_answers`. ``types`` do not concern a
    bundle, which is kept as it is.
    """
    with seekable(file) as source:
        start = source.read(LOOKED_AT)
        source.seek(0)
        if looks_like_json(start):
            return read_bundle(source, name, instrument)
        return read_answers(source, name, instrument, types, row_limit)


def apart_lines(found: Comparison) -> Iterator[str]:
    """What somebody must choose between, one line each: the details, then each practice with both answers."""
    for detail in found.details:
        yield _("{detail}: here {ours}, there {theirs}").format(
            detail=detail.name, ours=_cut(detail.ours), theirs=_cut(detail.theirs)
        )
    for action in found.actions:
        yield _("action {id}: here {ours}, there {theirs}").format(
            id=action.ours.action.id, ours=_plan_side(action.ours), theirs=_plan_side(action.theirs)
        )
    for pair in found.apart:
        yield _("practice {id}: here {ours}, there {theirs}").format(
            id=pair.practice_id,
            ours=said_by(pair.ours, pair.theirs.answer),
            theirs=said_by(pair.theirs, pair.ours.answer),
        )


def _plan_side(kept: KeptAction) -> str:
    """The action, who changed it last and when."""
    return _("{answer} ({author}, {when} UTC)").format(
        answer=f"{_cut(kept.action.text)}, {kept.action.status}",
        author=kept.author,
        when=kept.at.strftime("%Y-%m-%d %H:%M"),
    )


def answer_side(answer: Answer, other: Answer) -> str:
    """The answer, and those of its texts that the other one has not."""
    given = [answer.answer or _("no answer")]
    given += [
        f"{name} {_cut(getattr(answer, name))}" for name in _TEXTS if getattr(answer, name) != getattr(other, name)
    ]
    return ", ".join(given)


def said_by(revision: AnswerRevision, other: Answer) -> str:
    """The same of a revision, with who gave it and when."""
    return _("{answer} ({author}, {when} UTC)").format(
        answer=answer_side(revision.answer, other),
        author=revision.author,
        when=revision.at.strftime("%Y-%m-%d %H:%M"),
    )


def _cut(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f"'{text}'" if len(text) <= _SHOWN else f"'{text[: _SHOWN - 1]}…'"
