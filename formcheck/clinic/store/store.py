"""The training history: written as it happens, read by the pages.

One thread owns the one connection and does everything in the order asked for. So a reading sees
every write asked for before it, and whoever writes need not wait.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy.orm import Session

from formcheck.clinic.store import queries, rows
from formcheck.clinic.store.answer_store import AnswerStore
from formcheck.clinic.store.file import HistoryFile, system_time
from formcheck.clinic.store.jsons import dump
from formcheck.clinic.store.opening import Connect, connect
from formcheck.clinic.store.safety_record import CAMERA, SafetyRecord, safety_record
from formcheck.clinic.store.types import (
    Event,
    Judged,
    KeptAnswer,
    PlanItem,
    Skeleton,
    State,
    StoredRepetition,
    Training,
)
from formcheck.clinic.store.worker import Id, Write, known
from formcheck.coach.summary import SetSummary
from formcheck.coach.types import RepResult
from formcheck.errors import StoreError
from formcheck.motion.pose import Pose
from formcheck.safety.events import Event as SafetyEvent
from formcheck.safety.tables import Judgement

__all__ = ["Store"]


class Store:
    """The history in `path` (None = `history_path()`), made when missing.

    May be used from any thread. What reads waits for its answer. What writes returns a promise at
    once, so that no picture is missed for the disk; `result()` waits until it is safely written.
    Once it is, neither a killed process nor a power cut loses it. `begin_training` and `begin_set`
    wait; their forms `queue_training` and `queue_set` do not, and every method takes their promise
    in place of the number.

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
        self._file = HistoryFile(path, now=now, connect=connect)
        self._answers = AnswerStore(self._file)

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
        return self._file.write(lambda session: queries.save_plan(session, kept))

    def setting(self, name: str, default: object = None) -> object:
        """Return the JSON value kept under `name`, `default` where none is. Raises `StoreError`.

        `Setting` has the names the pages use.
        """
        return self._file.read(lambda session: queries.setting(session, name, default))

    def save_setting(self, name: str, value: object) -> Write[None]:
        """Keep a JSON value; NaN in it becomes None. Raises `StoreError` for what is no JSON."""
        text = dump(value)
        return self._file.write(lambda session: queries.save_setting(session, name, text))

    def change_setting(self, name: str, change: Callable[[object], object]) -> Write[None]:
        """Keep what `change` makes of the value kept under `name`, None where none is.

        Nobody else's write comes between. `change` runs on the store's own thread and must not use
        the store. What is no JSON, the promise raises as `StoreError`.
        """

        def work(session: Session) -> None:
            value = change(queries.setting(session, name, None))
            queries.save_setting(session, name, dump(value))

        return self._file.write(work)

    # A training as it happens.

    def begin_training(self, item: PlanItem, *, source: str) -> int:
        """Return the number of a new running training, once written. Raises `StoreError`.

        `source` is "camera" or the name of a sample clip. Whether a person may begin it is not
        asked here: that is what `Guard.admit` is for.
        """
        return self.queue_training(item, source=source).result()

    def queue_training(self, item: PlanItem, *, source: str) -> Write[int]:
        """Return the promise of a new running training's number at once."""
        at = self._file.time()
        columns = rows.dose(item)
        return self._file.write(lambda s: queries.begin_training(s, columns, source, at))

    def admit_training(
        self,
        admit: Callable[[SafetyRecord], PlanItem | None],
        *,
        since: datetime,
        training_id: int | None = None,
    ) -> Write[int | None]:
        """Begin a training before the camera, or go on with one, where `admit` allows it.

        `admit` is given what decides it, since `since`, and returns what may be done, None for
        nothing; as in `judge_answer`, nobody else's write comes between. `training_id` is the
        running training to go on with, which is then kept with what may be done. The promise is of
        the training's number, None where nothing may begin.
        """
        at = self._file.time()

        def work(session: Session) -> int | None:
            item = admit(safety_record(session, since))
            if item is None:
                return None
            if training_id is None:
                return queries.begin_training(session, rows.dose(item), CAMERA, at)
            return queries.go_on_with_training(session, training_id, rows.dose(item))

        return self._file.write(work)

    def begin_set(self, training_id: Id, *, number: int) -> int:
        """Return the number (id) of a new running set, once written. Raises `StoreError`.

        `number` counts the sets of the training from 1.
        """
        return self.queue_set(training_id, number=number).result()

    def queue_set(self, training_id: Id, *, number: int) -> Write[int]:
        """Return the promise of a new running set's id at once."""
        if number < 1:
            raise StoreError(f"Expected a set's number of 1 or more, got {number}.")
        at = self._file.time()
        return self._file.write(lambda s: queries.begin_set(s, known(training_id), number, at))

    def add_repetition(
        self, set_id: Id, result: RepResult, pose: Skeleton | Pose | None = None
    ) -> Write[int]:
        """Add a judged repetition to a set; the promise is of its id.

        `pose` is the one at the turning point. It is kept only while the setting `keep_landmarks`
        is true, whatever the caller thinks; giving it is always right.
        """
        bones = Skeleton.of(pose) if isinstance(pose, Pose) else pose
        return self._file.write(lambda s: queries.add_repetition(s, known(set_id), result, bones))

    def add_event(
        self,
        training_id: Id,
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
            lambda session: queries.add_event(
                session,
                training_id=known(training_id),
                set_id=None if set_id is None else known(set_id),
                at=at,
                time_s=time_s,
                kind=kind,
                data=text,
            )
        )

    def end_set(self, set_id: Id, summary: SetSummary | None, *, state: str) -> Write[None]:
        """End a set with what is known of it; `summary` None leaves score and faults None.

        `state` is one of `State`, not "running", which raises `StoreError`. Ending it again
        replaces what was said before.
        """
        end, at = self._end(state)
        return self._file.write(lambda s: queries.end_set(s, known(set_id), summary, end, at))

    def end_training(self, training_id: Id, *, state: str) -> Write[None]:
        """End a training, and with the same state a set of it that still runs.

        `state` as in `end_set`. Ending it again replaces what was said before.
        """
        end, at = self._end(state)
        return self._file.write(lambda s: queries.end_training(s, known(training_id), end, at))

    def interrupt(self, training_id: Id) -> Write[None]:
        """Say that a running training's program or page went away; others stay as they are.

        `ended_at` stays None, since nobody saw the end. What was counted stays.
        """
        return self._file.write(lambda s: queries.interrupt(s, known(training_id)))

    # What was done.

    def open_trainings(self) -> tuple[Training, ...]:
        """Return the running trainings with all that belongs to them, newest first.

        After a start these are the ones that a crash cut short, or that another page still does.
        Raises `StoreError`.
        """
        return self._file.read(queries.open_trainings)

    def training(self, training_id: int) -> Training | None:
        """Return a training with sets and repetitions, None where there is none (or deleted).

        Raises `StoreError`.
        """
        return self._file.read(lambda session: queries.training(session, training_id))

    def trainings(
        self, *, limit: int = 100, exercise: str | None = None, with_repetitions: bool = False
    ) -> tuple[Training, ...]:
        """Return the newest `limit` trainings with their sets, newest first; deleted ones not.

        `exercise` None = all. The sets' repetitions are None unless asked for. Raises `StoreError`.
        """
        return self._file.read(
            lambda session: queries.trainings(
                session, limit=limit, exercise=exercise, with_repetitions=with_repetitions
            )
        )

    def repetitions(self, set_id: int) -> tuple[StoredRepetition, ...]:
        """Return a set's repetitions in the order done, empty for none. Raises `StoreError`."""
        return self._file.read(lambda session: queries.repetitions(session, set_id))

    def events(self, training_id: int) -> tuple[Event, ...]:
        """Return a training's events in their order, empty for none. Raises `StoreError`."""
        return self._file.read(lambda session: queries.events(session, training_id))

    def delete_training(self, training_id: int) -> Write[None]:
        """Hide a training with all that belongs to it, until `restore_training`.

        What was answered about pain in it still counts, and `answers` still returns it.
        """
        at = self._file.time()
        return self._file.write(lambda session: queries.mark_deleted(session, training_id, at))

    def restore_training(self, training_id: int) -> Write[None]:
        """Bring a deleted training back; one that was not deleted stays."""
        return self._file.write(lambda session: queries.mark_deleted(session, training_id, None))

    # What was asked and answered about pain: `AnswerStore` says more.

    def add_answer(
        self,
        event: SafetyEvent,
        judgement: Judgement | None = None,
        *,
        training_id: Id | None = None,
        exercise: str | None = None,
    ) -> Write[int]:
        """Keep a question or an answer with what followed; the promise is of its id."""
        return self._answers.add(event, judgement, training_id=training_id, exercise=exercise)

    def judge_answer(
        self,
        event: SafetyEvent,
        judge: Callable[[Sequence[KeptAnswer]], Judged],
        *,
        since: datetime | None = None,
    ) -> Write[Judged]:
        """Keep an event with what `judge` makes of it and of what stands before."""
        return self._answers.judge(event, judge, since=since)

    def safety_record(self, since: datetime) -> SafetyRecord:
        """Return what of the history decides what may run. Raises `StoreError`."""
        return self._answers.safety_record(since)

    def answers(
        self, *, since: datetime | None = None, training_id: int | None = None
    ) -> tuple[KeptAnswer, ...]:
        """Return what was asked and answered, in the order it was kept. Raises `StoreError`."""
        return self._answers.read(since=since, training_id=training_id)

    def _end(self, state: str) -> tuple[State, datetime | None]:
        if state not in {State.FINISHED, State.STOPPED, State.INTERRUPTED}:
            raise StoreError(f"Expected finished, stopped or interrupted as an end, got {state!r}.")
        end = State(state)
        return end, None if end is State.INTERRUPTED else self._file.time()
