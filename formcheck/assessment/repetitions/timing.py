"""The timing of one movement: when it started, turned and ended. `hold.py` finds its hold."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.repetitions.onset import find_onset_and_offset
from formcheck.assessment.repetitions.samples import Attempt, Ending, Sample
from formcheck.assessment.repetitions.signal_processing import (
    count_reversals,
    derivative,
    despike,
    median_filter,
    outlier_share,
    sample_durations,
)
from formcheck.kinematics.seen_time import unseen_within_s

__all__ = ["BOUNCE_DEG", "LAG_S", "RepetitionTiming", "measure_repetition"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

SMOOTH_S = 0.2
SLOPE_S = 0.3
AROUND_TURN_S = 0.15
BOUNCE_SMOOTH_S = 0.2
SPIKE_RATE = 140.0
"""Degrees a second. Bounces of 17 degrees reach 130, and with a lower limit they were taken for
outliers; swapped legs jump by hundreds (docs/measurements.md, Rules that are hints)."""
KICK_RATE = 250.0
"""Degrees a second. No knee or hip moves this fast here, not even in a kick."""
LEVEL_S = 0.3
"""Time over which a level is measured, in the start position and at either end of a hold."""
LAG_S = 0.1
"""MediaPipe smooths its landmarks, so the beginning of a movement appears about 0.1 s late; its end
does not (docs/measurements.md, Start and end of a movement)."""
DOWN_DEG = 0.5
"""A level this near the lowest one counts as the lowest. When the next movement follows at once,
the way back ends there."""
STRAY_DEG, STRAY_SPAN_S = 20.0, 0.6
STRAY_SHARE = 0.01
"""When more than this share of the samples lie `STRAY_DEG` or more off the median around them, the
landmarks jump, and steadiness and speed are not judged. People who bounce or jerk move less than
that within `STRAY_SPAN_S`."""
BOUNCE_DEG = 6.0
"""A turn of a bounce: 4 degrees (clinical notes 1.1) and 2 more, because landmarks of a still leg
waver."""
BOUNCE_WITHIN_S = 3.0


@dataclass(frozen=True, kw_only=True, eq=False)
class RepetitionTiming:
    """One movement's samples as arrays, and its timing in seconds.

    `samples` are those of the movement alone, without the wait for stillness after it.
    `weight_s (n,)` is the seen time that each sample stands for; `whole_s (n,)` includes unseen
    time. `end (n,)` marks the end position, `held (n,)` the samples of the hold (those around the
    turning point when the body was never still). `signal_value (n,)` is smoothed and grows on the
    way out. The body went out from `start_s` to `top_s` and back from `leave_s` to `end_s`. `out_s`
    and `back_s` are NaN where a part of that time was not seen. `hold_s` is the seen time of the
    hold.
    """

    samples: tuple[Sample, ...]
    time_s: FloatArray
    signal_value: FloatArray
    weight_s: FloatArray
    whole_s: FloatArray
    end: BoolArray
    held: BoolArray
    start_s: float
    top_s: float
    turn_s: float
    leave_s: float
    end_s: float
    rom_deg: float
    out_s: float
    hold_s: float
    back_s: float
    drop_deg: float
    bounce_count: float
    speed_deg_per_s: float
    sway_deg: float
    pause_s: float

    def value(self, name: str) -> float:
        """Return the `rep.` signal called `name`."""
        return float(getattr(self, name))


def measure_repetition(
    attempt: Attempt, *, previous_end_s: float = math.nan, lag_s: float = 0.0
) -> RepetitionTiming:
    """Measure `attempt`, which has at least one sample with a known primary signal.

    `previous_end_s` is when the repetition before it ended, NaN for the first one. `lag_s` is how
    late the landmarks show that a movement begins: `LAG_S` for those of the pose model, 0 for exact
    ones.
    """
    path = _SampleArrays(attempt, lag_s)
    time_s, signal_value, end = path.time_s, path.signal_value, path.end
    hold, turn = attempt.hold, path.turn
    still = None if hold is None else hold.still
    first, last = (turn, turn) if still is None else np.searchsorted(time_s, still).tolist()
    top_s, leave_s = float(time_s[first]), float(time_s[last])
    start_s, end_s = path.leaves_start(first, previous_end_s=previous_end_s), float(time_s[-1])
    if attempt.ending is Ending.BACK:
        end_s = path.is_back(last)
    if hold is not None and still is not None:
        top_s = max(hold.start_s, start_s)
        leave_s = min(hold.end_s, end_s) if attempt.ending is Ending.BACK else leave_s
    # The wait for stillness is not part of the movement.
    kept = max(int(np.searchsorted(time_s, end_s + 1e-9)), last + 1)
    time_s, signal_value, end = time_s[:kept], signal_value[:kept], end[:kept]
    steady, raw = path.steady[:kept], path.raw[:kept]
    index = np.arange(kept)
    held = end & (index >= first) & (index <= last)
    if still is None:
        held = end & (np.abs(time_s - time_s[turn]) <= AROUND_TURN_S)
    is_noisy = path.is_noisy(kept)
    among = next(
        (signal_value[m] for m in (held, end) if np.isfinite(signal_value[m]).any()), signal_value
    )
    plateau = signal_value[first : last + 1][end[first : last + 1]]
    return RepetitionTiming(
        samples=attempt.samples[:kept],
        time_s=time_s,
        signal_value=signal_value,
        weight_s=sample_durations(time_s),
        whole_s=sample_durations(time_s, unseen=True),
        end=end,
        held=held,
        start_s=start_s,
        top_s=top_s,
        turn_s=float(time_s[turn]),
        leave_s=leave_s,
        end_s=end_s,
        rom_deg=_highest(among) - path.base,
        out_s=_seen_duration_s(time_s, start_s, top_s) if end.any() else math.nan,
        hold_s=0.0 if hold is None else hold.held_s,
        back_s=_seen_duration_s(time_s, leave_s, end_s)
        if attempt.ending is Ending.BACK
        else math.nan,
        drop_deg=math.nan if still is None else _drop(plateau),
        bounce_count=math.nan if is_noisy else _bounce_count(time_s[end], raw[end]),
        speed_deg_per_s=math.nan
        if is_noisy
        else _highest(np.abs(derivative(time_s.tolist(), signal_value.tolist(), span_s=SLOPE_S))),
        sway_deg=math.nan if still is None or is_noisy else _sway(steady[held]),
        pause_s=max(start_s - previous_end_s, 0.0),
    )


class _SampleArrays:
    """An attempt's samples as arrays, and the start position before them."""

    def __init__(self, attempt: Attempt, lag_s: float) -> None:
        self._lag_s = lag_s
        samples = attempt.samples
        times_s = [s.time_s for s in samples]
        primary = [s.signal_value for s in samples]
        despiked = despike(times_s, primary, rate_deg_per_s=KICK_RATE)
        self.time_s, self._primary = np.array(times_s), np.array(primary)
        self.signal_value = np.array(median_filter(times_s, despiked, span_s=SMOOTH_S))
        self.end = np.array([s.in_end for s in samples])
        still = [s.stillness_value for s in samples]
        raw = despike(times_s, still, rate_deg_per_s=SPIKE_RATE)
        self._still, self.raw = np.array(still), np.array(raw)
        self.steady = np.array(median_filter(times_s, raw, span_s=SMOOTH_S))
        among = (
            np.where(self.end, self.signal_value, np.nan) if self.end.any() else self.signal_value
        )
        known = np.isfinite(among).any()
        self.turn = int(np.nanargmax(among)) if known else len(self.time_s) - 1
        before = [s for s in attempt.start_samples if s.time_s < self.time_s[0]]
        self._before_s = np.array([s.time_s for s in before])
        self._before_value = np.array([s.signal_value for s in before])
        start_values = np.array([s.signal_value for s in attempt.start_samples])
        self.base = (
            float(np.nanmedian(start_values)) if np.isfinite(start_values).any() else math.nan
        )

    def is_noisy(self, kept: int) -> bool:
        """Say whether the landmarks jump about within the first `kept` samples."""
        time_s = self.time_s[:kept]
        return any(
            outlier_share(time_s, values[:kept], by=STRAY_DEG, span_s=STRAY_SPAN_S) > STRAY_SHARE
            for values in (self._primary, self._still)
        )

    def leaves_start(self, first: int, *, previous_end_s: float) -> float:
        """Return when the body left the start position, for a hold that begins with `first`.

        The time is not before the seen start position, nor before `previous_end_s`.
        """
        time_s = np.concatenate([self._before_s, self.time_s[: first + 1]])
        signal_value = np.concatenate([self._before_value, self.signal_value[: first + 1]])
        high = self._level(first, after=True)
        begun_s, _ = find_onset_and_offset(time_s, signal_value, low=self.base, high=high)
        if math.isnan(begun_s):
            begun_s = float(self.time_s[0])
        begun_s -= self._lag_s
        return min(max(begun_s, float(time_s[0]), previous_end_s), float(self.time_s[first]))

    def is_back(self, last: int) -> float:
        """Return when the body reached the start position, after a hold that ended with `last`.

        The time is not after the lowest level that was seen.
        """
        # With time reversed, the way back is a way out.
        time_s, signal_value = self.time_s[last:][::-1], self.signal_value[last:][::-1]
        low = self._level(len(self.time_s) - 1, after=False)
        high = self._level(last, after=False)
        reached_s = -find_onset_and_offset(-time_s, signal_value, low=low, high=high)[0]
        down = np.flatnonzero(self.signal_value[last:] <= np.nanmin(signal_value) + DOWN_DEG)
        lowest_s = float(self.time_s[last + down[-1]])
        return lowest_s if math.isnan(reached_s) else min(reached_s, lowest_s)

    def _level(self, index: int, *, after: bool) -> float:
        """Return the median level just after a sample, or just before it."""
        away_s = (self.time_s - self.time_s[index]) * (1 if after else -1)
        near = self.signal_value[(away_s >= 0) & (away_s <= LEVEL_S + 1e-9)]
        return float(np.nanmedian(near)) if np.isfinite(near).any() else math.nan


