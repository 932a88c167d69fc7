"""Legs the pose model loses: a lifted one that is suddenly said to lie where the other one lies.

Seen on rendered people lying with one leg up, and on the far leg of a bird-dog: between one picture
and the next the leg leaps onto the other, stays there for a picture or for seconds, and leaps back.
A true leg gathers speed first. While it is lost nothing of it is measured.
"""

import math
from collections.abc import Mapping, Sequence

from formcheck.kinematics.geometry import distance
from formcheck.kinematics.landmarks import Side, side_landmark

__all__ = ["MergedLegDetector"]

Point = Sequence[float]

LEAP_TRUNK = 0.35
"""Knee and ankle together must leap by this much; over a person who keeps still they waver by less
than 0.1, and a leg at 150 degrees a second moves 0.3 between pictures at 12 a second."""
SUDDEN = 3.0
"""And this many times as fast as the picture before."""
TOGETHER_TRUNK = 0.4
"""Knees as near to each other as this, and ankles, lie on each other."""
GAP_S = 0.5
"""After a longer time unseen nothing is known of a leap."""
MERGED_S = 4.0
"""After this time it is believed: perhaps it was a movement after all."""

_INDEX = {s: (int(side_landmark(s, "knee")), int(side_landmark(s, "ankle"))) for s in Side}


class _Leg:
    """One leg: where it was last believed to be, and since when it has been lost."""

    def __init__(self) -> None:
        self.at: tuple[Point, Point] | None = None
        self.time_s = 0.0
        self.speed = 0.0
        self.lost_s: float | None = None

    def step_px(self, at: tuple[Point, Point]) -> float:
        """How far knee and ankle together are from where they were; NaN where one is not known."""
        return (
            0.0
            if self.at is None
            else sum(distance(a, b) for a, b in zip(self.at, at, strict=True))
        )

    def is_lost(
        self, time_s: float, at: tuple[Point, Point], *, least_px: float, merged: bool
    ) -> bool:
        """Whether the leg is not at `at`; `merged` says that this is where the other one is."""
        way = self.step_px(at)
        if math.isnan(way) or math.isnan(distance(*at)):
            return False
        step_s = time_s - self.time_s
        sudden = merged and way > max(least_px, SUDDEN * self.speed * step_s)
        if self.lost_s is not None:
            if sudden and time_s - self.lost_s <= MERGED_S:
                return True
            return self._accept(time_s, at, 0.0)  # the leap back is no speed of the leg's own
        if sudden and self.at is not None and step_s <= GAP_S:
            self.lost_s = time_s
            return True
        return self._accept(time_s, at, way / step_s if self.at is not None and step_s > 0 else 0.0)

    def _accept(self, time_s: float, at: tuple[Point, Point], speed: float) -> bool:
        self.at, self.time_s, self.speed, self.lost_s = at, time_s, speed, None
        return False


class MergedLegDetector:
    """Follows both legs from picture to picture."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget where the legs were."""
        self._legs: Mapping[Side, _Leg] = {side: _Leg() for side in Side}

    def update(self, time_s: float, xy: Sequence[Point], *, trunk_px: float) -> frozenset[Side]:
        """The sides whose knee and ankle are not where `xy` (33, 2) pixels says, at `time_s`.

        None are before the trunk's length is known (`trunk_px` NaN). A leg that is NaN is left as
        it was.
        """
        now = {side: (xy[knee], xy[ankle]) for side, (knee, ankle) in _INDEX.items()}
        (left, right) = now.values()
        near = max(distance(a, b) for a, b in zip(left, right, strict=True))
        merged = near < TOGETHER_TRUNK * trunk_px
        ways = {side: leg.step_px(now[side]) for side, leg in self._legs.items()}
        farther = max(Side, key=lambda side: ways[side])
        return frozenset(
            side
            for side, leg in self._legs.items()
            # Of two legs that leap at once, as when the camera is pushed, only one can be lost.
            if leg.is_lost(
                time_s,
                now[side],
                least_px=LEAP_TRUNK * trunk_px,
                merged=merged and (side is farther or leg.lost_s is not None),
            )
        )
