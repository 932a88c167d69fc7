"""Writes what happens in a session to the history, at once, and how the session ended.

Only this module records a stop, and with it the question that must be answered before anything
else runs. `SessionRecorder` does it for a session, `record_without_session` when there is none.
"""

import time
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
"""The exercise waits no longer than this for the disk, and not at all for one that is full."""
LOOKED_AT_EVERY_S = 0.05


class SessionRecorder:
    """Records one session. Only repetitions, stops and pain wait for the disk, and not long.

    A count that was seen or heard is therefore kept even if the program ends right after it, and a
    person who stopped is asked about it. The next call reports a failed write. Sets and repetitions
    that a full disk refuses wait for it, in their order; each call reports that until they are
    written.

    The recorder always passes on the skeleton at a repetition's turning point. The store keeps it
    only if the person allowed that.
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
        """Continue the set `set_id`, which has `before` repetitions already.

        Without `set_id`, no set has started yet. `exercise` is what to ask about at the end; None
        for a sample clip, because nobody is asked. `may_begin` takes a set's number and says
        whether that set may begin or continue; None when every set may.
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

        Raises `RefusedError` when a set began that may not begin; nothing of that set is kept.
        Raises `StoreError` once for an earlier failed write, and at each call while one waits.
        """
        urgent = [write for one in events for write in self._record(time_s, one)]
        end_s = time.monotonic() + WRITTEN_WITHIN_S
        while urgent and self._store.failure is None and time.monotonic() < end_s:
            urgent = list(wait(urgent, timeout=LOOKED_AT_EVERY_S).not_done)
        failure = self._store.failure
        if failure is not None:
            self._store.forget_failure()
            raise failure

    def _record(self, time_s: float, one: SessionEvent) -> list[Future[int]]:
        """Queue what happened; return the writes to wait for."""
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
                self._store.end_set(self._set_id, summary, state=state, keep_trying=True)
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
        """Refuse the set if an answer about pain, from this window or another, forbids it."""
        if self._may_begin is not None and not self._may_begin(self._number):
            raise RefusedError(
                "This set cannot start now because of your answers about pain. "
                "Go back to see what to do first."
            )

    def _tell(self, time_s: float, one: SessionEvent) -> None:
        """Record an event that changes no count."""
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
            # The whole set must not be lost because the disk was full for a moment.
            self._set_id = begun = self._queue_set()
        numbered = replace(one.result, index=one.result.index + self._before)
        return self._store.add_repetition(begun, numbered, one.pose, keep_trying=True)

    def _ask(self, why: QuestionReason | None) -> list[Future[int]]:
        """Record that the person must be asked before anything else runs."""
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
        return self._store.queue_set(self.session_id, number=self._number, keep_trying=True)

    def finish(self, ending: Ending | None, *, within_s: float) -> bool:
        """Return whether everything that belongs to `ending` is on the disk within `within_s`.

        If it is not, the caller must write the question, and this recorder no longer writes it: a
        session that hangs may wake up after the question was answered. None means that the last set
        ended.
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
        """Write something that the page reports, such as a lost camera."""
        self._store.add_event(self.session_id, kind, set_id=self._set_id, time_s=time_s, data=data)


def _sign_data(seen: PainSign | None) -> dict[str, object]:
    """Return the pain sign in the history's form, which calls its side `lane`."""
    if seen is None:
        return {}
    data = asdict(seen)
    return {"lane" if name == "side" else name: value for name, value in data.items()}


_REASONS = {Ending.STOP: QuestionReason.STOP, Ending.REPORT_PAIN: QuestionReason.HURTS}
"""`LEAVE` is missing: only the session knows whether the person did something to ask about."""


def record_without_session(
    store: Store, session_id: int, ending: Ending | None, *, exercise: str | None
) -> None:
    """Write `ending` when no session could: it is gone, it hangs, or its write failed.

    `exercise` is what to ask about, None when nobody is asked. What another window already wrote
    about the same ending is not written again. The ending is on the disk when this returns. Raises
    `StoreError`.
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
