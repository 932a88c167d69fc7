"""The one thread that touches the database, and the promises it gives for queued writes."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from formcheck.errors import StoreError
from formcheck.history.database.sqlite_errors import FAILURES, store_error

__all__ = ["Id", "Worker", "Write", "resolve_id"]

T = TypeVar("T")
Id = int | Future[int]
"""A number, or the promise of one that the same store gave and may not have kept yet."""


def resolve_id(promised: Id) -> int:
    """Return the number; on the store's thread, where all that was asked before is done.

    Raises what the promise failed with, `StoreError` for a promise that is not this store's.
    """
    if isinstance(promised, int):
        return promised
    if not promised.done():
        raise StoreError("Expected a training or set begun in this store, got another's promise.")
    # Not the promise's own `result`, which would note that a person was told of its failure.
    return Future.result(promised)


class Write(Future[T]):
    """A queued write; `result()` waits for it and raises `StoreError` when it failed.

    It remembers whether anybody was told of a failure, so that none goes unheard. A callback added
    to it runs on the store's own thread and must not wait for the store.
    """

    def __init__(self) -> None:
        super().__init__()
        self.told = False

    def result(self, timeout: float | None = None) -> T:
        """Return what was written (an id, or None) once it is on the disk.

        Raises `StoreError` when it could not be written, TimeoutError after `timeout` seconds.
        """
        try:
            return super().result(timeout)
        finally:
            self.told = self.told or self.done()

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Return the failure once the write is done, None when it succeeded."""
        try:
            return super().exception(timeout)
        finally:
            self.told = self.told or self.done()


class Worker:
    """Runs one piece of work after the other, in the order asked for, on its own thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="formcheck-history")
        self._failed: Write[Any] | None = None

    def call(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, after everything queued before. Raises `StoreError`."""
        return self._submit(lambda: self._translated(work)).result()

    def queue(self, work: Callable[[], T]) -> Write[T]:
        """Queue `work` and return its promise at once; a failure is kept in `failure` too.

        Raises `StoreError` when the store was closed.
        """
        write: Write[T] = Write()
        self._submit(lambda: self._run(write, work))
        return write

    @property
    def failure(self) -> StoreError | None:
        """The first failure of a queued write since the last `forget_failure`, else None."""
        if self._failed is None:
            return None
        failure = self._failed.exception()
        return failure if isinstance(failure, StoreError) else None

    def forget_failure(self) -> None:
        """Let `failure` start anew."""
        self._failed = None

    def close(self) -> StoreError | None:
        """Finish what is queued and end the thread; return the failure nobody was told of."""
        self._executor.shutdown(wait=True)
        return None if self._failed is None or self._failed.told else self.failure

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        try:
            return self._executor.submit(work)
        except RuntimeError as error:  # its only reason is that the thread was ended
            raise StoreError(
                f"The history {self._path} was closed; open it again to use it."
            ) from error

    def _run(self, write: Write[T], work: Callable[[], T]) -> None:
        if not write.set_running_or_notify_cancel():
            return
        try:
            result = self._translated(work)
        except BaseException as error:  # noqa: BLE001 - it goes to whoever waits, and to `failure`
            failure = store_error(self._path, error)
            failure.__cause__ = None if failure is error else error
            if self._failed is None:
                self._failed = write
            write.set_exception(failure)
        else:
            write.set_result(result)

    def _translated(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except FAILURES as error:
            raise store_error(self._path, error) from error
