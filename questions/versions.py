"""The versions of one instrument that are at hand, and how their practices follow from each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from questions.changes import Changes
from questions.errors import UnknownVersion
from questions.model import Instrument
from questions.translate import translated


@dataclass(frozen=True)
class Instruments:
    """The newest version of an instrument with the older ones that are kept.

    Attributes:
        newest: what new assessments are answered with.
        older: by version.
        changes: by version, what became of the practices of the one before.
        locale: folder of the catalogues of all versions; ``None`` is that of the package.
    """

    newest: Instrument
    older: Mapping[str, Instrument] = field(default_factory=dict)
    changes: Mapping[str, Changes] = field(default_factory=dict)
    locale: Path | None = None

    @property
    def versions(self) -> tuple[str, ...]:
        """Every version at hand, the newest last."""
        return (*self.older, self.newest.version)

    def find(self, instrument_id: str, version: str) -> Instrument | None:
        """The instrument of that id and version; ``None`` when it is not at hand."""
        if instrument_id != self.newest.id:
            return None
        return self.newest if version == self.newest.version else self.older.get(version)

    def version(self, version: str) -> Instrument:
        """One version; raises ``UnknownVersion`` when it is not at hand."""
        found = self.find(self.newest.id, version)
        if found is None:
            raise UnknownVersion(self.newest.id, version, self.versions)
        return found

    def changes_between(self, old: str, new: str) -> Changes | None:
        """How the practices of one version lead to a later one, over those between; ``None`` when no way leads there.

        From a version to itself nothing changes.
        """
        if old == new:
            return Changes(replaces=old)
        found: Changes | None = None
        version, passed = new, {new}
        while (step := self.changes.get(version)) is not None:
            found = step if found is None else step.then(found)
            if step.replaces == old:
                return found
            if step.replaces in passed:
                return None
            version = step.replaces
            passed.add(version)
        return None

    def in_language(self, version: str, language: str) -> Instrument:
        """One version with its texts in ``language`` as far as they are translated; raises ``UnknownVersion``."""
        return translated(self.version(version), language, self.locale)
