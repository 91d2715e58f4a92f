"""Every problem of a bank, all at once.

Shapes are checked while reading (:mod:`questions.files`), what must hold across files by :mod:`questions.rules`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from questions.errors import Problem
from questions.files import OLDER, Bank, read_bank
from questions.model import id_key
from questions.rules import Rule, asked, numbering, references, scales, versions, wording
from questions.rules.translations import translations
from questions.translate import LOCALE

BANK = Path(__file__).parent / "bank"

RULES: tuple[Rule, ...] = (
    numbering.duplicate_codes,
    numbering.topics,
    asked.recommendations,
    asked.roles,
    asked.safeguards,
    references.references,
    references.warning_rules,
    references.neighbours,
    scales.scales,
    scales.rollup,
    wording.lengths_and_words,
    wording.identical_texts,
    versions.kept_versions,
    versions.changes,
)


def problems(bank: Bank, locale: Path | None = None) -> list[Problem]:
    """Every problem of a bank that was read, in the order of files and ids; empty when it is sound.

    Args:
        bank: what was read.
        locale: folder of its catalogues; by default ``locale`` in the bank's folder, and for the bank that comes
            with the package the folder beside it.

    Problems of older versions that the bank keeps are among them.
    """
    found = [*bank.problems, *numbering.duplicate_ids(bank), *numbering.numbering(bank)]
    if bank.instrument is not None:
        for rule in RULES:
            found += rule(bank, bank.instrument)
        found += translations(bank.instrument, locale or locale_of(bank.path))
    for name, kept in bank.kept.items() if not bank.is_older else ():
        found += [replace(problem, file=f"{OLDER}/{name}/{problem.file}") for problem in problems(kept)]
    return sorted(set(found), key=_place)


def check_bank(path: Path) -> list[Problem]:
    """Read the bank in ``path`` and return every problem."""
    return problems(read_bank(path))


def locale_of(path: Path) -> Path:
    """Folder of a bank's catalogues: its own ``locale``; of the bank in the package, the folder beside it."""
    return LOCALE if path.resolve() == BANK.resolve() else path / "locale"


def _place(problem: Problem) -> tuple[object, ...]:
    folder = problem.file.rpartition("/")[0]
    return folder, id_key(problem.file), problem.file, id_key(problem.id), problem
