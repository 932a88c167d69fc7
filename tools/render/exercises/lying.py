"""A body lying flat on its back, legs and arms solved one by one."""

from collections.abc import Mapping

import numpy as np

from tools.render.body import Body
from tools.render.exercises.base import FaultKind, Tuned, Values
from tools.render.exercises.floor_leg import FloorLeg
from tools.render.exercises.posture_builder import SUPINE, Figure, bent_leg
from tools.render.geometry import planar, vector

FLAT_KNEE_DEG = 176.0
STRAIGHT_FROM_DEG = 150.0
OTHER_STRAIGHT = ("other_knee_deg", STRAIGHT_FROM_DEG, 180.0)
OTHER_BENT = ("other_knee_deg", 60.0, 110.0)
HIPS_RISE = Tuned(
    value="hip_rise_pct", reading="hip_height_trunk", role="near", low=0, high=60, change="rise"
)
OTHER_FOOT_LIFTS = Tuned(
    value="other_lift_deg", reading="leg_deg", role="other", low=0, high=50, change="rise"
)
OTHER_KNEE_OPENS = Tuned(value="other_slide_deg", reading="knee_deg", role="other", low=0, high=100)
LYING_FAULTS: Mapping[str, FaultKind] = {
    "other_foot_lifts": FaultKind(how="top", unit="deg", tuned=OTHER_FOOT_LIFTS, when=OTHER_BENT),
    "other_knee_opens": FaultKind(how="top", unit="deg", tuned=OTHER_KNEE_OPENS, when=OTHER_BENT),
    "hips_rise": FaultKind(how="top", unit="trunk", tuned=HIPS_RISE),
}
"""The faults of every stretch on the back; the first two need the other knee bent."""


class Lying:
    """Trunk, head and lying legs."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.thigh, self.shank = body.length("upperleg01"), body.length("lowerleg01")
        self.floor_leg = FloorLeg(body)
        back = vector(0, 0, -1)
        self.shoulder = vector(0, 0, body.depth("upperarm01.L", back, within_m=0.1))
        self.skull = body.depth("head", back, within_m=0.06)
        self.seat = body.depth("upperleg01.L", back, within_m=0.1)
        heel = body.depth("foot.L", back, within_m=0.05)
        level = Figure(body, SUPINE, "upperarm01", self.shoulder).posed
        line = level.middle("hip") - level.middle("shoulder")
        self.trunk = float(np.hypot(line[0], line[2]))
        drop = (heel - self.seat) / (self.thigh + self.shank)
        self.flat_leg_deg = float(np.degrees(np.arcsin(drop)))

    def figure(self, values: Values) -> Figure:
        """Return the trunk and head in place; `hip_rise_pct` is in hundredths of the trunk."""
        rise = self.seat - self.shoulder[2] + values.get("hip_rise_pct", 0.0) / 100 * self.trunk
        figure = Figure(self.body, SUPINE, "upperarm01", self.shoulder)
        figure.set_trunk(float(np.degrees(np.arcsin(rise / self.trunk))), towards_hips=True)
        figure.head_on_floor(
            self.skull,
            tuck_deg=6 + values.get("head_deg", 0.0),
            turn_deg=values.get("turn_deg", 0.0),
        )
        return figure

    def hip_m(self, values: Values) -> float:
        """Return the hips' height."""
        return self.seat + values.get("hip_rise_pct", 0.0) / 100 * self.trunk

    def leg(
        self, figure: Figure, side: str, line_deg: float, knee_deg: float, ankle: float
    ) -> None:
        """Point a leg: hip-ankle line, knee angle, and the foot's angle against the shank."""
        thigh, shank = bent_leg(line_deg, knee_deg, self.thigh, self.shank, 1)
        figure.leg(side, thigh, shank, planar(shank + ankle))

    def leg_on_floor(
        self, figure: Figure, side: str, values: Values, knee_deg: float, lift_deg: float
    ) -> None:
        """Put a foot on the floor at a knee angle, or turn the leg up from there."""
        leg = self.floor_leg.at(self.hip_m(values), knee_deg, lift_deg)
        figure.leg(side, leg.thigh_deg, leg.shank_deg, planar(leg.foot_deg))
