"""Which side of a body is nearer the camera, told from the kept landmarks alone.

A kept skeleton has no depth, so the judge's own answer cannot be had from it again.
"""

import math
from collections.abc import Sequence

from formcheck.kinematics.landmarks import Landmark, Side, side_landmark

__all__ = ["nearer_side"]

_Point = tuple[float, float]

_CLEAR = 0.2
"""Least share of the signs that must agree before one side is taken for the nearer one."""


def nearer_side(xy: Sequence[_Point]) -> Side | None:
    """Return the body side nearer the camera, as far as the drawing itself shows it, else None.

    Toes and nose point to the front and knees bend to it. With the head's direction that says
    which side faces the camera. None when too little is known or the signs disagree.
    """
    shoulders, hips = _middle(xy, "shoulder"), _middle(xy, "hip")
    up = _minus(shoulders, hips)
    signs: list[float] = []
    for side in Side:
        hip, knee, ankle, heel, toes, ear = (
            xy[side_landmark(side, joint)]
            for joint in ("hip", "knee", "ankle", "heel", "foot_index", "ear")
        )
        signs += [
            _turn(_minus(ankle, hip), _minus(knee, hip)),  # how far the knee bends out of the line
            -_turn(_minus(ankle, knee), _minus(toes, heel)),
            _turn(up, _minus(xy[Landmark.NOSE], ear)) / 2,
        ]
    known = [sign for sign in signs if not math.isnan(sign)]
    total = sum(abs(sign) for sign in known)
    if total < _CLEAR or abs(sum(known)) < _CLEAR * total:
        return None
    return Side.LEFT if sum(known) < 0 else Side.RIGHT


def _middle(xy: Sequence[_Point], joint: str) -> _Point:
    left, right = xy[side_landmark(Side.LEFT, joint)], xy[side_landmark(Side.RIGHT, joint)]
    return (left[0] + right[0]) / 2, (left[1] + right[1]) / 2


def _minus(a: _Point, b: _Point) -> _Point:
    return a[0] - b[0], a[1] - b[1]


def _turn(a: _Point, b: _Point) -> float:
    """The sine from `a` to `b`, above 0 clockwise on the screen; NaN when not known."""
    length = math.hypot(*a) * math.hypot(*b)
    return (a[0] * b[1] - a[1] * b[0]) / length if length > 0 else math.nan
