"""How long a body is in its end position, and how long it stays near the top of its movement."""

import math
from bisect import bisect_right
from collections import deque

from formcheck.kinematics.seen_time import seen_step_s

__all__ = ["AWAY_S", "BAND_DEG", "StayNearTop", "TimeSpent"]

BAND_DEG = 8.0
"""A body this near its own highest level is near its top (docs/measurements.md, Holds)."""
SLOW_SHARE = 0.5
"""A body that is faster than this share of its own top speed passes by and does not stay."""
AWAY_S = 0.5
"""A body that was away from its top for longer has ended its stay; what follows is another one."""


class StayNearTop:
    """Follows when the body came near its own top, and until when it was there.

    The top is the highest level so far. When it rises, the stay begins later.
    """

    def __init__(self) -> None:
        self._near: deque[tuple[float, float]] = deque()
        self._top = -math.inf

    def add(self, time_s: float, value: float, *, share_of_top_speed: float) -> None:
        """Add a sample of the end position.

        `value` is the primary signal, which grows on the way out, and `share_of_top_speed` how fast
        the body is. A sample with a NaN is left out.
        """
        if not (share_of_top_speed <= SLOW_SHARE and value >= self._top - BAND_DEG):
            return
        if self._near and time_s - self._near[-1][0] > AWAY_S:
            self._near.clear()
        self._near.append((time_s, value))
        self._top = max(self._top, value)
        while self._near[0][1] < self._top - BAND_DEG:
            self._near.popleft()

    @property
    def begin_s(self) -> float:
        """When the body came near its top; NaN before that."""
        return self._near[0][0] if self._near else math.nan

    @property
    def end_s(self) -> float:
        """When the body was last seen near its top; NaN where it never was."""
        return self._near[-1][0] if self._near else math.nan


class TimeSpent:
    """The seen seconds in a position, from the samples in which the body was in it.

    Gaps that count as seen time (`kinematics/seen_time.py`) are included, longer ones are not.
    """

    def __init__(self) -> None:
        self._times_s: list[float] = []
        self._spent_s: list[float] = []

    def add(self, time_s: float) -> None:
        """Note that the body was in the position at `time_s`, which is later than before."""
        before_s = self._spent_s[-1] if self._spent_s else 0.0
        step_s = seen_step_s(time_s - self._times_s[-1]) if self._times_s else 0.0
        self._times_s.append(time_s)
        self._spent_s.append(before_s + step_s)

    def until(self, time_s: float) -> float:
        """Return the seconds in the position up to `time_s`; 0 where that is NaN."""
        after = 0 if math.isnan(time_s) else bisect_right(self._times_s, time_s)
        if after == 0:
            return 0.0
        before_s = self._spent_s[after - 1]
        if after == len(self._times_s):
            return before_s
        return min(before_s + time_s - self._times_s[after - 1], self._spent_s[after])
