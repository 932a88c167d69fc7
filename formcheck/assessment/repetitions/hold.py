"""The hold detector, used both for the timer that the patient hears and for the verdict.

A `RepetitionTracker` gives its `HoldDetector` every sample of a movement, shows its timer, and
passes the hold to the verdict with the movement. To change what a hold is, change this file,
`stay.py` and the table `hold` of the exercise files.

A hold is what an eye counts: the time that a body stays within `BAND_DEG` of its own top. Its
middle is the stillness, from when the body becomes still in the end position until it starts to
move back. Movement in between belongs to it. People stop and start gently, so both moments are
found from the shape of the movement (`onset.py`), which needs the samples that follow. Before and
after it, the time near the level of the stillness counts, at most `EDGE_S` on either side. A body
that is never still holds while it stays near its top (`stay.py`).

The timer is `DELAY_S + STEP_S` late, because the samples that follow show whether the landmarks
jumped or the body moved. It waits while the body moves, then catches up.
"""

import math
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from statistics import median

import numpy as np

from formcheck.assessment.repetitions.onset import (
    FLANK_SHARE,
    find_departure_s,
    find_onset_and_offset,
)
from formcheck.assessment.repetitions.signal_processing import derivative, despike, median_filter
from formcheck.assessment.repetitions.stay import AWAY_S, BAND_DEG, StayNearTop, TimeSpent
from formcheck.kinematics.seen_time import is_seen, seen_step_s
from formcheck.poses.phases import HoldLimits

__all__ = ["DELAY_S", "Hold", "HoldDetector"]

