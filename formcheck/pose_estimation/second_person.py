"""Detects a second person, whom the pose model could follow instead of the patient."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.kinematics.landmarks import Landmark
from formcheck.kinematics.pose import Pose
from formcheck.pose_estimation.estimator import ImagePoseEstimator
from formcheck.pose_estimation.model_files.variants import DEFAULT_VARIANT
from formcheck.video.closable import Closable
from formcheck.video.frame import Frame

__all__ = ["SecondPersonDetector", "SecondPersonFindings"]

_COVER_TRUNK = 0.25
"""How far beyond the known person's landmarks the image is covered, in trunk lengths: enough for
hands, feet and hair, which are outside the landmarks."""

_STRIP_SHARE = 0.2
"""A strip beside the known person is not searched if it is narrower than this image share."""

_MIN_VISIBILITY = 0.5
_MAX_COVERED = 0.3
_MIN_SIZE_RATIO = 0.4
# Measured; see docs/measurements.md, A second person. A passer-by in the background has a size of
# less than 0.4.

_MIN_CHECKS_WITH_SECOND = 2
_CROWDED_SHARE = 0.3


@dataclass(frozen=True, kw_only=True)
class SecondPersonFindings:
    """How often a second person was seen.

    `checks` is the number of frames checked, `checks_with_second` the number with a second person.
    `first_seen_s` is the time of the first of these, None when there was none.
    """

    checks: int
    checks_with_second: int
    first_seen_s: float | None

    @property
    def crowded(self) -> bool:
        """Whether a second person was seen so often that the verdict is in doubt."""
        return (
            self.checks_with_second >= _MIN_CHECKS_WITH_SECOND
            and self.checks_with_second >= _CROWDED_SHARE * self.checks
        )


class SecondPersonDetector(Closable):
    """Checks one frame every `every_s` seconds for somebody besides the followed person.

    The followed person is covered, and the pose model searches the rest: the whole image and the
    strips beside the person. When the model itself is set to find two people, it finds the second
    one in only a fifth of such images. Somebody mostly behind or in front of the followed person is
    not seen.

    Raises:
        ModelMissingError, ModelCorruptError: the pose model is missing or not the known one.
        SystemLibraryError: a library of the operating system is missing.
    """

    def __init__(
        self,
        variant: str = DEFAULT_VARIANT,
        *,
        bundle: Path | None = None,
        every_s: float = 3.0,
    ) -> None:
        """Load the model `variant` (lite, full or heavy), or the file `bundle`."""
        self._finder = ImagePoseEstimator(variant, bundle=bundle)
        self._every_s = every_s
        self._next_s = -np.inf
        self._checks = 0
        self._found = 0
        self._first_seen_s: float | None = None

    def is_due(self, pose: Pose) -> bool:
        """Return whether the frame of `pose` is due for a check."""
        return pose.found and pose.time_s >= self._next_s

    def check(self, frame: Frame, pose: Pose) -> None:
        """Check `frame` if it is due; `pose` is the followed person's pose in it."""
        if not self.is_due(pose):
            return
        self._next_s = pose.time_s + self._every_s
        self._checks += 1
        if self._has_second(frame.image, pose):
            self._found += 1
            if self._first_seen_s is None:
                self._first_seen_s = frame.time_s

    def findings(self) -> SecondPersonFindings:
        """Return the findings so far."""
        return SecondPersonFindings(
            checks=self._checks,
            checks_with_second=self._found,
            first_seen_s=self._first_seen_s,
        )

    def close(self) -> None:
        """Free the model; safe to call again."""
        self._finder.close()

    def _has_second(self, image: NDArray[np.uint8], pose: Pose) -> bool:
        """Return whether somebody besides `pose` is in the image."""
        height, width = image.shape[:2]
        trunk_px = _trunk_px(pose.xy)
        if not trunk_px > 0:
            return False
        margin = _COVER_TRUNK * trunk_px
        left, top = np.clip(np.nanmin(pose.xy, axis=0) - margin, 0, (width, height)).astype(int)
        right, bottom = np.clip(np.nanmax(pose.xy, axis=0) + margin, 0, (width, height)).astype(int)
        rest = image.copy()
        rest[top:bottom, left:right] = 127
        strips = [(0, width)]
        if left > _STRIP_SHARE * width:
            strips.append((0, int(left)))
        if width - right > _STRIP_SHARE * width:
            strips.append((int(right), width))
        for start, end in strips:
            found = self._finder.find(rest[:, start:end])
            if found is None:
                continue
            xy, visibility = found
            xy = xy + np.array((start, 0))
            covered = ((xy >= (left, top)) & (xy <= (right, bottom))).all(axis=1).mean()
            ratio = _trunk_px(xy) / trunk_px
            if (
                visibility >= _MIN_VISIBILITY
                and covered <= _MAX_COVERED
                and ratio >= _MIN_SIZE_RATIO
            ):
                return True
        return False


def _trunk_px(xy: NDArray[np.floating]) -> float:
    """Return the distance between the middles of shoulders and hips, NaN when one is unknown."""
    shoulders = (xy[Landmark.LEFT_SHOULDER] + xy[Landmark.RIGHT_SHOULDER]) / 2
    hips = (xy[Landmark.LEFT_HIP] + xy[Landmark.RIGHT_HIP]) / 2
    return float(np.hypot(*(shoulders - hips)))
