"""Questions and answers about pain: rows to values and back, and their database queries.

Private to the history store. Values from the file are checked: an answer that is not allowed raises
`StoreError`, so nothing runs on a part of the answers.
"""

from datetime import datetime

from pydantic import StrictStr, TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.errors import StoreError
from formcheck.history.database.event_json import from_dict, kind_of, to_dict
from formcheck.history.database.json_values import dump, load, load_object
from formcheck.history.database.schema import AnswerRow, SessionRow
from formcheck.history.types import JudgedAnswer, PainRecord
from formcheck.safety.events import Event, PainQuestionAsked

__all__ = ["add_answer", "encode_data", "load_answers"]

_RULES = TypeAdapter(tuple[StrictStr, ...])


def encode_data(event: Event) -> str:
    """Return the JSON text of an event. Raises `StoreError` when its time has no zone."""
    if event.at.tzinfo is None:
        raise StoreError(
            f"Expected an answer's time with its time zone, got {event.at}. Give an aware time."
        )
    return dump(to_dict(event))


def add_answer(database: Session, event: Event, data: str, judged: JudgedAnswer) -> int:
    """Return the id of a new answer; a question itself says what it is about."""
    exercise, session_id = judged.exercise, judged.session_id
    if isinstance(event, PainQuestionAsked):
        exercise = event.exercise
        session_id = session_id if event.session_id is None else event.session_id
    if session_id is not None and database.get(SessionRow, session_id) is None:
        raise StoreError(
            f"Expected the number of a session in the history, got {session_id!r}. Reload the page."
        )
    judgement = judged.judgement
    row = AnswerRow(
        at=event.at,
        kind=kind_of(event),
        exercise=exercise,
        session_id=session_id,
        data=data,
        decision=None if judgement is None else judgement.decision,
        rules=dump([] if judgement is None else judgement.rules),
    )
    database.add(row)
    database.flush()
    return row.id


def load_answers(
    database: Session,
    *,
    since: datetime | None,
    session_id: int | None,
    first_id: int | None = None,
) -> tuple[PainRecord, ...]:
    """Return the answers in their order, including those of deleted sessions.

    `first_id` leaves out all answers before the one with that id.
    """
    wanted = select(AnswerRow).order_by(AnswerRow.id)
    if since is not None:
        wanted = wanted.where(AnswerRow.at >= since)
    if session_id is not None:
        wanted = wanted.where(AnswerRow.session_id == session_id)
    if first_id is not None:
        wanted = wanted.where(AnswerRow.id >= first_id)
    return tuple(_answer(row) for row in database.scalars(wanted))


def _answer(row: AnswerRow) -> PainRecord:
    return PainRecord(
        id=row.id,
        at=row.at,
        exercise=row.exercise,
        session_id=row.session_id,
        event=from_dict(
            row.kind,
            load_object(row.data),
            at=row.at,
            exercise=row.exercise,
            session_id=row.session_id,
        ),
        decision=row.decision,
        rules=_RULES.validate_python(load(row.rules)),
    )
