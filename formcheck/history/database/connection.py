"""One open history file and its thread: opening, closing, reading, writing."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from formcheck.errors import StoreError
from formcheck.history.database.migrations_runner import (
    WRITING,
    Connect,
    connect,
    history_path,
    open_history,
)
from formcheck.history.database.rescue import identify, rescue_content
from formcheck.history.database.worker import Worker, Write

__all__ = ["HistoryConnection", "system_time"]

T = TypeVar("T")


def system_time() -> datetime:
    """Return the time of this machine's clock, in UTC."""
    return datetime.now(UTC)


class HistoryConnection:
    """The file `path` (None = `history_path()`) and the only thread that uses it.

    `now` gives the aware time. `connect` opens the only connection, on that thread.

    Raises `StoreError` when the file cannot be used.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        now: Callable[[], datetime] = system_time,
        connect: Connect = connect,
    ) -> None:
        self._path = history_path() if path is None else path
        self._now = now
        self._connect = connect
        self._worker = Worker(self._path)
        try:
            self._worker.call(self._open_file)
        except BaseException:
            self._worker.close()
            raise
        self._open = True

    def _open_file(self) -> None:
        self._engine = open_history(self._path, connect=self._connect)
        self._writing = self._engine.execution_options(**WRITING)
        self._identity = identify(self._path)

    def close(self) -> None:
        """Write what is queued and release the file; closing again does nothing.

        Raises `StoreError` when a queued write failed and nobody has read the error.
        """
        if not self._open:
            return
        self._open = False
        try:
            self._worker.call(self._worker.give_up)
            self._worker.call(self._engine.dispose)
        finally:
            failure = self._worker.close()
        if failure is not None:
            raise failure

    @property
    def failure(self) -> StoreError | None:
        """Why something waits to be written; else the first failure since `forget_failure`."""
        return self._worker.failure

    def forget_failure(self) -> None:
        """Clear `failure`, after the person was told."""
        self._worker.forget_failure()

    def read(self, work: Callable[[Session], T]) -> T:
        """Return what `work` returns, after everything written before. Raises `StoreError`."""

        def read() -> T:
            with Session(self._engine) as database:
                return work(database)

        return self._worker.call(read)

    def write(self, work: Callable[[Session], T], *, keep_trying: bool = False) -> Write[T]:
        """Queue `work` in its own transaction and return a future of its result.

        With `keep_trying`, a write that fails for a reason that may pass is tried again.
        """

        def write() -> T:
            if identify(self._path) != self._identity:
                self._rescue()
            with Session(self._writing) as database, database.begin():
                return work(database)

        return self._worker.queue(write, keep_trying=keep_trying)

    def _rescue(self) -> None:
        """Continue with all that was written, after somebody deleted or replaced the file.

        The open connection still has the whole content. A deleted file is written again. Beside a
        file that came in its place, ours gets another name.
        """
        lost = self._path
        self._path = rescue_content(self._engine, lost)
        self._open_file()
        if self._path == lost:
            said = (
                "was deleted while FormCheck was running. FormCheck wrote it again; all is there."
            )
        else:
            said = (
                "was replaced by another file while FormCheck was running. FormCheck continues in "
                f"{self._path}. Move the other file away and give this one its name to keep it."
            )
        self._worker.report(StoreError(f"The history {lost} {said}"))

    def time(self) -> datetime:
        """Return the time now. Raises `StoreError` when it has no time zone."""
        now = self._now()
        if now.tzinfo is None:
            raise StoreError(f"Expected a time with its time zone, got {now}. Give an aware time.")
        return now
