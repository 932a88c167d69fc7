"""What a lane keeps of a movement: its instants, its hold, and how it ended."""

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from formcheck.assessment.repetitions.hold import Hold
from formcheck.assessment.types import Phase
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.seen_time import seen_step_s

__all__ = [
    "LOST_S",
    "Attempt",
    "Dwell",
    "Ending",
    "Sample",
    "Stillness",
    "TrackerState",
    "seconds_in_end",
    "seconds_shared",
]

LOST_S = 2.0
"""A movement not seen for this long is given up (clinical notes 5.3: drop after 2 s)."""

SPEED_SPAN_S = 0.3
"""How fast a body is now is told from its last moments, so long."""


class Ending(Enum):
    """How a movement ended."""

    BACK = "back"  # at the start position, from the end position
    SHORT = "short"  # at the start position, without the end position
    CLIP = "clip"  # it had not when the clip did
    LOST = "lost"  # the position was left, or could no longer be seen
    LONG = "long"  # it took longer than a repetition may


class Sample(NamedTuple):
    """One instant of a lane: `signal_value` grows on the way out, NaN when not measured.

    `stillness_value` is the signal whose stillness makes a hold, NaN when not measured; `in_end` =
    in the end position; `assessable` = every joint for the score measured; `values` one number for
    each signal the lane was told to keep, NaN when not measured.
    """

    time_s: float
    signal_value: float
    stillness_value: float
    in_end: bool
    assessable: bool
    working_side: Side | None
    values: tuple[float, ...]


def seconds_in_end(samples: Sequence[Sample]) -> float:
    """How long the end position was held in all; gaps that are seen time are bridged."""
    times_s = [sample.time_s for sample in samples if sample.in_end]
    return sum(seen_step_s(b - a) for a, b in pairwise(times_s))


def seconds_shared(samples: Sequence[Sample], start_s: float, end_s: float) -> float:
    """How many of the seconds from `start_s` to `end_s` lie within `samples`."""
    return max(0.0, min(end_s, samples[-1].time_s) - max(start_s, samples[0].time_s))


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """A movement that has ended and is to be judged.

    `start_samples` are the samples of the start position before it, `samples` those of the movement
    and of the wait for rest after it; `hold` is None where it was not held.
    """

    start_samples: tuple[Sample, ...]
    samples: tuple[Sample, ...]
    ending: Ending
    hold: Hold | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackerState:
    """What a screen may want to know of a lane; `hold_s` is None outside a hold."""

    phase: Phase
    working_side: Side | None
    signal_value: float
    hold_s: float | None
    is_still: bool
    values: Mapping[str, float]


class Stillness:
    """How fast a signal changes now, over the last moments."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget what was before, as after a gap."""
        self._recent: deque[tuple[float, float]] = deque()
        self._speed = math.nan

    def update(self, time_s: float, value: float) -> None:
        """One instant further; `value` is known."""
        self._recent.append((time_s, value))
        while time_s - self._recent[0][0] > SPEED_SPAN_S + 1e-9 and len(self._recent) > 2:
            self._recent.popleft()
        first_s, first = self._recent[0]
        self._speed = (value - first) / (time_s - first_s) if time_s > first_s else math.nan

    def within(self, limit_deg_per_s: float) -> bool:
        """Whether it changes at most so fast; False while that is not known."""
        return abs(self._speed) <= limit_deg_per_s


class Dwell:
    """True once a condition has held for `span_s` without a break."""

    def __init__(self, span_s: float) -> None:
        self._span_s = span_s
        self._since_s: float | None = None

    def reset(self) -> None:
        """Start anew."""
        self._since_s = None

    def update(self, time_s: float, *, holds: bool) -> bool:
        """Whether it has held long enough at `time_s`."""
        if not holds:
            self._since_s = None
            return False
        if self._since_s is None:
            self._since_s = time_s
        return time_s - self._since_s >= self._span_s - 1e-9
