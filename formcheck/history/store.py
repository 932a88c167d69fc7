"""The history: the recorder writes it as things happen, the pages read it.

One thread owns the only connection and works in the order of the calls. A read therefore sees every
earlier write, and a write need not wait.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Self

from formcheck.assessment.set_summary import SetSummary
from formcheck.assessment.types import RepResult
from formcheck.errors import StoreError
from formcheck.history import queries
from formcheck.history.database.connection import HistoryConnection, system_time
from formcheck.history.database.json_values import dump
from formcheck.history.database.migrations_runner import Connect, connect
from formcheck.history.database.worker import Id, Write, resolve_id
from formcheck.history.kept_reviews import KeptReviews
from formcheck.history.pain_log import PainLog
from formcheck.history.safety_record import SafetyRecord, admit_session
from formcheck.history.session_reader import SessionReader
from formcheck.history.types import (
    PlanItem,
    SessionState,
    Skeleton,
)
from formcheck.kinematics.pose import Pose

__all__ = ["Store"]


class Store:
    """The history in `path` (None = `history_path()`); the file is created when missing.

    Any thread may use it. A read waits for its result. A write returns a future at once: no frame
    waits for the disk. After the future's `result()`, neither a killed process nor a power cut
    loses the write. `begin_session` and `begin_set` wait; `queue_session` and `queue_set` do not,
    and every method accepts their future in place of the number.

    A future's `result()` raises `StoreError` when the write failed. When nobody reads the future,
    `failure` has the first such error, and `close` raises it if nobody has read that either.

    `add_answer`, `judge_answer`, `answers` and `safety_record` are methods of `PainLog`;
    `open_sessions`, `session`, `sessions`, `repetitions` and `events` of `SessionReader`. `reviews`
    has the reviews of clips that were kept.

    `now` gives the aware time for labels; the order never depends on it. `connect` opens the
    connection; a test passes another one, for example to simulate a full disk.

    Raises `StoreError` when the file is not FormCheck's, is damaged, comes from a newer FormCheck,
    or cannot be read and written; the file is then left unchanged. A file of an earlier version is
    updated after a copy was saved beside it.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        now: Callable[[], datetime] = system_time,
        connect: Connect = connect,
    ) -> None:
        self._file = HistoryConnection(path, now=now, connect=connect)
        self.reviews = KeptReviews(self._file)
        pain_log = PainLog(self._file)
        self.add_answer = pain_log.add
        self.judge_answer = pain_log.judge
        self.answers = pain_log.read
        self.safety_record = pain_log.safety_record
        reader = SessionReader(self._file)
        self.open_sessions = reader.open_sessions
        self.session = reader.session
        self.sessions = reader.sessions
        self.repetitions = reader.repetitions
        self.events = reader.events

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close the store; an exception already raised is not replaced by the history's own."""
        try:
            self.close()
        except StoreError:
            if error is None:
                raise

    def close(self) -> None:
        """Write what is queued and release the file; closing again does nothing.

        Raises `StoreError` when a queued write failed and nobody has read the error.
        """
        self._file.close()

    @property
    def failure(self) -> StoreError | None:
        """Why something waits to be written; else the first failure since `forget_failure`.

        None when everything was written.
        """
        return self._file.failure

    def forget_failure(self) -> None:
        """Clear `failure`, after the person was told."""
        self._file.forget_failure()

    # The plan and the settings.

    def plan(self) -> tuple[PlanItem, ...]:
        """Return the plan in its order, empty when there is none. Raises `StoreError`."""
        return self._file.read(queries.load_plan)

    def save_plan(self, items: Sequence[PlanItem]) -> Write[None]:
        """Replace the plan; the future's result is None."""
        kept = tuple(items)
        return self._file.write(lambda database: queries.save_plan(database, kept))

    def setting(self, name: str, default: object = None) -> object:
        """Return the JSON value stored as `name`, `default` when missing. Raises `StoreError`.

        `Setting` has the names that the pages use.
        """
        return self._file.read(lambda database: queries.load_setting(database, name, default))

    def save_setting(self, name: str, value: object) -> Write[None]:
        """Store a JSON value; NaN becomes None. Raises `StoreError` when it is not JSON."""
        text = dump(value)
        return self._file.write(lambda database: queries.save_setting(database, name, text))

    def change_setting(self, name: str, change: Callable[[object], object]) -> Write[None]:
        """Replace the value stored as `name` by `change(value)`; a missing value is None.

        No other write comes between. `change` runs on the store's own thread and must not use the
        store. If its result is not JSON, the future raises `StoreError`.
        """
        return self._file.write(lambda database: queries.change_setting(database, name, change))

    # A session as it happens.

    def begin_session(self, item: PlanItem, *, source: str) -> int:
        """Return the number of a new running session, once written. Raises `StoreError`.

        `source` is "camera" or the name of a sample clip. This does not check whether the person
        may begin; `SafetyService.admit` does.
        """
        return self.queue_session(item, source=source).result()

    def queue_session(self, item: PlanItem, *, source: str) -> Write[int]:
        """Return at once a future of a new running session's number."""
        at = self._file.time()
        return self._file.write(lambda s: queries.begin_session(s, item, source, at))

    def admit_session(
        self,
        admit: Callable[[SafetyRecord], PlanItem | None],
        *,
        since: datetime,
        session_id: int | None = None,
    ) -> Write[int | None]:
        """Begin a session with the camera, or continue one, if `admit` allows it.

        `admit` receives the safety record since `since` and returns what may be done, None for
        nothing. As in `judge_answer`, no other write comes between. `session_id` is the running
        session to continue; its dose is then replaced by what may be done. The future's result is
        the session's number, None when nothing may begin.
        """
        at = self._file.time()
        return self._file.write(
            lambda database: admit_session(
                database, admit, since=since, session_id=session_id, at=at
            )
        )

    def begin_set(self, session_id: Id, *, number: int) -> int:
        """Return the number (id) of a new running set, once written. Raises `StoreError`.

        `number` counts the sets of the session from 1.
        """
        return self.queue_set(session_id, number=number).result()

    def queue_set(self, session_id: Id, *, number: int, keep_trying: bool = False) -> Write[int]:
        """Return at once a future of a new running set's id.

        With `keep_trying`, as in `add_repetition` and `end_set`, a write that fails for a reason
        that may pass (a full disk) waits and is tried again; `failure` says so meanwhile.
        """
        if number < 1:
            raise StoreError(f"Expected a set's number of 1 or more, got {number}.")
        at = self._file.time()
        return self._file.write(
            lambda s: queries.begin_set(s, resolve_id(session_id), number, at),
            keep_trying=keep_trying,
        )

    def add_repetition(
        self,
        set_id: Id,
        result: RepResult,
        pose: Skeleton | Pose | None = None,
        *,
        keep_trying: bool = False,
    ) -> Write[int]:
        """Add a judged repetition to a set; the future's result is its id.

        `pose` is the pose at the turning point. Callers may always pass it: it is stored only while
        the setting `keep_landmarks` is true.
        """
        bones = Skeleton.of(pose) if isinstance(pose, Pose) else pose
        return self._file.write(
            lambda s: queries.add_repetition(s, resolve_id(set_id), result, bones),
            keep_trying=keep_trying,
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
        """Add something that happened; the future's result is its id.

        `kind` is a short word such as "paused". `set_id` is None between sets. `time_s` is the
        session clock in seconds, None or NaN when it did not run. `data` is a JSON object, None =
        empty. Raises `StoreError` when `data` is not JSON.
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

    def end_set(
        self, set_id: Id, summary: SetSummary | None, *, state: str, keep_trying: bool = False
    ) -> Write[None]:
        """End a set with its summary; without one, score and faults stay None.

        `state` is one of `SessionState`; "running" raises `StoreError`. Ending a set again replaces
        its earlier end.
        """
        end, at = self._check_end(state)
        return self._file.write(
            lambda s: queries.end_set(s, resolve_id(set_id), summary, end, at),
            keep_trying=keep_trying,
        )

    def end_session(self, session_id: Id, *, state: str) -> Write[None]:
        """End a session and, with the same state, a set of it that still runs.

        `state` as in `end_set`. Ending a session again replaces its earlier end.
        """
        end, at = self._check_end(state)
        return self._file.write(lambda s: queries.end_session(s, resolve_id(session_id), end, at))

    def interrupt(self, session_id: Id) -> Write[None]:
        """Mark a running session as interrupted; a session that is over stays unchanged.

        Its program or its page is gone, so `ended_at` stays None. The counts stay.
        """
        return self._file.write(lambda s: queries.interrupt(s, resolve_id(session_id)))

    # What was done; `session` and the others that read it are in `SessionReader`.

    def delete_session(self, session_id: int) -> Write[None]:
        """Hide a session with its sets and repetitions, until `restore_session`.

        Its answers about pain still count, and `answers` still returns them.
        """
        at = self._file.time()
        return self._file.write(lambda database: queries.mark_deleted(database, session_id, at))

    def restore_session(self, session_id: int) -> Write[None]:
        """Restore a deleted session; one that was not deleted stays unchanged."""
        return self._file.write(lambda database: queries.mark_deleted(database, session_id, None))

    def _check_end(self, state: str) -> tuple[SessionState, datetime | None]:
        """Return the state of an end and its time, None for an end that nobody saw."""
        end = SessionState.check_end(state)
        return end, None if end is SessionState.INTERRUPTED else self._file.time()
