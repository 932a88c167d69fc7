"""Angles and lengths in the picture, in pixels with y pointing down.

The functions use plain floats, because the judge calls a few dozen of them for each frame and a
numpy call on two numbers takes ten times longer. Any NaN among the arguments gives NaN. Angles are
degrees.

Coordinates must be pixels. Pose models divide x by the width and y by the height; angles from such
coordinates are wrong in every picture that is not square. A right angle at 16:9 reads 59 to 121
degrees, depending on its direction.
"""

import math
from collections.abc import Sequence

__all__ = ["NAN", "distance", "elevation_deg", "joint_angle_deg", "signed_angle_deg"]

NAN = math.nan
Point = Sequence[float]


def distance(a: Point, b: Point) -> float:
    """Return the length from `a` to `b` in the coordinates' unit; NaN if a coordinate is NaN."""
    return math.hypot(b[0] - a[0], b[1] - a[1])


def elevation_deg(a: Point, b: Point) -> float:
    """Return how steeply the line from `a` to `b` rises: -90 (straight down) to 90 (straight up).

    0 is level, whether it points left or right. NaN where a coordinate is NaN or `a` equals `b`.
    """
    dx, up = abs(b[0] - a[0]), a[1] - b[1]
    if dx == 0 and up == 0:
        return NAN
    return math.degrees(math.atan2(up, dx))


def signed_angle_deg(a: Point, vertex: Point, b: Point) -> float:
    """Return the turn at `vertex` from the ray to `a` to the ray to `b`, -180..180.

    Positive is clockwise on the screen. NaN where a coordinate is NaN or a ray has no length.
    """
    ux, uy = a[0] - vertex[0], a[1] - vertex[1]
    vx, vy = b[0] - vertex[0], b[1] - vertex[1]
    if (ux == 0 and uy == 0) or (vx == 0 and vy == 0):
        return NAN
    return math.degrees(math.atan2(ux * vy - uy * vx, ux * vx + uy * vy))


def joint_angle_deg(a: Point, vertex: Point, b: Point) -> float:
    """Return the angle at `vertex` between the rays to `a` and to `b`, 0..180; 180 is straight.

    NaN as for `signed_angle_deg`.
    """
    return abs(signed_angle_deg(a, vertex, b))
