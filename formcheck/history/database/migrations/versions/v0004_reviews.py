"""Reviews of clips that are kept, with their notes."""

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    """Create the tables of reviews, their verdicts and their notes."""
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("film", sa.Text()),
        sa.Column("film_sha256", sa.Text()),
        sa.Column("landmarks_sha256", sa.Text(), nullable=False),
        sa.Column("limits_sha256", sa.Text(), nullable=False),
        sa.Column("exercise", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("target_deg", sa.Float()),
        sa.Column("duration_s", sa.Float()),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float()),
        sa.Column("deleted_at", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sqlite_autoincrement=True,
    )
    # A table of its own, so that a list of reviews reads no verdicts.
    op.create_table(
        "review_verdicts",
        sa.Column("review_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("verdict", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("review_id", name="pk_review_verdicts"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_review_verdicts_review_id"),
    )
    op.create_table(
        "review_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("time_s", sa.Float()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_notes"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_review_notes_review_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_review_notes_review_id", "review_notes", ["review_id"])
