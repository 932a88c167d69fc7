"""The 33 landmarks of the pose model, by name, and how they belong together.

A landmark is a point of the body in one frame. (`formcheck.poses` holds something else: exercise
definitions.)
"""

from enum import IntEnum, StrEnum
from functools import cache

__all__ = ["MIRROR", "Landmark", "Side", "side_landmark"]


class Side(StrEnum):
    """A side of the person's own body."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def opposite(self) -> "Side":
        """The other side."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


class Landmark(IntEnum):
    """Index of each landmark in every `(33, ...)` array, in the pose model's order."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


def _partner(landmark: Landmark) -> Landmark:
    name = landmark.name
    if "LEFT" in name:
        return Landmark[name.replace("LEFT", "RIGHT")]
    if "RIGHT" in name:
        return Landmark[name.replace("RIGHT", "LEFT")]
    return landmark


MIRROR: tuple[int, ...] = tuple(int(_partner(landmark)) for landmark in Landmark)
"""Index of each landmark's partner on the other side; the nose is its own."""


@cache
def side_landmark(side: Side, joint: str) -> Landmark:
    """Return the landmark of `joint` (such as "knee") on `side`.

    Raises `KeyError` for a joint that the pose model does not have.
    """
    return Landmark[f"{side.name}_{joint.upper()}"]
