"""What several rooms' tests share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date

import pytest

from assessment.results import result_of
from assessment.sample import sample_sheet
from questions.load import load_instrument
from questions.model import Instrument
from scoring.result import Result


@pytest.fixture(scope="session")
def sample() -> tuple[Instrument, Result]:
    """The real instrument and the result of the sample assessment."""
    instrument = load_instrument()
    return instrument, result_of(instrument, sample_sheet(instrument, date(2026, 6, 1)))


@pytest.fixture(autouse=True)
def same_main_module() -> Iterator[None]:
    """A page under test runs as ``__main__``; processes that other tests start must find the real one."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main
