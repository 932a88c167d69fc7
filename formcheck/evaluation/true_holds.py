"""How long each end position was truly kept, from the exact joint positions."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.repetitions.hold import EDGE_S
from formcheck.assessment.repetitions.stay import BAND_DEG
from formcheck.assessment.roles import Roles
from formcheck.assessment.signal_lookup import read_signal
from formcheck.evaluation.labels import ClipLabels, TrueRepetition
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observation
from formcheck.poses.exercise import Exercise

__all__ = ["measure_true_holds", "read_labelled_holds"]

FloatArray = NDArray[np.float64]

GRID_S = 0.01
"""The exact values are interpolated this finely."""


def read_labelled_holds(labels: ClipLabels) -> dict[int, float]:
    """Return how many seconds each end position was kept, by the labels, where they say it."""
    holds = {r.index: r.still_s if r.hold_s is None else r.hold_s for r in labels.repetition}
    return {index: held_s for index, held_s in holds.items() if held_s is not None}


def measure_true_holds(
    labels: ClipLabels, exercise: Exercise, exact: Sequence[Observation]
) -> dict[int, float]:
    """Return how many seconds each repetition's end position was kept, by its index.

    That is the labelled hold, however the body drifts, trembles and breathes in it, and the parts
    of the ways out and back that are within `BAND_DEG` of where it begins and ends, at most
    `EDGE_S` of each: what an eye counts (docs/measurements.md, Holds). `exact` are the observations
    of the exact joints. A repetition whose hold is not labelled or not seen is left out.
    """
    time_s = np.array([observation.time_s for observation in exact])
    held = {}
    for repetition in labels.repetition:
        value = _primary(labels, exercise, exact, repetition)
        kept = _kept_s(time_s, value, repetition)
        if kept is not None:
            held[repetition.index] = kept
    return held


def _primary(
    labels: ClipLabels,
    exercise: Exercise,
    exact: Sequence[Observation],
    repetition: TrueRepetition,
) -> FloatArray:
    """Return the primary signal of the labelled side (n,), which grows on the way out."""
    near = labels.near_side
    side = near if repetition.side == "both" else Side(repetition.side)
    roles = Roles(near=near, working_side=side, raised=None)
    signal = exercise.primary_signal
    values = [read_signal(observation, roles, signal.signal) for observation in exact]
    return np.array(values) * (1 if signal.rises else -1)


def _kept_s(time_s: FloatArray, value: FloatArray, repetition: TrueRepetition) -> float | None:
    top_s, leave_s = repetition.top_s, repetition.leave_s
    known = np.isfinite(value)
    if top_s is None or leave_s is None or known.sum() < 2:
        return None
    time_s, value = time_s[known], value[known]
    grid_s = np.arange(top_s - EDGE_S, leave_s + EDGE_S, GRID_S)
    level = np.interp(grid_s, time_s, value)
    begin, end = np.interp([top_s, leave_s], time_s, value)
    out = (grid_s < top_s) & (level < begin - BAND_DEG)
    back = (grid_s > leave_s) & (level < end - BAND_DEG)
    from_s = grid_s[out][-1] if out.any() else grid_s[0]
    until_s = grid_s[back][0] if back.any() else grid_s[-1]
    return float(until_s - from_s)
