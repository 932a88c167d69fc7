"""The bird-dog: on hands and knees, one arm and the opposite leg stretched out level."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from tools.render.body import SIDES, Body, Posture
from tools.render.exercises.base import (
    BACK_TOO_FAST,
    COMMON_FAULTS,
    TOO_FAST,
    FaultKind,
    Values,
)
from tools.render.exercises.figure import LATERAL, NECK, PRONE, Figure, bent_leg
from tools.render.geometry import Vector, chord, planar, unit, vector

OTHER = {"left": "right", "right": "left"}
DOWN_DEG = -90.0
TOES_BEYOND_BALL, TOE_CLEARANCE_M = 1.4, 0.02
PLANTED_ELBOW_DEG, RAISED_ELBOW_DEG = 164.0, 173.0


class BirdDog:
    """Knees under the hips, hands under the shoulders; the working side is the leg's.

    `leg_deg` is hip to ankle and `arm_deg` shoulder to wrist, both against the horizontal, up
    positive, -90 straight down. `trunk_deg` is the trunk's pitch change, head up positive.
    """

    driver: ClassVar[str] = "leg_deg"
    settings: ClassVar[Mapping[str, float]] = {
        "top_leg_deg": -4.0,
        "top_knee_deg": 174.0,
        "top_arm_deg": 0.0,
        "wrist_height_m": 0.05,
    }
    faults: ClassVar[Mapping[str, FaultKind]] = {
        **COMMON_FAULTS,
        "lifted_too_fast": TOO_FAST,
        "lowered_too_fast": BACK_TOO_FAST,
        "leg_too_high": FaultKind(how="top", unit="deg", sets={"leg_deg": None}),
        "leg_too_low": FaultKind(how="top", unit="deg", sets={"leg_deg": None}),
        # The foot is held level with the hip, or the bent knee would also mean a high foot.
        "knee_bent": FaultKind(how="top", unit="deg", sets={"knee_deg": None, "leg_deg": 0.0}),
        "arm_too_low": FaultKind(how="top", unit="deg", sets={"arm_deg": None}),
        "arm_too_high": FaultKind(how="top", unit="deg", sets={"arm_deg": None}),
        "trunk_moves": FaultKind(how="top", unit="deg", sets={"trunk_deg": None}),
        "same_side": FaultKind(
            how="top", unit="deg", sets={"arm_deg": DOWN_DEG, "same_arm_deg": None}, counts=False
        ),
        "leg_only": FaultKind(how="top", unit="deg", sets={"arm_deg": None}, counts=False),
    }

    def __init__(self, body: Body, settings: Mapping[str, float]) -> None:
        self._body = body
        self._settings = settings
        self._thigh, self._shank = body.length("upperleg01"), body.length("lowerleg01")
        self._upper, self._fore = body.length("upperarm01"), body.length("lowerarm01")
        knee = body.depth("lowerleg01.L", vector(0, 0, 1), within_m=0.06)
        self._hip = vector(-0.25, 0, knee + self._thigh)
        level = self._set(0.0).posed
        trunk = level.middle("shoulder") - level.middle("hip")
        planted = chord(self._upper, self._fore, PLANTED_ELBOW_DEG)
        rise = settings["wrist_height_m"] + planted - self._hip[2]
        self._pitch_deg = float(np.degrees(np.arcsin(rise / np.hypot(trunk[0], trunk[2]))))
        start = self._set(self._pitch_deg).posed
        self._planted = {
            side: start.joint("shoulder", side) - vector(0, 0, planted) for side in SIDES
        }

    @property
    def rest(self) -> Values:
        """The values at the start and between repetitions."""
        leg_deg = -float(np.degrees(np.arctan2(self._thigh, self._shank)))
        return {
            "leg_deg": leg_deg,
            "knee_deg": 90.0,
            "arm_deg": DOWN_DEG,
            "same_arm_deg": DOWN_DEG,
            "trunk_deg": 0.0,
        }

    @property
    def top(self) -> Values:
        """The values at the end position of a good repetition."""
        own = self._settings
        return {
            "leg_deg": own["top_leg_deg"],
            "knee_deg": own["top_knee_deg"],
            "arm_deg": own["top_arm_deg"],
            "same_arm_deg": DOWN_DEG,
            "trunk_deg": 0.0,
        }

    def posture(self, values: Values, side: str) -> Posture:
        """Return the posture; `side` is the moving leg's, the opposite arm moves with it."""
        figure = self._set(self._pitch_deg + values["trunk_deg"])
        figure.flex(NECK, -18 + values.get("head_deg", 0.0))
        resting = self.rest
        for leg_side in SIDES:
            leg = values if leg_side == side else resting
            line = 180 - leg["leg_deg"]
            thigh, shank = bent_leg(line, leg["knee_deg"], self._thigh, self._shank, 1)
            # Instep on the floor at rest, toes towards the floor when stretched out.
            bend = 8 + 57 * (max(0.0, leg["knee_deg"] - 90) / 84) ** 2
            ankle = self._hip + self._thigh * planar(thigh) + self._shank * planar(shank)
            figure.leg(leg_side, thigh, shank, self._foot(ankle[2], shank, bend))
        for arm_side in SIDES:
            name = "same_arm_deg" if arm_side == side else "arm_deg"
            if values[name] > DOWN_DEG:
                self._raise_arm(figure, arm_side, values[name])
            else:
                self._plant_arm(figure, arm_side)
        return figure.posture

    def _foot(self, ankle_height_m: float, shank_deg: float, bend_deg: float) -> Vector:
        """Return the foot's direction, less bent where the toes would go through the floor."""
        reach = TOES_BEYOND_BALL * self._body.length("foot")
        for bend in np.arange(bend_deg, 0, -2.0):
            foot = planar(shank_deg + bend)
            if ankle_height_m + reach * foot[2] > TOE_CLEARANCE_M:
                return foot
        return planar(shank_deg)

    def _set(self, pitch_deg: float) -> Figure:
        figure = Figure(self._body, PRONE, "upperleg01", self._hip)
        figure.set_trunk(pitch_deg, towards_hips=False)
        return figure

    def _plant_arm(self, figure: Figure, side: str) -> None:
        lateral = LATERAL[side]
        figure.arm_to(
            side,
            self._planted[side],
            elbow_towards=vector(-1, 0.4 * lateral, 0),
            hand=planar(-4),
            thumb=vector(0, -lateral, 0),
        )

    def _raise_arm(self, figure: Figure, side: str, arm_deg: float) -> None:
        share = max(0.0, min(1.0, (arm_deg - DOWN_DEG) / 90))
        lateral, end = LATERAL[side], SIDES[side]
        posed = figure.posed
        # The shoulder blade follows the arm: about a third of the lift comes from it.
        chest = posed.rotations["spine01"]
        blade = self._body.rest_direction("shoulder01" + end)
        lift = 0.55 * share * float(np.linalg.norm(blade)) * vector(0, 1, 0)
        figure.aim("shoulder01" + end, chest @ (blade + lift))
        elbow_deg = PLANTED_ELBOW_DEG + share * (RAISED_ELBOW_DEG - PLANTED_ELBOW_DEG)
        shoulder: Vector = figure.posed.joint("shoulder", side)
        reach = chord(self._upper, self._fore, elbow_deg)
        figure.arm_to(
            side,
            shoulder + reach * planar(arm_deg),
            elbow_towards=unit(planar(arm_deg - 90) + vector(0, 0.4 * lateral, 0)),
            hand=planar(-4 + 4 * share - 40 * np.sin(np.pi * share)),
            thumb=vector(0, -lateral, 0),
        )
