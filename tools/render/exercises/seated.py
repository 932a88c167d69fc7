"""The seated hamstring stretch: legs straight on the floor, the trunk hinged at the hips."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from tools.render.body import SIDES, Body, Posture
from tools.render.exercises.base import (
    BACK_TOO_FAST,
    BOUNCING,
    COMMON_FAULTS,
    TOO_FAST,
    FaultKind,
    Values,
)
from tools.render.exercises.figure import LATERAL, NECK, SPINE, UPRIGHT, Figure, bent_leg
from tools.render.geometry import planar, vector

LUMBAR = ("spine05", "spine04")
HAND_ABOVE_LEG_M = 0.09


class SeatedStretch:
    """`lean_deg` is the hip-shoulder line forward of upright; `round_deg` the spine's own bend."""

    driver: ClassVar[str] = "lean_deg"
    settings: ClassVar[Mapping[str, float]] = {
        "start_lean_deg": 2.0,
        "top_lean_deg": 38.0,
        "knee_deg": 174.0,
        "pelvis_back_deg": 20.0,
    }
    faults: ClassVar[Mapping[str, FaultKind]] = {
        **COMMON_FAULTS,
        "hinged_too_fast": TOO_FAST,
        "came_up_too_fast": BACK_TOO_FAST,
        "bouncing": BOUNCING,
        "back_rounded": FaultKind(how="top", unit="deg", sets={"round_deg": None}),
        "knee_bent": FaultKind(how="top", unit="deg", sets={"knee_deg": None}),
    }

    def __init__(self, body: Body, settings: Mapping[str, float]) -> None:
        self._body = body
        self._settings = settings
        self._thigh, self._shank = body.length("upperleg01"), body.length("lowerleg01")
        seat = body.depth("upperleg01.L", vector(0, -1, 0), within_m=0.07)
        back = body.depth("upperleg01.L", vector(0, 0, -1), within_m=0.1)
        self._hip = vector(0, 0, min(seat, back))
        self._heel = body.depth("foot.L", vector(0, 0, -1), within_m=0.05)

    @property
    def rest(self) -> Values:
        """The values at the start and between repetitions."""
        return {
            "lean_deg": self._settings["start_lean_deg"],
            "round_deg": 0.0,
            "knee_deg": self._settings["knee_deg"],
        }

    @property
    def top(self) -> Values:
        """The values at the end position of a good repetition."""
        return {**self.rest, "lean_deg": self._settings["top_lean_deg"]}

    def posture(self, values: Values, side: str) -> Posture:  # noqa: ARG002 - both sides work
        """Return the posture; both sides do the same, so `side` does not matter."""
        figure = Figure(self._body, UPRIGHT, "upperleg01", self._hip)
        figure.flex(LUMBAR, self._settings["pelvis_back_deg"])
        figure.flex(SPINE, values["round_deg"])
        figure.flex(NECK, 0.8 * values["round_deg"] + values.get("head_deg", 0.0))
        figure.set_trunk(90 - values["lean_deg"], towards_hips=False)
        drop = (self._heel - self._hip[2]) / (self._thigh + self._shank)
        line = float(np.degrees(np.arcsin(drop)))
        thigh, shank = bent_leg(line, values["knee_deg"], self._thigh, self._shank, 1)
        arm = 0.96 * (self._body.length("upperarm01") + self._body.length("lowerarm01"))
        posed = figure.posed
        for limb in SIDES:
            figure.leg(limb, thigh, shank, planar(shank + 78))
            shoulder, hip = posed.joint("shoulder", limb), posed.joint("hip", limb)
            # The hand lies on the leg, as far down as the arm reaches.
            low = HAND_ABOVE_LEG_M + hip[2] - shoulder[2]
            aside = hip[1] - shoulder[1]
            ahead = np.sqrt(max(0.03, arm**2 - low**2 - aside**2))
            knee_rise = max(0.0, self._knee_rise(thigh, float(shoulder[0] + ahead - hip[0])))
            figure.arm_to(
                limb,
                shoulder + vector(ahead, aside, low + knee_rise),
                elbow_towards=vector(-1, 0.5 * LATERAL[limb], -0.2),
                hand=planar(-12),
                thumb=vector(0, -LATERAL[limb], 0),
            )
        return figure.posture

    def _knee_rise(self, thigh_deg: float, along_m: float) -> float:
        """Return how much higher than the hip the leg is at a distance from it."""
        return float(along_m * np.sin(np.radians(thigh_deg)))
