"""The timers of a session: the steady start position, the countdown, the break.

All use the times of the frames. The hold has its own clock, in `assessment/repetitions/hold.py`.
"""

import math

from formcheck.assessment.types import Phase, Snapshot
from formcheck.kinematics.seen_time import is_seen
from formcheck.live.session.types import Priority, Prompt
from formcheck.texts import coach as coach_texts

__all__ = ["BreakTimer", "Countdown", "SteadyStart"]


class SteadyStart:
    """Checks that the person keeps the start position for `FOR_S` seconds."""

    FOR_S = 1.0

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Start the timer again from zero."""
        self._since_s = self._last_s = math.nan

    def update(self, snapshot: Snapshot) -> bool:
        """Return whether the start position was kept long enough.

        Any other position, a failed readiness check or unseen time starts the timer again.
        """
        seen = is_seen(snapshot.time_s - self._last_s)
        if not snapshot.repeated:
            self._last_s = snapshot.time_s
        if not (snapshot.readiness.ok and snapshot.phase is Phase.START):
            self._since_s = math.nan
            return False
        if math.isnan(self._since_s) or not seen:
            self._since_s = snapshot.time_s
        return snapshot.time_s - self._since_s >= self.FOR_S


class Countdown:
    """Three, two, one."""

    SECONDS = 3.0
    TOLERANCE_S = 0.7
    """The countdown continues if the start position is lost for no longer than this."""

    def __init__(self, time_s: float) -> None:
        self._from_s = self._in_place_s = time_s
        self._said = math.inf

    def is_kept(self, snapshot: Snapshot) -> bool:
        """Return whether the start position is kept well enough to continue the countdown."""
        if snapshot.readiness.ok:
            self._in_place_s = snapshot.time_s
        return snapshot.time_s - self._in_place_s <= self.TOLERANCE_S

    def find_number(self, time_s: float) -> int:
        """Return the number to show, 0 when the countdown is over."""
        return max(math.ceil(self.SECONDS - (time_s - self._from_s) - 1e-9), 0)

    def update(self, time_s: float) -> tuple[Prompt, ...]:
        """Return what to say now."""
        left = self.find_number(time_s)
        if not 0 < left < self._said:
            return ()
        self._said = left
        return (Prompt(kind=Priority.HOLD, text=f"{coach_texts.number(left)}."),)


class BreakTimer:
    """The break between two sets."""

    WARNING_S = 10.0

    def __init__(self, time_s: float, rest_s: float) -> None:
        self._until_s = time_s + rest_s
        self._warned = rest_s <= self.WARNING_S

    def left_s(self, time_s: float) -> float:
        """Seconds left, never below 0."""
        return max(self._until_s - time_s, 0.0)

    def update(self, time_s: float) -> tuple[Prompt, ...]:
        """Return what to say now."""
        if self._warned or self.left_s(time_s) > self.WARNING_S:
            return ()
        self._warned = True
        return (
            Prompt(kind=Priority.GUIDE, text=f"{coach_texts.number(int(self.WARNING_S))} seconds."),
        )
