"""Movement onset detection: when a movement truly began and ended, from its shape.

People start and stop gently. For a tenth of the movement's time or more, nothing differs from
noise, so the first visible change comes late and the last one early. Near its ends a smooth
movement follows a power of time, so two levels on its flank show where it started.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["FLANK_SHARE", "find_departure_s", "find_onset_and_offset"]

FloatArray = NDArray[np.float64]

NEAR_SHARE, FLANK_SHARE = 0.05, 0.25
"""The two levels, as shares of the whole range. Lower ones drown in the pose model's noise."""
REACH = 1.15
"""How long before the near level a movement begins, in times between the near and the flank level:
1.11 for a minimum-jerk path (Flash and Hogan 1985), 0.76 for a raised cosine. This is a little
more, because a median smooths the ends off (docs/measurements.md, Start and end of a movement)."""
FLANK_LIMIT = 0.75
"""A flank lasts at most this share of the movement's middle half (0.6 for both paths above). A
longer one contains a stop."""


def find_onset_and_offset(
    time_s: FloatArray, signal_value: FloatArray, *, low: float, high: float
) -> tuple[float, float]:
    """Return when the last rise from the level `low` to the level `high` began and ended.

    `time_s (n,)` are rising seconds; `signal_value (n,)` and the levels are degrees, NaN where not
    measured. A returned time is NaN where that end of the rise was not seen.
    """
    known = np.isfinite(signal_value)
    if not high > low or known.sum() < 2:
        return float("nan"), float("nan")
    times, shares = time_s[known], (signal_value[known] - low) / (high - low)
    below = np.flatnonzero(shares[:-1] <= 0.5)
    if not below.size:
        return float("nan"), float("nan")
    before, after = slice(below[-1] + 1, None, -1), slice(below[-1], None)
    down = [_reach(-times[before], 1 - shares[before], 1 - s) for s in (FLANK_SHARE, NEAR_SHARE)]
    up = [_reach(times[after], shares[after], 1 - s) for s in (FLANK_SHARE, NEAR_SHARE)]
    middle_s = up[0] + down[0]
    if not np.isfinite(middle_s):
        middle_s = np.inf
    begin, end = (_beyond(*edge, middle_s=middle_s) for edge in (down, up))
    return -begin, end


def find_departure_s(
    time_s: FloatArray, signal_value: FloatArray, *, low: float, high: float
) -> float:
    """Return when the fall from `high` to `low` at the end of the arrays began.

    Arrays and levels are as for `find_onset_and_offset`. NaN where the signal is not past the flank
    yet.
    """
    known = np.isfinite(signal_value)
    if not high > low or not known.any():
        return float("nan")
    # With time reversed it is the end of a rise.
    times, shares = -time_s[known][::-1], ((signal_value[known] - low) / (high - low))[::-1]
    if not shares[0] <= 1 - FLANK_SHARE:
        return float("nan")
    up = [_reach(times, shares, 1 - share) for share in (FLANK_SHARE, NEAR_SHARE)]
    return -_beyond(*up, middle_s=np.inf)


def _reach(times: FloatArray, shares: FloatArray, share: float) -> float:
    """Return when `share` is first reached, interpolated; NaN where it never is."""
    there = np.flatnonzero(shares >= share)
    if not there.size:
        return float("nan")
    i = int(there[0])
    if i == 0:
        return float(times[0])
    part = (share - shares[i - 1]) / (shares[i] - shares[i - 1])
    return float(times[i - 1] + part * (times[i] - times[i - 1]))


def _beyond(flank_s: float, near_s: float, *, middle_s: float) -> float:
    return near_s + REACH * min(near_s - flank_s, FLANK_LIMIT * middle_s)
