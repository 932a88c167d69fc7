"""What a lane keeps of a movement: its instants, and how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from formcheck.coach.types import Phase
from formcheck.motion.landmarks import Side
from formcheck.motion.seen_time import LONGEST_STEP_S, seen_step_s

__all__ = [
    "BRIDGE_S",
    "LOST_S",
    "Attempt",
    "Dwell",
    "LaneState",
    "Sample",
    "seconds_in_end",
    "seconds_shared",
]

BRIDGE_S = LONGEST_STEP_S
"""Gaps up to this are bridged in a hold, then the clock pauses (clinical notes 5.3)."""

LOST_S = 2.0
"""A movement not seen for this long is given up (clinical notes 5.3: drop after 2 s)."""


class Sample(NamedTuple):
    """One instant of a lane: `drive` grows on the way out, NaN when not measured.

    `still` is the signal whose stillness makes a hold, NaN when not measured; `in_end` = in the
    end position; `assessable` = every joint for the score measured; `values` one number for each
    signal the lane was told to keep, NaN when not measured.
    """

    time_s: float
    drive: float
    still: float
    in_end: bool
    assessable: bool
    work: Side | None
    values: tuple[float, ...]


def seconds_in_end(samples: Sequence[Sample]) -> float:
    """How long the end position was held in all; gaps up to `BRIDGE_S` are bridged."""
    times_s = [sample.time_s for sample in samples if sample.in_end]
    return sum(seen_step_s(b - a) for a, b in pairwise(times_s))


def seconds_shared(samples: Sequence[Sample], start_s: float, end_s: float) -> float:
    """How many of the seconds from `start_s` to `end_s` lie within `samples`."""
    return max(0.0, min(end_s, samples[-1].time_s) - max(start_s, samples[0].time_s))


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """A movement that has ended and is to be judged.

    `rest` are the samples of the start position before it, `samples` those of the movement and of
    the wait for rest after it. `ending` says how it ended: "back" at the start position, "short" of
    the end position, "clip" cut off, "lost" from sight, or "long" (took longer than a repetition
    may).
    """

    rest: tuple[Sample, ...]
    samples: tuple[Sample, ...]
    ending: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LaneState:
    """What a screen may want to know of a lane; `hold_s` is None outside a hold."""

    phase: Phase
    work: Side | None
    drive: float
    hold_s: float | None
    still: bool
    values: Mapping[str, float]


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
