"""A leg of a person on their back: with the foot on the floor at any knee angle, or lifted."""

from dataclasses import dataclass

import numpy as np

from tools.render.body import Body
from tools.render.exercises.posture_builder import UPRIGHT, bent_leg
from tools.render.geometry import chord, elevation_deg, vector

STANDING_DEG, LYING_DEG = 120.0, 150.0
"""Up to the first knee angle the sole is on the floor, from the second on only the heel."""
LIFTED_FOOT_DEG = 65.0
STRAIGHT_DEG = 178.0
CLEAR_OF_FLOOR_DEG = 15.0


@dataclass(frozen=True, kw_only=True)
class LegLine:
    """Side-view directions (0 is +X, 90 is up) and the hip-ankle distance in metres."""

    line_deg: float
    thigh_deg: float
    shank_deg: float
    foot_deg: float
    reach_m: float


class FloorLeg:
    """The lengths of one body's legs, and how high they are where they touch the floor.

    `lying_foot_deg` is the angle of a lying leg's foot against its shank.
    """

    def __init__(self, body: Body, lying_foot_deg: float = 70.0) -> None:
        self._lying_foot_deg = lying_foot_deg
        self._thigh, self._shank = body.length("upperleg01"), body.length("lowerleg01")
        self._sole = body.depth("foot.L", vector(0, -1, 0), within_m=0.1)
        self._heel = body.depth("foot.L", vector(0, 0, -1), within_m=0.05)
        flat = UPRIGHT @ body.rest_direction("foot.L")
        self._flat_foot_deg = elevation_deg(vector(flat[0], 0, flat[2]))

    def on_floor_deg(self, hip_m: float, knee_deg: float) -> float:
        """Return the hip-ankle line's direction: foot on the floor, hip `hip_m` high."""
        standing = _share(LYING_DEG - knee_deg, LYING_DEG - STANDING_DEG)
        ankle = self._heel + standing * (self._sole - self._heel)
        reach = chord(self._thigh, self._shank, knee_deg)
        return float(np.degrees(np.arcsin(np.clip((ankle - hip_m) / reach, -1, 1))))

    def at(self, hip_m: float, knee_deg: float, lift_deg: float) -> LegLine:
        """Return the leg with its hip `hip_m` high, lifted off the floor by `lift_deg`."""
        knee_deg = min(knee_deg, STRAIGHT_DEG)
        line = self.on_floor_deg(hip_m, knee_deg) + lift_deg
        thigh, shank = bent_leg(line, knee_deg, self._thigh, self._shank, 1)
        standing = _share(LYING_DEG - knee_deg, LYING_DEG - STANDING_DEG)
        down = shank + self._lying_foot_deg
        down += standing * (self._flat_foot_deg - down)
        lifted = _share(lift_deg, CLEAR_OF_FLOOR_DEG)
        foot = down + lifted * (shank + LIFTED_FOOT_DEG - down)
        reach = chord(self._thigh, self._shank, knee_deg)
        return LegLine(
            line_deg=line, thigh_deg=thigh, shank_deg=shank, foot_deg=foot, reach_m=reach
        )


def _share(part: float, whole: float) -> float:
    return max(0.0, min(1.0, part / whole))
