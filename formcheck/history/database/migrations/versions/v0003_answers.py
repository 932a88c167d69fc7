"""Questions and answers about pain and warning signs, and the decisions that followed."""

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    """Create the table of answers."""
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("exercise", sa.Text()),
        sa.Column("training_id", sa.Integer()),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text()),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        sa.ForeignKeyConstraint(["training_id"], ["trainings.id"], name="fk_answers_training_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answers_training_id", "answers", ["training_id"])
