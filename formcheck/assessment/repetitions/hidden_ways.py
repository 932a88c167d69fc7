"""Times the ways out and back of a leg that starts and ends behind the other one.

On all fours the farther leg is hidden until it has passed the nearer one, so its own landmarks say
too late that it left and too early that it is back. The arm that moves with it is in full view.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.repetitions.onset import find_onset_and_offset
from formcheck.assessment.repetitions.samples import Attempt, Ending
from formcheck.assessment.repetitions.signal_processing import median_filter
from formcheck.assessment.repetitions.timing import RepetitionTiming
from formcheck.kinematics.seen_time import unseen_within_s

__all__ = ["time_hidden_ways"]

FloatArray = NDArray[np.float64]

SMOOTH_S = 0.2
AROUND_S = 0.3
"""The other limb may arrive this much later than the leg seems to, or leave this much earlier."""
LEAST_TRAVEL_DEG = 25.0
"""A limb that moves less than this does not move along (docs/measurements.md, Bird-dog)."""


def time_hidden_ways(
    attempt: Attempt, movement: RepetitionTiming, column: int | None, *, lag_s: float
) -> RepetitionTiming:
    """Return `movement` with its ways timed by the limb that moves along.

    `column` is that limb's place in the samples' values, degrees that grow on the way out; None
    where there is no such limb. The movement begins with the first of both limbs and ends with the
    last; the limb that moves along tells when the end position was reached and left. `lag_s` is as
    for `measure_repetition`. A way whose times are not known is NaN.
    """
    unknown = replace(movement, out_s=math.nan, back_s=math.nan)
    if column is None:
        return unknown
    first_s = attempt.samples[0].time_s
    before = [s for s in attempt.start_samples if s.time_s < first_s]
    samples = (*before, *attempt.samples)
    times_s = [s.time_s for s in samples]
    raw = [s.values[column] for s in samples]
    time_s, value = np.array(times_s), np.array(median_filter(times_s, raw, span_s=SMOOTH_S))
    low = _median([s.values[column] for s in attempt.start_samples])
    up = (time_s >= movement.top_s) & (time_s <= movement.leave_s)
    high = _median(value[up])
    if not high - low >= LEAST_TRAVEL_DEG:  # true for NaN
        return unknown
    out = time_s <= movement.top_s + AROUND_S
    left_s, top_s = find_onset_and_offset(time_s[out], value[out], low=low, high=high)
    start_s = max(float(time_s[0]), min(left_s - lag_s, movement.start_s))
    movement = replace(movement, out_s=_duration_s(time_s, start_s, top_s))
    if attempt.ending is not Ending.BACK:
        return replace(movement, back_s=math.nan)
    # With time reversed, the way back is a way out.
    back = time_s >= movement.leave_s - AROUND_S
    arrives, leaves = find_onset_and_offset(
        -time_s[back][::-1], value[back][::-1], low=low, high=high
    )
    end_s = min(float(time_s[-1]), max(-arrives, movement.end_s))
    return replace(movement, back_s=_duration_s(time_s, -leaves, end_s))


def _duration_s(time_s: FloatArray, start_s: float, end_s: float) -> float:
    """Return how long this took; NaN where it is not known or a part of it was not seen."""
    if not end_s > start_s or unseen_within_s(time_s, start_s, end_s).size:
        return math.nan
    return end_s - start_s


def _median(values: Sequence[float] | FloatArray) -> float:
    known = [value for value in values if math.isfinite(value)]
    return float(np.median(known)) if known else math.nan
