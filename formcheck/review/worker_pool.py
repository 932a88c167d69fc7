"""Does the same work for many clips, several at a time, each in a process of its own."""

import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context
from types import FrameType
from typing import TypeVar

from formcheck.errors import WorkerError
from formcheck.video.threads import use_one_thread

__all__ = ["run_in_workers"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)

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
    others = set(active_children())
    found: dict[int, R] = {}
    # Spawned, because MediaPipe's threads do not survive a fork.
    with ProcessPoolExecutor(
        count, mp_context=get_context("spawn"), initializer=_prepare_worker
    ) as pool:
        waiting = {pool.submit(_work, work, item): number for number, item in enumerate(items)}
        try:
            for future in as_completed(waiting):
                found[waiting[future]] = _report(future.result(), on_done)
        except BrokenProcessPool as error:
            raise WorkerError(
                "A process that worked on a clip was ended, perhaps because the memory was full. "
                "Let fewer work at a time (--workers 1)."
            ) from error
        except BaseException:
            for process in set(active_children()) - others:
                process.terminate()
            pool.shutdown(cancel_futures=True)
            raise
    return tuple(found[number] for number in range(len(items)))


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
