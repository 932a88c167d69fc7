"""Writes what happens in an exercise to the history, as it happens, and how it ended.

This is the one place that writes down a stop, and with it the question that has to be answered
before anything else runs: `SessionRecorder` for a session, `record_without_session` where there is
none.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from formcheck.assessment.pain_signs.types import PainSign
from formcheck.errors import RefusedError
from formcheck.history.safety_service import SafetyService
from formcheck.history.store import Store
from formcheck.live.session.events import (
    PainReported,
    Paused,
    QuestionAnswered,
    QuestionAsked,
    RepetitionFinished,
    Resumed,
    SessionEnded,
    SessionEvent,
    SetEnded,
    SetStarted,
)
from formcheck.live.session.types import Ending
from formcheck.safety.events import PainQuestionAsked, QuestionReason

if TYPE_CHECKING:
    from formcheck.history.database.worker import Id

__all__ = ["SessionRecorder", "record_without_session"]

WRITTEN_WITHIN_S = 0.5
"""A disk that takes longer does not hold the exercise up."""


class SessionRecorder:
    """Keeps one training. Only a repetition and a stop wait for the disk, and not long.

    So a count that was seen or heard is kept, whatever happens to the program then, and who stopped
    is asked about it. A failed write is told by the next call.

    The skeleton at a repetition's turning point is always handed over; the store keeps it only
    where the person allowed that.
    """

    def __init__(
        self,
        store: Store,
        session_id: int,
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
        self.session_id = session_id
        self._store = store
        self._number = 1
        self._set_id: Id | None = set_id
        self._may_ask = exercise is not None
        self._question: Future[int] | None = None
        self._end: Future[None] | None = None

    def record(self, time_s: float, events: Sequence[SessionEvent]) -> None:
        """Write what happened at `time_s`.

        Raises `RefusedError` when a set began that may not, and then nothing of it is kept; raises
        `StoreError` once for an earlier failed write.
        """
        urgent = [write for one in events for write in self._record(time_s, one)]
        wait(urgent, timeout=WRITTEN_WITHIN_S)
        failure = self._store.failure
        if failure is not None:
            self._store.forget_failure()
            raise failure

    def _record(self, time_s: float, one: SessionEvent) -> list[Future[int]]:
        """Queue what happened; returns the writes that have to be waited for."""
        match one:
            case SetStarted(planned=planned):
                self._number = planned.number
                self._check()
                if self._set_id is None:
                    self._set_id = self._queue_set()
            case Resumed():
                self._check()
                self._tell(time_s, one)
            case RepetitionFinished() if self._set_id is not None:
                return [self._count(one)]
            case SetEnded(summary=summary, state=state) if self._set_id is not None:
                self._store.end_set(self._set_id, summary, state=state)
                self._set_id, self._before = None, 0
            case PainReported(why=why):
                return self._ask(why)
            case SessionEnded(state=state, why=why):
                asked = self._ask(why)
                self._end = self._store.end_session(self.session_id, state=state)
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

    def _tell(self, time_s: float, one: SessionEvent) -> None:
        """Keep what is only told, and changes nothing that is counted."""
        match one:
            case Paused(reason=reason, by_person=by_person):
                self.record_note("paused", time_s, reason=reason, by_person=by_person)
            case Resumed():
                self.record_note("resumed", time_s)
            case QuestionAsked(why=why, seen=seen):
                self.record_note("asked", time_s, why=why, **_sign_data(seen))
            case QuestionAnswered(why=why, how=how):
                self.record_note("answered", time_s, why=why, how=how)

    def _count(self, one: RepetitionFinished) -> Future[int]:
        assert self._set_id is not None  # noqa: S101 - the caller's check, for the type checker
        begun = self._set_id
        if isinstance(begun, Future) and begun.done() and begun.exception() is not None:
            # A disk that was full for a moment must not cost the whole set.
            self._set_id = begun = self._queue_set()
        numbered = replace(one.result, index=one.result.index + self._before)
        return self._store.add_repetition(begun, numbered, one.pose)

    def _ask(self, why: QuestionReason | None) -> list[Future[int]]:
        """Keep that the person has to be asked before anything else runs."""
        if why is None or self._exercise is None or not self._may_ask:
            return []
        event = PainQuestionAsked(
            at=datetime.now(UTC),
            exercise=self._exercise,
            why=why,
            session_id=self.session_id,
        )
        self._question = self._store.add_answer(event)
        return [self._question]

    def _queue_set(self) -> "Id":
        return self._store.queue_set(self.session_id, number=self._number)

    def finish(self, ending: Ending | None, *, within_s: float) -> bool:
        """Whether all that belongs to `ending` is on the disk, or is within `within_s`.

        Where it is not, the question is the caller's to write, and is not written here any more: a
        session that hangs may wake up when it was answered. None stands for the last set's end.
        """
        writes: list[Future[Any] | None] = []
        if ending in _REASONS and self._exercise is not None:
            writes.append(self._question)
        if ending is not Ending.REPORT_PAIN:
            writes.append(self._end)
        begun = [write for write in writes if write is not None]
        done = wait(begun, timeout=within_s).done
        kept = len(done) == len(writes) and all(write.exception() is None for write in done)
        self._may_ask = kept
        return kept

    def record_note(self, kind: str, time_s: float, /, **data: object) -> None:
        """Write something that the page tells, such as a lost camera."""
        self._store.add_event(self.session_id, kind, set_id=self._set_id, time_s=time_s, data=data)


def _sign_data(seen: PainSign | None) -> dict[str, object]:
    """The pain sign as the history keeps it; there its side has had the name `lane`."""
    if seen is None:
        return {}
    data = asdict(seen)
    return {"lane" if name == "side" else name: value for name, value in data.items()}


_REASONS = {Ending.STOP: QuestionReason.STOP, Ending.REPORT_PAIN: QuestionReason.HURTS}
"""Who leaves is asked only where the session knows that they did something."""


def record_without_session(
    store: Store, session_id: int, ending: Ending | None, *, exercise: str | None
) -> None:
    """Write `ending` down where no session could: it is gone, it hangs, or its write failed.

    `exercise` is what to ask about, None where nobody is to be asked. What another window wrote of
    the same end is not written again. It is on the disk when this returns; raises `StoreError`.
    """
    exercise_session = store.session(session_id)
    running = exercise_session is not None and exercise_session.state == "running"
    why = None if ending is None else _REASONS.get(ending)
    if why is not None and exercise is not None:
        kept = store.answers(session_id=session_id)
        asked = any(isinstance(one.event, PainQuestionAsked) for one in kept)
        over = asked and not running
        safety = SafetyService(store)
        if not over and not safety.day_state().asks_about(exercise, why):
            now = datetime.now(UTC)
            safety.record_answer(
                PainQuestionAsked(at=now, exercise=exercise, why=why, session_id=session_id)
            )
    if running and ending is not Ending.REPORT_PAIN:
        state = "finished" if ending is None else "stopped"
        store.end_session(session_id, state=state).result()
