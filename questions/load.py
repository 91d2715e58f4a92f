"""Loading an instrument that has been checked."""

from __future__ import annotations

from pathlib import Path

from questions.check import BANK, locale_of, problems
from questions.errors import BankError
from questions.files import Bank, read_bank
from questions.model import Instrument
from questions.rules.translations import UNFINISHED
from questions.versions import Instruments

__all__ = ["BANK", "load_instrument", "load_instruments"]


def load_instrument(path: Path | None = None, version: str | None = None) -> Instrument:
    """The instrument of the bank in ``path``, by default the one that comes with the package.

    Args:
        path: folder of the bank.
        version: one of the versions that it keeps; by default the bank's own.

    Raises:
        BankError: with every problem found.
        UnknownVersion: the bank does not keep that version.
    """
    loaded = load_instruments(path)
    return loaded.newest if version is None else loaded.version(version)


def load_instruments(path: Path | None = None) -> Instruments:
    """The instrument of a bank with the older versions that it keeps, and how they follow from each other.

    Raises:
        BankError: with every problem found, those of older versions among them, those of unfinished translations not.
    """
    bank = read_bank(path or BANK)
    found = [problem for problem in problems(bank) if problem.code not in UNFINISHED]
    if found or bank.instrument is None:
        raise BankError(found)
    versions = {kept.instrument.version: kept for kept in bank.kept.values() if kept.instrument}
    return Instruments(
        newest=bank.instrument,
        older=_older(bank),
        changes={
            version: kept.changes
            for version, kept in (versions | {bank.instrument.version: bank}).items()
            if kept.changes is not None
        },
        locale=None if bank.path.resolve() == BANK.resolve() else locale_of(bank.path),
    )


def _older(bank: Bank) -> dict[str, Instrument]:
    """The versions before this one, the oldest first."""
    kept = [version.instrument for version in bank.lineage() if version.instrument]
    return {instrument.version: instrument for instrument in reversed(kept)}
