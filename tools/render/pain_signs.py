"""Pain signs as movements: a fall out of a hold, a stop half-way."""

from tools.render.timing import PhaseCurve

STOP_AT = 0.5
"""The share of the movement at which it stops: neither the start nor the end position."""
HELD_SHARE = 0.45
"""The share of a hold after which the fall begins."""


def time_fall(hold_s: float, fall_s: float) -> tuple[float, float, PhaseCurve]:
    """Return the seconds of hold and fall, and the curve of a movement back that falls."""
    return HELD_SHARE * hold_s, fall_s, PhaseCurve(falls=True)


def time_stop(phase_s: float, stop_s: float) -> tuple[float, PhaseCurve]:
    """Return the whole time and the curve of a movement with a stop of `stop_s` in it."""
    whole_s = phase_s + stop_s
    return whole_s, PhaseCurve(stop_at=STOP_AT, stop_time_share=stop_s / whole_s)


def find_standstill(from_s: float, to_s: float, stop_s: float) -> tuple[float, float]:
    """Return when the stop begins and ends in a movement from `from_s` to `to_s`."""
    first_s = from_s + STOP_AT * (to_s - from_s - stop_s)
    return first_s, first_s + stop_s
