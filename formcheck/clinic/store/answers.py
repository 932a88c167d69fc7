"""Questions and answers about pain: rows to values and back, and what is asked of the database.

Private to the history store. What stands in the file is converted and not trusted: anything else
than an answer that can be given raises `StoreError`, so nothing runs on half of what was said.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.clinic.store.jsons import dump, load, load_object
from formcheck.clinic.store.models import AnswerRow, TrainingRow
from formcheck.clinic.store.types import Judged, KeptAnswer
from formcheck.errors import SafetyError, StoreError
from formcheck.safety.events import Asked, Event
from formcheck.safety.plain import event_of, kind_of, plain_of
from formcheck.safety.tables import Decision

__all__ = ["add_answer", "answers", "data_of"]


def data_of(event: Event) -> str:
    """Return the JSON text of an event. Raises `StoreError` when its time has no zone."""
    if event.at.tzinfo is None:
        raise StoreError(f"Expected the time of an answer with its zone, got {event.at}.")
    return dump(plain_of(event))


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
        decision=None if judgement is None else judgement.decision.name.lower(),
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
    training_id = None if row.training_id is None else int(row.training_id)
    exercise = None if row.exercise is None else _text(row.exercise)
    data = load_object(row.data)
    try:
        event = event_of(
            _text(row.kind), data, at=row.at, exercise=exercise, training_id=training_id
        )
    except SafetyError as error:
        raise StoreError(
            f"Expected an answer about pain in the history, got something else ({error}) Move the "
            "file away to start a new one."
        ) from error
    return KeptAnswer(
        id=row.id,
        at=row.at,
        exercise=exercise,
        training_id=training_id,
        event=event,
        decision=None if row.decision is None else _decision(_text(row.decision)),
        rules=_rules(row.rules),
    )


def _decision(name: str) -> Decision:
    try:
        return Decision[name.upper()]
    except KeyError as error:
        raise ValueError(f"{name!r} where a decision belongs") from error


def _rules(text: object) -> tuple[str, ...]:
    rules = load(text)
    if not isinstance(rules, list):
        raise TypeError(f"{type(rules).__name__} where a list of rules belongs")
    return tuple(_text(rule) for rule in rules)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} where a text belongs")
    return value
