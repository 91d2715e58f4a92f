"""The tables: one schema for SQLite and PostgreSQL.

    organisations ─< assessments ─< answers   append-only history; the newest revision is the current answer
                                 ├< views     the same of each respondent who sees a practice differently
                                 ├< remarks   what members say to each other about a practice
                                 ├< stages    submitted, cleared, reopened
                                 ├< targets   targets of single recommendations
                                 └< actions   the plan of action; each entry as it is now, with its revision
    people ─< sessions                        who signed in, and which sign-ins have ended
           └< memberships >─ organisations ─< invitations
    events                                    who did what, when: ids only, so it outlives what was deleted

Deleting a row deletes what hangs on it. The histories can be neither changed nor thinned out: triggers, made by the
migrations, refuse it for as long as the assessment exists, and for the events as long as any assessment does. Where
an author stands, it is the id of a person, without a key to ``people``: what somebody said outlives their name.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    false,
)

from assessment.model import AUTHOR, ID, LONG_TEXT, OPERATION, SHORT_TEXT

SCHEMA = 3
"""Number of the schema that this release writes; the newest migration carries the same."""


def utc(moment: datetime) -> datetime:
    """The same moment in UTC. A time without its zone would silently change its meaning: ``ValueError``."""
    if moment.utcoffset() is None:
        raise ValueError("A time without its zone cannot be stored. Give it one, for example UTC.")
    return moment.astimezone(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept and given back in UTC, to the microsecond, also where the database has no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        del dialect
        return None if value is None else utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def _of_assessment() -> Column[str]:
    return Column("assessment_id", String(ID), ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True)


organisations = Table(
    "organisations",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("name", String(SHORT_TEXT), nullable=False, unique=True),
    Column("is_enrolled", Boolean, nullable=False, server_default=false()),
    Column("needs_clearance", Boolean, nullable=False, server_default=false()),
    Column("keep_days", Integer),
)

# baseline_id is no foreign key: the round that was copied may be deleted, or be in another database.
assessments = Table(
    "assessments",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("organisation_id", String(ID), ForeignKey("organisations.id", ondelete="CASCADE"), index=True),
    Column("country", String(3), nullable=False),
    Column("stakeholder_types", JSON, nullable=False),
    Column("subject", String(SHORT_TEXT), nullable=False),
    Column("instrument_id", String(SHORT_TEXT), nullable=False),
    Column("instrument_version", String(SHORT_TEXT), nullable=False),
    Column("assessed_on", Date),
    Column("target", Float),
    Column("lead_first", Boolean, nullable=False),
    Column("baseline_id", String(ID)),
    Column("is_sample", Boolean, nullable=False),
    Column("created_at", UtcDateTime),
    Column("marking", String(SHORT_TEXT), nullable=False, server_default=""),
)


def _fields_of_an_answer() -> tuple[Column[str], ...]:
    return (
        Column("answer", String(20), nullable=False),
        Column("na_reason", String(SHORT_TEXT), nullable=False),
        Column("evidence", String(LONG_TEXT), nullable=False),
        Column("evidence_date", String(SHORT_TEXT), nullable=False),
        Column("responsible", String(SHORT_TEXT), nullable=False),
        Column("comment", String(LONG_TEXT), nullable=False),
    )


# The primary key decides which of two writers wins; the operation id makes a repeated save one save. An
# operation may write many practices, so it is unique for a practice; it is so across assessments, because
# the same operation in another assessment is another body.
answers = Table(
    "answers",
    metadata,
    _of_assessment(),
    Column("practice_id", String(ID), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    *_fields_of_an_answer(),
    Column("author", String(AUTHOR), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("operation_id", String(OPERATION), nullable=False),
    UniqueConstraint("operation_id", "practice_id"),
    CheckConstraint("revision >= 1", name="revision_from_1"),
)

# A view is settled when a lead has decided about it: the newest revision then carries the lead's id.
views = Table(
    "views",
    metadata,
    _of_assessment(),
    Column("practice_id", String(ID), primary_key=True),
    Column("person_id", String(ID), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    *_fields_of_an_answer(),
    Column("at", UtcDateTime, nullable=False),
    Column("settled_by", String(ID)),
    CheckConstraint("revision >= 1", name="revision_from_1"),
)

remarks = Table(
    "remarks",
    metadata,
    _of_assessment(),
    Column("id", String(ID), primary_key=True),
    Column("practice_id", String(ID), nullable=False),
    Column("author", String(ID), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("text", String(LONG_TEXT), nullable=False),
    Column("mentions", JSON, nullable=False),
    Column("resolved_by", String(ID)),
    Column("resolved_at", UtcDateTime),
)

stages = Table(
    "stages",
    metadata,
    _of_assessment(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("stage", String(20), nullable=False),
    Column("author", String(AUTHOR), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("note", String(LONG_TEXT), nullable=False),
    CheckConstraint("number >= 1", name="number_from_1"),
)

targets = Table(
    "targets",
    metadata,
    _of_assessment(),
    Column("recommendation_id", String(ID), primary_key=True),
    Column("target", Float, nullable=False),
    CheckConstraint("target > 0 AND target <= 100", name="target_in_range"),
)

actions = Table(
    "actions",
    metadata,
    _of_assessment(),
    Column("id", String(ID), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("recommendation_id", String(ID), nullable=False),
    Column("text", String(LONG_TEXT), nullable=False),
    Column("aims", JSON, nullable=False),
    Column("owner", String(SHORT_TEXT), nullable=False),
    Column("partner", String(ID), nullable=False),
    Column("start", Date),
    Column("due", Date),
    Column("status", String(20), nullable=False),
    Column("effort", String(20)),
    Column("note", String(LONG_TEXT), nullable=False),
    Column("author", String(AUTHOR), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint("revision >= 1", name="revision_from_1"),
)

people = Table(
    "people",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("issuer", String(SHORT_TEXT), nullable=False),
    Column("subject", String(SHORT_TEXT), nullable=False),
    Column("name", String(SHORT_TEXT), nullable=False),
    Column("is_administrator", Boolean, nullable=False),
    UniqueConstraint("issuer", "subject"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(ID), primary_key=True),
    Column("person_id", String(ID), ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("began_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)

memberships = Table(
    "memberships",
    metadata,
    Column("organisation_id", String(ID), ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", String(ID), ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("role", String(20), nullable=False),
    Column("topics", JSON, nullable=False),
    Column("clears", Boolean, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("digest", String(ID), primary_key=True),
    Column("organisation_id", String(ID), ForeignKey("organisations.id", ondelete="CASCADE"), index=True),
    Column("role", String(20)),
    Column("topics", JSON, nullable=False),
    Column("inviter", String(AUTHOR), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_by", String(ID)),
    Column("used_at", UtcDateTime),
)

# assessment_id is the id of whatever it was done to: an assessment, an organisation or a person.
events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("author", String(AUTHOR), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("assessment_id", String(ID), nullable=False),
)
