"""The first schema: organisations, assessments, the history of answers, targets, events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
        sa.UniqueConstraint("name", name="uq_organisations_name"),
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.String(64)),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("stakeholder_types", sa.JSON(), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("instrument_id", sa.String(200), nullable=False),
        sa.Column("instrument_version", sa.String(200), nullable=False),
        sa.Column("assessed_on", sa.Date()),
        sa.Column("target", sa.Float()),
        sa.Column("lead_first", sa.Boolean(), nullable=False),
        sa.Column("baseline_id", sa.String(64)),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_assessments_organisation_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_assessments_organisation_id", "assessments", ["organisation_id"])
    op.create_table(
        "answers",
        sa.Column("assessment_id", sa.String(64), nullable=False),
        sa.Column("practice_id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.Column("na_reason", sa.String(200), nullable=False),
        sa.Column("evidence", sa.String(4000), nullable=False),
        sa.Column("evidence_date", sa.String(200), nullable=False),
        sa.Column("responsible", sa.String(200), nullable=False),
        sa.Column("comment", sa.String(4000), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operation_id", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "practice_id", "revision", name="pk_answers"),
        sa.UniqueConstraint("operation_id", "practice_id", name="uq_answers_operation_id"),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_answers_revision_from_1")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_answers_assessment_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "targets",
        sa.Column("assessment_id", sa.String(64), nullable=False),
        sa.Column("recommendation_id", sa.String(64), nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "recommendation_id", name="pk_targets"),
        sa.CheckConstraint("target > 0 AND target <= 100", name=op.f("ck_targets_target_in_range")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_targets_assessment_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("assessment_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


# A deleted assessment takes its history along: by then its own row is gone, and the trigger lets it pass.
APPEND_ONLY = {
    "sqlite": (
        """
        CREATE TRIGGER answers_unchanged BEFORE UPDATE ON answers
        BEGIN SELECT RAISE(ABORT, 'the history of answers is append-only'); END
        """,
        """
        CREATE TRIGGER answers_complete BEFORE DELETE ON answers
        WHEN EXISTS (SELECT 1 FROM assessments WHERE id = OLD.assessment_id)
        BEGIN SELECT RAISE(ABORT, 'the history of answers is append-only'); END
        """,
    ),
    "postgresql": (
        """
        CREATE FUNCTION answers_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                IF NOT EXISTS (SELECT 1 FROM assessments WHERE id = OLD.assessment_id) THEN
                    RETURN OLD;
                END IF;
            END IF;
            RAISE EXCEPTION 'the history of answers is append-only' USING ERRCODE = 'restrict_violation';
        END
        $$
        """,
        """
        CREATE TRIGGER answers_append_only BEFORE UPDATE OR DELETE ON answers
        FOR EACH ROW EXECUTE FUNCTION answers_append_only()
        """,
    ),
}
