"""Writes what happens in an exercise to the history, as it happens."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from formcheck.clinic.store.store import Store
from formcheck.errors import RefusedError
from formcheck.live.types import (
    Answered,
    Asked,
    Begun,
    Counted,
    Done,
    Ended,
    Halted,
    Happening,
    Paused,
    Resumed,
)
from formcheck.safety import events

if TYPE_CHECKING:
    from formcheck.clinic.store.worker import Id

__all__ = ["Keeper"]

WRITTEN_WITHIN_S = 0.5
"""A disk that takes longer does not hold the exercise up."""


class Keeper:
    """Keeps one training. Only a repetition and a stop wait for the disk, and not long.

    So a count that was seen or heard is kept, whatever happens to the program then, and who stopped
    is asked about it. A failed write is told by the next call.

    The skeleton at a repetition's turning point is always handed over; the store keeps it only
    where the person allowed that.
    """

    def __init__(
        self,
        store: Store,
        training_id: int,
        *,
        set_id: int | None = None,
        before: int = 0,
        exercise: str | None = None,
        may_begin: Callable[[int], bool] | None = None,
    ) -> None:
        """Go on with the set `set_id`, of which `before` repetitions are there already.

        Without one, the first set is yet to come. `exercise` names what will be asked about when it
        is over; None where nobody is to be asked, as a sample clip feels nothing. `may_begin` says
        of a set by its number whether it may begin or go on; None where every set may.
        """
        self._may_begin = may_begin
        self._exercise = exercise
        self._before = before
        self.training_id = training_id
        self._store = store
        self._number = 1
        self._set_id: Id | None = set_id

    def note(self, time_s: float, happened: Sequence[Happening]) -> None:
        """Write what happened at `time_s`.

        Raises `RefusedError` when a set began that may not, and then nothing of it is kept; raises
        `StoreError` once for an earlier failed write.
        """
        urgent = [write for one in happened for write in self._note(time_s, one)]
        wait(urgent, timeout=WRITTEN_WITHIN_S)
        failure = self._store.failure
        if failure is not None:
            self._store.forget_failure()
            raise failure

    def _note(self, time_s: float, one: Happening) -> list[Future[int]]:
        """Queue what happened; returns the writes that have to be waited for."""
        match one:
            case Begun(round=round_):
                self._number = round_.number
                self._check()
                if self._set_id is None:
                    self._set_id = self._queue_set()
            case Resumed():
                self._check()
                self._tell(time_s, one)
            case Counted() if self._set_id is not None:
                return [self._count(one)]
            case Ended(summary=summary, state=state) if self._set_id is not None:
                self._store.end_set(self._set_id, summary, state=state)
                self._set_id, self._before = None, 0
            case Halted(why=why):
                return self._ask(why)
            case Done(state=state, why=why):
                asked = self._ask(why)
                self._store.end_training(self.training_id, state=state)
                return asked
            case _:
                self._tell(time_s, one)
        return []

    def _check(self) -> None:
        """Refuse the set where what was answered since, here or elsewhere, stands against it."""
        if self._may_begin is not None and not self._may_begin(self._number):
            raise RefusedError(
                "This set may not begin now, because of what was answered about pain. "
                "Go back to see what comes first."
            )

    def _tell(self, time_s: float, one: Happening) -> None:
        """Keep what is only told, and changes nothing that is counted."""
        match one:
            case Paused(reason=reason, by_person=by_person):
                self.event("paused", time_s, reason=reason, by_person=by_person)
            case Resumed():
                self.event("resumed", time_s)
            case Asked(why=why, seen=seen):
                sign = {} if seen is None else asdict(seen)
                self.event("asked", time_s, why=why, **sign)
            case Answered(why=why, how=how):
                self.event("answered", time_s, why=why, how=how)

    def _count(self, one: Counted) -> Future[int]:
        assert self._set_id is not None  # noqa: S101 - the caller's check, for the type checker
        begun = self._set_id
        if isinstance(begun, Future) and begun.done() and begun.exception() is not None:
            # A disk that was full for a moment must not cost the whole set.
            self._set_id = begun = self._queue_set()
        numbered = replace(one.result, index=one.result.index + self._before)
        return self._store.add_repetition(begun, numbered, one.pose)

    def _ask(self, why: events.Why | None) -> list[Future[int]]:
        """Keep that the person has to be asked before anything else runs."""
        if why is None or self._exercise is None:
            return []
        event = events.Asked(
            at=datetime.now(UTC),
            exercise=self._exercise,
            why=why,
            training_id=self.training_id,
        )
        return [self._store.add_answer(event)]

    def _queue_set(self) -> "Id":
        return self._store.queue_set(self.training_id, number=self._number)

    def event(self, kind: str, time_s: float, /, **data: object) -> None:
        """Write something else that happened, such as a lost camera."""
        self._store.add_event(self.training_id, kind, set_id=self._set_id, time_s=time_s, data=data)
