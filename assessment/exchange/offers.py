"""What a file that was read offers to an assessment that is here, and why it may not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessment.errors import InputProblem
from assessment.exchange.imports import answer_side, said_by
from assessment.model import ORGANISATION_SUBJECT, AnswerSheet, Assessment
from assessment.taking_in import Beside, Kind, Offer
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.validation import type_titles
from questions.model import Instrument


@dataclass(frozen=True)
class Offered:
    """What one file offers, an offer an assessment in it; with a problem nothing of it is taken."""

    offers: tuple[Offer, ...] = ()
    problems: tuple[InputProblem, ...] = ()
    warnings: tuple[InputProblem, ...] = ()


def offered(name: str, sheets: Sequence[AnswerSheet], into: Assessment, instrument: Instrument) -> Offered:
    """Turn the sheets of a file into offers to an assessment.

    Other stakeholder types are a problem, because they are asked other things. Another organisation or plan is
    only a warning: a colleague may have typed another name. Targets and details are not offered.

    Args:
        instrument: the version of the assessment, with which the file was read.
    """
    problems = tuple(
        InputProblem(name, "", _other_types(sheet.assessment, into, instrument))
        for sheet in sheets
        if sheet.assessment.stakeholder_types != into.stakeholder_types
    )
    if problems:
        return Offered(problems=problems)
    is_one = len(sheets) == 1
    differences = (text for sheet in sheets for text in _differences(sheet.assessment, into))
    return Offered(
        tuple(Offer(name if is_one else f"{name}: {sheet.assessment.id}", sheet.answers) for sheet in sheets),
        warnings=tuple(InputProblem(name, "", text) for text in dict.fromkeys(differences)),
    )


def counts_sentence(found: Sequence[Beside]) -> str:
    """How many practices are of each kind: ``1 conflict, 3 new, 0 changed, 2 older than here, 40 the same``."""
    count = {kind: sum(1 for one in found if one.kind is kind) for kind in Kind}
    conflicts = translate_count("{number} conflict", "{number} conflicts", count[Kind.CONFLICT])
    rest = _("{new} new, {changed} changed, {older} older than here, {same} the same").format(
        **{kind.value: count[kind] for kind in Kind}
    )
    return f"{conflicts.format(number=count[Kind.CONFLICT])}, {rest}"


def conflict_lines(found: Sequence[Beside]) -> Iterator[str]:
    """What somebody must choose between, a line a practice: what is here, then what each file says."""
    for one in found:
        if one.kind is not Kind.CONFLICT:
            continue
        here = one.here.answer
        ours = said_by(one.here.history[-1], one.sides[0].answer) if one.here.history else _("nothing")
        theirs = [f"{answer_side(side.answer, here)} ({', '.join(side.sources)})" for side in one.sides]
        yield _("practice {id}: here {ours}; in files {theirs}").format(
            id=one.practice_id, ours=ours, theirs="; ".join(theirs)
        )


def _other_types(found: Assessment, into: Assessment, instrument: Instrument) -> str:
    return _(
        "assessment '{id}' is for {found} ({found_codes}), the one to take it in is for {wanted} ({wanted_codes}). Use "
        "a file for the same stakeholder types."
    ).format(
        id=found.id,
        found=type_titles(instrument, found.stakeholder_types),
        found_codes=" ".join(found.stakeholder_types),
        wanted=type_titles(instrument, into.stakeholder_types),
        wanted_codes=" ".join(into.stakeholder_types),
    )


def _differences(found: Assessment, into: Assessment) -> Iterator[str]:
    name, own = found.organisation.strip(), into.organisation.strip()
    if name and own and name != own:
        yield _("it names the organization '{found}', here it is '{own}'. Look whether it is the right file.").format(
            found=name, own=own
        )
    subject, own = found.subject.strip(), into.subject.strip()
    if subject not in (own, ORGANISATION_SUBJECT):
        yield _("it is about the plan '{found}'. Look whether it is the right file.").format(found=subject)
