"""The plan of action: what is to be done about the gaps of an assessment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "actions",
        sa.Column("assessment_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.String(64), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("aims", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("start", sa.Date()),
        sa.Column("due", sa.Date()),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("effort", sa.String(20)),
        sa.Column("note", sa.String(4000), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "id", name="pk_actions"),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_actions_revision_from_1")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_actions_assessment_id", ondelete="CASCADE"
        ),
    )
