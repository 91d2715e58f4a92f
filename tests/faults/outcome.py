"""What came of a fault: what was said to be saved, what of it is gone, what was told, whether it recovered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SHOWN = 90


@dataclass(frozen=True)
class Outcome:
    """One line of the table.

    Attributes:
        fault: what was done.
        engine: over which database.
        times: how often.
        acknowledged: answers that were said to be saved.
        lost: those of them that are not stored, or not whole.
        told: what the screen or the caller was told meanwhile.
        recovered: saving went on by itself, without anybody doing more than trying again.
    """

    fault: str
    engine: str
    times: int
    acknowledged: int
    lost: int
    told: str
    recovered: bool

    @property
    def holds(self) -> bool:
        """Nothing acknowledged is lost, something was acknowledged, and it recovered."""
        return self.lost == 0 and self.acknowledged > 0 and self.recovered


def said(troubles: Iterable[str]) -> str:
    """The different sentences, the first of them in full."""
    different = list(dict.fromkeys(troubles))
    if not different:
        return "nothing was said to be saved"
    return different[0] + (f" (and {len(different) - 1} other)" if len(different) > 1 else "")


def table(outcomes: Sequence[Outcome]) -> str:
    """The outcomes, a line each."""
    width = max(len(outcome.fault) for outcome in outcomes)
    lines = [f"{'fault':{width}}  {'engine':10} {'times':>5} {'saved':>6} {'lost':>4}  {'recovers':8}  told"]
    for one in outcomes:
        recovers = "yes" if one.recovered else "NO"
        mark = "" if one.holds else "  FAILED"
        lines.append(
            f"{one.fault:{width}}  {one.engine:10} {one.times:5} {one.acknowledged:6} {one.lost:4}  {recovers:8}  "
            f"{one.told[:_SHOWN]}{mark}"
        )
    return "\n".join(lines) + "\n"
