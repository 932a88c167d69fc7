"""The start position on hands and knees: where knees, hips, shoulders and hands are."""

import math
from collections.abc import Mapping

import numpy as np

from tools.render.body import SIDES, Body
from tools.render.exercises.posture_builder import PRONE, Figure
from tools.render.exercises.solver import TunedStart
from tools.render.geometry import Vector, chord, elevation_deg, planar, vector

STARTS: Mapping[str, TunedStart] = {
    # The hands move back. Moved forward, they would also open the shoulders.
    "start_arm_deg": TunedStart(
        reading="arm_deg", path=lambda share: {"start_hand_deg": -50 * share}
    ),
    "start_thigh_deg": TunedStart(
        reading="thigh_deg", path=lambda share: {"start_lean_deg": 40 * share}
    ),
    # The chest is lowered on bent elbows. Otherwise the thighs would have to lean far back.
    "start_hip_shut_deg": TunedStart(
        reading="hip_deg",
        path=lambda share: {"start_lean_deg": 36 * share, "planted_elbow_deg": 164 - 70 * share},
    ),
    "start_hip_open_deg": TunedStart(
        reading="hip_deg", path=lambda share: {"start_lean_deg": -42 * share}
    ),
    "start_shoulder_shut_deg": TunedStart(
        reading="shoulder_deg",
        path=lambda share: {"start_hand_deg": -46 * share, "start_lean_deg": 38 * share},
    ),
    "start_shoulder_open_deg": TunedStart(
        reading="shoulder_deg", path=lambda share: {"start_hand_deg": 55 * share}
    ),
    "start_knee_shut_deg": TunedStart(
        reading="knee_deg",
        path=lambda share: {"start_lean_deg": 27 * share, "start_shank_deg": 50 * share},
    ),
    "start_knee_open_deg": TunedStart(
        reading="knee_deg", path=lambda share: {"start_lean_deg": -42 * share}
    ),
}


class AllFours:
    """Hands and knees stay in place; how far the thighs lean back decides hips and shoulders.

    Settings: `start_lean_deg` leans the thighs (positive: hips behind the knees), `start_hand_deg`
    leans the arms (positive: hands in front of the shoulders), `start_shank_deg` lifts the feet,
    and `planted_elbow_deg` is the supporting elbows' angle.
    """

    def __init__(self, body: Body, settings: Mapping[str, float]) -> None:
        self._body = body
        self.thigh, self.shank = body.length("upperleg01"), body.length("lowerleg01")
        self.upper, self.fore = body.length("upperarm01"), body.length("lowerarm01")
        self._start_lean = settings["start_lean_deg"]
        self._shank_deg = settings["start_shank_deg"]
        self._knee = vector(-0.25, 0, body.depth("lowerleg01.L", vector(0, 0, 1), within_m=0.06))
        self._arm = chord(self.upper, self.fore, settings["planted_elbow_deg"])
        level = self.figure(0.0).posed
        trunk = level.middle("shoulder") - level.middle("hip")
        self._trunk = float(np.hypot(trunk[0], trunk[2]))
        arm = self._arm * planar(-90 + settings["start_hand_deg"])
        rise = settings["wrist_height_m"] - arm[2] - self.hip(0.0)[2]
        self._pitch_deg = float(np.degrees(np.arcsin(rise / self._trunk)))
        start = self.figure(self._pitch_deg).posed
        self.planted = {side: start.joint("shoulder", side) + arm for side in SIDES}

    def hip(self, lean_deg: float) -> Vector:
        """Return the hips with the thighs leant back by `lean_deg` from the start position."""
        lean = self._start_lean + lean_deg
        return np.asarray(self._knee - self.thigh * planar(-90 + lean)) if lean else self._upright()

    def figure(self, pitch_deg: float, lean_deg: float = 0.0) -> Figure:
        """Return the trunk at a pitch, its hips in place."""
        figure = Figure(self._body, PRONE, "upperleg01", self.hip(lean_deg))
        figure.set_trunk(pitch_deg, towards_hips=False)
        return figure

    def pitch_deg(self, lean_deg: float) -> float:
        """Return the trunk's pitch that keeps the arms as long as in the start position."""
        if not lean_deg:
            return self._pitch_deg
        hand = (self.planted["left"] + self.planted["right"]) / 2
        line = hand - self.hip(lean_deg)
        distance = min(float(np.hypot(line[0], line[2])), 0.999 * (self._trunk + self._arm))
        cosine = (self._trunk**2 + distance**2 - self._arm**2) / (2 * self._trunk * distance)
        return elevation_deg(line) + math.degrees(math.acos(max(-1.0, min(1.0, cosine))))

    def support(self, lean_deg: float) -> tuple[float, float]:
        """Return the directions of thigh and shank of a leg that kneels."""
        return 270 + self._start_lean + lean_deg, 180 - self._shank_deg

    def rest_leg(self) -> tuple[float, float]:
        """Return hip-ankle elevation and knee angle of a kneeling leg in the start position."""
        thigh, shank = self.support(0.0)
        ankle = self.thigh * planar(thigh) + self.shank * planar(shank)
        return -float(np.degrees(np.arctan2(-ankle[2], -ankle[0]))), 180 - (thigh - shank)

    def _upright(self) -> Vector:
        return vector(self._knee[0], 0, self._knee[2] + self.thigh)
