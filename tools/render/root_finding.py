"""Where a function crosses zero."""

from collections.abc import Callable

TOLERANCE = 1e-9
"""In metres or degrees: a root within this distance is exact enough."""
MAX_STEPS = 60


def find_root(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a rising function crosses zero, or the nearer bound if it does not.

    Uses regula falsi with the Illinois rule: if a bound stays, its function value is halved, so
    both bounds close in. This needs a quarter of bisection's evaluations; each one poses a body.
    """
    at_low, at_high = function(low), function(high)
    if at_low >= 0:
        return low
    if at_high <= 0:
        return high
    stayed, middle = 0, low
    for _ in range(MAX_STEPS):
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        value = function(middle)
        if abs(value) < TOLERANCE or high - low < TOLERANCE:
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
