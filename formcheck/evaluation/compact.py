"""Saving labelled clips without their films: small enough for a repository, with the same verdicts.

Only landmarks that the judge reads are saved, in steps far below the pose model's error.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.evaluation.labels import ClipLabels, read_labels
from formcheck.evaluation.track_cache import ModelTrack
from formcheck.kinematics.landmarks import Landmark, Side, side_landmark
from formcheck.kinematics.observer import JOINTS
from formcheck.kinematics.track import PoseTrack

__all__ = ["compact_track", "save_compact"]

PIXEL_STEP, SHARE_STEP, METRE_STEP, CHANGE_STEP = 1 / 8, 1 / 64, 1 / 256, 1 / 1024
"""Powers of two, because numbers rounded to them end in zeros and compress well. The pose model
itself wavers by half a pixel over a person who keeps still."""
_JUDGED = [int(side_landmark(side, joint)) for side in Side for joint in JOINTS]
_DEPTH = [int(Landmark.LEFT_SHOULDER), int(Landmark.RIGHT_SHOULDER)]
"""Landmarks whose position in space is read, to find the nearer shoulder."""


def save_compact(labels: ClipLabels, seen: ModelTrack, *, folder: Path) -> ClipLabels:
    """Copy the labels, the landmarks and the exact positions into `folder`, without the film.

    Returns the copy's labels. The label file is written last, so a copy with labels is complete.
    """
    copy = labels.model_copy(update={"path": folder / labels.path.name})
    folder.mkdir(parents=True, exist_ok=True)
    slim = seen if seen.track is None else replace(seen, track=compact_track(seen.track))
    slim.save(copy.seen)
    if labels.truth.is_file():
        shutil.copyfile(labels.truth, copy.truth)
    shutil.copyfile(labels.path, copy.path)
    return read_labels(copy.path)


def compact_track(track: PoseTrack) -> PoseTrack:
    """Return `track` with only what the judge reads, rounded; the rest is NaN with visibility 0."""
    xy, visibility = np.full_like(track.xy, np.nan), np.zeros_like(track.visibility)
    world = np.full_like(track.world, np.nan)
    xy[:, _JUDGED] = _rounded(track.xy[:, _JUDGED], PIXEL_STEP)
    visibility[:, _JUDGED] = _rounded(track.visibility[:, _JUDGED], SHARE_STEP)
    world[:, _DEPTH] = _rounded(track.world[:, _DEPTH], METRE_STEP)
    light = None if track.light is None else _rounded(track.light, SHARE_STEP)
    change_ahead = track.change_ahead
    if change_ahead is not None:
        known = np.isfinite(change_ahead).any()
        change_ahead = _rounded(change_ahead, CHANGE_STEP) if known else None
    return replace(
        track, xy=xy, visibility=visibility, world=world, light=light, change_ahead=change_ahead
    )


def _rounded(values: NDArray[np.floating], step: float) -> NDArray[np.floating]:
    return np.asarray(np.round(values / step) * step)
