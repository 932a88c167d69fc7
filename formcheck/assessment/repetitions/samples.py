"""What a tracker keeps of a movement: its samples, its hold, and how it ended."""

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
"""A movement that is not seen for this long is given up (clinical notes 5.3: drop after 2 s)."""

SPEED_SPAN_S = 0.3
"""Time over which the present speed of a body is measured."""


class Ending(Enum):
    """How a movement ended."""

    BACK = "back"  # at the start position, from the end position
    SHORT = "short"  # at the start position, without the end position
    CLIP = "clip"  # the clip ended first
    LOST = "lost"  # the position was left, or could no longer be seen
    LONG = "long"  # it took longer than a repetition may


class Sample(NamedTuple):
    """One instant of a tracker; a number is NaN where it was not measured.

    `signal_value` is the primary signal, which grows on the way out. `stillness_value` is the
    signal whose stillness makes a hold. `in_end` says that the body is in the end position,
    `assessable` that every joint for the score was measured. `values` has one number for each
    signal that the tracker keeps.
    """

    time_s: float
    signal_value: float
    stillness_value: float
    in_end: bool
    assessable: bool
    working_side: Side | None
    values: tuple[float, ...]


def seconds_in_end(samples: Sequence[Sample]) -> float:
    """Return the seconds in the end position; gaps that count as seen time are included."""
    times_s = [sample.time_s for sample in samples if sample.in_end]
    return sum(seen_step_s(b - a) for a, b in pairwise(times_s))


def seconds_shared(samples: Sequence[Sample], start_s: float, end_s: float) -> float:
    """Return how many of the seconds from `start_s` to `end_s` lie within `samples`."""
    return max(0.0, min(end_s, samples[-1].time_s) - max(start_s, samples[0].time_s))


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """A movement that has ended and is to be judged.

    `start_samples` are the samples of the start position before it, `samples` those of the movement
    and of the wait for stillness after it. `hold` is None where there was none.
    """

    start_samples: tuple[Sample, ...]
    samples: tuple[Sample, ...]
    ending: Ending
    hold: Hold | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackerState:
    """What a screen shows of a tracker; `hold_s` is None outside a hold."""

    phase: Phase
    working_side: Side | None
    signal_value: float
    hold_s: float | None
    is_still: bool
    values: Mapping[str, float]


class Stillness:
    """The present speed of a signal, over `SPEED_SPAN_S`."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the samples before, as after a gap."""
        self._recent: deque[tuple[float, float]] = deque()
        self._speed = math.nan

    def update(self, time_s: float, value: float) -> None:
        """Add the sample at `time_s`; `value` is not NaN."""
        self._recent.append((time_s, value))
        while time_s - self._recent[0][0] > SPEED_SPAN_S + 1e-9 and len(self._recent) > 2:
            self._recent.popleft()
        first_s, first = self._recent[0]
        self._speed = (value - first) / (time_s - first_s) if time_s > first_s else math.nan

    def within(self, limit_deg_per_s: float) -> bool:
        """Say whether the signal changes at most this fast; False while the speed is not known."""
        return abs(self._speed) <= limit_deg_per_s


class Dwell:
    """Whether a condition has held for `span_s` without interruption."""

    def __init__(self, span_s: float) -> None:
        self._span_s = span_s
        self._since_s: float | None = None

    def reset(self) -> None:
        """Start again."""
        self._since_s = None

    def update(self, time_s: float, *, holds: bool) -> bool:
        """Say whether the condition has held long enough at `time_s`."""
        if not holds:
            self._since_s = None
            return False
        if self._since_s is None:
            self._since_s = time_s
        return time_s - self._since_s >= self._span_s - 1e-9
