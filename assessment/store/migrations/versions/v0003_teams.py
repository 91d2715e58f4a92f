"""Teams: people, sign-ins, memberships, invitations; stages, differing views, remarks; the log cannot be changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisations", sa.Column("is_enrolled", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column(
        "organisations", sa.Column("needs_clearance", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("organisations", sa.Column("keep_days", sa.Integer()))
    op.add_column("assessments", sa.Column("marking", sa.String(200), nullable=False, server_default=""))
    _people()
    _of_assessments()
    for statement in UNCHANGED[op.get_bind().dialect.name]:
        op.execute(statement)


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("issuer", sa.String(200), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("issuer", "subject", name="uq_people_issuer"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
        _belongs_to("sessions", "person_id", "people.id"),
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"])
    op.create_table(
        "memberships",
        sa.Column("organisation_id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("clears", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name="pk_memberships"),
        _belongs_to("memberships", "organisation_id", "organisations.id"),
        _belongs_to("memberships", "person_id", "people.id"),
    )
    op.create_index("ix_memberships_person_id", "memberships", ["person_id"])
    op.create_table(
        "invitations",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.String(64)),
        sa.Column("role", sa.String(20)),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("inviter", sa.String(200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by", sa.String(64)),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("digest", name="pk_invitations"),
        _belongs_to("invitations", "organisation_id", "organisations.id"),
    )
    op.create_index("ix_invitations_organisation_id", "invitations", ["organisation_id"])


def _of_assessments() -> None:
    op.create_table(
        "views",
        sa.Column("assessment_id", sa.String(64), nullable=False),
        sa.Column("practice_id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.Column("na_reason", sa.String(200), nullable=False),
        sa.Column("evidence", sa.String(4000), nullable=False),
        sa.Column("evidence_date", sa.String(200), nullable=False),
        sa.Column("responsible", sa.String(200), nullable=False),
        sa.Column("comment", sa.String(4000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.String(64)),
        sa.PrimaryKeyConstraint("assessment_id", "practice_id", "person_id", "revision", name="pk_views"),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_views_revision_from_1")),
        _belongs_to("views", "assessment_id", "assessments.id"),
    )
    op.create_table(
        "remarks",
        sa.Column("assessment_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("practice_id", sa.String(64), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("mentions", sa.JSON(), nullable=False),
        sa.Column("resolved_by", sa.String(64)),
        sa.Column("resolved_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("assessment_id", "id", name="pk_remarks"),
        _belongs_to("remarks", "assessment_id", "assessments.id"),
    )
    op.create_table(
        "stages",
        sa.Column("assessment_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(4000), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "number", name="pk_stages"),
        sa.CheckConstraint("number >= 1", name=op.f("ck_stages_number_from_1")),
        _belongs_to("stages", "assessment_id", "assessments.id"),
    )


def _belongs_to(table: str, column: str, owner: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [owner], name=f"fk_{table}_{column}", ondelete="CASCADE")


# The log goes only with everything else: a restored backup brings its own.
UNCHANGED = {
    "sqlite": (
        """
        CREATE TRIGGER events_unchanged BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
        """,
        """
        CREATE TRIGGER events_complete BEFORE DELETE ON events
        WHEN EXISTS (SELECT 1 FROM assessments)
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
        """,
        *(
            statement
            for table in ("views", "stages")
            for statement in (
                f"""
                CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table}
                BEGIN SELECT RAISE(ABORT, 'the history of {table} is append-only'); END
                """,
                f"""
                CREATE TRIGGER {table}_complete BEFORE DELETE ON {table}
                WHEN EXISTS (SELECT 1 FROM assessments WHERE id = OLD.assessment_id)
                BEGIN SELECT RAISE(ABORT, 'the history of {table} is append-only'); END
                """,  # noqa: S608 - our own names
            )
        ),
    ),
    "postgresql": (
        """
        CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                IF NOT EXISTS (SELECT 1 FROM assessments) THEN
                    RETURN OLD;
                END IF;
            END IF;
            RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'restrict_violation';
        END
        $$
        """,
        """
        CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events
        FOR EACH ROW EXECUTE FUNCTION events_append_only()
        """,
        *(
            f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION answers_append_only()
            """
            for table in ("views", "stages")
        ),
    ),
}
