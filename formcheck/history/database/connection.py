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
        self._worker = Worker(self._path)
        try:
            self._engine = self._worker.call(lambda: open_history(self._path, connect=connect))
        except BaseException:
            self._worker.close()
            raise
        self._writing = self._engine.execution_options(**WRITING)
        self._open = True

    def close(self) -> None:
        """Write what is queued and release the file; closing again does nothing.

        Raises `StoreError` when a queued write failed and nobody has read the error.
        """
        if not self._open:
            return
        self._open = False
        try:
            self._worker.call(self._engine.dispose)
        finally:
            failure = self._worker.close()
        if failure is not None:
            raise failure

    @property
    def failure(self) -> StoreError | None:
        """The first failure of a queued write since opening or `forget_failure`, None without."""
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

    def write(self, work: Callable[[Session], T]) -> Write[T]:
        """Queue `work` in its own transaction and return a future of its result."""

        def write() -> T:
            with Session(self._writing) as database, database.begin():
                return work(database)

        return self._worker.queue(write)

    def time(self) -> datetime:
        """Return the time now. Raises `StoreError` when it has no time zone."""
        now = self._now()
        if now.tzinfo is None:
            raise StoreError(f"Expected a time with its time zone, got {now}. Give an aware time.")
        return now
