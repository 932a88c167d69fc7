"""Numbers of a review's trace as the curve needs them: fewer points, known values, the range."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.review.types import Span, Trace
from formcheck.texts.formatting import is_known, shown_span

__all__ = ["downsample", "drop_unknown", "find_range", "find_value"]

FloatArray = NDArray[np.floating]


def downsample(time_s: FloatArray, value: FloatArray, limit: int) -> tuple[FloatArray, FloatArray]:
    """Return about `limit` of the points: the lowest and highest of each bucket, and its gaps.

    Shapes `(n,)` in, `(m,)` out, `m <= max(n, limit)`; NaN stays NaN.
    """
    n = len(time_s)
    if n <= limit:
        return time_s, value
    keep: list[int] = []
    for bucket in np.array_split(np.arange(n), max(1, limit // 3)):
        part = value[bucket]
        seen = np.isfinite(part)
        chosen = set() if seen.all() else {int(bucket[int(np.argmin(seen))])}
        if seen.any():
            chosen |= {int(bucket[np.nanargmin(part)]), int(bucket[np.nanargmax(part)])}
        keep.extend(sorted(chosen))
    return time_s[keep], value[keep]


def drop_unknown(trace: Trace) -> Trace:
    """Return the trace without unknown limits, unknown intervals, and values without a time."""
    timed = np.isfinite(trace.time_s)
    spans = (shown_span(span.start_s, span.end_s) for span in trace.not_assessable)
    return replace(
        trace,
        time_s=trace.time_s[timed],
        primary_by_side={side: values[timed] for side, values in trace.primary_by_side.items()},
        thresholds=tuple(each for each in trace.thresholds if is_known(each.value)),
        not_assessable=tuple(Span(start_s=a, end_s=b) for a, b in filter(None, spans)),
    )


def find_range(trace: Trace) -> list[float]:
    """Return the lower and the upper end of the vertical axis, in the trace's unit.

    They hold everything drawn, with room for the numbers above it.
    """
    values = [threshold.value for threshold in trace.thresholds]
    for side in trace.primary_by_side.values():
        seen = side[np.isfinite(side)]
        if seen.size:
            values += [float(seen.min()), float(seen.max())]
    if not values:
        return [0.0, 1.0]
    low, high = min(values), max(values)
    room = max(high - low, 1e-6)
    return [low - 0.1 * room, high + 0.1 * room]


def find_value(trace: Trace, time_s: float | None, missing: float) -> float:
    """Return the primary signal at `time_s`: the highest of the measured sides, or `missing`."""
    if not is_known(time_s) or not len(trace.time_s):
        return missing
    i = int(np.clip(np.searchsorted(trace.time_s, time_s), 0, len(trace.time_s) - 1))
    here = [float(side[i]) for side in trace.primary_by_side.values() if np.isfinite(side[i])]
    return max(here) if here else missing
