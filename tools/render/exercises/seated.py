"""The seated hamstring stretch: legs straight on the floor, the trunk hinged at the hips."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from tools.render.body import SIDES, Body, Posture
from tools.render.exercises.base import (
    BACK_TOO_FAST,
    BOUNCING,
    TOO_FAST,
    UNSTEADY,
    FaultKind,
    Values,
    common_faults,
)
from tools.render.exercises.floor_leg import FloorLeg
from tools.render.exercises.posture_builder import LATERAL, NECK, SPINE, UPRIGHT, Figure, bent_leg
from tools.render.geometry import planar, vector

LUMBAR = ("spine05", "spine04")
HAND_ABOVE_LEG_M = 0.09
NECK_SHARE = 0.76
"""The share of the spine's bend that shows in the angle ear-shoulder-hip."""


class SeatedStretch:
    """The trunk leans forward from the hips.

    `lean_deg` is how far the line from hip to shoulder leans. `round_deg` is the back's bend,
    measured as the change of the angle ear-shoulder-hip. More values, 0 in the exercise: `nod_deg`
    and `turn_deg` move the head, `slide_deg` draws up both feet along the floor, `arms_deg` lifts
    both arms off the legs.
    """

    primary: ClassVar[str] = "lean_deg"
    steady: ClassVar[str] = "lean_deg"
    nods: ClassVar[bool] = True
    settings: ClassVar[Mapping[str, float]] = {
        "start_lean_deg": 2.0,
        "top_lean_deg": 38.0,
        "knee_deg": 174.0,
        "pelvis_back_deg": 20.0,
    }
    breaths: ClassVar[Mapping[str, float]] = {"lean_deg": 1.0}
    fidgets: ClassVar[Mapping[str, float]] = {
        "nod_deg": 14.0,
        "turn_deg": 30.0,
        "lean_deg": 4.0,
        "round_deg": 6.08,
        "arms_deg": 14.0,
        "slide_deg": 5.0,
    }
    faults: ClassVar[Mapping[str, FaultKind]] = {
        **common_faults(shortest_s=1.5),
        "hinged_too_fast": TOO_FAST,
        "came_up_too_fast": BACK_TOO_FAST,
        "bouncing": BOUNCING,
        "unsteady": UNSTEADY,
        "back_rounded": FaultKind(
            how="top", unit="deg", sets={"round_deg": None}, least=0, most=68
        ),
        "knee_bent": FaultKind(how="top", unit="deg", sets={"knee_deg": None}, least=90, most=178),
    }

    def __init__(self, body: Body, settings: Mapping[str, float]) -> None:
        self._body = body
        self._settings = settings
        self._thigh, self._shank = body.length("upperleg01"), body.length("lowerleg01")
        seat = body.depth("upperleg01.L", vector(0, -1, 0), within_m=0.07)
        back = body.depth("upperleg01.L", vector(0, 0, -1), within_m=0.1)
        self._hip = vector(0, 0, min(seat, back))
        self._heel = body.depth("foot.L", vector(0, 0, -1), within_m=0.05)
        self._floor_leg = FloorLeg(body, lying_foot_deg=78.0)

    @property
    def body(self) -> Body:
        """The body that does the exercise."""
        return self._body

    @property
    def rest(self) -> Values:
        """The values in the start position."""
        return {
            "lean_deg": self._settings["start_lean_deg"],
            "round_deg": 0.0,
            "knee_deg": self._settings["knee_deg"],
        }

    @property
    def top(self) -> Values:
        """The values in the end position of a good repetition."""
        return {**self.rest, "lean_deg": self._settings["top_lean_deg"]}

    @property
    def set_up(self) -> tuple[Values, ...]:
        """The person slumps with the feet drawn up, then with straight legs."""
        slumped = {"lean_deg": -8.0, "round_deg": 38.0}
        return ({**slumped, "slide_deg": 80.0}, slumped)

    @property
    def negatives(self) -> Mapping[str, Values]:
        """Movements that must not be counted, by name."""
        return {
            "still": {},
            "slump": {"lean_deg": -6.0, "round_deg": 38.0},
            "nod": {"nod_deg": 35.0},
            "arms": {"arms_deg": 80.0},
            "feet_drawn_up": {"slide_deg": 80.0},
        }

    def posture(self, values: Values, side: str) -> Posture:  # noqa: ARG002 - both sides work
        """Return the posture; both sides work, so `side` does not matter."""
        figure = Figure(self._body, UPRIGHT, "upperleg01", self._hip)
        figure.flex(LUMBAR, self._settings["pelvis_back_deg"])
        figure.flex(SPINE, values["round_deg"] / NECK_SHARE)
        nod = values.get("head_deg", 0.0) + values.get("nod_deg", 0.0)
        figure.flex(NECK, 0.8 * values["round_deg"] / NECK_SHARE + nod)
        if values.get("turn_deg"):
            figure.twist(NECK, values["turn_deg"])
        figure.set_trunk(90 - values["lean_deg"], towards_hips=False)
        thigh, shank, foot = self._leg(values)
        for limb in SIDES:
            figure.leg(limb, thigh, shank, planar(foot))
        for limb in SIDES:
            self._lay_hand(figure, limb, thigh, values.get("arms_deg", 0.0))
        return figure.posture

    def _leg(self, values: Values) -> tuple[float, float, float]:
        """Return the directions of thigh, shank and foot of both legs."""
        if values.get("slide_deg"):
            knee = values["knee_deg"] - values["slide_deg"]
            leg = self._floor_leg.at(self._hip[2], knee, 0.0)
            return leg.thigh_deg, leg.shank_deg, leg.foot_deg
        drop = (self._heel - self._hip[2]) / (self._thigh + self._shank)
        line = float(np.degrees(np.arcsin(drop)))
        thigh, shank = bent_leg(line, values["knee_deg"], self._thigh, self._shank, 1)
        return thigh, shank, shank + 78

    def _lay_hand(self, figure: Figure, limb: str, thigh: float, lift_deg: float) -> None:
        """Lay a hand on the leg, as far down as the arm reaches, or lift it by `lift_deg`."""
        posed = figure.posed
        arm = 0.96 * (self._body.length("upperarm01") + self._body.length("lowerarm01"))
        shoulder, hip = posed.joint("shoulder", limb), posed.joint("hip", limb)
        low = HAND_ABOVE_LEG_M + hip[2] - shoulder[2]
        aside = hip[1] - shoulder[1]
        ahead = np.sqrt(max(0.03, arm**2 - low**2 - aside**2))
        knee_rise = max(0.0, self._knee_rise(thigh, float(shoulder[0] + ahead - hip[0])))
        line = vector(ahead, aside, low + knee_rise)
        if lift_deg:
            line = arm * planar(np.degrees(np.arctan2(line[2], line[0])) + lift_deg)
        figure.arm_to(
            limb,
            shoulder + line,
            elbow_towards=vector(-1, 0.5 * LATERAL[limb], -0.2),
            hand=planar(-12 + 0.8 * lift_deg),
            thumb=vector(0, -LATERAL[limb], 0),
        )

    def _knee_rise(self, thigh_deg: float, along_m: float) -> float:
        """Return how much higher than the hip the leg is at a distance from it."""
        return float(along_m * np.sin(np.radians(thigh_deg)))
