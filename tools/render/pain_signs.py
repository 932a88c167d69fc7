"""The ways of somebody whom something may hurt: a fall out of a hold, a stop half-way."""

from tools.render.timing import Way

STOP_AT = 0.5
"""Where on a way one stops; right in the middle it is neither the start nor the end position."""
HELD_SHARE = 0.45
"""The share of a hold after which it breaks off."""


def falling(hold_s: float, fall_s: float) -> tuple[float, float, Way]:
    """Return the times of hold and way back and the way, when the hold ends in a fall."""
    return HELD_SHARE * hold_s, fall_s, Way(falls=True)


def stopping(way_s: float, stop_s: float) -> tuple[float, Way]:
    """Return the time of a way with a stop in it, and the way."""
    whole_s = way_s + stop_s
    return whole_s, Way(stop_at=STOP_AT, stop_time_share=stop_s / whole_s)


def standstill(from_s: float, to_s: float, stop_s: float) -> tuple[float, float]:
    """Return when the stop on a way that runs from one time to another begins and ends."""
    first_s = from_s + STOP_AT * (to_s - from_s - stop_s)
    return first_s, first_s + stop_s
