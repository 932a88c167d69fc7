"""What the scripted app sees with: the shade of the camera's picture says what is seen.

A sample clip shows somebody who lies still while it waits, and who does bridges when it plays.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import numpy as np

from formcheck.kinematics.pose import Pose
from formcheck.video.frame import Frame
from formcheck.video.repeated_frames import RepeatedFrameDetector
from tests.support.good_repetitions import GOOD_REPETITIONS
from tests.support.live_listener import still

__all__ = [
    "ALL_FOURS",
    "BRIDGES",
    "LONG_BRIDGES",
    "LYING",
    "WITH_VISITOR",
    "ScriptedPeopleCounter",
    "ShadeEstimator",
]

LONG_BRIDGES, BRIDGES, LYING, WITH_VISITOR, ALL_FOURS = 0, 64, 128, 192, 255
"""Shades of grey: somebody who does bridges, held for three seconds or one; who lies still in the
bridge's start position, alone or with somebody beside them; who is on all fours."""

REPETITIONS = 9
FPS = 30
PARTS_S: Mapping[int, Mapping[str, float]] = {
    LONG_BRIDGES: {"hold_s": 3.4},
    BRIDGES: {"out_s": 1.0, "hold_s": 1.4, "back_s": 1.1, "rest_s": 0.8},
}
"""The parts of a repetition; the short one is without fault as well."""


def shade_of(frame: Frame) -> int:
    """The shade that the picture is nearest to."""
    level = float(np.mean(frame.image))
    return min((*PARTS_S, LYING, WITH_VISITOR, ALL_FOURS), key=lambda shade: abs(shade - level))


@cache
def poses_of(shade: int) -> tuple[Pose, ...]:
    """What is seen from the moment the picture has this shade, at 30 pictures a second."""
    if shade not in PARTS_S:
        good_rep = GOOD_REPETITIONS["bird_dog" if shade == ALL_FOURS else "bridge"]
        return tuple(still(good_rep, 0.2).poses())[:1]
    good_rep = GOOD_REPETITIONS["bridge"]
    keys = good_rep.keys(**PARTS_S[shade]) * REPETITIONS
    return tuple(good_rep.film(keys, fps=FPS, lead_s=0.5).poses())


class PosesInTime:
    """Plays the poses of a shade from the moment it is first shown."""

    def __init__(self) -> None:
        self._shade: int | None = None
        self._since_s = 0.0

    def at(self, shade: int, time_s: float) -> Pose:
        if shade != self._shade:
            self._shade, self._since_s = shade, time_s
        poses = poses_of(shade)
        index = min(round((time_s - self._since_s) * FPS), len(poses) - 1)
        return replace(poses[index], time_s=time_s)


class ShadeEstimator:
    """A pose estimator that sees what the picture's shade says, and pictures that repeat."""

    def __init__(self, *, of_camera: bool) -> None:
        """`of_camera` says whether the pictures are a camera's; else they are a sample clip's."""
        self._of_camera = of_camera
        self._repeats = RepeatedFrameDetector()
        self._waited = False
        self._poses = PosesInTime()

    def estimate(self, frame: Frame) -> Pose:
        repeated = self._repeats.update(frame.image, frame.time_s)
        if self._of_camera:
            pose = self._poses.at(shade_of(frame), frame.time_s)
            return replace(pose, repeated=repeated)
        self._waited = self._waited or repeated
        plays = self._waited and not repeated
        return self._poses.at(BRIDGES if plays else LYING, frame.time_s)

    def close(self) -> None:
        """There is nothing to free."""


class ScriptedPeopleCounter:
    """Finds somebody else in pictures of their shade; looks twice a second."""

    EVERY_S = 0.5

    def __init__(self) -> None:
        self._looked_s = -self.EVERY_S
        self._found = 0

    def is_due(self, pose: Pose) -> bool:
        return pose.time_s - self._looked_s >= self.EVERY_S

    def check(self, frame: Frame, pose: Pose) -> None:
        self._looked_s = pose.time_s
        self._found += shade_of(frame) == WITH_VISITOR

    def findings(self) -> SimpleNamespace:
        return SimpleNamespace(checks_with_second=self._found)

    def close(self) -> None:
        """There is nothing to free."""
