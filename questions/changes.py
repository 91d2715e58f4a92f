"""What became of the practices of an earlier version: the map by which answers are carried over (METHOD 13)."""

from __future__ import annotations

from collections.abc import Mapping

from questions.model import PracticeId, Shape, Text


class Changes(Shape):
    """From the ids of the version that a bank replaces to its own.

    Attributes:
        replaces: the version before.
        practices: by old id, the ids that its answer goes to: several when it was split, none when it was dropped. The
            same new id under several old ones means that they were merged. An old id that is left out keeps its id.
    """

    replaces: Text
    practices: Mapping[PracticeId, tuple[PracticeId, ...]] = {}

    def heirs(self, practice_id: str) -> tuple[str, ...]:
        """The ids that the answer to an old practice goes to; none when it was dropped.

        >>> changes = Changes(replaces="1", practices={"R1.1.1a": ("R1.1.1a", "R1.1.1c"), "R1.1.1b": ()})
        >>> changes.heirs("R1.1.1a"), changes.heirs("R1.1.1b"), changes.heirs("R1.1.2a")
        (('R1.1.1a', 'R1.1.1c'), (), ('R1.1.2a',))
        """
        return self.practices.get(practice_id, (practice_id,))

    def then(self, following: Changes) -> Changes:
        """Both changes in one, first these, then those that follow.

        >>> first = Changes(replaces="1", practices={"R1.1.1a": ("R1.1.1a", "R1.1.1b")})
        >>> both = first.then(Changes(replaces="2", practices={"R1.1.1b": ("R1.1.2a",), "R2.1.1a": ()}))
        >>> both.heirs("R1.1.1a"), both.heirs("R2.1.1a")
        (('R1.1.1a', 'R1.1.2a'), ())
        """
        joined = {
            old: tuple(dict.fromkeys(heir for between in heirs for heir in following.heirs(between)))
            for old, heirs in self.practices.items()
        }
        later = {old: heirs for old, heirs in following.practices.items() if old not in self.practices}
        return Changes(replaces=self.replaces, practices=later | joined)
