"""What of the history decides what may run now: read in one transaction, private to the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from formcheck.history import pain_records, queries
from formcheck.history.database import mapping
from formcheck.history.database.schema import AnswerRow, RepetitionRow, SessionRow, SetRow
from formcheck.history.types import ExerciseSession, PainRecord, SessionState, Setting
from formcheck.safety.decision_table import Decision
from formcheck.safety.events import QuestionReason

__all__ = ["CAMERA", "SafetyRecord", "safety_record", "standing_answers"]

CAMERA = "camera"
"""The source of a training that a person did; any other is a sample clip."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SafetyRecord:
    """What decides what may run.

    `answers` are in the order they were kept. `sessions` are those a person did, of the time asked
    for or not over, deleted ones too, without their repetitions; `attempts` is the number of
    repetitions kept of each of their sets by its id, rejected ones too. `prescribed` is the value
    of that setting.
    """

    answers: tuple[PainRecord, ...] = ()
    sessions: tuple[ExerciseSession, ...] = ()
    attempts: Mapping[int, int] = field(default_factory=dict)
    prescribed: object = None


def safety_record(database: Session, since: datetime) -> SafetyRecord:
    """Return what decides what may run: all since `since` (aware), and what still stands."""
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
        mapping.session(row, with_repetitions=False) for row in database.scalars(wanted)
    )
    sets = [one.id for session in sessions for one in session.sets]
    counts = (
        select(RepetitionRow.set_id, func.count())
        .where(RepetitionRow.set_id.in_(sets))
        .group_by(RepetitionRow.set_id)
    )
    return SafetyRecord(
        answers=standing_answers(database, since),
        sessions=sessions,
        attempts={row[0]: row[1] for row in database.execute(counts)},
        prescribed=queries.setting(database, Setting.PRESCRIBED, None),
    )


def standing_answers(database: Session, since: datetime | None) -> tuple[PainRecord, ...]:
    """Return the answers from the first one on that counts: of `since` or later (None = all).

    However old they are, these count as well, with the answers they are compared with: a question
    about pain that was not answered, a stop that was not asked about again, and a warning sign that
    was not denied.
    """
    if since is None:
        return pain_records.answers(database, since=None, session_id=None)
    firsts = [
        _first(database, AnswerRow.at >= since),
        _with_check_before(database, _first_open_question(database)),
        _with_check_before(database, _first_of_open_stop(database)),
        _standing_sign(database),
    ]
    known = [one for one in firsts if one is not None]
    if not known:
        return ()
    return pain_records.answers(database, since=None, session_id=None, first_id=min(known))


def _first_open_question(database: Session) -> int | None:
    """The first question nobody answered, of those that do not merely ask how it is at the end."""
    answered = _last(database, AnswerRow.kind == "told", _decided()) or 0
    why = func.json_extract(AnswerRow.data, "$.why")
    grave = why != QuestionReason.FINISHED.value
    return _first(database, AnswerRow.kind == "asked", grave, AnswerRow.id > answered)


def _first_of_open_stop(database: Session) -> int | None:
    """The question that led to the stop that is to be asked about again."""
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
    """The newest emergency, unless it was taken back, or denied a day later or more."""
    newest = _last(database, AnswerRow.decision == Decision.EMERGENCY)
    row = None if newest is None else database.get(AnswerRow, newest)
    if newest is None or row is None:
        return None
    denied = (AnswerRow.kind == "checked") & (AnswerRow.at > row.at + timedelta(days=1))
    over = _first(database, AnswerRow.id > newest, (AnswerRow.kind == "signs_corrected") | denied)
    return newest if over is None else None


def _with_check_before(database: Session, first: int | None) -> int | None:
    """The answers before the exercise, which what is said in it is compared with."""
    if first is None:
        return None
    return _last(database, AnswerRow.kind == "checked", AnswerRow.id < first) or first


def _decided() -> ColumnElement[bool]:
    return AnswerRow.decision.is_not(None) & (AnswerRow.decision != Decision.UNANSWERED)


def _first(database: Session, *where: ColumnElement[bool]) -> int | None:
    return database.scalar(select(func.min(AnswerRow.id)).where(*where))


def _last(database: Session, *where: ColumnElement[bool]) -> int | None:
    return database.scalar(select(func.max(AnswerRow.id)).where(*where))
