"""Where a function crosses zero."""

from collections.abc import Callable

CLOSE = 1e-9
"""Metres or degrees: no zero need be found more exactly."""
MOST_STEPS = 60


def zero_of(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a rising function crosses zero, or the nearer end if it does not.

    Regula falsi in the Illinois way: a bound that has stayed is given half its value, so that both
    close in. A quarter of the evaluations bisection needs, and each poses a whole body.
    """
    at_low, at_high = function(low), function(high)
    if at_low >= 0:
        return low
    if at_high <= 0:
        return high
    stayed, middle = 0, low
    for _ in range(MOST_STEPS):
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        value = function(middle)
        if abs(value) < CLOSE or high - low < CLOSE:
            return middle
        if value < 0:
            low, at_low = middle, value
            at_high = at_high / 2 if stayed > 0 else at_high
            stayed = 1
        else:
            high, at_high = middle, value
            at_low = at_low / 2 if stayed < 0 else at_low
            stayed = -1
    return middle
