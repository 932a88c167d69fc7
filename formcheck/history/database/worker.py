"""The only thread that uses the database, and the futures of its queued writes."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Any, TypeVar

from formcheck.errors import StoreError
from formcheck.history.database.sqlite_errors import FAILURES, may_pass, store_error

__all__ = ["RETRY_S", "Id", "Worker", "Write", "resolve_id"]

RETRY_S = 1.0
"""How long what could not be written waits before it is tried again."""
_KEPT = "What you did is kept meanwhile, and written as soon as that works."

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
    """Runs one piece of work after the other, in the order of the calls, on its own thread.

    Work queued with `keep_trying` is tried again every `RETRY_S` while it fails for a reason that
    may pass, such as a full disk. What is queued so after it waits for it; other work does not.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="formcheck-history")
        self._failed: Write[Any] | None = None
        self._waiting: deque[tuple[Write[Any], Callable[[], Any]]] = deque()
        self._hindrance: StoreError | None = None

    def call(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, after everything queued before. Raises `StoreError`."""
        return self._submit(lambda: self._with_our_errors(work)).result()

    def queue(self, work: Callable[[], T], *, keep_trying: bool = False) -> Write[T]:
        """Queue `work` and return its future at once; `failure` keeps a failure too.

        With `keep_trying`, the future is done when the work succeeded, or failed for good. Raises
        `StoreError` when the store was closed.
        """
        write: Write[T] = Write()
        if keep_trying:
            self._submit(lambda: self._run_kept(write, work))
        else:
            self._submit(lambda: self._run(write, work))
        return write

    def report(self, failure: StoreError) -> None:
        """Keep a failure that no write had. Runs on the store's thread."""
        if self._failed is None:
            self._failed = Write()
            self._failed.set_exception(failure)

    @property
    def failure(self) -> StoreError | None:
        """Why something waits to be written; else the first failure since `forget_failure`.

        None when everything was written.
        """
        hindrance = self._hindrance
        if hindrance is not None:
            return hindrance
        if self._failed is None:
            return None
        failure = self._failed.exception()
        return failure if isinstance(failure, StoreError) else None

    def forget_failure(self) -> None:
        """Clear `failure`; what waits to be written stays one."""
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
            self._fail(write, error)
        else:
            write.set_result(result)

    def _run_kept(self, write: Write[T], work: Callable[[], T]) -> None:
        if not write.set_running_or_notify_cancel():
            return
        self._waiting.append((write, work))
        if len(self._waiting) == 1:
            self._write_waiting()

    def _write_waiting(self) -> None:
        """Write what waits, in its order, up to the first that still cannot be written."""
        while self._waiting:
            write, work = self._waiting[0]
            try:
                result = self._with_our_errors(work)
            except BaseException as error:  # noqa: BLE001 - the future and `failure` report it
                if may_pass(error):
                    self._hindrance = StoreError(f"{store_error(self._path, error)} {_KEPT}")
                    self._try_later()
                    return
                self._waiting.popleft()
                self._fail(write, error)
            else:
                self._waiting.popleft()
                write.set_result(result)
        self._hindrance = None

    def _try_later(self) -> None:
        def try_now() -> None:
            with suppress(StoreError):  # closed meanwhile
                self._submit(self._write_waiting)

        timer = Timer(RETRY_S, try_now)
        timer.daemon = True
        timer.start()

    def give_up(self) -> None:
        """Try once more; what still waits then is lost, and says so. Runs on the store's thread."""
        self._write_waiting()
        while self._waiting:
            write, _ = self._waiting.popleft()
            self._fail(write, self._hindrance or StoreError(""))
        self._hindrance = None

    def _fail(self, write: Write[Any], error: BaseException) -> None:
        failure = store_error(self._path, error)
        failure.__cause__ = None if failure is error else error
        if self._failed is None:
            self._failed = write
        write.set_exception(failure)

    def _with_our_errors(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except FAILURES as error:
            raise store_error(self._path, error) from error
