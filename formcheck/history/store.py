"""The history: written as it happens, read by the pages.

One thread owns the one connection and works in the order asked for. So a reading sees every write
asked for before it, and whoever writes need not wait.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy.orm import Session

from formcheck.assessment.set_summary import SetSummary
from formcheck.assessment.types import RepResult
from formcheck.errors import StoreError
from formcheck.history import queries
from formcheck.history.database import mapping
from formcheck.history.database.connection import HistoryConnection, system_time
from formcheck.history.database.json_values import dump
from formcheck.history.database.migrations_runner import Connect, connect
from formcheck.history.database.worker import Id, Write, resolve_id
from formcheck.history.pain_log import PainLog
from formcheck.history.safety_record import CAMERA, SafetyRecord, safety_record
from formcheck.history.types import (
    Event,
    ExerciseSession,
    JudgedAnswer,
    PainRecord,
    PlanItem,
    SessionState,
    Skeleton,
    StoredRepetition,
)
from formcheck.kinematics.pose import Pose
from formcheck.safety.decision_table import Judgement
from formcheck.safety.events import Event as SafetyEvent

__all__ = ["Store"]


class Store:
    """The history in `path` (None = `history_path()`), made when missing.

    May be used from any thread. A read waits for its answer. A write returns a promise at once, so
    that no frame waits for the disk; after `result()` neither a killed process nor a power cut
    loses it. `begin_session` and `begin_set` wait; `queue_session` and `queue_set` do not, and
    every method takes their promise in place of the number.

    A promise's `result()` raises `StoreError` when the write failed. For promises nobody keeps,
    `failure` has the first such error, and `close` raises it when nobody was told.

    `now` gives the time for labels, aware; order never depends on it. `connect` opens the one
    connection; another one lets a test have a full disk.

    Raises `StoreError` when the file is not FormCheck's, damaged, of a newer FormCheck, or cannot
    be read and written; it is then left as it was. An earlier form is brought up to date, after a
    copy was put beside it.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        now: Callable[[], datetime] = system_time,
        connect: Connect = connect,
    ) -> None:
        self._file = HistoryConnection(path, now=now, connect=connect)
        self._answers = PainLog(self._file)

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it; an exception under way is not replaced by a failure of the history."""
        try:
            self.close()
        except StoreError:
            if error is None:
                raise

    def close(self) -> None:
        """Write what is queued and let go of the file; closing again does nothing.

        Raises `StoreError` when a queued write failed and nobody was told.
        """
        self._file.close()

    @property
    def failure(self) -> StoreError | None:
        """The first failure of a queued write since opening or `forget_failure`, else None."""
        return self._file.failure

    def forget_failure(self) -> None:
        """Let `failure` start anew, once the person was told."""
        self._file.forget_failure()

    # The plan and the settings.

    def plan(self) -> tuple[PlanItem, ...]:
        """Return the plan in its order, empty when there is none. Raises `StoreError`."""
        return self._file.read(queries.plan)

    def save_plan(self, items: Sequence[PlanItem]) -> Write[None]:
        """Replace the plan; the promise is of nothing."""
        kept = tuple(items)
        return self._file.write(lambda database: queries.save_plan(database, kept))

    def setting(self, name: str, default: object = None) -> object:
        """Return the JSON value kept under `name`, `default` where none is. Raises `StoreError`.

        `Setting` has the names the pages use.
        """
        return self._file.read(lambda database: queries.setting(database, name, default))

    def save_setting(self, name: str, value: object) -> Write[None]:
        """Keep a JSON value; NaN in it becomes None. Raises `StoreError` for what is no JSON."""
        text = dump(value)
        return self._file.write(lambda database: queries.save_setting(database, name, text))

    def change_setting(self, name: str, change: Callable[[object], object]) -> Write[None]:
        """Keep what `change` makes of the value kept under `name`, None where none is.

        Nobody else's write comes between. `change` runs on the store's own thread and must not use
        the store. What is no JSON, the promise raises as `StoreError`.
        """

        def work(database: Session) -> None:
            value = change(queries.setting(database, name, None))
            queries.save_setting(database, name, dump(value))

        return self._file.write(work)

    # A training as it happens.

    def begin_session(self, item: PlanItem, *, source: str) -> int:
        """Return the number of a new running training, once written. Raises `StoreError`.

        `source` is "camera" or the name of a sample clip. Whether a person may begin it is not
        asked here: that is what `Guard.admit` is for.
        """
        return self.queue_session(item, source=source).result()

    def queue_session(self, item: PlanItem, *, source: str) -> Write[int]:
        """Return the promise of a new running training's number at once."""
        at = self._file.time()
        columns = mapping.dose(item)
        return self._file.write(lambda s: queries.begin_session(s, columns, source, at))

    def admit_session(
        self,
        admit: Callable[[SafetyRecord], PlanItem | None],
        *,
        since: datetime,
        session_id: int | None = None,
    ) -> Write[int | None]:
        """Begin a training before the camera, or go on with one, where `admit` allows it.

        `admit` is given what decides it, since `since`, and returns what may be done, None for
        nothing; as in `judge_answer`, nobody else's write comes between. `session_id` is the
        running training to go on with, which is then kept with what may be done. The promise is of
        the training's number, None where nothing may begin.
        """
        at = self._file.time()

        def work(database: Session) -> int | None:
            item = admit(safety_record(database, since))
            if item is None:
                return None
            if session_id is None:
                return queries.begin_session(database, mapping.dose(item), CAMERA, at)
            return queries.continue_session(database, session_id, mapping.dose(item))

        return self._file.write(work)

    def begin_set(self, session_id: Id, *, number: int) -> int:
        """Return the number (id) of a new running set, once written. Raises `StoreError`.

        `number` counts the sets of the training from 1.
        """
        return self.queue_set(session_id, number=number).result()

    def queue_set(self, session_id: Id, *, number: int) -> Write[int]:
        """Return the promise of a new running set's id at once."""
        if number < 1:
            raise StoreError(f"Expected a set's number of 1 or more, got {number}.")
        at = self._file.time()
        return self._file.write(lambda s: queries.begin_set(s, resolve_id(session_id), number, at))

    def add_repetition(
        self, set_id: Id, result: RepResult, pose: Skeleton | Pose | None = None
    ) -> Write[int]:
        """Add a judged repetition to a set; the promise is of its id.

        `pose` is the one at the turning point. It is kept only while the setting `keep_landmarks`
        is true, whatever the caller thinks; giving it is always right.
        """
        bones = Skeleton.of(pose) if isinstance(pose, Pose) else pose
        return self._file.write(
            lambda s: queries.add_repetition(s, resolve_id(set_id), result, bones)
        )

    def add_event(
        self,
        session_id: Id,
        kind: str,
        *,
        set_id: Id | None = None,
        time_s: float | None = None,
        data: Mapping[str, object] | None = None,
    ) -> Write[int]:
        """Add something that happened; the promise is of its id.

        `kind` is a short word such as "paused"; `set_id` is None between sets; `time_s` is the
        session clock in seconds, None or NaN when it did not run. `data` is a JSON object, None =
        empty. Raises `StoreError` for what is no JSON.
        """
        text = dump({} if data is None else data)
        at = self._file.time()
        return self._file.write(
            lambda database: queries.add_event(
                database,
                session_id=resolve_id(session_id),
                set_id=None if set_id is None else resolve_id(set_id),
                at=at,
                time_s=time_s,
                kind=kind,
                data=text,
            )
        )

    def end_set(self, set_id: Id, summary: SetSummary | None, *, state: str) -> Write[None]:
        """End a set with what is known of it; `summary` None leaves score and faults None.

        `state` is one of `SessionState`, not "running", which raises `StoreError`. Ending it again
        replaces what was said before.
        """
        end, at = self._end(state)
        return self._file.write(lambda s: queries.end_set(s, resolve_id(set_id), summary, end, at))

    def end_session(self, session_id: Id, *, state: str) -> Write[None]:
        """End a training, and with the same state a set of it that still runs.

        `state` as in `end_set`. Ending it again replaces what was said before.
        """
        end, at = self._end(state)
        return self._file.write(lambda s: queries.end_session(s, resolve_id(session_id), end, at))

    def interrupt(self, session_id: Id) -> Write[None]:
        """Say that a running training's program or page went away; others stay as they are.

        `ended_at` stays None, since nobody saw the end. What was counted stays.
        """
        return self._file.write(lambda s: queries.interrupt(s, resolve_id(session_id)))

    # What was done.

    def open_sessions(self) -> tuple[ExerciseSession, ...]:
        """Return the running trainings with all that belongs to them, newest first.

        After a start these are the ones that a crash cut short, or that another page still does.
        Raises `StoreError`.
        """
        return self._file.read(queries.open_sessions)

    def session(self, session_id: int) -> ExerciseSession | None:
        """Return a training with sets and repetitions, None where there is none (or deleted).

        Raises `StoreError`.
        """
        return self._file.read(lambda database: queries.session(database, session_id))

    def sessions(
        self, *, limit: int = 100, exercise: str | None = None, with_repetitions: bool = False
    ) -> tuple[ExerciseSession, ...]:
        """Return the newest `limit` trainings with their sets, newest first; deleted ones not.

        `exercise` None = all. The sets' repetitions are None unless asked for. Raises `StoreError`.
        """
        return self._file.read(
            lambda database: queries.sessions(
                database, limit=limit, exercise=exercise, with_repetitions=with_repetitions
            )
        )

    def repetitions(self, set_id: int) -> tuple[StoredRepetition, ...]:
        """Return a set's repetitions in the order done, empty for none. Raises `StoreError`."""
        return self._file.read(lambda database: queries.repetitions(database, set_id))

    def events(self, session_id: int) -> tuple[Event, ...]:
        """Return a training's events in their order, empty for none. Raises `StoreError`."""
        return self._file.read(lambda database: queries.events(database, session_id))

    def delete_session(self, session_id: int) -> Write[None]:
        """Hide a training with all that belongs to it, until `restore_session`.

        What was answered about pain in it still counts, and `answers` still returns it.
        """
        at = self._file.time()
        return self._file.write(lambda database: queries.mark_deleted(database, session_id, at))

    def restore_session(self, session_id: int) -> Write[None]:
        """Bring a deleted training back; one that was not deleted stays."""
        return self._file.write(lambda database: queries.mark_deleted(database, session_id, None))

    # What was asked and answered about pain: `PainLog` says more.

    def add_answer(
        self,
        event: SafetyEvent,
        judgement: Judgement | None = None,
        *,
        session_id: Id | None = None,
        exercise: str | None = None,
    ) -> Write[int]:
        """Keep a question or an answer with what followed; the promise is of its id."""
        return self._answers.add(event, judgement, session_id=session_id, exercise=exercise)

    def judge_answer(
        self,
        event: SafetyEvent,
        judge: Callable[[Sequence[PainRecord]], JudgedAnswer],
        *,
        since: datetime | None = None,
    ) -> Write[JudgedAnswer]:
        """Keep an event with what `judge` makes of it and of what stands before."""
        return self._answers.judge(event, judge, since=since)

    def safety_record(self, since: datetime) -> SafetyRecord:
        """Return what of the history decides what may run. Raises `StoreError`."""
        return self._answers.safety_record(since)

    def answers(
        self, *, since: datetime | None = None, session_id: int | None = None
    ) -> tuple[PainRecord, ...]:
        """Return what was asked and answered, in the order it was kept. Raises `StoreError`."""
        return self._answers.read(since=since, session_id=session_id)

    def _end(self, state: str) -> tuple[SessionState, datetime | None]:
        if state not in {SessionState.FINISHED, SessionState.STOPPED, SessionState.INTERRUPTED}:
            raise StoreError(f"Expected finished, stopped or interrupted as an end, got {state!r}.")
        end = SessionState(state)
        return end, None if end is SessionState.INTERRUPTED else self._file.time()
