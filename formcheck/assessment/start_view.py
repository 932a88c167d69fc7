"""The view that counts: how far from side-on the camera sees the start position.

A lift turns the shoulders a little towards the camera and shortens the trunk in the picture, so the
same view reads worse at the top. Only a change that a lift cannot explain is taken for a turn of
the person or of the camera.
"""

import math

__all__ = ["LIFT_VIEW_DEG", "StartView"]

LIFT_VIEW_DEG = 16.0
"""A movement makes the view read worse by less than this (docs/measurements.md, Side view)."""
CLEAR_DEG = 6.0
"""Only a start this much better than the limit is sure to be seen from the side; nearer to it, the
start itself may read too well, and what the lift shows counts too."""


class StartView:
    """Keeps the view of the start position while the person moves.

    `refuse_deg` is the limit from which the exercise cannot be judged.
    """

    def __init__(self, refuse_deg: float) -> None:
        self._refuse_deg = refuse_deg
        self.reset()

    def reset(self) -> None:
        """Forget the view."""
        self.yaw_deg = math.nan
        """The view that counts, degrees from side-on; NaN while not known."""

    def update(self, yaw_deg: float, *, moving: bool) -> float:
        """Return the view that counts, from the present one; a refused one counts at once."""
        explained = yaw_deg < self._refuse_deg
        if self.yaw_deg < self._refuse_deg - CLEAR_DEG:
            explained = explained or yaw_deg < self.yaw_deg + LIFT_VIEW_DEG
        if math.isnan(self.yaw_deg) or not (moving and explained):
            self.yaw_deg = yaw_deg
        return self.yaw_deg
