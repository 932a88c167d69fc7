"""Small computations on one repetition's samples; numpy arrays in, numbers out.

Times may be irregular and values NaN; every duration comes from the times, never from counts.
"""

import math

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


def median_filter(time_s: FloatArray, value: FloatArray, *, span_s: float) -> FloatArray:
    """Return the median of `value` within `span_s` around each sample; NaN stays NaN.

    A median, because it removes single outliers and keeps the height of a plateau.
    """
    left = np.searchsorted(time_s, time_s - span_s / 2 - 1e-9).tolist()
    right = np.searchsorted(time_s, time_s + span_s / 2 + 1e-9).tolist()
    values: list[float] = value.tolist()
    whole = not any(map(math.isnan, values))
    out = []
    # Plain lists: the windows hold a handful of numbers, and numpy's median costs 30 us a call.
    for i, (a, b, here) in enumerate(zip(left, right, values, strict=True)):
        if math.isnan(here):
            out.append(here)
            continue
        reach = min(i - a, b - 1 - i)  # symmetric, or the ends of a ramp would be pulled inward
        around = values[i - reach : i + reach + 1]
        window = sorted(around if whole else [v for v in around if not math.isnan(v)])
        half = len(window) // 2
        odd = len(window) % 2
        out.append(window[half] if odd else (window[half - 1] + window[half]) / 2)
    return np.array(out, dtype=float)


def despike(time_s: FloatArray, value: FloatArray, *, rate_deg_per_s: float) -> FloatArray:
    """Return `value` with NaN where it jumps faster than `rate_deg_per_s` and soon comes back.

    A jump that does not come back within `SPIKE_S` is a movement and stays.
    """
    out = value.copy()
    times, values = time_s.tolist(), value.tolist()
    accepted = accepted_s = math.nan
    back = -1
    for i, (t, v) in enumerate(zip(times, values, strict=True)):
        if math.isnan(v):
            continue
        if i < back:
            out[i] = math.nan
            continue
        if abs(v - accepted) > max(SPIKE_DEG, rate_deg_per_s * (t - accepted_s)):
            back = _comes_back(times, values, i, accepted, accepted_s)
            if back > i:
                out[i] = math.nan
                continue
        accepted, accepted_s = v, t
    return out


def _comes_back(
    times: list[float], values: list[float], start: int, accepted: float, accepted_s: float
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
    off = np.abs(value - median_filter(time_s, value, span_s=span_s))
    known = np.isfinite(off)
    return float((off[known] > by).mean()) if known.any() else math.nan


def derivative(time_s: FloatArray, value: FloatArray, *, span_s: float) -> FloatArray:
    """Return the change of `value` per second over `span_s` around each sample; NaN if unknown."""
    known = np.isfinite(value)
    out = np.full(len(value), np.nan)
    if known.sum() < 2:
        return out
    t, v = time_s[known], value[known]
    low, high = np.maximum(t - span_s / 2, t[0]), np.minimum(t + span_s / 2, t[-1])
    rise = np.interp(high, t, v) - np.interp(low, t, v)
    out[known] = rise / np.maximum(high - low, 1e-9)
    return out


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
