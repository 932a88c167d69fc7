"""How long a repetition's end position is truly kept, however untidily."""

import numpy as np

from tools.render.clip_timeline import ClipTimeline, Repetition

__all__ = ["find_hold"]

STEP_S = 0.01


def find_hold(plan: ClipTimeline, repetition: Repetition, band_deg: float) -> tuple[float, float]:
    """Return from when to when the primary value is within `band_deg` of its farthest point.

    That is the run of such moments round the farthest one: trembling, breathing and
    drifting do not end it while they stay within the band. Both in seconds of the clip.
    """
    times = np.arange(repetition.start_s, min(repetition.end_s, plan.duration_s), STEP_S)
    values = np.array([plan.primary_at(repetition, float(time_s)) for time_s in times])
    away = np.sign(repetition.top[plan.primary] - plan.rest[plan.primary])
    within = (values * away).max() - values * away <= band_deg
    farthest = int(np.argmax(values * away))
    outside = np.flatnonzero(~within)
    before, after = outside[outside < farthest], outside[outside > farthest]
    first = int(before[-1]) + 1 if len(before) else 0
    last = int(after[0]) - 1 if len(after) else len(times) - 1
    return round(float(times[first]), 3), round(float(times[last]), 3)
