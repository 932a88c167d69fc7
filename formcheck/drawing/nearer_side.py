"""Finds the side of a body nearer the camera from a stored skeleton.

A stored skeleton has no depth, so the judge's own method cannot be used again.
"""

import math
from collections.abc import Sequence

from formcheck.kinematics.landmarks import Landmark, Side, side_landmark

__all__ = ["find_nearer_side"]

_Point = tuple[float, float]

_CLEAR = 0.2
"""Least share of the hints that must agree before one side counts as the nearer one."""


def find_nearer_side(xy: Sequence[_Point]) -> Side | None:
    """Return the body side nearer the camera, None when the landmarks do not show it.

    Toes and nose point to the front, and knees bend to the front. Together with the direction of
    the head, this shows which side faces the camera. None when too few landmarks are known or the
    hints disagree.
    """
    shoulders, hips = _middle(xy, "shoulder"), _middle(xy, "hip")
    up = _minus(shoulders, hips)
    hints: list[float] = []
    for side in Side:
        hip, knee, ankle, heel, toes, ear = (
            xy[side_landmark(side, joint)]
            for joint in ("hip", "knee", "ankle", "heel", "foot_index", "ear")
        )
        hints += [
            _turn(_minus(ankle, hip), _minus(knee, hip)),  # how far the knee is off the leg's line
            -_turn(_minus(ankle, knee), _minus(toes, heel)),
            _turn(up, _minus(xy[Landmark.NOSE], ear)) / 2,
        ]
    known = [hint for hint in hints if not math.isnan(hint)]
    total = sum(abs(hint) for hint in known)
    if total < _CLEAR or abs(sum(known)) < _CLEAR * total:
        return None
    return Side.LEFT if sum(known) < 0 else Side.RIGHT


def _middle(xy: Sequence[_Point], joint: str) -> _Point:
    left, right = xy[side_landmark(Side.LEFT, joint)], xy[side_landmark(Side.RIGHT, joint)]
    return (left[0] + right[0]) / 2, (left[1] + right[1]) / 2


def _minus(a: _Point, b: _Point) -> _Point:
    return a[0] - b[0], a[1] - b[1]


def _turn(a: _Point, b: _Point) -> float:
    """Return the sine of the angle from `a` to `b`, above 0 clockwise on the screen.

    NaN when unknown.
    """
    length = math.hypot(*a) * math.hypot(*b)
    return (a[0] * b[1] - a[1] * b[0]) / length if length > 0 else math.nan
