"""A figure of performance: ours against a floor, both measured in one run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One ratio with what it is made of, in milliseconds or what its name says, and its bar.

    Attributes:
        bar: the ratio must not lie above it; with ``at_least`` not below it. ``None`` is shown without a bar.
    """

    name: str
    ours: float
    floor: float
    bar: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float:
        """Ours over the floor; with ``at_least``, the floor over ours: how many times faster."""
        return self.floor / self.ours if self.at_least else self.ours / self.floor

    @property
    def holds(self) -> bool:
        """On the right side of the bar, where there is one."""
        if self.bar is None:
            return True
        return self.ratio >= self.bar if self.at_least else self.ratio <= self.bar
