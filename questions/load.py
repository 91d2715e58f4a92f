"""Loading an instrument that has been checked."""

from __future__ import annotations

from pathlib import Path

from questions.check import BANK, problems
from questions.errors import BankError
from questions.files import read_bank
from questions.model import Instrument

__all__ = ["BANK", "load_instrument"]


def load_instrument(path: Path | None = None) -> Instrument:
    """The instrument of the bank in ``path``, by default the one that comes with the package.

    Raises:
        BankError: with every problem found.
    """
    bank = read_bank(path or BANK)
    found = problems(bank)
    if found or bank.instrument is None:
        raise BankError(found)
    return bank.instrument
