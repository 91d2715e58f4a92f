"""One view of the Compare page."""

from __future__ import annotations


def view() -> None:
    """Draw the view."""
