"""One movement as `signs` sees it: how far, and when, from the start position."""

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

__all__ = ["Point", "TracedMovement", "crossed_s", "forget", "since"]

Point = tuple[float, float]  # seconds, degrees away from the start position


@dataclass
class TracedMovement:
    """One movement of one lane; degrees away from the start position.

    `top_deg` is how far it went, `held_deg` the farthest that was held still; `seen_s` is when the
    lane last saw it moving, `back` whether it came back since.
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
        """Remember when it went farther than before, each time with the instant before."""
        for point in points:
            if not self.records or point[1] > self.records[-1][1]:
                before = () if self.last is None else (self.last,)
                self.records += [*(b for b in before if b != self.records[-1]), point]
            self.last = point

    def reached_s(self, travel: float) -> float | None:
        """When it first was so far out; None where that was not seen."""
        return crossed_s(self.records, travel)


def forget(points: deque[Point], before_s: float) -> None:
    """Drop what lies before `before_s`."""
    while points and points[0][0] < before_s:
        points.popleft()


def since(points: list[Point], span_s: float) -> list[float]:
    """The levels of the last `span_s`; none where that is not known without a loss."""
    from_s = points[-1][0] - span_s
    if points[0][0] > from_s + 1e-9:
        return []
    return [travel for time_s, travel in points if time_s >= from_s - 1e-9]


def crossed_s(points: list[Point], level: float) -> float | None:
    """When `points` first rise over `level`, interpolated; None where they never were below it."""
    for (a_s, a), (b_s, b) in pairwise(points):
        if a <= level < b:
            return a_s + (b_s - a_s) * (level - a) / (b - a)
    return None