def _seen_duration_s(time_s: FloatArray, start_s: float, end_s: float) -> float:
    """Return how long this took; NaN where a part of it was not seen."""
    return math.nan if unseen_within_s(time_s, start_s, end_s).size else end_s - start_s


def _highest(values: FloatArray) -> float:
    """Return the highest known value; NaN where none is known."""
    return float(np.nanmax(values)) if np.isfinite(values).any() else math.nan


def _bounce_count(time_s: FloatArray, still: FloatArray) -> float:
    """Count the turns in the end position."""
    smoothed = np.array(median_filter(time_s.tolist(), still.tolist(), span_s=BOUNCE_SMOOTH_S))
    return float(count_reversals(time_s, smoothed, size=BOUNCE_DEG, within_s=BOUNCE_WITHIN_S))


def _sway(held: FloatArray) -> float:
    """Return the spread of a held angle: a standard deviation from the median absolute deviation.

    A few frames in which MediaPipe swaps the knees do not change it, unlike a plain standard
    deviation. The factor 1.4826 makes the two agree for normally distributed values.
    """
    known = held[np.isfinite(held)]
    if not known.size:
        return math.nan
    return float(1.4826 * np.median(np.abs(known - np.median(known))))


def _drop(plateau: FloatArray) -> float:
    """Return how far the primary signal fell below its highest level so far."""
    known = plateau[np.isfinite(plateau)]
    if not known.size:
        return math.nan
    return float(np.max(np.maximum.accumulate(known) - known))
