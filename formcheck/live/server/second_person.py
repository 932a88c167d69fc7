"""The live check for a second person, on its own thread so that the judging never waits."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from formcheck.kinematics.pose import Pose
from formcheck.live.server.thread_priority import give_way
from formcheck.pose_estimation.second_person import SecondPersonDetector
from formcheck.video.frame import Frame

__all__ = ["SecondPersonWatcher"]

CONFIRMED_AFTER = 2
"""Checks in a row that must find somebody else; a single one may have seen a coat on a chair."""
FORGOTTEN_AFTER_S = 10.0
"""After this long without a check (when nobody is seen at all), a second person is forgotten."""


class SecondPersonWatcher:
    """Checks now and then, on its own thread."""

    def __init__(self, make_counter: Callable[[], SecondPersonDetector]) -> None:
        """`make_counter` loads the pose model; the checking thread calls it."""
        self._make = make_counter
        self._counter: SecondPersonDetector | None = None
        self._thread = ThreadPoolExecutor(
            max_workers=1, thread_name_prefix="formcheck-second", initializer=give_way
        )
        self._pending_check: Future[bool] | None = None
        self._in_a_row = 0
        self._checked_s = 0.0

    @property
    def present(self) -> bool:
        """Whether the last checks found somebody else."""
        return self._in_a_row >= CONFIRMED_AFTER

    @property
    def checking(self) -> bool:
        """Whether a check is running."""
        return self._pending_check is not None and not self._pending_check.done()

    def offer(self, frame: Frame, pose: Pose) -> None:
        """Check this frame if a check is due; returns at once.

        Raises once what a check raised.
        """
        if self.checking:
            return
        if self._pending_check is not None:
            check, self._pending_check = self._pending_check, None
            self._checked_s = pose.time_s
            self._in_a_row = self._in_a_row + 1 if check.result() else 0
        elif pose.time_s - self._checked_s > FORGOTTEN_AFTER_S:
            self._in_a_row = 0
        if self._counter is None or self._counter.is_due(pose):
            self._pending_check = self._thread.submit(self._found, frame, pose)

    def close(self) -> None:
        """Stop checking and free the model; safe to call again."""
        with suppress(RuntimeError):  # already closed, or the program ends
            self._thread.submit(self._free)
        self._thread.shutdown(wait=True)

    def _found(self, frame: Frame, pose: Pose) -> bool:
        if self._counter is None:
            self._counter = self._make()
        before = self._counter.findings().checks_with_second
        self._counter.check(frame, pose)
        return self._counter.findings().checks_with_second > before

    def _free(self) -> None:
        if self._counter is not None:
            self._counter.close()
