"""Question banks for tests."""

from pathlib import Path

SMALL = Path(__file__).parent / "small"
