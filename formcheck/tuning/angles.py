"""How far the near side's angles are off the exact ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.motion.landmarks import Side
from formcheck.motion.observer import Observer
from formcheck.motion.track import PoseTrack
from formcheck.tuning.labels import ClipLabels

__all__ = ["ANGLES", "AngleErrors", "angle_errors"]

ANGLES = {"knee_deg": "knee", "hip_deg": "hip", "trunk_deg": "trunk"}
"""The signals compared, and what they are called."""
SAMPLES_PER_S = 4.0
"""Neighbouring pictures err alike, so plots show a few a second."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class AngleErrors:
    """The errors of one angle over one clip, in degrees, seen minus true.

    `measured` is the share 0..1 of the pictures in which it was measured; `true` and `error (n,)`
    are thinned out to a few a second.
    """

    angle: str
    mean_abs_deg: float
    bias_deg: float
    sd_deg: float
    measured: float
    true: FloatArray
    error: FloatArray


def angle_errors(labels: ClipLabels, seen: PoseTrack, truth: PoseTrack) -> tuple[AngleErrors, ...]:
    """The errors of the near side's angles; an angle that was never measured is left out.

    Between the truth's pictures its angles are interpolated.
    """
    found = []
    signals, exact = _signals(seen, labels.near_side), _signals(truth, labels.near_side)
    for signal, angle in ANGLES.items():
        known = np.isfinite(exact[signal])
        if not known.any():
            continue
        true = np.interp(seen.time_s, truth.time_s[known], exact[signal][known])
        error = signals[signal] - true
        measured = np.isfinite(error)
        if not measured.any():
            continue
        step_s = max(float(np.median(np.diff(seen.time_s))), 1e-3)
        thin = slice(None, None, max(1, round(1 / SAMPLES_PER_S / step_s)))
        found.append(
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
    return tuple(found)


def _signals(track: PoseTrack, side: Side) -> dict[str, FloatArray]:
    """The signals of one side, an array (n,) each, NaN where not measured."""
    observer = Observer()
    rows = [
        [view.signals[signal] for signal in ANGLES]
        for view in (observer.update(pose).sides[side] for pose in track.poses())
    ]
    return dict(zip(ANGLES, np.array(rows, dtype=float).T, strict=True))
