"""The project's signals of a posed body, as a side-on camera far away would see them.

This code is independent of the judge's signals, so that each can be tested against the other.
"""

import math
from collections.abc import Callable

import numpy as np

from tools.render.body import Posed
from tools.render.geometry import Vector, elevation_deg


def read_side_view(posed: Posed, signal: str, side: str) -> float:
    """Return a signal of one side: degrees, or a height above the floor in trunk or shank lengths.

    Angles are those in the image. The hip is measured on the front of the body, 0..360. Raises
    `KeyError` for an unknown signal.
    """
    joints = _SPANS[signal]
    at = [_point(posed, joint, side) for joint in joints]
    if signal in _OTHERS:
        return _OTHERS[signal](at)
    if len(at) == 3:
        return abs(_turn_deg(*at))
    line = at[1] - at[0]
    return math.degrees(math.atan2(line[2], abs(line[0])))


_SPANS = {
    "hip_deg": ("shoulder", "hip", "knee"),
    "raise_deg": ("shoulder", "hip", "ankle"),
    "knee_deg": ("hip", "knee", "ankle"),
    "elbow_deg": ("shoulder", "elbow", "wrist"),
    "shoulder_deg": ("hip", "shoulder", "wrist"),
    "neck_deg": ("ear", "shoulder", "hip"),
    "thigh_deg": ("hip", "knee"),
    "leg_deg": ("hip", "ankle"),
    "arm_deg": ("shoulder", "wrist"),
    "trunk_deg": ("hip", "shoulder"),
    "heel_lift_shank": ("heel", "foot_index", "knee", "ankle"),
    "hip_height_trunk": ("hip", "shoulder"),
    "hip_along_trunk": ("hip", "shoulder"),
}


def _point(posed: Posed, joint: str, side: str) -> Vector:
    if joint in ("ear", "heel", "foot_index"):
        return posed.points[f"{side}_{joint}"]
    return posed.joint(joint, side)


def _turn_deg(a: Vector, vertex: Vector, b: Vector) -> float:
    """Return the turn from the ray to `a` to the ray to `b`, clockwise positive, -180..180."""
    turn = elevation_deg(a - vertex) - elevation_deg(b - vertex)
    return (turn + 180) % 360 - 180


def _length(a: Vector, b: Vector) -> float:
    return float(np.hypot(b[0] - a[0], b[2] - a[2]))


_OTHERS: dict[str, Callable[[list[Vector]], float]] = {
    "hip_deg": lambda at: _turn_deg(*at) % 360,
    "raise_deg": lambda at: 180 - _turn_deg(*at) % 360,
    "heel_lift_shank": lambda at: float((at[0][2] - at[1][2]) / _length(at[2], at[3])),
    "hip_height_trunk": lambda at: float(at[0][2] / _length(at[0], at[1])),
    "hip_along_trunk": lambda at: float(at[0][0] / _length(at[0], at[1])),
}
