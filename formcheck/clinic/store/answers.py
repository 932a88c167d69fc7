"""Questions and answers about pain: rows to values and back, and what is asked of the database.

Private to the history store. What stands in the file is converted and not trusted: anything else
than an answer that can be given raises `StoreError`, so nothing runs on half of what was said.
"""

from datetime import datetime

from pydantic import StrictStr, TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.clinic.store.event_json import from_dict, kind_of, to_dict
from formcheck.clinic.store.jsons import dump, load, load_object
from formcheck.clinic.store.models import AnswerRow, TrainingRow
from formcheck.clinic.store.types import Judged, KeptAnswer
from formcheck.errors import StoreError
from formcheck.safety.events import Asked, Event

__all__ = ["add_answer", "answers", "data_of"]

_RULES = TypeAdapter(tuple[StrictStr, ...])


def data_of(event: Event) -> str:
    """Return the JSON text of an event. Raises `StoreError` when its time has no zone."""
    if event.at.tzinfo is None:
        raise StoreError(f"Expected the time of an answer with its zone, got {event.at}.")
    return dump(to_dict(event))


def add_answer(session: Session, event: Event, data: str, judged: Judged) -> int:
    """Return the id of a new answer; what a question is about is said by the question itself."""
    exercise, training_id = judged.exercise, judged.training_id
    if isinstance(event, Asked):
        exercise = event.exercise
        training_id = training_id if event.training_id is None else event.training_id
    if training_id is not None and session.get(TrainingRow, training_id) is None:
        raise StoreError(f"Expected the number of a training in the history, got {training_id!r}.")
    judgement = judged.judgement
    row = AnswerRow(
        at=event.at,
        kind=kind_of(event),
        exercise=exercise,
        training_id=training_id,
        data=data,
        decision=None if judgement is None else judgement.decision,
        rules=dump([] if judgement is None else judgement.rules),
    )
    session.add(row)
    session.flush()
    return row.id


def answers(
    session: Session,
    *,
    since: datetime | None,
    training_id: int | None,
    first_id: int | None = None,
) -> tuple[KeptAnswer, ...]:
    """Return the answers in their order, those of deleted trainings as well.

    `first_id` leaves out what was kept before the answer of that id.
    """
    wanted = select(AnswerRow).order_by(AnswerRow.id)
    if since is not None:
        wanted = wanted.where(AnswerRow.at >= since)
    if training_id is not None:
        wanted = wanted.where(AnswerRow.training_id == training_id)
    if first_id is not None:
        wanted = wanted.where(AnswerRow.id >= first_id)
    return tuple(_answer(row) for row in session.scalars(wanted))


def _answer(row: AnswerRow) -> KeptAnswer:
    return KeptAnswer(
        id=row.id,
        at=row.at,
        exercise=row.exercise,
        training_id=row.training_id,
        event=from_dict(
            row.kind,
            load_object(row.data),
            at=row.at,
            exercise=row.exercise,
            training_id=row.training_id,
        ),
        decision=row.decision,
        rules=_RULES.validate_python(load(row.rules)),
    )
