"""Undoing leg swaps: MediaPipe sometimes takes the left leg for the right one.

A swap shows as a jump: both legs jump, unless their names are swapped back. When a person lies with
one leg up and the other flat, MediaPipe sometimes swaps the legs several times a second. The
landmarks then slide between the legs, and nobody can say which leg is which (docs/measurements.md,
Leg swaps).
"""

import math
from collections import deque
from collections.abc import Sequence
from typing import Any

from formcheck.kinematics.geometry import distance
from formcheck.kinematics.landmarks import Landmark

__all__ = ["LegSwapDetector", "swap_legs"]

_LEFT = (Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE, Landmark.LEFT_HEEL, Landmark.LEFT_FOOT_INDEX)
_RIGHT = (Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE, Landmark.RIGHT_HEEL, Landmark.RIGHT_FOOT_INDEX)
_JUDGED = ((Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE), (Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE))

APART_TRUNK = 0.25
"""Legs closer together than this cannot be distinguished by continuity, and need not be."""
CLEARER = 0.5
"""Swapping the names must shorten the distance since the last frame to less than this share."""
MANY, WITHIN_S = 6, 5.0
"""With this many swaps in this many seconds, the legs cannot be distinguished."""

Point = Sequence[float]


class LegSwapDetector:
    """Follows both legs from frame to frame and says when their names are swapped."""

    def __init__(self, *, accept_after_s: float = math.inf) -> None:
        """Begin; a swap that lasts longer than `accept_after_s` seconds is accepted as right."""
        self._accept_after_s = accept_after_s
        self.reset()

    def reset(self) -> None:
        """Forget where the legs were."""
        self._last: tuple[tuple[Point, Point], ...] | None = None
        self._swapped: bool = False
        self._since_s = -math.inf
        self._changed_s: deque[float] = deque()

    @property
    def distinguishable(self) -> bool:
        """False while the legs are swapped too often to know which is which."""
        return len(self._changed_s) < MANY

    @property
    def changing(self) -> bool:
        """True while a change of name is not longer ago than `WITHIN_S`."""
        return bool(self._changed_s)

    def is_swapped(self, time_s: float, xy: Sequence[Point], *, trunk_px: float) -> bool:
        """Say whether the legs' names at `time_s` are swapped compared with the frames before.

        `xy (33, 2)` are pixels, `trunk_px` is the trunk's length. While either is NaN for the legs,
        the answer is False.
        """
        swapped = self._is_swapped(xy, trunk_px=trunk_px)
        if swapped and self._swapped and time_s - self._since_s > self._accept_after_s:
            self._last = tuple((b, a) for a, b in self._last or ())
            swapped = False
        if swapped is not self._swapped:
            self._swapped, self._since_s = swapped, time_s
            self._changed_s.append(time_s)
        while self._changed_s and time_s - self._changed_s[0] > WITHIN_S:
            self._changed_s.popleft()
        return swapped

    def _is_swapped(self, xy: Sequence[Point], *, trunk_px: float) -> bool:
        legs = tuple([(xy[a], xy[b]) for a, b in _JUDGED])
        apart = max([distance(a, b) for a, b in legs])
        if self._last is None or not apart > APART_TRUNK * trunk_px:  # false for NaN too
            self._last = legs
            return False
        kept = changed = 0.0
        for (a, b), (c, d) in zip(legs, self._last, strict=True):
            kept += distance(a, c) + distance(b, d)
            changed += distance(b, c) + distance(a, d)
        if self._swapped:  # until the names are clearly as before; the legs may overlap meanwhile
            swapped = not kept < CLEARER * changed
        else:
            swapped = changed < CLEARER * kept and kept > APART_TRUNK * trunk_px
        self._last = tuple((b, a) for a, b in legs) if swapped else legs
        return swapped


def swap_legs(values: list[Any]) -> None:
    """Swap, in place, the left and the right leg's values from the knee down.

    `values` has one item for each of the 33 landmarks.
    """
    for left, right in zip(_LEFT, _RIGHT, strict=True):
        values[left], values[right] = values[right], values[left]
