"""From the pose model's hips to the joints they stand for.

The model marks a hip where the crease of the groin shows, in front of the joint and down the thigh:
on rendered people, whose joints are known, by 0.09 trunk lengths on average, so that a hip angle
reads 6 degrees off and a straight bridge too high. Three shares of the trunk's length put it back.
"""

import math
from collections.abc import Sequence

__all__ = ["BACK_TRUNK", "DOWN_TRUNK", "UP_TRUNK", "corrected_hip"]

Point = Sequence[float]

# Least squares over 42 rendered clips of five people doing four exercises (the tuning half): hip
# angles fell from 6.3 to 4.8 degrees off on average, the trunk from 3.2 to 2.6. People differ: slim
# women stay about 4 degrees on one side, stout men as much on the other.
BACK_TRUNK = 0.025
"""How far the joint lies behind the model's hip, away from the belly, in trunk lengths."""
UP_TRUNK = 0.061
"""How far it lies back along the thigh, away from the knee."""
DOWN_TRUNK = 0.016
"""How far it lies along the trunk, away from the shoulder."""


def corrected_hip(shoulder: Point, hip: Point, knee: Point, *, front: float) -> tuple[float, float]:
    """The hip joint's place in pixels, from one side's landmarks.

    `front` is +1 when the left shoulder is nearer the camera, -1 when the right one is, 0 when that
    is not clear; then the joint is taken to lie no farther back. Where a landmark is NaN or two
    fall together, what depends on it is left out; a hip that is NaN stays so.
    """
    x, y = hip[0], hip[1]
    ax, ay = x - shoulder[0], y - shoulder[1]
    trunk_px = math.hypot(ax, ay)
    if not trunk_px > 0:  # true for NaN
        return x, y
    # The axis from shoulder to hip, turned by a right angle to where the belly points.
    x += DOWN_TRUNK * ax + front * BACK_TRUNK * ay
    y += DOWN_TRUNK * ay - front * BACK_TRUNK * ax
    tx, ty = hip[0] - knee[0], hip[1] - knee[1]
    thigh_px = math.hypot(tx, ty)
    if thigh_px > 0:
        x += UP_TRUNK * trunk_px * tx / thigh_px
        y += UP_TRUNK * trunk_px * ty / thigh_px
    return x, y