DELAY_S = 0.3
"""How long after a sample it is judged. The samples that follow show whether the landmarks jumped
or the body moved, and the spans below reach 0.25 s ahead."""
BEFORE_S = 0.5
"""How much time before a sample is used to judge it."""
STEP_S = 0.1
"""Samples within this time are judged together, which takes a third of the time."""
CATCH_UP = 2.0
"""While the body moves, the timer waits. Then it runs this many times as fast until it has caught
up, so that a count-down leaves out no number."""
SMOOTH_S, SLOPE_S = 0.2, 0.3
SPIKE_RATE, KICK_RATE = 90.0, 250.0
"""Degrees a second. A faster jump of the stillness signal, or of the primary signal, is an error of
the pose model: swapped legs jump by hundreds, and no knee or hip kicks that fast."""
STILL_SHARE = 0.07
"""Still = slower than this share of the movement's own top speed so far. A smooth movement is that
slow only near its ends (docs/measurements.md, Holds)."""
LASTING_S = 0.12
"""Shorter moments of stillness are noise."""
SHORTEST_S = 0.3
"""A shorter stillness is only the turning point of a movement."""
LEVEL_S = 0.3
"""Time over which the level of a hold is measured."""
ARRIVAL_S = 0.1
"""The hold begins at most this long after the body is still, however slowly the pose model follows
over the last degrees."""
EDGE_S = 0.6
"""At most this much before and after the stillness counts: a slow return is no hold
(docs/measurements.md, Holds)."""
THERE_DEG = 1.0
"""A body this near the level at which it was still is there, although it wavers."""
GONE_SHARE = 0.4
"""Where the body has gone back by more than this share of its way out, stillness is no hold. People
sink by up to a third in a hold, and some pause half-way back (docs/measurements.md, Holds)."""
LEFT_SHARE = FLANK_SHARE + 0.03
"""A body that has gone back by this share has left the hold, until it is at `FLANK_SHARE` again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hold:
    """A hold from `start_s` to `end_s`, seconds of the clip.

    The body arrives at `start_s` and begins to move back at `end_s`. `still` is when its first
    lasting stillness begins and its last one ends; None where the body was never still and only
    stayed near its top. `held_s` is how long the end position was kept, without the time that was
    unseen or out of it, and with the time near the top before `start_s` and after `end_s`.
    """

    start_s: float
    end_s: float
    still: tuple[float, float] | None
    held_s: float


class HoldDetector:
    """Finds the hold of each movement; call `reset` before each."""

    def __init__(self, limits: HoldLimits) -> None:
        self._limits = limits
        self.reset()

    def reset(self, *, start_deg: float = math.nan, lag_s: float = 0.0) -> None:
        """Begin a movement.

        `start_deg` is the level of its primary signal at the start. Where it is NaN, a hold ends
        with its last stillness. `lag_s` is how late the landmarks show that a movement begins.
        """
        self._start_deg, self._lag_s = start_deg, lag_s
        self._recent: deque[tuple[float, float, float]] = deque()
        self._undecided: deque[tuple[float, bool]] = deque()
        self._in_end = TimeSpent()
        self._stay = StayNearTop()
        self._decided_s: list[float] = []
        self._decided: list[float] = []
        self._top_speed = 0.0
        self._run_s = self._calm_s = math.nan
        self._still_s = self._last_still_s = self._level = math.nan
        self._start_s = self._left_s = math.nan
        self._near_from_s = self._near_until_s = self._there_s = math.nan
        self._highest = -math.inf
        self._gone_s = math.nan
        self._held_s = self._clock_s = 0.0
        self._counted = (math.nan, math.nan)

    @property
    def clock_s(self) -> float:
        """The seconds held, as far as is known already; they may wait and never go back."""
        return self._clock_s

    def update(self, time_s: float, value: float, steady: float, *, in_end_position: bool) -> None:
        """Add the sample at `time_s`.

        `value` is the primary signal, which grows on the way out, and `steady` the signal whose
        stillness makes a hold, both in degrees. A sample with a NaN is left out.
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
        self._find_departure(value)
        self._count(over=False)
        pace_s = self._clock_s + CATCH_UP * seen_step_s(step_s)
        self._clock_s = min(self._held_s, pace_s) if math.isnan(self._left_s) else self._held_s

    def result(self) -> Hold | None:
        """Return the hold once the movement is over; None where there was none."""
        self._decide(until_s=math.inf)
        self._count(over=True)
        if not self._held_s > 0:
            return None
        if not self._was_still():
            start_s, end_s = self._counted
            return Hold(start_s=start_s, end_s=end_s, still=None, held_s=self._held_s)
        end_s = self._last_still_s if math.isnan(self._left_s) else self._left_s
        middle_s = (self._still_s + self._last_still_s) / 2
        return Hold(
            start_s=min(self._start_s, middle_s),
            end_s=max(end_s, middle_s),
            still=(self._still_s, self._last_still_s),
            held_s=self._held_s,
        )

    # --- the clock -----------------------------------------------------------------------------

    def _count(self, *, over: bool) -> None:
        """Count up to the last sample that certainly belongs to the hold."""
        until = self._in_end.until
        begin_s, end_s = self._stay.begin_s, self._stay.end_s
        if self._was_still():
            start_s, last_s = self._start_s, self._last_certain_s()
            # What comes after the stillness is the edge only once the body has left.
            edge_s = EDGE_S if over or not math.isnan(self._left_s) else 0.0
            # The band is below the level at which the body was still, or below its top.
            begin_s = min(max(min(self._near_from_s, begin_s), start_s - EDGE_S), start_s)
            end_s = max(min(max(self._near_until_s, end_s), last_s + edge_s), last_s)
        held_s = until(end_s) - until(begin_s)
        if held_s > self._held_s:
            self._held_s, self._counted = held_s, (begin_s, end_s)

    def _was_still(self) -> bool:
        """Say whether the body has been still for long enough to be held still."""
        until = self._in_end.until
        lasted_s = until(self._calm_s) - until(self._still_s)
        return not math.isnan(self._start_s) and lasted_s >= SHORTEST_S

    def _last_certain_s(self) -> float:
        """Return until when the body was still, as far as is certain now."""
        last_s = self._left_s
        if math.isnan(last_s):
            last_s = max(self._calm_s, self._there_s)
        return max(last_s, self._start_s)

    # --- stillness -----------------------------------------------------------------------------

    def _decide(self, *, until_s: float) -> None:
        """Judge the samples up to `until_s` by the samples around them."""
        if not self._undecided:
            return
        first = len(self._recent) - len(self._undecided)
        due = [one for one in self._undecided if one[0] <= until_s + 1e-9]
        rows = range(first, first + len(due))
        values, speeds = self._smoothed_values(rows), self._speeds(rows)
        for (time_s, in_end), value, speed in zip(due, values, speeds, strict=True):
            self._undecided.popleft()
            self._judge(time_s, value, speed, in_end=in_end)
        if math.isnan(self._start_s) and not math.isnan(self._still_s):
            self._find_start(over=math.isinf(until_s))

    def _smoothed_values(self, rows: range) -> list[float]:
        """Return the primary signal of these rows of the recent samples, without its noise."""
        times = [time_s for time_s, _, _ in self._recent]
        values = despike(times, [v for _, v, _ in self._recent], rate_deg_per_s=KICK_RATE)
        return median_filter(times, values, span_s=SMOOTH_S, rows=rows)

    def _speeds(self, rows: range) -> list[float]:
        """Return the speed of the stillness signal in these rows of the recent samples."""
        times = [time_s for time_s, _, _ in self._recent]
        steady = despike(times, [s for _, _, s in self._recent], rate_deg_per_s=SPIKE_RATE)
        steady = median_filter(times, steady, span_s=SMOOTH_S)
        return [abs(speed) for speed in derivative(times, steady, span_s=SLOPE_S, rows=rows)]

    def _judge(self, time_s: float, value: float, speed: float, *, in_end: bool) -> None:
        """Decide for one sample whether the body was still in the end position."""
        step_s = seen_step_s(time_s - self._decided_s[-1]) if self._decided_s else 0.0
        self._decided_s.append(time_s)
        self._decided.append(value)
        if not math.isnan(speed):
            self._top_speed = max(self._top_speed, speed)
            if in_end:
                share = speed / self._top_speed if self._top_speed > 0 else 0.0
                self._stay.add(time_s, value, share_of_top_speed=share)
        if value >= self._level - BAND_DEG:
            self._near_until_s = time_s
        if value >= self._level - THERE_DEG:
            self._there_s = time_s
        limit = max(self._limits.still_deg_per_s, STILL_SHARE * self._top_speed)
        if not (in_end and speed <= limit and not self._is_gone(time_s, value)):
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
        self._highest = max(self._highest, self._level)

    def _is_gone(self, time_s: float, value: float) -> bool:
        """Say whether the body is far back, and not for a moment in which landmarks jump."""
        if not self._highest - value > GONE_SHARE * (self._highest - self._start_deg):
            self._gone_s = time_s
        return time_s - self._gone_s > AWAY_S

    def _level_within(self, start_s: float, end_s: float) -> float:
        """Return the median of the primary signal; NaN where it is not known."""
        first = bisect_right(self._decided_s, start_s - 1e-9)
        last = bisect_right(self._decided_s, end_s + 1e-9)
        known = [value for value in self._decided[first:last] if not math.isnan(value)]
        return median(known) if known else math.nan

    # --- where it begins and ends ----------------------------------------------------------------

    def _find_start(self, *, over: bool) -> None:
        """Find when the body arrived, once its level in the hold is known."""
        if not over and self._decided_s[-1] < self._still_s + LEVEL_S:
            return
        level = self._level_within(self._still_s, self._still_s + LEVEL_S)
        until = bisect_right(self._decided_s, self._still_s + 1e-9)
        times, values = np.array(self._decided_s[:until]), np.array(self._decided[:until])
        _, there_s = find_onset_and_offset(times, values, low=self._start_deg, high=level)
        latest_s = self._still_s + ARRIVAL_S
        self._start_s = self._still_s if math.isnan(there_s) else min(there_s, latest_s)
        away = np.flatnonzero(values < level - BAND_DEG)
        self._near_from_s = float(times[min(away[-1] + 1, until - 1) if away.size else 0])

    def _find_departure(self, value: float) -> None:
        """Find whether the body has left the hold, and when it began to."""
        way = self._level - self._start_deg
        down = (self._level - value) / way if way > 0 else math.nan
        if not down >= FLANK_SHARE:  # NaN is not
            self._left_s = math.nan
        elif down >= LEFT_SHARE and math.isnan(self._left_s):
            count = len(self._recent)
            newest = self._smoothed_values(range(count - len(self._undecided), count))
            first = bisect_right(self._decided_s, self._last_still_s - LEVEL_S)
            times = np.array([*self._decided_s[first:], *(one[0] for one in self._undecided)])
            values = np.array([*self._decided[first:], *newest])
            left_s = find_departure_s(times, values, low=self._start_deg, high=self._level)
            self._left_s = left_s - self._lag_s
