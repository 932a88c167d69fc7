"""Measures how much of the picture ahead of the head has changed since both hands were down.

On hands and knees the farther arm is hidden behind the nearer one, and the pose model then guesses
where it is. A raised arm appears in the picture ahead of the head, whatever the model says of it.
"""

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.kinematics.geometry import distance, elevation_deg
from formcheck.kinematics.landmarks import Landmark, Side, side_landmark
from formcheck.kinematics.pose import Pose

__all__ = ["ChangeAheadDetector"]

GreyImage = NDArray[np.uint8]

WIDTH_PX = 320
"""Frames are compared at about this width."""
BLUR_PX = 3
"""Side of the box over which neighbouring pixels are averaged: noise and codecs change single
ones."""
CHANGED_LEVELS = 14
"""A pixel has changed when its brightness differs by more than this many of 255 levels."""
AHEAD_TRUNK = (0.8, 1.3)
"""How far ahead of the shoulder the compared part of the picture begins and ends, in trunk lengths:
beyond the head, within a raised arm's reach."""
ABOVE_TRUNK, BELOW_TRUNK = 1.0, 0.7
"""How far it reaches above the shoulder, and below it: a hand on the floor is lower."""
INSIDE_SHARE = 0.6
"""Least part of it that must lie inside the frame."""
HANDS_DOWN_DEG = -45.0
"""Both arms point down more steeply than this while the hands are on the floor."""
KNEES_DOWN_DEG = -55.0
"""Both thighs point down more steeply than this while the knees are on the floor."""
LEVEL_DEG = 40.0
"""On hands and knees the trunk is less steep than this."""
SAME_SHARE = 0.006
"""While less has changed, the picture shows that no arm is up, and it becomes the new reference."""
ELSEWHERE_SHARE = 0.02
"""When more of the picture above the person has changed too, the camera or the light was moved."""
RENEW_S = 4.0
"""After this time with hands and knees down the picture becomes the reference, whatever changed:
the camera or the light was moved."""


class _Reference(NamedTuple):
    """A picture with both hands down, and when it was last right.

    `ahead` are the rows and columns ahead of the head, `above` those over the person.
    """

    grey: GreyImage
    ahead: tuple[slice, slice]
    above: tuple[slice, slice]
    time_s: float


class ChangeAheadDetector:
    """Compares each frame with the last one in which both hands and both knees were down."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget every frame."""
        self._reference: _Reference | None = None

    def update(self, image: NDArray[np.uint8], pose: Pose) -> float:
        """Return the share 0..1 of the part ahead of the head that has changed; `image` is RGB.

        NaN until both hands and knees were seen down, where that part is outside the frame, and
        while the whole picture has changed.
        """
        down = _is_on_hands_and_knees(pose)
        if self._reference is None and not down:
            return math.nan
        grey = _shrink(image)
        changed = math.nan if self._reference is None else _change_ahead(grey, self._reference)
        if down:
            self._renew(grey, pose, changed)
        return changed

    def _renew(self, grey: GreyImage, pose: Pose, changed: float) -> None:
        """Take a frame with hands and knees down as the reference, unless an arm may be up."""
        known = self._reference
        same = changed < SAME_SHARE  # false for NaN
        if known is not None and not same and pose.time_s - known.time_s < RENEW_S:
            return
        self._reference = _reference(grey, pose)


def _is_on_hands_and_knees(pose: Pose) -> bool:
    for side in Side:
        shoulder, hip, knee, wrist = (
            pose.xy[side_landmark(side, joint)].tolist()
            for joint in ("shoulder", "hip", "knee", "wrist")
        )
        if not (
            elevation_deg(hip, knee) < KNEES_DOWN_DEG
            and elevation_deg(shoulder, wrist) < HANDS_DOWN_DEG
            and abs(elevation_deg(hip, shoulder)) < LEVEL_DEG
        ):
            return False  # also where a landmark is NaN
    return True


def _reference(grey: GreyImage, pose: Pose) -> _Reference | None:
    """Return the picture as a reference; None where too little ahead of the head is inside it."""
    scale = grey.shape[1] / pose.size[0]
    left, right = pose.xy[Landmark.LEFT_SHOULDER], pose.xy[Landmark.RIGHT_SHOULDER]
    shoulder = ((left + right) / 2 * scale).tolist()
    hips = pose.xy[Landmark.LEFT_HIP] + pose.xy[Landmark.RIGHT_HIP]
    hip = (hips / 2 * scale).tolist()
    trunk_px = distance(shoulder, hip)
    way = math.copysign(1.0, shoulder[0] - hip[0])
    start, end = sorted(shoulder[0] + way * ahead * trunk_px for ahead in AHEAD_TRUNK)
    top, bottom = shoulder[1] - ABOVE_TRUNK * trunk_px, shoulder[1] + BELOW_TRUNK * trunk_px
    rows, columns = _within(top, bottom, grey.shape[0]), _within(start, end, grey.shape[1])
    inside = (rows.stop - rows.start) * (columns.stop - columns.start)
    if not inside > INSIDE_SHARE * (end - start) * (bottom - top):
        return None
    return _Reference(grey, (rows, columns), (slice(0, rows.start), slice(None)), pose.time_s)


def _within(start: float, end: float, size: int) -> slice:
    first = min(max(0, round(start)), size)
    return slice(first, min(max(first, round(end)), size))


def _change_ahead(grey: GreyImage, reference: _Reference) -> float:
    if grey.shape != reference.grey.shape:
        return math.nan
    if _changed_share(grey, reference.grey, reference.above) > ELSEWHERE_SHARE:
        return math.nan
    return _changed_share(grey, reference.grey, reference.ahead)


def _changed_share(grey: GreyImage, before: GreyImage, part: tuple[slice, slice]) -> float:
    """Return the share of the pixels in a part that have changed; NaN for an empty part."""
    changed = np.abs(grey[part].astype(np.int16) - before[part]) > CHANGED_LEVELS
    return float(changed.mean()) if changed.size else math.nan


def _shrink(image: NDArray[np.uint8]) -> GreyImage:
    """Return the green channel, most of an image's brightness (ITU-R BT.709), small and blurred."""
    every = max(1, image.shape[1] // (2 * WIDTH_PX))
    green = np.ascontiguousarray(image[::every, ::every, 1])
    size = (WIDTH_PX, max(1, round(WIDTH_PX * image.shape[0] / image.shape[1])))
    small = cv2.resize(green, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.blur(small, (BLUR_PX, BLUR_PX)), dtype=np.uint8)
