"""How a movement runs in time: smooth curves, jerks, bounces, slow drifts."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

BOUNCE_HZ = 2.0
JERK_S, JERK_WITHIN_S = 0.7, 0.3
WANDER_SWINGS = (0.5, 0.9)  # within a hold; slower than bouncing
WANDER_EDGE_S = 1.0
CANDIDATES = 150
NORMAL = 1.4826
"""Median absolute deviation times this is the standard deviation of normally spread values."""


def minimum_jerk(share: float) -> float:
    """Return the share of the distance at a share of the time (Flash and Hogan 1985), 0..1."""
    s = max(0.0, min(1.0, share))
    return s**3 * (10 - 15 * s + 6 * s**2)


@dataclass(frozen=True, kw_only=True)
class PhaseCurve:
    """A movement out or back: smooth, faster early (`skew` > 0) or late, or with a jerk half-way.

    With `jerk`, that share of the distance is covered within `jerk_time_share` of the time; the
    remaining distance is eased evenly. With `stop_time_share`, the movement stands still for that
    share of the time after the share `stop_at` of the distance. A movement that `falls` ends in the
    start position like a body that is let go: faster and faster, to a sudden stop.
    """

    skew: float = 0.0
    jerk: float = 0.0
    jerk_time_share: float = 1.0
    stop_at: float = 0.0
    stop_time_share: float = 0.0
    falls: bool = False

    def progress(self, time_share: float) -> float:
        """Return the share of the distance covered at a share of the time."""
        s = max(0.0, min(1.0, time_share))
        if self.falls:
            return 1 - (1 - s) ** 2
        if self.stop_time_share:
            return self._stopping(s)
        eased = minimum_jerk(s + self.skew * s * (1 - s))
        if not self.jerk:
            return eased
        burst = minimum_jerk((s - 0.5) / self.jerk_time_share + 0.5)
        return (1 - self.jerk) * eased + self.jerk * burst

    def _stopping(self, s: float) -> float:
        moving = 1 - self.stop_time_share
        first = self.stop_at * moving
        if s <= first:
            return self.stop_at * minimum_jerk(s / first)
        rest = max(0.0, s - first - self.stop_time_share) / (moving - first)
        return self.stop_at + (1 - self.stop_at) * minimum_jerk(rest)


def jerked_curve(*, length_deg: float, time_s: float, speed_deg_per_s: float) -> PhaseCurve | None:
    """Return the curve whose fastest 0.3 s has that mean speed; None if no jerk reaches it."""
    part = JERK_WITHIN_S / 2 / time_s

    def fastest(jerk: float) -> float:
        curve = PhaseCurve(jerk=jerk, jerk_time_share=JERK_S / time_s)
        return (
            abs(length_deg)
            * (curve.progress(0.5 + part) - curve.progress(0.5 - part))
            / JERK_WITHIN_S
        )

    if not fastest(0.0) <= speed_deg_per_s <= fastest(1.0):
        return None
    low, high = 0.0, 1.0
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if fastest(middle) < speed_deg_per_s else (low, middle)
    return PhaseCurve(jerk=low, jerk_time_share=JERK_S / time_s)


def bounce(time_s: float) -> float:
    """Return 0..1, rising and falling twice a second."""
    return math.sin(math.pi * BOUNCE_HZ * time_s) ** 2


def dip(passed: float) -> float:
    """Return 0..1..0 over a share of the time, with a level in between."""
    return minimum_jerk(2 * min(passed, 1 - passed) * 1.6)


@dataclass(frozen=True, kw_only=True)
class Wander:
    """A slow drift over `span_s` that starts and ends at 0 and has a given spread."""

    span_s: float
    hertz: tuple[float, ...]
    phases: tuple[float, ...]
    scale: float
    centre: float

    def at(self, time_s: float) -> float:
        """Return the value `time_s` after its start."""
        edge = minimum_jerk(min(time_s, self.span_s - time_s) / WANDER_EDGE_S)
        swing = sum(
            math.sin(2 * math.pi * hertz * time_s + phase)
            for hertz, phase in zip(self.hertz, self.phases, strict=True)
        )
        return edge * self.scale * (swing - self.centre)


def wandering(span_s: float, spread: float, rng: np.random.Generator) -> Wander:
    """Return a drift whose spread, a standard deviation from the median, is `spread`.

    Among seeded candidates the one whose plain standard deviation, and whose spread without its
    ends, agree best: a judge may see the hold begin later. Its mean is near 0.
    """
    times = np.linspace(0, span_s, 200)
    edge = np.array([minimum_jerk(min(t, span_s - t) / WANDER_EDGE_S) for t in times])
    least, most = (swings / span_s for swings in WANDER_SWINGS)
    candidates: list[tuple[float, Wander]] = []
    for _ in range(CANDIDATES):
        hertz, phases = rng.uniform(least, most, size=2), rng.uniform(0, 2 * math.pi, size=2)
        plain = Wander(
            span_s=span_s, hertz=tuple(hertz), phases=tuple(phases), scale=1.0, centre=0.0
        )
        values = np.array([plain.at(t) for t in times])
        centre = float(values.mean() / edge.mean())
        values -= edge * centre
        plainly, robust = float(values.std()), _robust(values)
        found = replace(plain, scale=spread / robust, centre=centre)
        parts = (values[30:], values[:-30], values[20:-20])
        others = (plainly, *(_robust(part) for part in parts))
        candidates.append((max(abs(other / robust - 1) for other in others), found))
    return min(candidates, key=lambda each: each[0])[1]


def _robust(values: NDArray[np.float64]) -> float:
    return float(NORMAL * np.median(np.abs(values - np.median(values))))
