"""A figure of performance: ours against a floor, both measured in one run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One ratio with what it is made of, in milliseconds or what its name says, and its bar.

    Attributes:
        bar: the ratio must not lie above it; with ``at_least`` or ``more_is_better`` not below it. ``None`` is shown
            without a bar.
    """

    name: str
    ours: float
    floor: float
    bar: float | None = None
    at_least: bool = False
    more_is_better: bool = False

    @property
    def ratio(self) -> float:
        """Ours over the floor; with ``at_least``, the floor over ours: how many times faster."""
        return self.floor / self.ours if self.at_least else self.ours / self.floor

    @property
    def holds(self) -> bool:
        """On the right side of the bar, where there is one."""
        if self.bar is None:
            return True
        return self.ratio >= self.bar if self.is_lower_bar else self.ratio <= self.bar

    @property
    def is_lower_bar(self) -> bool:
        """Must the ratio reach the bar, and not stay below it?"""
        return self.at_least or self.more_is_better
