"""A session's commands, carried out one after the other on a thread of their own."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from formcheck.errors import LiveError
from formcheck.live.server.protocol import Command
from formcheck.live.session.types import Ending

__all__ = ["MOST_COMMANDS", "OUT_OF_THREADS", "CommandQueue"]

MOST_COMMANDS = 32
"""Commands that may wait: more than a person can give while the disk is slow."""
OUT_OF_THREADS = "The computer is out of threads. Close other programs and try again."
_ENDINGS = frozenset(Ending)


class CommandQueue:
    """Carries out commands; none waits for a frame or a pose model. Any thread may use it."""

    def __init__(self) -> None:
        """Start no thread yet."""
        self._lock = threading.Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._pending: list[Future[None]] = []
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many commands are not done."""
        with self._lock:
            return sum(not one.done() for one in self._pending)

    def submit(self, command: Command, carry_out: Callable[[Command], None]) -> None:
        """Carry out `command` after those before it.

        An ending takes the place of all that wait, and is never refused for their number. Raises
        `LiveError` when too many wait, there is no thread, or the queue was closed.
        """
        with self._lock:
            if self._closed:
                raise LiveError("This exercise was closed. Choose it again to continue.")
            self._pending = [one for one in self._pending if not one.done()]
            if command.do in _ENDINGS:
                self._pending = [one for one in self._pending if not one.cancel()]
            elif len(self._pending) >= MOST_COMMANDS:
                raise LiveError("Too many commands are waiting; try again in a moment.")
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, thread_name_prefix="formcheck-commands")
            try:
                self._pending.append(self._thread.submit(carry_out, command))
            except RuntimeError as error:
                self._thread = None
                raise LiveError(OUT_OF_THREADS) from error

    def close(self, *, wait_s: float) -> None:
        """Take no more commands; wait up to `wait_s` for those that were given."""
        with self._lock:
            self._closed = True
            pending, thread = list(self._pending), self._thread
        if thread is not None:
            thread.shutdown(wait=False)
        if wait_s > 0:
            wait(pending, timeout=wait_s)
            self._join(thread, until_s=time.monotonic() + wait_s)

    @staticmethod
    def _join(thread: ThreadPoolExecutor | None, *, until_s: float) -> None:
        """Wait for the thread itself too, so that nothing of a closed session is left."""
        for one in () if thread is None else thread._threads:  # noqa: SLF001 - no other way to see it
            one.join(max(until_s - time.monotonic(), 0))
