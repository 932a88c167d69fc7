"""Small computations on one repetition's samples.

Times may be irregular and values NaN; every duration comes from the times, never from counts. What
the hold detector computes while the movement goes on takes and gives plain lists: for the few
samples that it has, calls of numpy would take longer than the computation. The other functions take
arrays.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.kinematics.seen_time import seen_steps_s

__all__ = [
    "count_reversals",
    "derivative",
    "despike",
    "find_runs",
    "median_filter",
    "outlier_share",
    "sample_durations",
]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

SPIKE_DEG = 4.0
"""Jumps up to this are noise, which smoothing removes."""
SPIKE_S = 0.35
"""Swapped legs are mostly right again within a few frames."""
BACK_DEG_PER_S = 30.0
"""How far the true movement may have gone on while the pose model was wrong, degrees a second."""


def sample_durations(time_s: FloatArray, *, unseen: bool = False) -> FloatArray:
    """Return how many seconds each sample stands for: half the seen time to each neighbour.

    With `unseen` the unseen time between them is included.
    """
    if len(time_s) < 2:
        return np.zeros(len(time_s))
    step = np.diff(time_s) if unseen else seen_steps_s(time_s)
    share = np.zeros(len(time_s))
    share[:-1] += step / 2
    share[1:] += step / 2
    return share


def median_filter(
    times_s: Sequence[float],
    values: Sequence[float],
    *,
    span_s: float,
    rows: Sequence[int] | None = None,
) -> list[float]:
    """Return the median of `values` within `span_s` around each of `rows`; NaN stays NaN.

    `rows` are indices of samples, all of them by default. A median, because it removes single
    outliers and keeps the height of a plateau.
    """
    all_known = not any(map(math.isnan, values))
    half_s = span_s / 2
    out = []
    for i in range(len(values)) if rows is None else rows:
        time_s, here = times_s[i], values[i]
        if math.isnan(here):
            out.append(here)
            continue
        before = i - bisect_left(times_s, time_s - half_s - 1e-9, 0, i)
        after = bisect_left(times_s, time_s + half_s + 1e-9, i) - 1 - i
        reach = min(before, after)  # symmetric, or the ends of a ramp would be pulled inward
        window = values[i - reach : i + reach + 1]
        window = sorted(window if all_known else [v for v in window if not math.isnan(v)])
        half, odd = divmod(len(window), 2)
        out.append(window[half] if odd else (window[half - 1] + window[half]) / 2)
    return out


def despike(
    times_s: Sequence[float], values: Sequence[float], *, rate_deg_per_s: float
) -> list[float]:
    """Return `values` with NaN where they jump faster than `rate_deg_per_s` and soon come back.

    A jump that does not come back within `SPIKE_S` is a movement and stays.
    """
    out = list(values)
    accepted = accepted_s = math.nan
    back = -1
    for i, (t, v) in enumerate(zip(times_s, values, strict=True)):
        if math.isnan(v):
            continue
        if i < back:
            out[i] = math.nan
            continue
        jump = abs(v - accepted)
        if jump > SPIKE_DEG and jump > rate_deg_per_s * (t - accepted_s):
            back = _comes_back(times_s, values, i, accepted, accepted_s)
            if back > i:
                out[i] = math.nan
                continue
        accepted, accepted_s = v, t
    return out


def _comes_back(
    times: Sequence[float], values: Sequence[float], start: int, accepted: float, accepted_s: float
) -> int:
    """Return the first index after `start` where the value is near `accepted` again, or -1."""
    for j in range(start + 1, len(times)):
        step_s = times[j] - accepted_s
        if step_s > SPIKE_S:
            break
        back = abs(values[j] - accepted)
        # Nearer to the value it jumped to than to the value before: the movement only went on.
        if back <= SPIKE_DEG + BACK_DEG_PER_S * step_s and back < abs(values[j] - values[start]):
            return j
    return -1


def outlier_share(time_s: FloatArray, value: FloatArray, *, by: float, span_s: float) -> float:
    """Return the share 0..1 of known samples that lie more than `by` off the median around them.

    The median is taken within `span_s`. NaN where nothing is known.
    """
    off = np.abs(value - median_filter(time_s.tolist(), value.tolist(), span_s=span_s))
    known = np.isfinite(off)
    return float((off[known] > by).mean()) if known.any() else math.nan


def derivative(
    times_s: Sequence[float],
    values: Sequence[float],
    *,
    span_s: float,
    rows: Sequence[int] | None = None,
) -> list[float]:
    """Return the change of `values` per second over `span_s` around each of `rows`.

    `rows` are as for `median_filter`. NaN where the value is not known, or no other one is.
    """
    known = [i for i, value in enumerate(values) if math.isfinite(value)]
    t, v = [times_s[i] for i in known], [values[i] for i in known]
    half_s = span_s / 2
    out = []
    for i in range(len(values)) if rows is None else rows:
        if len(known) < 2 or not math.isfinite(values[i]):
            out.append(math.nan)
            continue
        low, high = max(times_s[i] - half_s, t[0]), min(times_s[i] + half_s, t[-1])
        rise = _interpolate(t, v, high) - _interpolate(t, v, low)
        out.append(rise / max(high - low, 1e-9))
    return out


def _interpolate(times_s: list[float], values: list[float], time_s: float) -> float:
    """Return the value at `time_s`, which lies between the first and the last of `times_s`."""
    i = bisect_right(times_s, time_s) - 1
    if times_s[i] == time_s:
        return values[i]
    slope = (values[i + 1] - values[i]) / (times_s[i + 1] - times_s[i])
    return slope * (time_s - times_s[i]) + values[i]


def find_runs(mask: BoolArray, time_s: FloatArray, *, bridge_s: float) -> list[tuple[int, int]]:
    """Return the first and last index of each run of True; gaps up to `bridge_s` are bridged."""
    found: list[tuple[int, int]] = []
    for i in np.flatnonzero(mask).tolist():
        if found and (i == found[-1][1] + 1 or time_s[i] - time_s[found[-1][1]] <= bridge_s + 1e-9):
            found[-1] = (found[-1][0], i)
        else:
            found.append((i, i))
    return found


def count_reversals(time_s: FloatArray, value: FloatArray, *, size: float, within_s: float) -> int:
    """Return the most turns of more than `size` that fall within any `within_s` seconds.

    A turn is counted when the value has come back by `size` from its last extreme.
    """
    turns: list[float] = []
    direction, low, high = 0, np.inf, -np.inf
    extreme = np.nan
    for t, v in zip(time_s.tolist(), value.tolist(), strict=True):
        if not np.isfinite(v):
            continue
        if direction == 0:
            low, high = min(low, v), max(high, v)
            direction = 1 if v - low > size else -1 if high - v > size else 0
            extreme = v
        elif direction * (v - extreme) > 0:
            extreme = v
        elif direction * (extreme - v) > size:
            turns.append(t)
            direction, extreme = -direction, v
    return max((sum(s <= t <= s + within_s for t in turns) for s in turns), default=0)
