"""The plan, and sessions (table `trainings`) with their sets, repetitions, faults and events."""

from typing import Any

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0001"
down_revision: str | None = None


def upgrade() -> None:
    """Create the first tables."""
    op.create_table(
        "plan",
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        *_dose(),
        sa.PrimaryKeyConstraint("position", name="pk_plan"),
    )
    op.create_table(
        "trainings",
        _id(),
        *_dose(),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_trainings"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sets",
        _id(),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float()),
        sa.Column("band", sa.Text()),
        sa.Column("assessable", sa.Float()),
        sa.Column("main_fault", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_sets"),
        _within("sets", "training_id", "trainings.id"),
        sqlite_autoincrement=True,
    )
    _make_repetitions()
    op.create_table(
        "events",
        _id(),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer()),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("time_s", sa.Float()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        _within("events", "training_id", "trainings.id"),
        _within("events", "set_id", "sets.id"),
        sqlite_autoincrement=True,
    )
    for table, column in (
        ("sets", "training_id"),
        ("repetitions", "set_id"),
        ("faults", "repetition_id"),
        ("events", "training_id"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])


def _make_repetitions() -> None:
    op.create_table(
        "repetitions",
        _id(),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        *_floats("start_s", "turn_s", "end_s", "rom_deg", "out_s", "hold_s", "back_s"),
        sa.Column("rejected", sa.Text()),
        sa.Column("score", sa.Float()),
        sa.Column("band", sa.Text()),
        sa.Column("assessable", sa.Float()),
        sa.Column("mode", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("pose_xy", sa.LargeBinary()),
        sa.Column("pose_width", sa.Integer()),
        sa.Column("pose_height", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_repetitions"),
        _within("repetitions", "set_id", "sets.id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "faults",
        _id(),
        sa.Column("repetition_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        *_floats("start_s", "end_s", "worst", "limit", "excess"),
        sa.Column("safety", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_faults"),
        _within("faults", "repetition_id", "repetitions.id"),
        sqlite_autoincrement=True,
    )


def _id() -> "sa.Column[int]":
    return sa.Column("id", sa.Integer(), nullable=False)


def _floats(*names: str) -> "list[sa.Column[float]]":
    return [sa.Column(name, sa.Float()) for name in names]


def _dose() -> "list[sa.Column[Any]]":
    return [
        sa.Column("exercise", sa.Text(), nullable=False),
        sa.Column("sets_planned", sa.Integer(), nullable=False),
        sa.Column("repetitions_planned", sa.Integer(), nullable=False),
        sa.Column("hold_s", sa.Float(), nullable=False),
        sa.Column("rest_s", sa.Float(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("target_deg", sa.Float()),
    ]


def _within(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [parent], name=f"fk_{table}_{column}")
