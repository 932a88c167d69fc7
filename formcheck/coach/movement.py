"""The timing of one movement: when it started, turned and ended, and how long it was held."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.coach.samples import BRIDGE_S, Attempt, Sample
from formcheck.coach.series import bounces, despike, durations, runs, slope, smooth
from formcheck.poses.model import Phases

__all__ = ["Movement", "measure"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

SMOOTH_S = 0.2
SLOPE_S = 0.3
STILL_SHARE = 0.07
"""Standing still = slower than this share of the movement's own top speed: an eased movement is
that slow only near its ends, so holds are timed to about 0.1 s there. A still person on real
footage moves by less than 1.5 degrees a second."""
SHORTEST_STILL_S = 0.3
BRIEF_S = 0.12
AROUND_TURN_S = 0.15
BOUNCE_SMOOTH_S = 0.2
SPIKE_RATE = 90.0
"""Degrees a second that a leg's elevation cannot exceed in these exercises without being jerked;
exchanged legs jump by hundreds."""
KICK_RATE = 250.0
"""Degrees a second that no knee or hip reaches here, not even kicking."""
BOUNCE_DEG = 4.0
BOUNCE_WITHIN_S = 3.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Movement:
    """One movement's samples as arrays, and its timing in seconds.

    `weight_s (n,)` is the time each sample stands for, `end (n,)` marks the end position,
    `held (n,)` the samples of the hold (those around the turn when it was never still). `out_s` and
    `back_s` are NaN where that way was not seen. `drive` is smoothed and grows on the way out.
    """

    time_s: FloatArray
    drive: FloatArray
    weight_s: FloatArray
    end: BoolArray
    held: BoolArray
    start_s: float
    turn_s: float
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
        """The `rep.` signal called `name`."""
        return float(getattr(self, name))


def _median_drive(samples: tuple[Sample, ...]) -> float:
    drives = [s.drive for s in samples]
    return float(np.nanmedian(drives)) if drives and np.isfinite(drives).any() else np.nan


def measure(attempt: Attempt, phases: Phases) -> Movement:
    """The movement of `attempt`, which has at least one sample with a known drive."""
    time_s = np.array([s.time_s for s in attempt.samples])
    driven = np.array([s.drive for s in attempt.samples])
    drive = smooth(time_s, despike(time_s, driven, rate_deg_per_s=KICK_RATE), span_s=SMOOTH_S)
    end = np.array([s.in_end for s in attempt.samples])
    weight_s = durations(time_s)
    raw = despike(time_s, np.array([s.still for s in attempt.samples]), rate_deg_per_s=SPIKE_RATE)
    steady = smooth(time_s, raw, span_s=SMOOTH_S)
    speed = np.abs(slope(time_s, steady, span_s=SLOPE_S))
    top_speed = _top(speed)
    limit = max(phases.still_deg_per_s / 4, STILL_SHARE * top_speed)
    still = end & (speed <= limit)
    among = np.where(end, drive, np.nan) if end.any() else drive
    turn = int(np.nanargmax(among)) if np.isfinite(among).any() else len(time_s) - 1
    span = _hold_span(still, time_s)
    hold_s = 0.0 if span is None else _time_in(end, time_s, span)
    was_held = hold_s >= SHORTEST_STILL_S
    first, last = span if span is not None and was_held else (turn, turn)
    within = (np.arange(len(time_s)) >= first) & (np.arange(len(time_s)) <= last)
    held = end & within if was_held else end & (np.abs(time_s - time_s[turn]) <= AROUND_TURN_S)
    top = np.where(held, drive, np.nan) if held.any() else among
    base = _median_drive(attempt.rest)
    plateau = drive[first : last + 1][end[first : last + 1]]
    return Movement(
        time_s=time_s,
        drive=drive,
        weight_s=weight_s,
        end=end,
        held=held,
        start_s=float(time_s[0]),
        turn_s=float(time_s[turn]),
        end_s=float(time_s[-1]),
        rom_deg=float(np.nanmax(top)) - base if np.isfinite(top).any() else np.nan,
        out_s=float(time_s[first] - time_s[0]) if end.any() else np.nan,
        hold_s=hold_s if was_held else 0.0,
        back_s=float(time_s[-1] - time_s[last]) if attempt.ending == "back" else np.nan,
        drop_deg=_drop(plateau) if was_held else np.nan,
        bounce_count=_bounce_count(time_s[end], raw[end]),
        speed_deg_per_s=_top(np.abs(slope(time_s, drive, span_s=SLOPE_S))),
        sway_deg=_sway(steady[held]) if was_held else np.nan,
        pause_s=attempt.pause_s,
    )


def _top(speed: FloatArray) -> float:
    """The highest known speed."""
    return float(np.nanmax(speed)) if np.isfinite(speed).any() else np.nan


def _bounce_count(time_s: FloatArray, still: FloatArray) -> float:
    """Turns in the end position."""
    smoothed = smooth(time_s, still, span_s=BOUNCE_SMOOTH_S)
    return float(bounces(time_s, smoothed, size=BOUNCE_DEG, within_s=BOUNCE_WITHIN_S))


def _hold_span(still: BoolArray, time_s: FloatArray) -> tuple[int, int] | None:
    """From the first to the last lasting stillness; None where there was none.

    Brief moments of stillness before and after are noise on the way.
    """
    weight_s = durations(time_s)
    lasting = [
        (a, b)
        for a, b in runs(still, time_s, bridge_s=0.0)
        if weight_s[a : b + 1].sum() >= BRIEF_S - 1e-9
    ]
    return (lasting[0][0], lasting[-1][1]) if lasting else None


def _time_in(end: BoolArray, time_s: FloatArray, span: tuple[int, int]) -> float:
    """Seconds in the end position within `span`; short gaps are bridged, longer ones left out."""
    inside = np.zeros(len(end), dtype=bool)
    inside[span[0] : span[1] + 1] = end[span[0] : span[1] + 1]
    steps = np.minimum(np.diff(time_s), BRIDGE_S)
    return sum(float(steps[a:b].sum()) for a, b in runs(inside, time_s, bridge_s=BRIDGE_S))


def _sway(held: FloatArray) -> float:
    """The spread of a held angle as a standard deviation, from the median absolute deviation.

    Unlike a plain standard deviation it is not moved by a few pictures in which the pose model
    exchanges the knees; 1.4826 makes the two agree for normally distributed values.
    """
    known = held[np.isfinite(held)]
    if not known.size:
        return float("nan")
    return float(1.4826 * np.median(np.abs(known - np.median(known))))


def _drop(plateau: FloatArray) -> float:
    """How far the drive fell below its highest level so far."""
    known = plateau[np.isfinite(plateau)]
    if not known.size:
        return float("nan")
    return float(np.max(np.maximum.accumulate(known) - known))
