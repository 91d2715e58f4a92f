"""The instruments that files are read and written with."""

from __future__ import annotations

from pathlib import Path

import pytest

from questions.load import load_instrument
from questions.model import Instrument

WORKED_EXAMPLE = Path(__file__).parents[1] / "banks" / "method15"


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    """The real question bank."""
    return load_instrument()


@pytest.fixture(scope="session")
def example() -> Instrument:
    """The small bank of METHOD 15."""
    return load_instrument(WORKED_EXAMPLE)
