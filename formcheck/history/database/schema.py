"""The tables, as typed ORM models; private to the history store.

They describe what the newest migration creates; a test compares the two. The table of sessions has
kept its older name, `trainings`. Ids are never used twice (AUTOINCREMENT), because they give the
order.
"""

from datetime import datetime
from typing import Annotated

from sqlalchemy import Boolean, ForeignKey, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from formcheck.assessment.types import Band, Rejection
from formcheck.history.database.column_types import (
    Choice,
    ChoiceByName,
    Measured,
    MeasuredOrNone,
    PlainText,
    UtcTime,
    WholeNumber,
)
from formcheck.history.types import SessionState
from formcheck.safety.decision_table import Decision

__all__ = [
    "AnswerRow",
    "Base",
    "EventRow",
    "FaultRow",
    "PlanRow",
    "RepetitionRow",
    "ReviewNoteRow",
    "ReviewRow",
    "ReviewVerdictRow",
    "SessionRow",
    "SetRow",
    "SettingRow",
]


Measurement = Annotated[float, mapped_column(Measured, nullable=True)]
"""A number, NaN when it was not measured; NULL in the file."""

JsonText = Annotated[str, mapped_column(Text)]
"""The text of a JSON value; `json_values` checks it when it is read."""


class Base(DeclarativeBase):
    """What all tables share: the names of constraints, and how Python's types are stored."""

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
        float: MeasuredOrNone,
        int: WholeNumber,
        str: PlainText,
    }


class _Dose:
    """The columns of a plan item, in every table that stores one."""

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


class SessionRow(_Dose, Base):
    """One session; `deleted_at` hides it until it is restored."""

    __tablename__ = "trainings"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    state: Mapped[SessionState] = mapped_column(Choice(SessionState))
    deleted_at: Mapped[datetime | None]
    sets: Mapped[list["SetRow"]] = relationship(order_by="SetRow.id", lazy="raise")


class SetRow(Base):
    """One set."""

    __tablename__ = "sets"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column("training_id", ForeignKey("trainings.id"), index=True)
    number: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    state: Mapped[SessionState] = mapped_column(Choice(SessionState))
    counted: Mapped[int]
    score: Mapped[float | None]
    band: Mapped[Band | None] = mapped_column(Choice(Band))
    assessable: Mapped[float | None]
    main_fault: Mapped[str | None]
    repetitions: Mapped[list["RepetitionRow"]] = relationship(
        order_by="RepetitionRow.id", lazy="raise"
    )


class RepetitionRow(Base):
    """A judged repetition; its skeleton is stored if the person allowed that."""

    __tablename__ = "repetitions"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("sets.id"), index=True)
    index: Mapped[int]
    side: Mapped[str]
    start_s: Mapped[Measurement]
    turn_s: Mapped[Measurement]
    end_s: Mapped[Measurement]
    rom_deg: Mapped[Measurement]
    out_s: Mapped[Measurement]
    hold_s: Mapped[Measurement]
    back_s: Mapped[Measurement]
    rejected: Mapped[Rejection | None] = mapped_column(Choice(Rejection))
    score: Mapped[float | None]
    band: Mapped[Band | None] = mapped_column(Choice(Band))
    assessable: Mapped[Measurement]
    variant: Mapped[str | None] = mapped_column("mode")
    reason: Mapped[str]
    pose_xy: Mapped[bytes | None]
    pose_width: Mapped[int | None]
    pose_height: Mapped[int | None]
    faults: Mapped[list["FaultRow"]] = relationship(order_by="FaultRow.id", lazy="raise")


class FaultRow(Base):
    """A broken rule of one repetition."""

    __tablename__ = "faults"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    repetition_id: Mapped[int] = mapped_column(ForeignKey("repetitions.id"), index=True)
    rule: Mapped[str]
    start_s: Mapped[Measurement]
    end_s: Mapped[Measurement]
    worst: Mapped[Measurement]
    limit: Mapped[Measurement]
    excess: Mapped[Measurement]
    safety: Mapped[bool]


class EventRow(Base):
    """Something that happened; `data` is the text of a JSON object."""

    __tablename__ = "events"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column("training_id", ForeignKey("trainings.id"), index=True)
    set_id: Mapped[int | None] = mapped_column(ForeignKey("sets.id"))
    at: Mapped[datetime]
    time_s: Mapped[float | None]
    kind: Mapped[str]
    data: Mapped[JsonText]


class AnswerRow(Base):
    """A question or an answer about pain, and its decision; `rules` is a JSON list of texts."""

    __tablename__ = "answers"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    exercise: Mapped[str | None]
    session_id: Mapped[int | None] = mapped_column(
        "training_id", ForeignKey("trainings.id"), index=True
    )
    data: Mapped[JsonText]
    decision: Mapped[Decision | None] = mapped_column(ChoiceByName(Decision))
    rules: Mapped[JsonText]


class SettingRow(Base):
    """One setting of the person: a name and the text of a JSON value."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[JsonText]


class ReviewRow(Base):
    """A kept review without its verdict; `deleted_at` hides it until it is restored."""

    __tablename__ = "reviews"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_at: Mapped[datetime]
    source: Mapped[str]
    film: Mapped[str | None]
    film_sha256: Mapped[str | None]
    landmarks_sha256: Mapped[str]
    limits_sha256: Mapped[str]
    exercise: Mapped[str]
    side: Mapped[str]
    target_deg: Mapped[float | None]
    duration_s: Mapped[float | None]
    counted: Mapped[int]
    score: Mapped[float | None]
    deleted_at: Mapped[datetime | None]


class ReviewVerdictRow(Base):
    """The verdict of a kept review: its JSON text, compressed with zlib."""

    __tablename__ = "review_verdicts"

    review_id: Mapped[int] = mapped_column(
        ForeignKey("reviews.id"), primary_key=True, autoincrement=False
    )
    verdict: Mapped[bytes]


class ReviewNoteRow(Base):
    """A note about a kept review, or about one moment of it."""

    __tablename__ = "review_notes"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    at: Mapped[datetime]
    time_s: Mapped[float | None]
    text: Mapped[str]
