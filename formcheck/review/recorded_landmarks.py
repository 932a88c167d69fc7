"""Gives the poses of an earlier run again, in place of the pose model."""

import numpy as np

from formcheck.errors import TrackError
from formcheck.kinematics.pose import Pose
from formcheck.kinematics.track import PoseTrack
from formcheck.video.frame import Frame

__all__ = ["RecordedLandmarks"]

_SAME_TIME_S = 2e-3


class RecordedLandmarks:
    """A `PoseEstimator` that returns the poses of `track`, which must be of the same clip."""

    def __init__(self, track: PoseTrack) -> None:
        self._time_s = track.time_s
        self._poses = tuple(track.poses())

    def estimate(self, frame: Frame) -> Pose:
        """Return the pose at the frame's time.

        Raises `TrackError` when the track has none, so it is of another clip.
        """
        at = int(np.abs(self._time_s - frame.time_s).argmin()) if len(self._poses) else 0
        if not self._poses or abs(self._time_s[at] - frame.time_s) > _SAME_TIME_S:
            raise TrackError(
                f"Expected landmarks of this clip, but they have none at {frame.time_s:.2f} s. "
                "Extract the landmarks again."
            )
        return self._poses[at]

    def close(self) -> None:
        """Nothing to free."""
