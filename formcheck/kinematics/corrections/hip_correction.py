"""The hip correction: from MediaPipe's hip landmark to the hip joint.

MediaPipe marks the hip at the crease of the groin, in front of the joint and down the thigh. So hip
angles are about 6 degrees off, and a straight bridge reads too high. Three shifts, each a share of
the trunk's length, move the landmark to the joint.
"""

import math
from collections.abc import Sequence

__all__ = ["BACK_TRUNK", "DOWN_TRUNK", "UP_TRUNK", "correct_hip"]

Point = Sequence[float]

# Least squares over 42 rendered clips: docs/measurements.md, Hip correction.
BACK_TRUNK = 0.025
"""How far the joint lies behind the landmark, away from the belly, in trunk lengths."""
UP_TRUNK = 0.061
"""How far it lies back along the thigh, away from the knee, in trunk lengths."""
DOWN_TRUNK = 0.016
"""How far it lies along the trunk, away from the shoulder, in trunk lengths."""


def correct_hip(shoulder: Point, hip: Point, knee: Point, *, front: float) -> tuple[float, float]:
    """Return the hip joint's position in pixels, from the landmarks of one side.

    `front` is +1 when the left shoulder is nearer the camera, -1 when the right one is, and 0 when
    that is not clear; the shift away from the belly is then left out. Where a landmark is NaN or
    two coincide, the shift that depends on it is left out. A hip that is NaN stays NaN.
    """
    x, y = hip[0], hip[1]
    ax, ay = x - shoulder[0], y - shoulder[1]
    trunk_px = math.hypot(ax, ay)
    if not trunk_px > 0:  # true for NaN
        return x, y
    # The axis from shoulder to hip, turned by a right angle, points where the belly points.
    x += DOWN_TRUNK * ax + front * BACK_TRUNK * ay
    y += DOWN_TRUNK * ay - front * BACK_TRUNK * ax
    tx, ty = hip[0] - knee[0], hip[1] - knee[1]
    thigh_px = math.hypot(tx, ty)
    if thigh_px > 0:
        x += UP_TRUNK * trunk_px * tx / thigh_px
        y += UP_TRUNK * trunk_px * ty / thigh_px
    return x, y
