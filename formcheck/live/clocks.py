"""The clocks of an exercise that are not a hold: keeping still, counting down, resting.

All go by the pictures' own time.
"""

import math

from formcheck.coach.types import Phase, Snapshot
from formcheck.live.types import Kind, Line
from formcheck.motion.seen_time import is_seen
from formcheck.texts import coach as coach_texts

__all__ = ["Countdown", "Rest", "Steady"]


class Steady:
    """Whether the start position has been seen to be kept for a while."""

    FOR_S = 1.0

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self._since_s = self._last_s = math.nan

    def update(self, snapshot: Snapshot) -> bool:
        """One instant further; every other position, or a shut gate, begins anew."""
        seen = is_seen(snapshot.time_s - self._last_s)
        if not snapshot.repeated:
            self._last_s = snapshot.time_s
        if not (snapshot.gate.ok and snapshot.phase is Phase.REST):
            self._since_s = math.nan
            return False
        if math.isnan(self._since_s) or not seen:
            self._since_s = snapshot.time_s
        return snapshot.time_s - self._since_s >= self.FOR_S


class Countdown:
    """Three, two, one."""

    SECONDS = 3.0

    def __init__(self, time_s: float) -> None:
        self._from_s = time_s
        self._said = math.inf

    def number(self, time_s: float) -> int:
        """The number to show, 0 when it is over."""
        return max(math.ceil(self.SECONDS - (time_s - self._from_s) - 1e-9), 0)

    def update(self, time_s: float) -> tuple[Line, ...]:
        """What to say now."""
        left = self.number(time_s)
        if not 0 < left < self._said:
            return ()
        self._said = left
        return (Line(kind=Kind.HOLD, text=f"{coach_texts.number(left)}."),)


class Rest:
    """The rest between two sets."""

    WARNING_S = 10.0

    def __init__(self, time_s: float, rest_s: float) -> None:
        self._until_s = time_s + rest_s
        self._warned = rest_s <= self.WARNING_S

    def left_s(self, time_s: float) -> float:
        """Seconds left, never below 0."""
        return max(self._until_s - time_s, 0.0)

    def update(self, time_s: float) -> tuple[Line, ...]:
        """What to say now."""
        if self._warned or self.left_s(time_s) > self.WARNING_S:
            return ()
        self._warned = True
        return (Line(kind=Kind.GUIDE, text=f"{coach_texts.number(int(self.WARNING_S))} seconds."),)
