"""What a hold is: the one detector behind the clock a patient hears and the hold of the verdict.

A lane feeds its `HoldDetector` every sample of a movement, shows its clock, and hands what it found
to the verdict with the movement. To change what a hold is, change this file and the table `hold` of
the exercise files.

A hold begins when the body comes to rest in the end position and ends when it starts on the way
back; unrest in between belongs to it. Both moments are gentle: they are told from the shape of the
way (`ways.py`), and only from what follows. So the clock comes `DELAY_S + MARGIN_S` behind, until
the way back has shown when the hold ended.
"""

import math
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.repetitions.onset import FLANK_SHARE, departure_s, onset_and_offset
from formcheck.assessment.repetitions.signal_processing import derivative, despike, median_filter
from formcheck.kinematics.seen_time import is_seen, seen_step_s
from formcheck.poses.exercise import HoldLimits

__all__ = ["DELAY_S", "MARGIN_S", "Hold", "HoldDetector"]

FloatArray = NDArray[np.float64]

DELAY_S = 0.3
"""An instant is judged so long after it: what follows tells a jump of the landmarks from a
movement, and the spans below reach 0.25 s ahead."""
BEFORE_S = 0.5
"""So much before an instant is looked at together with it."""
STEP_S = 0.1
"""Instants within so short a time are judged together, which costs a third."""
MARGIN_S = 0.3
"""The clock stays so far behind the last still instant: the beginning of a way back looks still for
so long. On the held clips times are off by 0.22 s on average with it, by 0.32 s without."""
CATCH_UP = 2.0
"""A clock that waited for unrest to end runs so many times as fast until it is up again, so that a
count-down leaves no number out."""
SMOOTH_S, SLOPE_S = 0.2, 0.3
SPIKE_RATE, KICK_RATE = 90.0, 250.0
"""Degrees a second faster than which a jump of the still signal, or of the driving one, is the pose
model's: exchanged legs jump by hundreds, no knee or hip kicks so fast."""
STILL_SHARE = 0.07
"""Standing still = slower than this share of the movement's own top speed so far: an eased movement
is that slow only near its ends. A still person on real footage moves by less than 1.5 degrees a
second."""
LASTING_S = 0.12
"""Briefer moments of stillness are noise on the way."""
SHORTEST_S = 0.3
"""Less is no hold, only the turn of a movement."""
LEVEL_S = 0.3
"""Time over which the level of a hold is taken."""
ARRIVAL_S = 0.1
"""Once still, the hold begins so much later at most, however slowly the pose model follows over
the last degrees."""
LEFT_SHARE = FLANK_SHARE + 0.03
"""A body so far down the way back has left the hold, until it is up at the flank again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hold:
    """A hold from `start_s` to `end_s`, seconds of the clip.

    Its first lasting stillness begins at `still_s`, its last one ends at `last_still_s`. `held_s`
    is how long it was, without what was not seen or not in the end position.
    """

    start_s: float
    end_s: float
    still_s: float
    last_still_s: float
    held_s: float


class HoldDetector:
    """Finds the hold of one movement after the other; `reset` begins each."""

    def __init__(self, limits: HoldLimits) -> None:
        self._limits = limits
        self.reset()

    def reset(self, *, start_deg: float = math.nan, lag_s: float = 0.0) -> None:
        """A movement begins.

        `start_deg` is the level of its primary signal at the start, NaN where that is not known:
        then the end of a hold is its last stillness. `lag_s` is how late the landmarks show that a
        way begins.
        """
        self._start_deg, self._lag_s = start_deg, lag_s
        self._recent: deque[tuple[float, float, float]] = deque()
        self._undecided: deque[tuple[float, bool]] = deque()
        self._in_end = _TimeSpent()
        self._decided_s: list[float] = []
        self._decided: list[float] = []
        self._top_speed = 0.0
        self._run_s = self._calm_s = math.nan
        self._still_s = self._last_still_s = self._level = math.nan
        self._start_s = self._left_s = math.nan
        self._held_s = self._clock_s = 0.0

    @property
    def clock_s(self) -> float:
        """The seconds held as far as is known already; they wait at times, and never go back."""
        return self._clock_s

    def update(self, time_s: float, value: float, steady: float, *, in_end_position: bool) -> None:
        """One instant further.

        `value` is the driving signal, growing on the way out, and `steady` the one whose stillness
        makes a hold, both degrees; where either is NaN nothing was measured and nothing is held.
        """
        if math.isnan(value) or math.isnan(steady):
            return
        step_s = time_s - self._recent[-1][0] if self._recent else 0.0
        if not is_seen(step_s):
            self._decide(until_s=math.inf)
            self._recent.clear()
            self._run_s = math.nan
        self._recent.append((time_s, value, steady))
        self._undecided.append((time_s, in_end_position))
        if in_end_position:
            self._in_end.add(time_s)
        if self._undecided[0][0] <= time_s - DELAY_S - STEP_S + 1e-9:
            self._decide(until_s=time_s - DELAY_S)
        while time_s - self._recent[0][0] > BEFORE_S + DELAY_S + STEP_S + 1e-9:
            self._recent.popleft()
        self._look_for_departure(value)
        self._count(margin_s=MARGIN_S)
        pace_s = self._clock_s + CATCH_UP * seen_step_s(step_s)
        self._clock_s = min(self._held_s, pace_s) if math.isnan(self._left_s) else self._held_s

    def result(self) -> Hold | None:
        """The hold, now that the movement is over; None where there was none."""
        self._decide(until_s=math.inf)
        self._count(margin_s=0.0)
        if not self._held_s > 0:
            return None
        end_s = self._last_still_s if math.isnan(self._left_s) else self._left_s
        middle_s = (self._still_s + self._last_still_s) / 2
        return Hold(
            start_s=min(self._start_s, middle_s),
            end_s=max(end_s, middle_s),
            still_s=self._still_s,
            last_still_s=self._last_still_s,
            held_s=self._held_s,
        )

    # --- the clock -----------------------------------------------------------------------------

    def _count(self, *, margin_s: float) -> None:
        """Count up to the last instant that belongs to the hold for sure."""
        until = self._in_end.until
        if math.isnan(self._start_s) or until(self._calm_s) - until(self._still_s) < SHORTEST_S:
            return
        edge_s = self._calm_s - margin_s if math.isnan(self._left_s) else self._left_s
        self._held_s = max(self._held_s, until(edge_s) - until(self._start_s))

    # --- stillness -----------------------------------------------------------------------------

    def _decide(self, *, until_s: float) -> None:
        """Judge the instants up to `until_s` by what was seen around them."""
        if not self._undecided:
            return
        times, values, speeds = self._smoothed()
        row = len(times) - len(self._undecided)
        while self._undecided and self._undecided[0][0] <= until_s + 1e-9:
            time_s, in_end = self._undecided.popleft()
            self._judge(time_s, float(values[row]), float(speeds[row]), in_end=in_end)
            row += 1
        if math.isnan(self._start_s) and not math.isnan(self._still_s):
            self._find_start(over=math.isinf(until_s))

    def _smoothed(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The last moments' times, driving signal, and how fast the steady one changes."""
        times, values, steady = np.array(self._recent).T
        values = despike(times, values, rate_deg_per_s=KICK_RATE)
        steady = despike(times, steady, rate_deg_per_s=SPIKE_RATE)
        steady = median_filter(times, steady, span_s=SMOOTH_S)
        speeds = np.abs(derivative(times, steady, span_s=SLOPE_S))
        return times, median_filter(times, values, span_s=SMOOTH_S), speeds

    def _judge(self, time_s: float, value: float, speed: float, *, in_end: bool) -> None:
        """One instant: whether the body stood still in the end position."""
        step_s = seen_step_s(time_s - self._decided_s[-1]) if self._decided_s else 0.0
        self._decided_s.append(time_s)
        self._decided.append(value)
        if not math.isnan(speed):
            self._top_speed = max(self._top_speed, speed)
        limit = max(self._limits.still_deg_per_s, STILL_SHARE * self._top_speed)
        if not (in_end and speed <= limit):
            self._run_s = math.nan
            return
        self._calm_s = time_s
        self._run_s = time_s if math.isnan(self._run_s) else self._run_s
        if time_s - self._run_s + step_s < LASTING_S - 1e-9:
            return
        if math.isnan(self._still_s):
            self._still_s = self._run_s
        self._last_still_s = time_s
        self._level = self._level_within(time_s - LEVEL_S, time_s)

    def _level_within(self, start_s: float, end_s: float) -> float:
        """The median of the driving signal; NaN where it is not known."""
        first = bisect_right(self._decided_s, start_s - 1e-9)
        last = bisect_right(self._decided_s, end_s + 1e-9)
        known = [value for value in self._decided[first:last] if not math.isnan(value)]
        return median(known) if known else math.nan

    # --- where it begins and ends ----------------------------------------------------------------

    def _find_start(self, *, over: bool) -> None:
        """When the body arrived, once the level it arrived at is known."""
        if not over and self._decided_s[-1] < self._still_s + LEVEL_S:
            return
        level = self._level_within(self._still_s, self._still_s + LEVEL_S)
        until = bisect_right(self._decided_s, self._still_s + 1e-9)
        times, values = np.array(self._decided_s[:until]), np.array(self._decided[:until])
        _, there_s = onset_and_offset(times, values, low=self._start_deg, high=level)
        latest_s = self._still_s + ARRIVAL_S
        self._start_s = self._still_s if math.isnan(there_s) else min(there_s, latest_s)

    def _look_for_departure(self, value: float) -> None:
        """Whether the body has left the hold, and when it began to."""
        way = self._level - self._start_deg
        down = (self._level - value) / way if way > 0 else math.nan
        if not down >= FLANK_SHARE:  # NaN is not
            self._left_s = math.nan
        elif down >= LEFT_SHARE and math.isnan(self._left_s):
            times, values, _ = self._smoothed()
            first = bisect_right(self._decided_s, self._last_still_s - LEVEL_S)
            rows = slice(len(times) - len(self._undecided), None)
            times = np.concatenate([self._decided_s[first:], times[rows]])
            values = np.concatenate([self._decided[first:], values[rows]])
            left_s = departure_s(times, values, low=self._start_deg, high=self._level)
            self._left_s = left_s - self._lag_s


class _TimeSpent:
    """The seen seconds in a position, from the instants at which the body was in it.

    Gaps that are seen time by `kinematics/seen_time.py` are bridged, longer ones left out.
    """

    def __init__(self) -> None:
        self._times_s: list[float] = []
        self._spent_s: list[float] = []

    def add(self, time_s: float) -> None:
        """The body was in it at `time_s`, later than before."""
        before_s = self._spent_s[-1] if self._spent_s else 0.0
        step_s = seen_step_s(time_s - self._times_s[-1]) if self._times_s else 0.0
        self._times_s.append(time_s)
        self._spent_s.append(before_s + step_s)

    def until(self, time_s: float) -> float:
        """The seconds spent in it up to `time_s`; 0 where that is NaN."""
        after = 0 if math.isnan(time_s) else bisect_right(self._times_s, time_s)
        if after == 0:
            return 0.0
        before_s = self._spent_s[after - 1]
        if after == len(self._times_s):
            return before_s
        return min(before_s + time_s - self._times_s[after - 1], self._spent_s[after])
