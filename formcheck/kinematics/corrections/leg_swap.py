"""Putting exchanged legs back: the pose model at times calls the left leg right for a moment.

Seen 13 times in 35 s of a real bird-dog and in single pictures of other side views. An exchange is
told by continuity: with the names changed back, knees and feet are where they were, without, they
have jumped. Somebody lying with one leg up and the other flat is at times renamed several times a
second; then nobody knows which leg is which, and the landmarks slide about between the two.
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
"""Legs closer than this together cannot be told apart by continuity, and need not be."""
CLEARER = 0.5
"""Changing names must shorten the way since the last picture to less than this share."""
MANY, WITHIN_S = 6, 5.0
"""So many renamings within so many seconds, and the legs cannot be told apart. 12 real and 5
rendered tracks have none that far apart; films with exchanged legs have 19 to 38."""

Point = Sequence[float]


class LegSwapDetector:
    """Follows both legs from picture to picture."""

    def __init__(self, *, accept_after_s: float = math.inf) -> None:
        """Take names that stay exchanged for `accept_after_s` for the right ones."""
        self._accept_after_s = accept_after_s
        self.reset()

    def reset(self) -> None:
        """Forget where the legs were."""
        self._last: tuple[tuple[Point, Point], ...] | None = None
        self._named: bool = False
        self._since_s = -math.inf
        self._renamed_s: deque[float] = deque()

    @property
    def distinguishable(self) -> bool:
        """False while the legs are renamed too often to know which is which."""
        return len(self._renamed_s) < MANY

    def is_swapped(self, time_s: float, xy: Sequence[Point], *, trunk_px: float) -> bool:
        """Whether the legs' names at `time_s` are exchanged against the pictures before."""
        swapped = self._is_swapped(xy, trunk_px=trunk_px)
        if swapped and self._named and time_s - self._since_s > self._accept_after_s:
            self._last = tuple((b, a) for a, b in self._last or ())
            swapped = False
        if swapped is not self._named:
            self._named, self._since_s = swapped, time_s
            self._renamed_s.append(time_s)
        while self._renamed_s and time_s - self._renamed_s[0] > WITHIN_S:
            self._renamed_s.popleft()
        return swapped

    def _is_swapped(self, xy: Sequence[Point], *, trunk_px: float) -> bool:
        legs = tuple((xy[a], xy[b]) for a, b in _JUDGED)
        apart = max(distance(a, b) for a, b in legs)
        if self._last is None or not apart > APART_TRUNK * trunk_px:  # false for NaN too
            self._last = legs
            return False
        kept = sum(distance(a, c) + distance(b, d) for (a, b), (c, d) in self._pairs(legs))
        changed = sum(distance(b, c) + distance(a, d) for (a, b), (c, d) in self._pairs(legs))
        if self._named:  # until the names are clearly as before; between them legs blur together
            swapped = not kept < CLEARER * changed
        else:
            swapped = changed < CLEARER * kept and kept > APART_TRUNK * trunk_px
        self._last = tuple((b, a) for a, b in legs) if swapped else legs
        return swapped

    def _pairs(
        self, legs: tuple[tuple[Point, Point], ...]
    ) -> list[tuple[tuple[Point, Point], tuple[Point, Point]]]:
        """Each joint's two points now, beside the two before."""
        return [] if self._last is None else list(zip(legs, self._last, strict=True))


def swap_legs(values: list[Any]) -> None:
    """Swap the values of the left and the right leg's landmarks, from the knee down."""
    for left, right in zip(_LEFT, _RIGHT, strict=True):
        values[left], values[right] = values[right], values[left]
