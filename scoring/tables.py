"""The kernel's formula, tabulated: scoring of very many assessments by look-up.

The answers of a few practices have few possible patterns: 3 bits a practice on a scale of up to 5 levels, 4 bits on one
of up to 13. For a *bundle* of whole parts of one group, with a few practices between them, the formula is applied once
to every pattern; the table holds the sums that METHOD 5 divides. An assessment then costs one index and one look-up a
bundle, and the sums of bundles add up to those of groups. Parts with too many practices for a table go through the
formula itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scoring.plan import Codes, Floats, Group, ScoringPlan
from scoring.score import FIGURES, Figures, Scores, needed_groups, part_figures, put_groups, sums_of

BUNDLE_BITS = 12
TABLE_BITS = 16
BLOCKS_A_STRETCH = 16
THREADS = 2
BITS_OF_LEVELS = {3: 5, 4: 13}


@dataclass(frozen=True, eq=False)
class Bundle:
    """Practices that share a table.

    Attributes:
        columns: of the codes.
        base: position of the base group that its sums belong to.
        figures: W x score, low, high and coverage by pattern, shape (patterns, 4).
        weights: W where the score is defined, and W, by pattern, shape (patterns, 2).
    """

    columns: tuple[int, ...]
    base: int
    figures: Floats
    weights: Floats


@dataclass(frozen=True, eq=False)
class Tables:
    """A plan's tables for some groups and, perhaps, its recommendations.

    Attributes:
        bits: of the index for one practice.
        bundles: cover the base groups.
        needed: positions of the groups that are computed; overall comes last.
        spread: which base groups make up each of them; shape (base groups, groups needed).
        large: parts without a table, with the columns they lie in and the base groups they belong to.
        recommendations: columns and figures by pattern of each recommendation, ``None`` for one without a table.
    """

    bits: int
    bundles: tuple[Bundle, ...]
    needed: list[int]
    spread: Floats
    large: tuple[tuple[int, tuple[int, ...], int], ...]
    recommendations: tuple[tuple[tuple[int, ...], Figures | None], ...]


def fill_from_tables(plan: ScoringPlan, codes: Codes, out: Scores, block: int) -> bool:
    """Fill ``out``; false, with nothing done, when a scale has too many levels for tables."""
    tables = tables_of(plan, out.group_list, out.recommendations.score.shape[1] > 0)
    if tables is None:
        return False
    stretches = [
        slice(start, min(start + BLOCKS_A_STRETCH * block, len(codes)))
        for start in range(0, len(codes), BLOCKS_A_STRETCH * block)
    ]
    # Stretches share nothing, and numpy lets other threads run while it writes what recommendations have.
    with ThreadPoolExecutor(max_workers=THREADS if tables.recommendations else 1) as threads:
        list(threads.map(lambda stretch: _fill_stretch(plan, tables, codes, out, stretch, block), stretches))
    return True


def _fill_stretch(plan: ScoringPlan, tables: Tables, codes: Codes, out: Scores, stretch: slice, block: int) -> None:
    mask = np.uint8((1 << tables.bits) - 1)
    indexes = np.zeros((len(tables.recommendations), stretch.stop - stretch.start), dtype=np.uint16)
    for first in range(stretch.start, stretch.stop, block):
        rows = slice(first, min(first + block, stretch.stop))
        signed = np.ascontiguousarray(codes[rows].T)
        patterns = (signed.view(np.uint8) & mask).astype(np.uint16)
        _fill_groups(plan, tables, signed, patterns, out, rows)
        for index, (columns, table) in zip(indexes, tables.recommendations, strict=True):
            if table is not None:
                index[first - stretch.start : rows.stop - stretch.start] = _index(patterns, columns, tables.bits)
    _fill_recommendations(plan, tables, codes[stretch], indexes, out, stretch)


@lru_cache(maxsize=32)
def tables_of(plan: ScoringPlan, wanted: tuple[Group, ...], recommendations: bool) -> Tables | None:
    """The tables for these groups, made once; ``None`` when a scale has too many levels."""
    levels = plan.values.shape[1]
    bits = next((bits for bits, most in BITS_OF_LEVELS.items() if levels <= most), None)
    if bits is None:
        return None
    needed = needed_groups(plan, wanted)
    bases, spread = _bases(plan, needed)
    bundles: list[Bundle] = []
    large: list[tuple[int, tuple[int, ...], int]] = []
    for base, members in enumerate(bases):
        for parts in _bundled(plan, members, bits):
            columns = _columns(plan, parts)
            if len(columns) * bits > TABLE_BITS:
                large.append((parts[0], columns, base))
                continue
            figures = part_figures(plan, _all_patterns(len(columns), bits), list(columns), list(parts))
            sums = sums_of(figures, np.ones((len(parts), 1)))[:, :, 0]
            bundles.append(Bundle(columns, base, _table(sums[:4]), _table(sums[4:])))
    its_tables = [_recommendation_table(plan, position, bits) for position in range(len(plan.recommendations))]
    return Tables(bits, tuple(bundles), needed, spread, tuple(large), tuple(its_tables) if recommendations else ())


def _bases(plan: ScoringPlan, needed: Sequence[int]) -> tuple[list[tuple[int, ...]], Floats]:
    """The smallest groups needed, such that every group is one of them or a disjoint union of them.

    Also, which base groups make up each group: shape (base groups, groups needed).
    """
    groups = (*plan.groups, plan.overall)
    own = [() if groups[position].of_groups else groups[position].members for position in needed]
    bases: list[tuple[int, ...]] = []
    made_of: dict[int, list[int]] = {}
    for column in sorted(range(len(needed)), key=lambda column: len(own[column])):
        inside = [base for base, members in enumerate(bases) if set(members) <= set(own[column])]
        if sum(len(bases[base]) for base in inside) != len(own[column]):
            inside = [len(bases)]
            bases.append(own[column])
        made_of[column] = inside
    spread = np.zeros((len(bases), len(needed)))
    for column, inside in made_of.items():
        spread[inside, column] = 1.0
    return bases, spread


def _bundled(plan: ScoringPlan, members: Sequence[int], bits: int) -> list[tuple[int, ...]]:
    """Parts put together, in order, as long as their practices fit one index; a large part stands alone."""
    bundles: list[tuple[int, ...]] = []
    room = 0
    for part in members:
        size = len(_columns(plan, (part,))) * bits
        if size > room:
            bundles.append((part,))
            room = BUNDLE_BITS - size
        else:
            bundles[-1] = (*bundles[-1], part)
            room -= size
    return bundles


def _columns(plan: ScoringPlan, parts: Sequence[int]) -> tuple[int, ...]:
    return tuple(int(column) for part in parts for column in np.flatnonzero(plan.parts[:, part]))


def _all_patterns(practices: int, bits: int) -> Codes:
    """Codes of every pattern, in the order of its index: the first practice in the lowest bits."""
    index = np.arange(1 << (bits * practices))[:, None]
    states = (index >> (bits * np.arange(practices))) & ((1 << bits) - 1)
    return np.where(states < (1 << bits) - 3, states, states - (1 << bits)).astype(np.int8)


def _table(sums: Floats) -> Floats:
    return np.ascontiguousarray(sums.T)


def _recommendation_table(plan: ScoringPlan, position: int, bits: int) -> tuple[tuple[int, ...], Figures | None]:
    columns = _columns(plan, (position,))
    if len(columns) * bits > TABLE_BITS:
        return columns, None
    figures = part_figures(plan, _all_patterns(len(columns), bits), list(columns), [position])
    return columns, Figures(*(np.ascontiguousarray(getattr(figures, name)[:, 0]) for name in FIGURES))


def _index(patterns: NDArray[np.uint16], columns: Sequence[int], bits: int) -> NDArray[np.uint16]:
    index = patterns[columns[0]].copy()
    for position, column in enumerate(columns[1:], start=1):
        index |= patterns[column] << np.uint16(bits * position)
    return np.asarray(index, dtype=np.uint16)


def _fill_groups(
    plan: ScoringPlan, tables: Tables, signed: Codes, patterns: NDArray[np.uint16], out: Scores, rows: slice
) -> None:
    count = patterns.shape[1]
    figures = np.zeros((tables.spread.shape[0], count, 4))
    weights = np.zeros((tables.spread.shape[0], count, 2))
    four, two = np.empty((count, 4)), np.empty((count, 2))
    for bundle in tables.bundles:
        index = _index(patterns, bundle.columns, tables.bits).astype(np.intp)
        np.take(bundle.figures, index, axis=0, out=four, mode="clip")
        np.take(bundle.weights, index, axis=0, out=two, mode="clip")
        figures[bundle.base] += four
        weights[bundle.base] += two
    for part, columns, base in tables.large:
        sums = sums_of(part_figures(plan, signed[list(columns)].T, list(columns), [part]), np.ones((1, 1)))[:, :, 0]
        figures[base] += sums[:4].T
        weights[base] += sums[4:].T
    by_base = np.concatenate([figures, weights], axis=2)
    put_groups(plan, out, rows, tables.needed, np.tensordot(by_base, tables.spread, axes=(0, 0)).transpose(1, 0, 2))


def _fill_recommendations(
    plan: ScoringPlan, tables: Tables, codes: Codes, indexes: NDArray[np.uint16], out: Scores, rows: slice
) -> None:
    """One recommendation and figure after the other, over many rows: memory is then written as it lies."""
    for position, (columns, table) in enumerate(tables.recommendations):
        if table is None:
            found = part_figures(plan, codes[:, list(columns)], list(columns), [position])
            for name in FIGURES:
                getattr(out.recommendations, name)[rows, position] = getattr(found, name)[:, 0]
            continue
        index = indexes[position].astype(np.intp)
        for name in FIGURES:
            column = getattr(out.recommendations, name)[rows, position]
            np.take(getattr(table, name), index, out=column, mode="clip")
