"""The clock of a hold as it is counted live, and the stillness it goes by."""

import math
from collections import deque

from formcheck.coach.samples import BRIDGE_S
from formcheck.motion.seen_time import seen_step_s

__all__ = ["HoldClock", "Stillness"]

SPEED_SPAN_S = 0.3


class Stillness:
    """How fast a signal changes, over the last moments."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget what was before, as after a gap."""
        self._recent: deque[tuple[float, float]] = deque()
        self._speed = math.nan

    def update(self, time_s: float, value: float) -> None:
        """One instant further; `value` is known."""
        self._recent.append((time_s, value))
        while time_s - self._recent[0][0] > SPEED_SPAN_S + 1e-9 and len(self._recent) > 2:
            self._recent.popleft()
        first_s, first = self._recent[0]
        self._speed = (value - first) / (time_s - first_s) if time_s > first_s else math.nan

    def within(self, limit_deg_per_s: float) -> bool:
        """Whether it changes at most so fast; False while that is not known."""
        return abs(self._speed) <= limit_deg_per_s


class HoldClock:
    """Counts stillness in the end position; it pauses, it never goes back.

    Short unrest is added once stillness returns, so that the way back is not counted.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """A movement begins."""
        self.held_s = 0.0
        self.leave()

    def leave(self) -> None:
        """Outside the end position; what was unrest before is not added any more."""
        self._unstill_s = BRIDGE_S

    def update(self, step_s: float, *, still: bool) -> None:
        """In the hold, `step_s` after the instant before; `still` in the end position."""
        if not still:
            self._unstill_s += step_s
            return
        self.held_s += seen_step_s(step_s)
        self.held_s += self._unstill_s if self._unstill_s < BRIDGE_S else 0.0
        self._unstill_s = 0.0
