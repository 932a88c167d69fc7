"""Noticing that the trunk has changed, so that lengths learned before no longer hold.

A title card gives way to the exercise, the camera zooms, a person who stood lies down or rolls
over. What was learned of the body until then, above all how long its bones look, measured something
else.
"""

import math
from bisect import insort
from collections import deque
from collections.abc import Sequence
from enum import Enum

from formcheck.kinematics.geometry import NAN

__all__ = ["RunningMedian", "TrunkChange", "TrunkChangeDetector"]

Point = Sequence[float]

LENGTH_RANGE = (0.72, 1.34)
"""A trunk that becomes shorter or longer than its running median times this has changed its size
(docs/measurements.md, Changes of size and posture)."""
TURN_DEG = 60.0
"""A trunk that has turned by more than this in the picture is in another posture. A bridge turns it
by 36 degrees. A deep hinge turns it further; the bones are then learned again, which takes a second
in which none of them is doubted."""
LASTING_S = 0.2
"""A change must last for this long, and for this many frames; single frames are misread."""
LASTING_FRAMES = 3


class TrunkChange(Enum):
    """What has changed."""

    SIZE = "size"  # another scene, or another distance from the camera
    POSTURE = "posture"  # the same person in the same place, turned


class RunningMedian:
    """The running median of a number over the last few seconds."""

    _EVERY_S = 0.2
    _KEEP = 25
    _ENOUGH = 5
    _STALE_S = 5.0

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.median = NAN
        """The median; NaN until a second of numbers has been seen."""
        self._recent: deque[float] = deque()
        self._sorted: list[float] = []
        self._last_s = -math.inf

    def update(self, time_s: float, value: float) -> float:
        """Add `value` and return the median before it; a NaN is not added.

        What was not measured for five seconds is forgotten.
        """
        step_s = time_s - self._last_s
        if step_s > self._STALE_S and self._recent:
            self.reset()
        before = self.median
        if step_s < self._EVERY_S or math.isnan(value):
            return before
        self._last_s = time_s
        self._recent.append(value)
        insort(self._sorted, value)
        if len(self._recent) > self._KEEP:
            self._sorted.remove(self._recent.popleft())
        if len(self._sorted) >= self._ENOUGH:
            self.median = self._sorted[len(self._sorted) // 2]
        return before


class TrunkChangeDetector:
    """Compares the trunk of each frame with that of the last seconds."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the trunk."""
        self._usual_px = RunningMedian()
        self._usual_x, self._usual_y = RunningMedian(), RunningMedian()
        self._new: TrunkChange | None = None
        self._since_s = 0.0
        self._frames = 0

    def update(self, time_s: float, shoulder: Point, hip: Point) -> TrunkChange | None:
        """Return what has changed at `time_s`; None while the trunk is as before or not known.

        `shoulder` and `hip` are pixels, NaN where not seen. After a change the new trunk is the
        usual one.
        """
        x, y = hip[0] - shoulder[0], hip[1] - shoulder[1]
        length_px = math.hypot(x, y)
        if not length_px > 0:  # true for NaN
            self._new = None
            return None
        usual_px = self._usual_px.update(time_s, length_px)
        usual_x = self._usual_x.update(time_s, x / length_px)
        usual_y = self._usual_y.update(time_s, y / length_px)
        new = None
        if length_px < LENGTH_RANGE[0] * usual_px or length_px > LENGTH_RANGE[1] * usual_px:
            new = TrunkChange.SIZE
        elif _angle_deg(x, y, usual_x, usual_y) > TURN_DEG:
            new = TrunkChange.POSTURE
        if new is not self._new:
            self._new, self._since_s, self._frames = new, time_s, 0
        self._frames += 1
        lasted = time_s - self._since_s >= LASTING_S - 1e-9 and self._frames >= LASTING_FRAMES
        if new is None or not lasted:
            return None
        self.reset()
        return new


def _angle_deg(ax: float, ay: float, bx: float, by: float) -> float:
    """Return the angle between two directions in the picture, 0..180; NaN where one is NaN."""
    return math.degrees(abs(math.atan2(ax * by - ay * bx, ax * bx + ay * by)))
