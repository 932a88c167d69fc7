"""The part of the history that decides what may run now, read in one transaction.

Private to the store.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from formcheck.history import pain_records, queries
from formcheck.history.database import mapping
from formcheck.history.database.schema import AnswerRow, RepetitionRow, SessionRow, SetRow
from formcheck.history.types import ExerciseSession, PainRecord, PlanItem, SessionState, Setting
from formcheck.safety.decision_table import Decision
from formcheck.safety.events import QuestionReason

__all__ = ["SafetyRecord", "admit_session", "load_safety_record", "load_standing_answers"]

CAMERA = "camera"
"""The source of a session that a person did; any other source is a sample clip."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SafetyRecord:
    """The part of the history that decides what may run.

    `answers` are in the order they were stored. `sessions` are a person's sessions that began or
    had a set since the asked time, or that still run. They include deleted ones, and have no
    repetitions. `attempts` is the number of stored repetitions, rejected ones too, by the id of
    their set. `prescribed` is the value of that setting.
    """

    answers: tuple[PainRecord, ...] = ()
    sessions: tuple[ExerciseSession, ...] = ()
    attempts: Mapping[int, int] = field(default_factory=dict)
    prescribed: object = None


def load_safety_record(database: Session, since: datetime) -> SafetyRecord:
    """Return what decides what may run: all since `since` (aware), and what is still open."""
    begun = select(SetRow.session_id).where(SetRow.started_at >= since)
    wanted = (
        select(SessionRow)
        .where(SessionRow.source == CAMERA)
        .where(
            or_(
                SessionRow.state == SessionState.RUNNING,
                SessionRow.started_at >= since,
                SessionRow.id.in_(begun),
            )
        )
        .order_by(SessionRow.id)
        .options(selectinload(SessionRow.sets))
    )
    sessions = tuple(
        mapping.to_session(row, with_repetitions=False) for row in database.scalars(wanted)
    )
    sets = [one.id for session in sessions for one in session.sets]
    counts = (
        select(RepetitionRow.set_id, func.count())
        .where(RepetitionRow.set_id.in_(sets))
        .group_by(RepetitionRow.set_id)
    )
    return SafetyRecord(
        answers=load_standing_answers(database, since),
        sessions=sessions,
        attempts={row[0]: row[1] for row in database.execute(counts)},
        prescribed=queries.load_setting(database, Setting.PRESCRIBED, None),
    )


def admit_session(
    database: Session,
    admit: Callable[[SafetyRecord], PlanItem | None],
    *,
    since: datetime,
    session_id: int | None,
    at: datetime,
) -> int | None:
    """Begin a session with the camera, or continue one, if `admit` allows it; return its id.

    `admit` receives the safety record since `since` and returns what may be done, None for nothing.
    Returns None when nothing may begin. `session_id` is the running session to continue, None for a
    new one.
    """
    item = admit(load_safety_record(database, since))
    if item is None:
        return None
    if session_id is None:
        return queries.begin_session(database, item, CAMERA, at)
    return queries.continue_session(database, session_id, item)


def load_standing_answers(database: Session, since: datetime | None) -> tuple[PainRecord, ...]:
    """Return the answers from the first one that counts: since `since` (None = all).

    Three things count however old they are, together with the answers they are compared with: a
    question about pain without an answer, a stop without its follow-up question, and a warning sign
    that was not denied.
    """
    if since is None:
        return pain_records.load_answers(database, since=None, session_id=None)
    firsts = [
        _first(database, AnswerRow.at >= since),
        _with_check_before(database, _first_open_question(database)),
        _with_check_before(database, _first_of_open_stop(database)),
        _standing_sign(database),
    ]
    known = [one for one in firsts if one is not None]
    if not known:
        return ()
    return pain_records.load_answers(database, since=None, session_id=None, first_id=min(known))


def _first_open_question(database: Session) -> int | None:
    """Return the first unanswered question; those at the end of an exercise do not count."""
    answered = _last(database, AnswerRow.kind == "told", _decided()) or 0
    why = func.json_extract(AnswerRow.data, "$.why")
    grave = why != QuestionReason.FINISHED.value
    return _first(database, AnswerRow.kind == "asked", grave, AnswerRow.id > answered)


def _first_of_open_stop(database: Session) -> int | None:
    """Return the question that led to a stop whose follow-up question is still to come."""
    settled = _last(database, AnswerRow.kind == "asked_again", _decided()) or 0
    stopped = _first(
        database,
        AnswerRow.kind == "told",
        AnswerRow.decision == Decision.STOP,
        AnswerRow.id > settled,
    )
    if stopped is None:
        return None
    answered = _last(database, AnswerRow.kind == "told", _decided(), AnswerRow.id < stopped) or 0
    return _first(database, AnswerRow.kind == "asked", AnswerRow.id > answered)


def _standing_sign(database: Session) -> int | None:
    """Return the newest emergency, unless it was taken back, or denied at least a day later."""
    newest = _last(database, AnswerRow.decision == Decision.EMERGENCY)
    row = None if newest is None else database.get(AnswerRow, newest)
    if newest is None or row is None:
        return None
    denied = (AnswerRow.kind == "checked") & (AnswerRow.at > row.at + timedelta(days=1))
    over = _first(database, AnswerRow.id > newest, (AnswerRow.kind == "signs_corrected") | denied)
    return newest if over is None else None


def _with_check_before(database: Session, first: int | None) -> int | None:
    """Return the screening before `first`, which that exercise's answers are compared with."""
    if first is None:
        return None
    return _last(database, AnswerRow.kind == "checked", AnswerRow.id < first) or first


def _decided() -> ColumnElement[bool]:
    return AnswerRow.decision.is_not(None) & (AnswerRow.decision != Decision.UNANSWERED)


def _first(database: Session, *where: ColumnElement[bool]) -> int | None:
    return database.scalar(select(func.min(AnswerRow.id)).where(*where))


def _last(database: Session, *where: ColumnElement[bool]) -> int | None:
    return database.scalar(select(func.max(AnswerRow.id)).where(*where))
