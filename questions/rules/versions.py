"""Older versions lie where they belong, and nothing that was answered in the version before is lost unsaid."""

from __future__ import annotations

from collections.abc import Iterator

from questions.changes import Changes
from questions.errors import Problem
from questions.files import CHANGES, INSTRUMENT, OLDER, Bank
from questions.model import Instrument

_NEXT_ID = "Give what is new the next free id: none is ever used again."


def kept_versions(bank: Bank, instrument: Instrument) -> Iterator[Problem]:
    """Each folder holds the version that it is named after, of the same instrument, and there is a way to this one."""
    if bank.is_older:
        return
    for name, kept in bank.kept.items():
        found = kept.instrument
        is_other = found is not None and (found.id, found.version) != (instrument.id, name)
        if is_other or name == instrument.version:
            held = f"{found.id} version {found.version}" if found else "nothing readable"
            message = f"the folder '{name}' holds {held}, expected an older version of {instrument.id}"
            remedy = "Name the folder after its version, and raise the version of the bank."
            yield Problem(f"{OLDER}/{name}/{INSTRUMENT}", "", "version_misplaced", message, remedy)
    if bank.kept and not (bank.path / CHANGES).exists():
        message, remedy = (
            "the file is missing, and older versions are kept",
            "Add it; 'replaces' names the version before.",
        )
        yield Problem(CHANGES, "", "missing_file", message, remedy)


def changes(bank: Bank, _: Instrument) -> Iterator[Problem]:
    """Each practice of the version before keeps its id, or it is said what became of it; no id is used again."""
    written = bank.changes
    if written is None:
        return
    before = next(bank.lineage(), None)
    if before is None or written.replaces == (bank.instrument and bank.instrument.version):
        message = f"version '{written.replaces}' is not in the folder {OLDER}"
        remedy = f"Keep its files in {OLDER}/{written.replaces}, or correct 'replaces'."
        yield Problem(CHANGES, "", "unknown_version", message, remedy)
        return
    yield from _unknown(written, before.ids, bank.ids)
    practices = before.instrument.practices if before.instrument else {}
    for old in practices:
        if old not in written.practices and old not in bank.ids:
            message = f"practice {old} of version {written.replaces} is gone"
            yield Problem(CHANGES, old, "practice_gone", message, "Say which practices take its place: [] for none.")
        elif old in bank.ids and old not in written.heirs(old):
            message = f"{old} was something else in version {written.replaces}: its answer goes elsewhere"
            yield Problem(CHANGES, old, "id_reused", message, _NEXT_ID)
    earlier = {id for version in bank.lineage() for id in version.ids}
    for id in sorted((earlier - before.ids) & bank.ids):
        message = f"{id} stood in an earlier version, and not in version {written.replaces}"
        yield Problem(CHANGES, id, "id_reused", message, _NEXT_ID)


def _unknown(written: Changes, old: set[str], new: set[str]) -> Iterator[Problem]:
    for practice, heirs in written.practices.items():
        if practice not in old:
            message = f"there was no practice {practice} in version {written.replaces}"
            yield Problem(CHANGES, practice, "unknown_practice", message, "Correct the id.")
        for heir in heirs:
            if heir not in new:
                message = f"{practice} leads to {heir}, which does not exist"
                yield Problem(CHANGES, practice, "unknown_practice", message, "Correct the id.")
