"""Question banks for tests."""

from pathlib import Path

SMALL = Path(__file__).parent / "small"
GROWN = Path(__file__).parent / "grown"
SPAR, GHS, SAMM = (Path(__file__).parent / name for name in ("spar", "ghs", "samm"))
