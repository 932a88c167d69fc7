"""The trace of one movement for the detector: how far from the start position, and when."""

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

__all__ = ["Point", "TracedMovement", "crossed_s", "forget", "since"]

Point = tuple[float, float]  # seconds, degrees away from the start position


@dataclass
class TracedMovement:
    """One movement of one side, in degrees away from the start position.

    `top_deg` is how far it went, `held_deg` the farthest level that was held still. `seen_s` is
    when the tracker last saw it moving, and `back` says whether it has come back since.
    """

    side: str
    start_deg: float
    top_deg: float = 0.0
    held_deg: float = 0.0
    records: list[Point] = field(default_factory=list)
    last: Point | None = None
    seen_s: float = math.inf
    back: bool = False
    fell: bool = False
    froze: bool = False

    def climb(self, points: Iterable[Point]) -> None:
        """Record when the movement went farther than before, with the point before it."""
        for point in points:
            if not self.records or point[1] > self.records[-1][1]:
                before = () if self.last is None else (self.last,)
                self.records += [*(b for b in before if b != self.records[-1]), point]
            self.last = point

    def reached_s(self, travel: float) -> float | None:
        """Return when it first reached `travel`; None where that was not seen."""
        return crossed_s(self.records, travel)


def forget(points: deque[Point], before_s: float) -> None:
    """Drop the points before `before_s`."""
    while points and points[0][0] < before_s:
        points.popleft()


def since(points: list[Point], span_s: float) -> list[float]:
    """Return the levels of the last `span_s`; empty where that time was not seen without a gap."""
    from_s = points[-1][0] - span_s
    if points[0][0] > from_s + 1e-9:
        return []
    return [travel for time_s, travel in points if time_s >= from_s - 1e-9]


def crossed_s(points: list[Point], level: float) -> float | None:
    """Return when `points` first rise above `level`, interpolated; None where they never do."""
    for (a_s, a), (b_s, b) in pairwise(points):
        if a <= level < b:
            return a_s + (b_s - a_s) * (level - a) / (b - a)
    return None
