"""The part of the history that keeps what was asked and answered about pain."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from formcheck.history import pain_records as queries
from formcheck.history.database.connection import HistoryConnection
from formcheck.history.database.worker import Id, Write, resolve_id
from formcheck.history.safety_record import (
    SafetyRecord,
    safety_record,
    standing_answers,
)
from formcheck.history.types import JudgedAnswer, PainRecord
from formcheck.safety.decision_table import Judgement
from formcheck.safety.events import Event

__all__ = ["PainLog"]


class PainLog:
    """Questions and answers about pain and warning signs in a history, as they happened."""

    def __init__(self, file: HistoryConnection) -> None:
        self._file = file

    def add(
        self,
        event: Event,
        judgement: Judgement | None = None,
        *,
        session_id: Id | None = None,
        exercise: str | None = None,
    ) -> Write[int]:
        """Keep a question or an answer under its own time; the promise is of its id.

        `judgement` is what followed, None = nothing. `session_id` and `exercise` say what an
        answer is about; an `PainQuestionAsked` says so itself, where it does its word counts.
        Raises `StoreError` for an event whose time has no zone.
        """
        data = queries.encode_data(event)
        return self._file.write(
            lambda database: queries.add_answer(
                database,
                event,
                data,
                JudgedAnswer(
                    judgement=judgement,
                    exercise=exercise,
                    session_id=None if session_id is None else resolve_id(session_id),
                ),
            )
        )

    def judge(
        self,
        event: Event,
        judge: Callable[[Sequence[PainRecord]], JudgedAnswer],
        *,
        since: datetime | None = None,
    ) -> Write[JudgedAnswer]:
        """Keep an event with what `judge` makes of it; the promise is of just that.

        `judge` is given the earlier answers that count since `since`, oldest first (None = all),
        and nobody else's write comes between: it runs on the store's own thread, in the same
        transaction, and must not use the store. What it raises, the promise raises as `StoreError`.
        Raises as `add` does.
        """
        data = queries.encode_data(event)

        def work(database: Session) -> JudgedAnswer:
            judged = judge(standing_answers(database, since))
            queries.add_answer(database, event, data, judged)
            return judged

        return self._file.write(work)

    def safety_record(self, since: datetime) -> SafetyRecord:
        """Return what of the history decides what may run. Raises `StoreError`."""
        return self._file.read(lambda database: safety_record(database, since))

    def read(
        self, *, since: datetime | None = None, session_id: int | None = None
    ) -> tuple[PainRecord, ...]:
        """Return what was asked and answered, in the order it was kept. Raises `StoreError`.

        `since` (aware) leaves out what is of an earlier time, `session_id` what is not of that
        training. Deleting a training does not hide its answers, here or there: what a person said
        about pain still decides what may run.
        """
        return self._file.read(
            lambda database: queries.answers(database, since=since, session_id=session_id)
        )
