"""The part of the history that stores questions and answers about pain."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from formcheck.history import pain_records as queries
from formcheck.history.database.connection import HistoryConnection
from formcheck.history.database.worker import Id, Write, resolve_id
from formcheck.history.safety_record import (
    SafetyRecord,
    load_safety_record,
    load_standing_answers,
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
        """Store a question or an answer with its own time; the future's result is its id.

        `judgement` is what followed, None = nothing. `session_id` and `exercise` say what an answer
        is about; a `PainQuestionAsked` says it itself, and its values take precedence. Raises
        `StoreError` for an event whose time has no zone.
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
        """Store an event with what `judge` returns; the future's result is the same.

        `judge` receives the earlier answers that count since `since`, oldest first (None = all). It
        runs on the store's own thread, in the same transaction, so no other write comes between. It
        must not use the store. What it raises, the future raises as `StoreError`. Raises as `add`
        does.
        """
        data = queries.encode_data(event)

        def work(database: Session) -> JudgedAnswer:
            judged = judge(load_standing_answers(database, since))
            queries.add_answer(database, event, data, judged)
            return judged

        return self._file.write(work)

    def safety_record(self, since: datetime) -> SafetyRecord:
        """Return the part of the history that decides what may run. Raises `StoreError`."""
        return self._file.read(lambda database: load_safety_record(database, since))

    def read(
        self, *, since: datetime | None = None, session_id: int | None = None
    ) -> tuple[PainRecord, ...]:
        """Return questions and answers, in the order they were stored. Raises `StoreError`.

        `since` (aware) leaves out earlier ones, `session_id` those of other sessions. Deleting a
        session does not hide its answers: what a person said about pain still decides what may run.
        """
        return self._file.read(
            lambda database: queries.load_answers(database, since=since, session_id=session_id)
        )
