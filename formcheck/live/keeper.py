"""Writes what happens in an exercise to the history, as it happens."""

from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import replace
from typing import TYPE_CHECKING

from formcheck.clinic.store.store import Store
from formcheck.live.types import Begun, Counted, Done, Ended, Happening, Paused, Resumed

if TYPE_CHECKING:
    from formcheck.clinic.store.worker import Id

__all__ = ["Keeper"]

WRITTEN_WITHIN_S = 0.5
"""A disk that takes longer does not hold the exercise up."""


class Keeper:
    """Keeps one training. Only a repetition waits for the disk, and not long.

    So a count that was seen or heard is kept, whatever happens to the program then. A failed write
    is told by the next call.

    The skeleton at a repetition's turning point is always handed over; the store keeps it only
    where the person allowed that.
    """

    def __init__(
        self, store: Store, training_id: int, *, set_id: int | None = None, before: int = 0
    ) -> None:
        """Go on with the set `set_id`, of which `before` repetitions are there already.

        Without one, the first set is yet to come.
        """
        self._before = before
        self.training_id = training_id
        self._store = store
        self._number = 1
        self._set_id: Id | None = set_id

    def note(self, time_s: float, happened: Sequence[Happening]) -> None:
        """Write what happened at `time_s`; raises `StoreError` once for an earlier failed write."""
        counted: list[Future[int]] = []
        for one in happened:
            match one:
                case Begun(round=round_):
                    self._number = round_.number
                    if self._set_id is None:
                        self._set_id = self._queue_set()
                case Counted(result=result, pose=pose) if self._set_id is not None:
                    self._begin_again_if_that_failed()
                    index = result.index + self._before
                    numbered = replace(result, index=index)
                    counted.append(self._store.add_repetition(self._set_id, numbered, pose))
                case Paused(reason=reason, by_person=by_person):
                    self.event("paused", time_s, reason=reason, by_person=by_person)
                case Resumed():
                    self.event("resumed", time_s)
                case Ended(summary=summary, state=state) if self._set_id is not None:
                    self._store.end_set(self._set_id, summary, state=state)
                    self._set_id, self._before = None, 0
                case Done(state=state):
                    self._store.end_training(self.training_id, state=state)
        wait(counted, timeout=WRITTEN_WITHIN_S)
        failure = self._store.failure
        if failure is not None:
            self._store.forget_failure()
            raise failure

    def _queue_set(self) -> "Id":
        return self._store.queue_set(self.training_id, number=self._number)

    def _begin_again_if_that_failed(self) -> None:
        """A disk that was full for a moment must not cost the whole set."""
        begun = self._set_id
        if isinstance(begun, Future) and begun.done() and begun.exception() is not None:
            self._set_id = self._queue_set()

    def event(self, kind: str, time_s: float, **data: object) -> None:
        """Write something else that happened, such as a lost camera."""
        self._store.add_event(self.training_id, kind, set_id=self._set_id, time_s=time_s, data=data)
