"""Very many stored assessments, scored some at a time: what is read of them are the answer codes, not the texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice

from assessment.model import BLANK, AnswerSheet, Assessment
from assessment.results import plan_of, targets_of
from assessment.service.filling import by_organisation
from assessment.sharing import organisation_sources
from assessment.store.interface import LevelStore
from questions.model import Instrument
from scoring.assemble import ScoredBlock, scored_block

BLOCK = 1000

Levels = Mapping[str, Mapping[str, str]]


def stored_blocks(
    store: LevelStore, instrument: Instrument, assessments: Sequence[Assessment]
) -> Iterator[tuple[list[AnswerSheet], ScoredBlock]]:
    """Stored assessments with what their current answers are worth, by stakeholder types and then by id.

    A plan takes what it does not answer from its organisation (METHOD 9). The sheets name the assessments; their
    answers stand in the blocks alone. Memory does not grow with the number of answers.

    Args:
        instrument: the one that all were answered with.
        assessments: to be scored; where plans take answers from, too.
    """
    in_order = sorted(assessments, key=lambda one: (one.stakeholder_types, one.id))
    for types, alike in groupby(in_order, key=lambda one: one.stakeholder_types):
        plan = plan_of(instrument, types)
        while some := list(islice(alike, BLOCK)):
            levels = _filled(store, instrument, some, assessments)
            codes = plan.code_rows(levels.get(one.id, {}) for one in some)
            targets = [list(targets_of(one, plan).values()) for one in some]
            yield [AnswerSheet(assessment=one, answers={}) for one in some], scored_block(plan, codes, targets, ())


def _filled(
    store: LevelStore, instrument: Instrument, some: Sequence[Assessment], everybody: Sequence[Assessment]
) -> Levels:
    """The levels of these, and of plans also what their organisation answered for them."""
    sources = by_organisation(some, everybody)
    wanted = {one.id for one in some} | {one.id for found in sources.values() for one in found}
    levels = dict(store.levels(wanted))
    filled = dict(levels)
    for plan in some:
        own = levels.get(plan.id, {})
        answered = [(one, _answered(levels.get(one.id, {}))) for one in sources.get(plan.id, ())]
        taken = organisation_sources(instrument, plan, answered)
        filled[plan.id] = {**own, **{id: levels[one.id][id] for id, one in taken.items() if not own.get(id)}}
    return filled


def _answered(levels: Mapping[str, str]) -> set[str]:
    return {id for id, level in levels.items() if level != BLANK}
