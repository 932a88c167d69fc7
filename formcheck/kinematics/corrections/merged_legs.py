"""Detecting merged legs: MediaPipe suddenly puts the landmarks of a lifted leg onto the other leg.

This happens to rendered people who lie with one leg up, and to the far leg of a bird-dog. Between
two frames the landmarks jump onto the other leg, stay there for one frame or for seconds, and jump
back. A real leg gathers speed first. A merged leg is not measured.
"""

import math
from collections.abc import Mapping, Sequence

from formcheck.kinematics.geometry import distance
from formcheck.kinematics.landmarks import Side, side_landmark

__all__ = ["MergedLegDetector"]

Point = Sequence[float]

JUMP_TRUNK = 0.35
"""Knee and ankle together must jump by this much (docs/measurements.md, Merged legs)."""
FASTEST_TRUNK_PER_S = 8.5
"""No leg is faster, knee and ankle together: at 12 frames a second 0.7 from one to the next."""
SUDDEN = 3.0
"""The jump must be this many times as fast as the movement before it."""
TOGETHER_TRUNK = 0.4
"""Legs whose knees and ankles are this near to each other are in the same place."""
GAP_S = 0.5
"""After a longer unseen time a jump cannot be recognised."""
MERGED_S = 4.0
"""After this time the jump is accepted, because it may have been a movement."""

_INDEX = {s: (int(side_landmark(s, "knee")), int(side_landmark(s, "ankle"))) for s in Side}


class _Leg:
    """One leg: its last accepted position, and since when it has been merged."""

    def __init__(self) -> None:
        self.at: tuple[Point, Point] | None = None
        self.time_s = 0.0
        self.speed = 0.0
        self.merged_s: float | None = None

    def step_px(self, at: tuple[Point, Point]) -> float:
        """Return how far knee and ankle together have moved; NaN where one is not known."""
        if self.at is None:
            return 0.0
        return distance(self.at[0], at[0]) + distance(self.at[1], at[1])

    def is_lost(
        self,
        time_s: float,
        at: tuple[Point, Point],
        *,
        moved_px: float,
        trunk_px: float,
        merged: bool,
    ) -> bool:
        """Say whether the leg is not really at `at`, `moved_px` (as `step_px` says) further on.

        `merged` says that the other leg is there.
        """
        if math.isnan(moved_px) or math.isnan(distance(*at)):
            return False
        step_s = time_s - self.time_s
        sudden = merged and moved_px > max(JUMP_TRUNK * trunk_px, SUDDEN * self.speed * step_s)
        if self.merged_s is not None:
            if sudden and time_s - self.merged_s <= MERGED_S:
                return True
            return self._accept(time_s, at, 0.0)  # the jump back is not the leg's own speed
        fastest_px = FASTEST_TRUNK_PER_S * step_s * trunk_px
        if sudden and moved_px > fastest_px and self.at is not None and step_s <= GAP_S:
            self.merged_s = time_s
            return True
        known = self.at is not None and step_s > 0
        return self._accept(time_s, at, moved_px / step_s if known else 0.0)

    def _accept(self, time_s: float, at: tuple[Point, Point], speed: float) -> bool:
        self.at, self.time_s, self.speed, self.merged_s = at, time_s, speed, None
        return False


class MergedLegDetector:
    """Follows both legs from frame to frame and says which one is merged with the other."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget where the legs were."""
        self._legs: Mapping[Side, _Leg] = {side: _Leg() for side in Side}

    def update(self, time_s: float, xy: Sequence[Point], *, trunk_px: float) -> frozenset[Side]:
        """Return the sides whose leg is not really where `xy` (33, 2) pixels says, at `time_s`.

        Empty before the trunk's length is known (`trunk_px` NaN). A leg that is NaN keeps its
        state.
        """
        now = {side: (xy[knee], xy[ankle]) for side, (knee, ankle) in _INDEX.items()}
        together_px = TOGETHER_TRUNK * trunk_px
        # Legs that were together before, as in long sitting, have not jumped onto each other.
        were_together = _gap_px(*(leg.at for leg in self._legs.values())) < together_px
        merged = not were_together and _gap_px(*now.values()) < together_px
        moved_px = {side: leg.step_px(now[side]) for side, leg in self._legs.items()}
        # When both legs jump at once, as when the camera is pushed, only one can be merged.
        farther = Side.RIGHT if moved_px[Side.RIGHT] > moved_px[Side.LEFT] else Side.LEFT
        lost = [
            side
            for side, leg in self._legs.items()
            if leg.is_lost(
                time_s,
                now[side],
                moved_px=moved_px[side],
                trunk_px=trunk_px,
                merged=merged and (side is farther or leg.merged_s is not None),
            )
        ]
        return frozenset(lost)


def _gap_px(left: tuple[Point, Point] | None, right: tuple[Point, Point] | None) -> float:
    """Return the larger distance of the two knees and of the two ankles; NaN while not known."""
    if left is None or right is None:
        return math.nan
    return max(distance(left[0], right[0]), distance(left[1], right[1]))
