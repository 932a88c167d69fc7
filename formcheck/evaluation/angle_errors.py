"""The errors of the near side's angles against the exact ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from formcheck.evaluation.labels import ClipLabels
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observation, Observer
from formcheck.kinematics.track import PoseTrack
from formcheck.poses.loader import load_exercise

__all__ = ["ANGLES", "AngleErrors", "measure_angle_errors", "observe_track"]

ANGLES = {"knee_deg": "knee", "hip_deg": "hip", "trunk_deg": "trunk"}
"""The signals compared, and their names."""
_OF_A_LEG = ("knee_deg", "hip_deg")
_HEIGHTS: Mapping[str, tuple[str, ...]] = {
    "alternating": ("thigh_deg",),
    "per_leg": ("thigh_deg", "leg_deg"),
}
"""What tells the legs apart where the judge follows the higher one, by the way of counting. A bent
leg and a straight one are at times equally high at the knee, or at the foot, but not at both."""
APART_DEG = 15.0
"""Legs that differ by less than this are equally high."""
SAMPLES_PER_S = 4.0
"""Neighbouring frames have similar errors, so plots show a few a second."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class AngleErrors:
    """The errors of one angle over one clip, in degrees, seen minus true.

    `measured` is the share 0..1 of the frames in which it was measured. `true` and `error (n,)`
    have a few values a second.
    """

    angle: str
    mean_abs_deg: float
    bias_deg: float
    sd_deg: float
    measured: float
    true: FloatArray
    error: FloatArray


def measure_angle_errors(
    labels: ClipLabels, seen: PoseTrack, exact: Sequence[Observation]
) -> tuple[AngleErrors, ...]:
    """Return the errors of the near side's angles; an angle that was never measured is left out.

    True angles are interpolated between `exact`, the observations of the exact joints. Where the
    higher leg works, the legs are identified by their height, as the judge does, and not by
    MediaPipe's names.
    """
    near = labels.near_side
    found_by, exact_by = _signals(observe_track(seen)), _signals(exact)
    true_by_signal = exact_by[near]
    exact_s = np.array([observation.time_s for observation in exact])
    found = dict(found_by[near])
    agree = np.zeros(len(seen.time_s))
    for height in _HEIGHTS.get(load_exercise(labels.exercise).counting_mode, ()):
        lead = _at(seen.time_s, exact_s, true_by_signal[height] - exact_by[near.opposite][height])
        named = found[height] - found_by[near.opposite][height]
        agree += np.where(np.abs(lead) > APART_DEG, np.sign(np.nan_to_num(named * lead)), 0.0)
    for signal in _OF_A_LEG:
        found[signal] = np.where(agree < 0, found_by[near.opposite][signal], found[signal])
    errors = []
    for signal, angle in ANGLES.items():
        true = _at(seen.time_s, exact_s, true_by_signal[signal])
        error = found[signal] - true
        measured = np.isfinite(error)
        if not measured.any():
            continue
        step_s = max(float(np.median(np.diff(seen.time_s))), 1e-3)
        thin = slice(None, None, max(1, round(1 / SAMPLES_PER_S / step_s)))
        errors.append(
            AngleErrors(
                angle=angle,
                mean_abs_deg=float(np.abs(error[measured]).mean()),
                bias_deg=float(error[measured].mean()),
                sd_deg=float(error[measured].std()),
                measured=float(measured.mean()),
                true=true[measured][thin],
                error=error[measured][thin],
            )
        )
    return tuple(errors)


def _at(
    time_s: NDArray[np.floating], known_s: NDArray[np.floating], values: FloatArray
) -> FloatArray:
    """Return `values (k,)` at `known_s`, interpolated at `time_s (n,)`; NaN without known ones."""
    known = np.isfinite(values)
    if not known.any():
        return np.full(len(time_s), np.nan)
    return np.asarray(np.interp(time_s, known_s[known], values[known]), dtype=np.float64)


def observe_track(track: PoseTrack) -> list[Observation]:
    """Return the observations of all frames of a track."""
    observer = Observer()
    return [observer.update(pose) for pose in track.poses()]


def _signals(observations: Sequence[Observation]) -> dict[Side, dict[str, FloatArray]]:
    """Return each side's signals as arrays (n,), NaN where not measured."""
    views = [observation.sides for observation in observations]
    return {
        side: {
            signal: np.array([view[side].signals[signal] for view in views], dtype=float)
            for signal in dict.fromkeys((*ANGLES, *chain.from_iterable(_HEIGHTS.values())))
        }
        for side in Side
    }
