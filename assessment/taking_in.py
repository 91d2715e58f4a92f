"""Answers that come back in files, beside those that are here: what is new, what differs, and what must be settled.

A file does not say when it was made. What it repeats of earlier answers tells: it was made before these were replaced,
so whoever filled it in did not know what was changed here after that. Blank says nothing and deletes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from assessment.joining import Prefer
from assessment.model import Answer, AnswerRevision

_TEXTS = ("evidence", "evidence_date", "responsible", "comment")


class Kind(StrEnum):
    """What the files say of one practice, the one that asks most of the reader first.

    ``conflict``: two files differ, or it was changed here after the file was made; somebody must choose. ``new``:
    nothing was answered here. ``changed``: something else is here. ``older``: the file repeats what was replaced here
    since. ``same``: nothing that is not here.
    """

    CONFLICT = "conflict"
    NEW = "new"
    CHANGED = "changed"
    OLDER = "older"
    SAME = "same"


@dataclass(frozen=True)
class Offer:
    """What one assessment in a file answers, by practice; ``source`` is what it is called to the reader."""

    source: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True)
class Here:
    """What is here of one practice.

    Attributes:
        answer: as it stands, for a plan with what it takes from its organisation.
        based_on: the newest revision of the assessment's own answer; 0 when there is none.
        history: what the answer was, oldest first, the present one last; that of the organisation where it is taken
            from there.
    """

    answer: Answer
    based_on: int = 0
    history: tuple[AnswerRevision, ...] = ()


@dataclass(frozen=True)
class Side:
    """An answer that one or several files offer.

    Attributes:
        answer: as it would be kept: texts that the files leave blank stay as they are here.
        is_older: it was here before and has been replaced since.
    """

    sources: tuple[str, ...]
    answer: Answer
    is_older: bool = False


@dataclass(frozen=True)
class Beside:
    """One practice: what is here, and the different answers that files offer, those first that were never here."""

    kind: Kind
    here: Here
    sides: tuple[Side, ...] = ()

    @property
    def practice_id(self) -> str:
        """The practice."""
        return self.here.answer.practice_id


@dataclass(frozen=True)
class Taken:
    """An answer to be kept on top of revision ``based_on``, the one that was looked at."""

    answer: Answer
    based_on: int


def beside(practice_ids: Iterable[str], here: Mapping[str, Here], offers: Sequence[Offer]) -> list[Beside]:
    """What the files say of each practice that at least one of them answers or writes about.

    Args:
        practice_ids: what is asked, in the order wanted; nothing else is looked at.
        here: what is here, where there is anything.
        offers: in the order in which their sides are to stand.
    """
    made_before = [_made_before(offer, here) for offer in offers]
    found = []
    for id in practice_ids:
        own = here.get(id) or Here(Answer(practice_id=id))
        said = [
            _Said(offer.source, offer.answers[id], before)
            for offer, before in zip(offers, made_before, strict=True)
            if id in offer.answers and not _is_blank(offer.answers[id])
        ]
        if said:
            found.append(_compared(own, said))
    return found


def merged(own: Answer, said: Answer) -> Answer:
    """Our answer with what another one says; it says nothing where it is blank, or differs in spaces alone."""
    update = {} if not said.is_answered else {"answer": said.answer, "na_reason": said.na_reason}
    for name in _TEXTS:
        text = getattr(said, name)
        if text.split() and text.split() != getattr(own, name).split():
            update[name] = text
    return own.model_copy(update=update)


def chosen(found: Iterable[Beside], prefer: Prefer) -> list[Taken]:
    """What to keep when nobody looks at each: all that is new or changed, and conflicts as preferred.

    With ``theirs`` the file named last wins where files differ; what is older than the answer here is never taken.
    """
    kinds = {Kind.NEW, Kind.CHANGED} | ({Kind.CONFLICT} if prefer is Prefer.THEIRS else set())
    return [
        Taken([side for side in one.sides if not side.is_older][-1].answer, one.here.based_on)
        for one in found
        if one.kind in kinds
    ]


@dataclass(frozen=True)
class _Said:
    """What one file says of a practice; it was made before the moment given, if that is known."""

    source: str
    answer: Answer
    made_before: datetime | None


def _compared(own: Here, said: Sequence[_Said]) -> Beside:
    differing = [one for one in said if _adds(own.answer, one.answer)]
    fresh = [one for one in differing if not _replaced_at(own, one.answer)]
    older = [replace(side, is_older=True) for side in _sides(own, [one for one in differing if one not in fresh])]
    sides = _sides(own, fresh)
    if not differing:
        kind = Kind.SAME
    elif not fresh:
        kind = Kind.OLDER
    elif len(sides) > 1 or any(_is_unaware(own, one.made_before) for one in fresh):
        kind = Kind.CONFLICT
    else:
        kind = Kind.CHANGED if _replaces(own.answer, sides[0].answer) else Kind.NEW
    return Beside(kind, own, (*sides, *older))


def _sides(own: Here, said: Sequence[_Said]) -> list[Side]:
    """The different answers; one that says no more than another goes with it."""
    kept: list[Side] = []
    for one in said:
        side = Side((one.source,), merged(own.answer, one.answer))
        for position, other in enumerate(kept):
            if not _adds(other.answer, side.answer):
                kept[position] = replace(other, sources=(*other.sources, one.source))
                break
            if not _adds(side.answer, other.answer):
                kept[position] = replace(side, sources=(*other.sources, one.source))
                break
        else:
            kept.append(side)
    return kept


def _is_blank(said: Answer) -> bool:
    return not said.is_answered and not any(getattr(said, name).split() for name in _TEXTS)


def _adds(own: Answer, said: Answer) -> bool:
    """Does it say anything that our answer does not?"""
    return merged(own, said) != own


def _replaces(own: Answer, kept: Answer) -> bool:
    """Would anything that is here be lost from sight? Where nothing is answered, a further text loses nothing."""
    return own.is_answered or any(getattr(own, name) not in ("", getattr(kept, name)) for name in _TEXTS)


def _made_before(offer: Offer, here: Mapping[str, Here]) -> datetime | None:
    """The latest moment at which the file can have been made; ``None`` when it repeats nothing that was replaced."""
    return min(_replacements(offer, here), default=None)


def _replacements(offer: Offer, here: Mapping[str, Here]) -> Iterator[datetime]:
    for id, said in offer.answers.items():
        own = here.get(id)
        if own and not _is_blank(said) and _adds(own.answer, said) and (at := _replaced_at(own, said)):
            yield at


def _replaced_at(own: Here, said: Answer) -> datetime | None:
    """When what it says was replaced here, the last time; ``None`` when it was never here."""
    for earlier, later in reversed(list(pairwise(own.history))):
        if not _adds(earlier.answer, said):
            return later.at
    return None


def _is_unaware(own: Here, before: datetime | None) -> bool:
    """Was the answer here given after the file was made?"""
    return before is not None and bool(own.history) and own.history[-1].at >= before
