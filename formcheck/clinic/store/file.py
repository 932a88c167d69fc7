"""One open history file and its thread: opening, closing, reading, writing."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy.orm import Session

from formcheck.clinic.store.opening import WRITING, history_path, open_history
from formcheck.clinic.store.worker import Worker, Write
from formcheck.errors import StoreError

__all__ = ["HistoryFile"]

T = TypeVar("T")


def _system_time() -> datetime:
    return datetime.now(UTC)


class HistoryFile:
    """The file `path` (None = `history_path()`) and the one thread that touches it.

    Raises `StoreError` when it cannot be used; see `Store`, which is to be used instead.
    """

    def __init__(
        self, path: Path | None = None, *, now: Callable[[], datetime] = _system_time
    ) -> None:
        self._path = history_path() if path is None else path
        self._now = now
        self._worker = Worker(self._path)
        try:
            self._engine = self._worker.call(lambda: open_history(self._path))
        except BaseException:
            self._worker.close()
            raise
        self._writing = self._engine.execution_options(**WRITING)
        self._open = True

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
    def path(self) -> Path:
        """The file the history is in."""
        return self._path

    @property
    def failure(self) -> StoreError | None:
        """The first failure of a queued write since opening or `forget_failure`, else None."""
        return self._worker.failure

    def forget_failure(self) -> None:
        """Let `failure` start anew, once the person was told."""
        self._worker.forget_failure()

    def _read(self, work: Callable[[Session], T]) -> T:
        def read() -> T:
            with Session(self._engine) as session:
                return work(session)

        return self._worker.call(read)

    def _write(self, work: Callable[[Session], T]) -> Write[T]:
        def write() -> T:
            with Session(self._writing) as session, session.begin():
                return work(session)

        return self._worker.queue(write)

    def _time(self) -> datetime:
        now = self._now()
        if now.tzinfo is None:
            raise StoreError(f"Expected the time with its zone, got {now}.")
        return now
