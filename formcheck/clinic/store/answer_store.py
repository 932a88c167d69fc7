"""The part of the history that keeps what was asked and answered about pain."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from formcheck.clinic.store import answers as queries
from formcheck.clinic.store.file import HistoryFile
from formcheck.clinic.store.safety_record import (
    SafetyRecord,
    safety_record,
    standing_answers,
)
from formcheck.clinic.store.types import Judged, KeptAnswer
from formcheck.clinic.store.worker import Id, Write, known
from formcheck.safety.events import Event
from formcheck.safety.tables import Judgement

__all__ = ["AnswerStore"]


class AnswerStore:
    """Questions and answers about pain and warning signs in a history, as they happened."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    def add(
        self,
        event: Event,
        judgement: Judgement | None = None,
        *,
        training_id: Id | None = None,
        exercise: str | None = None,
    ) -> Write[int]:
        """Keep a question or an answer under its own time; the promise is of its id.

        `judgement` is what followed, None = nothing. `training_id` and `exercise` say what an
        answer is about; an `Asked` says so itself, where it does its word counts. Raises
        `StoreError` for an event whose time has no zone.
        """
        data = queries.data_of(event)
        return self._file.write(
            lambda session: queries.add_answer(
                session,
                event,
                data,
                Judged(
                    judgement=judgement,
                    exercise=exercise,
                    training_id=None if training_id is None else known(training_id),
                ),
            )
        )

    def judge(
        self,
        event: Event,
        judge: Callable[[Sequence[KeptAnswer]], Judged],
        *,
        since: datetime | None = None,
    ) -> Write[Judged]:
        """Keep an event with what `judge` makes of it; the promise is of just that.

        `judge` is given the earlier answers that count since `since`, oldest first (None = all),
        and nobody else's write comes between: it runs on the store's own thread, in the same
        transaction, and must not use the store. What it raises, the promise raises as `StoreError`.
        Raises as `add` does.
        """
        data = queries.data_of(event)

        def work(session: Session) -> Judged:
            judged = judge(standing_answers(session, since))
            queries.add_answer(session, event, data, judged)
            return judged

        return self._file.write(work)

    def safety_record(self, since: datetime) -> SafetyRecord:
        """Return what of the history decides what may run. Raises `StoreError`."""
        return self._file.read(lambda session: safety_record(session, since))

    def read(
        self, *, since: datetime | None = None, training_id: int | None = None
    ) -> tuple[KeptAnswer, ...]:
        """Return what was asked and answered, in the order it was kept. Raises `StoreError`.

        `since` (aware) leaves out what is of an earlier time, `training_id` what is not of that
        training. Deleting a training does not hide its answers, here or there: what a person said
        about pain still decides what may run.
        """
        return self._file.read(
            lambda session: queries.answers(session, since=since, training_id=training_id)
        )
