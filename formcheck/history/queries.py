"""The database queries, one function each; private to the history store.

Each function runs inside a transaction that the store opens and ends. It raises `StoreError` when
it names a session or a set that does not exist.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from formcheck.assessment.set_summary import SetSummary
from formcheck.assessment.types import RepResult
from formcheck.errors import StoreError
from formcheck.history.database import mapping
from formcheck.history.database.json_values import dump, load
from formcheck.history.database.schema import (
    EventRow,
    PlanRow,
    RepetitionRow,
    SessionRow,
    SetRow,
    SettingRow,
)
from formcheck.history.types import (
    Event,
    ExerciseSession,
    PlanItem,
    SessionState,
    Setting,
    Skeleton,
    StoredRepetition,
)

__all__ = [
    "add_event",
    "add_repetition",
    "begin_session",
    "begin_set",
    "change_setting",
    "continue_session",
    "end_session",
    "end_set",
    "interrupt",
    "load_events",
    "load_open_sessions",
    "load_plan",
    "load_repetitions",
    "load_session",
    "load_sessions",
    "load_setting",
    "mark_deleted",
    "save_plan",
    "save_setting",
]

_Row = TypeVar("_Row", bound=SessionRow | SetRow)


def load_plan(database: Session) -> tuple[PlanItem, ...]:
    """Return the plan in its order."""
    found = database.scalars(select(PlanRow).order_by(PlanRow.position))
    return tuple(mapping.to_plan_item(row) for row in found)


def save_plan(database: Session, items: Sequence[PlanItem]) -> None:
    """Replace the plan."""
    database.execute(delete(PlanRow))
    database.add_all(
        PlanRow(position=i, **mapping.to_dose_columns(item)) for i, item in enumerate(items)
    )


def load_setting(database: Session, name: str, default: object) -> object:
    """Return the value stored as `name`, `default` when missing."""
    row = database.get(SettingRow, name)
    return default if row is None else load(row.value)


def save_setting(database: Session, name: str, text: str) -> None:
    """Store the text of a JSON value."""
    database.merge(SettingRow(name=str(name), value=text))


def change_setting(database: Session, name: str, change: Callable[[object], object]) -> None:
    """Replace the value stored as `name` by `change(value)`; a missing value is None.

    Raises `StoreError` when the new value is not JSON.
    """
    save_setting(database, name, dump(change(load_setting(database, name, None))))


def begin_session(database: Session, item: PlanItem, source: str, at: datetime) -> int:
    """Return the id of a new running session."""
    row = SessionRow(
        **mapping.to_dose_columns(item), source=source, started_at=at, state=SessionState.RUNNING
    )
    database.add(row)
    database.flush()
    return row.id


def continue_session(database: Session, session_id: int, item: PlanItem) -> int | None:
    """Set the dose of a running session to that of `item` and return its id.

    None when the session is over, deleted, or of another exercise.
    """
    row = _get(database, SessionRow, session_id)
    over = row.state != SessionState.RUNNING or row.deleted_at is not None
    if over or row.exercise != item.exercise:
        return None
    for column, value in mapping.to_dose_columns(item).items():
        setattr(row, column, value)
    return row.id


def begin_set(database: Session, session_id: int, number: int, at: datetime) -> int:
    """Return the id of a new running set."""
    _get(database, SessionRow, session_id)
    row = SetRow(
        session_id=session_id, number=number, started_at=at, state=SessionState.RUNNING, counted=0
    )
    database.add(row)
    database.flush()
    return row.id


def add_repetition(database: Session, set_id: int, result: RepResult, pose: Skeleton | None) -> int:
    """Return the id of a new repetition; the count of its set is updated too."""
    within = _get(database, SetRow, set_id)
    within.counted += 1 if result.counted else 0
    # The permission is checked here, so that no caller can forget it.
    keep = (
        pose is not None and load_setting(database, Setting.KEEP_LANDMARKS, default=False) is True
    )
    row = mapping.to_repetition_row(set_id, result, pose if keep else None)
    database.add(row)
    database.flush()
    return row.id


def add_event(
    database: Session,
    *,
    session_id: int,
    set_id: int | None,
    at: datetime,
    time_s: float | None,
    kind: str,
    data: str,
) -> int:
    """Return the id of a new event."""
    _get(database, SessionRow, session_id)
    if set_id is not None:
        _get(database, SetRow, set_id)
    row = EventRow(
        session_id=session_id,
        set_id=set_id,
        at=at,
        time_s=time_s,
        kind=kind,
        data=data,
    )
    database.add(row)
    database.flush()
    return row.id


def end_set(
    database: Session,
    set_id: int,
    summary: SetSummary | None,
    state: SessionState,
    at: datetime | None,
) -> None:
    """End a set with its summary; None leaves score and faults unchanged."""
    row = _get(database, SetRow, set_id)
    row.state, row.ended_at = state, at
    if summary is None:
        return
    # A set continued after an interruption has more repetitions in the file than the new judge saw.
    # A set during which the disk was full has fewer.
    row.counted = max(row.counted, sum(1 for result in summary.results if result.counted))
    row.score = summary.score
    row.band = summary.band
    row.assessable = summary.assessable
    row.main_fault = summary.main_fault


def end_session(
    database: Session, session_id: int, state: SessionState, at: datetime | None
) -> None:
    """End a session and its sets that still run."""
    row = _get(database, SessionRow, session_id)
    row.state, row.ended_at = state, at
    running = select(SetRow).where(
        SetRow.session_id == session_id, SetRow.state == SessionState.RUNNING
    )
    for one in database.scalars(running):
        one.state, one.ended_at = state, at


def interrupt(database: Session, session_id: int) -> None:
    """End a running session whose end was not recorded."""
    if _get(database, SessionRow, session_id).state == SessionState.RUNNING:
        end_session(database, session_id, SessionState.INTERRUPTED, None)


def mark_deleted(database: Session, session_id: int, at: datetime | None) -> None:
    """Hide a session, or show it again (None)."""
    _get(database, SessionRow, session_id).deleted_at = at


def load_open_sessions(database: Session) -> tuple[ExerciseSession, ...]:
    """Return the running sessions with their sets and repetitions, newest first."""
    wanted = (
        select(SessionRow)
        .where(SessionRow.state == SessionState.RUNNING, SessionRow.deleted_at.is_(None))
        .order_by(SessionRow.id.desc())
        .options(_parts(with_repetitions=True))
    )
    return tuple(mapping.to_session(row, with_repetitions=True) for row in database.scalars(wanted))


def load_session(database: Session, session_id: int) -> ExerciseSession | None:
    """Return a session with its sets and repetitions, None when it is missing or deleted."""
    wanted = (
        select(SessionRow)
        .where(SessionRow.id == session_id, SessionRow.deleted_at.is_(None))
        .options(_parts(with_repetitions=True))
    )
    row = database.scalars(wanted).one_or_none()
    return None if row is None else mapping.to_session(row, with_repetitions=True)


def load_sessions(
    database: Session, *, limit: int, exercise: str | None, with_repetitions: bool
) -> tuple[ExerciseSession, ...]:
    """Return the newest sessions with their sets, newest first."""
    wanted = select(SessionRow).where(SessionRow.deleted_at.is_(None))
    if exercise is not None:
        wanted = wanted.where(SessionRow.exercise == exercise)
    wanted = (
        wanted.order_by(SessionRow.id.desc())
        .limit(max(limit, 0))  # SQLite reads a negative limit as no limit
        .options(_parts(with_repetitions=with_repetitions))
    )
    found = database.scalars(wanted)
    return tuple(mapping.to_session(row, with_repetitions=with_repetitions) for row in found)


def load_repetitions(database: Session, set_id: int) -> tuple[StoredRepetition, ...]:
    """Return a set's repetitions in the order done."""
    wanted = (
        select(RepetitionRow)
        .where(RepetitionRow.set_id == set_id)
        .order_by(RepetitionRow.id)
        .options(selectinload(RepetitionRow.faults))
    )
    return tuple(mapping.to_repetition(row) for row in database.scalars(wanted))


def load_events(database: Session, session_id: int) -> tuple[Event, ...]:
    """Return a session's events in their order."""
    wanted = select(EventRow).where(EventRow.session_id == session_id).order_by(EventRow.id)
    return tuple(mapping.to_event(row) for row in database.scalars(wanted))


def _parts(*, with_repetitions: bool) -> _AbstractLoad:
    sets = selectinload(SessionRow.sets)
    if not with_repetitions:
        return sets
    return sets.selectinload(SetRow.repetitions).selectinload(RepetitionRow.faults)


def _get(database: Session, kind: type[_Row], number: int) -> _Row:
    row = database.get(kind, number)
    if row is None:
        what = "session" if issubclass(kind, SessionRow) else "set"
        raise StoreError(
            f"Expected the number of a {what} in the history, got {number!r}. Reload the page."
        )
    return row
