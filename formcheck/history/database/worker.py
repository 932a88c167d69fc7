"""The only thread that uses the database, and the futures of its queued writes."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from formcheck.errors import StoreError
from formcheck.history.database.sqlite_errors import FAILURES, store_error

__all__ = ["Id", "Worker", "Write", "resolve_id"]

T = TypeVar("T")
Id = int | Future[int]
"""A number, or a future of one from the same store; its write may not be done yet."""


def resolve_id(id_or_future: Id) -> int:
    """Return the number. Runs on the store's thread, when all earlier writes are done.

    Raises the future's error, or `StoreError` for a future of another store.
    """
    if isinstance(id_or_future, int):
        return id_or_future
    if not id_or_future.done():
        raise StoreError(
            "Expected a session or set of this store, got one of another store. "
            "Use one store for both."
        )
    # `Write.result` would note that somebody was told of the failure, so it is not called here.
    return Future.result(id_or_future)


class Write(Future[T]):
    """A queued write; `result()` waits for it and raises `StoreError` when it failed.

    It remembers whether somebody has read a failure, so that none is lost. A callback added to it
    runs on the store's own thread and must not wait for the store.
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
    """Runs one piece of work after the other, in the order of the calls, on its own thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="formcheck-history")
        self._failed: Write[Any] | None = None

    def call(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, after everything queued before. Raises `StoreError`."""
        return self._submit(lambda: self._with_our_errors(work)).result()

    def queue(self, work: Callable[[], T]) -> Write[T]:
        """Queue `work` and return its future at once; `failure` keeps a failure too.

        Raises `StoreError` when the store was closed.
        """
        write: Write[T] = Write()
        self._submit(lambda: self._run(write, work))
        return write

    @property
    def failure(self) -> StoreError | None:
        """The first failure of a queued write since the last `forget_failure`, None without."""
        if self._failed is None:
            return None
        failure = self._failed.exception()
        return failure if isinstance(failure, StoreError) else None

    def forget_failure(self) -> None:
        """Clear `failure`."""
        self._failed = None

    def close(self) -> StoreError | None:
        """Finish the queued work and end the thread; return a failure that nobody has read."""
        self._executor.shutdown(wait=True)
        return None if self._failed is None or self._failed.told else self.failure

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        try:
            return self._executor.submit(work)
        except RuntimeError as error:  # the only possible reason: the thread has ended
            raise StoreError(
                f"The history {self._path} was closed. Open it again to use it."
            ) from error

    def _run(self, write: Write[T], work: Callable[[], T]) -> None:
        if not write.set_running_or_notify_cancel():
            return
        try:
            result = self._with_our_errors(work)
        except BaseException as error:  # noqa: BLE001 - the future and `failure` report it
            failure = store_error(self._path, error)
            failure.__cause__ = None if failure is error else error
            if self._failed is None:
                self._failed = write
            write.set_exception(failure)
        else:
            write.set_result(result)

    def _with_our_errors(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except FAILURES as error:
            raise store_error(self._path, error) from error
