"""Does the same work for many clips, several at a time, each in a process of its own."""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait as wait_for_end
from types import FrameType
from typing import Generic, TypeVar

from formcheck.errors import WorkerError
from formcheck.video.threads import use_one_thread

__all__ = ["run_each_in_workers", "run_in_workers"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_TO_CLEAN_UP_S = 10.0

T = TypeVar("T")
R = TypeVar("R")


def run_in_workers(
    work: Callable[[T], R],
    items: Sequence[T],
    *,
    workers: int | None = None,
    on_done: Callable[[R], None] | None = None,
) -> tuple[R, ...]:
    """Return what `work` returns for each item, in the items' order.

    `workers` processes share the items, by default one for each core; one worker is this process
    itself. `work` and the items must be picklable. `on_done` is called here with each result as
    soon as it is ready.

    The first exception of `work`, of `on_done`, or Ctrl-C ends all workers; each leaves its clip
    as after an exception, so no half-written file stays. Raises `WorkerError` when a worker was
    ended from outside, for example because the memory was full.
    """
    count = min(workers or os.cpu_count() or 1, len(items))
    if count <= 1:
        return tuple(_report(work(item), on_done) for item in items)
    pool = _Pool(work, items, lambda _, result: _report(result, on_done))
    if pool.run(count) or pool.left:
        raise WorkerError(
            "A process that worked on a clip was ended, perhaps because the memory was full. "
            "Let fewer work at a time (--workers 1)."
        )
    return tuple(pool.found[number] for number in range(len(items)))


def run_each_in_workers(
    work: Callable[[T], R],
    items: Sequence[T],
    *,
    on_lost: Callable[[T], R],
    workers: int | None = None,
    on_done: Callable[[T, R], None] | None = None,
) -> tuple[R, ...]:
    """Return what `work` returns for each item, in the items' order, whatever ends a worker.

    As `run_in_workers`, but a worker that is ended from outside stops nothing: the items that were
    being worked on then are worked on once more, each alone in a process of its own. An item that
    ends that one too gets the result of `on_lost`. The work always runs in other processes, so
    that one that crashes does not end this one. `on_done` also gets the item.
    """
    if not items:
        return ()
    pool = _Pool(work, items, on_done)
    count = min(workers or os.cpu_count() or 1, len(items))
    while pool.left:
        for number in pool.run(count):
            alone = _Pool(work, [items[number]], on_done)
            lost = bool(alone.run(1))
            result = on_lost(items[number]) if lost else alone.found[0]
            pool.found[number] = result
            if lost and on_done is not None:
                on_done(items[number], result)
    return tuple(pool.found[number] for number in range(len(items)))


class _Pool(Generic[T, R]):
    """The items still to work on (`left`, their places), and what was `found` for the others."""

    def __init__(
        self,
        work: Callable[[T], R],
        items: Sequence[T],
        on_done: Callable[[T, R], object] | None,
    ) -> None:
        self._work = work
        self._items = items
        self._on_done = on_done
        self.left = deque(range(len(items)))
        self.found: dict[int, R] = {}

    def run(self, count: int) -> tuple[int, ...]:
        """Work with `count` processes until nothing is left, or one of them is ended from outside.

        Returns the items that were being worked on then, empty when all is done.
        """
        others = set(active_children())
        # Spawned, because MediaPipe's threads do not survive a fork.
        with ProcessPoolExecutor(
            count, mp_context=get_context("spawn"), initializer=_prepare_worker
        ) as pool:
            try:
                return self._share_out(pool, count)
            except BaseException:
                for process in set(active_children()) - others:
                    process.terminate()
                pool.shutdown(cancel_futures=True)
                raise

    def _share_out(self, pool: ProcessPoolExecutor, count: int) -> tuple[int, ...]:
        working: dict[Future[R], int] = {}
        ended = False
        while working or (self.left and not ended):
            # No more than are worked on, so that it is known whose process was ended.
            while self.left and len(working) < count and not ended:
                try:
                    future = pool.submit(_work, self._work, self._items[self.left[0]])
                except BrokenProcessPool:
                    ended = True
                else:
                    working[future] = self.left.popleft()
            ended = self._collect(working) or ended
            if ended:
                wait(working)
                self._collect(working)
                return tuple(sorted(working.values()))
        return ()

    def _collect(self, working: dict[Future[R], int]) -> bool:
        """Take the finished ones out of `working`; return whether a process was ended."""
        done = wait(working, return_when=FIRST_COMPLETED).done
        ended = False
        for future in done:
            if isinstance(future.exception(), BrokenProcessPool):
                ended = True
                continue
            number = working.pop(future)
            self.found[number] = future.result()
            if self._on_done is not None:
                self._on_done(self._items[number], self.found[number])
        return ended


def _work(work: Callable[[T], R], item: T) -> R:
    """Return what `work` returns; after a signal end this process once `work` has cleaned up."""
    if signal.getsignal(signal.SIGTERM) is not _end:  # it came between two items
        os._exit(1)
    try:
        return work(item)
    except SystemExit:
        # The pool would give this process the next item.
        os._exit(1)


def _prepare_worker() -> None:
    """Keep this process to about one core; let a signal end it as an exception would."""
    use_one_thread()
    for number in _SIGNALS:
        signal.signal(number, _end)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the one that started it is gone; nobody would take its results."""
    parent = parent_process()
    if parent is None:
        return
    wait_for_end([parent.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_TO_CLEAN_UP_S)
    os._exit(1)


def _end(_signal: int, _frame: FrameType | None) -> None:
    """End without a traceback; what is being written is removed on the way out."""
    for number in _SIGNALS:  # a second one must not disturb that
        signal.signal(number, _ignore)
    raise SystemExit(1)


def _ignore(_signal: int, _frame: FrameType | None) -> None:
    """Do nothing. Python would write to the screen if a signal were ignored while it comes."""


def _report(result: R, on_done: Callable[[R], None] | None) -> R:
    if on_done is not None:
        on_done(result)
    return result
