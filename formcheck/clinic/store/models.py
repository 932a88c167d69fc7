"""The tables, as typed ORM models; private to the history store.

They say what the newest migration makes (a test compares the two). Identifiers are never given
twice (AUTOINCREMENT), because everything is ordered by them.
"""

from datetime import UTC, datetime

from sqlalchemy import Boolean, Dialect, Float, ForeignKey, Integer, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

__all__ = [
    "AnswerRow",
    "Base",
    "EventRow",
    "FaultRow",
    "PlanRow",
    "RepetitionRow",
    "SetRow",
    "SettingRow",
    "TrainingRow",
    "UtcTime",
]


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime, kept as ISO 8601 text in UTC, since SQLite has no type for it.

    A text that is no such time raises ValueError, which reading turns into `StoreError`.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> str | None:
        """Return the text of an aware time, None for None."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> datetime | None:
        """Return the aware time of a text, None for None."""
        if value is None:
            return None
        time = datetime.fromisoformat(value)
        if time.tzinfo is None:
            raise ValueError(f"time without a zone: {value!r}")
        return time.astimezone(UTC)


class Base(DeclarativeBase):
    """What all tables share: their names of constraints, and how Python's types are kept."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        bool: Boolean,
        bytes: LargeBinary,
        datetime: UtcTime,
        float: Float,
        int: Integer,
        str: Text,
    }


class _Dose:
    """The columns of a plan's item, wherever one is kept."""

    exercise: Mapped[str]
    sets_planned: Mapped[int]
    repetitions_planned: Mapped[int]
    hold_s: Mapped[float]
    rest_s: Mapped[float]
    side: Mapped[str]
    target_deg: Mapped[float | None]


class PlanRow(_Dose, Base):
    """One item of the plan; `position` counts from 0."""

    __tablename__ = "plan"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class TrainingRow(_Dose, Base):
    """One exercise done once; `deleted_at` hides it until it is restored."""

    __tablename__ = "trainings"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    state: Mapped[str]
    deleted_at: Mapped[datetime | None]
    sets: Mapped[list["SetRow"]] = relationship(order_by="SetRow.id", lazy="raise")


class SetRow(Base):
    """One set."""

    __tablename__ = "sets"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id"), index=True)
    number: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    state: Mapped[str]
    counted: Mapped[int]
    score: Mapped[float | None]
    band: Mapped[str | None]
    assessable: Mapped[float | None]
    main_fault: Mapped[str | None]
    repetitions: Mapped[list["RepetitionRow"]] = relationship(
        order_by="RepetitionRow.id", lazy="raise"
    )


class RepetitionRow(Base):
    """A judged repetition; NULL in a column of a plain float of the result stands for NaN."""

    __tablename__ = "repetitions"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("sets.id"), index=True)
    index: Mapped[int]
    side: Mapped[str]
    start_s: Mapped[float | None]
    turn_s: Mapped[float | None]
    end_s: Mapped[float | None]
    rom_deg: Mapped[float | None]
    out_s: Mapped[float | None]
    hold_s: Mapped[float | None]
    back_s: Mapped[float | None]
    rejected: Mapped[str | None]
    score: Mapped[float | None]
    band: Mapped[str | None]
    assessable: Mapped[float | None]
    mode: Mapped[str | None]
    reason: Mapped[str]
    pose_xy: Mapped[bytes | None]
    pose_width: Mapped[int | None]
    pose_height: Mapped[int | None]
    faults: Mapped[list["FaultRow"]] = relationship(order_by="FaultRow.id", lazy="raise")


class FaultRow(Base):
    """A broken rule of one repetition; NULL numbers stand for NaN."""

    __tablename__ = "faults"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    repetition_id: Mapped[int] = mapped_column(ForeignKey("repetitions.id"), index=True)
    rule: Mapped[str]
    start_s: Mapped[float | None]
    end_s: Mapped[float | None]
    worst: Mapped[float | None]
    limit: Mapped[float | None]
    excess: Mapped[float | None]
    safety: Mapped[bool]


class EventRow(Base):
    """Something that happened; `data` is the text of a JSON object."""

    __tablename__ = "events"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id"), index=True)
    set_id: Mapped[int | None] = mapped_column(ForeignKey("sets.id"))
    at: Mapped[datetime]
    time_s: Mapped[float | None]
    kind: Mapped[str]
    data: Mapped[str]


class AnswerRow(Base):
    """A question or an answer about pain, and what followed; `rules` is a JSON list of texts."""

    __tablename__ = "answers"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    exercise: Mapped[str | None]
    training_id: Mapped[int | None] = mapped_column(ForeignKey("trainings.id"), index=True)
    data: Mapped[str]
    decision: Mapped[str | None]
    rules: Mapped[str]


class SettingRow(Base):
    """What the person chose: a name and the text of a JSON value."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
