"""Question banks for tests."""

from pathlib import Path

SMALL = Path(__file__).parent / "small"
GROWN = Path(__file__).parent / "grown"
