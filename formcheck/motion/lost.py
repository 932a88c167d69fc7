"""Legs the pose model loses: a lifted one that is suddenly said to lie where the other one lies.

Seen on rendered people lying with one leg up, and on the far leg of a bird-dog: between one picture
and the next the leg leaps onto the other, stays there for a picture or for seconds, and leaps back.
A true leg gathers speed first. While it is lost nothing of it is measured.
"""

from collections.abc import Mapping, Sequence

from formcheck.motion.geometry import distance
from formcheck.motion.landmarks import Side, of_side

__all__ = ["LostLegs"]

Point = Sequence[float]

LEAP_TRUNK = 0.35
"""Knee and ankle together must leap by this much; over a person who keeps still they waver by less
than 0.1, and a leg at 150 degrees a second moves 0.3 between pictures at 12 a second."""
SUDDEN = 3.0
"""And this many times as fast as the picture before."""
TOGETHER_TRUNK = 0.4
"""Knees as near to each other as this, and ankles, lie on each other."""
MERGED_S = 4.0
"""After this time it is believed: perhaps it was a movement after all."""

_INDEX = {s: (int(of_side(s, "knee")), int(of_side(s, "ankle"))) for s in Side}


class _Leg:
    """One leg: where it was last believed to be, and since when it has been lost."""

    def __init__(self) -> None:
        self.at: tuple[Point, Point] | None = None
        self.time_s = 0.0
        self.speed = 0.0
        self.lost_s: float | None = None

    def believe(self, time_s: float, at: tuple[Point, Point], way: float) -> None:
        step_s = time_s - self.time_s
        self.speed = way / step_s if self.at is not None and step_s > 0 else 0.0
        self.at, self.time_s, self.lost_s = at, time_s, None


class LostLegs:
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
        return frozenset(
            side
            for side, leg in self._legs.items()
            if _is_lost(leg, time_s, now[side], merged=merged, trunk_px=trunk_px)
        )


def _is_lost(
    leg: _Leg, time_s: float, at: tuple[Point, Point], *, merged: bool, trunk_px: float
) -> bool:
    way = 0.0 if leg.at is None else sum(distance(a, b) for a, b in zip(leg.at, at, strict=True))
    if way != way:  # noqa: PLR0124 - NaN
        return False
    step_s = max(time_s - leg.time_s, 1e-6)
    leapt = merged and way > max(LEAP_TRUNK * trunk_px, SUDDEN * leg.speed * step_s)
    if leg.at is None or not leapt:
        # The leap back is no speed of the leg's own.
        leg.believe(time_s, at, way if leg.lost_s is None else 0.0)
        return False
    if leg.lost_s is None:
        leg.lost_s = time_s
    if time_s - leg.lost_s > MERGED_S:
        leg.believe(time_s, at, 0.0)
        return False
    return True
