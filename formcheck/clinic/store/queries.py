"""What is asked of the database, one function each; private to the history store.

Each runs inside a transaction that the store opens and ends. Those that name something which is
not there raise `StoreError`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from formcheck.clinic.store import rows
from formcheck.clinic.store.jsons import load
from formcheck.clinic.store.models import (
    EventRow,
    PlanRow,
    RepetitionRow,
    SetRow,
    SettingRow,
    TrainingRow,
)
from formcheck.clinic.store.types import (
    Event,
    PlanItem,
    Setting,
    Skeleton,
    State,
    StoredRepetition,
    Training,
)
from formcheck.coach.summary import SetSummary
from formcheck.coach.types import RepResult
from formcheck.errors import StoreError

__all__ = [
    "add_event",
    "add_repetition",
    "begin_set",
    "begin_training",
    "end_set",
    "end_training",
    "events",
    "go_on_with_training",
    "interrupt",
    "mark_deleted",
    "open_trainings",
    "plan",
    "repetitions",
    "save_plan",
    "save_setting",
    "setting",
    "training",
    "trainings",
]

_Row = TypeVar("_Row", bound=TrainingRow | SetRow)


def plan(session: Session) -> tuple[PlanItem, ...]:
    """Return the plan in its order."""
    found = session.scalars(select(PlanRow).order_by(PlanRow.position))
    return tuple(rows.item(row) for row in found)


def save_plan(session: Session, items: Sequence[PlanItem]) -> None:
    """Replace the plan."""
    session.execute(delete(PlanRow))
    session.add_all(PlanRow(position=i, **rows.dose(item)) for i, item in enumerate(items))


def setting(session: Session, name: str, default: object) -> object:
    """Return the value kept under `name`, `default` where none is."""
    row = session.get(SettingRow, name)
    return default if row is None else load(row.value)


def save_setting(session: Session, name: str, text: str) -> None:
    """Keep the text of a JSON value."""
    session.merge(SettingRow(name=str(name), value=text))


def begin_training(session: Session, dose: Mapping[str, object], source: str, at: datetime) -> int:
    """Return the id of a new running training."""
    row = TrainingRow(**dose, source=source, started_at=at, state=State.RUNNING)
    session.add(row)
    session.flush()
    return row.id


def go_on_with_training(
    session: Session, training_id: int, dose: Mapping[str, object]
) -> int | None:
    """Return the id of a running training whose dose is now `dose`; None where it is over.

    None as well where it is of another exercise.
    """
    row = _get(session, TrainingRow, training_id)
    over = row.state != State.RUNNING or row.deleted_at is not None
    if over or row.exercise != dose["exercise"]:
        return None
    for column, value in dose.items():
        setattr(row, column, value)
    return row.id


def begin_set(session: Session, training_id: int, number: int, at: datetime) -> int:
    """Return the id of a new running set."""
    _get(session, TrainingRow, training_id)
    row = SetRow(
        training_id=training_id, number=number, started_at=at, state=State.RUNNING, counted=0
    )
    session.add(row)
    session.flush()
    return row.id


def add_repetition(session: Session, set_id: int, result: RepResult, pose: Skeleton | None) -> int:
    """Return the id of a new repetition; its set's count goes with it."""
    within = _get(session, SetRow, set_id)
    within.counted += 1 if result.counted else 0
    # Asked for here, and not by each caller, so that no caller can forget it.
    keep = pose is not None and setting(session, Setting.KEEP_LANDMARKS, default=False) is True
    row = rows.repetition_row(set_id, result, pose if keep else None)
    session.add(row)
    session.flush()
    return row.id


def add_event(
    session: Session,
    *,
    training_id: int,
    set_id: int | None,
    at: datetime,
    time_s: float | None,
    kind: str,
    data: str,
) -> int:
    """Return the id of a new event."""
    _get(session, TrainingRow, training_id)
    if set_id is not None:
        _get(session, SetRow, set_id)
    row = EventRow(
        training_id=training_id,
        set_id=set_id,
        at=at,
        time_s=time_s,
        kind=kind,
        data=data,
    )
    session.add(row)
    session.flush()
    return row.id


