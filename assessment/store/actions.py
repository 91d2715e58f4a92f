"""The plan of action in the database: read, and saved inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select, update

from assessment.errors import ActionConflict
from assessment.model import KeptAction
from assessment.store.rows import Values, action_of
from assessment.store.schema import actions, utc


def kept_of(connection: Connection, assessment_id: str) -> list[KeptAction]:
    """The actions of an assessment, by id."""
    query = select(actions).where(actions.c.assessment_id == assessment_id)
    return sorted(map(action_of, connection.execute(query)), key=lambda kept: kept.action.id)


def save(connection: Connection, new: Sequence[KeptAction], rows: Sequence[Values]) -> list[KeptAction]:
    """Write actions whose revision is one above the stored one, and return what is stored for each.

    The caller holds a lock on the assessment, so nobody else writes between reading and writing here.

    Args:
        new: of one assessment.
        rows: the same, as checked rows of ``actions``.

    Raises:
        ActionConflict: see the store's interface.
    """
    if not new:
        return []
    stored = {kept.action.id: kept for kept in kept_of(connection, new[0].assessment_id)}
    for kept, row in zip(new, rows, strict=True):
        current = stored.get(kept.action.id)
        if current and (current.revision, current.action) == (kept.revision, kept.action):
            continue  # the same save once more
        if kept.revision != (current.revision if current else 0) + 1:
            raise ActionConflict(current)
        if current is None:
            connection.execute(insert(actions), row)
        else:
            is_this = (actions.c.assessment_id == kept.assessment_id, actions.c.id == kept.action.id)
            connection.execute(update(actions).where(*is_this), row)
        stored[kept.action.id] = kept.model_copy(update={"at": utc(kept.at)})
    return [stored[kept.action.id] for kept in new]