def end_set(
    session: Session,
    set_id: int,
    summary: SetSummary | None,
    state: State,
    at: datetime | None,
) -> None:
    """End a set with what is known of it."""
    row = _get(session, SetRow, set_id)
    row.state, row.ended_at = state, at
    if summary is None:
        return
    # A set taken up again after an interruption has more in the file than the new judge saw, and
    # one during which the disk was full has less.
    row.counted = max(row.counted, sum(1 for result in summary.results if result.counted))
    row.score = summary.score
    row.band = summary.band
    row.assessable = summary.assessable
    row.main_fault = summary.main_fault


def end_training(session: Session, training_id: int, state: State, at: datetime | None) -> None:
    """End a training and what of it still runs."""
    row = _get(session, TrainingRow, training_id)
    row.state, row.ended_at = state, at
    running = select(SetRow).where(SetRow.training_id == training_id, SetRow.state == State.RUNNING)
    for one in session.scalars(running):
        one.state, one.ended_at = state, at


def interrupt(session: Session, training_id: int) -> None:
    """End a running training of which nobody saw the end."""
    if _get(session, TrainingRow, training_id).state == State.RUNNING:
        end_training(session, training_id, State.INTERRUPTED, None)


def mark_deleted(session: Session, training_id: int, at: datetime | None) -> None:
    """Hide a training, or show it again (None)."""
    _get(session, TrainingRow, training_id).deleted_at = at


def open_trainings(session: Session) -> tuple[Training, ...]:
    """Return the running trainings with all that belongs to them, newest first."""
    wanted = (
        select(TrainingRow)
        .where(TrainingRow.state == State.RUNNING, TrainingRow.deleted_at.is_(None))
        .order_by(TrainingRow.id.desc())
        .options(_parts(with_repetitions=True))
    )
    return tuple(rows.training(row, with_repetitions=True) for row in session.scalars(wanted))


def training(session: Session, training_id: int) -> Training | None:
    """Return a training with all that belongs to it, None where there is none or deleted."""
    wanted = (
        select(TrainingRow)
        .where(TrainingRow.id == training_id, TrainingRow.deleted_at.is_(None))
        .options(_parts(with_repetitions=True))
    )
    row = session.scalars(wanted).one_or_none()
    return None if row is None else rows.training(row, with_repetitions=True)


def trainings(
    session: Session, *, limit: int, exercise: str | None, with_repetitions: bool
) -> tuple[Training, ...]:
    """Return the newest trainings with their sets, newest first."""
    wanted = select(TrainingRow).where(TrainingRow.deleted_at.is_(None))
    if exercise is not None:
        wanted = wanted.where(TrainingRow.exercise == exercise)
    wanted = (
        wanted.order_by(TrainingRow.id.desc())
        .limit(max(limit, 0))  # SQLite takes a negative one for none
        .options(_parts(with_repetitions=with_repetitions))
    )
    found = session.scalars(wanted)
    return tuple(rows.training(row, with_repetitions=with_repetitions) for row in found)


def repetitions(session: Session, set_id: int) -> tuple[StoredRepetition, ...]:
    """Return a set's repetitions in the order done."""
    wanted = (
        select(RepetitionRow)
        .where(RepetitionRow.set_id == set_id)
        .order_by(RepetitionRow.id)
        .options(selectinload(RepetitionRow.faults))
    )
    return tuple(rows.repetition(row) for row in session.scalars(wanted))


def events(session: Session, training_id: int) -> tuple[Event, ...]:
    """Return a training's events in their order."""
    wanted = select(EventRow).where(EventRow.training_id == training_id).order_by(EventRow.id)
    return tuple(rows.event(row) for row in session.scalars(wanted))


def _parts(*, with_repetitions: bool) -> _AbstractLoad:
    sets = selectinload(TrainingRow.sets)
    if not with_repetitions:
        return sets
    return sets.selectinload(SetRow.repetitions).selectinload(RepetitionRow.faults)


def _get(session: Session, kind: type[_Row], number: int) -> _Row:
    row = session.get(kind, number)
    if row is None:
        what = "training" if issubclass(kind, TrainingRow) else "set"
        raise StoreError(f"Expected the number of a {what} in the history, got {number!r}.")
    return row
